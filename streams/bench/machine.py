"""What a figure needs to be told with: the machine, the date, the versions."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from streams.broker import distribution

PACKAGES = ("lagebild", "faust-streaming", "aiokafka", "kafka-python", "spacy", "numpy", "quixstreams", "bytewax")


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0))


def circumstances() -> dict[str, Any]:
    """To be asked for before anything is measured: the load is that of others."""
    return {"date": today(), "machine": machine(), "versions": versions()}


def machine() -> dict[str, Any]:
    return {
        "processor": _field("/proc/cpuinfo", "model name"),
        "cores": cores(),
        "memory_mb": int(_field("/proc/meminfo", "MemTotal").split()[0]) // 1024,
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "kafka": distribution.VERSION}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def today() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"
