"""Uses the generated Python client as a newsroom's developer would; prints what it was told."""

from __future__ import annotations

import json
import os

from generated import AuthenticatedClient
from generated.api.checks import check_claim, get_check
from generated.api.documents import get_document, store_document
from generated.api.fact_checks import import_fact_checks, search_fact_checks
from generated.api.sources import add_source
from generated.models import (
    CheckRequest,
    DocumentRequest,
    FiltersRequest,
    ImportFactChecksPublished,
    SourceRequest,
)

_TEXT = "The ferry Alvara sank off Brenna on Monday."
_REVIEW = {
    "@type": "ClaimReview",
    "url": "https://checks.example/python",
    "claimReviewed": _TEXT,
    "author": {"name": "Eastmarch Checks"},
    "reviewRating": {"alternateName": "True"},
}


def main() -> None:
    """Store a document, check a claim, import a fact-check; print what came of it."""
    client = AuthenticatedClient(os.environ["SERVICE"], os.environ["TOKEN"], timeout=240)
    document = DocumentRequest(id="py-1", text=_TEXT, publisher="Brenna Post", collection="python")
    stored = store_document.sync(client=client, body=document, idempotency_key="python-1")
    read = get_document.sync(stored.id, client=client, collection="python")
    claim = CheckRequest(claim=_TEXT, filters=FiltersRequest(collections=["python"]))
    made = check_claim.sync(client=client, body=claim)
    again = get_check.sync(made.id, client=client)
    report = import_fact_checks.sync(
        client=client, body=ImportFactChecksPublished.from_dict(_REVIEW), collection="python"
    )
    found = search_fact_checks.sync(client=client, query="Alvara")
    refused = add_source.sync(client=client, body=SourceRequest(name="Reuters", kind="outlet"))
    told = {
        "statements": len(read.statements),
        "verdict": made.verdict,
        "origin": made.origins[0].name,
        "same": again.id == made.id,
        "imported": report.stored + report.updated,
        "rating": found.claims[0].claim_review[0].textual_rating,
        "problem": refused.type_,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
