"""The systemd units."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from streams.settings import Settings, from_environment
from streams.web.gate import OTHER_DESCRIPTORS
from tests.deploy.files import DEPLOY, UNITS, run, unit

ENRICH = DEPLOY / "systemd" / "lagebild-enrich@.service"
PROGRAM = "/opt/lagebild/bin/lagebild"
EXPOSURE_LIMIT = 20
"""In tenths of systemd's scale, where 0 is locked up and 100 is anything goes."""

each_unit = pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)


@pytest.fixture
def installed(tmp_path: Path) -> list[str]:
    """The units with a program that exists, the template as an instance: what systemd-analyze can look at."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for path in UNITS:
        text = path.read_text("utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / path.name.replace("@", "@1")).write_text(text, "utf-8")
    return sorted(str(path) for path in tmp_path.iterdir())


def test_there_is_a_unit_a_role() -> None:
    starts = {path.name: dict(unit(path))["ExecStart"] for path in UNITS}
    assert set(starts) == {"lagebild-enrich@.service", "lagebild-view.service"}
    assert f"{PROGRAM} worker --role enrich" in starts["lagebild-enrich@.service"]
    assert starts["lagebild-view.service"] == f"{PROGRAM} worker --role view"


def test_systemd_accepts_the_units(installed: list[str]) -> None:
    checked = run("systemd-analyze", "verify", "--man=no", *installed)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_systemd_finds_the_units_well_confined(installed: list[str]) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_LIMIT}", "--no-pager"]
    assert [path for path in installed if run(*command, path).returncode] == []


@pytest.mark.parametrize("instance", [0, 2])
def test_each_enrich_instance_has_a_port_of_its_own(instance: int) -> None:
    start = dict(unit(ENRICH))["ExecStart"]
    shell, script = start.split(" -c ")
    shown = script.strip("'").replace("$$", "$").replace("%i", str(instance))
    shown = shown.replace(f"{PROGRAM} worker --role enrich", "printenv LAGEBILD_ENRICH_PORT")
    told = subprocess.run([shell, "-c", shown], capture_output=True, text=True, check=True)
    assert int(told.stdout) == Settings().enrich_port + instance


def test_each_enrich_instance_has_a_folder_of_its_own() -> None:
    options = dict(unit(ENRICH))
    assert options["StateDirectory"] == "lagebild/enrich-%i"
    assert options["WorkingDirectory"] == "%S/lagebild/enrich-%i"


@each_unit
def test_a_unit_restarts_its_worker_and_gives_it_time_to_end(path: Path) -> None:
    options = dict(unit(path))
    assert (options["Restart"], options["KillSignal"]) == ("always", "SIGTERM")
    assert int(options["TimeoutStopSec"]) >= 30
    assert int(options["TimeoutStartSec"]) > Settings().connect_limit_s, "the topics are made before the worker starts"


@each_unit
def test_a_unit_gives_its_worker_no_more_than_it_needs(path: Path) -> None:
    wanted = {
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("CapabilityBoundingSet", ""),
        ("EnvironmentFile", "/etc/lagebild/lagebild.env"),
    }
    assert wanted - set(unit(path)) == set()


def test_all_analysis_processes_at_their_limit_fit_the_unit() -> None:
    """An article that asks for too much must meet its own limit first: only then it counts as poison."""
    options = dict(unit(ENRICH))
    given = dict(pair.split("=") for pair in options["Environment"].split())
    settings = from_environment(given)
    assert settings.pool_size > 0, "one process a core would have no bound"
    assert settings.worker_memory_mb(settings.pool_size) < int(options["MemoryMax"].removesuffix("M"))
    assert options["OOMPolicy"] == "continue"


@each_unit
def test_a_unit_may_open_as_many_files_as_its_connections_need(path: Path) -> None:
    assert int(dict(unit(path))["LimitNOFILE"]) >= 2 * Settings().web_connections + OTHER_DESCRIPTORS
