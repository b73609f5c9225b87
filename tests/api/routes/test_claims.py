"""Drafts in, what is worth checking in them out."""

from __future__ import annotations

import pytest

_PATH = "/v1/claims/extract"
_DRAFT = "Good evening. The driver hit 2 cars in 2031 and fled on foot. What happens next?"


def _post(client, status=200, **body):
    response = client.post(_PATH, json=body)
    assert response.status_code == status, response.get_json()
    return response.get_json()


def test_a_draft_is_answered_with_its_claims(standing_client):
    answer = _post(standing_client, text=_DRAFT, language="en", least_score=0)
    assert list(answer) == ["text", "language", "sentences", "claims", "warnings"]
    assert (answer["text"], answer["language"], answer["sentences"]) == (_DRAFT, "en", 3)
    claim = answer["claims"][1]
    assert list(claim) == ["text", "start", "end", "score", "parts"]
    assert _DRAFT[claim["start"] : claim["end"]] == claim["text"]
    assert [part["claim"] for part in claim["parts"]] == [
        "The driver hit 2 cars in 2031.",
        "The driver fled on foot.",
    ]
    assert [_DRAFT[part["start"] : part["end"]] for part in claim["parts"]] == [
        "The driver hit 2 cars in 2031",
        "fled on foot",
    ]


def test_the_text_of_a_page_is_extracted_and_sent_back(standing_client):
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in ("A mill burned", _DRAFT, "Rain"))
    page = f"<html><body><nav>Menu</nav><article>{paragraphs * 3}</article></body></html>"
    answer = _post(standing_client, html=page, least_score=0)
    assert "Menu" not in answer["text"]
    for claim in answer["claims"]:
        assert answer["text"][claim["start"] : claim["end"]] == claim["text"]


def test_only_sentences_of_the_least_score_are_sent(standing_client):
    claims = _post(standing_client, text=_DRAFT, language="en")["claims"]
    assert all(claim["score"] >= 0.5 for claim in claims)
    assert len(claims) < 3
    assert _post(standing_client, text=_DRAFT, least_score=1)["claims"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"text": "Rain.", "html": "<p>Rain.</p>"}, ""),
        ({"text": " "}, "/text"),
        ({"text": "a" * 100_001}, "/text"),
        ({"html": f"<html><body><p>{'Rain fell. ' * 10_000}</p></body></html>"}, "/html"),
        ({"html": "<html></html>"}, "/html"),
        ({"text": "Rain.", "language": "English"}, "/language"),
        ({"text": "Rain.", "least_score": 1.1}, "/least_score"),
        ({"text": "Rain.", "least_score": "0.5"}, "/least_score"),
        ({"text": "Rain.", "least_score": None}, "/least_score"),
        ({"text": "Rain.", "threshold": 0.5}, "/threshold"),
    ],
)
def test_what_cannot_be_read_is_refused(standing_client, body, pointer):
    problem = _post(standing_client, 422, **body)
    assert problem["errors"][0]["pointer"] == pointer
