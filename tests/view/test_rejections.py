"""The view counts what must not be published, and shows nothing of it."""

import pytest

from streams.view.rejections import Rejections

TEXT = b'{"id": "1", "body": "Secret words", "embargoed_until": "2099-01-01T00:00:00Z"}'


@pytest.mark.parametrize("code", ["embargoed", "withheld", "canceled"])
def test_an_unpublishable_original_is_counted_and_not_shown(code: str) -> None:
    rejections = Rejections()
    rejections.take(b"1", b'{"body": "Secret words"}', {"error.code": code.encode()}, 0, 0)
    (sample,) = rejections.samples(code)
    assert rejections.by_code[code] == 1
    assert (sample.value, sample.size, sample.hidden) == (b"", 24, True)


def test_one_that_was_rejected_for_another_reason_before_is_not_shown_either() -> None:
    rejections = Rejections()
    rejections.take(b"1", TEXT, {"error.code": b"wrong-type"}, 0, 0)
    rejections.take(b"2", TEXT.replace(b"embargoed", b"\\u0065mbargoed"), {"error.code": b"wrong-type"}, 0, 1)
    assert [sample.value for sample in rejections.samples("wrong-type")] == [b"", b""]


def test_others_are_shown() -> None:
    rejections = Rejections()
    rejections.take(b"1", b"no JSON", {"error.code": b"not-json"}, 0, 0)
    assert rejections.samples("not-json")[0].value == b"no JSON"


def test_the_operator_may_ask_for_all() -> None:
    rejections = Rejections(show_unpublishable=True)
    rejections.take(b"1", TEXT, {"error.code": b"embargoed"}, 0, 0)
    assert rejections.samples("embargoed")[0].value == TEXT
