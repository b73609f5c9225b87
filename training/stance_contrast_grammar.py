"""Rules that turn one short clause into its negation, its hearsay, its infinitive.

A clause here is one main clause of 5 to 18 words with its finite verb found by a list;
what the rules cannot read for certain is no clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.stance_contrast_words import (
    DANGLING,
    FINITE,
    LEANING,
    NEGATION,
    UNFIT,
)

WORDNET = Path("/usr/share/wordnet")  # where the Debian package wordnet-base puts its files
_FEWEST, _MOST = 5, 18  # words of a clause
_SCOPE = (
    "all many some most several hundreds thousands dozens every few alla många några flera "
    "tous plusieurs todos muchos tutti molti alle mange flere viele einige muitos"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One main clause.

    Attributes:
        words: Without the full stop at the end.
        verb: Index of the finite verb.
        negative: Whether it has been given a negation.
    """

    language: str
    words: tuple[str, ...]
    verb: int
    negative: bool = False

    @property
    def text(self) -> str:
        """The clause without its full stop."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a clause and what stands in their place.

    Attributes:
        kind: Of "negation", "number", "opposite", "name", "place", "date".
    """

    kind: str
    old: str
    new: str

    def apply(self, text: str) -> str | None:
        """The text changed, or None when the old words do not stand in it exactly once."""
        found = list(re.finditer(rf"(?<![\w-]){re.escape(self.old)}(?![\w-])", text))
        if len(found) != 1:
            return None
        return text[: found[0].start()] + self.new + text[found[0].end() :]


@cache
def words_of(table: str) -> frozenset[str]:
    """A list of words written as one string."""
    return frozenset(table.split())


@cache
def pairs_of(table: str) -> dict[str, str]:
    """A list of "this/that" written as one string; a hyphen stands for a space."""
    return {
        first: second.replace("-", " ")
        for first, second in (item.split("/") for item in table.split())
    }


@cache
def english_verbs() -> dict[str, str]:
    """Irregular form to base form, from WordNet's verb.exc; empty when it is not installed."""
    path = WORDNET / "verb.exc"
    if not path.exists():
        return {}
    forms = (line.split()[:2] for line in path.read_text().splitlines())
    return {form: base for form, base in forms if form.isalpha()}


@cache
def _english_bases() -> frozenset[str]:
    path = WORDNET / "index.verb"
    if not path.exists():
        return frozenset()
    return frozenset(
        line.split(" ", 1)[0] for line in path.read_text().splitlines() if line[0] != " "
    )


def base_form(word: str) -> str | None:
    """Base of an English past form or participle."""
    special = {"been": "be", "was": "be", "were": "be", "had": "have", "has": "have"}
    if word in special:
        return special[word]
    if word in english_verbs():
        return english_verbs()[word]
    if not word.endswith("ed"):
        return None
    stem = word[:-2]
    tries = [f"{stem}e", stem] if not word.endswith("ied") else [f"{word[:-3]}y"]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        tries = [stem[:-1], stem]
    if stem[-1:] in "yw" or re.search(
        r"(?:[aeo][aeiou]|[rlnsc][tdk]|ss|sh|ck|[aeiou]{2}.|en|er|it|op)$", stem
    ):
        tries = [*tries[::-1]] if len(tries) == 2 else tries
    return next((word for word in tries if word in _english_bases()), None)


_NO_PAST = "found cut put set hit born saw used called made known based located named owned read"
_SUFFERED = (
    "killed injured wounded accused charged convicted arrested beheaded shot held taken sent "
    "released published captured reported scheduled expected seen involved kept left sold led"
)
HAVING = "a an the its their his her two three four five six seven eight nine ten more about up"
SAME_FORM = "set put cut hit hurt let shut spread cost become come run read"
_PARTICIPLES = re.compile(r"(?:en|wn|rne|one|gun|ung|unk|rum|wum|een)$")
_BEFORE_ADJECTIVE = words_of(
    "the a an of to in on at by with for from and or its their his her very newly "
    "recently more most "
    "as"
)


def parse(text: str, language: str) -> Clause | None:
    """The clause of a short sentence, or None when it is not plainly one main clause."""
    words = text.rstrip(". ").split()
    small = [word.casefold().strip(",") for word in words]
    if not _FEWEST <= len(words) <= _MOST or not words[0][:1].isalnum():
        return None
    if words[0][:1].islower() or set(small) & words_of(UNFIT[language]):
        return None
    if small[0] in words_of(LEANING[language]) or small[-1] in words_of(DANGLING.get(language, "")):
        return None
    if language == "sv" and "att" in small[-3:]:
        return None
    if re.search(
        r"[^\w\s'’.,$€£%&-]|[.,](?!\d|\w\.?\b)|\bwww\b|n['’]t\b|['’]\s|\s-", text.rstrip(". ")
    ):
        return None
    verb = _finite(small, language)
    return Clause(language, tuple(words), verb) if verb and verb < len(words) - 1 else None


def _finite(words: list[str], language: str) -> int:
    """Index of the finite verb; 0 when there is none for certain."""
    finite = words_of(FINITE[language])
    found = [i for i, word in enumerate(words) if word in finite]
    if language == "sv":
        return _swedish_finite(words, found)
    if language != "en":
        return found[0] if found and found[0] <= 8 else 0
    past = [i for i, word in enumerate(words) if i and _is_past(words, i)]
    if found:
        first = found[0]
        return first if len(found) == 1 and not any(i < first for i in past) else 0
    return past[0] if len(past) == 1 and past[0] <= 8 else 0


