"""Published fact-checks in and out."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from api.schemas.cursors import cursor_field, example_cursor
from api.schemas.documents import collection_field, url_field
from api.schemas.fields import (
    SOME_TEXT,
    Answer,
    Moment,
    QueryCount,
    QueryNumber,
    Request,
    Share,
    Text,
    about,
    nested,
)

_CLAIM = "Twelve people died when a grain silo collapsed at Tolmere docks."
_ADDRESS = "https://checks.example/2032/tolmere-silo"
_ID = "7c1d6a0b93c24f1d6a0b93c2"
MOST_FOUND_AT_ONCE = 100
_TOKEN = example_cursor(start=10)


class FactCheckSchema(Answer):
    """A published fact-check: what its publisher said of a claim. Nothing of it is counted."""

    id = fields.String(**about("Id of the fact-check.", _ID))
    collection = fields.String(**about("Its collection.", "default"))
    url = fields.String(**about("Address of the review.", _ADDRESS))
    claim = fields.String(**about("The claim reviewed.", _CLAIM))
    claimant = fields.String(allow_none=True, **about("Who made the claim.", "Harbour workers"))
    claimed_at = Moment(
        "When it was made, in UTC.", "2032-09-14T00:00:00Z", allow_none=True, required=True
    )
    appearances = fields.List(
        fields.String(), **about("Where the claim was seen.", ["https://posts.example/5512"])
    )
    publisher = fields.String(**about("Who reviewed it.", "Eastmarch Checks"))
    site = fields.String(**about("Host of the publisher, without `www.`.", "checks.example"))
    title = fields.String(
        allow_none=True, **about("Headline of the review.", "Did twelve people die at Tolmere?")
    )
    reviewed_at = Moment(
        "When the review was published, in UTC.",
        "2032-09-16T00:00:00Z",
        allow_none=True,
        required=True,
    )
    rating = fields.String(
        allow_none=True, **about("The verdict in the publisher's words.", "Mostly true")
    )
    rating_value = fields.Float(
        allow_none=True, **about("The same on the publisher's own scale, where it has one.", 4.0)
    )
    best_rating = fields.Float(allow_none=True, **about("The true end of that scale.", 5.0))
    worst_rating = fields.Float(allow_none=True, **about("The false end of that scale.", 1.0))
    language = fields.String(**about("ISO 639 code of the review.", "en"))


class FactCheckMatchSchema(FactCheckSchema):
    """A published fact-check whose claim is nearly the one that was checked."""

    similarity = Share(**about("Cosine of the two claims' vectors.", 0.93))


class ImportQuery(Request):
    """Where an import goes."""

    collection = collection_field(
        "The collection that the fact-checks go to.", load_default="default"
    )


class ImportedSchema(Answer):
    """A fact-check that was stored."""

    pointer = fields.String(**about("JSON pointer to it in the body.", "/dataFeedElement/0/item"))
    id = fields.String(**about("Its id.", _ID))
    url = fields.String(**about("Address of the review.", _ADDRESS))
    status = fields.String(
        **about(
            "`updated` where its place was taken: the same address was there before.",
            "stored",
            enum=["stored", "updated"],
        )
    )
    notes = fields.List(
        fields.String(),
        **about(
            "What was left out of it, and why.",
            ["datePublished is 'yesterday', which is no date of ISO 8601; it was left out"],
        ),
    )


class RefusedSchema(Answer):
    """A fact-check that was not stored."""

    pointer = fields.String(**about("JSON pointer to it in the body.", "/dataFeedElement/1/item"))
    url = fields.String(allow_none=True, **about("Its address, where it has one.", _ADDRESS))
    detail = fields.String(
        **about(
            "What is wrong with it, and what to do.",
            "claimReviewed is missing or blank; give the claim that was reviewed",
        )
    )


class ImportReportSchema(Answer):
    """What became of an import."""

    stored = fields.Integer(**about("Fact-checks that are new.", 1))
    updated = fields.Integer(**about("Fact-checks in the place of earlier ones.", 0))
    rejected = fields.Integer(**about("Fact-checks that could not be stored.", 1))
    fact_checks = nested(ImportedSchema, "Those that were stored, in their order.", many=True)
    rejections = nested(RefusedSchema, "Those that were not, in their order.", many=True)


class ClaimSearchQuery(Request):
    """What to look for among the fact-checks; the names are those of Google's `claims:search`."""

    query = Text(
        "What to look for, in any words; needed unless `reviewPublisherSiteFilter` is there.",
        "grain silo Tolmere",
        longest=2_000,
        pattern=SOME_TEXT,
    )
    languageCode = Text(  # noqa: N815  Google's name
        "BCP 47 code of the review's language; only the language in it counts.",
        "en-GB",
        longest=35,
        pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9_-]*)?$",
        form='a language code, such as "en" or "en-GB"',
    )
    reviewPublisherSiteFilter = Text(  # noqa: N815  Google's name
        "Only reviews of this site.",
        "checks.example",
        longest=253,
        pattern=r"^[^\s/]+$",
        form='a host, such as "checks.example"',
    )
    maxAgeDays = QueryCount(  # noqa: N815  Google's name
        "Only where claim or review, whichever is newer, is at most so many days old.",
        30,
        least=0,
        most=100_000,
    )
    pageSize = QueryCount(  # noqa: N815  Google's name
        "Most claims of a page.", 10, least=1, most=MOST_FOUND_AT_ONCE, load_default=10
    )
    pageToken = cursor_field(  # noqa: N815  Google's name
        _TOKEN,
        "`nextPageToken` of the page before; all else as it was for that page.",
        given_as="nextPageToken",
    )
    offset = QueryCount(
        "Claims to pass over; only where there is no `pageToken`.",
        0,
        least=0,
        most=100_000,
        load_default=0,
    )

    @validates_schema
    def _looks_for_something(self, data: dict[str, object], **_: object) -> None:
        if "query" not in data and "reviewPublisherSiteFilter" not in data:
            raise ValidationError(
                "is missing; send words to look for, or reviewPublisherSiteFilter", "query"
            )


