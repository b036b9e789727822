"""What the command line says of itself, and how it fails."""

import re
from pathlib import Path

import pytest

from streams.cli import COMMANDS
from tests.cli.running import lagebild

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_an_example(name: str) -> None:
    result = lagebild(name, "--help")
    assert result.returncode == 0
    assert re.search(rf"(?m)Examples?:\n +.*lagebild.* {name}|LAGEBILD_\w+=\S+ lagebild {name}", result.stdout.decode())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"| `lagebild {name}` |" in README


def test_an_unknown_command_is_a_usage_error() -> None:
    assert lagebild("dance").returncode == 2


def test_a_bad_setting_is_one_line_and_a_usage_error() -> None:
    result = lagebild("settings", LAGEBILD_BATCH_SIZE="many")
    assert result.returncode == 2
    assert result.stderr.decode().splitlines() == ["lagebild: LAGEBILD_BATCH_SIZE='many': must be a whole number"]


@pytest.mark.parametrize(
    "command", [["topics"], ["audit"], ["feed", "-"], ["tail", "articles.raw"], ["worker", "--role", "enrich"]]
)
def test_a_broker_that_is_away_is_one_line_and_status_1(command: list[str]) -> None:
    result = lagebild(*command, stdin=b'{"body": "a"}', LAGEBILD_BROKERS="127.0.0.1:1", LAGEBILD_CONNECT_LIMIT_S="1")
    assert result.returncode == 1
    *notices, last = result.stderr.decode().splitlines()
    assert "127.0.0.1:1" in last
    assert "Traceback" not in "".join(notices)


def test_settings_in_a_pipe_are_json_lines() -> None:
    result = lagebild("settings", LAGEBILD_BATCH_SIZE="12")
    lines = [line for line in result.stdout.decode().splitlines() if '"LAGEBILD_BATCH_SIZE"' in line]
    assert '"value":12,"default":128' in lines[0]


def test_a_secret_is_not_shown() -> None:
    result = lagebild("settings", LAGEBILD_WEB_TOKEN="open sesame")
    assert b"open sesame" not in result.stdout
    assert b'"setting":"LAGEBILD_WEB_TOKEN","value":"***"' in result.stdout
