"""The Dockerfile, without a Docker daemon."""

import re

from tests.deploy.files import DEPLOY, ROOT, run, tool

DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def test_hadolint_has_nothing_to_say() -> None:
    checked = run(tool("hadolint"), "--no-color", "deploy/Dockerfile")
    assert (checked.returncode, checked.stdout) == (0, "")


def test_every_file_that_is_copied_is_there_and_reaches_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [
        line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from=" not in line
    ]
    sources = {source for line in copied for source in line}
    assert sources >= {"requirements.lock", "pyproject.toml", "LICENSE", "NOTICE", "streams"}
    assert "*" in ignored
    assert {source for source in sources if f"!{source}" not in ignored} == set()
    assert {source for source in sources if not (ROOT / source).exists()} == set()


def test_the_image_runs_as_a_numbered_user_that_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", LAST_STAGE, re.MULTILINE)
    assert users == ["10001:10001"]
    assert "--uid 10001" in LAST_STAGE


def test_every_requirement_is_fetched_by_its_hash() -> None:
    online = [
        line
        for line in DOCKERFILE.splitlines()
        if re.search(r"pip (install|wheel) ", line) and "--no-index" not in line
    ]
    assert len(online) == 1
    assert "--require-hashes" in online[0]
    assert "--requirement requirements.lock" in online[0]


def test_the_image_ends_on_the_signal_that_workers_end_on() -> None:
    assert "\nSTOPSIGNAL SIGTERM\n" in LAST_STAGE
    assert re.search(r'^ENTRYPOINT \["lagebild"\]$', LAST_STAGE, re.MULTILINE), "a shell would swallow the signal"
