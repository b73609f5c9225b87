"""The demo corpus is what its README says: valid, complete, and consistent with its answers."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz

DEMO = Path(__file__).parent.parent.parent / "demo"
LANGUAGES = {"en", "sv", "de"}
FIELDS = {
    "id",
    "url",
    "title",
    "text",
    "publisher",
    "owner",
    "byline",
    "published_at",
    "language",
    "collection",
}
EXPECTED_FIELDS = {
    "label",
    "support_origins",
    "refute_origins",
    "stance",
    "origin_name",
    "hedged",
    "why",
}
STANCES = {"supports", "refutes", "neutral", "irrelevant"}
VERBATIM = [("silo-01", "silo-02"), ("silo-01", "silo-03"), ("heat-02", "heat-03")]
VERBATIM += [("city-01", "city-02")]
TRIMMED = [("silo-01", "silo-04")]  # the second is a part of the first
SPUN = [("air-01", "air-02")]
RUN_WORDS = 12

Json = dict[str, Any]


def read_documents() -> list[Json]:
    lines = (DEMO / "corpus.ndjson").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


DOCUMENTS = {document["id"]: document for document in read_documents()}
CLAIMS: list[Json] = json.loads((DEMO / "expected.json").read_text(encoding="utf-8"))
every_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
every_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["claim"][:48])


def story_of(document_id: str) -> str:
    return document_id.rpartition("-")[0]


def story_ids(story: str) -> set[str]:
    return {document_id for document_id in DOCUMENTS if story_of(document_id) == story}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {tuple(tokens[i : i + RUN_WORDS]) for i in range(len(tokens) - RUN_WORDS + 1)}


def test_corpus_is_large_and_varied_enough() -> None:
    ids = [document["id"] for document in read_documents()]
    assert len(ids) == len(set(ids)) >= 44
    assert len({story_of(document_id) for document_id in ids}) >= 7
    languages = Counter(document["language"] for document in DOCUMENTS.values())
    assert set(languages) == LANGUAGES
    assert min(languages.values()) >= 10
    urls = [document["url"] for document in DOCUMENTS.values()]
    assert len(urls) == len(set(urls))


@every_document
def test_document_has_the_form_of_the_batch_endpoint(document: Json) -> None:
    assert set(document) == FIELDS
    for name in FIELDS - {"owner", "byline"}:
        assert isinstance(document[name], str), name
        assert document[name].strip() == document[name] != "", name
    for name in ("owner", "byline"):
        assert document[name] is None or document[name].strip(), name
    assert re.fullmatch(r"https://[a-z0-9-]+\.example/\S+", document["url"])
    assert document["collection"] == "demo"
    published = datetime.fromisoformat(document["published_at"])
    assert document["published_at"].endswith("Z")
    assert published.tzinfo == UTC
    assert published.year in {2031, 2032}
    assert 80 <= len(document["text"].split()) <= 220


@every_document
def test_typography_is_that_of_the_language(document: Json) -> None:
    text = document["text"] + document["title"]
    assert '"' not in text
    assert "'" not in text
    assert "  " not in text
    assert not re.search(r"(?<!\n)\n(?!\n)|\n{3}", text), "paragraphs are parted by one empty line"
    if document["language"] == "de":
        assert "”" not in text
        assert text.count("„") == text.count("“")
    if document["language"] == "sv":
        assert "“" not in text
        assert text.count("”") % 2 == 0
    if document["language"] == "en":
        assert "„" not in text
        assert text.count("“") == text.count("”")


def test_claims_cover_languages_and_labels() -> None:
    assert len(CLAIMS) >= 20
    assert len({claim["claim"] for claim in CLAIMS}) == len(CLAIMS)
    assert {claim["language"] for claim in CLAIMS} == LANGUAGES
    labels = Counter(claim["expected"]["label"] for claim in CLAIMS)
    assert set(labels) == {"corroborated", "single_origin", "disputed", "refuted", "unsupported"}
    assert min(labels.values()) >= 3
    assert {claim["story"] for claim in CLAIMS} == {story_of(i) for i in DOCUMENTS}


def test_some_claims_are_in_another_language_than_all_their_evidence() -> None:
    foreign = [
        claim
        for claim in CLAIMS
        if claim["expected"]["hedged"]
        and claim["language"] not in {DOCUMENTS[i]["language"] for i in claim["expected"]["hedged"]}
    ]
    assert len(foreign) >= 3


@every_claim
def test_stance_covers_exactly_the_documents_of_the_story(claim: Json) -> None:
    assert set(claim) == {"claim", "language", "story", "expected"}
    expected = claim["expected"]
    assert set(expected) == EXPECTED_FIELDS
    assert set(expected["stance"]) == story_ids(claim["story"]) != set()
    assert set(expected["stance"].values()) <= STANCES
    assert expected["why"].strip().endswith(".")


@every_claim
@pytest.mark.parametrize(
    ("field", "stance"), [("support_origins", "supports"), ("refute_origins", "refutes")]
)
def test_origins_partition_the_documents_of_their_stance(
    claim: Json, field: str, stance: str
) -> None:
    expected = claim["expected"]
    members = [document_id for origin in expected[field] for document_id in origin]
    assert all(expected[field]), "an origin without a document"
    assert len(members) == len(set(members)), "a document in two origins"
    assert set(members) == {i for i, value in expected["stance"].items() if value == stance}


@every_claim
def test_label_follows_from_the_number_of_origins(claim: Json) -> None:
    expected = claim["expected"]
    supporting = len(expected["support_origins"])
    if supporting and expected["refute_origins"]:
        label = "disputed"
    elif expected["refute_origins"]:
        label = "refuted"
    else:
        label = ["unsupported", "single_origin", "corroborated"][min(supporting, 2)]
    assert expected["label"] == label


@every_claim
def test_hedged_and_origin_names_belong_to_documents_that_take_a_side(claim: Json) -> None:
    expected = claim["expected"]
    sides = {i for i, stance in expected["stance"].items() if stance in {"supports", "refutes"}}
    assert set(expected["hedged"]) == sides
    assert all(isinstance(value, bool) for value in expected["hedged"].values())
    assert set(expected["origin_name"]) <= sides
    for document_id, name in expected["origin_name"].items():
        document = DOCUMENTS[document_id]
        assert name.casefold() in document["text"].casefold()
        assert name.casefold() != document["publisher"].casefold()


@pytest.mark.parametrize(("first", "second"), VERBATIM)
def test_verbatim_copies_are_near_identical(first: str, second: str) -> None:
    assert fuzz.ratio(DOCUMENTS[first]["text"], DOCUMENTS[second]["text"]) > 95
    assert DOCUMENTS[first]["publisher"] != DOCUMENTS[second]["publisher"]


@pytest.mark.parametrize(("whole", "part"), TRIMMED)
def test_trimmed_copy_is_a_part_with_another_headline(whole: str, part: str) -> None:
    assert DOCUMENTS[part]["text"] in DOCUMENTS[whole]["text"]
    assert len(DOCUMENTS[part]["text"]) < 0.8 * len(DOCUMENTS[whole]["text"])
    assert DOCUMENTS[part]["title"] != DOCUMENTS[whole]["title"]


@pytest.mark.parametrize(("original", "spun"), SPUN)
def test_spun_copy_shares_the_order_but_not_the_words(original: str, spun: str) -> None:
    first, second = DOCUMENTS[original]["text"], DOCUMENTS[spun]["text"]
    assert first.count("\n\n") == second.count("\n\n")
    assert not runs(first) & runs(second)
    assert DOCUMENTS[original]["publisher"] not in second


def test_two_newspapers_of_one_owner_share_a_text() -> None:
    pairs = [
        (DOCUMENTS[first]["owner"], DOCUMENTS[second]["owner"])
        for first, second in VERBATIM
        if DOCUMENTS[first]["owner"]
    ]
    assert len(pairs) >= 2
    assert all(first == second for first, second in pairs)


def test_no_article_borrows_from_another_story() -> None:
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for document_id, document in DOCUMENTS.items():
        for run in runs(document["text"]):
            seen[run].add(document_id)
    shared = {run: ids for run, ids in seen.items() if len({story_of(i) for i in ids}) > 1}
    assert not shared


def test_only_declared_copies_are_near_identical() -> None:
    declared = {frozenset(pair) for pair in VERBATIM} | {frozenset({"silo-02", "silo-03"})}
    ids = sorted(DOCUMENTS)
    found = {
        frozenset({first, second})
        for position, first in enumerate(ids)
        for second in ids[position + 1 :]
        if fuzz.ratio(DOCUMENTS[first]["text"], DOCUMENTS[second]["text"]) > 90
    }
    assert found == declared


def test_readme_names_every_story_and_the_right_counts() -> None:
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    for story in {story_of(document_id) for document_id in DOCUMENTS}:
        assert f"| `{story}` |" in readme
    assert f"{len(DOCUMENTS)} short news articles" in readme
    assert f"{len(CLAIMS)} claims" in readme
