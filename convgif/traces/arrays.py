"""Inputs, weights and biases: checked where they are given, made by seed where they are not."""

from collections.abc import Sequence
from math import prod
from operator import index
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.errors import ArrayError, LimitError, shorten

Array: TypeAlias = NDArray[np.floating[Any]]

# What is drawn from: (stream, lowest, highest). Inputs are never 0, so that a 0 on screen is
# always padding or an inserted zero. Each array has its own stream: a larger input leaves the
# weights as they were.
INPUT_VALUES = (0, 1, 9)
WEIGHT_VALUES = (1, -1, 2)
BIAS_VALUES = (2, 1, 3)
GRAD_OUTPUT_VALUES = (3, 1, 4)
PLACES = 4  # the stream of places
MOST_NUMBERS = 30_000_000
MOST_AT_ONCE = 1_000_000  # numbers, where more would be copied for a moment
MOST_PRODUCTS = 20_000_000_000
MOST_DRAWN = 64  # weights, until some are as they are to be


def check_count(shape: Sequence[int], what: str) -> None:
    """Raises LimitError for more numbers than are hardly meant."""
    if prod(shape) > MOST_NUMBERS:
        raise LimitError(f"{what} of {'x'.join(map(str, shape))} holds over "
                         f"{MOST_NUMBERS // 10**6} million numbers: take fewer or smaller axes")


def seeded(shape: Sequence[int], values: tuple[int, int, int], seed: int) -> Array:
    """Small integers as float64 of that shape, the same for a seed on every numpy.

    Raises ArrayError for a bad seed.
    """
    stream, lowest, highest = values
    random = _random(stream, seed)
    check_count(shape, "an array")
    drawn = np.empty(prod(shape))
    for first in range(0, len(drawn), MOST_AT_ONCE):  # the same numbers as all at once
        part = drawn[first:first + MOST_AT_ONCE]
        part[:] = random.randint(lowest, highest + 1, size=len(part))
    return drawn.reshape(tuple(shape))


def seeded_around_zero(shape: Sequence[int], seed: int, number: int) -> Array:
    """Weights of that shape, as far below zero as above, by seed: those of that number. Raises
    ArrayError for a bad seed."""
    stream, _, highest = WEIGHT_VALUES
    drawn = _random(stream, seed, number).randint(-highest, highest + 1, size=tuple(shape))
    return drawn.astype(np.float64)


def seeded_apart(shape: Sequence[int], seed: int) -> Array:
    """Weights of that shape that are all different and never 0, so that they are seen to be wired
    and not to be shared: small whole numbers on both sides of it, in an order by seed. Raises
    ArrayError for a bad seed."""
    random = _random(WEIGHT_VALUES[0], seed)
    check_count(shape, "a weight")
    below = prod(shape) // 2
    numbers = np.arange(-below, prod(shape) - below, dtype=np.float64)
    numbers[below:] += 1
    random.shuffle(numbers)
    return numbers.reshape(shape)


def drawn(shape: Sequence[int], seed: int) -> Array:
    """Numbers from 0 to below 1 of that shape, by seed. Raises ArrayError for a bad seed."""
    return _random(PLACES, seed).random_sample(tuple(shape))


def _random(stream: int, seed: int, *within: int) -> np.random.RandomState:
    """What draws numbers: its stream is frozen. within: which one within the stream. Raises
    ArrayError for a bad seed."""
    try:
        known = not isinstance(seed, bool) and 0 <= index(seed) < 2**32
    except TypeError:
        known = False
    if not known:
        raise ArrayError(f"seed {shorten(seed)} is not usable: give a whole number "
                         f"from 0 to {2**32 - 1}")
    return np.random.RandomState([seed, stream, *within])


def checked(values: ArrayLike, name: str, shape: Sequence[int | None], meaning: str) -> Array:
    """A copy of the values, floating, of that shape (None: any size); integers become float64.

    Raises ArrayError for another shape, values that are not finite, or no numbers at all.
    """
    try:
        array = np.asarray(values)
    except (ValueError, TypeError):
        raise ArrayError(f"{name} is ragged: give equally long rows") from None
    if array.dtype.kind not in "biuf":
        kind = "records" if array.dtype.names else array.dtype
        raise ArrayError(f"{name} holds {kind}, not real numbers: give floats or integers")
    if array.ndim != len(shape) or any(want not in (None, have)
                                       for want, have in zip(shape, array.shape, strict=True)):
        wanted = ", ".join("any" if size is None else str(size) for size in shape)
        raise ArrayError(f"{name} has shape {array.shape}, but the layer takes ({wanted}), "
                         f"{meaning}: reshape it")
    if array.size == 0:
        raise ArrayError(f"{name} has shape {array.shape} and holds nothing: give values")
    if not np.isfinite(array).all():
        raise ArrayError(f"{name} holds NaN or infinity: give finite numbers")
    return array.astype(array.dtype if array.dtype.kind == "f" else np.float64)
