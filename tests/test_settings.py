"""Settings are read once, checked, and documented."""

from dataclasses import fields
from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.settings import Settings, from_environment, to_environment, variable

README = Path(__file__).parents[1] / "README.md"


def test_a_variable_sets_its_setting() -> None:
    assert from_environment({"LAGEBILD_BATCH_SIZE": "12"}).batch_size == 12


def test_an_option_wins_over_its_variable() -> None:
    assert from_environment({"LAGEBILD_BATCH_SIZE": "12"}, batch_size=13).batch_size == 13


def test_an_option_that_was_not_given_leaves_the_variable() -> None:
    assert from_environment({"LAGEBILD_BATCH_SIZE": "12"}, batch_size=None).batch_size == 12


def test_an_empty_variable_counts_as_unset() -> None:
    assert from_environment({"LAGEBILD_BATCH_SIZE": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LAGEBILD_BATCH_SIZE", "many"),
        ("LAGEBILD_BATCH_SIZE", "0"),
        ("LAGEBILD_WEB_PORT", "70000"),
        ("LAGEBILD_ROLE", "boss"),
        ("LAGEBILD_TEXT_LIMIT_BYTES", "5000000"),
    ],
)
def test_a_bad_value_names_its_variable(name: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        from_environment({name: text})


def test_a_child_process_reads_the_same_settings() -> None:
    settings = Settings(batch_size=12, topic_prefix="mine-", batch_wait_s=0.25)
    assert from_environment(to_environment(settings)) == settings


@pytest.mark.parametrize("setting", [f.name for f in fields(Settings)])
def test_every_setting_is_in_the_readme_with_its_default(setting: str) -> None:
    default = getattr(Settings(), setting)
    cell = f"`{default}`" if str(default) else ""
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| `{variable(setting)}` |")]
    assert rows, f"{variable(setting)} is not in the README's table"
    assert rows[0].split("|")[2].strip() == cell


def test_sources_have_their_home_countries() -> None:
    settings = Settings(source_countries="APA=at, The Times=GB")
    assert settings.countries_of_sources == {"APA": "AT", "The Times": "GB"}


@pytest.mark.parametrize("text", ["APA", "APA=AUT", "=AT"])
def test_a_home_country_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError, match="LAGEBILD_SOURCE_COUNTRIES"):
        Settings(source_countries=text)
