"""What an event line may say: PLOVER's categories and modes, the modalities, and what a plan is coded as."""

import tomllib
from functools import cache
from importlib.resources import files

MODALITIES = {"neg": "negated", "hyp": "hypothetical", "fut": "future", "hist": "historical"}
"""Flag -> modality; an event without such a flag is asserted."""
ASSERTED = "asserted"
ANNOUNCED_AS = {
    **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID"), "AGREE"),
    **dict.fromkeys(("SANCTION", "COERCE", "ASSAULT", "MOBILIZE"), "THREATEN"),
}
"""Categories that are never `future`, and the one that their plan is."""


@cache
def modes() -> dict[str, tuple[str, ...]]:
    """Category -> its modes, in the order of `plover.toml`: the project has one list of them."""
    table = tomllib.loads((files("streams") / "events/plover.toml").read_text("utf-8"))
    return {category: tuple(row.get("modes", ())) for category, row in table.items()}
