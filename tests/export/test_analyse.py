"""The questions of docs/analyse.md on an exported sample: DuckDB and pandas give the same answer."""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from streams.export.run import export
from streams.settings import Settings
from tests.export.sample import ENGLISH, GERMAN, article, put

PAGE = (Path(__file__).parents[2] / "docs" / "analyse.md").read_text("utf-8")
READING = re.search(r"^```python\n(import pandas.*?)^```$", PAGE, re.M | re.S).group(1)
QUESTIONS = re.findall(r"^## (\d+\. .*?)\n.*?^```sql\n(.*?)^```\n```python\n(.*?)^```$", PAGE, re.M | re.S)

pytestmark = pytest.mark.broker


@pytest.fixture
def exported(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both files in the working directory. The second article tells one thing on somebody's word and denies another."""
    other = article(GERMAN, "other", language={"code": "de", "confidence": 1.0, "given": "de"})
    other["events"][0] |= {"modality": "negated"}
    other["events"][1] |= {"reported": True}
    put(settings, [article(ENGLISH, "one"), article(ENGLISH, "two"), article(GERMAN, "three"), other])
    monkeypatch.chdir(tmp_path)
    for records in ("events", "articles"):
        export(settings, "parquet", f"{records}.parquet", records=records)


def plain(rows: list[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """What DuckDB and pandas call a number, a day or nothing differently is the same text."""
    return [tuple("" if pd.isna(value) else str(value) for value in row) for row in rows]


def test_ten_questions_have_the_same_answer_in_duckdb_and_in_pandas(exported: None) -> None:
    assert len(QUESTIONS) == 10
    known: dict[str, object] = {}
    exec(READING, known)  # noqa: S102 - the page's own program
    for question, sql, program in QUESTIONS:
        with duckdb.connect() as database:
            database.execute("SET TimeZone = 'UTC'")
            told = plain(database.execute(sql).fetchall())
        exec(program, known)  # noqa: S102
        answer = plain(list(known["answer"].itertuples(index=False, name=None)))
        assert told == answer, question
        assert told, f"{question}: an empty answer shows nothing"


def test_the_page_answers_what_the_sample_tells(exported: None) -> None:
    (_, who_to_whom, _), *_ = QUESTIONS
    with duckdb.connect() as database:
        assert ("US", "UA", 2) in database.execute(who_to_whom).fetchall()
