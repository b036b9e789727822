import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaTimeoutError

from streams.broker.folder import MARKER
from streams.broker.server import Broker
from streams.errors import BrokerError
from tests.broker.waiting import gone, wait_until
from tests.kafka import Cluster

pytestmark = pytest.mark.broker

OWNER = """
import sys, time
from pathlib import Path
from streams.broker.server import Broker
broker = Broker(Path(sys.argv[1]))
broker.start()
print(broker.pid, flush=True)
time.sleep(300)
"""


def create_topic(bootstrap: str, name: str, **config: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics({name: {"num_partitions": 1, "replication_factor": 1, "configs": config}})
    admin.close()


def produce(bootstrap: str, topic: str, value: bytes, **options: int) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, **options)
    producer.send(topic, value).get(30)
    producer.close()


def consume(bootstrap: str, topic: str, **options: int) -> bytes:
    consumer = KafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=30_000, **options
    )
    value = next(consumer).value
    consumer.close()
    return value


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker that may be stopped, killed and frozen; a test leaves it running."""
    with Broker(tmp_path_factory.mktemp("own")) as running:
        yield running


def test_a_message_of_eight_megabytes_goes_through(broker: Cluster, topic_prefix: str) -> None:
    topic, value, limit = f"{topic_prefix}large", b"Moskau, " * 1_000_000, 16_000_000
    create_topic(broker.bootstrap, topic, **{"max.message.bytes": str(limit)})
    produce(broker.bootstrap, topic, value, max_request_size=limit)
    assert consume(broker.bootstrap, topic, max_partition_fetch_bytes=limit) == value


def test_a_topic_that_nobody_declared_is_not_made(broker: Cluster, topic_prefix: str) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, max_block_ms=1500)
    with pytest.raises(KafkaTimeoutError):
        producer.send(f"{topic_prefix}misspelt", b"x").get(5)
    producer.close()


def test_a_started_broker_is_alive_and_a_stopped_one_is_gone(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "broker")
    assert (broker.alive, broker.pid) == (False, None)
    with broker:
        pid = broker.pid
        assert broker.alive
        assert pid is not None
    assert (broker.alive, broker.pid) == (False, None)
    assert gone(pid)


@pytest.mark.parametrize("end", [Broker.stop, Broker.kill])
def test_a_restart_keeps_the_port_and_the_data(own: Broker, topic_prefix: str, end) -> None:
    create_topic(own.bootstrap, topic := f"{topic_prefix}kept")
    produce(own.bootstrap, topic, b"before")
    address = own.bootstrap
    end(own)
    own.start()
    assert own.bootstrap == address
    assert consume(own.bootstrap, topic) == b"before"


def test_a_stored_folder_starts_on_another_port_with_its_data(tmp_path: Path) -> None:
    with Broker(tmp_path / "broker") as first:
        create_topic(first.bootstrap, "kept")
        produce(first.bootstrap, "kept", b"before")
        first_address = first.bootstrap
    with socket.create_server(("127.0.0.1", first.port)), Broker(tmp_path / "broker") as second:
        assert second.bootstrap != first_address
        assert consume(second.bootstrap, "kept") == b"before"
    with Broker(tmp_path / "broker", fresh=True) as third:
        admin = KafkaAdminClient(bootstrap_servers=third.bootstrap)
        assert admin.list_topics() == []
        admin.close()


def test_a_frozen_broker_answers_again_when_thawed(own: Broker, topic_prefix: str) -> None:
    own.freeze()
    state = Path(f"/proc/{own.pid}/stat")
    wait_until(lambda: state.read_text().rpartition(")")[2].split()[0] == "T", 5)
    own.thaw()
    create_topic(own.bootstrap, f"{topic_prefix}after")


def test_a_frozen_broker_can_be_stopped(own: Broker) -> None:
    own.freeze()
    own.stop()
    assert not own.alive
    own.start()


def test_a_second_broker_on_one_folder_is_refused(own: Broker) -> None:
    with pytest.raises(BrokerError, match=r"^another broker runs on "):
        Broker(own.folder, fresh=True).start()
    assert own.alive
    assert own.address.read_text() == f"{own.bootstrap}\n"


def test_the_broker_dies_with_a_parent_that_is_killed_and_its_folder_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(tmp_path / "broker")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        node = int(owner.stdout.readline())
        assert not gone(node)
        owner.kill()
    wait_until(lambda: gone(node), 10)
    with Broker(tmp_path / "broker") as broker:
        assert broker.alive


def test_a_port_in_use_is_one_line_that_names_the_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(BrokerError, match=f"^port {port} is in use: set LAGEBILD_BROKER_PORT to .*$"):
            Broker(tmp_path / "broker", port).start()


def test_a_node_that_cannot_run_is_one_line_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / MARKER).touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=another\n")
    with pytest.raises(BrokerError, match=r"^the broker ended at its start: .*Stored node id 7.*broker\.log\)$"):
        Broker(tmp_path).start()


def test_a_node_that_does_not_answer_in_time_is_ended(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "broker")
    broker.start()
    broker.stop()
    broker.start_limit_s = 0.2
    with pytest.raises(BrokerError, match=r"^no answer from the broker in 0\.2 s"):
        broker.start()
    assert not broker.alive


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BrokerError, match="cannot be used: Not a directory"):
        Broker(tmp_path / "file" / "broker").start()


def test_data_and_log_are_the_owners_alone(own: Broker) -> None:
    for path in (own.folder, own.folder / "data"):
        assert path.stat().st_mode & 0o777 == 0o700, path
    for path in (own.log, *(own.folder / "data").glob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
