"""No regular expression takes more than linear time, whatever it is given."""

import re
import time

import pytest

from tests.expressions import Expression, attacks, expressions

STRINGS = 60
"""Tried on each expression; the three that take longest are made longer."""
SHORT, LONG, LONGER = 1_000, 4_000, 16_000
"""Characters."""
LINEAR = 8
"""Four times as long takes at most so many times as much; of a square it would take 16 times as much."""
UNIMPORTANT_S = 0.05


def took(expression: Expression, begin: str, piece: str, end: str, length: int) -> float:
    text = begin + piece * (length // len(piece)) + end
    started = time.process_time()
    expression.run(text)
    return time.process_time() - started


@pytest.mark.parametrize("expression", expressions(), ids=lambda e: f"{e.where} {'+'.join(sorted(e.methods))}")
def test_an_expression_takes_linear_time(expression):
    strings = sorted(
        attacks(expression.pattern, STRINGS), key=lambda attack: took(expression, *attack, SHORT), reverse=True
    )
    for attack in strings[:3]:
        if took(expression, *attack, LONG) > UNIMPORTANT_S / 8:
            slow = min(took(expression, *attack, LONGER) for _ in range(2))
            quick = max(took(expression, *attack, LONG) for _ in range(2))
            assert slow < UNIMPORTANT_S or slow < LINEAR * quick, (attack, quick, slow)


def test_a_square_would_be_seen():
    bad = Expression("bad", re.compile(r"\s*b"), frozenset({"search"}))
    with pytest.raises(AssertionError):
        test_an_expression_takes_linear_time(bad)
