"""The world map as the server draws it: a class a country, the number in its title."""

from streams.view.answers import Countries, CountryItem

Shades = dict[str, tuple[str, str]]
"""Country -> (class, title)."""
COVERAGE_STEPS = (0.01, 0.03, 0.1, 0.25)
"""Shares at which the next darker shade begins; any coverage at all is the first."""
BALANCE_STEPS = (-6.0, -3.5, -1.0, 1.0, 3.5, 6.0)
"""Mean intensities at which the next shade begins, from conflict to cooperation."""


def shades(answer: Countries, shade: str) -> Shades:
    """For every country that has something to show."""
    result: Shades = {}
    for item in answer.countries:
        if shade == "coverage":
            result[item.code] = (f"c{1 + sum(item.share >= step for step in COVERAGE_STEPS)}", _coverage_title(item))
        elif item.balance is not None:
            step = sum(item.balance >= step for step in BALANCE_STEPS)
            result[item.code] = (f"b{step}", f"{item.name}: {item.balance:+.1f} over {_count(item.events, 'event')}")
    return result


def legend(shade: str) -> list[tuple[str, str]]:
    """(class, words) from left to right."""
    if shade == "coverage":
        bounds = [f"{step:.0%}" for step in COVERAGE_STEPS]
        return [("c1", f"under {bounds[0]}"), *((f"c{n}", f"from {bound}") for n, bound in enumerate(bounds, 2))]
    ends = {0: "conflict", len(BALANCE_STEPS): "cooperation", len(BALANCE_STEPS) // 2: "balanced"}
    return [(f"b{n}", ends.get(n, "")) for n in range(len(BALANCE_STEPS) + 1)]


def _coverage_title(item: CountryItem) -> str:
    title = f"{item.name}: {item.share:.1%} of coverage, {_count(item.articles, 'article')}"
    return f"{title}, {_count(item.events, 'event')}" if item.events else title


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"
