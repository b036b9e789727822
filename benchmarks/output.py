"""How every benchmark says its figures: JSON on standard output, and in the file that `--json` names."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def add_json_option(parser: ArgumentParser) -> None:
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures go there too")


def write(figures: Mapping[str, Any], file: Path | None) -> None:
    text = json.dumps(figures, indent=1) + "\n"
    if file is not None:
        file.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
