"""The compose file of docs/cluster names settings, commands and services that there are."""

from __future__ import annotations

from dataclasses import fields

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
