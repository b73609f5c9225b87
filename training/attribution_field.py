"""Fits a linear-chain conditional random field by stochastic gradient, in numpy and scipy.

Lafferty, McCallum and Pereira 2001; forward-backward over batches of sentences of like length;
steps by AdaGrad (Duchi, Hazan and Singer 2011). Only weights of features that a batch holds
move, so an epoch over 730,000 tokens takes about ten seconds of one core.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from scoring.attribution.features import HASH_BITS, TEMPLATES
from scoring.attribution.tagger import Tag, emission_scores

Floats = NDArray[np.float32]

_SENTENCES = 128  # a batch
_STEP = 0.1  # AdaGrad's step size
_DECAY = 1e-4  # squared penalty; 1e-6 overfits (F1 0.71 against 0.745), 4e-4 underfits (0.73)
_START = 1e-8  # AdaGrad's first sum of squares


@dataclass(frozen=True, slots=True)
class Sentences:
    """Tokens of many sentences in a row.

    Attributes:
        features: Shape (tokens, templates).
        tags: Shape (tokens,).
        lengths: Tokens of each sentence; none is empty.
    """

    features: NDArray[np.int32]
    tags: NDArray[np.int64]
    lengths: NDArray[np.int64]


@dataclass(slots=True)
class Field:
    """Weights: emissions (features, tags), transitions (tags, tags), starts (tags,)."""

    emissions: Floats
    transitions: Floats
    starts: Floats

    @classmethod
    def filled(cls, value: float) -> Field:
        """All weights at one value."""
        tags = len(Tag)
        return cls(
            np.full((2**HASH_BITS, tags), value, dtype=np.float32),
            np.full((tags, tags), value, dtype=np.float32),
            np.full(tags, value, dtype=np.float32),
        )


def fit(data: Sentences, *, epochs: int, seed: int) -> Field:
    """Fit the field.

    Args:
        data: At least one sentence.
        epochs: Passes over the data.
        seed: Of the order of batches; the same seed gives the same weights.
    """
    random = np.random.default_rng(seed)
    field, squares = Field.filled(0.0), Field.filled(_START)
    offsets = np.concatenate([[0], np.cumsum(data.lengths)])
    order = np.argsort(data.lengths, kind="stable")
    batches = [order[at : at + _SENTENCES] for at in range(0, len(order), _SENTENCES)]
    for _ in range(epochs):
        for number in random.permutation(len(batches)):
            _step(field, squares, data, offsets, batches[number])
    return field


def _step(
    field: Field,
    squares: Field,
    data: Sentences,
    offsets: NDArray[np.int64],
    batch: NDArray[np.int64],
) -> None:
    lengths = data.lengths[batch]
    where = np.concatenate([np.arange(offsets[i], offsets[i + 1]) for i in batch])
    features, tags = data.features[where], data.tags[where]
    rows = np.repeat(np.arange(len(batch)), lengths)
    steps = np.concatenate([np.arange(length) for length in lengths])
    scores = np.zeros((int(lengths.max()), len(batch), len(Tag)), dtype=np.float32)
    scores[steps, rows] = emission_scores(field.emissions, features)
    expected, expected_pairs = _expectations(scores, lengths, field)

    gradient = -expected[steps, rows]
    gradient[np.arange(len(tags)), tags] += 1
    pairs, starts = -expected_pairs, -expected[0].sum(axis=0)
    inner = np.flatnonzero(steps)
    np.add.at(pairs, (tags[inner - 1], tags[inner]), 1)
    np.add.at(starts, tags[steps == 0], 1)
    _move(field.transitions, squares.transitions, (pairs / len(batch)).astype(np.float32))
    _move(field.starts, squares.starts, (starts / len(batch)).astype(np.float32))
    _move_emissions(field, squares, features, gradient / len(batch))


def _move(weights: Floats, squares: Floats, gradient: Floats) -> None:
    squares += gradient * gradient
    weights += _STEP * gradient / np.sqrt(squares)


def _move_emissions(
    field: Field, squares: Field, features: NDArray[np.int32], gradient: Floats
) -> None:
    tokens = len(features)
    used, columns = np.unique(features, return_inverse=True)
    ends = np.arange(0, features.size + 1, features.shape[1])
    matrix = csr_matrix(
        (np.ones(features.size, dtype=np.float32), columns.ravel(), ends),
        shape=(tokens, len(used)),
    )
    change = matrix.T @ gradient
    change -= _DECAY * field.emissions[used] * tokens / _SENTENCES
    squares.emissions[used] += change * change
    field.emissions[used] += _STEP * change / np.sqrt(squares.emissions[used])


def _expectations(
    scores: Floats, lengths: NDArray[np.int64], field: Field
) -> tuple[Floats, Floats]:
    """Expected tags, shape (steps, sentences, tags), and expected pairs, shape (tags, tags)."""
    steps = len(scores)
    alive = (np.arange(steps)[:, None] < lengths[None])[:, :, None]
    forward, backward = np.empty_like(scores), np.zeros_like(scores)
    forward[0] = scores[0] + field.starts
    for step in range(1, steps):
        paths = forward[step - 1][:, :, None] + field.transitions
        forward[step] = np.where(alive[step], _log_sum(paths, 1) + scores[step], forward[step - 1])
    total = _log_sum(forward[-1], 1)
    pairs = np.zeros_like(field.transitions)
    for step in range(steps - 2, -1, -1):
        following = backward[step + 1] + scores[step + 1]
        paths = field.transitions + following[:, None, :]
        backward[step] = np.where(alive[step + 1], _log_sum(paths, 2), 0)
        joint = np.exp(forward[step][:, :, None] + paths - total[:, None, None])
        pairs += (joint * alive[step + 1][:, :, None]).sum(axis=0)
    return np.exp(forward + backward - total[None, :, None]), pairs


def _log_sum(values: Floats, axis: int) -> Floats:
    """log(sum(exp(values))) along an axis, without overflow."""
    highest = values.max(axis=axis)
    shifted = np.exp(values - np.expand_dims(highest, axis))
    result: Floats = highest + np.log(shifted.sum(axis=axis))
    return result


def joined(parts: Sequence[Sentences]) -> Sentences:
    """Several sets of sentences as one."""
    return Sentences(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.tags for part in parts]),
        np.concatenate([part.lengths for part in parts]),
    )


def check_templates(data: Sentences) -> None:
    """Fail early where features and code disagree.

    Raises:
        ValueError: The second axis is not one feature for each template.
    """
    if data.features.shape[1] != len(TEMPLATES):
        raise ValueError(f"{data.features.shape[1]} features a token, {len(TEMPLATES)} templates")
