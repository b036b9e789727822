"""Deals out what to write: category, parties, modality, construction, length and year, the same for the same seed."""

import random
from collections.abc import Iterator

from training.corpus import deck
from training.corpus.scheme import modes

EMPTY = 0.25
"""Share of passages without an event."""
DOMESTIC = 0.4
"""Share of deeds within one country."""
SECOND = 0.4
"""Share of longer passages with a second deed."""
YEARS = (2005, 2026)


def assignments(language: str, count: int, seed: str) -> Iterator[str]:
    """`count` numbered lines. Every category comes as often as the others, its modes by chance."""
    draw = random.Random(f"{language}{seed}")
    categories = sorted(modes())
    dealt: list[tuple[str, str]] = []
    while len(dealt) < count:
        dealt += [(name, draw.choice(["", *modes()[name]])) for name in draw.sample(categories, len(categories))]
    constructions = deck.CONSTRUCTIONS.get(language, deck.OTHER_CONSTRUCTIONS)
    for number in range(1, count + 1):
        size = draw.choice(deck.SIZES)
        if draw.random() < EMPTY:
            yield f"{number}. NO EVENT: {draw.choice(deck.NOTHING)}; {size}"
            continue
        category, mode = dealt[number - 1]
        here, there = draw.sample(deck.COUNTRIES, 2)
        if draw.random() < DOMESTIC:
            there = f"{here} itself (domestic)"
        second = ""
        if draw.random() < SECOND and "sentence" in size and "short" not in size:
            second = f"; also a {draw.choice(categories)} in it"
        deed = f"{category}/{mode}" if mode else category
        modality = draw.choice(deck.MODALITIES)
        sides = f"{here}: {draw.choice(deck.PARTIES)} -> {there}: {draw.choice(deck.PARTIES)}"
        construction = draw.choice(constructions)
        yield f"{number}. {deed}{second}; {modality}; {sides}; {construction}; {size}; {draw.randint(*YEARS)}"
