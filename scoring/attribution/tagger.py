"""Source and cue spans by a linear-chain conditional random field, for English.

The rules ask what a sentence says word for word; the tagger has learnt from annotated news what
sources and cues look like, and finds those that no list foresaw: "the senator's team, never shy,
shot back". It also marks people who are only said to believe or want something. Such a source
is `Manner.HELD` and never becomes an origin; only `Manner.TOLD` ones do.
"""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.attribution.features import HASH_BITS, TEMPLATES, hashed_features, token_attributes
from scoring.attribution.reading import Reading, Span
from scoring.errors import ModelError
from scoring.models.weight_files import read_weights_file

_WEIGHTS = Path(__file__).with_name("weights")
_REACH = 30  # tokens between a source and its cue
_BATCH_TOKENS = 20_000  # bounds the memory of one long document: 20,000 x 94 features


class Tag(IntEnum):
    """What a token is."""

    OTHER = 0
    SOURCE_FIRST = 1
    SOURCE = 2
    CUE_FIRST = 3
    CUE = 4


class Manner(StrEnum):
    """How a source is tied to what the sentence gives it."""

    TOLD = "told"  # it said, wrote, showed or was cited for it
    HELD = "held"  # it is said to believe, want, feel or do it


@dataclass(frozen=True, slots=True)
class Tagged:
    """A source found by the tagger, as token spans.

    Attributes:
        source: Its tokens.
        cue: The tokens of the nearest cue, or None.
        manner: Whether the cue is one of speech.
    """

    source: Span
    cue: Span | None
    manner: Manner


@dataclass(frozen=True, slots=True)
class Tagger:
    """The weights of the field.

    Attributes:
        emissions: Shape (2**HASH_BITS, tags); a token's score is the sum over its features.
        transitions: Shape (tags, tags); row is the tag before, column the tag after.
        starts: Shape (tags,); score of a tag on the first token.
        lean: Taken off the score of `Tag.OTHER`: balances precision against recall.
        speech: Words that make a cue one of speech.
        barred: Words that make it none whatever else it holds.
    """

    emissions: NDArray[np.float32]
    transitions: NDArray[np.float32]
    starts: NDArray[np.float32]
    lean: float
    speech: frozenset[str]
    barred: frozenset[str]

    def may_tell(self, reading: Reading) -> bool:
        """Whether a sentence holds any word of speech; the others need no tagging for origins."""
        return not self.speech.isdisjoint(reading.tokens.lower)

    def tag(self, readings: Sequence[Reading]) -> list[tuple[Tagged, ...]]:
        """Find the sources of sentences.

        Args:
            readings: Any number of sentences.

        Returns:
            For each sentence its sources in order; linear in the number of tokens.
        """
        found: list[tuple[Tagged, ...]] = []
        batch: list[Reading] = []
        size = 0
        for reading in readings:
            batch.append(reading)
            size += len(reading.tokens)
            if size > _BATCH_TOKENS:
                found += self._tag_batch(batch)
                batch, size = [], 0
        return found + self._tag_batch(batch) if batch else found

    def _tag_batch(self, readings: Sequence[Reading]) -> list[tuple[Tagged, ...]]:
        features = hashed_features([token_attributes(reading) for reading in readings])
        scores = emission_scores(self.emissions, features)
        scores[:, Tag.OTHER] -= self.lean
        lengths = [len(reading.tokens) for reading in readings]
        tags = best_tags(scores, lengths, self.transitions, self.starts)
        return [
            tuple(self._sources(one, reading)) for one, reading in zip(tags, readings, strict=True)
        ]

    def _sources(self, tags: NDArray[np.int8], reading: Reading) -> list[Tagged]:
        sources = tag_spans(tags, Tag.SOURCE_FIRST, Tag.SOURCE)
        cues = tag_spans(tags, Tag.CUE_FIRST, Tag.CUE)
        result = []
        for source in sources:
            cue = min(cues, key=lambda one: _distance(source, one), default=None)
            if cue is not None and _distance(source, cue) > _REACH:
                cue = None
            result.append(Tagged(source, cue, self._manner(cue, reading)))
        return result

    def _manner(self, cue: Span | None, reading: Reading) -> Manner:
        words = reading.tokens.lower[cue[0] : cue[1]] if cue is not None else []
        told = self.barred.isdisjoint(words) and not self.speech.isdisjoint(words)
        return Manner.TOLD if told else Manner.HELD


