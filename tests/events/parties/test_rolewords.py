"""Role nouns are data: what a language calls them, in which forms."""

from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.events.parties.rolewords import SECTORS, languages, read_role_words, role_words


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "ru", "uk"])
def test_every_sector_has_words_in_every_language_of_the_corpus(language: str) -> None:
    assert set(role_words(language).sectors.values()) >= SECTORS


@pytest.mark.parametrize(
    ("language", "phrase", "sectors"),
    [
        ("de", "Außenministerin", ["GOV"]),
        ("de", "Bezirksstaatsanwaltschaft", ["JUD"]),
        ("de", "Sport", []),
        ("de", "Soldaten", ["MIL"]),
        ("en", "opposition leaders", ["OPP"]),
        ("en", "secretary of state", ["GOV"]),
        ("fr", "forces de l'ordre", ["COP"]),
        ("ru", "верховного суда", ["JUD"]),
    ],
)
def test_a_word_is_found_in_its_forms(language: str, phrase: str, sectors: list[str]) -> None:
    words = role_words(language)
    assert [role.sector for role in words.roles(words.words(phrase, 0, len(phrase)))] == sectors


def test_a_wrong_sector_is_named_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text('[sectors]\nARMY = ["army"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"xx\.toml: \[sectors\] ARMY"):
        read_role_words("xx", path)


def test_a_wrong_list_is_named_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text('artikles = ["the"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"xx\.toml: artikles"):
        read_role_words("xx", path)


def test_a_language_without_data_has_no_roles() -> None:
    assert not role_words("ja").sectors
    assert {"de", "en", "es", "fr", "ru", "uk"} <= set(languages())
