"""Who is not let in is told why, in one line, well before the connect limit."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from streams.broker.node import HOST
from streams.settings import Settings
from tests.cli.running import lagebild
from tests.security.certificates import Authority
from tests.security.conftest import PLAIN_PASSWORD, USER, SecuredBroker, grant
from tests.security.test_flow import TELLTALE

pytestmark = pytest.mark.broker
Change = Callable[[SecuredBroker, Path], dict[str, Any]]


def other_authority(secured: SecuredBroker, folder: Path) -> dict[str, Any]:
    return {"kafka_ca": str(Authority(folder, "other").ca)}


def other_client(secured: SecuredBroker, folder: Path) -> dict[str, Any]:
    pair = Authority(folder, "other").issue("stranger")
    return {"kafka_cert": str(pair.certificate), "kafka_key": str(pair.key)}


def other_name(secured: SecuredBroker, folder: Path) -> dict[str, Any]:
    """The same machine by a name that its certificate does not have."""
    return {"brokers": f"localhost:{secured.ports['sasl_tls']}"}


REFUSED: dict[str, tuple[str, Change, str]] = {
    "another authority": ("sasl_tls", other_authority, "is not trusted (unable to get local issuer certificate)"),
    "the system's authorities": ("sasl_tls", lambda *_: {"kafka_ca": ""}, "LAGEBILD_KAFKA_CA must name a file"),
    "another host name": ("sasl_tls", other_name, "has a certificate for another host"),
    "a wrong password": (
        "sasl_tls",
        lambda *_: {"kafka_password": f"{TELLTALE}-wrong"},
        f"does not let LAGEBILD_KAFKA_USER={USER} in with this password and SCRAM-SHA-512",
    ),
    "a wrong user": ("sasl_plaintext", lambda *_: {"kafka_user": "nobody"}, "LAGEBILD_KAFKA_USER=nobody"),
    "a mechanism that is not offered": (
        "sasl_plaintext",
        lambda *_: {"kafka_mechanism": "PLAIN"},
        "does not take LAGEBILD_KAFKA_MECHANISM=PLAIN",
    ),
    "no certificate of our own": (
        "tls",
        lambda *_: {"kafka_cert": "", "kafka_key": ""},
        "does not take our certificate (tlsv13 alert certificate required): see LAGEBILD_KAFKA_CERT",
    ),
    "a certificate that somebody else issued": ("tls", other_client, "does not take our certificate"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_one_line_that_names_the_setting(secured: SecuredBroker, case: str, tmp_path: Path) -> None:
    security, change, expected = REFUSED[case]
    settings = secured.settings(security, connect_limit_s=60.0, **change(secured, tmp_path))
    began = time.monotonic()
    done = lagebild("topics", settings=settings)
    assert time.monotonic() - began < 60
    assert (done.returncode, done.stdout) == (1, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("lagebild: Kafka at ")
    assert expected in line
    assert TELLTALE not in line


@pytest.mark.parametrize(
    "command", ["tail articles.raw", "audit", "worker --role enrich", "feed -", "replay --code not-json"]
)
def test_every_command_ends_with_that_line(secured: SecuredBroker, command: str, tmp_path: Path) -> None:
    settings = secured.settings(kafka_password=f"{TELLTALE}-wrong", data=str(tmp_path))
    done = lagebild(*command.split(), settings=settings, stdin=b'{"body": "Moskau"}\n')
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"lagebild: Kafka at {HOST}:{secured.ports['sasl_tls']} does not let ")
    assert TELLTALE.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["topics", "tail articles.raw", "audit"])
def test_a_broker_that_names_another_host_for_itself_is_one_line(secured: SecuredBroker, command: str) -> None:
    brokers = f"{HOST}:{secured.misnamed_port}"
    settings = Settings(brokers=brokers, kafka_security="tls", kafka_ca=str(secured.authority.ca), connect_limit_s=8.0)
    done = lagebild(*command.split(), settings=settings)
    assert (done.returncode, done.stdout) == (1, b"")
    (line,) = done.stderr.decode().splitlines()
    assert "Hostname mismatch, certificate is not valid for 'localhost'" in line


@pytest.mark.parametrize("security", ["plaintext", "tls"])
def test_a_listener_of_another_kind_is_asked_after_at_the_limit(secured: SecuredBroker, security: str) -> None:
    brokers = f"{HOST}:{secured.ports['sasl_plaintext']}"
    settings = Settings(brokers=brokers, kafka_security=security, connect_limit_s=4.0)
    done = lagebild("topics", settings=settings)
    assert done.returncode == 1
    *_waiting, line = done.stderr.decode().splitlines()
    assert line.startswith("lagebild: no Kafka at ")
    assert f"does LAGEBILD_KAFKA_SECURITY={security} fit its listener?" in line


@pytest.mark.parametrize(
    ("mechanism", "changes"), [("SCRAM-SHA-256", {}), ("PLAIN", {"kafka_password": PLAIN_PASSWORD})]
)
def test_other_mechanisms_are_let_in(
    secured: SecuredBroker, mechanism: str, changes: dict[str, Any], topic_prefix: str
) -> None:
    grant(secured.broker.bootstrap, topic_prefix)
    settings = secured.settings(kafka_mechanism=mechanism, topic_prefix=topic_prefix, **changes)
    done = lagebild("topics", settings=settings)
    assert done.returncode == 0, done.stderr
