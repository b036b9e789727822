"""Where Kafka is looked for."""

from pathlib import Path

from streams.address import ADDRESS_FILE, bootstrap_servers
from streams.broker.node import free_port
from streams.settings import Settings
from tests.cli.running import lagebild


def test_a_cluster_that_is_named_is_used(tmp_path: Path) -> None:
    assert bootstrap_servers(Settings(brokers="a:1, b:2", broker_port=7, data=str(tmp_path))) == ["a:1", "b:2"]


def test_the_embedded_broker_says_where_it_is_and_is_else_at_the_usual_port(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    assert bootstrap_servers(settings) == ["127.0.0.1:9092"]
    settings.broker_folder.mkdir()
    (settings.broker_folder / ADDRESS_FILE).write_text("127.0.0.1:5\n")
    assert bootstrap_servers(settings) == ["127.0.0.1:5"]


def test_with_a_port_of_its_own_it_is_nowhere_else(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), broker_port=9500)
    settings.broker_folder.mkdir()
    (settings.broker_folder / ADDRESS_FILE).write_text("127.0.0.1:9092\n")  # of one that was killed
    assert bootstrap_servers(settings) == ["127.0.0.1:9500"]


def test_a_command_names_the_port_that_it_has_tried(tmp_path: Path) -> None:
    port = str(free_port())
    told = {"LAGEBILD_BROKER_PORT": port, "LAGEBILD_DATA": str(tmp_path), "LAGEBILD_CONNECT_LIMIT_S": "1"}
    done = lagebild("topics", "--check", **told)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr.decode()
    assert "9092" not in done.stderr.decode()
