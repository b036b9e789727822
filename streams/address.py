"""Where Kafka is: the cluster that is named, or the embedded broker that runs on this machine."""

from streams.settings import Settings

ADDRESS_FILE = "bootstrap"
"""In the broker's folder, while the embedded broker runs: one line, host:port."""
HOST = "127.0.0.1"
DEFAULT_ADDRESS = f"{HOST}:9092"


def bootstrap_servers(settings: Settings) -> list[str]:
    """`brokers` where set, else the embedded broker's address.

    That is at `broker_port` where set and nowhere else, else where it says that it is, else at Kafka's usual port.
    """
    if settings.brokers:
        return [server.strip() for server in settings.brokers.split(",") if server.strip()]
    if settings.broker_port:
        return [f"{HOST}:{settings.broker_port}"]
    try:
        return [(settings.broker_folder / ADDRESS_FILE).read_text().strip()]
    except FileNotFoundError:
        return [DEFAULT_ADDRESS]
