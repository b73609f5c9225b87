from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from api.cli import main
from api.key_store import KeyStore


@pytest.fixture
def run(tmp_path):
    """Runs `secondsource keys` on a corpus of its own."""

    def invoke(*arguments):
        environment = {"CORPUS_URI": str(tmp_path / "corpus")}
        return CliRunner().invoke(main, ["keys", *arguments], env=environment)

    return invoke


def _stored(tmp_path):
    return KeyStore(str(tmp_path / "corpus")).read()


def test_the_key_alone_is_on_the_standard_output(run, tmp_path):
    made = run("create", "newsroom")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    (key,) = _stored(tmp_path)
    assert key.matches(token)
    assert token not in made.stderr
    assert f"Key {key.id} for newsroom: check; all collections; does not expire." in made.stderr
    assert "Authorization: Bearer" in made.stderr


def test_scopes_collections_and_days_are_stored(run, tmp_path):
    arguments = ["--scope", "ingest", "--scope", "check", "--collection", "b", "--collection", "a"]
    made = json.loads(run("create", "plugin", *arguments, "--days", "30", "--json").stdout)
    (key,) = _stored(tmp_path)
    assert key.matches(made.pop("key"))
    assert made["scopes"] == ["check", "ingest"]
    assert made["collections"] == ["a", "b"]
    assert (key.expires_at - key.created_at).days == 30
    assert json.loads(run("list", "--json").stdout) == [made]


def test_a_list_shows_states_and_no_secret(run, tmp_path):
    tokens = [run("create", name).stdout.strip() for name in ("first", "second")]
    first, second = _stored(tmp_path)
    revoked = run("revoke", first.id)
    assert "refused within 2 seconds" in revoked.stdout
    head, *rows = run("list").stdout.splitlines()
    assert head.split() == ["id", "state", "scopes", "collections", "expires", "name"]
    assert rows[0].split() == [first.id, "revoked", "check", "all", "collections", "never", "first"]
    assert rows[1].split()[:2] == [second.id, "active"]
    told = run("list").output + run("list", "--json").output
    for token, key in zip(tokens, (first, second), strict=True):
        assert token.split("_", 2)[2] not in told
        assert key.digest not in told


def test_looking_makes_no_corpus(run, tmp_path):
    assert "keys create" in run("list").stderr
    assert run("list", "--json").stdout == "[]\n"
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["create"], "NAME"),
        (["create", " "], "name:"),
        (["create", "a", "--collection", "a b"], "collections/0:"),
        (["create", "a", "--scope", "root"], "--scope"),
        (["create", "a", "--days", "0"], "--days"),
        (["revoke", "nothing"], "there is no key 'nothing'"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(run, arguments, words):
    run("create", "another")
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("revoked", [False, True])
def test_others_are_not_served_without_an_active_key(run, tmp_path, revoked):
    if revoked:
        key, _ = KeyStore(str(tmp_path / "corpus")).create("a", [])
        run("revoke", key.id)
    environment = {"CORPUS_URI": str(tmp_path / "corpus")}
    arguments = ["serve", "--host", "0.0.0.0", "--port", "0"]
    result = CliRunner().invoke(main, arguments, env=environment)
    assert result.exit_code == 2
    assert "secondsource keys create" in result.stderr
    assert "127.0.0.1" in result.stderr
    assert len(result.stderr.splitlines()) == 1
