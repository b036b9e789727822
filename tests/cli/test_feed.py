"""`lagebild feed` as a process, into a real Apache Kafka."""

import gzip
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from streams.feeds.sample import sample_files
from tests.feeds.badserver import bad_server, page, silent
from tests.feeds.slow import slow_archive

TEXT = "22. Oktober 2024\n\nPolitik\n\nRom einig\n\nRom (dpa) - Italien hat sich geeinigt.\n"
LINE = b'{"id": "a:1", "body": "Moskau"}\n'


@pytest.fixture
def environment(broker, topic_prefix) -> dict[str, str]:
    return {"LAGEBILD_BROKERS": broker.bootstrap, "LAGEBILD_TOPIC_PREFIX": topic_prefix}


def run(*arguments: object, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", "feed", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **variables},
    )


@pytest.fixture
def feed(environment):
    return partial(run, **environment)


@pytest.mark.broker
def test_a_mixed_folder_is_fed_with_one_command(feed, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(LINE * 3))
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d.json").write_bytes(b"[" + LINE + b"]")
    done = feed(tmp_path)
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr.splitlines() == ["5 read, 5 sent, 0 refused"]


@pytest.mark.broker
def test_the_counts_come_as_json_too(feed, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE + b'{"body":"' + b"x" * 20_000 + b'"}\n')
    done = feed(tmp_path / "a.jsonl", "--json", "--raw-limit-bytes", 10_000, LAGEBILD_TEXT_LIMIT_BYTES="9000")
    counts = json.loads(done.stdout)
    assert done.returncode == 0
    assert (counts["read"], counts["sent"], counts["unreadable"]) == (2, 1, 0)
    assert counts["refused"][0]["where"] == f"{tmp_path / 'a.jsonl'}:2"
    assert f"refused {tmp_path / 'a.jsonl'}:2: " in done.stderr


@pytest.mark.broker
def test_standard_input_is_fed(feed):
    done = feed("-", "--json", stdin=LINE.decode() * 2)
    assert json.loads(done.stdout)["sent"] == 2


@pytest.mark.broker
def test_the_sample_wire_is_fed(feed):
    done = feed(*sample_files(), "--json", "--source", "Lagebild sample wire")
    assert json.loads(done.stdout) == {
        "read": 44,
        "sent": 44,
        "refused": [],
        "unreadable": 0,
        "overrun": 0,
        "notes": [],
    }


@pytest.mark.broker
def test_a_source_that_cannot_be_read_to_its_end_keeps_what_was_read(feed, tmp_path):
    lines = b"".join(b'{"id": "a:%d", "body": "Text number %d"}\n' % (n, n) for n in range(20_000))
    packed = gzip.compress(lines)
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    done = feed(tmp_path / "cut.jsonl.gz", "--json")
    counts = json.loads(done.stdout)
    assert done.returncode == 1
    assert counts["sent"] == counts["read"] > 5_000
    assert counts["unreadable"] == 1
    (line,) = done.stderr.splitlines()
    assert "cut.jsonl.gz" in line and "cut short" in line


def test_no_source_and_a_source_that_is_not_there_are_usage_errors():
    for arguments in ([], ["nowhere.txt"]):
        done = run(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_the_help_teaches_with_an_example():
    done = run("--help")
    assert done.returncode == 0
    assert "lagebild feed dispatches/ archive.jsonl.xz" in done.stdout


def test_a_broker_that_is_away_is_one_line_and_exit_1(unused_tcp_port, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE)
    done = run(str(tmp_path / "a.jsonl"), "--connect-limit-s", "4", LAGEBILD_BROKERS=f"127.0.0.1:{unused_tcp_port}")
    assert done.returncode == 1
    waiting, error = done.stderr.splitlines()
    assert waiting.startswith("waiting for Kafka")
    assert error.startswith("lagebild: no Kafka")


@pytest.mark.broker
def test_a_terminal_sees_a_progress_bar(environment, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINE * 2_000)
    terminal, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "streams.cli", "feed", str(tmp_path / "a.jsonl")],
        stdin=child,
        stdout=child,
        stderr=child,
        env={**os.environ, **environment, "TERM": "xterm"},
    )
    os.close(child)
    shown = b""
    while chunk := _read(terminal):
        shown += chunk
    os.close(terminal)
    assert process.wait(timeout=60) == 0
    assert b"2000 read, 2000 sent" in shown
    assert b"64.0/64.0 kB" in shown


RSS = b"<rss version='2.0'><channel><title>D</title><item><guid>urn:1</guid><title>T</title></item></channel></rss>"


@pytest.mark.broker
def test_a_web_feed_is_fed_where_its_address_is_allowed(feed):
    with bad_server() as server:
        server.answers["/feed"] = page(RSS)
        refused = feed(server.url("/feed"), "--json")
        allowed = feed(server.url("/feed"), "--json", "--private-addresses")
    assert refused.returncode == 1
    assert "private network" in refused.stderr and "--private-addresses" in refused.stderr
    assert json.loads(allowed.stdout)["sent"] == 1