def _distance(source: Span, cue: Span) -> int:
    return max(cue[0] - source[1], source[0] - cue[1], 0)


def emission_scores(
    weights: NDArray[np.float32], features: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Sum the weights of each token's features.

    Args:
        weights: Shape (features, tags).
        features: Shape (tokens, templates).

    Returns:
        Shape (tokens, tags).
    """
    scores = np.zeros((len(features), weights.shape[1]), dtype=np.float32)
    for column in features.T:
        scores += weights[column]
    return scores


def best_tags(
    scores: NDArray[np.float32],
    lengths: Sequence[int],
    transitions: NDArray[np.float32],
    starts: NDArray[np.float32],
) -> list[NDArray[np.int8]]:
    """Viterbi's algorithm over many sentences at once, the longest first.

    Args:
        scores: Emission scores, shape (all tokens, tags).
        lengths: Tokens of each sentence.
        transitions: Shape (tags, tags).
        starts: Shape (tags,).

    Returns:
        The best tags of each sentence, in the order given.
    """
    sizes = np.asarray(lengths, dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 0]
    result = [np.zeros(size, dtype=np.int8) for size in lengths]
    if not len(order):
        return result
    firsts, sizes = offsets[order], sizes[order]
    current = scores[firsts] + starts
    back: list[NDArray[np.int8]] = []
    ending = np.zeros((len(order), scores.shape[1]), dtype=np.float32)
    for step in range(int(sizes[0])):
        alive = int(np.searchsorted(-sizes, -step, side="left"))
        if step:
            paths = current[:alive, :, None] + transitions
            back.append(paths.argmax(axis=1).astype(np.int8))
            current = paths.max(axis=1) + scores[firsts[:alive] + step]
        ending[:alive] = current[:alive]
    best = ending.argmax(axis=1)
    for row, sentence in enumerate(order):
        tags = result[sentence]
        tag = int(best[row])
        for step in range(len(tags) - 1, 0, -1):
            tags[step] = tag
            tag = int(back[step - 1][row, tag])
        tags[0] = tag
    return result


def tag_spans(tags: NDArray[np.int8], first: Tag, inside: Tag) -> list[Span]:
    """The spans of one sort among a sentence's tags."""
    spans: list[Span] = []
    values = tags.tolist()
    index = 0
    while index < len(values):
        if values[index] not in (first, inside):
            index += 1
            continue
        end = index + 1
        while end < len(values) and values[end] == inside:
            end += 1
        spans.append((index, end))
        index = end
    return spans


@cache
def load_tagger(language: str) -> Tagger | None:
    """The tagger of a language, or None where there is none.

    Raises:
        ModelError: The weights cannot be read, or were trained with other features; train them
            again with `python -m training.attribution`.
    """
    path = _WEIGHTS / f"{language}.safetensors"
    if not language.isalpha() or not path.is_file():
        return None
    stored, about = read_weights_file(path)
    metadata = json.loads(about.get("tagger", "{}"))
    if metadata.get("features") != features_id():
        raise ModelError(
            f"{path.name} was trained with features {metadata.get('features')}, this code "
            f"computes {features_id()}: run `python -m training.attribution`"
        )
    return Tagger(
        emissions=stored["emissions"].astype(np.float32),
        transitions=stored["transitions"].astype(np.float32),
        starts=stored["starts"].astype(np.float32),
        lean=float(metadata["lean"]),
        **told_words(language),
    )


@cache
def told_words(language: str) -> dict[str, frozenset[str]]:
    """`speech` and `barred` of a `Tagger`, from `weights/<language>.told.toml`."""
    data = tomllib.loads((_WEIGHTS / f"{language}.told.toml").read_text(encoding="utf-8"))
    return {name: frozenset(data["told"][name]) for name in ("speech", "barred")}


def features_id() -> str:
    """What identifies the features: their templates and the size of the table."""
    return f"{HASH_BITS}:{_hash_of_templates():08x}"


def _hash_of_templates() -> int:
    return zlib.crc32(repr([[(int(a), d) for a, d in t] for t in TEMPLATES]).encode())
