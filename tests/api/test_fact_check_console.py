"""`secondsource fact-checks import`."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.scoring.fact_checks.test_claim_review import REVIEW


@pytest.fixture
def run(parts, monkeypatch):
    """Runs the command on the corpus of `parts`."""
    monkeypatch.setattr("api.fact_check_console.open_engine", lambda settings: parts)

    def invoke(*arguments):
        return CliRunner().invoke(main, ["fact-checks", "import", *map(str, arguments)])

    return invoke


def _write(path, content):
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_files_are_imported_and_what_cannot_be_is_named(run, parts, tmp_path):
    feed = {
        "dataFeedElement": [
            {"item": [{**REVIEW, "url": f"https://a.example/{n}"}]} for n in range(600)
        ]
    }
    feed["dataFeedElement"][7]["item"] = [{**REVIEW, "url": None}]
    files = _write(tmp_path / "feed.json", feed), _write(tmp_path / "one.json", REVIEW)
    result = run(*files, "--collection", "checks")
    assert result.exit_code == 1
    assert result.stdout == "600 stored, 0 updated, 1 rejected\n"
    assert "feed.json/dataFeedElement/7/item/0: url is missing" in result.stderr
    assert {item.collection for item in parts.published.find(None)} == {"checks"}
    again = run(files[1], "--collection", "checks", "--json")
    assert again.exit_code == 0
    told = json.loads(again.stdout)
    assert told == {"stored": 0, "updated": 1, "rejected": 0, "rejections": []}


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "the body is not JSON"), ("[]", "holds no ClaimReview"), ("[1]", "holds no Claim")],
)
def test_a_file_without_reviews_is_refused_before_anything_is_stored(
    run, parts, tmp_path, content, said
):
    good = _write(tmp_path / "good.json", REVIEW)
    bad = tmp_path / "bad.json"
    bad.write_text(content, "utf-8")
    result = run(good, bad)
    assert result.exit_code == 2
    assert "bad.json" in result.stderr
    assert said in result.stderr
    assert parts.published.find(None) == []


def test_a_collection_of_another_form_is_refused(run, tmp_path):
    result = run(_write(tmp_path / "a.json", REVIEW), "--collection", "a/b")
    assert result.exit_code == 2
    assert "collection:" in result.stderr


def test_the_reviews_of_one_page_are_stored_together(run, parts, tmp_path):
    claims = [{**REVIEW, "claimReviewed": f"Claim {number}."} for number in range(3)]
    assert run(_write(tmp_path / "a.json", claims)).exit_code == 0
    found = parts.published.find(None)
    assert sorted(item.claim for item in found) == ["Claim 0.", "Claim 1.", "Claim 2."]
    assert len({replace(item, claim="", id="") for item in found}) == 1
