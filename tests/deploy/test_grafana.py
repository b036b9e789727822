"""The dashboard and the alerting rules."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from deploy.grafana import build
from tests.deploy.files import DEPLOY, ROOT, fetched, run
from tests.deploy.metrics import SCRAPED, exposed

FOLDER = DEPLOY / "grafana"
RULES = yaml.safe_load((FOLDER / "rules.yaml").read_text("utf-8"))["groups"][0]["rules"]
CASES = yaml.safe_load((FOLDER / "rules.test.yaml").read_text("utf-8"))["tests"]


def expressions() -> Iterator[str]:
    for row in build.ROWS.values():
        for graph in row:
            yield from graph.queries
    for rule in RULES:
        yield rule["expr"]


def unknown(expression: str) -> set[str]:
    """Metrics and labels of an expression that the code does not expose."""
    known = exposed()
    bare = re.sub(r'"[^"]*"', '""', expression)
    metrics = set(re.findall(r"\b(?:lagebild|process)_\w+", bare))
    labels = {label for inside in re.findall(r"\{(.*?)\}", bare) for label in re.findall(r"(\w+)\s*[=!]", inside)}
    labels |= {label.strip() for inside in re.findall(r"\b(?:by|on) \((.*?)\)", bare) for label in inside.split(",")}
    there = SCRAPED.union(*(known[metric] for metric in metrics if metric in known))
    return (metrics - set(known)) | (labels - there)


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_metric_and_label_that_is_asked_for_exists(expression: str) -> None:
    assert unknown(expression) == set()


def test_a_metric_or_label_that_does_not_exist_is_noticed() -> None:
    wrong = 'sum by (code, outcome) (rate(lagebild_outcome_total[5m])) + lagebild_ready{partition="0"}'
    assert unknown(wrong) == {"lagebild_outcome_total", "code", "outcome", "partition"}
    assert unknown('sum by (outcome) (rate(lagebild_outcomes_total{outcome!="enriched"}[5m]))') == set()


def test_every_metric_of_ours_is_on_the_dashboard_or_in_a_rule() -> None:
    """But those that say the same as one that is there."""
    same = {
        "lagebild_throughput_articles_per_second",
        "lagebild_rejected_articles_total",
        "lagebild_view_articles_total",
    }
    named = set(re.findall(r"\blagebild_\w+", " ".join(expressions())))
    ours = {name for name in exposed() if name.startswith("lagebild_") and not name.endswith(("_sum", "_count"))}
    assert ours - named == same


def test_the_dashboard_is_what_its_program_builds() -> None:
    assert build.FILE.read_text("utf-8") == build.build(), "python -m deploy.grafana.build"


def test_panels_have_their_own_ids_a_datasource_and_a_description() -> None:
    panels: list[dict[str, Any]] = json.loads(build.build())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${datasource}"
            assert panel["description"].endswith(".")
            letters = [target["refId"] for target in panel["targets"]]
            assert letters == sorted(set(letters)) and "" not in letters


def test_promtool_accepts_the_rules() -> None:
    checked = run(fetched("promtool"), "check", "rules", "--lint=all", "--lint-fatal", "deploy/grafana/rules.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_rules_fire_and_are_silent_as_their_unit_tests_say() -> None:
    checked = run(fetched("promtool"), "test", "rules", "deploy/grafana/rules.test.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_rule_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    cases = [case for test in CASES for case in test["alert_rule_test"]]
    names = {rule["alert"] for rule in RULES}
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == names
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == names


def test_operators_can_read_what_every_alert_means() -> None:
    page = (ROOT / "docs" / "operate.md").read_text("utf-8")
    assert re.findall(r"^\| `(Lagebild\w+)` \|", page, re.M) == [rule["alert"] for rule in RULES]
