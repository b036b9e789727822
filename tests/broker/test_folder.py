from pathlib import Path

import pytest

from streams.broker.folder import MARKER, claim, release
from streams.errors import BrokerError


def test_fresh_empties_a_brokers_folder_and_follows_no_link_out_of_it(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "broker", tmp_path / "elsewhere"
    release(claim(folder))
    (folder / "data" / "topic-0").mkdir(parents=True)
    (folder / "broker.log").write_text("old")
    elsewhere.mkdir()
    (elsewhere / "letter").write_text("mine")
    (folder / "link").symlink_to(elsewhere)
    release(claim(folder, fresh=True))
    assert [entry.name for entry in folder.iterdir()] == [MARKER]
    assert (elsewhere / "letter").read_text() == "mine"


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_of_somebody_else_is_neither_used_nor_emptied(tmp_path: Path, fresh: bool) -> None:
    (tmp_path / "letter").write_text("mine")
    with pytest.raises(BrokerError, match="not a broker's"):
        claim(tmp_path, fresh=fresh)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter"]


def test_fresh_does_not_touch_the_folder_of_a_running_broker(tmp_path: Path) -> None:
    lock = claim(tmp_path / "broker")
    (tmp_path / "broker" / "data").mkdir()
    with pytest.raises(BrokerError, match=r"another broker runs on .*broker: stop it, or name another folder"):
        claim(tmp_path / "broker", fresh=True)
    assert (tmp_path / "broker" / "data").exists()
    release(lock)
    release(claim(tmp_path / "broker"))


def test_nobody_else_may_look_into_a_brokers_folder_also_not_into_an_older_one(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    release(claim(folder))
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    release(claim(folder))
    assert folder.stat().st_mode & 0o777 == 0o700
