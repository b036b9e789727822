"""Every setting, read once at the edge and passed in.

A setting is an environment variable `LAGEBILD_<NAME>` and, where a command uses it, the option `--<name>`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from streams.errors import ConfigurationError
from streams.secret import NO_SECRET, Secret

PREFIX = "LAGEBILD_"
WORKER_MB = 700
"""Of an enrich worker beside its analysis processes: itself (120 MB measured), and the process that has the languages
loaded and is forked (430 MB)."""
HEADER_ROOM = 65_536
"""Bytes that an output record may be larger than its input for headers and batch overhead."""


def _setting(default: Any, doc: str, *, unit: str = "", low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"doc": doc, "unit": unit, "low": low, "high": high})


_CHOICES = {
    "role": ("enrich", "view"),
    "kafka_security": ("plaintext", "tls", "sasl_plaintext", "sasl_tls"),
    "kafka_mechanism": ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"),
}


def _default_data() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "lagebild"


@dataclass(frozen=True)
class Settings:
    """All settings, typed and checked. Raises `ConfigurationError` naming the variable.

    A secret may be given as text, too.
    """

    brokers: str = _setting(
        "", "Kafka bootstrap servers; empty: the embedded broker that runs here", unit="host:port,..."
    )
    kafka_security: str = _setting("plaintext", "how Kafka is spoken to: plaintext, tls, sasl_plaintext or sasl_tls")
    kafka_ca: str = _setting(
        "", "certificates (PEM) that the brokers' are checked against; empty: the system's", unit="path"
    )
    kafka_cert: str = _setting("", "certificate (PEM) that Lagebild shows to the brokers", unit="path")
    kafka_key: str = _setting("", "private key (PEM, not encrypted) of that certificate", unit="path")
    kafka_mechanism: str = _setting("SCRAM-SHA-512", "SASL mechanism: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN")
    kafka_user: str = _setting("", "SASL user")
    kafka_password: Secret = _setting(NO_SECRET, "SASL password")  # noqa: RUF009 - it cannot be changed
    kafka_password_file: str = _setting("", "a file that holds the SASL password, in place of it", unit="path")
    topic_prefix: str = _setting("", "put before topics, app ids, groups and transactional ids")
    data: str = _setting("", "folder of the embedded broker and of logs; empty: the user's data folder", unit="path")
    broker_port: int = _setting(
        0, "port of the embedded broker, looked for there alone; 0: 9092, or a free one", low=0, high=65535
    )
    broker_heap_mb: int = _setting(384, "Java heap of the embedded broker", unit="MB", low=128)
    connect_limit_s: float = _setting(60.0, "how long a start waits for a broker that is away", unit="s", low=1)

    partitions: int = _setting(4, "partitions of each topic", low=1, high=10_000)
    replication: int = _setting(1, "replicas of each topic", low=1, high=100)
    raw_retention_h: float = _setting(168.0, "how long raw, rejected, mentions and events are kept", unit="h", low=0.01)
    raw_limit_bytes: int = _setting(4_000_000, "largest raw record", unit="bytes", low=10_000, high=16_000_000)
    text_limit_bytes: int = _setting(1_000_000, "largest text (title and body, UTF-8)", unit="bytes", low=1_000)

    role: str = _setting("enrich", "what `faust -A streams.app worker` runs: enrich or view")
    languages: str = _setting(
        "", "names of a language by an installed spaCy pipeline: de=NAME,...; empty: by the reader", unit="code=NAME"
    )
    knowledge_extra: str = _setting("", "a file of your own names, in the columns of docs/knowledge.md", unit="path")
    source_countries: str = _setting(
        "", "home country of a source, whose `the government` is its own by default", unit="SOURCE=CC,..."
    )
    batch_size: int = _setting(128, "articles in one transaction, at most", low=1, high=10_000)
    batch_wait_s: float = _setting(
        0.1,
        "how long an outcome waits to share a transaction; twenty times that where articles queue",
        unit="s",
        low=0.001,
        high=10,
    )
    transaction_timeout_s: float = _setting(
        30.0, "after which Kafka aborts a dead worker's transaction", unit="s", low=1
    )
    session_timeout_s: float = _setting(6.0, "after which Kafka gives a dead worker's partitions away", unit="s", low=6)
    instance_id: str = _setting(
        "", "name of this worker in its group: Kafka gives its partitions back to a worker that is started again"
    )
    stall_limit_s: float = _setting(
        120.0, "lag without a commit for this long: /health/live answers 503", unit="s", low=1
    )

    pool_size: int = _setting(0, "analysis processes of an enrich worker; 0: one per core", low=0, high=256)
    read_limit_pieces: int = _setting(
        20_000, "how far a text is read: words of eight letters, marks, Chinese characters", unit="pieces", low=100
    )
    entities_limit: int = _setting(5_000, "named things of one article that its records list", low=0, high=100_000)
    events_limit: int = _setting(500, "events of one article that are kept", low=0, high=10_000)
    article_limit_s: float = _setting(
        10.0, "longest analysis of one article before its process is killed", unit="s", low=0.1
    )
    child_memory_mb: int = _setting(800, "memory that one analysis process may ask for", unit="MB", low=200)
    sentence_cache: int = _setting(
        20_000, "windows of text that each of them keeps as read, for copies; 0: none", low=0, high=10_000_000
    )
    batches_in_flight: int = _setting(
        2, "batches of articles that are analysed or wait to be written, at most", low=1, high=64
    )

    web_host: str = _setting("127.0.0.1", "address that the web servers bind")
    web_port: int = _setting(6066, "port of the web view", low=1, high=65535)
    enrich_port: int = _setting(6067, "port of the enrich worker's health and metrics pages", low=1, high=65535)
    view_articles: int = _setting(2_000, "latest articles that the view keeps whole in memory", low=1)
    web_token: Secret = _setting(  # noqa: RUF009 - it cannot be changed
        NO_SECRET, "access token of the view (Basic password or Bearer); empty: none"
    )
    web_streams: int = _setting(200, "event streams that may be open at a time", low=1, high=10_000)
    web_connections: int = _setting(
        400, "connections to a web server that may be open at a time, in all", low=32, high=100_000
    )
    web_connections_per_address: int = _setting(
        300, "connections from one address (an IPv6 /64, a proxy) that may be", low=8, high=100_000
    )
    view_retention_h: float = _setting(168.0, "how long the view keeps an article", unit="h", low=0.01)
    view_unpublishable: int = _setting(
        0, "1: the view shows its operator originals that are embargoed, withheld or canceled", low=0, high=1
    )
    workers: int = _setting(1, "enrich workers that `demo` and `worker --role all` start", low=1, high=64)

    feed_limit_bytes: int = _setting(
        1_000_000_000, "largest unpacked size of one compressed source", unit="bytes", low=1
    )
    feed_cpu_limit_s: float = _setting(
        10.0, "longest reading of one source in processor time, beside 5 s a megabyte", unit="s", low=1
    )
    feed_interval_s: float = _setting(300.0, "time between two polls of a followed feed", unit="s", low=1)
    feed_private: int = _setting(0, "1: web feeds may lie on private addresses", low=0, high=1)

    def __post_init__(self) -> None:
        for f in fields(self):
            if f.type is Secret and isinstance(plain := getattr(self, f.name), str):
                object.__setattr__(self, f.name, Secret(plain))
            value, low, high = getattr(self, f.name), f.metadata["low"], f.metadata["high"]
            if (low is not None and value < low) or (high is not None and value > high):
                bounds = f"at least {low}" if high is None else f"between {low} and {high}"
                raise ConfigurationError(f"{variable(f.name)}={value}: must be {bounds}")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ConfigurationError(f"{variable(name)}={getattr(self, name)}: must be one of {', '.join(choices)}")
        _check_kafka(self)
        self.countries_of_sources  # noqa: B018 - raises where it cannot be read
        if self.text_limit_bytes > self.raw_limit_bytes:
            raise ConfigurationError(
                f"{variable('text_limit_bytes')} ({self.text_limit_bytes}) is over {variable('raw_limit_bytes')}"
                f" ({self.raw_limit_bytes}): a text cannot be larger than its record"
            )

    @property
    def kafka_tls(self) -> bool:
        return self.kafka_security in ("tls", "sasl_tls")

    @property
    def kafka_sasl(self) -> bool:
        return self.kafka_security in ("sasl_plaintext", "sasl_tls")

    @property
    def data_folder(self) -> Path:
        return Path(self.data) if self.data else _default_data()

    @property
    def broker_folder(self) -> Path:
        return self.data_folder / "broker"

    @property
    def official_names(self) -> tuple[str, ...]:
        return tuple(code.strip() for code in self.languages.split(",") if code.strip())

    @property
    def countries_of_sources(self) -> dict[str, str]:
        """Source as its records name it -> ISO 3166-1 alpha-2 code of its home country."""
        found = {}
        for entry in filter(None, (entry.strip() for entry in self.source_countries.split(","))):
            source, _, code = entry.rpartition("=")
            if not source or len(code.strip()) != 2 or not code.strip().isalpha():
                raise ConfigurationError(f"{variable('source_countries')}: {entry!r}: must be SOURCE=CC, as in APA=AT")
            found[source.strip()] = code.strip().upper()
        return found

    @property
    def rejected_limit_bytes(self) -> int:
        """A rejected record is a raw record with three more headers."""
        return self.raw_limit_bytes + HEADER_ROOM

    @property
    def enriched_limit_bytes(self) -> int:
        """The text once and as much again for what was found in it."""
        return 2 * self.raw_limit_bytes + HEADER_ROOM

    def worker_memory_mb(self, processes: int) -> int:
        """What an enrich worker with so many analysis processes may take at most, all of them together."""
        return WORKER_MB + processes * self.child_memory_mb

    @property
    def outcome_limit_bytes(self) -> int:
        """All records of one article: the enriched one, and as much again for mentions and events."""
        return 2 * self.enriched_limit_bytes

    def with_(self, **changes: Any) -> "Settings":
        return replace(self, **{name: value for name, value in changes.items() if value is not None})


def variable(name: str) -> str:
    """`batch_size` -> `LAGEBILD_BATCH_SIZE`."""
    return PREFIX + name.upper()


def _check_kafka(settings: Settings) -> None:
    """What is set for Kafka goes together. No value is quoted but of `kafka_security`: a password may be among them."""
    cert, key, user = settings.kafka_cert, settings.kafka_key, settings.kafka_user
    password, file = settings.kafka_password, settings.kafka_password_file
    tls, sasl = settings.kafka_tls, settings.kafka_sasl
    mode = f"{variable('kafka_security')}={settings.kafka_security}"
    scram = settings.kafka_mechanism != "PLAIN"
    for name, wrong, why in (
        ("brokers", "@" in settings.brokers, f"holds a user: set {variable('kafka_user')} and a password in its place"),
        ("brokers", "://" in settings.brokers, f"holds a protocol: {variable('kafka_security')} names it"),
        ("brokers", (tls or sasl) and not settings.brokers, f"is empty: the embedded broker does not know {mode}"),
        ("kafka_ca", settings.kafka_ca and not tls, f"has no use with {mode}"),
        ("kafka_cert", cert and not tls, f"has no use with {mode}"),
        ("kafka_key", key and not tls, f"has no use with {mode}"),
        ("kafka_key", cert and not key, f"is empty: {variable('kafka_cert')} needs it"),
        ("kafka_cert", key and not cert, f"is empty: {variable('kafka_key')} needs it"),
        ("kafka_user", user and not sasl, f"has no use with {mode}"),
        ("kafka_password", password and not sasl, f"has no use with {mode}"),
        ("kafka_password_file", file and not sasl, f"has no use with {mode}"),
        ("kafka_user", sasl and not user, f"is empty: {mode} needs it"),
        ("kafka_user", scram and set(user) & set("=,"), "holds = or ,: SCRAM takes neither"),
        ("kafka_password", sasl and not (password or file), f"and its _FILE are empty: {mode} needs one of them"),
        ("kafka_password", password and file, "and its _FILE are both set: set one of them"),
    ):
        if wrong:
            raise ConfigurationError(f"{variable(name)} {why}")


def from_environment(environment: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """The settings of this process; `overrides` (command-line options, None = not given) win over variables.

    Raises `ConfigurationError` for a value that cannot be read or is out of bounds, naming the variable.
    """
    values: dict[str, Any] = {}
    for f in fields(Settings):
        text = environment.get(variable(f.name))
        if text is not None and text != "":
            values[f.name] = _read(f.name, f.type, text)
    values |= {name: value for name, value in overrides.items() if value is not None}
    return Settings(**values)


def _read(name: str, kind: Any, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        word = {int: "a whole number", float: "a number"}.get(kind, "text")
        raise ConfigurationError(f"{variable(name)}={text!r}: must be {word}") from None


def to_environment(settings: Settings) -> dict[str, str]:
    """The variables that make a child process read the same settings (defaults left out)."""
    plain = Settings()
    return {
        variable(f.name): _written(getattr(settings, f.name))
        for f in fields(Settings)
        if getattr(settings, f.name) != getattr(plain, f.name)
    }


def _written(value: Any) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)


def export(settings: Settings) -> None:
    """Makes child processes of this one read these settings."""
    os.environ.update(to_environment(settings))
