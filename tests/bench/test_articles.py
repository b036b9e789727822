"""The articles of the benchmark: real ones, and no two copies alike."""

import re
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from streams.bench.articles import Copies, originals, varied
from streams.errors import LagebildError
from streams.reading.sentences import sentence_starts
from streams.records import RawArticle
from streams.settings import Settings


def sentences(text: str) -> set[str]:
    starts = [*sentence_starts(text), len(text)]
    return {text[start:end].strip() for start, end in pairwise(starts)}


def test_the_sample_wire_gives_german_and_english_articles_that_can_be_enriched() -> None:
    found = originals(Settings())
    assert {language for _, language in found} == {"de", "en"}
    assert all(article.title or article.body for article, _ in found)
    assert all(article.status == "usable" for article, _ in found)


def test_copies_of_one_article_share_no_sentence() -> None:
    base = originals(Settings())
    copies = Copies(base).take(2 * len(base))
    for first, second in zip(copies, copies[len(base) :], strict=False):
        assert first.id != second.id
        assert not sentences(first.text) & sentences(second.text)


def test_syndicated_copies_differ_in_their_id_alone() -> None:
    first, second, third = Copies(originals(Settings())).take(3, each=2)
    assert first.text == second.text != third.text
    assert len({first.id, second.id, third.id}) == 3


def test_a_copy_is_a_raw_article_with_its_own_text() -> None:
    (copy,) = Copies(originals(Settings())).take(1)
    article = msgspec.json.decode(copy.value, type=RawArticle)
    assert article.id == copy.id
    assert "\n\n".join(filter(None, (article.title, article.body))) == copy.text
    assert copy.words == len(copy.text.split())


def test_abbreviations_and_numbers_are_left_alone() -> None:
    assert (
        varied("U.S. troops left on 3. Mai. Nobody stayed!", 7) == "U.S. troops left on 3. Mai (7). Nobody stayed (7)!"
    )


def test_a_headline_without_a_full_stop_is_varied_too() -> None:
    assert varied("Truce signed in Pretoria", 7) == "Truce signed in Pretoria (7)"


def test_a_file_of_ones_own_takes_the_place_of_the_sample(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"id": "a", "language": "en", "body": "Kenya sent police to Haiti."}\nnot json\n')
    ((article, language),) = originals(Settings(), [str(file)])
    assert (article.id, language) == ("a", "en")


def test_a_file_without_a_usable_article_is_named(tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_text('{"id": "a", "body": ""}\n')
    with pytest.raises(LagebildError, match=re.escape(str(file))):
        originals(Settings(), [str(file)])


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(LagebildError, match="no-such-file"):
        originals(Settings(), ["no-such-file"])
