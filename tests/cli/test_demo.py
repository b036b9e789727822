"""`lagebild demo`: everything on this machine, and nothing left of it afterwards."""

import signal
import socket
import subprocess
from pathlib import Path

from streams.broker.node import free_port
from streams.settings import Settings
from tests.cli.running import COMMAND, environment, lagebild
from tests.wire import wait_until


def settings_in(folder: Path, **changes: object) -> Settings:
    ports = {"broker_port": free_port(), "web_port": free_port(), "enrich_port": free_port()}
    return Settings(data=str(folder), pool_size=1, **{**ports, **changes})  # type: ignore[arg-type]


def processes_of(folder: Path) -> list[str]:
    """Command lines of processes that have to do with the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            variables = (entry / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command or str(folder) in variables:
            found.append(command[:100])
    return found


def test_once_ends_by_itself_when_the_sample_wire_is_audited(tmp_path: Path) -> None:
    result = lagebild("demo", "--once", settings=settings_in(tmp_path), limit_s=180)
    output = result.stdout.decode()
    assert result.returncode == 0, output + result.stderr.decode()
    assert "articles.enriched: what was enriched" in output
    assert "embargoed" in output
    assert "0  pending" in output
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700
    wait_until(lambda: processes_of(tmp_path) == [], 20, lambda: str(processes_of(tmp_path)))


def test_term_ends_every_process_it_started(tmp_path: Path) -> None:
    log = tmp_path / "demo.log"
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [*COMMAND, "demo"], env=environment(settings_in(tmp_path)), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: "The web view: http://127.0.0.1:" in log.read_text(), 150, log.read_text)
        assert len(processes_of(tmp_path)) > 3
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(60) == 0
    finally:
        demo.kill()
        demo.wait()
    wait_until(lambda: processes_of(tmp_path) == [], 20, lambda: str(processes_of(tmp_path)))


def test_a_port_in_use_is_one_line_that_names_the_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = lagebild("demo", "--once", settings=settings_in(tmp_path, web_port=taken.getsockname()[1]))
    (line,) = result.stderr.decode().splitlines()
    assert "LAGEBILD_WEB_PORT" in line
    assert result.returncode == 2
