"""`secondsource ingest` as it is typed, with the small models."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from api.engine import Parts
from api.fetching import fetcher
from api.fetching.fetcher import Limits
from scoring.records import NoticeKind
from tests.api.fetching.serving import Site, serving
from tests.support import small_parts

TEXT = "The ferry Alvara sank off Brenna on Monday, the coast guard said."
PAGE = (
    "<html><head><title>Ferry</title></head><body><article><h1>Ferry sinks</h1>"
    f"<p>{TEXT} Nobody was hurt, and the water was calm.</p><p>The ferry was built in 1961 and "
    "had been repaired twice since the spring, its owner told us.</p></article></body></html>"
)
Run = Callable[..., Result]


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return small_parts(tmp_path / "corpus")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: Parts) -> Run:
    uri = tmp_path / "corpus"
    monkeypatch.setattr("api.console.open_parts", lambda settings, report: parts)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, **options: Any) -> Result:
        return CliRunner().invoke(
            main, ["ingest", *arguments], env={"CORPUS_URI": str(uri)}, **options
        )

    return invoke


def _counts(result: Result) -> dict[str, int]:
    found = json.loads(result.stdout)
    return {name: value for name, value in found.items() if value and name != "failed"}


def _report(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_all_that_happened_is_in_the_report(run: Run, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(
        f'id,body\na,"{TEXT}"\nb\nc,Sm\u00c3\u00b6rg\u00c3\u00a5s.\n', "utf-8"
    )
    (folder / "b.txt").write_text("no")
    (tmp_path / "secret.ndjson").write_text(json.dumps({"text": "Secret."}))
    (folder / "c.ndjson").symlink_to(tmp_path / "secret.ndjson")
    result = run("in", "--map", "text=body", "--report", "r.ndjson", "--json")
    assert result.exit_code == 1
    assert _counts(result) == {"stored": 2, "passed_over": 2, "noted": 1, "failures": 1}
    *entries, end = _report(tmp_path / "r.ndjson")
    told = {(Path(entry["file"]).name, entry["line"]): entry for entry in entries}
    assert told["a.csv", 3]["detail"] == "the row has 1 fields, the first line names 2"
    assert "mojibake" in told["a.csv", 4]["notes"][0]
    assert told["c.ndjson", 1]["detail"] == "it is a link that leads out of the folder"
    assert "ending" in told["b.txt", 1]["detail"]
    assert end == {"outcome": "end", "stopped": False, **_full(result)}


def test_the_report_lists_the_sentences_that_make_no_statement(run: Run, tmp_path: Path):
    lines = "\n".join(f"Read also: Story number {n}" for n in range(25))
    documents = [{"id": "a", "text": f"{TEXT}\n{lines}"}, {"id": "b", "text": TEXT}]
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, documents)))
    assert _counts(run("a.ndjson", "--report", "r.ndjson", "--json")) == {"stored": 2}
    told, _ = _report(tmp_path / "r.ndjson")
    assert (told["id"], told["outcome"]) == ("a", "stored")
    assert told["no_statements"]["count"] == 25
    assert told["no_statements"]["sentences"][:2] == [
        "Read also: Story number 0",
        "Read also: Story number 1",
    ]
    assert told["no_statements"]["not_listed"] == 5


def _full(result: Result) -> dict[str, int]:
    found = json.loads(result.stdout)
    found.pop("failed")
    return found


def test_a_second_run_passes_by_what_is_unchanged(run: Run, tmp_path: Path):
    path = tmp_path / "a.ndjson"
    documents = [{"url": f"https://a.example/{n}", "text": f"{TEXT} ({n})"} for n in range(3)]
    path.write_text("\n".join(map(json.dumps, documents)))
    assert _counts(run("a.ndjson", "--json")) == {"stored": 3}
    documents[1]["text"] = "It was raised on Friday."
    path.write_text("\n".join(map(json.dumps, documents)))
    assert _counts(run("a.ndjson", "--json")) == {"unchanged": 2, "replaced": 1}
    assert _counts(run("a.ndjson", "--renew", "--json")) == {"replaced": 3}


def test_of_two_with_one_id_the_last_stays_also_where_it_is_unchanged(run: Run, tmp_path: Path):
    one, two = ({"id": "a", "text": text} for text in (TEXT, "It was raised on Friday."))
    (tmp_path / "a.ndjson").write_text(json.dumps(one))
    (tmp_path / "b.ndjson").write_text(json.dumps(two) + "\n" + json.dumps(one))
    run("a.ndjson")
    run("b.ndjson")
    assert _counts(run("a.ndjson", "--json")) == {"unchanged": 1}


def test_stdin_and_globs(run: Run, tmp_path: Path):
    assert _counts(run("-", "--json", input=json.dumps({"text": TEXT}))) == {"stored": 1}
    (tmp_path / "a1.ndjson").write_text(json.dumps({"text": "One."}))
    (tmp_path / "a2.ndjson").write_text(json.dumps({"text": "Two."}))
    assert _counts(run("a?.ndjson", "--json")) == {"stored": 2}
    assert "no file matches 'b*'" in run("b*").stderr


def test_pages_are_extracted_in_a_process_of_their_own(run: Run, tmp_path: Path):
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.html").write_text("<p></p>")
    result = run("a.html", "b.html", "--json")
    assert _counts(result) == {"stored": 1, "failures": 1}
    assert "no article text" in json.loads(result.stdout)["failed"][0]["detail"]


def test_ctrl_c_stores_what_is_in_hand_and_the_next_run_goes_on(run: Run, tmp_path: Path):
    lines = [json.dumps({"id": f"d{n}", "text": f"{TEXT} ({n})"}) for n in range(400)]
    (tmp_path / "a.ndjson").write_text("\n".join(lines))
    pressed = threading.Event()

    def press(*_: Any) -> list[Any]:
        if not pressed.is_set():
            pressed.set()
            signal.raise_signal(signal.SIGINT)
        return original(*_)

    from scoring.corpus.store import Corpus

    original = Corpus.put
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Corpus, "put", press)
        result = run("a.ndjson", "--json")
    assert result.exit_code == 130
    assert "Ctrl-C again" in result.stderr
    assert "run it again to go on" in result.stderr
    stored = _counts(result)["stored"]
    assert 0 < stored < 400
    assert _counts(run("a.ndjson", "--json")) == {"unchanged": stored, "stored": 400 - stored}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving() as running:
        monkeypatch.setattr(fetcher, "Network", running.network)
        monkeypatch.setattr(fetcher, "Limits", lambda: Limits(pause=0))
        yield running


def test_a_feed_is_fetched_and_its_links_followed(run: Run, site: Site, tmp_path: Path):
    items = "".join(
        f"<item><link>http://{host}/{n}</link><description>Summary {n}.</description></item>"
        for host, n in (("www.a.example", 1), ("b.example", 2), ("a.example", 3))
    )
    site.page("/feed", f"<rss><channel>{items}</channel></rss>", "application/rss+xml")
    site.page("/1", PAGE)
    result = run("http://a.example/feed", "--fetch", "--report", "r.ndjson", "--json")
    assert _counts(result) == {"stored": 3, "noted": 2}
    notes = [note for entry in _report(tmp_path / "r.ndjson")[:-1] for note in entry["notes"]]
    assert any("allow it with --allow-host b.example" in note for note in notes)
    assert any("/3 answers 404" in note for note in notes)
    assert "add --fetch" in run("http://a.example/feed").stderr


def test_a_page_that_is_gone_has_its_document_marked_with_the_time(
    run: Run, site: Site, tmp_path: Path, parts: Parts
):
    site.page("/1", PAGE)
    address = "http://a.example/1"
    assert _counts(run(address, "--fetch", "--json")) == {"stored": 1}
    site.page("/1", "", status=410)
    result = run(address, "--fetch", "--report", "r.ndjson")
    assert result.exit_code == 0
    assert "answers 410; marked as retracted: default/" in result.stderr
    assert "answers 410; marked" in _report(tmp_path / "r.ndjson")[0]["detail"]
    (key,) = parts.corpus.keys_at([address])
    (notice,) = parts.corpus.load_documents([key])[key].notices
    assert notice.kind is NoticeKind.RETRACTED
    assert notice.detail == "its page answers 410, where it was read before"
    assert notice.noticed_at is not None
    assert datetime.now(UTC) - notice.noticed_at < timedelta(minutes=5)
    run(address, "--fetch", "--report", "r.ndjson")  # again: it stays as it was marked
    assert "known as retracted" in _report(tmp_path / "r.ndjson")[0]["detail"]
    assert parts.corpus.load_documents([key])[key].notices == (notice,)


def test_a_page_that_was_never_read_is_not_taken_for_withdrawn(run: Run, site: Site, parts: Parts):
    item = "<item><link>http://a.example/1</link><description>Rain fell.</description></item>"
    site.page("/feed", f"<rss><channel>{item}</channel></rss>", "application/rss+xml")
    for expected in ({"stored": 1, "noted": 1}, {"unchanged": 1}):
        assert _counts(run("http://a.example/feed", "--fetch", "--json")) == expected
    (key,) = parts.corpus.keys_at(["http://a.example/1"])
    assert parts.corpus.load_documents([key])[key].notices == ()
    result = run("http://a.example/2", "--fetch", "--json")
    assert _counts(result) == {"failures": 1}


def test_watching_stores_what_is_new_in_a_folder_and_a_feed_until_ctrl_c(
    run: Run, site: Site, tmp_path: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.ingesting.run._WATCH_SECONDS", 0.05)
    monkeypatch.setattr("api.ingesting.run._ADDRESS_SECONDS", 0.1)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.ndjson").write_text(json.dumps({"id": "a", "text": TEXT}))
    site.page("/feed", _feed("one"), "application/rss+xml")
    gave_up = threading.Event()

    def hold(count: int) -> bool:
        deadline = time.monotonic() + 120
        while parts.corpus.documents.count_rows() < count:
            if time.monotonic() > deadline:
                gave_up.set()
                return False
            time.sleep(0.05)
        return True

    def drive() -> None:
        if hold(2):
            (folder / "b.ndjson").write_text(json.dumps({"id": "b", "text": "Rain fell."}))
        if hold(3):
            site.page("/feed", _feed("one", "two"), "application/rss+xml")
        hold(4)
        os.kill(os.getpid(), signal.SIGINT)  # Ctrl-C, which reaches the main thread

    driver = threading.Thread(target=drive)
    driver.start()
    result = run("in", "http://a.example/feed", "--fetch", "--watch", "--json")
    driver.join()
    assert not gave_up.is_set()
    assert result.exit_code == 0
    counts = _counts(result)
    assert (counts["stored"], counts.get("failures")) == (4, None)


def _feed(*guids: str) -> str:
    items = "".join(
        f"<item><guid>{guid}</guid><title>{guid}</title>"
        f"<content:encoded>The {guid} bridge was closed on Friday.</content:encoded></item>"
        for guid in guids
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel>{items}</channel></rss>'