_SWEDISH_PAST = re.compile(r"^\w{2,}(?:ades?|erar|eras|ierar)$")


# A subject after its verb, or an adverb that would have to move in a subordinate clause.
_SWEDISH_AFTER = (
    "det de han hon den om även också nu redan ännu fortfarande ofta alltid tidigare dessutom "
    "nästan nyligen i sedan länge därmed därför samtidigt bland annars dock alltså då"
)


def _swedish_finite(words: list[str], found: list[int]) -> int:
    """The listed verb, or a word of a verb's shape that no article or genitive precedes."""
    shaped = [
        i
        for i, word in enumerate(words)
        if i
        and _SWEDISH_PAST.match(word)
        and words[i - 1] not in {"den", "de", "det", "och", "av"}
        and not words[i - 1].endswith(("s", "na"))
    ]
    first = min([*found, *shaped], default=0)
    # "som", "att", "om" after the verb open a clause of their own, which the rules never touch
    fit = first <= 7 and not {"som", "att", "om", "än"} & set(words[:first])
    follows = words[first + 1] if first + 1 < len(words) else ""
    return first if fit and follows not in words_of(_SWEDISH_AFTER) else 0


def _is_past(words: list[str], place: int) -> bool:
    word, before = words[place], words[place - 1]
    if base_form(word) is None or before in _BEFORE_ADJECTIVE or _PARTICIPLES.search(word):
        return False
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in words_of(_NO_PAST) or following == "by":
        return False
    # "killed in August" is short for "was killed"
    return not (
        word in words_of(_SUFFERED) and following in words_of("in on at of with for after to")
    )


def is_participle(word: str) -> bool:
    """Whether an English word may follow "have"."""
    return base_form(word) is not None or word in words_of(SAME_FORM)


def joins_verbs(clause: Clause) -> bool:
    """Whether a second verb after "and" would keep the form that the first one loses."""
    joint = {"en": "and", "sv": "och", "de": "und", "fr": "et", "es": "y", "da": "og"}
    return joint.get(clause.language, "e") in clause.words[clause.verb :]


def negation(clause: Clause) -> Change | None:
    """The change that negates a clause."""
    if clause.negative or clause.words[0].casefold() in words_of(_SCOPE):
        return None
    if clause.language == "de":
        return _german_negation(clause)
    finite, following = clause.words[clause.verb], clause.words[clause.verb + 1]
    old, no = f"{finite} {following}", NEGATION[clause.language]
    if clause.language == "en":
        negated = _english_negated(finite, following)
        return Change("negation", old, f"{negated} {following}") if negated else None
    if clause.language in {"sv", "da"}:
        new = f"{finite} {no} {following}"
    elif clause.language == "fr":
        elided = f"n'{finite}" if finite[0] in "aeéêio" else f"ne {finite}"
        new = f"{elided} pas {following}"
    else:
        before = clause.words[clause.verb - 1]
        if before.casefold() in {"se", "si", "le", "lo", "la", "ne", "ci", "les"}:
            old, no = f"{before} {old}", f"{no} {before}"
        new = f"{no} {finite} {following}"
    return Change("negation", old, new)


def _english_negated(finite: str, following: str) -> str | None:
    if following in {"also", "already", "now", "still", "almost", "nearly", "both"}:
        return None
    if finite in {"is", "are", "was", "were", "will"}:
        return f"{finite} not"
    if finite in {"has", "have", "had"}:
        if following not in words_of(HAVING) and not following[0].isdigit():
            fit = is_participle(following) or following.endswith("ly")
            return f"{finite} not" if fit else None
        return {"has": "does not have", "have": "do not have", "had": "did not have"}[finite]
    base = base_form(finite)
    return f"did not {base}" if base else None


GERMAN_PARTICIPLE = re.compile(
    r"^(?:\w{0,8}ge\w+(?:t|en)|(?:be|ver|er|ent|zer)\w+(?:t|en)|\w+iert)$"
)


def _german_negation(clause: Clause) -> Change | None:
    last, before = clause.words[-1], clause.words[-2]
    finite, following = clause.words[clause.verb], clause.words[clause.verb + 1]
    if following in {"ein", "eine", "einen", "einem", "einer"}:
        return Change("negation", f"{finite} {following}", f"{finite} k{following}")
    if GERMAN_PARTICIPLE.match(last) and clause.verb < len(clause.words) - 1:
        return Change("negation", f"{before} {last}", f"{before} nicht {last}")
    return None


def subordinate(clause: Clause, opening: str) -> str | None:
    """The clause as it stands after "that", its first letter as `opening` has it."""
    words = [opening, *clause.words[1:]]
    if clause.language == "de":
        words = [*words[: clause.verb], *words[clause.verb + 1 :], words[clause.verb]]
        return " ".join(words)
    if clause.language in {"sv", "da"} and clause.negative:
        verb, no = words[clause.verb], words[clause.verb + 1]
        words[clause.verb : clause.verb + 2] = [no, verb]
    return " ".join(words)
