"""Short clauses with the sentences they were cut from, for `stance_contrast`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.records import Stance
from scoring.stance.comparison import containment
from scoring.text import split_sentences
from training.stance_contrast_grammar import Clause, parse
from training.stance_data import LONGEST, Pair, read_rows

_NEWS = ("fnc1_bodies.en", "abc_rural.en", "webbnyheter_sentences.sv")
# Sentence pairs whose claims are short clauses already, and whose labels are people's.
_PAIR_FILES = ("rte3_multi.train", "esxnli.train", "danish_fv.train", "assin.train")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the one before it in its article."""

    text: str
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A clause, the sentence that says it, and its article.

    Attributes:
        sentence: None when the source has no sentence known to say it.
        others: Sentences of the same article, or of the same premise.
        title: Of the article, where it says what the sentence says.
    """

    group: str
    clause: Clause
    sentence: Sentence | None
    others: tuple[Sentence, ...] = field(default=(), repr=False)
    title: str = ""

    @property
    def fold(self) -> int:
        """Fold of the group, as pairs have it."""
        language = self.clause.language
        return Pair("", self.group, "", language, "", language, Stance.NEUTRAL).fold


def materials(shared: Path) -> list[Material]:
    """All clauses of all sources, in the order of the files.

    Args:
        shared: The shared evaluation folder.
    """
    found: list[Material] = []
    stories = {
        _start(row["premise"]): row["premise_group"]
        for row in read_rows(shared / "data/stance", "fnc1.train")
    }
    for name in _NEWS:
        for row in read_rows(shared / "data/news", name):
            group = f"{name}-{row['id']}"
            if name.startswith("fnc1") and _start(row["text"]) in stories:
                group = f"story-{stories[_start(row['text'])]}"
            found += _of_article(group, row)
    for name in _PAIR_FILES:
        found += _of_pairs(name, read_rows(shared / "data/stance", name))
    return found


def _start(text: str) -> str:
    return "".join(re.findall(r"\w", text.casefold()))[:150]


def _of_article(group: str, row: dict[str, Any]) -> Iterator[Material]:
    language = row["language"]
    texts = [
        " ".join(sentence.text.split())
        for paragraph in row["text"].split("\n")
        for sentence in split_sentences(paragraph, language)
    ]
    sentences = [
        Sentence(text, texts[i - 1] if i and len(texts[i - 1]) < LONGEST else "")
        for i, text in enumerate(texts)
        if _readable(text)
    ]
    for place, sentence in enumerate(sentences):
        title = (row["title"] or "") if place == 0 and sentence.text == texts[0] else ""
        if title and (
            len(title.split()) < 4
            or _CONDITION.search(f"{title} {texts[0]}")
            or containment(title, texts[0], language) < 0.75
        ):
            title = ""
        others = tuple(s for s in sentences if s is not sentence)
        for clause in _cores(sentence.text, language):
            yield Material(group, clause, sentence, others, title)


def _readable(text: str) -> bool:
    return (
        25 < len(text) <= LONGEST
        and text[0].isalnum()
        and text[-1] in ".?!"
        and "..." not in text
        and not re.search(r"https?:|[|©@#…]|\b[A-Z]{5,} [A-Z]{3,}", text)
    )


_ATTRIBUTION = {
    "en": re.compile(
        r", (?:according to [^,]+|(?:[\w.'’ -]{2,45}) (?:said|says|reports|reported|"
        r"announced|wrote)"
        r"(?: on \w+day)?|(?:said|says) [\w.'’ -]{3,45})\.$"
    ),
    "sv": re.compile(r", (?:säger|skriver|uppger|enligt|rapporterar|berättar) [^,]{3,60}\.$"),
}
_SAID = {
    "en": re.compile(
        r"^[^,]{3,60}? (?:said|says|confirmed|announced|confirms|reported) (?:\w+day )?that (.+)$"
    ),
    "sv": re.compile(r"^[^,]{3,50}? (?:uppger|bekräftar|meddelar|berättar|skriver) att (.+)$"),
}
_APPOSITION = re.compile(
    r"^((?:The |An? )?[A-ZÅÄÖ][\w'’-]+(?: [\w'’-]+){0,4}), (?:who|which|whose|an?|the|"
    r"som|en|ett|\d\d)\b"
    r"[^,]{3,90}, (?!and |or |och |eller )(.+)$"
)
_LEAD_IN = {
    "en": re.compile(
        r"^(?:On|In|At|After|Last|Earlier|This|Late|During|Since|Despite|As|"
        r"Following)\b[^,]{2,60}, (?!and )(.+)$"
    ),
    "sv": re.compile(r"^(?!x)x(.)$"),
}
_TAIL = {
    "en": re.compile(
        r"(?:, (?:which|who|whose|where|when|while|after|before|because|although|despite|including"
        r"|as|with|following|and|but|according|\w+ing)\b"
        r"| (?:after|because|while|although|since|when|whereas|which|who|where|following|"
        r"despite|and (?:is|was|has|will|said))\b).*$"
    ),
    "sv": re.compile(
        r"(?:, (?:som|där|när|medan|efter|trots|och|men|bland|vilket|eftersom|inklusive|"
        r"skriver|säger)\b"
        r"| (?:eftersom|medan|när|där|efter att|trots att|som|då)(?<=\w)\b|(?<=\S) sedan "
        r"(?=de[nt]? |han |hon |polisen )).*$"
    ),
}
_WHEN = {
    "en": re.compile(
        r" (?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:last|this|next) (?:week|"
        r"month|year|night|morning))\b[\w ]*$"
    ),
    "sv": re.compile(
        r" (?:på (?:mån|tis|ons|tors|fre|lör|sön)dag\w*|i (?:går|dag|morse|fjol|veckan))$"
    ),
}
_CONDITION = re.compile(
    r"(?i)\b(?:if|unless|would|could|may|might|whether|had to|is to|skulle|"
    r"såvida|vad om|claims?|claimed|alleged\w*|reportedly|denie[sd]|deny|rumou?r\w*|"
    r"hoax|fake|false|not true|"
    r"refut\w*|debunk\w*|påstå\w*|förneka\w*)\b"
)


def _cores(text: str, language: str) -> Iterator[Clause]:
    """Main clauses cut out of a sentence; whatever hedges the sentence yields none."""
    if _CONDITION.search(text) or text[-1] in "?!" or language not in _TAIL:
        return
    if re.search(r"[\"“”»«‘]|[:;(–—]| - ", text):
        return
    cut = _ATTRIBUTION[language].sub(".", text)
    if (said := _SAID[language].match(cut)) is not None:
        cut = said.group(1)[0].upper() + said.group(1)[1:]
    if (framed := _LEAD_IN[language].match(cut)) is not None:
        cut = framed.group(1)[0].upper() + framed.group(1)[1:]
    if (named := _APPOSITION.match(cut)) is not None:
        cut = f"{named.group(1)} {named.group(2)}"
    cut = _TAIL[language].sub("", cut.rstrip(".")).rstrip(", ")
    tries = dict.fromkeys((_WHEN[language].sub("", cut), cut))
    for short in tries:
        if (clause := parse(short, language)) is not None:
            yield clause
            return


def _of_pairs(name: str, rows: Iterator[dict[str, Any]]) -> Iterator[Material]:
    """Claims of sentence pairs; the premise says the claim where people said that it does."""
    by_group: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["language"] != "en":
            by_group[row["group"], row["language"]].append(row)
    short = name.split(".", maxsplit=1)[0]
    for (group, language), own in by_group.items():
        for row in own:
            text = row["claim"].strip()
            clause = parse(text, language)
            if clause is None or not (text[-1].isalnum() or text[-1] == "."):
                continue
            premise = " ".join(row["premise"].split())
            supported = row["stance"] == "supports" and len(premise) <= 1.3 * LONGEST
            sentence = Sentence(premise) if supported else None
            others = (
                (Sentence(premise),)
                if row["stance"] == "neutral" and name != "assin.train" and len(premise) <= LONGEST
                else ()
            )
            yield Material(f"{short}-{group}", clause, sentence, others)


def small_words(shared: Path) -> dict[str, frozenset[str]]:
    """By language, words that stand oftener with a small first letter inside sentences.

    Args:
        shared: The shared evaluation folder.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = [
        *((row, row["text"]) for name in _NEWS for row in read_rows(shared / "data/news", name)),
        *(
            (row, f"{row['claim']} {row['premise']}")
            for name in _PAIR_FILES
            for row in read_rows(shared / "data/stance", name)
        ),
    ]
    for row, text in rows:
        counts[row["language"]].update(re.findall(r"(?<=[\w,] )[^\W\d]+", text))
    return {
        language: frozenset(
            word for word, count in own.items() if word.islower() and count > own[word.capitalize()]
        )
        for language, own in counts.items()
    }
