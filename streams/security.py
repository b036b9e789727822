"""How Kafka is reached: addresses, TLS and SASL, read from the settings in one place, in the words of each client.

Certificates are checked, and that they name the host, always. Password and key are read when a client is made, so that
their files may change while Lagebild runs.
"""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from streams.address import bootstrap_servers
from streams.errors import ConfigurationError
from streams.settings import Settings, variable

if TYPE_CHECKING:
    from faust.types.auth import CredentialsT

PROTOCOLS = {"plaintext": "PLAINTEXT", "tls": "SSL", "sasl_plaintext": "SASL_PLAINTEXT", "sasl_tls": "SASL_SSL"}
"""Ours -> Kafka's `security.protocol`."""


def client_options(settings: Settings) -> dict[str, Any]:
    """What kafka-python's and aiokafka's clients are made with: they use the same names.

    Raises `ConfigurationError` where a file cannot be read, naming the setting and never quoting what was read.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": bootstrap_servers(settings),
        "security_protocol": PROTOCOLS[settings.kafka_security],
    }
    if settings.kafka_tls:
        options["ssl_context"] = _tls_context(settings)
    if settings.kafka_sasl:
        options["sasl_mechanism"] = settings.kafka_mechanism
        options["sasl_plain_username"] = settings.kafka_user
        options["sasl_plain_password"] = _password(settings)
    return options


def faust_credentials(settings: Settings) -> "CredentialsT | None":
    """The same as Faust's `broker_credentials`; None for plaintext. Their `repr` names the user and no password."""
    from faust.auth import SASLCredentials, SSLCredentials

    context = _tls_context(settings) if settings.kafka_tls else None
    if settings.kafka_sasl:
        return SASLCredentials(
            username=settings.kafka_user,
            password=_password(settings),
            ssl_context=context,
            mechanism=settings.kafka_mechanism,
        )
    return SSLCredentials(context) if context else None


def _tls_context(settings: Settings) -> ssl.SSLContext:
    ca, cert, key = settings.kafka_ca, settings.kafka_cert, settings.kafka_key
    for name in ("kafka_ca", "kafka_cert", "kafka_key"):
        if getattr(settings, name):
            _content(settings, name)
    try:
        context = ssl.create_default_context(cafile=ca or None)
    except ssl.SSLError:
        raise ConfigurationError(f"{variable('kafka_ca')}={ca}: there is no PEM certificate in it") from None
    if cert:
        try:
            context.load_cert_chain(cert, key, password="")  # without one, OpenSSL would ask at the terminal
        except ssl.SSLError:
            raise ConfigurationError(
                f"{variable('kafka_cert')}={cert} and {variable('kafka_key')}={key} are not a PEM certificate and its"
                " key without a password"
            ) from None
    return context


def _password(settings: Settings) -> str:
    """A line end after it is not part of it."""
    if settings.kafka_password:
        return settings.kafka_password.reveal()
    password = _content(settings, "kafka_password_file").rstrip("\r\n")
    if not password or "\n" in password:
        file = f"{variable('kafka_password_file')}={settings.kafka_password_file}"
        raise ConfigurationError(f"{file}: it must hold the password, in one line")
    return password


def _content(settings: Settings, name: str) -> str:
    """The text of the file that a setting names. Raises `ConfigurationError`."""
    path = getattr(settings, name)
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigurationError(f"{variable(name)}={path}: {reason}") from None
