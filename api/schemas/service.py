"""The feature table and the health of the service."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import Answer, about, nested
from scoring.corroboration.features import Part


class FeatureSchema(Answer):
    """A row of the feature table."""

    name = fields.String(**about("Name it has in answers.", "supporting_origins"))
    part = fields.String(
        **about(
            "The probability that it belongs to; the score is the product of both.",
            "supported",
            enum=[part.value for part in Part],
        )
    )
    weight = fields.Float(
        **about("What one unit of it adds to the log-odds of that probability.", 1.6)
    )
    description = fields.String(
        **about(
            "What it measures.", "Effective number of independent origins that support the claim."
        )
    )


class InterceptsSchema(Answer):
    """Log-odds of each part of the score when every feature is 0."""

    supported = fields.Float(**about("That the claim is supported and not contradicted.", -1.1))
    independent = fields.Float(**about("That, if so, two independent origins say so.", -0.9))


class FeaturesSchema(Answer):
    """What a score is made of."""

    calibration = fields.String(**about("Name of the fit.", "corroboration-1f0c9a52"))
    intercepts = nested(InterceptsSchema, "Where each part of the score starts.")
    features = nested(FeatureSchema, "The features, in the order of answers.", many=True)


class HealthSchema(Answer):
    """That the process answers."""

    status = fields.String(**about("Always `ok`.", "ok", enum=["ok"]))


class ReadySchema(Answer):
    """That the models and the corpus answer."""

    status = fields.String(**about("Always `ready`.", "ready", enum=["ready"]))
    corpus_version = fields.Integer(
        allow_none=True,
        **about("Version of the corpus; null where a key is needed and was not sent.", 12),
    )
