"""What `deploy/` calls by name is there: settings, commands, roles."""

import re
from dataclasses import fields

from streams.settings import PREFIX, Settings, from_environment, variable
from tests.deploy.files import DEPLOY

FILES = {
    path: path.read_text("utf-8") for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.suffix != ".pyc"
}
COMMANDS = {
    *("demo", "broker", "topics", "worker", "feed", "tail"),
    *("enrich", "audit", "replay", "evaluate", "export", "bench", "settings"),
}


def test_every_setting_that_is_named_exists() -> None:
    known = {variable(field.name) for field in fields(Settings)}
    named = {name for text in FILES.values() for name in re.findall(rf"\b{PREFIX}[A-Z0-9_]*[A-Z0-9]", text)}
    assert len(named) > 5
    assert named - known == set()


def test_every_command_that_is_named_exists() -> None:
    called = {
        *(name for text in FILES.values() for name in re.findall(r"(?:bin/|`)lagebild ([a-z]+)", text)),
        *(name for text in FILES.values() for name in re.findall(r"run --rm (?:-T )?topics ([a-z]+)", text)),
    }
    assert called >= {"worker", "topics", "feed", "settings"}
    assert called - COMMANDS == set()


def test_the_example_environment_is_one_that_the_settings_accept() -> None:
    lines = FILES[DEPLOY / "systemd" / "lagebild.env.example"].splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    settings = from_environment({name: value for name, _, value in pairs})
    assert (settings.replication, settings.web_host) == (3, "127.0.0.1")
