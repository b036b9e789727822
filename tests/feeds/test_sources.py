"""What a name on the command line stands for."""

import os
from pathlib import Path

import pytest

from streams.errors import FeedError
from streams.feeds.sources import find_sources


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.jsonl", "sub/c.txt", "sub/.hidden.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def found(*names) -> list[str]:
    return [source.name for source in find_sources([str(name) for name in names])]


def test_a_folder_is_all_below_it_in_order_without_hidden_files(folder):
    assert found(folder) == [str(folder / name) for name in ("a.jsonl", "b.txt", "sub/c.txt")]


def test_a_pattern_is_what_it_matches(folder):
    assert found(folder / "**" / "*.txt") == [str(folder / name) for name in ("b.txt", "sub/c.txt")]


def test_a_file_named_twice_is_fed_once(folder):
    assert found(folder / "b.txt", folder, folder / "sub" / ".." / "b.txt") == [
        str(folder / name) for name in ("b.txt", "a.jsonl", "sub/c.txt")
    ]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    (tmp_path / "[1].txt").write_text("x")
    assert found(tmp_path / "[1].txt") == [str(tmp_path / "[1].txt")]


def test_a_dash_is_standard_input():
    assert found("-") == ["standard input"]


@pytest.mark.parametrize("name", ["nowhere.txt", "nothing*.txt"])
def test_a_name_that_stands_for_nothing_is_an_error(folder, name):
    with pytest.raises(FeedError, match="no such file"):
        found(folder / name)


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(FeedError, match="no file"):
        found(tmp_path)


def test_a_source_knows_its_size_and_opens(folder):
    (source,) = find_sources([str(folder / "b.txt")])
    assert source.size == 5
    with source.open() as stream:
        assert stream.read() == b"b.txt"


def test_a_named_pipe_is_read_where_it_is_named_but_not_in_a_folder(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path / "pipe") == [str(tmp_path / "pipe")]
    with pytest.raises(FeedError):
        found(tmp_path)


def test_a_link_out_of_a_folder_is_told_and_not_followed_unless_it_is_named(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Geheim.")
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.txt").write_text("Offen.")
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "out.txt").symlink_to(secret)
    by_name = {Path(source.name).name: source for source in find_sources([str(folder)])}
    with pytest.raises(FeedError, match="symbolic link"):
        by_name["out.txt"].open()
    with by_name["a.txt"].open() as inside:
        assert inside.read() == b"Offen."
    (named,) = find_sources([str(folder / "out.txt")])
    with named.open() as outside:
        assert outside.read() == b"Geheim."
