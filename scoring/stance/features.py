"""What the classifier knows of a claim and a statement besides their vectors.

Each feature is a function of a `PairContext`; its docstring says what it measures.
A feature that cannot be known, because it compares words across languages or
needs a lexicon that is not there, takes a neutral value, and an indicator says so:
not knowing must not read as "no word in common".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from scoring.stance.words import Words, matched, read_words, same_word, without_accents

_UNKNOWN = 0.5  # of a share that cannot be computed
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
            return _UNKNOWN
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


def cosine(pair: PairContext) -> float:
    """Cosine of the two sentence vectors."""
    return pair.cosine


def same_language(pair: PairContext) -> float:
    """1 when claim and statement are in one language, so that words can be compared."""
    return float(pair.same_language)


def lexicon_known(pair: PairContext) -> float:
    """Share of the two languages that have a lexicon of cues."""
    return ((pair.claim.lexicon is not None) + (pair.statement.lexicon is not None)) / 2


def shared_words(pair: PairContext) -> float:
    """Share of the claim's content words found in the statement, inflections allowed."""
    return pair.shared


def shared_words_around(pair: PairContext) -> float:
    """The same with the previous sentence and the title added to the statement."""
    if not pair.same_language or not pair.claim.content:
        return _UNKNOWN
    return float(np.mean(matched(pair.claim.content, pair.around.content)))


def missing_words(pair: PairContext) -> float:
    """Content words of the claim that are missing from the statement, log(1 + n)."""
    return math.log1p(pair.claim_matched.count(False)) if pair.same_language else math.log1p(2)


def statement_covered(pair: PairContext) -> float:
    """Share of the statement's content words found in the claim."""
    if not pair.same_language or not pair.statement.content:
        return _UNKNOWN
    return float(np.mean(matched(pair.statement.content, pair.claim.content)))


def shared_trigrams(pair: PairContext) -> float:
    """Share of the claim's character trigrams found in the statement."""
    claim, statement = _trigrams(pair.claim), _trigrams(pair.statement)
    if not pair.same_language or not claim:
        return _UNKNOWN
    return len(claim & statement) / len(claim)


def longest_run(pair: PairContext) -> float:
    """Longest run of matched content words of the claim, as a share of them."""
    if not pair.same_language or not pair.claim.content:
        return _UNKNOWN
    best = run = 0
    for hit in pair.claim_matched:
        run = run + 1 if hit else 0
        best = max(best, run)
    return best / len(pair.claim.content)


def replaced_words(pair: PairContext) -> float:
    """Content words of the claim that the statement replaces by others, as a share of them.

    Counts only where the rest agrees: it is weighted by the share of words in common.
    """
    if not pair.edits:
        return 0.0
    return pair.shared * len(pair.edits) / len(pair.claim.content)


def claim_numbers(pair: PairContext) -> float:
    """1 when the claim has a number."""
    return float(bool(pair.claim.numbers))


def numbers_found(pair: PairContext) -> float:
    """Share of the claim's numbers that the statement has; 0.5 for a claim without numbers."""
    if not pair.claim.numbers:
        return _UNKNOWN
    values = {number.value for number in pair.statement.numbers}
    return float(np.mean([number.value in values for number in pair.claim.numbers]))


def number_conflict(pair: PairContext) -> float:
    """1 when the statement has another number before the same word, or another year only."""
    values = {number.value for number in pair.statement.numbers}
    for number in pair.claim.numbers:
        if number.value in values:
            continue
        for other in pair.statement.numbers:
            same_unit = bool(number.unit) and same_word(number.unit, other.unit)
            if (number.is_year and other.is_year) or (same_unit and not other.is_year):
                return 1.0
    return 0.0


def numbers_elsewhere(pair: PairContext) -> float:
    """1 when the claim has a number the statement lacks and the statement has another."""
    values = {number.value for number in pair.statement.numbers}
    missing = any(number.value not in values for number in pair.claim.numbers)
    return float(missing and bool(values))


def claim_names(pair: PairContext) -> float:
    """1 when the claim has names that can be compared."""
    return float(_names_known(pair))


def names_found(pair: PairContext) -> float:
    """Share of the claim's names in the statement, accents and endings aside; 0.5 if unknown."""
    return _names_share(pair, pair.statement)


def names_found_around(pair: PairContext) -> float:
    """The same with the previous sentence and the title added to the statement."""
    return _names_share(pair, pair.around)


def negated_claim(pair: PairContext) -> float:
    """1 when the claim has a negation."""
    return float(_negations(pair.claim) > 0)


def negated_statement(pair: PairContext) -> float:
    """Negations of the statement, at most 2, halved."""
    return min(_negations(pair.statement), 2) / 2


def negation_differs(pair: PairContext) -> float:
    """1 when exactly one of the two has an odd number of negations and denials."""
    claim = _negations(pair.claim) + _denials(pair.claim)
    statement = _negations(pair.statement) + _denials(pair.statement)
    return float((claim + statement) % 2)


def negation_near(pair: PairContext) -> float:
    """Share of the shared words that stand near a negation in just one of the two."""
    claim, statement = _near_negation(pair.claim), _near_negation(pair.statement)
    if not pair.same_language:
        return float(bool(claim) != bool(statement)) / 2
    shared = [w for w, hit in zip(pair.claim.content, pair.claim_matched, strict=True) if hit]
    if not shared:
        return 0.0
    in_claim, in_statement = matched(shared, claim), matched(shared, statement)
    return float(np.mean([a != b for a, b in zip(in_claim, in_statement, strict=True)]))


