"""`secondsource sources`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from api.cli import main
from scoring.corpus.own_sources import SourceStore


@pytest.fixture
def run(tmp_path):
    """Runs `secondsource sources` on a corpus of its own."""
    (tmp_path / "corpus").mkdir()

    def invoke(*arguments):
        environment = {"CORPUS_URI": str(tmp_path / "corpus")}
        return CliRunner().invoke(main, ["sources", *arguments], env=environment)

    return invoke


def test_a_source_is_added_changed_and_reset(run, tmp_path):
    made = run("set", "Eastmarch Herald", "--kind", "outlet", "--alias", "EMH", "--json")
    assert json.loads(made.stdout)["id"] == "eastmarch-herald"
    changed = run("set", "eastmarch-herald", "--alias", "The Herald", "--owner", "Marchland")
    assert "within 2 seconds" in changed.stderr
    assert "aliases  EMH, The Herald\n" in changed.stdout
    assert "owner    Marchland\n" in changed.stdout
    assert run("list", "--own").stdout == (
        "eastmarch-herald: Eastmarch Herald, outlet, owned by Marchland (own)\n"
    )
    (own,) = SourceStore(str(tmp_path / "corpus")).read().values()
    assert own.source.aliases == ("EMH", "The Herald")
    assert run("reset", "eastmarch-herald").stdout == "eastmarch-herald is deleted.\n"
    assert json.loads(run("list", "--own", "--json").stdout) == []


def test_a_packaged_source_is_changed_and_comes_back(run):
    assert run("set", "reuters", "--alias", "RTRS").exit_code == 0
    assert "entry    changed\n" in run("show", "reuters").stdout
    assert "entry    packaged\n" in run("reset", "reuters").stdout
    assert run("reset", "reuters").exit_code == 2


def test_the_list_has_them_all_and_can_be_narrowed(run):
    assert len(json.loads(run("list", "--json").stdout)) > 250
    assert [item["id"] for item in json.loads(run("list", "--query", "RTE.ie", "--json").stdout)]
    assert run("list", "--kind", "paper").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "Nordby Echo"), "kind: is missing"),
        (("set", "Nordby Echo", "--kind", "outlet", "--alias", "AFP"), "is a name of 'Agence"),
        (("set", "reuters", "--domain", "Reuters"), "domains/1"),
        (("show", "nowhere"), "there is no source 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(run, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
