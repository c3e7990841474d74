"""The numbers that torch was given for its answers."""

from math import prod
from typing import Any

import numpy as np


def numbers(shape: tuple[int, ...], first: int, step: int) -> Any:
    """Those of an array, by the rule of the scripts beside the answers."""
    count = np.arange(prod(shape))
    return ((first + step * count + count // 4) % 9 - 4).reshape(shape).astype(float)
