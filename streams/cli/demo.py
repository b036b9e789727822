"""`lagebild demo`: everything on this machine, with a sample wire."""

import signal
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError

import click

from streams import topics
from streams.broker import node
from streams.broker.command import USUAL_PORT
from streams.broker.folder import make_private
from streams.broker.server import Broker
from streams.cli.audit import show
from streams.cli.options import settings_options
from streams.cli.rows import WIDTHS, row_of
from streams.cli.table import print_line
from streams.cli.tail import readable
from streams.cli.worker import require_free_ports, worker_children
from streams.delivery.audit import Account, audit
from streams.delivery.reading import read_topic
from streams.errors import LagebildError
from streams.feeds.producer import feed
from streams.feeds.registry import read_sources
from streams.feeds.sample import WIRE, sample_files
from streams.feeds.sources import find_sources
from streams.settings import Settings
from streams.supervise import POLL_S, Supervisor

READY_LIMIT_S = 120.0
DRAIN_LIMIT_S = 120.0


@click.command("demo")
@click.option(
    "--once", is_flag=True, help="End when the sample wire is drained and audited; status 0 where all is well."
)
@click.option("--fresh", is_flag=True, help="Empty the embedded broker's folder first.")
@settings_options("brokers", "data", "broker_port", "web_host", "web_port", "enrich_port", "workers")
def command(once: bool, fresh: bool, settings: Settings) -> None:
    """Start a broker, the workers and the web view, and feed a sample wire.

    Stays up until Ctrl-C or TERM, which ends every process it started. A worker that crashes is started again, at
    most five times. Where LAGEBILD_BROKERS names a cluster, that is used and none is embedded.

    \b
    Examples:
      lagebild demo
      lagebild demo --once --fresh
      lagebild feed my-wire.jsonl          (in another terminal)
    """
    require_free_ports(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _broker(settings, fresh) as connected, _workers(connected) as supervisor:
            _await_ready(connected, supervisor)
            result = _feed_sample(connected, supervisor)
            _show(connected, result)
            if once:
                sys.exit(0 if result.clean and not result.pending else 1)
            _say(f"\nThe web view: http://{settings.web_host}:{settings.web_port}/    (Ctrl-C ends everything)")
            supervisor.run()
    except KeyboardInterrupt:
        _say("ended")


@contextmanager
def _broker(settings: Settings, fresh: bool) -> Iterator[Settings]:
    """The settings with a broker that runs: the cluster that is named, or an embedded one."""
    if settings.brokers:
        yield settings
        return
    folder = settings.broker_folder
    port = settings.broker_port or node.free_port(USUAL_PORT)
    broker = Broker(folder, port, settings.broker_heap_mb, fresh=fresh, start_limit_s=settings.connect_limit_s)
    _say("starting Apache Kafka")
    try:
        broker.start()
        _say(f"Apache Kafka at {broker.bootstrap}, its data in {folder}")
        yield settings.with_(brokers=broker.bootstrap)
    finally:
        with _uninterrupted():
            broker.stop()


@contextmanager
def _workers(settings: Settings) -> Iterator[Supervisor]:
    for name in topics.ensure_topics(settings, say=_say):
        _say(f"created topic {name}")
    logs = settings.data_folder / "logs"
    make_private(logs)
    supervisor = Supervisor(worker_children(settings, logs), say=_say)
    try:
        supervisor.start()
        _say(f"started {settings.workers + 1} workers, their logs in {logs}")
        yield supervisor
    finally:
        with _uninterrupted():
            supervisor.stop()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A second Ctrl-C must not leave it half stopped."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _await_ready(settings: Settings, supervisor: Supervisor) -> None:
    ports = [settings.enrich_port + number for number in range(settings.workers)] + [settings.web_port]
    deadline = time.monotonic() + READY_LIMIT_S
    for port in ports:
        while not _ready(f"http://{settings.web_host}:{port}/health/ready"):
            supervisor.check()
            if time.monotonic() > deadline:
                raise LagebildError(f"the worker at port {port} is not ready after {READY_LIMIT_S:g} s, see its log")
            time.sleep(POLL_S)
    _say("the workers are ready")


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _feed_sample(settings: Settings, supervisor: Supervisor) -> Account:
    """Feeds the sample wire and waits until every article has its outcome, or the time is up."""
    sources = find_sources([str(path) for path in sample_files()])
    fed = feed(read_sources(sources, settings, wire=WIRE), settings, say=_say)
    _say(f"fed the sample wire: {fed.sent} articles")
    deadline = time.monotonic() + DRAIN_LIMIT_S
    while (result := audit(settings)).pending and time.monotonic() < deadline:
        supervisor.check()
        time.sleep(POLL_S)
    return result


def _show(settings: Settings, result: Account) -> None:
    for base, title in ((topics.ENRICHED, "enriched"), (topics.REJECTED, "rejected")):
        _say(f"\n{topics.topic_name(settings, base)}: what was {title}")
        for number, value in enumerate(_latest(settings, base)):
            print_line(row_of(base, value), WIDTHS[base], headings=number == 0)
    _say("")
    show(result)


def _latest(settings: Settings, base: str) -> list[dict[str, object]]:
    """Each key's last record, in the order of the first."""
    return list({record.key: readable(base, record) for record in read_topic(settings, base)}.values())


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
