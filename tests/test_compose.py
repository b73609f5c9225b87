"""The compose file of docs/cluster names settings, commands and services that there are."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import yaml
from click.testing import CliRunner

from api.cli import main
from scoring.settings import Settings
from tests.conftest import REPOSITORY

_FILE = yaml.safe_load((REPOSITORY / "docs" / "cluster" / "compose.yaml").read_text("utf-8"))
_SETTINGS = {field.name.upper() for field in fields(Settings)}


def test_every_variable_is_a_setting_or_the_storage_s_own():
    for service in _FILE["services"].values():
        names = {name for name in service.get("environment", {}) if not name.startswith("AWS_")}
        assert names <= _SETTINGS


def test_every_command_of_ours_is_there():
    commands = [
        service["command"][1:]
        for service in _FILE["services"].values()
        if service.get("command", [""])[0] == "secondsource"
    ]
    assert commands
    for command in commands:
        assert CliRunner().invoke(main, [*command, "--help"]).exit_code == 0


def test_services_depend_on_services_that_are_there():
    for service in _FILE["services"].values():
        assert set(service.get("depends_on", [])) <= set(_FILE["services"])


def test_it_fits_the_schema_of_compose_files(tmp_path: Path):
    path = REPOSITORY / "docs" / "cluster" / "compose.yaml"
    accepted = _validated(path)
    assert accepted.returncode == 0, accepted.stdout
    broken = tmp_path / "compose.yaml"
    broken.write_text(path.read_text("utf-8").replace("depends_on:", "dependson:"), "utf-8")
    refused = _validated(broken)
    assert refused.returncode == 1
    assert "dependson" in refused.stdout


def _validated(path: Path) -> subprocess.CompletedProcess[str]:
    """What the schema of the Compose specification, packaged with check-jsonschema, says."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
