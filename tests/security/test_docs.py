"""The table of who can write where speaks of things that are there, and of every topic."""

import re
from dataclasses import fields
from pathlib import Path

from streams.settings import Settings, variable
from streams.topics import wanted_topics

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")


def threats() -> list[list[str]]:
    """Who, what it allows and what bounds it, of each line of the table."""
    section = TEXT.partition("## Who can write where")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_threat_says_who_what_it_allows_and_what_bounds_it() -> None:
    assert len(threats()) >= 8
    assert all(len(cells) == 3 and all(cells) for cells in threats())


def test_every_topic_has_somebody_who_can_write_it() -> None:
    who = " ".join(cells[0] for cells in threats())
    assert [topic.name for topic in wanted_topics(Settings()) if f"`{topic.name}`" not in who] == []


def test_every_setting_and_file_that_is_named_is_there() -> None:
    known = {variable(field.name) for field in fields(Settings)}
    assert set(re.findall(r"LAGEBILD_[A-Z0-9_]*[A-Z0-9]", TEXT)) - known == set()
    named = re.findall(r"`((?:streams|tests|deploy)/[^` ]+)`|\]\(([^)]+)\)", TEXT)
    missing = [path or link for path, link in named if not (ROOT / path if path else ROOT / "docs" / link).exists()]
    assert missing == []
