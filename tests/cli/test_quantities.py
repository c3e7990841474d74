"""Amounts of bytes and of time as they are said."""

import pytest

from convgif.cli.quantities import said_bytes, said_time


@pytest.mark.parametrize(("count", "words"), [
    (0, "0.0 kB"), (4700, "4.7 kB"), (45_000, "45 kB"), (999_000, "999 kB"), (1.23e6, "1.2 MB"),
    (2.5e9, "2.5 GB"), (10_449_715.3e6, "10 TB"), (5e15, "5,000 TB")])
def test_bytes_in_words(count: float, words: str) -> None:
    assert said_bytes(count) == words


@pytest.mark.parametrize(("seconds", "words"), [
    (0, "1 s"), (12.4, "12 s"), (89, "89 s"), (90, "2 minutes"), (300, "5 minutes"),
    (5399, "90 minutes"), (5400, "2 hours"), (4 * 3600, "4 hours"), (4_453_093, "52 days"),
    (1e9, "32 years")])
def test_time_in_words(seconds: float, words: str) -> None:
    assert said_time(seconds) == words
