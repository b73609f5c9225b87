"""A text in, its hedges out."""

from __future__ import annotations

import json

import pytest

from api.app import make_app
from api.engine import Engine
from scoring.corpus.validation import LONGEST_TEXT
from scoring.errors import CorpusError


def _read(client, **body):
    response = client.post("/v1/hedges", json=body)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def test_the_members_of_an_answer(standing_client):
    text = "The weir stands. The mill reportedly burned, Ines Farrow said."
    answer = _read(standing_client, text=text, language="en")
    assert list(answer) == ["language", "genre", "title", "statements", "warnings"]
    assert (answer["language"], answer["genre"], answer["warnings"]) == ("en", "news", [])
    firm, hedged = answer["statements"]
    assert (firm["certainty"], firm["hedges"]) == (1.0, [])
    assert firm["evidence_distance"] == "own_observation"
    assert 0 < hedged["certainty"] < 1
    assert hedged["evidence_distance"] == "hearsay"
    for statement in answer["statements"]:
        assert text[statement["start"] : statement["end"]] == statement["text"]
    (hedge,) = hedged["hedges"]
    assert text[hedge["start"] : hedge["end"]] == hedge["cue"] == "reportedly"
    assert hedge["class"] == "reportative"
    assert hedged["start"] <= hedge["scope_start"] <= hedge["start"]
    assert hedge["end"] <= hedge["scope_end"] <= hedged["end"]
    assert 0 < hedge["strength"] <= 1


@pytest.mark.parametrize(
    ("text", "language", "cue"),
    [
        ("Smugglers may have used the quarry at Hallow last night.", "en", "may have"),
        ("Båten kan ha lagt till vid kajen under natten, säger hamnen.", "sv", "kan ha"),
        ("Der Fahrer soll den Wagen gestern Nacht gestohlen haben.", "de", "soll"),
        ("Le conducteur aurait volé la voiture pendant la nuit.", "fr", "aurait"),
        ("El conductor habría robado el coche durante la noche.", "es", "habría"),
    ],
)
def test_the_language_is_detected(standing_client, text, language, cue):
    answer = _read(standing_client, text=text)
    assert answer["language"] == language
    assert [hedge["cue"] for hedge in answer["statements"][0]["hedges"]] == [cue]


def test_a_hedge_of_another_sentence_reaches_the_next(standing_client):
    text = "The report is unconfirmed. It says the weir broke."
    _, told = _read(standing_client, text=text, language="en")["statements"]
    (hedge,) = told["hedges"]
    assert hedge["end"] <= told["start"]
    assert (hedge["scope_start"], hedge["scope_end"]) == (told["start"], told["end"])
    assert told["certainty"] < 0.5


def test_a_headline_is_read_as_one(standing_client):
    sent = {"text": "The weir stands.", "language": "en"}
    assert _read(standing_client, **sent)["title"] is None
    assert _read(standing_client, **sent, title="")["title"] is None
    title = _read(standing_client, **sent, title="Weir ‘sold in secret’?")["title"]
    assert [hedge["cue"] for hedge in title["hedges"]] == ["‘sold in secret’", "?"]
    assert 0 < title["certainty"] < 0.5


def test_a_language_without_cues_has_no_hedges_and_a_warning(standing_client):
    answer = _read(standing_client, text="It may rain.", language="tlh")
    assert answer["statements"][0]["certainty"] == 1.0
    assert not answer["statements"][0]["hedges"]
    assert "tlh" in answer["warnings"][0]


def test_a_text_without_letters_has_an_undetermined_language(standing_client):
    answer = _read(standing_client, text="12 34 56")
    assert answer["language"] == "und"
    assert answer["warnings"]


def test_science_has_cues_of_its_own(standing_client):
    text = "These data indicate that the protein binds to two or three sites."
    read = {
        genre: _read(standing_client, text=text, language="en", genre=genre)["statements"][0]
        for genre in ("news", "science", "reviews")
    }
    cues = {genre: [hedge["cue"] for hedge in item["hedges"]] for genre, item in read.items()}
    assert "indicate that" in cues["science"]
    assert cues["reviews"] == ["or"]


def test_the_other_genres_are_english_only(standing_client):
    body = {"text": "Dammen kan ha brustit.", "language": "sv"}
    plain = _read(standing_client, **body)
    science = _read(standing_client, **body, genre="science")
    assert science["statements"] == plain["statements"]
    assert "English" in science["warnings"][0]


def test_it_answers_before_the_models_are_there():
    def load():
        raise CorpusError("not opened")

    client = make_app(Engine(load)).test_client()
    assert _read(client, text="It may rain.", language="en")["statements"][0]["hedges"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": " \n"}, "/text"),
        ({"text": None}, "/text"),
        ({"text": ["Rain."]}, "/text"),
        ({"text": "Rain\x00"}, "/text"),
        ({"text": "Rain \ud800"}, "/text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "/text"),
        ({"text": "ö" * (LONGEST_TEXT // 2 + 1)}, "/text"),
        ({"text": "Rain.", "language": "English"}, "/language"),
        ({"text": "Rain.", "genre": "poetry"}, "/genre"),
        ({"text": "Rain.", "genre": None}, "/genre"),
        ({"text": "Rain.", "title": "x" * 1_001}, "/title"),
        ({"text": "Rain.", "title": "a\x00"}, "/title"),
        ({"text": "Rain.", "claim": "Rain"}, "/claim"),
    ],
)
def test_what_cannot_be_read_is_a_problem(standing_client, body, pointer):
    response = standing_client.post(
        "/v1/hedges", data=json.dumps(body), content_type="application/json"
    )
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


def test_other_bodies_are_problems_too(standing_client):
    assert standing_client.post("/v1/hedges", data=b"Rain.").status_code == 415
    broken = standing_client.post("/v1/hedges", data=b"{", content_type="application/json")
    assert broken.status_code == 400
    assert standing_client.get("/v1/hedges").status_code == 405
