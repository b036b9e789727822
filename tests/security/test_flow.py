"""The whole way through TLS and SASL, and the password nowhere to be read."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from streams import topics
from streams.broker.node import free_port
from streams.feeds.sample import sample_files
from streams.settings import Settings, to_environment
from tests.cli.running import COMMAND, environment, lagebild
from tests.security.conftest import PASSWORD, RIGHTS, USER, SecuredBroker, grant
from tests.wire import Wire, WorkerProcess

pytestmark = pytest.mark.broker
DOCS = Path(__file__).parents[2] / "docs" / "security.md"
TELLTALE = "Pa55"
"""Of the passwords here; no quoting changes it."""
PAGES = ("/", "/pipeline", "/api/pipeline", "/metrics", "/health/live", "/health/ready")


@pytest.fixture
def settings(secured: SecuredBroker, topic_prefix: str, tmp_path: Path) -> Settings:
    """As a deployment has them: the password in a file, and no rights but the documented ones."""
    grant(secured.broker.bootstrap, topic_prefix)
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    return secured.settings(
        kafka_password="",
        kafka_password_file=str(file),
        topic_prefix=topic_prefix,
        data=str(tmp_path),
        partitions=2,
        pool_size=1,
    )


@pytest.fixture
def wire(settings: Settings, tmp_path: Path) -> Iterator[Wire]:
    with Wire(settings, tmp_path) as wire:
        yield wire


def command_lines(pid: int) -> list[str]:
    """Of a process and all that it started."""
    process = Path(f"/proc/{pid}")
    children = [child for threads in process.glob("task/*/children") for child in threads.read_text().split()]
    own = [(process / "cmdline").read_text()]
    return own + [line for child in children for line in command_lines(int(child))]


def talkative_worker(settings: Settings, role: str, folder: Path) -> WorkerProcess:
    """One that logs all it can."""
    port = free_port()
    own = settings.with_(enrich_port=port, web_port=port)
    return WorkerProcess(
        [*COMMAND, "worker", "--role", role, "--verbose"], environment(own), port, folder / f"{role}-verbose.log"
    )


def test_articles_go_from_a_feed_to_the_view_through_tls_and_scram(wire: Wire) -> None:
    wire.workers["enrich", 0] = enrich = talkative_worker(wire.settings, "enrich", wire.folder)
    view = wire.start_worker("view")
    fed = lagebild("feed", *map(str, sample_files()), "--json", settings=wire.settings)
    sent = orjson.loads(fed.stdout)["sent"]
    wire.wait_drained(240)

    audited = lagebild("audit", "--json", settings=wire.settings)
    account = orjson.loads(audited.stdout)
    assert account["raw"] == sent == account["enriched"] + account["rejected"]
    assert account["clean"]
    tailed = lagebild("tail", topics.ENRICHED, "--from", "beginning", "--max", "3", settings=wire.settings)
    assert len(tailed.stdout.splitlines()) == 3
    view.wait_ready(120)
    assert orjson.loads(view.get("/api/articles?limit=5")[1])["articles"]
    pages = [worker.get(page)[1] for worker in (enrich, view) for page in PAGES]
    assert sum(map(bool, pages)) > len(PAGES)

    lines = [line for worker in (enrich, view) for line in command_lines(worker.pid)]
    assert len(lines) > 3
    told = [run.stdout + run.stderr for run in (fed, audited, tailed)]
    assert f"Authenticated as {USER} via SCRAM-SHA-512" in enrich.output
    for text in (*pages, *lines, *(output.decode() for output in told), enrich.output, view.output):
        assert TELLTALE not in text


@pytest.mark.parametrize("security", ["sasl_plaintext", "tls"])
def test_a_worker_gets_in_with_a_password_alone_and_with_a_certificate_alone(
    secured: SecuredBroker, security: str, topic_prefix: str, tmp_path: Path
) -> None:
    grant(secured.broker.bootstrap, topic_prefix)
    settings = secured.settings(security, topic_prefix=topic_prefix, data=str(tmp_path))
    worker = talkative_worker(settings, "view", tmp_path)
    try:
        worker.wait_ready(120)
    finally:
        status = worker.stop()
    assert status == 0
    assert "aiokafka" in worker.output
    assert TELLTALE not in worker.output


def test_the_rights_that_were_granted_are_the_documented_ones() -> None:
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if "(prefixed)" in line]
    documented = {operation for row in rows for operation in row.split("|")[2].strip().split(", ")}
    assert documented == {operation for _, operations in RIGHTS.values() for operation in operations.split(", ")}


def test_settings_masks_the_password(secured: SecuredBroker) -> None:
    settings = secured.settings()
    assert to_environment(settings)["LAGEBILD_KAFKA_PASSWORD"] == PASSWORD
    shown = lagebild("settings", settings=settings)
    values = {row["setting"]: row["value"] for row in map(orjson.loads, shown.stdout.splitlines())}
    assert values["LAGEBILD_KAFKA_USER"] == USER
    assert values["LAGEBILD_KAFKA_PASSWORD"] == "***"
    assert TELLTALE not in shown.stdout.decode()
    assert TELLTALE not in repr(settings)
