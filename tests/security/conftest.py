"""Fixture: a real broker that wants certificates and passwords."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
    UserScramCredentialUpsertion,
)

from streams.broker import node
from streams.broker.server import Broker
from streams.security import PROTOCOLS
from streams.settings import Settings
from tests.security.certificates import Authority, Pair

USER = "desk"
PASSWORD = 'Pa55 "word" für $alle, 1=1'
"""With everything that a shell, a URL, a properties file or SCRAM might trip over."""
PLAIN_PASSWORD = "another-Pa55word"
MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256")
RIGHTS = {
    ResourceType.TOPIC: ("", "Read, Write, Describe, DescribeConfigs, Create"),
    ResourceType.GROUP: ("lagebild-", "Read, Describe"),
    ResourceType.TRANSACTIONAL_ID: ("lagebild-enrich-", "Write, Describe"),
}
"""All that the user may do, as docs/security.md has it: start of the names, after the topic prefix, and operations."""
_PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
_SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True)
class SecuredBroker:
    """`ports` by the value of `kafka_security`; the one for `tls` asks for a client's certificate."""

    broker: Broker
    authority: Authority
    client: Pair
    ports: dict[str, int]
    misnamed_port: int
    """TLS, for all; its broker calls itself `localhost` once one is connected."""

    def settings(self, security: str = "sasl_tls", **changes: Any) -> Settings:
        """Those with which a client gets in, then the changes."""
        right: dict[str, Any] = {"brokers": f"{node.HOST}:{self.ports[security]}"}
        if "tls" in security:
            right |= {"kafka_ca": str(self.authority.ca)}
        if security == "tls":
            right |= {"kafka_cert": str(self.client.certificate), "kafka_key": str(self.client.key)}
        if "sasl" in security:
            right |= {"kafka_user": USER, "kafka_password": PASSWORD}
        return Settings(kafka_security=security, **right | changes)


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredBroker]:
    """The certificates are for 127.0.0.1, and not for `localhost`."""
    folder = tmp_path_factory.mktemp("secured")
    authority = Authority(folder, "authority")
    server = authority.issue("server", address=node.HOST)
    ports = {security: node.free_port() for security in PROTOCOLS if security != "plaintext"}
    misnamed, plain = node.free_port(), node.free_port()
    listeners = [f"{PROTOCOLS[security]}://{node.HOST}:{port}" for security, port in ports.items()]
    advertised = [f"PLAINTEXT://{node.HOST}:{plain}", *listeners, f"MISNAMED://localhost:{misnamed}"]
    broker = Broker(
        folder / "broker",
        plain,
        listeners=[*listeners, f"MISNAMED://{node.HOST}:{misnamed}"],
        properties=_properties(authority, server) | {"advertised.listeners": ",".join(advertised)},
        start_limit_s=180.0,
    )
    with broker:
        for mechanism in MECHANISMS:
            _add_user(broker.bootstrap, mechanism)
        yield SecuredBroker(broker, authority, authority.issue("client"), ports, misnamed)


def _add_user(bootstrap: str, mechanism: str) -> None:
    """One mechanism a request: Kafka refuses to change a user twice in one."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    assert admin.alter_user_scram_credentials([UserScramCredentialUpsertion(USER, mechanism, PASSWORD)]) == {USER: None}
    admin.close()


def grant(bootstrap: str, prefix: str) -> None:
    """The `RIGHTS` to what belongs to the installation with this topic prefix."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    rules = [
        ACL(
            f"User:{USER}",
            "*",
            ACLOperation[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).upper()],
            ACLPermissionType.ALLOW,
            ResourcePattern(kind, prefix + start, ACLResourcePatternType.PREFIXED),
        )
        for kind, (start, operations) in RIGHTS.items()
        for operation in operations.split(", ")
    ]
    assert not admin.create_acls(rules)["failed"]
    admin.close()


def _properties(authority: Authority, server: Pair) -> dict[str, str]:
    mechanisms = ",".join(MECHANISMS)
    logins = {
        f"listener.name.{name}.scram-sha-{size}.sasl.jaas.config": f"{_SCRAM_LOGIN} required;"
        for name in ("sasl_ssl", "sasl_plaintext")
        for size in (256, 512)
    }
    return logins | {
        "listener.security.protocol.map": ",".join(
            ["CONTROLLER:PLAINTEXT", "MISNAMED:SSL", *(f"{name}:{name}" for name in PROTOCOLS.values())]
        ),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:CN=client",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(server.both),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.ca),
        "listener.name.ssl.ssl.client.auth": "required",
        "listener.name.sasl_plaintext.sasl.enabled.mechanisms": mechanisms,
        "listener.name.sasl_ssl.sasl.enabled.mechanisms": f"{mechanisms},PLAIN",
        "listener.name.sasl_ssl.plain.sasl.jaas.config": f'{_PLAIN_LOGIN} required user_{USER}="{PLAIN_PASSWORD}";',
    }
