"""What the README and the guide say is so."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys

from scoring.settings import settings_table
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs/guide").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_the_settings_table_is_the_one_in_the_code() -> None:
    (table,) = re.findall(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", README, re.DOTALL)
    assert table == settings_table()


def test_every_make_target_it_names_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z-]+)", TEXT)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_benchmark_it_names_can_be_run() -> None:
    named = set(re.findall(r"python -m (bench\.[a-z_]+)", TEXT))
    assert named
    for name in named:
        assert callable(importlib.import_module(name).main)


def test_every_file_it_links_to_exists() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!http)([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{target} in {page.name}"


def test_every_command_it_names_exists() -> None:
    for command in set(
        re.findall(
            r"secondsource (serve|ingest|check|extract|search|origins|openapi|prepare|keys|sources|"
            r"fact-checks)",
            TEXT,
        )
    ):
        shown = subprocess.run(
            [sys.executable, "-m", "api.cli", command, "--help"],
            check=False,
            capture_output=True,
        )
        assert shown.returncode == 0, command
