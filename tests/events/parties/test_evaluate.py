"""Actor strings with a date, written before the resolver."""

from pathlib import Path

from streams.events.parties.evaluate import evaluate_actors
from streams.knowledge import Knowledge

GOLD = Path(__file__).parents[1] / "gold" / "actors.jsonl"


def test_country_and_sector_of_actor_strings_are_right(knowledge: Knowledge) -> None:
    report = evaluate_actors(GOLD, knowledge)
    assert report["all"]["actors"] == 150
    assert report["all"]["country"] >= 0.90, report["wrong"]
    assert report["all"]["sector"] >= 0.80, report["wrong"]
