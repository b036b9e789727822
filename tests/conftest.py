"""Fixtures for all tests: the real broker, and what runs on it."""

from typing import Any

NOT_CHECKED = "NOT CHECKED"
"""How the reason of a skipped test begins that leaves a shipped file unchecked: it is said aloud, once."""

pytest_plugins = ["tests.kafka", "tests.pipeline"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each tool that was missing, also where the reasons of skipped tests are not shown."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    for reason in sorted(reason.removeprefix("Skipped: ") for reason in reasons if NOT_CHECKED in reason):
        terminalreporter.write_line(reason, yellow=True, bold=True)
