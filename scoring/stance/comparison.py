"""A claim and a statement side by side, and what their words have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz.distance import Levenshtein

from scoring.stance.words import Words, matched, read_words, same_word, without_accents

UNKNOWN = 0.5  # of a share that cannot be computed
_NEAR = 4  # words on either side of a negation in which shared words count as negated


@dataclass(frozen=True)
class PairContext:
    """A claim and a statement as the features see them.

    Attributes:
        claim: The claim.
        statement: The statement.
        around: The statement with the sentence before it and the title of its document.
        cosine: Of the two sentence vectors.
    """

    claim: Words
    statement: Words
    around: Words
    cosine: float

    @cached_property
    def same_language(self) -> bool:
        """Whether words can be compared."""
        return self.claim.language == self.statement.language

    @cached_property
    def claim_matched(self) -> list[bool]:
        """For each content word of the claim, whether the statement has it."""
        return matched(self.claim.content, self.statement.content)

    @cached_property
    def shared(self) -> float:
        """Share of the claim's content words that the statement has, 0.5 when not known."""
        if not self.same_language or not self.claim.content:
            return UNKNOWN
        return float(np.mean(self.claim_matched))

    @cached_property
    def edits(self) -> list[tuple[str, str]]:
        """Content words of the claim and of the statement that stand in each other's place."""
        if not self.same_language:
            return []
        claim, statement = self.claim.content, _as_in(self.statement.content, self.claim.content)
        return [
            (claim[op.src_pos], statement[op.dest_pos])
            for op in Levenshtein.editops(claim, statement)
            if op.tag == "replace"
        ]


def _as_in(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Words, each replaced by its first inflection among the others, for aligning them."""
    return tuple(next((o for o in others if same_word(word, o)), word) for word in words)


def containment(claim: str, statement: str, language: str) -> float:
    """Share of the claim's content words found in a statement of the same language."""
    words, others = read_words(claim, language), read_words(statement, language)
    return float(np.mean(matched(words.content, others.content))) if words.content else 0.0


def trigrams(words: Words) -> set[str]:
    """Character trigrams of the words."""
    text = " ".join(words.tokens)
    return {text[i : i + 3] for i in range(len(text) - 2)}


def names_known(pair: PairContext) -> bool:
    """Whether the claim has names that can be looked for in the statement."""
    if not pair.claim.names:
        return False
    # German capitalises every noun: across languages its nouns would look like missing names
    german = "de" in (pair.claim.language, pair.statement.language)
    same_script = pair.claim.names[0][0].isascii() == _has_ascii(pair.statement)
    return same_script and (pair.same_language or not german)


def _has_ascii(words: Words) -> bool:
    return any(token[0].isascii() and token[0].isalpha() for token in words.tokens)


def names_share(pair: PairContext, words: Words) -> float:
    """Share of the claim's names found among the words, `UNKNOWN` if they cannot be compared."""
    if not names_known(pair):
        return UNKNOWN
    others = [without_accents(token) for token in words.tokens]
    return float(np.mean(matched(pair.claim.names, others)))


def negations(words: Words) -> int:
    """Number of negations, pseudo-negations left out; 0 without a lexicon."""
    if words.lexicon is None:
        return 0
    count = len(words.lexicon.negation.findall(words.folded))
    return max(0, count - len(words.lexicon.not_negation.findall(words.folded)))


def denials(words: Words) -> int:
    """Number of denials; 0 without a lexicon or where one is only seeming."""
    if words.lexicon is None or words.lexicon.not_denial.search(words.folded):
        return 0
    return len(words.lexicon.denial.findall(words.folded))


def near_negation(words: Words) -> list[str]:
    """Words within four of a negation or of a one-word denial."""
    lexicon = words.lexicon
    if lexicon is None:
        return []
    near: list[str] = []
    for place, token in enumerate(words.tokens):
        if lexicon.negation.fullmatch(token) or lexicon.denial.fullmatch(token):
            near += words.tokens[max(0, place - _NEAR) : place + _NEAR + 1]
    return near


def asks(words: Words) -> bool:
    """Whether the sentence ends as a question; in Greek the semicolon asks."""
    marks = ("?", "？", "؟", ";") if words.language == "el" else ("?", "？", "؟")
    return words.folded.rstrip(" \"'”»)").endswith(marks)
