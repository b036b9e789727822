"""Any date, and a megabyte of any alphabet: each has an outcome, in seconds of CPU, in bounded memory."""

import resource
import time
from datetime import datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.enrich import Analyst, load_analyst
from streams.outcome import Outcome, RawRecord, outcome_of
from streams.records import Origin, decode_enriched
from streams.settings import Settings

SETTINGS = Settings(raw_limit_bytes=8_000_000)
CPU_LIMIT_S = 5.0
MEMORY_LIMIT_MB = 400
"""Beyond what a process has when its languages are loaded."""
TELLS_TIMES = {
    "de": "Russland griff gestern die Ukraine an. Am Montag verurteilte Deutschland Russland. Vor zwei Jahren griff"
    " Russland die Ukraine an. Morgen reist Macron nach Berlin.",
    "en": "Russia attacked Ukraine yesterday. On Monday, Germany condemned Russia. Two years ago Russia attacked"
    " Ukraine. Tomorrow France will send aid to Ukraine.",
}
ALPHABETS = {
    "letters": "a",
    "one-letter words": "a b c ",
    "spaces": " ",
    "line ends": "\n",
    "stops": ".",
    "marks": ".,;:!?",
    "brackets": "([{<",
    "quotes": "\"'„“»«",
    "dashes": "-–—",
    "digits": "1234567890 ",
    "emoji sequences": "👩\u200d👩\u200d👧\u200d👦",
    "combining marks": "a\u0301\u0323",
    "control characters": "\u0001",
    "short sentences": "Er ging. ",
    "headlines": "Moskau greift Kiew an\n",
    "Chinese": "北京莫斯科华盛顿",
    "Arabic": "موسكو كييف ",
    "Cyrillic": "Москва и Киев ведут переговоры. ",
    "half of a name": "San ",
    "capitals": "MOSKAU KIEW ",
    "hyphens between names": "Moskau-Kiew-",
}


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return load_analyst(SETTINGS)


def outcome(analyst: Analyst, **article: object) -> Outcome:
    record = RawRecord(Origin("articles.raw", 0, 0), b"key", orjson.dumps({"id": "a", **article}), (), 0)
    return outcome_of(record, analyst, SETTINGS)


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
at_the_ends = st.sampled_from([datetime.min, datetime.max, datetime(1, 1, 2), datetime(9999, 12, 30)])


@settings(max_examples=60, deadline=None)
@given(moment=st.datetimes() | at_the_ends, zone=zones | st.none(), language=st.sampled_from(["de", "en"]))
def test_every_date_that_decoding_lets_through_is_one_that_the_analysis_bears(
    analyst: Analyst, moment: datetime, zone: timezone | None, language: str
) -> None:
    published = moment.replace(tzinfo=zone, microsecond=0).isoformat()
    result = outcome(analyst, body=TELLS_TIMES[language], language=language, published_at=published)
    assert result.code in (None, "bad-date"), result.outputs[0].headers


@pytest.mark.parametrize("language", ["de", "en", None])
@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS.keys())
def test_a_megabyte_of_one_alphabet_is_read_in_bounded_time_and_memory(
    analyst: Analyst, alphabet: str, language: str | None
) -> None:
    text = alphabet * (999_000 // len(alphabet.encode())) + "!"
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    result = outcome(analyst, body=text, language=language)
    took_s = time.process_time() - began
    assert result.code is None, result.outputs[0].headers
    assert took_s < CPU_LIMIT_S
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before_mb < MEMORY_LIMIT_MB
    article = decode_enriched(result.outputs[0].value or b"")
    assert article.text == text
    assert [note for note in article.notes if note.startswith("text-cut:")]
    print(f"{took_s:.1f} s, {sum(len(output.value or b'') for output in result.outputs):,} bytes, {article.notes}")
