"""Clients that are generated from openapi.yaml, at a real server; and what a linter says of it."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from tests.api.clients.tooling import DOCUMENT, HERE, node_modules, python_packages, run

pytestmark = pytest.mark.slow

_TOLD = {
    "statements": 1,
    "verdict": "single_origin",
    "origin": "Brenna Post",
    "same": True,
    "imported": 1,
    "rating": "True",
    "problem": "/problems/source-exists",
}


def _service(server):
    return {"SERVICE": f"http://{server.host}:{server.port}", "TOKEN": server.token}


def test_a_public_ruleset_finds_nothing_in_the_document():
    spectral = node_modules() / ".bin" / "spectral"
    ruleset = str(HERE / "spectral.yaml")
    found = run([str(spectral), "lint", str(DOCUMENT), "-r", ruleset, "-f", "text", "-F", "hint"])
    assert "No results" in found


def test_the_linter_can_find_something(tmp_path):
    text = DOCUMENT.read_text("utf-8").replace("operationId: checkClaim", "operationId: getCheck")
    bad = tmp_path / "openapi.yaml"
    bad.write_text(text, "utf-8")
    spectral = node_modules() / ".bin" / "spectral"
    with pytest.raises(AssertionError, match="operation-operationId-unique"):
        run([str(spectral), "lint", str(bad), "-r", str(HERE / "spectral.yaml"), "-f", "text"])


def test_a_typescript_client_is_generated_and_works(server, tmp_path):
    modules = node_modules()
    (tmp_path / "node_modules").symlink_to(modules)
    shutil.copy(HERE / "use.ts", tmp_path)
    generator, compiler = modules / ".bin" / "openapi-ts", modules / ".bin" / "tsc"
    out = str(tmp_path / "generated")
    run([str(generator), "-i", str(DOCUMENT), "-o", out, "--silent"], cwd=tmp_path)
    # The types are checked too: what the document promises is what the program may use.
    options = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs"]
    options += ["--moduleResolution", "node10", "--lib", "es2022,dom,dom.iterable"]
    run([str(compiler), *options, "--outDir", "made", "use.ts"], cwd=tmp_path)
    told = run(["node", "made/use.js"], cwd=tmp_path, **_service(server))
    assert json.loads(told) == _TOLD


def test_a_python_client_is_generated_and_works(server, tmp_path):
    packages = python_packages()
    shutil.copy(HERE / "use.py", tmp_path)
    path = {"PYTHONPATH": str(packages)}
    made = str(tmp_path / "generated")
    config = str(HERE / "python_client.yaml")
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    options = ["--path", str(DOCUMENT), "--meta", "none", "--output-path", made, "--config", config]
    run([*generator, *options], cwd=tmp_path, **path)
    told = run([sys.executable, "use.py"], cwd=tmp_path, **path, **_service(server))
    assert json.loads(told) == _TOLD
