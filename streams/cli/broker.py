"""`lagebild broker`: the embedded Apache Kafka alone."""

import sys

import click

from streams.broker.command import run_broker
from streams.cli.options import settings_options
from streams.settings import Settings


@click.command("broker")
@click.option("--fresh", is_flag=True, help="Empty the broker's folder first.")
@settings_options("data", "broker_port", "broker_heap_mb", "connect_limit_s")
def command(fresh: bool, settings: Settings) -> None:
    """Run Apache Kafka (one node) on this machine until Ctrl-C.

    Java and Kafka are fetched once into the cache folder. Every other command finds this broker by itself.

    \b
    Example:
      lagebild broker --broker-port 9092
    """
    sys.exit(
        run_broker(
            settings.broker_folder,
            settings.broker_port,
            fresh=fresh,
            heap_mb=settings.broker_heap_mb,
            start_limit_s=settings.connect_limit_s,
        )
    )
