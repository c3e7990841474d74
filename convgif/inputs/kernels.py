"""KERNELS: named kernels, each made for the size that is asked for.

As a convolution lays them on its input: what rotates its kernel, rotates these too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import comb
from typing import TypeAlias

import numpy as np

from convgif.errors import LayerError, look_up
from convgif.layers.notation import format_sizes
from convgif.traces.arrays import Array

Size: TypeAlias = Sequence[int]

LAID = 3  # cells on each axis, on a map
LARGEST = 63  # on an axis: its binomial numbers are still exact enough
ANY, ODD = range(1, LARGEST + 1), range(1, LARGEST + 1, 2)
ODD_FROM_3, ONLY_3 = range(3, LARGEST + 1, 2), range(3, 4)
SIZES_IN_WORDS: Mapping[range, str] = {
    ANY: f"1 to {LARGEST}", ODD: f"1, 3, 5 ... {LARGEST}", ODD_FROM_3: f"3, 5, 7 ... {LARGEST}",
    ONLY_3: "3"}


@dataclass(frozen=True)
class Kernel:
    """A row of KERNELS: its values for a kernel size, the sizes that it has along each axis, and
    for how many axes it is there. fills: whether it is as large as the map on which it is laid."""

    description: str
    values: Callable[[Size], Array]
    sizes: range
    ranks: tuple[int, ...] = (1, 2, 3)
    fills: bool = False


def kernel_values(name: str, size: Size) -> Array:
    """The values of a named kernel of that size, (rows, columns), or one axis more or less.

    `kernel_values("sobel-x", (3, 3))[0]` is [-1, 0, 1]. Raises UnknownNameError, or LayerError
    where there is none of that size.
    """
    row = look_up(KERNELS, name, "kernel")
    if len(size) not in row.ranks:
        dimensions = " or ".join(f"{rank}-D" for rank in row.ranks)
        raise LayerError(f"the kernel {name} is {dimensions}, and the layer is {len(size)}-D: "
                         "take another, see `convgif kernels`")
    if not all(length in row.sizes for length in size):
        raise LayerError(f"there is no {name} of {format_sizes(tuple(size))}: take a kernel size "
                         f"of {SIZES_IN_WORDS[row.sizes]}")
    return row.values(size)


def laid_on_zeros(name: str, size: Size) -> Array:
    """The named kernel of 3 on each axis on a map of that size, one cell in from its first corner;
    all else is 0. One that fills is as large as the map.

    Raises UnknownNameError, or LayerError where there is no room.
    """
    row = look_up(KERNELS, name, "kernel")
    if row.fills:
        return row.values(size)
    values = kernel_values(name, (LAID,) * len(size))
    if min(size, default=0) <= LAID:
        raise LayerError(f"an input of {format_sizes(tuple(size))} has no room for {name} one cell "
                         f"in from its corner: give {LAID + 1} or more on each axis")
    laid = np.zeros(tuple(size))
    laid[(slice(1, 1 + LAID),) * len(size)] = values
    return laid


def _outer(factors: Sequence[Array]) -> Array:
    """The kernel that is the product of a line of numbers along each axis."""
    return reduce(np.multiply.outer, factors)


def _binomial(length: int) -> Array:
    """1 2 1, 1 3 3 1, 1 4 6 4 1, ..."""
    return np.array([comb(length - 1, k) for k in range(length)], float)


def _slope(length: int) -> Array:
    """-1 0 1, and smoothed where there is room: -1 -2 0 2 1."""
    return np.convolve(_binomial(length - 2), [-1.0, 0.0, 1.0])


def _single(length: int, at: int) -> Array:
    line = np.zeros(length)
    line[at] = 1
    return line


def _sobel(size: Size, axis: int) -> Array:
    """The slope along one axis, smoothed along the others."""
    axis %= len(size)
    return _outer([_slope(length) if number == axis else _binomial(length)
                   for number, length in enumerate(size)])


def _gaussian(size: Size) -> Array:
    return _outer([_binomial(length) / 2 ** (length - 1) for length in size])


def _identity(size: Size) -> Array:
    return _outer([_single(length, length // 2) for length in size])


def _shift(size: Size) -> Array:
    *others, last = size
    return _outer([*(_single(length, length // 2) for length in others),
                   _single(last, last // 2 - 1)])


def _laplacian(size: Size) -> Array:
    """1 -2 1 along each axis, added up."""
    centre, curve = np.array([0.0, 1.0, 0.0]), np.array([1.0, -2.0, 1.0])
    axes = range(len(size))
    total: Array = sum((_outer([curve if number == axis else centre for number in axes])
                        for axis in axes), start=np.zeros(size))
    return total


KERNELS: Mapping[str, Kernel] = {
    "sobel-x": Kernel("the slope from left to right: finds upright edges",
                      lambda size: _sobel(size, -1), ODD_FROM_3),
    "sobel-y": Kernel("the slope from top to bottom: finds level edges",
                      lambda size: _sobel(size, -2), ODD_FROM_3, (2, 3)),
    "laplacian": Kernel("the neighbours less the middle: finds edges of any direction", _laplacian,
                        ONLY_3),
    "gaussian": Kernel("binomial weights that add up to 1: blurs", _gaussian, ANY),
    "box": Kernel("equal weights that add up to 1: the average",
                  lambda size: np.full(size, 1 / np.prod(size)), ANY),
    "sharpen": Kernel("the middle, less the laplacian: sharpens",
                      lambda size: _identity(size) - _laplacian(size), ONLY_3),
    "emboss": Kernel("light from the top left: makes edges look raised",
                     lambda size: np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]]), ONLY_3, (2,)),
    "identity": Kernel("1 in the middle: the input as it is", _identity, ODD),
    "ones": Kernel("1 everywhere: the sum; as an input, it fills the map",
                   lambda size: np.ones(size), ANY, fills=True),
    "corner": Kernel("a stroke along the top and down the left: finds such corners",
                     lambda size: np.array([[1.0, 1, 1], [1, 0, 0], [1, 0, 0]]), ONLY_3, (2,)),
    "shift": Kernel("1 left of the middle: moves the input right by one", _shift, ODD_FROM_3),
}
