from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.records import CountryShare, Language, encode
from streams.view.buckets import WINDOWS, Buckets, Tally
from streams.view.projection import Projection
from tests.view.sample import NOW, article, event, projection_of

CODES = st.sampled_from(["RU", "UA", "US", "DE"])
CATEGORIES = st.lists(st.sampled_from(["AID", "ACCUSE"]))
MODALITIES = ("asserted", "future", "negated", "hypothetical", "historical")


@st.composite
def records(draw):
    """Versions of a few articles, each with its own offset; a version's content is what its draw says."""
    found = []
    for offset in range(draw(st.integers(1, 8))):
        codes = draw(st.lists(CODES, max_size=3, unique=True))
        found.append(
            article(
                draw(st.sampled_from(["a", "b", "c"])),
                version=draw(st.integers(1, 3)),
                seconds_ago=draw(st.integers(0, 20_000)),
                language=Language(code=draw(st.sampled_from(["de", "en"])), confidence=1.0),
                countries=[CountryShare(code=code, mentions=1, share=1 / len(codes)) for code in codes],
                events=[
                    event(id=str(n), category=c)
                    for n, c in enumerate(draw(st.lists(st.sampled_from(["AID", "ACCUSE"]))))
                ],
            )
        )
        found[-1].enriched_at = NOW + timedelta(seconds=offset)
    return [(encode(one), offset) for offset, one in enumerate(found)]


def summed(projection: Projection) -> Tally:
    total = Tally()
    for row in projection.rows.values():
        total.count(row, 1)
    return total


@given(records(), st.data())
def test_any_order_and_any_repetition_of_versions_gives_the_same_counts(wire, data):
    shuffled = data.draw(st.permutations(wire + data.draw(st.lists(st.sampled_from(wire)))))
    straight, crooked = Projection(100), Projection(100)
    for value, offset in wire:
        straight.enriched(value, 0, offset, NOW)
    for value, offset in shuffled:
        crooked.enriched(value, 0, offset, NOW)
    assert crooked.rows == straight.rows
    assert crooked.total == straight.total == summed(straight)
    for window in WINDOWS.values():
        assert crooked.window(window, NOW) == straight.window(window, NOW)


