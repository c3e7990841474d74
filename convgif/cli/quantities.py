"""Amounts of bytes and of time, in the words in which a person reads them."""

from collections.abc import Sequence

BYTES = (("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12))
TIMES = (("s", 1.0), ("minutes", 60.0), ("hours", 3600.0), ("days", 86400.0), ("years", 31557600.0))
ENOUGH = 1.5  # of a unit, from where on it is taken


def said_bytes(count: float) -> str:
    """The amount to two digits: `said_bytes(1_234_567)` is "1.2 MB"."""
    return _said(count, BYTES, 1.0)


def said_time(seconds: float) -> str:
    """The time in its largest unit, at least a second: `said_time(300)` is "5 minutes"."""
    return _said(max(1.0, seconds), TIMES, ENOUGH)


def _said(value: float, units: Sequence[tuple[str, float]], enough: float) -> str:
    name, size = next((unit for unit in reversed(units) if value >= enough * unit[1]), units[0])
    amount = value / size
    decimals = 1 if enough == 1 and amount < 10 else 0
    return f"{amount:,.{decimals}f} {name}"
