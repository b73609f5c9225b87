from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from scoring.errors import InvalidSetting
from scoring.settings import Settings, settings_table


def test_an_empty_environment_gives_the_defaults():
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.port, settings.embedding_model) == (8000, "multilingual-e5-small")


def test_each_setting_is_read_from_the_variable_of_its_name():
    def other(setting):
        """A value that is allowed and not the default."""
        if isinstance(setting.default, int):
            return setting.default + 1
        allowed = setting.metadata["allowed"] or ("other",)
        return next(word for word in allowed if word != setting.default)

    environment = {setting.name.upper(): str(other(setting)) for setting in fields(Settings)}
    settings = Settings.from_environment(environment)
    for setting in fields(Settings):
        assert getattr(settings, setting.name) == other(setting), setting.name


def test_blank_values_and_unknown_variables_change_nothing():
    assert Settings.from_environment({"PORT": "  ", "LOG_LEVEL": "", "PROT": "9"}) == Settings()


def test_white_space_around_a_value_is_not_part_of_it():
    settings = Settings.from_environment({"PORT": " 81 ", "CORPUS_URI": " a b\n"})
    assert (settings.port, settings.corpus_uri) == (81, "a b")


@pytest.mark.parametrize(
    ("variable", "value", "advice"),
    [
        ("PORT", "eighty", "a whole number"),
        ("PORT", "80.5", "a whole number"),
        ("PORT", "-1", "from 0 to 65535"),
        ("PORT", "65536", "from 0 to 65535"),
        ("WORKERS", "0", "from 1 to"),
        ("ENCODER_THREADS", "-2", "from 0 to"),
        ("LOG_LEVEL", "verbose", "'debug'"),
    ],
)
def test_a_bad_value_is_refused_with_its_variable_its_value_and_what_to_do(
    variable: str, value: str, advice: str
):
    with pytest.raises(InvalidSetting) as raised:
        Settings.from_environment({variable: value})
    message = str(raised.value)
    assert variable in message
    assert repr(value) in message
    assert advice in message


def test_the_home_folder_is_expanded_in_the_model_cache():
    assert Settings(model_cache="~/x").model_cache_folder == Path.home() / "x"
    assert Settings(model_cache="/x").model_cache_folder == Path("/x")


def test_the_table_has_a_row_for_each_setting_with_its_default_and_meaning():
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(fields(Settings))
    for row, setting in zip(rows, fields(Settings), strict=True):
        assert f"`{setting.name.upper()}`" in row
        assert f"`{setting.default}`" in row
        assert len(setting.metadata["description"]) > 10
        assert setting.metadata["description"] in row
        assert row.count("|") == 4