@given(st.lists(st.integers(0, 30_000), max_size=30), st.integers(1, 600), st.integers(0, 10_000))
def test_a_window_counts_exactly_the_articles_of_its_minutes(ages, minutes, later):
    projection = projection_of(*(article(str(n), seconds_ago=age) for n, age in enumerate(ages)))
    now = NOW.timestamp() + later
    first = int(now // 60) - minutes + 1
    expected = sum(first <= row.minute <= now // 60 for row in projection.rows.values())
    assert projection._buckets.window(minutes, now).articles == expected


def test_taking_every_row_out_leaves_the_buckets_empty():
    projection, buckets = projection_of(article("a", events=[event()]), article("b", seconds_ago=9_000)), Buckets()
    for row in projection.rows.values():
        buckets.add(row)
    for row in projection.rows.values():
        buckets.remove(row)
    assert buckets.total == Tally()
    assert buckets.oldest() is None
    assert list(buckets.ids()) == []


def test_the_same_article_three_times_counts_once():
    projection = projection_of(article(), article(), article())
    assert projection.total.articles == 1
    assert projection.total.countries == {"RU": 1, "UA": 1}


def test_a_record_delivered_again_changes_nothing():
    projection = Projection(10)
    value = encode(article())
    assert projection.enriched(value, 0, 4, NOW)
    assert not projection.enriched(value, 0, 4, NOW)
    assert projection.revision == 1


def test_a_lower_version_is_passed_over():
    projection = projection_of(article(version=2, source="new"), article(version=1, source="old"))
    assert projection.rows["a"].source == "new"


def test_what_lies_past_the_retention_is_dropped():
    projection = projection_of(article("old", seconds_ago=3_000), article("new"), retention=timedelta(hours=1))
    projection.expire(NOW + timedelta(minutes=30))
    assert list(projection.rows) == ["new"]
    assert projection.total == summed(projection)


def test_what_comes_in_past_the_retention_is_not_kept():
    projection = projection_of(article(seconds_ago=4_000), retention=timedelta(hours=1))
    assert not projection.rows
    assert projection.whole("a") is None


def test_over_the_limit_of_rows_the_oldest_goes():
    projection = projection_of(*(article(str(n), seconds_ago=120 * (9 - n)) for n in range(9)), rows=4)
    assert sorted(projection.rows) == ["5", "6", "7", "8"]
    assert projection.total == summed(projection)


def test_only_the_latest_articles_are_kept_whole():
    projection = projection_of(*(article(str(n)) for n in range(5)), keep=2)
    assert [projection.whole(str(n)) is not None for n in range(5)] == [False, False, False, True, True]


def test_whole_articles_are_bounded_by_their_bytes():
    size = len(encode(article("0")))
    projection = projection_of(*(article(str(n)) for n in range(5)), keep_bytes=3 * size)
    assert sum(projection.whole(str(n)) is not None for n in range(5)) == 3


def test_a_tombstone_removes_its_article():
    projection = projection_of(article("a", events=[event()]), article("b"))
    assert projection.enriched(None, 0, 9, NOW, key=b"a")
    assert list(projection.rows) == ["b"]
    assert projection.total == summed(projection)


@given(st.binary(max_size=60))
def test_foreign_bytes_in_the_enriched_topic_are_counted_as_unreadable(value):
    projection = Projection(10)
    assert not projection.enriched(value, 0, 0, NOW)
    assert projection.unreadable == 1


def test_a_row_stays_small_whatever_the_article_holds():
    huge = "x" * 1_000_000
    row = projection_of(article(text=huge, title_end=len(huge), source=huge, url=f"https://example.org/{huge}")).rows[
        "a"
    ]
    assert sum(map(len, (row.title, row.haystack, row.source, row.url or ""))) < 2_000


def test_a_time_of_reception_in_the_future_counts_as_now():
    projection = projection_of(article(seconds_ago=-10_000_000))
    assert projection.window(WINDOWS["1h"], NOW).articles == 1


def test_the_latest_come_by_reception_whatever_partition_was_read_first():
    projection = projection_of(*(article(str(n), seconds_ago=age) for n, age in enumerate((500, 20, 3_000, 1))))
    assert [row.id for row in projection.latest(3)] == ["3", "1", "0"]


def test_throughput_is_the_mean_of_the_last_minute():
    projection = projection_of(*(article(str(n), seconds_ago=n) for n in range(90)))
    assert projection.throughput(NOW) == 1.0


def test_latency_is_from_reception_to_enrichment():
    latency = projection_of(*(article(str(n)) for n in range(20))).latency()
    assert latency is not None
    assert round(latency.p95, 6) == 0.4


def test_denied_and_imagined_events_do_not_count_in_pairs():
    told = [
        event(id=str(n), modality=m)
        for n, m in enumerate(["asserted", "future", "negated", "hypothetical", "historical"])
    ]
    assert projection_of(article(events=told)).total.pairs() == {("RU", "UA"): 2}


def test_a_country_is_no_pair_with_itself():
    within = event(recipient=event().actor)
    assert projection_of(article(events=[within])).total.pairs() == {}


def test_the_balance_of_a_country_is_the_mean_intensity_of_its_events():
    told = [event(id="1", intensity=-3.5), event(id="2", category="AID", intensity=7.0)]
    assert projection_of(article(events=told)).total.balances()["RU"] == (2, 1.75)


def test_a_timeline_has_one_number_a_step_and_ends_now():
    projection = projection_of(article("a"), article("b", seconds_ago=3_000), article("c", seconds_ago=9_000))
    series = projection.series(WINDOWS["1h"], NOW, lambda tally: tally.countries, ["RU"])["RU"]
    assert len(series) == 30
    assert sum(series) == 2
    assert series[-1] == 1


def test_a_rejected_record_delivered_again_counts_once():
    projection = Projection(10)
    headers = {"error.code": b"not-json", "error.reason": b"no"}
    assert projection.rejected(b"k", b"{", headers, 0, 5)
    assert not projection.rejected(b"k", b"{", headers, 0, 5)
    assert projection.rejections.by_code == {"not-json": 1}


def test_samples_of_rejected_records_are_few_and_cut():
    projection = Projection(10)
    for offset in range(20):
        projection.rejected(None, b"x" * 10_000, {"error.code": b"too-large"}, 0, offset)
    samples = projection.rejections.samples("too-large")
    assert [sample.offset for sample in samples] == [19, 18, 17, 16, 15]
    assert {(len(sample.value), sample.size) for sample in samples} == {(2_000, 10_000)}


def test_foreign_dead_letter_codes_cannot_fill_the_memory():
    projection = Projection(10)
    for offset in range(500):
        projection.rejected(None, b"", {"error.code": b"code-%d" % offset}, 0, offset)
    assert len(projection.rejections.by_code) <= 101
    assert projection.rejections.total == 500
