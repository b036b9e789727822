"""Where Kafka is: the cluster that is named, or the embedded broker that runs on this machine."""

from streams.settings import Settings

ADDRESS_FILE = "bootstrap"
"""In the broker's folder, while the embedded broker runs: one line, host:port."""
DEFAULT_ADDRESS = "127.0.0.1:9092"


def bootstrap_servers(settings: Settings) -> list[str]:
    """`brokers` where set, else the embedded broker's address, else Kafka's usual one."""
    if settings.brokers:
        return [server.strip() for server in settings.brokers.split(",") if server.strip()]
    try:
        return [(settings.broker_folder / ADDRESS_FILE).read_text().strip()]
    except FileNotFoundError:
        return [DEFAULT_ADDRESS]
