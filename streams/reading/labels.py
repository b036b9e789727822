"""What the heads of the reader say: the order of these lists is the order of the model's outputs."""

NAMES = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
TRIGGERS = ("O", "B", "I", "P")
"""`P` is a further part of the trigger before it: the particle of a separable verb."""
SIDES = ("actor", "recipient", "speaker", "place", "date")
ROLES = ("O", *(f"{position}-{side}" for side in SIDES for position in "BI"))
CATEGORIES = (
    "NONE", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
"""NONE: a word that looked like a trigger and is none."""
MODES = (
    "none", "visit", "third-party", "multilateral", "phone", "withdraw", "release", "disarm", "ceasefire", "access",
    "resign", "assist", "change", "yield", "meet", "disapprove", "investigate", "allege", "restrict", "arrest",
    "relations", "expel", "territory", "violence", "demo", "riot", "strike", "hunger", "boycott", "obstruct",
    "vandalize", "convict", "discontinue", "troops", "weapons", "police", "militia", "seize", "censor", "curfew",
    "martial-law", "deport", "withhold", "misinformation", "cyber", "abduct", "beat", "torture", "sexual", "targeted",
    "destroy", "primitive", "firearms", "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons",
    "crowd-control", "unconventional",
)  # fmt: skip
MODALITIES = ("asserted", "negated", "hypothetical", "future", "historical")
FLAGS = ("reported", "mutual")
LINKS = ("same", "belongs")
"""Of a mention to another: the same party; a party of that country or body."""

DEED = {"category": CATEGORIES, "mode": MODES, "modality": MODALITIES}
"""Heads of a trigger that choose one label each; those of `FLAGS` follow them, a figure each."""
