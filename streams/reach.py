"""Making clients of a Kafka that may be away, and telling one that refuses us from one that is away."""

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Any, TypeVar

from kafka.errors import KafkaError

from streams.address import bootstrap_servers
from streams.errors import BrokerError
from streams.security import client_options
from streams.settings import Settings, variable

TRY_S = 2.0
"""How long one attempt lasts."""
PAUSE_S = 0.5
_OTHER_HOST = (62, 64)
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH in OpenSSL's x509_vfy.h."""

Client = TypeVar("Client")


def reach(
    make: Callable[..., Client],
    settings: Settings,
    say: Callable[[str], None] = lambda line: None,
    **options: Any,
) -> Client:
    """A kafka-python client, waiting up to `connect_limit_s` for a broker that is away.

    Raises `BrokerError` after that, or at once where Kafka refuses us; `ConfigurationError` for a file that cannot be
    read.
    """
    servers = bootstrap_servers(settings)
    deadline = time.monotonic() + settings.connect_limit_s
    said = False
    while True:
        try:
            return make(**client_options(settings), bootstrap_timeout_ms=int(TRY_S * 1000), **options)
        except (KafkaError, OSError) as error:
            if (reason := refusal(settings)) is not None:
                raise BrokerError(reason) from None
            if time.monotonic() > deadline:
                raise BrokerError(
                    f"no Kafka at {servers} for {settings.connect_limit_s:g} s ({type(error).__name__}):"
                    f" start one with `lagebild broker`, or set {variable('brokers')}; where it runs, does"
                    f" {variable('kafka_security')}={settings.kafka_security} fit its listener?"
                ) from None
            if not said:
                say(f"waiting for Kafka at {servers} (up to {settings.connect_limit_s:g} s)")
                said = True
            time.sleep(PAUSE_S)


def refusal(settings: Settings) -> str | None:
    """Why no broker lets us in, in one line; None where one does, or where waiting may help.

    kafka-python keeps such reasons to its log and goes on trying, so this asks once more with aiokafka, which raises.
    """
    if settings.kafka_security == "plaintext":
        return None
    from aiokafka.conn import collect_hosts

    reasons = []
    for host, port, _ in collect_hosts(bootstrap_servers(settings), randomize=False):
        try:
            asyncio.run(_enter(host, port, settings))
            return None
        except (RuntimeError, OSError) as error:  # aiokafka's errors are RuntimeErrors
            if (reason := _reason(error, settings)) is not None:
                reasons.append(f"Kafka at {host}:{port} {reason}")
    return reasons[0] if reasons else None


async def _enter(host: str, port: int, settings: Settings) -> None:
    """Connects and logs in, no more. Raises aiokafka's `KafkaError`, `OSError`."""
    from aiokafka.conn import create_conn

    options = client_options(settings)
    del options["bootstrap_servers"]
    connection = await create_conn(host, port, request_timeout_ms=int(TRY_S * 1000), **options)
    await connection.close()


def _reason(error: Exception, settings: Settings) -> str | None:
    """What follows "Kafka at host:port"; None where it may be away."""
    from aiokafka import errors

    reason = None
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _OTHER_HOST:
            advice = f"{variable('brokers')} must name it as that does"
            reason = f"has a certificate for another host ({error.verify_message}): {advice}"
        else:
            advice = f"{variable('kafka_ca')} must name a file with the certificate that issued its own"
            reason = f"is not trusted ({error.verify_message}): {advice}"
    elif isinstance(error.__cause__, ssl.SSLError):
        said = str(error.__cause__.reason).replace("_", " ").lower()
        reason = f"does not take our certificate ({said}): see {variable('kafka_cert')}"
    elif isinstance(error, errors.UnsupportedSaslMechanismError | errors.IllegalSaslStateError):
        reason = f"does not take {variable('kafka_mechanism')}={settings.kafka_mechanism} at this port"
    elif isinstance(error, errors.SaslAuthenticationFailed):
        who = f"{variable('kafka_user')}={settings.kafka_user}"
        reason = f"does not let {who} in with this password and {settings.kafka_mechanism}"
    return reason
