import re
import shutil
from pathlib import Path

import pytest
import requests
from rich.console import Console

from streams.broker import distribution
from streams.errors import BrokerError

JSPECIFY = "org/jspecify/jspecify/1.0.0/jspecify-1.0.0.jar"
SLF4J = "org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar"


@pytest.fixture
def two_jars() -> dict[str, str]:
    sums = distribution.read_sums()
    return {path: sums[path] for path in (JSPECIFY, SLF4J)}


@pytest.fixture
def cache(tmp_path: Path, two_jars: dict[str, str]) -> Path:
    distribution.class_path()
    for path in two_jars:
        (tmp_path / "cache" / path).parent.mkdir(parents=True)
        shutil.copy(distribution.cache_folder() / path, tmp_path / "cache" / path)
    return tmp_path / "cache"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setattr(distribution, "_FIRST_PAUSE_S", 0.0)


def test_the_list_names_each_jar_with_a_sha256() -> None:
    sums = distribution.read_sums()
    assert len(sums) > 40
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in sums.values())
    assert all(path.endswith(".jar") and len(path.split("/")) >= 4 for path in sums)


def test_all_jars_of_kafka_are_of_one_version() -> None:
    versions = {path.split("/")[-2] for path in distribution.read_sums() if path.startswith("org/apache/kafka/")}
    assert versions == {distribution.VERSION}


def test_a_complete_cache_needs_no_network(cache: Path, two_jars: dict[str, str], no_network: None) -> None:
    assert distribution.class_path(cache, sums=two_jars) == [cache / path for path in two_jars]


def test_a_changed_jar_is_refused_by_name(cache: Path, two_jars: dict[str, str], no_network: None) -> None:
    with (cache / JSPECIFY).open("ab") as jar:
        jar.write(b"\0")
    with pytest.raises(BrokerError, match=r"^jspecify-1.0.0.jar is refused.*delete "):
        distribution.class_path(cache, sums=two_jars)


def test_a_fetched_jar_that_is_not_the_listed_one_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match=r"^jspecify-1.0.0.jar is refused"):
        distribution.class_path(tmp_path / "cache", sums={JSPECIFY: "0" * 64})
    assert not (tmp_path / "cache").exists()


def test_an_incomplete_cache_is_fetched_anew(cache: Path, two_jars: dict[str, str]) -> None:
    (cache / SLF4J).unlink()
    abandoned = cache.parent / ".cache-of-a-killed-process"
    abandoned.mkdir()
    console = Console(record=True, width=200)
    assert all(jar.is_file() for jar in distribution.class_path(cache, sums=two_jars, console=console))
    assert [line.split(",")[0] for line in console.export_text().splitlines()] == [
        "Fetching Apache Kafka 4.3.0: 2 jars",
        "Apache Kafka 4.3.0: 2 jars",
    ]
    assert not abandoned.exists()


def test_without_network_and_cache_one_line_says_what_to_do(
    tmp_path: Path, two_jars: dict[str, str], no_network: None
) -> None:
    with pytest.raises(BrokerError, match=r"jar could not be fetched in 3 tries.*LAGEBILD_BROKERS") as raised:
        distribution.class_path(tmp_path / "cache", sums=two_jars)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.glob("cache")) == []


def test_a_network_error_is_tried_again_from_the_beginning(tmp_path: Path, no_network: None) -> None:
    jar, tries = tmp_path / JSPECIFY, []

    def breaks_off_twice(path: str, repository: Path) -> None:
        tries.append(jar.exists())
        jar.parent.mkdir(parents=True, exist_ok=True)
        jar.write_bytes(b"part")
        if len(tries) < 3:
            raise requests.exceptions.ChunkedEncodingError("connection broken")
        jar.write_bytes(b"whole")

    distribution.fetch_with_retries(JSPECIFY, tmp_path, breaks_off_twice)
    assert tries == [False, False, False]
    assert jar.read_bytes() == b"whole"
