"""What the classifier knows of a claim and a statement besides their vectors.

Each feature is a function of a `PairContext`; its docstring says what it measures.
A feature that cannot be known, because it compares words across languages or
needs a lexicon that is not there, takes a neutral value, and an indicator says so:
not knowing must not read as "no word in common".
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scoring.stance.comparison import (
    UNKNOWN,
    PairContext,
    asks,
    denials,
    names_known,
    names_share,
    near_negation,
    negations,
    trigrams,
)
from scoring.stance.words import matched, same_word


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
        return UNKNOWN
    return float(np.mean(matched(pair.claim.content, pair.around.content)))


def missing_words(pair: PairContext) -> float:
    """Content words of the claim that are missing from the statement, log(1 + n)."""
    return math.log1p(pair.claim_matched.count(False)) if pair.same_language else math.log1p(2)


def statement_covered(pair: PairContext) -> float:
    """Share of the statement's content words found in the claim."""
    if not pair.same_language or not pair.statement.content:
        return UNKNOWN
    return float(np.mean(matched(pair.statement.content, pair.claim.content)))


def shared_trigrams(pair: PairContext) -> float:
    """Share of the claim's character trigrams found in the statement."""
    claim, statement = trigrams(pair.claim), trigrams(pair.statement)
    if not pair.same_language or not claim:
        return UNKNOWN
    return len(claim & statement) / len(claim)


def longest_run(pair: PairContext) -> float:
    """Longest run of matched content words of the claim, as a share of them."""
    if not pair.same_language or not pair.claim.content:
        return UNKNOWN
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
        return UNKNOWN
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
    return float(names_known(pair))


def names_found(pair: PairContext) -> float:
    """Share of the claim's names in the statement, accents and endings aside; 0.5 if unknown."""
    return names_share(pair, pair.statement)


def names_found_around(pair: PairContext) -> float:
    """The same with the previous sentence and the title added to the statement."""
    return names_share(pair, pair.around)


def negated_claim(pair: PairContext) -> float:
    """1 when the claim has a negation."""
    return float(negations(pair.claim) > 0)


def negated_statement(pair: PairContext) -> float:
    """Negations of the statement, at most 2, halved."""
    return min(negations(pair.statement), 2) / 2


def negation_differs(pair: PairContext) -> float:
    """1 when exactly one of the two has an odd number of negations and denials."""
    claim = negations(pair.claim) + denials(pair.claim)
    statement = negations(pair.statement) + denials(pair.statement)
    return float((claim + statement) % 2)


def negation_near(pair: PairContext) -> float:
    """Share of the shared words that stand near a negation in just one of the two."""
    claim, statement = near_negation(pair.claim), near_negation(pair.statement)
    if not pair.same_language:
        return float(bool(claim) != bool(statement)) / 2
    shared = [w for w, hit in zip(pair.claim.content, pair.claim_matched, strict=True) if hit]
    if not shared:
        return 0.0
    in_claim, in_statement = matched(shared, claim), matched(shared, statement)
    return float(np.mean([a != b for a, b in zip(in_claim, in_statement, strict=True)]))


def denied_claim(pair: PairContext) -> float:
    """1 when the claim itself has a denial ("false", "denied")."""
    return float(denials(pair.claim) > 0)


def denied_statement(pair: PairContext) -> float:
    """1 when the statement has a denial."""
    return float(denials(pair.statement) > 0)


def denied_alone(pair: PairContext) -> float:
    """1 when the statement has a denial and the claim none, weighted by the words in common."""
    return denied_statement(pair) * (1 - denied_claim(pair)) * pair.shared


def negated_alone(pair: PairContext) -> float:
    """1 when just one of the two has a negation, weighted by the words in common."""
    return float((negations(pair.claim) > 0) != (negations(pair.statement) > 0)) * pair.shared


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
    return float(asks(pair.statement))


def claim_asks(pair: PairContext) -> float:
    """1 when the claim ends as a question."""
    return float(asks(pair.claim))


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
