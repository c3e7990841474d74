"""Choices that are put together for a test without all combinations of them."""

from collections.abc import Iterable
from itertools import product
from typing import Any


def in_turn(*choices: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Every combination of all but the last, which take turns: so each two choices of any two
    meet, in as many cases as the others alone have."""
    *others, last = map(list, choices)
    return [(*(of[i] for of, i in zip(others, at, strict=True)), last[sum(at) % len(last)])
            for at in product(*map(range, map(len, others)))]
