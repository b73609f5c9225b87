"""What a score is made of, and the sentences that explain a verdict."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import Answer, Share, about
from scoring.corroboration.features import Part
from scoring.records import ReasonKind

_STATEMENT = "Twelve people were killed on Tuesday, the county rescue service said."


class FeatureValueSchema(Answer):
    """One feature of the evidence."""

    name = fields.String(**about("Its name, see /v1/features.", "supporting_origins"))
    part = fields.String(
        **about(
            "The probability in `score_parts` that it belongs to.",
            "supported",
            enum=[part.value for part in Part],
        )
    )
    value = Share(**about("Its value for this claim.", 1.4854))
    contribution = Share(**about("What it adds to the log-odds of that probability.", 2.3766))
    detail = fields.String(
        **about(
            "A sentence for the reader.",
            "2 origins support the claim, worth 1.8 independent ones.",
        )
    )


class ScorePartsSchema(Answer):
    """The two probabilities whose product is the score."""

    supported = Share(
        **about("That the documents assert the claim and none credibly contradicts it.", 0.9)
    )
    independent = Share(**about("That, if so, two independent origins or more do.", 0.92))


class ReasonSchema(Answer):
    """A sentence of the explanation and what it rests on."""

    kind = fields.String(
        **about("What it is about.", "origin", enum=[kind.value for kind in ReasonKind])
    )
    text = fields.String(
        **about(
            "The sentence.",
            f"Pharos supports it, on the strength of its own reporting: “{_STATEMENT}” (Pharos).",
        )
    )
    documents = fields.List(
        fields.String(), **about("Ids of the documents that it speaks of.", ["silo-01"])
    )
    origins = fields.List(fields.String(), **about("Ids of the origins that it speaks of.", ["o1"]))
    quotation = fields.String(
        allow_none=True, **about("The statement that it quotes, null without one.", _STATEMENT)
    )
