"""Checks that were made: a list of them, one again, and what changed since."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load

from api.errors import shown
from api.schemas.checks import CheckSchema
from api.schemas.cursors import cursor_field, example_cursor, next_cursor_field
from api.schemas.documents import collection_field
from api.schemas.fields import (
    SOME_TEXT,
    Answer,
    Items,
    Moment,
    QueryCount,
    Request,
    Share,
    Text,
    about,
    nested,
    one_of,
)
from scoring.check import LONGEST_CLAIM
from scoring.corpus.checks import SUMMARY, CheckQuery
from scoring.records import Stance, Verdict

MOST = 100  # checks of a page
_CURSOR = example_cursor(version=12, start=20)
_VERDICTS = [verdict.value for verdict in Verdict]
_STANCES = [stance.value for stance in Stance]
_EARLIER = "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f"
_DATE_OR_VERSION = (
    r"^([0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2}))$"
)


class ChecksQuery(Request):
    """Which checks to list."""

    verdict = Items(
        one_of(_VERDICTS, "A verdict.", Verdict.DISPUTED.value),
        "Only checks with one of these verdicts; repeatable.",
        [Verdict.DISPUTED.value],
        most=len(_VERDICTS),
    )
    claim = Text(
        "Only checks whose claim has this text in it, in upper or lower case.",
        "Tolmere docks",
        longest=LONGEST_CLAIM,
        pattern=SOME_TEXT,
    )
    created_after = Moment("Only checks made at this moment or later.", "2032-09-01T00:00:00Z")
    created_before = Moment("Only checks made at this moment or earlier.", "2032-09-30T23:59:59Z")
    collection = collection_field("Only checks whose filters name this collection.")
    limit = QueryCount("Most checks of a page.", 20, least=1, most=MOST, load_default=20)
    cursor = cursor_field(_CURSOR, "`next_cursor` of the page before, with the same filters.")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        wanted = CheckQuery(
            verdicts=tuple(data.get("verdict", ())),
            claim=data.get("claim"),
            created_after=data.get("created_after"),
            created_before=data.get("created_before"),
            collection=data.get("collection"),
        )
        return {"wanted": wanted, "limit": data["limit"], "cursor": data.get("cursor")}


class CheckSummarySchema(CheckSchema):
    """A check in a list; `GET /v1/checks/{id}` has all of it."""

    class Meta(CheckSchema.Meta):
        """Some of its members."""

        fields = SUMMARY


class ChecksSchema(Answer):
    """A page of checks."""

    checks = nested(CheckSummarySchema, "The checks, the newest first.", many=True)
    total = fields.Integer(**about("Checks that all pages have together.", 143))
    next_cursor = next_cursor_field(_CURSOR)


class CheckAgainQuery(Request):
    """The state of the corpus to check against."""

    as_of = Text(
        "Check the claim again, against the corpus as it was: at a corpus version, or at a moment "
        "(RFC 3339 with an offset). The answer is not stored.",
        "2032-09-15T06:01:00Z",
        longest=40,
        pattern=_DATE_OR_VERSION,
        form='a corpus version, or a moment such as "2032-09-15T06:01:00Z"',
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        as_of = data.get("as_of")
        if as_of is None or as_of.isdigit():
            return {"version": as_of and int(as_of), "moment": None}
        try:
            return {"version": None, "moment": Moment("", "").deserialize(as_of)}
        except ValidationError:
            raise ValidationError(f"{shown(as_of)} is no moment", "as_of") from None


class ChangesQuery(Request):
    """The check to compare with."""

    since = Text(
        "Id of the earlier check of the same claim.",
        _EARLIER,
        longest=100,
        pattern=SOME_TEXT,
        required=True,
    )


class VerdictChangeSchema(Answer):
    """A verdict before and after."""

    before = fields.String(**about("What it was.", "single_origin", enum=_VERDICTS))
    after = fields.String(**about("What it is.", "corroborated", enum=_VERDICTS))
    changed = fields.Boolean(**about("Whether they differ.", True))


class ScoreChangeSchema(Answer):
    """A score before and after."""

    before = Share(**about("What it was.", 0.41))
    after = Share(**about("What it is.", 0.83))
    difference = Share(**about("How much higher it is; negative where it is lower.", 0.42))


class CorpusVersionChangeSchema(Answer):
    """A corpus version before and after."""

    before = fields.Integer(**about("The one that the earlier check saw.", 12))
    after = fields.Integer(**about("The one that this check saw.", 15))


class DocumentRefSchema(Answer):
    """A document and its stance."""

    id = fields.String(**about("Id within its collection.", "silo-03"))
    collection = fields.String(**about("Its collection.", "demo"))
    publisher = fields.String(allow_none=True, **about("Who published it.", "Eastmarch Herald"))
    stance = fields.String(**about("Its stance.", "supports", enum=_STANCES))


class GoneDocumentSchema(DocumentRefSchema):
    """A document that the earlier check judged and this one did not."""

    reason = fields.String(
        **about(
            "`deleted` where the corpus has it no more, else `not_judged`: it has no statement "
            "close enough to the claim any more, or others are closer.",
            "deleted",
            enum=["deleted", "not_judged"],
        )
    )


class StanceChangeSchema(Answer):
    """A stance before and after."""

    before = fields.String(**about("What it was.", "neutral", enum=_STANCES))
    after = fields.String(**about("What it is.", "supports", enum=_STANCES))


class HedgedChangeSchema(Answer):
    """Whether a stance is taken only with hedging, before and after."""

    before = fields.Boolean(**about("Whether it was.", True))
    after = fields.Boolean(**about("Whether it is.", False))


class ChangedDocumentSchema(Answer):
    """A document that takes another stance, or takes it more or less firmly."""

    id = fields.String(**about("Id within its collection.", "silo-02"))
    collection = fields.String(**about("Its collection.", "demo"))
    stance = nested(StanceChangeSchema, "Its stance.")
    hedged = nested(HedgedChangeSchema, "Whether it takes that stance only with hedging.")


class DocumentChangesSchema(Answer):
    """Documents that came, went, or changed."""

    added = nested(DocumentRefSchema, "Judged by this check only.", many=True)
    gone = nested(GoneDocumentSchema, "Judged by the earlier check only.", many=True)
    changed = nested(ChangedDocumentSchema, "Judged by both, differently.", many=True)


class OriginRefSchema(Answer):
    """An origin and its stance."""

    name = fields.String(**about("Whom the evidence goes back to.", "Eastmarch Herald"))
    stance = fields.String(
        **about("Stance of its documents.", "supports", enum=["supports", "refutes"])
    )


class OriginChangesSchema(Answer):
    """Origins that came or went, by name and stance."""

    added = nested(OriginRefSchema, "Of this check only.", many=True)
    gone = nested(OriginRefSchema, "Of the earlier check only.", many=True)


class ChangesSchema(Answer):
    """What changed between two checks of one claim."""

    since = fields.String(**about("Id of the earlier check.", _EARLIER))
    since_created_at = Moment(
        "When the earlier one was made, in UTC.", "2032-09-15T06:01:00Z", required=True
    )
    changed = fields.Boolean(
        **about("Whether the verdict, the score, a document or an origin differs.", True)
    )
    corpus_version = nested(CorpusVersionChangeSchema, "The corpus that each saw.")
    verdict = nested(VerdictChangeSchema, "The verdict.")
    score = nested(ScoreChangeSchema, "The score.")
    documents = nested(DocumentChangesSchema, "The documents.")
    origins = nested(OriginChangesSchema, "The origins.")
    versions = fields.List(
        fields.String(),
        **about(
            "What else was replaced in between, by its role: a model, or `sources` where a known "
            "outlet, its owner or another name of it was edited.",
            ["sources"],
        ),
    )


class RerunSchema(Answer):
    """A claim checked again."""

    check = nested(CheckSchema, "The new check, which is also stored.")
    changes = nested(ChangesSchema, "What changed since the earlier one.")
