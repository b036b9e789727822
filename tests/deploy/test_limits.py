"""What is deployed is bounded, pinned, and says what is not."""

import re
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY, ROOT, UNITS, compose, unit

README = (DEPLOY / "README.md").read_text("utf-8")
TRAINING = sorted((ROOT / "training").glob("**/requirements.txt"))


def test_every_service_has_a_limit_of_cpus() -> None:
    for name, service in compose()["services"].items():
        assert 0 < float(service["cpus"]) <= 2, name


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_every_unit_has_a_limit_of_cpus(path: Path) -> None:
    assert 100 <= int(dict(unit(path))["CPUQuota"].removesuffix("%")) <= 400


def test_the_foreign_images_can_be_named_by_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = {"KAFKA_IMAGE": "apache/kafka:4.3.0@sha256:" + 64 * "a"}
    pinned["PYTHON_IMAGE"] = "python:3.11-slim@sha256:" + 64 * "b"
    for name, image in pinned.items():
        assert f"{name}={image.partition('@')[0]}@sha256:" in README
        monkeypatch.setenv(name, image)
    services = compose()["services"]
    assert services["kafka"]["image"] == pinned["KAFKA_IMAGE"]
    for name in ("topics", "enrich", "view"):
        assert services[name]["build"]["args"]["PYTHON"] == pinned["PYTHON_IMAGE"]
    bases = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert set(bases) == {"${PYTHON}"}


def test_a_host_with_systemd_gets_every_wheel_by_its_hash_and_no_test_tool() -> None:
    commands = [
        line.partition("/bin/pip ")[2] for line in README.splitlines() if line.startswith("/opt/lagebild/bin/pip ")
    ]
    online = [command for command in commands if "--no-index" not in command]
    assert online == ["wheel --require-hashes --no-deps --wheel-dir wheels -r requirements.lock"]
    installed = [command for command in commands if command.startswith("install ")]
    assert installed == ["install --no-index --find-links wheels lagebild"]


def test_what_the_training_installs_is_fetched_by_its_hash() -> None:
    assert len(TRAINING) == 2
    for path in TRAINING:
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
        packages = [line for line in lines if not line.startswith(" ")]
        assert all("==" in line and line.endswith("\\") for line in packages), path
        assert sum("--hash=sha256:" in line for line in lines) >= len(packages), path
    installs = [line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "pip install" in line]
    assert [line for line in installs if "--require-hashes" not in line and "--no-deps" not in line] == []


@pytest.mark.parametrize("path", TRAINING, ids=lambda path: path.parent.name)
def test_what_the_training_asks_for_is_what_is_pinned(path: Path) -> None:
    asked = [line.strip() for line in path.with_suffix(".in").read_text("utf-8").splitlines() if "==" in line]
    pinned = path.read_text("utf-8").lower()
    assert [line for line in asked if f"{line.lower()} " not in pinned] == []


def test_the_compose_file_says_that_its_kafka_asks_nobody_who_they_are() -> None:
    listeners = compose()["services"]["kafka"]["environment"]["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"]
    assert "PLAINTEXT" in listeners
    assert "THIS KAFKA ASKS NOBODY WHO THEY ARE" in (DEPLOY / "compose.yaml").read_text("utf-8")
    assert "**This Kafka asks nobody who they are.**" in README
