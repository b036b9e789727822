"""The tables that a domain expert edits: every row is complete and says only what the code understands."""

import re
from collections import Counter
from typing import get_args

import pytest

from streams.knowledge.base import Kind
from streams.knowledge.extra import SECTORS
from training.knowledge import inflect, tables

ID = re.compile(r"|iso:[A-Z]{2}|geonames:\d+|wikidata:Q\d+")
DAY = re.compile(r"|\d{4}-\d{2}-\d{2}")


@pytest.mark.parametrize("table", sorted(path.stem for path in tables.FOLDER.glob("*.csv")))
def test_every_row_has_a_cell_for_every_column(table: str) -> None:
    assert list(tables.rows(table))


@pytest.mark.parametrize("table", ["bodies", "seats", "people", "areas", "parties", "vanished"])
def test_ids_are_well_formed_and_stand_for_one_thing(table: str) -> None:
    ids = [row["id"] for row in tables.rows(table)]
    assert [key for key in ids if not ID.fullmatch(key)] == []
    assert [key for key, n in Counter(filter(None, ids)).items() if n > 1] == []


@pytest.mark.parametrize("table", ["bodies", "seats", "areas"])
def test_kinds_and_sectors_are_known(table: str) -> None:
    for row in tables.rows(table):
        assert row["kind"] in get_args(Kind), row
        assert row.get("sector", "") in SECTORS | {""}, row


def test_offices_have_a_role_a_sector_and_dates() -> None:
    for row in tables.rows("people"):
        for office in tables.split(row["offices"]):
            role, sector, since, until = office.split(":")
            assert role, row
            assert sector in SECTORS, row
            assert DAY.fullmatch(since), row
            assert DAY.fullmatch(until), row


def test_people_are_listed_once() -> None:
    names = Counter(row["name"] for row in tables.rows("people"))
    assert [name for name, n in names.items() if n > 1] == []


def test_a_table_with_a_short_row_names_the_line(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "short.csv").write_text("a,b\n1,2\n3\n", encoding="utf-8")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(SystemExit, match=r"short\.csv, line 3"):
        list(tables.rows("short"))


def test_german_adjectives_and_demonyms_have_all_their_forms() -> None:
    assert set(inflect.german_adjective("russisch")) >= {
        "russisch",
        "russische",
        "russischem",
        "russischen",
        "russischer",
    }
    assert set(inflect.german_demonym("Russe/Russin")) == {"Russe", "Russen", "Russin", "Russinnen"}
    assert set(inflect.german_demonym("Südkoreaner")) >= {
        "Südkoreaner",
        "Südkoreaners",
        "Südkoreanern",
        "Südkoreanerinnen",
    }


def test_slavic_cases_are_made_word_by_word() -> None:
    cases = tables.inflections()
    assert {"Иране", "Ирана", "Ирану"} <= set(inflect.cases("Иран", cases["ru"]))
    assert "Северной Корее" in set(inflect.cases("Северная Корея", cases["ru"]))
    assert "України" in set(inflect.cases("Україна", cases["uk"]))
    assert "Rosji" in set(inflect.cases("Rosja", cases["pl"]))


@pytest.mark.parametrize("table", ["bodies", "seats", "parties", "people"])
def test_countries_are_known(table: str) -> None:
    codes = {row["code"] for row in tables.rows("countries")} | {""}
    assert [row for row in tables.rows(table) if row["country"] not in codes] == []