@pytest.mark.broker
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_following_goes_on_until_it_is_told_to_end_and_then_counts(environment, tmp_path, ending):
    with bad_server() as server:
        server.answers["/feed"] = page(RSS)
        (tmp_path / "feeds.txt").write_text(f"# two addresses\n{server.url('/feed')}\n{server.url('/missing')}\n")
        command = ["feed", "--follow", "--interval", "1", "--private-addresses", "--json", str(tmp_path / "feeds.txt")]
        process = subprocess.Popen(
            [sys.executable, "-m", "streams.cli", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment, "LAGEBILD_DATA": str(tmp_path)},
            text=True,
        )
        wait_for(lambda: sum(path == "/feed" for path, _ in server.seen) >= 2)
        process.send_signal(ending)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert json.loads(out)["sent"] == 1
    assert "404" in err and "next try in" in err


def test_only_addresses_and_lists_of_them_can_be_followed(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    done = run("--follow", tmp_path / "a.txt")
    assert done.returncode == 2
    assert "not an address of the web" in done.stderr


@pytest.mark.broker
def test_a_source_that_takes_too_long_is_counted_and_the_rest_is_fed(feed, tmp_path):
    (tmp_path / "a.warc").write_bytes(slow_archive())
    (tmp_path / "b.jsonl").write_bytes(LINE)
    done = feed(tmp_path, "--feed-cpu-limit-s", 1)
    assert done.returncode == 1
    refused, counts = done.stderr.splitlines()
    assert refused.startswith(f"refused {tmp_path / 'a.warc'}: reading it takes longer than 1 s")
    assert counts == "1 read, 1 sent, 1 refused, 1 took too long"


@pytest.mark.broker
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("way", ["hanging input", "silent server", "slow document", "followed", "followed and slow"])
def test_a_signal_ends_a_feed_within_five_seconds_whatever_holds_it(environment, tmp_path, way, number):
    (tmp_path / "a.warc").write_bytes(slow_archive())
    with bad_server() as server:
        server.answers["/silent"] = silent
        server.answers["/slow"] = page(slow_archive())
        arguments, held = {
            "hanging input": (["-"], lambda child: bool(parsers_of(child))),
            "silent server": ([server.url("/silent")], lambda child: bool(server.seen)),
            "slow document": ([str(tmp_path / "a.warc")], lambda child: any(map(busy, parsers_of(child)))),
            "followed": (["--follow", server.url("/silent")], lambda child: bool(server.seen)),
            "followed and slow": (["--follow", server.url("/slow")], lambda child: any(map(busy, parsers_of(child)))),
        }[way]
        with running(
            "--private-addresses",
            *arguments,
            env={**os.environ, **environment, "LAGEBILD_DATA": str(tmp_path), "LAGEBILD_FEED_CPU_LIMIT_S": "500"},
        ) as process:
            wait_for(lambda: held(process.pid))
            children = parsers_of(process.pid)
            begin = time.monotonic()
            process.send_signal(number)
            status = process.wait(timeout=30)
            assert time.monotonic() - begin < 5
            told = process.stderr.read().decode()
    assert status == (0 if "--follow" in arguments else 1)
    assert "read, " in told and "Traceback" not in told
    wait_for(lambda: not any(map(alive, children)))


@pytest.mark.parametrize("following", [[], ["--follow"]])
def test_a_signal_ends_a_feed_that_waits_for_a_silent_kafka(tmp_path, following):
    with socket.create_server(("127.0.0.1", 0)) as deaf, bad_server() as server:
        server.answers["/feed"] = page(RSS)
        with running(
            *following,
            server.url("/feed"),
            env={
                **os.environ,
                "LAGEBILD_BROKERS": f"127.0.0.1:{deaf.getsockname()[1]}",
                "LAGEBILD_DATA": str(tmp_path),
            },
        ) as process:
            deaf.settimeout(30)
            with deaf.accept()[0]:
                begin = time.monotonic()
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=30) == 1
            assert time.monotonic() - begin < 5
            assert "Traceback" not in process.stderr.read().decode()


@contextmanager
def running(*arguments: str, env: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A feed, killed where the test ends before it: a test that fails leaves nothing behind."""
    command = [sys.executable, "-m", "streams.cli", "feed", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def parsers_of(parent: int) -> list[int]:
    """Process ids of the parsers that a feed has started."""
    children = Path(f"/proc/{parent}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    return [child for child in found if b"streams.feeds.parser" in Path(f"/proc/{child}/cmdline").read_bytes()]


def busy(process: int) -> bool:
    """Whether it has computed for more than two seconds, of which its start is half a second."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK") > 2


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _read(terminal: int) -> bytes:
    """Empty at the end, which Linux tells as an error of input and output."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""
