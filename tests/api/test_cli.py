from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.conftest import REPOSITORY
from tests.support import HashingEncoder, small_parts

_TEXT = "The ferry Alvara sank off Brenna on Monday, the coast guard said."


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command on a corpus of its own with the small models."""
    uri = tmp_path / "corpus"
    monkeypatch.setattr("api.console.open_parts", lambda settings, report: small_parts(uri))
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments, input=None):
        return CliRunner().invoke(main, arguments, input=input, env={"CORPUS_URI": str(uri)})

    return invoke


def _write(path: Path, *lines: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, "utf-8")
    return path


def test_help_answers_at_once_and_loads_no_model():
    code = (
        "import sys; from click.testing import CliRunner; from api.cli import main;"
        "assert CliRunner().invoke(main, ['check', '--help']).exit_code == 0;"
        "heavy = {'torch', 'lancedb', 'flask', 'numpy', 'transformers'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=REPOSITORY)


def test_help_lists_every_command(run):
    text = run("--help").output
    for command in (
        "serve",
        "ingest",
        "check",
        "search",
        "extract",
        "origins",
        "openapi",
        "corpus",
        "keys",
        "prepare",
    ):
        assert command in text


def test_files_and_folders_are_stored_and_counted(run, tmp_path):
    _write(tmp_path / "in" / "a.ndjson", {"id": "a", "text": _TEXT}, "", {"id": "b", "text": _TEXT})
    _write(tmp_path / "in" / "deep" / "b.jsonl", {"id": "c", "text": _TEXT})
    _write(tmp_path / "in" / "c.json", json.dumps([{"id": "d", "text": _TEXT}], indent=2))
    _write(tmp_path / "in" / "note.txt", "not read")
    one = _write(tmp_path / "one.json", json.dumps({"id": "a", "text": "Rain."}, indent=2))
    result = run("ingest", str(tmp_path / "in"), str(one), "--json")
    assert result.exit_code == 0, result.output
    counts = json.loads(result.stdout)
    assert counts.pop("failed") == []
    assert {name: count for name, count in counts.items() if count} == {
        "stored": 4,
        "replaced": 1,
        "blank": 1,
        "passed_over": 1,
    }


def test_broken_lines_are_named_and_the_exit_code_says_so(run, tmp_path):
    path = _write(
        tmp_path / "a.ndjson",
        {"id": "a", "text": _TEXT},
        "{broken",
        {"id": "b", "text": _TEXT, "published_at": "Monday"},
        '{"id": "c", "text": "\\ud800"}',
    )
    result = run("ingest", str(path))
    assert result.exit_code == 1
    assert result.stdout == "1 stored, 0 replaced, 3 failed\n"
    assert f"{path}:2: the body is not JSON" in result.stderr
    assert f'{path}:3: /published_at: "Monday" is not a date' in result.stderr
    assert f"{path}:4: /text: has the character U+D800" in result.stderr
    as_json = json.loads(run("ingest", str(path), "--json").stdout)
    assert as_json["unchanged"] == 1
    assert [(item["line"], item["status"]) for item in as_json["failed"]] == [
        (2, 400),
        (3, 422),
        (4, 422),
    ]


def test_json_files_that_are_none(run, tmp_path):
    path = _write(tmp_path / "a.json", "[{")
    result = run("ingest", str(path))
    assert result.exit_code == 1
    assert f"{path}:1: the body is not JSON" in result.stderr
    path = _write(tmp_path / "b.json", '[{"id": "a", "text": "\\ud800"}, 1]')
    assert run("ingest", str(path)).stdout == "0 stored, 0 replaced, 2 failed\n"


def test_the_collection_option_overrides(run, tmp_path):
    path = _write(tmp_path / "a.ndjson", {"id": "a", "text": _TEXT, "collection": "one"})
    assert run("ingest", str(path), "--collection", "two").exit_code == 0
    info = json.loads(run("corpus", "info", "--json").stdout)
    assert info["collections"] == {"two": 1}
    assert info["documents"] == 1
    assert info["encoder"]["name"] == "hashing"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingest", "a.ndjson", "--collection", "a b"], 'collection: "a b" is not'),
        (["ingest", "nowhere.ndjson"], "nowhere.ndjson"),
        (["ingest", "empty"], "empty holds no file"),
        (["ingest"], "SOURCES"),
        (["check", " "], 'claim: " " is blank'),
        (["check", "x" * 2_001], "2,000"),
        (["check", "Rain.", "--language", "English"], "language:"),
        (["check", "Rain.", "--collection", "a b"], "filters/collections/0:"),
        (["check", "Rain."], "there is no corpus at"),
        (["search", " "], 'query: " " is blank'),
        (["corpus", "info"], "there is no corpus at"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--host", "not a host"], "cannot listen on not a host:"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(run, tmp_path, arguments, words):
    _write(tmp_path / "a.ndjson", {"text": _TEXT})
    (tmp_path / "empty").mkdir()
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert len([line for line in result.stderr.splitlines() if "Error" in line]) == 1


def test_a_wrong_setting_is_one_line():
    result = CliRunner().invoke(main, ["corpus", "info"], env={"PORT": "http"})
    assert result.exit_code == 2
    assert "PORT is 'http'" in result.stderr


def test_a_check_is_laid_out_for_an_editor(run, tmp_path):
    hedged = {
        "id": "b",
        "publisher": "Bladet",
        "language": "en",
        "published_at": "2031-02-04T00:00:00Z",
        "text": "The ferry Alvara may have sunk off Brenna on Monday, officials said.",
    }
    plain = {"id": "a", "publisher": "Herald", "text": _TEXT, "language": "en"}
    path = _write(tmp_path / "a.ndjson", plain, hedged)
    assert run("ingest", str(path)).exit_code == 0
    result = run("check", "The ferry Alvara sank off Brenna on Monday.")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert all(line == line.rstrip() for line in text.splitlines())
    for words in ("SINGLE ORIGIN", "score 0.", "Supporting: 1 origin"):
        assert words in text
    assert f"“{_TEXT}”" in " ".join(text.split())
    assert "— Herald, no date, en, default/a" in text


def test_a_check_as_json_is_the_answer_of_the_api(run, tmp_path):
    path = _write(tmp_path / "a.ndjson", {"id": "a", "text": _TEXT})
    assert run("ingest", str(path)).exit_code == 0
    claim = "The ferry Alvara sank off Brenna on Monday."
    answer = json.loads(run("check", claim, "--json", "--language", "en").stdout)
    assert answer["claim"] == {"text": claim, "language": "en"}
    assert [item["id"] for item in answer["documents"]] == ["a"]
    elsewhere = json.loads(run("check", claim, "--json", "--collection", "other").stdout)
    assert elsewhere["documents"] == []
    assert json.loads(run("corpus", "info", "--json").stdout)["checks"] == 2


def test_a_search_shows_the_best_statements_with_their_places(run, tmp_path):
    run("ingest", str(_write(tmp_path / "a.ndjson", {"id": "a", "text": _TEXT})))
    result = run("search", "ferry Alvara")
    assert result.exit_code == 0, result.output
    assert "1 of 1 statements" in result.output
    assert "sank off Brenna" in result.output
    assert "default/a" in result.output
    answer = json.loads(run("search", "ferry Alvara", "--limit", "1", "--json").stdout)
    assert answer["statements"][0]["document"]["id"] == "a"


@pytest.fixture
def small_encoder(monkeypatch):
    monkeypatch.setattr("scoring.models.encoder.load_encoder", lambda *_, **__: HashingEncoder())


def test_the_claims_of_a_draft_are_shown_with_their_parts(run, tmp_path, small_encoder):
    draft = tmp_path / "draft.txt"
    draft.write_text("Hello. The driver hit 2 cars in 2031 and fled on foot.", "utf-8")
    result = run("extract", str(draft), "--least-score", "0.3")
    assert result.exit_code == 0, result.output
    assert "1 of 2 sentences are worth checking (en)" in result.output
    assert "• The driver fled on foot." in result.output


def test_a_draft_from_the_standard_input_as_json(run, small_encoder):
    result = run("extract", "-", "--least-score", "0", "--json", input="Rain fell in Norvik.")
    answer = json.loads(result.stdout)
    assert answer["claims"][0]["parts"][0]["claim"] == "Rain fell in Norvik."


@pytest.mark.parametrize(
    ("content", "words"),
    [(b" ", 'text: " " is blank'), (b"\xff", "is not UTF-8 at byte 0")],
)
def test_a_draft_that_cannot_be_read_is_one_line(run, small_encoder, content, words):
    result = run("extract", "-", input=content)
    assert (result.exit_code, words in result.output) == (2, True)


def test_corpus_info_for_people(run, tmp_path):
    path = _write(tmp_path / "a.ndjson", {"id": "a", "text": _TEXT, "language": "en"})
    run("ingest", str(path))
    text = run("corpus", "info").stdout
    assert "documents    1" in text
    assert "languages    en 1" in text


def test_openapi_is_the_committed_document(run):
    assert run("openapi").stdout == (REPOSITORY / "openapi.yaml").read_text("utf-8")
    assert json.loads(run("openapi", "--json").stdout)["openapi"] == "3.1.0"


def test_help_waits_for_no_heavy_library():
    asked = (
        "import sys, api.cli; api.cli.main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], check=True, cwd=REPOSITORY, capture_output=True, text=True
    )
    assert "Usage:" in answer.stdout
    heavy = {"torch", "transformers", "sklearn", "lancedb", "onnxruntime", "sentence_transformers"}
    assert not heavy & set(answer.stdout.split())


def _articles(folder: Path) -> Path:
    wire = f"{_TEXT} Divers went down at noon. The sea was calm."
    return _write(
        folder / "articles.ndjson",
        {"id": "a", "publisher": "Herald", "text": f"{wire}\n\n(Reuters)", "language": "en"},
        {"id": "b", "publisher": "Bladet", "text": wire, "language": "en"},
        {"id": "c", "publisher": "Kuriren", "text": "Lawyers met in Ostby.", "language": "en"},
    )


def test_origins_of_files_are_laid_out_for_an_editor(run, tmp_path):
    result = run("origins", str(_articles(tmp_path)))
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.startswith("2 origins (worth 2) of 3 documents\n")
    for words in (
        "o1  Reuters (a wire service)",
        "— Herald, no date, en, default/a",
        "credits Reuters: “(Reuters)”",
        "one origin, near copy:",
        "o2  Kuriren (its own reporting)",
    ):
        assert words in text
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_origins_of_files_and_stored_documents_as_json(run, tmp_path):
    path = _articles(tmp_path)
    assert run("ingest", str(path), "--collection", "old").exit_code == 0
    answer = json.loads(run("origins", str(path), "--id", "old/a", "--json").stdout)
    assert [origin["name"] for origin in answer["origins"]] == ["Reuters", "Kuriren"]
    assert answer["origins"][0]["documents"] == ["a", "b", "a"]
    assert json.loads(run("corpus", "info", "--json").stdout)["documents"] == 3


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"id": "a", "text": _TEXT}, indent=2),
        json.dumps([{"id": "a", "text": _TEXT}]),
        json.dumps({"id": "a", "text": _TEXT}) + "\n\n",
    ],
)
def test_origins_of_the_standard_input(run, content):
    result = run("origins", "-", "--json", input=content)
    assert [item["id"] for item in json.loads(result.stdout)["documents"]] == ["a"]


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        ("{broken", ["a.ndjson"], "a.ndjson:1: the body is not JSON"),
        ('{"id": "a", "text": "Rain."}\n{"text": " "}', ["a.ndjson"], "a.ndjson:2: text: "),
        ('{"id": "a"}', ["a.ndjson"], "a.ndjson:1: has neither text nor html"),
        ('{"text": "Rain."}', ["a.ndjson", "--id", "a/b/c"], '--id a/b/c: "a/b/c" is not an id'),
        ('{"text": "Rain."}', ["--id", "demo/a"], "there is no corpus at"),
        ("", ["a.ndjson"], "the documents: has 0 items"),
        ("", [], "name FILES"),
        ("", ["nowhere.ndjson"], "nowhere.ndjson"),
    ],
)
def test_origins_that_cannot_be_found_are_one_line(run, tmp_path, content, arguments, words):
    _write(tmp_path / "a.ndjson", content)
    result = run("origins", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_an_id_that_is_not_in_the_corpus_is_named(run, tmp_path):
    assert run("ingest", str(_articles(tmp_path))).exit_code == 0
    result = run("origins", "--id", "default/a", "--id", "default/z")
    assert result.exit_code == 2
    assert "--id default/z: there is no document 'default/z'" in result.stderr


def test_the_claims_of_a_file_are_checked_each(run, tmp_path):
    assert run("ingest", str(_write(tmp_path / "a.ndjson", {"text": _TEXT}))).exit_code == 0
    claims = _write(tmp_path / "claims.txt", _TEXT, "", "x" * 2_001, "Snow fell in Oslo.")
    result = run("check", "--file", str(claims))
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        "single_origin",
        "unsupported",
    ]
    assert "line 3: claim: has 2,001 characters" in result.stderr
    told = run("check", "--file", "-", "--json", input=f"{_TEXT}\nSnow fell in Oslo.\n")
    assert told.exit_code == 0
    assert [json.loads(line)["claim"]["text"] for line in told.stdout.splitlines()] == [
        _TEXT,
        "Snow fell in Oslo.",
    ]
    assert run("check").exit_code == 2
    assert run("check", "Rain.", "--file", str(claims)).exit_code == 2
