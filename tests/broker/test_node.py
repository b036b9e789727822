import re
import socket
from pathlib import Path

from streams.broker import node


def test_the_node_listens_on_loopback_only() -> None:
    text = node.properties(Path("/data"), 9092, 9093)
    addresses = re.findall(r"://([^:]*):\d+", text)
    assert len(addresses) == 4
    assert set(addresses) == {"127.0.0.1"}


def test_no_property_is_given_twice() -> None:
    lines = node.properties(Path("/data"), 1, 2).splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert len(names) == len(set(names)) > 20


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.create_server((node.HOST, 0)) as server:
        port = server.getsockname()[1]
        assert not node.port_is_free(port)
        assert node.free_port(preferred=port) != port
    assert node.free_port(preferred=port) == port


def test_cluster_ids_are_what_kafka_accepts() -> None:
    ids = {node.cluster_id() for _ in range(300)}
    assert len(ids) == 300
    assert all(re.fullmatch(r"\w[\w-]{21}", text) for text in ids)


def test_the_telling_line_is_the_last_error_without_its_trace() -> None:
    log = """
2026-01-01 10:00:00.000 WARN QuorumController: activation.
2026-01-01 10:00:01.000 ERROR KafkaServer: Exiting Kafka due to a fatal exception
java.lang.RuntimeException: Found directory /data, but the disk is full
\tat kafka.Kafka.main(Kafka.scala:10)
\t... 3 more
WARNING: sun.misc.Unsafe will be removed
goodbye
"""
    assert node.telling_line(log) == "java.lang.RuntimeException: Found directory /data, but the disk is full"


def test_without_an_error_the_last_line_tells_and_an_empty_log_is_said_to_be_empty() -> None:
    assert node.telling_line("one\nKilled\n\n") == "Killed"
    assert node.telling_line("") == "it wrote nothing"


def test_other_java_options_of_the_user_are_left_out(monkeypatch) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx8g")
    monkeypatch.setenv("SOMETHING_ELSE", "kept")
    environment = node.java_environment()
    assert "JAVA_TOOL_OPTIONS" not in environment
    assert environment["SOMETHING_ELSE"] == "kept"
