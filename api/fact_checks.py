"""Published fact-checks: imports, and the answers of Google's `claims:search`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, cast

from api.context import caller, parts
from api.cursors import CursorField, fingerprint, read_cursor, write_cursor
from api.errors import FieldError, Problem, ProblemError
from api.problem_types import INVALID_INPUT
from api.schemas.fact_checks import ClaimSearchSchema, ImportReportSchema
from scoring.fact_checks import FactCheck, Refusal, read_reviews, search, store_reviews
from scoring.fact_checks.claim_review import Reading
from scoring.fact_checks.matching import SearchFilters
from scoring.fact_checks.store import FactCheckStore
from scoring.models.encoder import Encoder

MOST_AT_ONCE = 1_000  # reviews of one request
_SHOWN_ERRORS = 100
_IMPORT = ImportReportSchema()
_FOUND = ClaimSearchSchema()
_TOKEN = CursorField("pageToken", given_as="nextPageToken")
_PLACE = {"start": int}
_PAGING = {"pageToken", "offset"}


def import_reviews(content: Any, collection: str) -> dict[str, Any]:
    """Store the reviews of a body, and say what became of each.

    Args:
        content: The body, see `scoring.fact_checks.claim_review`.
        collection: Where they go.

    Raises:
        ProblemError: There is none, none can be stored, or there are too many.
        CorpusError: They could not be written.
    """
    found = list(read_reviews(content, collection))
    if not found:
        _refuse(
            "there is no ClaimReview here; send one, a list or a feed of them, a page's @graph, or "
            "an answer of claims:search"
        )
    if len(found) > MOST_AT_ONCE:
        _refuse(
            f"there are {len(found):,} reviews, the limit is {MOST_AT_ONCE:,}; send fewer at once, "
            "or use `secondsource fact-checks import`"
        )
    refused = [item for item in found if isinstance(item, Refusal)]
    if len(refused) == len(found):
        errors = [FieldError(item.detail, pointer=item.pointer) for item in refused]
        _refuse(
            errors[0].detail if len(errors) == 1 else f"none of {len(errors):,} can be stored",
            errors[:_SHOWN_ERRORS],
        )
    opened = parts()
    made = report(found, opened.published, opened.models.encoder)
    return cast("dict[str, Any]", _IMPORT.dump(made))


def report(
    found: Sequence[Reading | Refusal], store: FactCheckStore, encoder: Encoder
) -> dict[str, Any]:
    """Store what was read, and say what became of each, see `ImportReportSchema`.

    Raises:
        CorpusError: They could not be written.
    """
    readings = [item for item in found if isinstance(item, Reading)]
    refused = [item for item in found if isinstance(item, Refusal)]
    stored = store_reviews([item.fact_check for item in readings], store, encoder)
    new = sum(item.is_new for item in {item.fact_check.id: item for item in stored}.values())
    return {
        "stored": new,
        "updated": len({item.fact_check.id for item in stored}) - new,
        "rejected": len(refused),
        "fact_checks": [
            {
                "pointer": reading.pointer,
                "id": item.fact_check.id,
                "url": item.fact_check.url,
                "status": "stored" if item.is_new else "updated",
                "notes": reading.notes,
            }
            for reading, item in zip(readings, stored, strict=True)
        ],
        "rejections": refused,
    }


def _refuse(detail: str, errors: Iterable[FieldError] = ()) -> NoReturn:
    raise ProblemError(Problem(INVALID_INPUT, detail, tuple(errors)))


def search_claims(query: Mapping[str, Any]) -> dict[str, Any]:
    """A page of what was looked for, in the shape of Google's `claims:search`.

    Args:
        query: As `ClaimSearchQuery` reads it.

    Raises:
        ProblemError: The page token is not one of this search.
        CorpusError: The fact-checks cannot be read.
    """
    opened = parts()
    words = query.get("query")
    language = query.get("languageCode")
    filters = SearchFilters(
        language=None if language is None else language.replace("_", "-").split("-")[0].lower(),
        site=_site(query.get("reviewPublisherSiteFilter")),
        max_age_days=query.get("maxAgeDays"),
        collections=caller().collections,
    )
    vector = None if words is None else opened.models.encoder.encode_queries([words])[0]
    found = _by_claim(search(opened.published, words, vector, filters))
    # Whatever page of it is wanted, it is one search.
    searched = fingerprint({name: query[name] for name in query.keys() - _PAGING})
    token = query.get("pageToken")
    start = query["offset"]
    if token is not None:
        start = read_cursor(token, searched, _PLACE, _TOKEN)["start"]
    end = start + query["pageSize"]
    page: dict[str, Any] = {}
    if claims := found[start:end]:
        page["claims"] = [_claim(reviews) for reviews in claims]
    if end < len(found):
        page["nextPageToken"] = write_cursor(searched, {"start": end})
    return cast("dict[str, Any]", _FOUND.dump(page))


def _by_claim(found: Iterable[FactCheck]) -> list[list[FactCheck]]:
    """The reviews of one claim together, at the place of the first of them."""
    claims: dict[tuple[object, ...], list[FactCheck]] = {}
    for item in found:
        claims.setdefault((item.claim, item.claimant, item.claimed_at), []).append(item)
    return list(claims.values())


def _claim(reviews: Sequence[FactCheck]) -> dict[str, Any]:
    first = reviews[0]
    return _known(
        {
            "text": first.claim,
            "claimant": first.claimant,
            "claimDate": first.claimed_at,
            "claimReview": [_review(item) for item in reviews],
        }
    )


def _review(item: FactCheck) -> dict[str, Any]:
    return _known(
        {
            "publisher": {"name": item.publisher, "site": item.site},
            "url": item.url,
            "title": item.title,
            "reviewDate": item.reviewed_at,
            "textualRating": item.rating or _as_words(item),
            "languageCode": item.language,
        }
    )


def _as_words(item: FactCheck) -> str:
    """A rating that its publisher gave as a number only."""
    scale = item.worst_rating is not None and item.best_rating is not None
    ends = f" ({item.worst_rating:g} to {item.best_rating:g})" if scale else ""
    return f"{item.rating_value:g}{ends}"


def _known(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _site(given: str | None) -> str | None:
    return None if given is None else given.lower().removeprefix("www.")
