"""The sample wire: what `lagebild demo` feeds, so that something happens without a wire of one's own."""

from pathlib import Path

WIRE = "Lagebild sample wire"
"""The source of the dispatches that do not name one."""


def sample_files() -> list[Path]:
    """Its files, to be fed with `WIRE` as the default source."""
    folder = Path(__file__).parent
    return sorted([*folder.glob("*.txt"), *folder.glob("*.jsonl")])