class FoundPublisherSchema(Answer):
    """Who published a review."""

    name = fields.String(metadata={"description": "Its name.", "example": "Eastmarch Checks"})
    site = fields.String(
        metadata={"description": "Its host, without `www.`.", "example": "checks.example"}
    )


class FoundReviewSchema(Answer):
    """A review of a claim; what is not known is left out, as Google's answers do."""

    publisher = fields.Nested(
        FoundPublisherSchema,
        metadata={
            "description": "Who published it.",
            "example": {"name": "Eastmarch Checks", "site": "checks.example"},
        },
    )
    url = fields.String(metadata={"description": "Its address.", "example": _ADDRESS})
    title = fields.String(
        metadata={"description": "Its headline.", "example": "Did twelve people die at Tolmere?"}
    )
    reviewDate = Moment("When it was published.", "2032-09-16T00:00:00Z")  # noqa: N815  schema.org has the name
    textualRating = fields.String(  # noqa: N815  Google's name
        metadata={"description": "The verdict in its words.", "example": "Mostly true"}
    )
    languageCode = fields.String(  # noqa: N815  Google's name
        metadata={"description": "Language of the review.", "example": "en"}
    )


class FoundClaimSchema(Answer):
    """A claim with its reviews."""

    text = fields.String(metadata={"description": "The claim.", "example": _CLAIM})
    claimant = fields.String(metadata={"description": "Who made it.", "example": "Harbour workers"})
    claimDate = Moment("When it was made.", "2032-09-14T00:00:00Z")  # noqa: N815  Google's name
    claimReview = fields.List(  # noqa: N815  Google's name
        fields.Nested(FoundReviewSchema),
        metadata={
            "description": "Its reviews.",
            "example": [{"url": _ADDRESS, "textualRating": "Mostly true", "languageCode": "en"}],
        },
    )


class ClaimSearchSchema(Answer):
    """A page of claims, in the shape of Google's `claims:search`."""

    claims = fields.List(
        fields.Nested(FoundClaimSchema),
        metadata={
            "description": "Claims, best first; absent where there is none.",
            "example": [
                {
                    "text": _CLAIM,
                    "claimReview": [
                        {"url": _ADDRESS, "textualRating": "Mostly true", "languageCode": "en"}
                    ],
                }
            ],
        },
    )
    nextPageToken = fields.String(  # noqa: N815  Google's name
        metadata={"description": "For the next page; absent on the last.", "example": _TOKEN}
    )


