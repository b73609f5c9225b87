"""Pairs with words swapped for their translations, so that what is learned carries over languages.

Public inference pairs are mostly English. Replacing words of one or both sentences by a
dictionary's translation ("code switching": Qin et al. 2020, "CoSDA-ML") keeps the stance and
ties the languages together; word order and inflection stay wrong, which is why these pairs
come beside real ones and never alone.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from training.stance_data import SEED, Pair

DICTIONARIES = Path("/usr/share/dictd")  # of Debian's packages dict-freedict-eng-*
# Those whose first translation is mostly the common one; the German, Finnish, Norwegian, Bulgarian,
# Croatian and Turkish dictionaries put rare senses first ("house": a dynasty).
LANGUAGES = {
    "swe": "sv",
    "fra": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "nld": "nl",
    "pol": "pl",
    "rus": "ru",
    "ell": "el",
    "ara": "ar",
}
_FROM = {"mnli_matched": 4_000, "mnli_sample": 5_000, "snli": 1_500, "fever": 1_500}
# For the second stage: news and contrasts too, so that a detail is held against another language.
SECOND = {
    "mnli_matched": 4_000,
    "mnli_sample": 5_000,
    "snli": 1_000,
    "cad_nli": 1_500,
    "fever": 1_500,
    "scifact": 400,
    "emergent": 1_000,
    "fnc1": 1_500,
    "headline": 1_200,
    "rewritten": 1_500,
    "alike": 800,
    "breaking_nli": 500,
    "made_core": 800,
    "made_attributed": 1_200,
    "made_reported_frame": 500,
    "made_denied": 700,
    "made_undone": 250,
    "made_number": 900,
    "made_number_changed": 700,
    "made_negation_changed": 700,
    "made_opposite_changed": 350,
    "made_twofold": 700,
    "made_other_place": 250,
    "near_emergent": 300,
    "context_kept": 1_500,
    "context_other": 700,
}
_SHARE = 0.5  # of the words that have a translation
_SHARES_AGAIN = (0.5, 1.0)  # the same in the second stage, drawn for each pair
_WORD = re.compile(r"[A-Za-z]+")
# Words so common that a dictionary's first translation of them is as good as random.
_KEPT = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "at", "and", "or", "is", "are", "was", "were"}
    | {"be", "been", "it", "that", "this", "as", "by"}
)
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_MARKS = re.compile(r"<[^>]*>|\([^)]*\)|\[[^\]]*\]|^\s*\d+\.\s*")


def switched_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """Switched copies of English inference pairs; none where no dictionary is installed."""
    return [
        replace(pair, source="switched", previous="")
        for pair in _copies(pairs, _FROM, "switched", (_SHARE, _SHARE))
    ]


def switched_again(pairs: Sequence[Pair]) -> list[Pair]:
    """Switched copies of English pairs of inference, news and contrast, for the second stage.

    Their source is "switched_" and that of the original, their context the original's.
    """
    return [
        replace(pair, source=f"switched_{pair.source}")
        for pair in _copies(pairs, SECOND, "switched-again", _SHARES_AGAIN)
    ]


def _copies(
    pairs: Sequence[Pair], most_of: dict[str, int], name: str, shares: tuple[float, float]
) -> Iterator[Pair]:
    there = [code for code in LANGUAGES if (DICTIONARIES / f"freedict-eng-{code}.index").is_file()]
    if not there:
        print(
            f"no switched pairs: no dictionary in {DICTIONARIES}; install Debian's packages "
            "dict-freedict-eng-*"
        )
        return
    picker = random.Random(f"{SEED}-{name}")
    for source, most in most_of.items():
        own = [p for p in pairs if p.source == source and p.claim_language == "en" and not p.aside]
        for pair in _few(own, most, picker):
            share = shares[0] if shares[0] == shares[1] else picker.uniform(*shares)
            yield _switched(pair, picker.choice(there), picker, share)


def _few(pairs: Sequence[Pair], most: int, picker: random.Random) -> list[Pair]:
    return picker.sample(list(pairs), min(most, len(pairs)))


def _switched(pair: Pair, code: str, picker: random.Random, share: float) -> Pair:
    """The pair with the statement, the claim or both in a mixture of two languages."""
    words, language = dictionary(code), LANGUAGES[code]
    which = picker.choice(("statement", "claim", "both"))
    made = pair
    if which != "claim":
        text = switch(pair.statement, words, picker, share)
        made = replace(made, statement=text, statement_language=language)
    if which != "statement":
        made = replace(
            made, claim=switch(pair.claim, words, picker, share), claim_language=language
        )
    return made


def switch(text: str, words: dict[str, str], picker: random.Random, share: float = _SHARE) -> str:
    """The text with that share of the words that have a translation replaced by it."""

    def swap(found: re.Match[str]) -> str:
        word = found.group()
        other = words.get(word.casefold()) or words.get(_singular(word.casefold()))
        if other is None or word.casefold() in _KEPT or picker.random() > share:
            return word
        return other[0].upper() + other[1:] if word[0].isupper() else other

    return _WORD.sub(swap, text)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 else word


@cache
def dictionary(code: str) -> dict[str, str]:
    """First translation of each English word, from a dictionary of dictd's form."""
    body = gzip.decompress((DICTIONARIES / f"freedict-eng-{code}.dict.dz").read_bytes())
    words: dict[str, str] = {}
    index = (DICTIONARIES / f"freedict-eng-{code}.index").read_text(encoding="utf-8")
    for line in index.splitlines():
        head, start, length = line.split("\t")[:3]
        if _WORD.fullmatch(head) and head.casefold() not in words:
            at = _number(start)
            entry = body[at : at + _number(length)].decode("utf-8", "replace")
            if translation := _first(entry):
                words[head.casefold()] = translation
    return words


def _first(entry: str) -> str | None:
    """The first plain translation of an entry: what stands in its second line, before a comma."""
    for line in entry.splitlines()[1:]:
        text = re.split(r"[,;/]", _MARKS.sub("", line).strip())[0].strip(" .")
        if text and len(text) < 25 and text.count(" ") < 2 and not re.search(r"[\d:|]", text):
            return text
    return None


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * len(_DIGITS) + _DIGITS.index(digit)
    return value
