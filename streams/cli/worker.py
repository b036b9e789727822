"""`lagebild worker`: the Faust workers."""

import logging
import os
import signal
import socket
import sys
from pathlib import Path

import click

from streams.cli.options import settings_options
from streams.delivery.pool import begin_loading
from streams.errors import ConfigurationError
from streams.settings import Settings, export, to_environment, variable
from streams.supervise import Child, Supervisor
from streams.topics import ensure_topics

NOISY = (
    *("faust", "mode", "aiohttp", "asyncio"),
    # Faust names its services after ours
    *("streams.delivery.transport", "streams.enrich_app", "streams.view_app", "streams.web.server"),
)
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command("worker")
@click.option("--role", "role", type=click.Choice(["enrich", "view", "all"]), default="all", show_default=True)
@click.option("--verbose", is_flag=True, help="Log what Faust and Kafka's client do.")
@settings_options(
    "brokers", "topic_prefix", "languages", "batch_size", "pool_size", "workers", "web_host", "web_port", "enrich_port"
)
def command(role: str, verbose: bool, settings: Settings) -> None:
    """Run the pipeline: enrich, view, or both until Ctrl-C.

    With `all`, each worker is a process of its own that is started again when it crashes.

    \b
    Examples:
      lagebild worker
      lagebild worker --role enrich --enrich-port 6068
    """
    if role == "all":
        run_all(settings)
    else:
        run_role(settings.with_(role=role), verbose)


def run_role(settings: Settings, verbose: bool = False) -> None:
    """One worker in this process; returns when it was told to stop.

    Raises `LagebildError` where it cannot start, exits with 1 and one line in the log where it cannot go on.
    """
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=sys.stderr)
    if not verbose:
        for noisy in NOISY:
            logging.getLogger(noisy).setLevel(logging.ERROR)
        for client in ("aiokafka", "kafka"):  # each lost connection is an error to them; what it means, delivery says
            logging.getLogger(client).setLevel(logging.CRITICAL)
    name = "web_port" if settings.role == "view" else "enrich_port"
    require_free_port(settings.web_host, getattr(settings, name), name)
    if settings.role == "enrich":
        begin_loading(settings)  # it takes longer than all that follows
    ensure_topics(settings, say=lambda line: click.echo(line, err=True))
    export(settings)
    from streams.roles import make_app  # a second of imports, during which the languages are being loaded

    app = make_app(settings)
    worker = app.Worker(override_logging=False, redirect_stdouts=False, quiet=True, console_port=0)
    worker.execute_from_commandline()


def run_all(settings: Settings) -> None:
    supervisor = Supervisor(worker_children(settings), say=lambda line: click.echo(line, err=True))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    require_free_ports(settings)
    try:
        supervisor.start()
        supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()


def worker_children(settings: Settings, logs: Path | None = None) -> list[Child]:
    """The enrich workers, each with its own port, and the view; with `logs`, each writes to a file there."""
    children = []
    for number in range(settings.workers):
        own = settings.with_(enrich_port=settings.enrich_port + number)
        if settings.instance_id:
            own = own.with_(instance_id=f"{settings.instance_id}-{number + 1}")
        log = logs / f"enrich-{number + 1}.log" if logs else None
        children.append(Child(f"enrich worker {number + 1}", _worker("enrich"), _environment(own), log))
    log = logs / "view.log" if logs else None
    return [*children, Child("the view", _worker("view"), _environment(settings), log)]


def require_free_ports(settings: Settings) -> None:
    """Raises `ConfigurationError` naming the setting of a port that is in use."""
    require_free_port(settings.web_host, settings.web_port, "web_port")
    for number in range(settings.workers):
        require_free_port(settings.web_host, settings.enrich_port + number, "enrich_port")


def require_free_port(host: str, port: int, name: str) -> None:
    """`name` is the setting that the port comes from. Raises `ConfigurationError`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"port {port} of {host} cannot be used ({error.strerror}): set {variable(name)} to another"
            ) from None


def _worker(role: str) -> list[str]:
    return [sys.executable, "-m", "streams.cli", "worker", "--role", role]


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, **to_environment(settings)}
