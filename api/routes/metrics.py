"""Metrics for Prometheus."""

from __future__ import annotations

import flask
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api.access import needs
from api.context import caller, engine, jobs
from api.errors import Problem, ProblemError
from api.keys import Scope
from api.metrics import exposition
from api.problem_types import FORBIDDEN

routes = flask.Blueprint("metrics", __name__)


@routes.get("/metrics")
@needs(Scope.ADMIN)
def metrics() -> flask.Response:
    """The metrics of all workers, and the size of the corpus once it is open."""
    if caller().collections is not None:
        detail = "the counts are those of every collection; use a key that is granted all"
        raise ProblemError(Problem(FORBIDDEN, detail))
    counts: dict[str, int] = {}
    unfinished: dict[str, int] = {}
    if engine().is_open():
        corpus = engine().parts.corpus
        with corpus.failing("cannot be read", "ask again"):
            counts = {
                "documents": corpus.documents.count_rows(),
                "statements": corpus.statements.count_rows(),
                "checks": corpus.checks.count_rows(),
                "version": corpus.version,
            }
        unfinished = jobs().store.waiting()
    return flask.Response(exposition(counts, unfinished), content_type=CONTENT_TYPE_PLAIN_0_0_4)
