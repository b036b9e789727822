"""What is set for Kafka goes together, or is one line that names the variable."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth

from streams.errors import ConfigurationError
from streams.security import client_options, faust_credentials
from streams.settings import Settings, from_environment
from tests.cli.running import lagebild
from tests.security.certificates import Authority
from tests.security.conftest import PASSWORD, USER

AT = {"LAGEBILD_BROKERS": "kafka.example:9093"}
LOGIN = {"LAGEBILD_KAFKA_USER": USER, "LAGEBILD_KAFKA_PASSWORD": PASSWORD}
SASL_TLS = AT | {"LAGEBILD_KAFKA_SECURITY": "sasl_tls"}
TLS = AT | {"LAGEBILD_KAFKA_SECURITY": "tls"}
WRONG = [
    ("LAGEBILD_BROKERS", {"LAGEBILD_BROKERS": f"{USER}:{PASSWORD}@kafka.example:9092"}),
    ("LAGEBILD_BROKERS", {"LAGEBILD_BROKERS": f"kafka://{USER}:{PASSWORD}@kafka.example:9092"}),
    ("LAGEBILD_BROKERS", {"LAGEBILD_BROKERS": "SASL_SSL://kafka.example:9092"}),
    ("LAGEBILD_BROKERS", {"LAGEBILD_KAFKA_SECURITY": "tls"}),
    ("LAGEBILD_KAFKA_SECURITY", AT | {"LAGEBILD_KAFKA_SECURITY": "ssl"}),
    ("LAGEBILD_KAFKA_MECHANISM", SASL_TLS | LOGIN | {"LAGEBILD_KAFKA_MECHANISM": "GSSAPI"}),
    ("LAGEBILD_KAFKA_CA", AT | {"LAGEBILD_KAFKA_CA": "ca.pem"}),
    ("LAGEBILD_KAFKA_CERT", AT | {"LAGEBILD_KAFKA_CERT": "cert.pem", "LAGEBILD_KAFKA_KEY": "key.pem"}),
    ("LAGEBILD_KAFKA_KEY", TLS | {"LAGEBILD_KAFKA_CERT": "cert.pem"}),
    ("LAGEBILD_KAFKA_CERT", TLS | {"LAGEBILD_KAFKA_KEY": "key.pem"}),
    ("LAGEBILD_KAFKA_USER", TLS | LOGIN),
    ("LAGEBILD_KAFKA_PASSWORD", AT | {"LAGEBILD_KAFKA_PASSWORD": PASSWORD}),
    ("LAGEBILD_KAFKA_PASSWORD_FILE", AT | {"LAGEBILD_KAFKA_PASSWORD_FILE": "password"}),
    ("LAGEBILD_KAFKA_USER", SASL_TLS | {"LAGEBILD_KAFKA_PASSWORD": PASSWORD}),
    ("LAGEBILD_KAFKA_USER", SASL_TLS | LOGIN | {"LAGEBILD_KAFKA_USER": "a=b"}),
    ("LAGEBILD_KAFKA_PASSWORD", SASL_TLS | {"LAGEBILD_KAFKA_USER": USER}),
    ("LAGEBILD_KAFKA_PASSWORD", SASL_TLS | LOGIN | {"LAGEBILD_KAFKA_PASSWORD_FILE": "password"}),
]


@pytest.mark.parametrize(("variable", "environment"), WRONG)
def test_what_does_not_go_together_is_one_line_that_quotes_no_secret(
    variable: str, environment: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        from_environment(environment)
    message = str(caught.value)
    assert message.startswith((f"{variable} ", f"{variable}="))
    assert "\n" not in message
    assert PASSWORD not in message


def test_a_password_in_the_address_of_the_brokers_is_a_usage_error() -> None:
    done = lagebild("tail", "articles.raw", "--brokers", f"{USER}:{PASSWORD}@kafka.example:9092")
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("lagebild: LAGEBILD_BROKERS holds a user")
    assert PASSWORD not in line


def sasl(folder: Path, **changes: Any) -> Settings:
    right: dict[str, Any] = {"brokers": "kafka.example:9093", "kafka_security": "sasl_tls", "kafka_user": USER}
    right |= {"kafka_ca": str(Authority(folder, "authority").ca), "kafka_password": PASSWORD}
    return Settings(**right | changes)


def test_certificates_and_host_names_are_always_checked(tmp_path: Path) -> None:
    context = client_options(sasl(tmp_path))["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_without_a_ca_the_system_s_certificates_count(tmp_path: Path) -> None:
    named = client_options(sasl(tmp_path))["ssl_context"]
    assert [entry["subject"][0][0][1] for entry in named.get_ca_certs()] == ["authority"]
    system = client_options(sasl(tmp_path, kafka_ca=""))["ssl_context"]
    assert system.get_ca_certs() == ssl.create_default_context().get_ca_certs()


@pytest.mark.parametrize("security", ["plaintext", "sasl_tls"])
def test_faust_is_told_what_the_other_clients_are_told(tmp_path: Path, security: str) -> None:
    settings = sasl(tmp_path) if security == "sasl_tls" else Settings(brokers="kafka.example:9092")
    ours = client_options(settings)
    fausts = dict(credentials_to_aiokafka_auth(faust_credentials(settings)))
    assert ours.pop("bootstrap_servers") == settings.brokers.split(",")
    assert (ours.pop("ssl_context", None) is None) == (fausts.pop("ssl_context", None) is None)
    assert fausts == ours
    assert PASSWORD not in repr(faust_credentials(settings))


def test_a_line_end_after_the_password_is_not_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes(f" {PASSWORD} \r\n".encode())
    settings = sasl(tmp_path, kafka_password="", kafka_password_file=str(file))
    assert client_options(settings)["sasl_plain_password"] == f" {PASSWORD} "


def file_of(folder: Path, content: bytes) -> str:
    (folder / "file").write_bytes(content)
    return str(folder / "file")


@pytest.mark.parametrize("name", ["kafka_ca", "kafka_cert", "kafka_key", "kafka_password_file"])
@pytest.mark.parametrize("kind", ["missing", "a folder", "empty", "not UTF-8", "something else"])
def test_a_file_of_no_use_is_one_line_that_names_its_setting(tmp_path: Path, name: str, kind: str) -> None:
    pair = Authority(tmp_path, "authority").issue("client")
    contents = {"empty": b"", "not UTF-8": b"\xff", "something else": b"Pa55word\nof somebody"}
    path = str(tmp_path / "none") if kind == "missing" else str(tmp_path)
    path = file_of(tmp_path, contents[kind]) if kind in contents else path
    changes = {"kafka_cert": str(pair.certificate), "kafka_key": str(pair.key), name: path}
    if name == "kafka_password_file":
        changes["kafka_password"] = ""
    settings = sasl(tmp_path, **changes)
    with pytest.raises(ConfigurationError) as caught:
        client_options(settings)
    message = str(caught.value)
    assert f"LAGEBILD_{name.upper()}={path}" in message
    assert "\n" not in message
    assert "Pa55word" not in message
