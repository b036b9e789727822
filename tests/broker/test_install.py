from pathlib import Path

import pytest
from rich.console import Console

from streams.broker import startup
from streams.broker.install import install
from streams.broker.server import Broker

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(not startup.can_be_prepared(), reason="this Java writes no ahead-of-time cache"),
]


def test_an_installed_broker_starts_from_its_cache(tmp_path: Path) -> None:
    install(Console(quiet=True))
    with Broker(tmp_path / "broker") as broker:
        assert str(startup.cache_file()) in Path(f"/proc/{broker.pid}/maps").read_text()


def test_a_second_installation_does_nothing() -> None:
    install(Console(quiet=True))
    written = startup.cache_file().stat().st_mtime_ns
    console = Console(record=True, width=200)
    install(console)
    assert (console.export_text(), startup.cache_file().stat().st_mtime_ns) == ("", written)


def test_a_damaged_cache_does_not_keep_the_broker_from_starting(tmp_path: Path) -> None:
    (damaged := tmp_path / "damaged.aot").write_bytes(b"not a cache" * 1000)
    with Broker(tmp_path / "broker", java_options=[f"-XX:AOTCache={damaged}"]) as broker:
        assert broker.alive