class ClaimReviewQuery(Request):
    """What a person says in a review of the claim of a check."""

    rating = Text(
        "The verdict of the review in its author's words, such as one would put in a headline. "
        "The score of the check is none, and is never put in its place.",
        "Mostly true",
        longest=200,
        pattern=SOME_TEXT,
        required=True,
    )
    author = Text(
        "Who has written the review, and stands behind its rating.",
        "Eastmarch Checks",
        longest=200,
        pattern=SOME_TEXT,
        required=True,
    )
    author_type = Text(
        "What the author is: `Organization` or `Person`.",
        "Organization",
        longest=12,
        pattern="^(Organization|Person)$",
        form='"Organization" or "Person"',
        load_default="Organization",
    )
    author_url = url_field("Address of the author.", "https://checks.example/")
    url = url_field("Address of the review; needed unless `text` is there.", _ADDRESS)
    text = Text(
        "The review itself; needed unless `url` is there.",
        "The rescue service and the port both count twelve dead.",
        longest=2_000,
        pattern=SOME_TEXT,
    )
    published_at = Moment("When the review was published.", "2032-09-16T09:00:00Z")
    rating_value = QueryNumber(
        "The rating as a number on the author's scale; only with both of its ends.",
        4,
        least=-1_000_000,
        most=1_000_000,
    )
    best_rating = QueryNumber("The true end of that scale.", 5, least=-1_000_000, most=1_000_000)
    worst_rating = QueryNumber("The false end of that scale.", 1, least=-1_000_000, most=1_000_000)
    claimant = Text("Who made the claim.", "Harbour workers", longest=200, pattern=SOME_TEXT)
    claimed_at = Moment("When it was made.", "2032-09-14T00:00:00Z")
    appearance = url_field("Where it was seen.", "https://posts.example/5512")

    @validates_schema
    def _is_a_review(self, data: dict[str, Any], **_: object) -> None:
        if "url" not in data and "text" not in data:
            raise ValidationError("is missing; send the review's url, or its text", "url")
        scale = {"rating_value", "best_rating", "worst_rating"}
        if given := scale & set(data):
            if given != scale:
                raise ValidationError(
                    "comes with best_rating and worst_rating, or not at all", "rating_value"
                )
            value, best, worst = data["rating_value"], data["best_rating"], data["worst_rating"]
            if best == worst or not min(best, worst) <= value <= max(best, worst):
                raise ValidationError(
                    f"{value:g} is not on the scale from {worst:g} to {best:g}", "rating_value"
                )


class ClaimReviewSchema(Answer):
    """A schema.org ClaimReview, to be put into the page of the review."""

    context = fields.String(
        data_key="@context", **about("Always schema.org.", "https://schema.org")
    )
    type = fields.String(data_key="@type", **about("Always ClaimReview.", "ClaimReview"))
    claimReviewed = fields.String(**about("The claim of the check.", _CLAIM))  # noqa: N815  schema.org has the name
    url = fields.String(metadata={"description": "Address of the review.", "example": _ADDRESS})
    datePublished = fields.String(  # noqa: N815  schema.org's name
        metadata={"description": "When it was published.", "example": "2032-09-16T09:00:00Z"}
    )
    author = fields.Dict(
        **about("Who wrote it.", {"@type": "Organization", "name": "Eastmarch Checks"})
    )
    reviewRating = fields.Dict(  # noqa: N815  schema.org's name
        **about("The author's rating.", {"@type": "Rating", "alternateName": "Mostly true"})
    )
    itemReviewed = fields.Dict(  # noqa: N815  schema.org's name
        **about("The claim, with who made it.", {"@type": "Claim", "name": _CLAIM})
    )
    reviewBody = fields.String(  # noqa: N815  schema.org's name
        metadata={"description": "The review itself.", "example": "Both count twelve dead."}
    )
    citation = fields.List(
        fields.String(),
        metadata={
            "description": "Addresses of the documents that take a side in the check.",
            "example": ["https://pharos-agency.example/tolmere-silo"],
        },
    )
