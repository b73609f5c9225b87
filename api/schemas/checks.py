"""Checks in and out."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.documents import (
    AttributionSchema,
    HedgeSchema,
    NoticeSchema,
    language_field,
    statement_language,
)
from api.schemas.fact_checks import FactCheckMatchSchema
from api.schemas.fields import (
    SOME_TEXT,
    Answer,
    Moment,
    Request,
    Share,
    Text,
    about,
    nested,
)
from api.schemas.filters import FiltersRequest, FiltersSchema
from api.schemas.score import FeatureValueSchema, ReasonSchema, ScorePartsSchema
from scoring.check import LONGEST_CLAIM
from scoring.hedging.distance import Distance
from scoring.records import Basis, MergeReason, Stance, Verdict

_CLAIM = "Twelve people died when a grain silo collapsed at Tolmere docks."
_SUMMARY = "Independently reported by 2 origins (Pharos, Lahntaler Tageblatt)."
_NOTHING = {
    "statements": 0,
    "documents": 0,
    "publishers": 0,
    "origins": 0,
    "effective_origins": 0.0,
    "effective_origins_interval": [0.0, 0.0],
}
_STATEMENT = "Twelve people were killed on Tuesday, the county rescue service said."


class CheckRequest(Request):
    """A claim to check."""

    claim = Text(
        "The claim: one sentence that can be true or false.",
        _CLAIM,
        longest=LONGEST_CLAIM,
        pattern=SOME_TEXT,
        required=True,
    )
    language = language_field("ISO 639-1 code of the claim; detected when absent.", allow_none=True)
    filters = fields.Nested(
        FiltersRequest,
        metadata={
            "description": "Which part of the corpus to look at; all of it when absent.",
            "example": {"collections": ["demo"], "languages": ["en", "sv"]},
        },
        error_messages={"null": "is null; leave the field out or send an object"},
    )


class ClaimSchema(Answer):
    """The claim."""

    text = fields.String(**about("The claim as it was sent.", _CLAIM))
    language = fields.String(**about("ISO 639-1 code, given or detected.", "en"))


class CountSchema(Answer):
    """How much evidence of one stance there is, from the widest count to the honest one."""

    statements = fields.Integer(**about("Sentences that take the stance.", 7))
    documents = fields.Integer(**about("Documents that take it.", 5))
    publishers = fields.Integer(**about("Publishers of those documents.", 4))
    origins = fields.Integer(**about("Providers of the evidence that they go back to.", 2))
    effective_origins = Share(
        **about("Origins, less what they may depend on each other (Kish's effective size).", 1.8)
    )
    effective_origins_interval = fields.List(
        Share(),
        **about("Low and high end of it: doubtful ties may hold or not.", [1.0, 2.0]),
    )


class MergeSchema(Answer):
    """Why two documents count as one origin."""

    documents = fields.List(
        fields.String(), **about("Ids of the two documents.", ["silo-01", "silo-02"])
    )
    reason = fields.String(
        **about("Kind of dependence.", "near_copy", enum=[reason.value for reason in MergeReason])
    )
    detail = fields.String(
        **about(
            "A sentence with the quoted evidence.",
            "94 % of the words of silo-02 stand in silo-01, for instance “buried a canteen”.",
        )
    )
    strength = Share(**about("How sure the dependence is, in (0, 1].", 0.93))


class EvidenceSchema(Answer):
    """A statement that carries an origin."""

    document = fields.String(**about("Id of its document.", "silo-01"))
    text = fields.String(**about("The sentence.", _STATEMENT))
    start = fields.Integer(**about("Offset of its first character in the document's text.", 0))
    end = fields.Integer(**about("Offset after its last character.", len(_STATEMENT)))


class OriginSchema(Answer):
    """Documents that go back to one provider of the evidence."""

    id = fields.String(**about("Id within this answer.", "o1"))
    stance = fields.String(
        **about("Stance of its documents.", "supports", enum=["supports", "refutes"])
    )
    name = fields.String(
        **about(
            "The publisher for its own reporting, else the agency, outlet, person, office or "
            "document that the evidence goes back to.",
            "Pharos",
        )
    )
    basis = fields.String(
        **about("What it rests on.", "agency", enum=[basis.value for basis in Basis])
    )
    documents = fields.List(
        fields.String(),
        **about("Ids of its documents, the earliest first.", ["silo-01", "silo-02"]),
    )
    publishers = fields.List(
        fields.String(),
        **about("Their publishers, in the same order.", ["Pharos", "Eastmarch Herald"]),
    )
    certainty = Share(
        **about("How firmly the document nearest to the source asserts it, from 0 to 1.", 0.8)
    )
    evidence = nested(
        EvidenceSchema, "Statements of the document nearest to the source that carry it.", many=True
    )
    merged_because = nested(MergeSchema, "Why its documents count as one.", many=True)


class StanceScoresSchema(Answer):
    """Probabilities of the three stances; they sum to 1."""

    supports = Share(**about("That the statement supports the claim.", 0.9))
    refutes = Share(**about("That it refutes the claim.", 0.02))
    neutral = Share(**about("That it does neither.", 0.08))


class StanceNoteSchema(Answer):
    """Why a statement counts less for a side than the stance model alone would say."""

    guard = fields.String(
        **about("What was compared: quantity, date, name, negation and so on.", "quantity")
    )
    detail = fields.String(
        **about(
            "The difference, with the words of both sides.",
            "The claim says “21 dead”, the statement “12 dead”.",
        )
    )


class JudgedStatementSchema(Answer):
    """A statement held against the claim."""

    text = fields.String(**about("The sentence.", _STATEMENT))
    start = fields.Integer(**about("Offset of its first character in the document's text.", 0))
    end = fields.Integer(**about("Offset after its last character.", len(_STATEMENT)))
    language = statement_language()
    similarity = Share(**about("Cosine of its vector and the claim's.", 0.91))
    stance = nested(StanceScoresSchema, "Its stance towards the claim.")
    stance_notes = nested(
        StanceNoteSchema,
        "What was found that makes it count less for a side.",
        many=True,
        example=[],
    )
    hedges = nested(
        HedgeSchema, "Hedges that bear on what the claim is about.", many=True, example=[]
    )
    attributions = nested(AttributionSchema, "Who is said to have said it.", many=True)
    evidence_distance = fields.String(
        **about(
            "Whose word it is: the document's own, a named source's, an unnamed one's, or hearsay "
            "of hearsay.",
            "named_source",
            enum=[distance.value for distance in Distance],
        )
    )


class JudgedDocumentSchema(Answer):
    """A document with a statement close enough to the claim to judge."""

    id = fields.String(**about("Id within its collection.", "silo-01"))
    collection = fields.String(**about("Its collection.", "demo"))
    url = fields.String(
        allow_none=True, **about("Its address.", "https://pharos-agency.example/tolmere-silo")
    )
    title = fields.String(
        allow_none=True, **about("Headline.", "Twelve killed as grain silo gives way")
    )
    publisher = fields.String(allow_none=True, **about("Who published it.", "Pharos"))
    published_at = Moment(
        "When it was published, in UTC.", "2032-09-14T17:25:00Z", allow_none=True, required=True
    )
    language = fields.String(**about("ISO 639-1 code.", "en"))
    stance = fields.String(
        **about("Its stance.", "supports", enum=[stance.value for stance in Stance])
    )
    hedged = fields.Boolean(**about("Whether it takes that stance only with hedging.", False))
    certainty = Share(
        **about("Of its firmest statement that takes the stance, 0 when neutral.", 0.9)
    )
    origin = fields.String(
        allow_none=True,
        **about(
            "Its origin in `origins`, the first where it relays several; null when neutral.", "o1"
        ),
    )
    notices = nested(NoticeSchema, "Word that it was corrected, changed or withdrawn.", many=True)
    statements = nested(
        JudgedStatementSchema,
        "Statements close enough to judge, in the order of the text.",
        many=True,
    )


class AssertionSchema(Answer):
    """One of several assertions that a claim joins, weighed on evidence of its own."""

    text = fields.String(**about("Its words as they stand in the claim.", "fled to Torvik"))
    start = fields.Integer(**about("Offset of its first character in the claim.", 33))
    end = fields.Integer(**about("Offset after its last character.", 47))
    standalone = fields.String(
        **about("The assertion as a claim of its own, which was checked.", "He fled to Torvik.")
    )
    verdict = fields.String(
        **about(
            "What the corpus says of it.",
            "single_origin",
            enum=[verdict.value for verdict in Verdict],
        )
    )
    score = Share(**about("How well it is corroborated, from 0 to 1.", 0.31))
    supporting = nested(CountSchema, "The evidence for it.")
    refuting = nested(CountSchema, "The evidence against it.")
    origins = nested(OriginSchema, "Where that goes back to.", many=True)


class CheckSchema(Answer):
    """The answer to a claim."""

    id = fields.String(
        **about("Id of the check (UUID version 7).", "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f")
    )
    created_at = Moment("When it was made, in UTC.", "2032-09-15T06:01:00Z", required=True)
    claim = nested(ClaimSchema, "The claim.")
    filters = nested(FiltersSchema, "The part of the corpus that was looked at.")
    verdict = fields.String(
        **about(
            "What the corpus says of the claim. It never says that a claim is true.",
            "corroborated",
            enum=[
                Verdict.CORROBORATED.value,
                Verdict.SINGLE_ORIGIN.value,
                Verdict.DISPUTED.value,
                Verdict.REFUTED.value,
                Verdict.UNSUPPORTED.value,
            ],
        )
    )
    confidence = Share(**about("The probability that an editor would give the same verdict.", 0.74))
    abstention = fields.String(
        allow_none=True,
        **about(
            "Why the verdict should not be relied on without reading; null where the evidence "
            "is clear enough.",
            None,
        ),
    )
    score = Share(
        **about(
            "How well the claim is corroborated here: the probability that an editor who reads the "
            "documents and traces each to its origin would call it corroborated.",
            0.83,
        )
    )
    score_interval = fields.List(
        Share(),
        **about("Low and high end of what was read uncertainly.", [0.7, 0.9]),
    )
    score_parts = nested(ScorePartsSchema, "The two probabilities whose product the score is.")
    calibration = fields.String(
        allow_none=True,
        **about("Name of the fit behind the score.", "corroboration-1f0c9a52"),
    )
    summary = fields.String(
        **about(
            "The explanation as one paragraph to paste.",
            _SUMMARY,
        )
    )
    explanation = fields.List(
        fields.String(),
        **about(
            "Sentences an editor can read aloud, the verdict first.",
            [_SUMMARY],
        ),
    )
    reasons = nested(ReasonSchema, "The same sentences, each with what it rests on.", many=True)
    supporting = nested(CountSchema, "The evidence for the claim.")
    refuting = nested(CountSchema, "The evidence against it.", example=_NOTHING)
    origins = nested(OriginSchema, "Where the evidence goes back to.", many=True)
    documents = nested(
        JudgedDocumentSchema,
        "Every document with a statement close enough to judge; the others are left out.",
        many=True,
    )
    fact_checks = nested(
        FactCheckMatchSchema,
        "Published fact-checks of nearly this claim, nearest first, at most five. They are no "
        "evidence: nothing above or below counts them.",
        many=True,
    )
    assertions = nested(
        AssertionSchema,
        "Where the claim joins several assertions: how each fares alone. The verdict and the score "
        "are no better than the weakest one's. Empty where the claim is one.",
        many=True,
        example=[],
    )
    features = nested(FeatureValueSchema, "What the score is made of.", many=True)
    coverage = fields.String(
        **about(
            "`degraded` when a part failed, so that evidence may be missing.",
            "full",
            enum=["full", "degraded"],
        )
    )
    warnings = fields.List(
        fields.String(),
        **about("What the reader should know.", []),
    )
    corpus_version = fields.Integer(**about("The corpus version that was seen.", 12))
    versions = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        **about(
            "The models that took part, by their role, and the table of known `sources`.",
            {
                "encoder": "multilingual-e5-small@1571fc982750",
                "stance": "cross-encoder-4f1d6a0b93c2",
                "sources": "5d7e9c0a41b8",
            },
        ),
    )