def denied_claim(pair: PairContext) -> float:
    """1 when the claim itself has a denial ("false", "denied")."""
    return float(_denials(pair.claim) > 0)


def denied_statement(pair: PairContext) -> float:
    """1 when the statement has a denial."""
    return float(_denials(pair.statement) > 0)


def denied_alone(pair: PairContext) -> float:
    """1 when the statement has a denial and the claim none, weighted by the words in common."""
    return denied_statement(pair) * (1 - denied_claim(pair)) * pair.shared


def negated_alone(pair: PairContext) -> float:
    """1 when just one of the two has a negation, weighted by the words in common."""
    return float((_negations(pair.claim) > 0) != (_negations(pair.statement) > 0)) * pair.shared


def antonyms(pair: PairContext) -> float:
    """Antonym pairs with one side in the claim and the other in the statement, at most 2, halved.

    A pair of which the statement has both sides does not count.
    """
    lexicon = pair.claim.lexicon
    if lexicon is None or not pair.same_language:
        return 0.0
    claim, statement = pair.claim.folded, pair.statement.folded
    count = 0
    for sides in lexicon.antonyms:
        in_claim = [side.search(claim) is not None for side in sides]
        in_statement = [side.search(statement) is not None for side in sides]
        count += sorted(in_claim) == [False, True] and in_statement == in_claim[::-1]
    return min(count, 2) / 2


def statement_asks(pair: PairContext) -> float:
    """1 when the statement ends as a question."""
    return float(_asks(pair.statement))


def claim_asks(pair: PairContext) -> float:
    """1 when the claim ends as a question."""
    return float(_asks(pair.claim))


def outcome_open(pair: PairContext) -> float:
    """1 when the statement leaves the outcome open ("whether", "declined to comment")."""
    lexicon = pair.statement.lexicon
    return float(
        lexicon is not None and lexicon.uncertain.search(pair.statement.folded) is not None
    )


def length_ratio(pair: PairContext) -> float:
    """Logarithm of the statement's length over the claim's, in words."""
    return math.log((1 + len(pair.statement.tokens)) / (1 + len(pair.claim.tokens)))


def statement_length(pair: PairContext) -> float:
    """Logarithm of 1 + the words of the statement."""
    return math.log1p(len(pair.statement.tokens))


def identical(pair: PairContext) -> float:
    """1 when both have the same words in the same order."""
    return float(pair.claim.tokens == pair.statement.tokens and bool(pair.claim.tokens))


FEATURES: tuple[Callable[[PairContext], float], ...] = (
    cosine,
    same_language,
    lexicon_known,
    shared_words,
    shared_words_around,
    missing_words,
    statement_covered,
    shared_trigrams,
    longest_run,
    replaced_words,
    claim_numbers,
    numbers_found,
    number_conflict,
    numbers_elsewhere,
    claim_names,
    names_found,
    names_found_around,
    negated_claim,
    negated_statement,
    negation_differs,
    negation_near,
    denied_claim,
    denied_statement,
    denied_alone,
    negated_alone,
    antonyms,
    statement_asks,
    claim_asks,
    outcome_open,
    length_ratio,
    statement_length,
    identical,
)
FEATURE_NAMES = tuple(feature.__name__ for feature in FEATURES)


def explicit_features(pair: PairContext) -> NDArray[np.float32]:
    """All features of a pair: float32 of shape (len(FEATURES),), every value finite."""
    return np.array([feature(pair) for feature in FEATURES], np.float32)


def _trigrams(words: Words) -> set[str]:
    text = " ".join(words.tokens)
    return {text[i : i + 3] for i in range(len(text) - 2)}


def _names_known(pair: PairContext) -> bool:
    if not pair.claim.names:
        return False
    # German capitalises every noun: across languages its nouns would look like missing names
    german = "de" in (pair.claim.language, pair.statement.language)
    same_script = pair.claim.names[0][0].isascii() == _has_ascii(pair.statement)
    return same_script and (pair.same_language or not german)


def _has_ascii(words: Words) -> bool:
    return any(token[0].isascii() and token[0].isalpha() for token in words.tokens)


def _names_share(pair: PairContext, words: Words) -> float:
    if not _names_known(pair):
        return _UNKNOWN
    others = [without_accents(token) for token in words.tokens]
    return float(np.mean(matched(pair.claim.names, others)))


def _negations(words: Words) -> int:
    if words.lexicon is None:
        return 0
    count = len(words.lexicon.negation.findall(words.folded))
    return max(0, count - len(words.lexicon.not_negation.findall(words.folded)))


def _denials(words: Words) -> int:
    if words.lexicon is None or words.lexicon.not_denial.search(words.folded):
        return 0
    return len(words.lexicon.denial.findall(words.folded))


def _near_negation(words: Words) -> list[str]:
    lexicon = words.lexicon
    if lexicon is None:
        return []
    near: list[str] = []
    for place, token in enumerate(words.tokens):
        if lexicon.negation.fullmatch(token) or lexicon.denial.fullmatch(token):
            near += words.tokens[max(0, place - _NEAR) : place + _NEAR + 1]
    return near


def _asks(words: Words) -> bool:
    return words.folded.rstrip(" \"'”»)").endswith(("?", "？", "؟", ";")) and (  # noqa: RUF001
        not words.folded.rstrip().endswith(";") or words.language == "el"
    )
