"""Three real articles and the claims that a careful editor tried on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from scoring.attribution import same_source
from scoring.check import Models, check_claim
from scoring.corpus.ingest import ingest
from scoring.corpus.store import Corpus
from scoring.records import Check, SubmittedDocument, Verdict

pytestmark = pytest.mark.slow

Ask = Callable[[str], Check]


@pytest.fixture(scope="module")
def ask(shared: Path, models: Models, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Checks a claim against the three articles."""
    corpus = Corpus(str(tmp_path_factory.mktemp("seeds")), models.encoder.identity)
    lines = (shared / "seeds/seeds.ndjson").read_text(encoding="utf-8").splitlines()
    documents = []
    for line in lines:
        fields = json.loads(line)
        fields["published_at"] = datetime.fromisoformat(fields["published_at"])
        documents.append(SubmittedDocument(**fields))
    ingest(documents, corpus=corpus, encoder=models.encoder)
    return lambda claim: check_claim(claim, corpus=corpus, models=models)


def test_the_factory_claim_names_who_reported_it(ask: Ask) -> None:
    found = ask("Russia has set up a factory in China that makes attack drones.")
    names = [origin.name for origin in found.origins]
    for expected in ("Reuters", "European External Action Service", "Politico"):
        assert any(same_source(name, expected) for name in names), names


@pytest.mark.xfail(
    reason="it is credited with a firm's part in the production, which the stance network no "
    "longer takes for a factory (docs/decisions/036)",
    strict=True,
)
def test_the_factory_claim_names_the_newspaper_that_was_first(ask: Ask) -> None:
    found = ask("Russia has set up a factory in China that makes attack drones.")
    names = [origin.name for origin in found.origins]
    assert any(same_source(name, "Frankfurter Allgemeine Zeitung") for name in names), names
    assert found.supporting.effective_origins < found.supporting.origins
    assert any("who may be the same" in reason.text for reason in found.explanation)


def test_the_factory_claim_brings_back_all_three_articles(ask: Ask) -> None:
    found = ask("China supports Russia's military.")
    assert {item.document.id for item in found.documents} == {"seed-000", "seed-001", "seed-004"}


def test_hedges_of_the_real_articles_are_found(ask: Ask) -> None:
    found = ask("Russia has set up a factory in China that makes attack drones.")
    cues = {
        hedge.cue.lower()
        for item in found.documents
        for judged in item.statements
        for hedge in judged.statement.hedges
    }
    assert "reportedly" in cues
    assert "allegedly" in cues


def test_a_swedish_article_answers_an_english_claim(ask: Ask) -> None:
    found = ask(
        "Ninety percent of the microchips that Russia imported for military use last year came "
        "from China."
    )
    assert found.verdict is Verdict.SINGLE_ORIGIN
    assert {doc for origin in found.origins for doc in origin.documents} == {"seeds/seed-004"}


def test_another_number_is_no_support(ask: Ask) -> None:
    found = ask("Half of Russia's imported military microchips came from China.")
    assert found.supporting.origins == 0


def test_what_nobody_reports_is_unsupported(ask: Ask) -> None:
    assert ask("A volcano erupted on Iceland.").verdict is Verdict.UNSUPPORTED
