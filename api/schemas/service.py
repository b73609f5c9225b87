"""The feature table and the health of the service."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import Answer, about, nested


class FeatureSchema(Answer):
    """A row of the feature table."""

    name = fields.String(**about("Name it has in answers.", "supporting_origins"))
    weight = fields.Float(**about("What one unit of it adds to the log-odds of the score.", 1.6))
    description = fields.String(
        **about(
            "What it measures.", "Effective number of independent origins that support the claim."
        )
    )


class FeaturesSchema(Answer):
    """What a score is made of."""

    intercept = fields.Float(**about("Log-odds of the score when every feature is 0.", -3.0))
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
