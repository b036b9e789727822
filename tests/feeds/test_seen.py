"""What is new, changed or known of a followed feed."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import Item, Refusal
from streams.feeds.seen import FORGET_AFTER_S, Known, Seen, changes, load, save, state_file
from streams.records import RawArticle
from streams.settings import Settings


def item(key: str, body: str, **fields) -> Item:
    article = RawArticle(id=key, body=body, **fields)
    return Item(key, msgspec.json.encode(article), article)


def test_a_new_item_is_sent_and_a_known_one_is_not():
    seen = Seen("u")
    assert changes([item("1", "a")], seen, 0) == [item("1", "a")]
    assert changes([item("1", "a")], seen, 1) == []
    assert seen.items["1"].shown == 1


def test_a_changed_item_is_sent_under_its_id_with_the_next_version():
    seen = Seen("u")
    changes([item("1", "a")], seen, 0)
    (changed,) = changes([item("1", "b")], seen, 1)
    assert changed == item("1", "b", version=2)
    assert msgspec.json.decode(changed.value)["version"] == 2
    (again,) = changes([item("1", "c")], seen, 2)
    assert again.record.version == 3


def test_the_wires_own_version_is_kept_where_it_is_higher():
    seen = Seen("u")
    changes([item("1", "a", version=4)], seen, 0)
    (own,) = changes([item("1", "b", version=7)], seen, 1)
    (forced,) = changes([item("1", "c", version=7)], seen, 2)
    assert (own.record.version, forced.record.version) == (7, 8)


def test_a_kill_is_a_change():
    seen = Seen("u")
    changes([item("1", "a")], seen, 0)
    (kill,) = changes([item("1", "a", status="canceled")], seen, 1)
    assert (kill.record.status, kill.record.version) == ("canceled", 2)


def test_an_id_made_up_for_every_request_makes_nothing_new():
    seen = Seen("u")
    changes([item("1", "a", url="https://x/1")], seen, 0)
    assert changes([item("2", "a", url="https://x/1")], seen, 1) == []


def test_two_items_of_one_document_with_the_same_text_are_both_sent():
    assert len(changes([item("1", "a"), item("2", "a")], Seen("u"), 0)) == 2


def test_an_item_not_shown_for_long_is_forgotten():
    seen = Seen("u")
    changes([item("1", "a"), item("2", "b")], seen, 0)
    changes([item("2", "b")], seen, FORGET_AFTER_S + 1)
    assert list(seen.items) == ["2"]


def test_refusals_are_passed_on():
    refusal = Refusal("no text", "u:item 1")
    assert changes([refusal], Seen("u"), 0) == [refusal]


def test_state_is_kept_across_restarts_and_apart_for_each_installation(tmp_path):
    settings = Settings(data=str(tmp_path))
    seen = Seen("u", etag='"1"', items={"1": Known("c", 2, 3)})
    path = state_file(settings, "u")
    save(path, seen)
    assert load(path, "u") == seen
    assert path != state_file(settings.with_(topic_prefix="other-"), "u")
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_damaged_state_is_no_reason_to_fail(tmp_path):
    path = tmp_path / "state.json"
    path.write_bytes(b"{")
    assert load(path, "u") == Seen("u")


texts = st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("abc")), max_size=6)


@given(st.lists(texts, max_size=5))
def test_the_last_version_sent_of_an_id_is_its_latest_text_and_versions_rise(polls):
    seen, sent = Seen("u"), {}
    for now, poll in enumerate(polls):
        shown = dict(poll)
        for changed in changes([item(key, key + text) for key, text in shown.items()], seen, now):
            assert changed.record.version == sent.get(changed.key, (0, ""))[0] + 1
            sent[changed.key] = (changed.record.version, changed.record.body)
        for key, text in shown.items():
            assert sent[key][1] == key + text
