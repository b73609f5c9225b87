"""The engine with one step switched off, for the ablation of `bench/end_to_end.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import numpy as np

from scoring import evidence, weighing
from scoring.provenance.origins import Origins
from scoring.records import Basis, Claim, GuardNote, JudgedDocument, Origin, Stance, StanceScores
from scoring.stance import StatementInContext


def _no_guards(
    _claim: Claim, _statement: StatementInContext, scores: StanceScores
) -> tuple[StanceScores, tuple[GuardNote, ...]]:
    return scores, ()


def _no_context(document: Any, index: int) -> StatementInContext:
    statement = document.statements[index]
    return StatementInContext(text=statement.text, language=statement.language)


def _each_its_own(
    _claim: Claim, judged: Sequence[JudgedDocument], stance: Stance, first: int = 1, **_: Any
) -> Origins:
    """Every document is an origin of its own: a reprint is a source."""
    taking = [item for item in judged if item.stance is stance]
    origins = tuple(
        Origin(
            id=f"o{first + place}",
            stance=stance,
            name=item.document.publisher or item.document.id,
            basis=Basis.UNKNOWN,
            documents=(item.document.key,),
            publishers=(),
            certainty=item.certainty,
            evidence=item.evidence,
            merges=(),
        )
        for place, item in enumerate(taking)
    )
    return Origins(origins, np.eye(len(origins)), ())


@contextmanager
def _similarity_is_support() -> Iterator[None]:
    """Whatever is close enough to be judged supports the claim."""

    def supports(_claim: object, _vector: object, statements: Sequence[object], _: object) -> Any:
        return [StanceScores(1.0, 0.0, 0.0)] * len(statements)

    def judge(claim: Any, vector: Any, documents: Any, model: Any) -> Any:
        with patch.object(type(model), "judge", lambda _self, *given: supports(*given)):
            return evidence.judge_documents(claim, vector, documents, model)

    with patch.object(weighing, "judge_documents", judge):
        yield


STEPS: Mapping[str, Callable[[], AbstractContextManager[Any]]] = {
    "nothing": nullcontext,
    "stance (similarity is support)": _similarity_is_support,
    "guards": lambda: patch.object(evidence, "apply_guards", _no_guards),
    "context of statements": lambda: patch.object(evidence, "_in_context", _no_context),
    "hedges": lambda: patch.object(evidence, "_bears_on", lambda *_: False),
    "origins (each document one)": lambda: patch.object(weighing, "find_origins", _each_its_own),
}
