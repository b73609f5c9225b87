"""The feature table, and whether the service lives and is ready."""

from __future__ import annotations

from typing import Any

from api.access import needs, public
from api.body import Routes
from api.context import engine, gate
from api.headers import stable
from api.schemas.service import FeaturesSchema, HealthSchema, ReadySchema
from api.spec import problems, unwrap
from scoring.corroboration.calibration import load_calibration
from scoring.corroboration.features import FEATURES
from scoring.errors import CorpusError

routes = Routes("service", __name__, description="What a score is made of; health of the service.")


@routes.route("/v1/features", methods=["GET"])
@needs()
@stable
@routes.doc(operationId="listFeatures")
@routes.response(200, FeaturesSchema, description="The feature table.")
@problems()
def list_features() -> dict[str, Any]:
    """List the features of the score.

    The score is the product of two probabilities. Each is the logistic function of its intercept
    and the weighted sum of its features.
    """
    fitted = load_calibration()
    rows = [
        {
            "name": feature.name,
            "part": feature.part.value,
            "weight": fitted.weights[feature.name],
            "description": unwrap(feature.description),
        }
        for feature in FEATURES
    ]
    intercepts = {part.value: value for part, value in fitted.intercepts.items()}
    return {"calibration": fitted.name, "intercepts": intercepts, "features": rows}


@routes.route("/healthz", methods=["GET"])
@public
@routes.doc(operationId="getHealth")
@routes.response(200, HealthSchema, description="The process answers.")
@problems()
def get_health() -> dict[str, str]:
    """Say that the process lives.

    Answers while the models are still being loaded.
    """
    return {"status": "ok"}


@routes.route("/readyz", methods=["GET"])
@public
@routes.doc(operationId="getReadiness")
@routes.response(200, ReadySchema, description="Checks and documents are taken.")
@problems(503)
def get_readiness() -> dict[str, Any]:
    """Say whether the models and the corpus answer.

    503 with the reason until they do. A service with keys tells the corpus version to those who
    send one.
    """
    corpus = engine().parts.corpus
    try:
        version = corpus.version
    except (OSError, RuntimeError, ValueError) as error:
        raise CorpusError(f"the corpus at {corpus.uri!r} does not answer: {error}") from error
    return {"status": "ready", "corpus_version": version if gate().knows_caller() else None}
