"""Each format as another program reads it."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import msgspec
import orjson
import pyarrow.parquet
import pytest
import stix2

from streams.events.scheme import load_scheme
from streams.export import acled, gdelt
from streams.export.articles import Article
from streams.export.codes import countries, known_groups
from streams.export.columns import ARTICLES, EVENTS
from streams.export.lines import Csv
from streams.export.parquet import Parquet
from streams.export.run import Choice, Writer
from streams.export.stix import Stix
from tests.export.sample import ENGLISH, GERMAN


def read(*values: dict[str, Any]) -> list[Article]:
    return [msgspec.convert(value, Article) for value in values]


def written(writer: Writer, file: io.BytesIO, values: list[Article]) -> bytes:
    for value in values:
        writer.write(value, value.events)
    writer.finish()
    return file.getvalue()


def parquet(values: list[Article]) -> io.BytesIO:
    file = io.BytesIO()
    return io.BytesIO(written(Parquet(file, "events"), file, values))


def lines(kind: type, values: list[Article]) -> list[str]:
    file = io.BytesIO()
    return written(kind(file), file, values).decode().splitlines()


def test_duckdb_reads_the_parquet_with_its_types(tmp_path: Any) -> None:
    path = tmp_path / "events.parquet"
    path.write_bytes(parquet(read(GERMAN, ENGLISH)).getvalue())
    with duckdb.connect() as database:
        types = dict(
            database.execute(f"SELECT name, type FROM (DESCRIBE FROM '{path}') t(name, type, a, b, c, d)").fetchall()
        )
        rows = database.execute(
            f"SELECT actor_country, recipient_country, date, lat FROM '{path}' WHERE mode = 'visit' ORDER BY 1"
        ).fetchall()
    assert list(types) == [column.name for column in EVENTS]
    assert (types["date"], types["contexts"], types["quad"]) == ("DATE", "VARCHAR[]", "BIGINT")
    assert types["published_at"] == "TIMESTAMP WITH TIME ZONE"
    assert rows == [("GB", "UA", date(2024, 9, 11), 50.45466), ("US", "UA", date(2024, 9, 11), 50.45466)]


def test_every_column_of_the_parquet_says_what_it_means() -> None:
    schema = pyarrow.parquet.read_schema(parquet(read(ENGLISH)))
    told = {field.name: field.metadata[b"meaning"].decode() for field in schema}
    assert told == {column.name: column.meaning for column in EVENTS}


def test_a_long_export_has_row_groups_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.export.parquet.GROUP", 4)
    told = pyarrow.parquet.ParquetFile(parquet(read(GERMAN, ENGLISH) * 3)).metadata  # 3 and 5 events
    assert told.num_rows == 24
    assert [told.row_group(number).num_rows for number in range(told.num_row_groups)] == [8, 8, 8]


def test_the_quoted_sentence_is_in_the_row() -> None:
    file = io.BytesIO()
    (first, *_) = csv.DictReader(io.StringIO(written(Csv(file, "events"), file, read(ENGLISH)).decode()))
    assert first["sentence"].startswith("U.S. Secretary of State Antony Blinken and")
    assert (first["reciprocal"], first["contexts"], first["published_at"]) == (
        "true",
        "executive",
        "2024-09-11T15:20:00Z",
    )


def test_articles_are_rows_too() -> None:
    file = io.BytesIO()
    writer = Csv(file, "articles")
    for value in read(GERMAN, ENGLISH):
        writer.write(value, [None])
    writer.finish()
    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode())))
    assert list(rows[0]) == [column.name for column in ARTICLES]
    assert [(row["country"], row["countries"]) for row in rows] == [("KR", "KR;RU;KP;US"), ("UA", "UA;IR;US;GB;RU")]


def test_gdelt_has_61_columns_in_the_order_of_the_codebook() -> None:
    names = [column.name for column in gdelt.COLUMNS]
    assert len(names) == 61
    assert (names[5], names[15], names[25], names[34]) == ("Actor1Code", "Actor2Code", "IsRootEvent", "AvgTone")
    assert (names[35], names[43], names[51]) == ("Actor1Geo_Type", "Actor2Geo_Type", "ActionGeo_Type")
    assert names[-2:] == ["DATEADDED", "SOURCEURL"]


def test_a_gdelt_line_is_what_the_codebook_says() -> None:
    first, *others = lines(gdelt.Gdelt, read(ENGLISH))
    told = dict(zip([column.name for column in gdelt.COLUMNS], first.split("\t"), strict=True))
    assert (told["SQLDATE"], told["MonthYear"], told["Year"], told["FractionDate"]) == (
        *("20240911", "202409", "2024"),
        "2024.6877",
    )
    assert (told["Actor1Code"], told["Actor1CountryCode"], told["Actor2CountryCode"]) == ("USAGOV", "USA", "UKR")
    assert (told["EventCode"], told["EventRootCode"], told["QuadClass"], told["IsRootEvent"]) == ("040", "04", "1", "1")
    assert (told["ActionGeo_CountryCode"], told["ActionGeo_FullName"], told["ActionGeo_Type"]) == ("UP", "Kyiv", "4")
    assert told["SOURCEURL"] == "https://wire.example/en/20240911/0342"
    assert 0 < int(told["GlobalEventID"]) < 2**63
    last = dict(zip([column.name for column in gdelt.COLUMNS], others[-1].split("\t"), strict=True))
    assert (last["Actor1KnownGroupCode"], last["IsRootEvent"]) == ("EEC", "0")


@pytest.mark.parametrize("modality", ["negated", "hypothetical", "historical"])
def test_gdelt_and_acled_get_no_deed_that_did_not_happen(modality: str) -> None:
    (article,) = read(ENGLISH)
    events = [msgspec.structs.replace(event, modality=modality) for event in article.events]
    article = msgspec.structs.replace(article, events=events)
    assert lines(gdelt.Gdelt, [article]) == []
    assert len(lines(acled.Acled, [article])) == 1


def test_acled_gets_violence_and_protest_alone_and_says_what_it_knows() -> None:
    (article,) = read(ENGLISH)
    event = msgspec.structs.replace(article.events[0], category="ASSAULT", mode="drone")
    article = msgspec.structs.replace(article, events=[event, *article.events[1:]])
    (told,) = csv.DictReader(lines(acled.Acled, [article]))
    assert list(told) == [column.name for column in acled.COLUMNS]
    assert (told["event_type"], told["sub_event_type"]) == ("Explosions/Remote violence", "Air/drone strike")
    assert (told["disorder_type"], told["iso"], told["country"]) == ("Political violence", "804", "Ukraine")
    assert (told["actor1"], told["inter1"], told["fatalities"]) == ("United States GOV", "State forces", "")
    assert (told["geo_precision"], told["location"], told["time_precision"]) == ("1", "Kyiv", "1")


def test_every_mode_that_acleds_table_names_is_one_of_plovers() -> None:
    categories = load_scheme().categories
    for category, modes in acled.scheme().kinds.items():
        assert set(modes) - {""} <= set(categories[category].modes), category
        assert {kind for kind, _ in modes.values()} <= set(acled.scheme().disorder)


def test_stix_takes_every_object_of_the_bundle() -> None:
    file = io.BytesIO()
    bundle = orjson.loads(written(Stix(file), file, read(GERMAN, ENGLISH, ENGLISH)))
    found = [stix2.parse(thing, allow_custom=False) for thing in bundle["objects"]]
    reports = [thing for thing in found if thing.type == "report"]
    known = [thing.id for thing in found if thing.type != "report"]
    assert len(reports) == 3 + 5 + 5
    assert len(known) == len(set(known)), "identities and locations are written once"
    assert {reference for report in reports for reference in report.object_refs} == set(known)
    assert reports[3].name == "United States GOV > Ukraine GOV: CONSULT (visit)"
    assert reports[3].published == datetime(2024, 9, 11, 15, 20, tzinfo=UTC)


def test_an_empty_export_is_a_valid_file_of_each_format() -> None:
    assert pyarrow.parquet.read_table(parquet([])).num_rows == 0
    file = io.BytesIO()
    assert stix2.parse(written(Stix(file), file, []).decode(), version="2.1").type == "bundle"


def test_lone_surrogates_and_tabs_do_not_break_a_line() -> None:
    value = GERMAN | {"url": "https://wire.example/a\tb\nc"}
    assert {line.count("\t") for line in lines(gdelt.Gdelt, read(value))} == {60}


def test_the_codes_are_whole_and_none_stands_twice() -> None:
    known = countries()
    assert {code: known[code].fips for code in ("DE", "RU", "UA", "CN", "GB", "XK", "PS")} == {
        **{"DE": "GM", "RU": "RS", "UA": "UP", "CN": "CH"},
        **{"GB": "UK", "XK": "KV", "PS": "WE"},
    }
    for name in ("iso2", "iso3", "numeric", "fips", "name"):
        codes = [getattr(country, name) for country in known.values() if getattr(country, name)]
        assert len(codes) == len(set(codes)), name
    assert set(map(len, known_groups().values())) == {3}


def test_a_choice_of_a_country_wants_the_event_to_speak_of_it() -> None:
    (article,) = read(ENGLISH)
    iranian = [event for event in article.events if Choice(countries=frozenset({"IR"})).event(event)]
    assert [(event.category, event.recipient and event.recipient.country) for event in iranian] == [("AID", "RU")]
    assert Choice(languages=frozenset({"EN"})).with_events(article)
    assert not Choice(languages=frozenset({"DE"})).with_events(article)
    assert not Choice(categories=frozenset({"ASSAULT"})).article(article)
