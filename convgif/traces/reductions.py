"""REDUCTIONS: how the taps of a window become one number, a row for each way.

Every method takes single numbers and whole arrays alike, so that the output, made for all windows
at once, and the multiply-accumulates of one step come from the same arithmetic.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ArrayError
from convgif.layers import CellKind

SUPERSCRIPTS = str.maketrans("0123456789.", "⁰¹²³⁴⁵⁶⁷⁸⁹·")
ROOTS: Mapping[float, tuple[str, str]] = {
    1: ("", ""), 2: ("√", ""), 3: ("∛", ""), 4: ("∜", "")}


class Notation(NamedTuple):
    """How a sum is written: what opens it, stands between its terms and closes it, before a
    divisor. power: after a term. root: before and after what a root is taken of."""

    opening: str = ""
    between: str = "+"
    closing: str = ""
    power: str = ""
    root: tuple[str, str] = ("", "")


class TapValues(NamedTuple):
    """What meets at each tap: the input, the weight, if any, and what their product counts in the
    output, which has that number and that value."""

    input: NDArray[Any]
    weight: NDArray[Any] | None
    factor: NDArray[Any]
    number: NDArray[np.intp]
    output: NDArray[Any]


class Reduction:
    """The sum of input times weight, and what other reductions differ from.

    combine: adds the next product to the total so far. first: the total before any.
    selects: whether the output is one of the products. is_norm: whether it is of their sizes alone.
    is_linear: whether it is a weighted sum of the inputs.
    """

    combine: np.ufunc = np.add
    first: float = 0.0
    selects: bool = False
    is_norm: bool = False
    is_linear: bool = True

    def notation(self, layer: Any) -> Notation:
        """How its sums are written."""
        return Notation()

    def exponent(self, layer: Any) -> float:
        """The power that each term is raised to."""
        return 1

    def last_kind(self, layer: Any) -> CellKind:
        """Cells of this CellKind and of those before it are taps; the others do not count."""
        return CellKind.PADDING

    def product(self, layer: Any, value: Any, weight: Any) -> Any:
        """What a tap gives. A zero has no sign."""
        return value * weight + 0.0

    def divisor(self, layer: Any, taps: Any) -> Any:
        """What the total of so many taps is divided by; None where it is not divided."""
        return None

    def closes(self, layer: Any) -> bool:
        """Whether the output is not the total of its taps, but what `finish` makes of it."""
        return False

    def finish(self, layer: Any, total: Any, taps: Any) -> Any:
        """The output, but for the bias, from the total of so many taps."""
        return total

    def derivative(self, layer: Any, taps: TapValues) -> NDArray[Any]:
        """By how much the output of each tap grows with its input."""
        return taps.factor if taps.weight is None else taps.factor * taps.weight


class Maximum(Reduction):
    """The largest of the real cells."""

    combine = np.maximum
    first = -np.inf
    selects = True
    is_linear = False

    def notation(self, layer: Any) -> Notation:
        return Notation("max( ", ",", " )")

    def last_kind(self, layer: Any) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: Any, value: Any, weight: Any) -> Any:
        return value + 0.0

    def derivative(self, layer: Any, taps: TapValues) -> NDArray[Any]:
        """1 for the first tap of a window that has the maximum, as in torch, else 0."""
        largest = np.flatnonzero(taps.input == taps.output)
        is_first = np.diff(taps.number[largest], prepend=-1) > 0
        found = np.zeros(len(taps.input))
        found[largest[is_first]] = 1
        return found


class Average(Reduction):
    """The sum over its divisor."""

    def notation(self, layer: Any) -> Notation:
        return Notation("(", "+", ")")

    def last_kind(self, layer: Any) -> CellKind:
        return CellKind.PADDING if layer.count_include_pad else CellKind.INPUT

    def product(self, layer: Any, value: Any, weight: Any) -> Any:
        return value + 0.0

    def divisor(self, layer: Any, taps: Any) -> Any:
        return taps if layer.divisor_override is None else layer.divisor_override

    def closes(self, layer: Any) -> bool:
        return True

    def finish(self, layer: Any, total: Any, taps: Any) -> Any:
        return total / self.divisor(layer, taps) + 0.0


class Norm(Reduction):
    """The Lp norm of the real cells."""

    is_norm = True
    is_linear = False

    def notation(self, layer: Any) -> Notation:
        exponent = self.exponent(layer)
        power = f"{exponent:g}".translate(SUPERSCRIPTS) if exponent != 1 else ""
        before, after = root = ROOTS.get(exponent, ("", f"¹⁄{power}"))
        return Notation(f"{before}(", "+", f"){after}", power, root)

    def exponent(self, layer: Any) -> float:
        exponent: float = layer.norm_type
        return exponent

    def last_kind(self, layer: Any) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: Any, value: Any, weight: Any) -> Any:
        return abs(value) ** layer.norm_type

    def closes(self, layer: Any) -> bool:
        return bool(layer.norm_type != 1)

    def finish(self, layer: Any, total: Any, taps: Any) -> Any:
        return total ** (1 / layer.norm_type)

    def derivative(self, layer: Any, taps: TapValues) -> NDArray[Any]:
        """The sign of the input times (|input| / output)^(p - 1); 0 in a window of zeros. Raises
        ArrayError where a zero makes it infinite."""
        share = np.divide(abs(taps.input), taps.output, where=taps.output > 0,
                          out=np.ones(len(taps.input)))
        if layer.norm_type < 1 and not share.all():
            raise ArrayError(f"the gradient of a norm with p {layer.norm_type:g}, below 1, is "
                             "infinite at an input of 0: give an input without zeros, or norm_type "
                             "1 or more")
        found: NDArray[Any] = np.sign(taps.input) * share ** (layer.norm_type - 1)
        return found


REDUCTIONS: Mapping[str, Reduction] = {
    "sum": Reduction(), "max": Maximum(), "average": Average(), "norm": Norm()}


def pool(layer: Any, windows: NDArray[Any], kinds: NDArray[np.uint8]) -> NDArray[Any]:
    """The output (channels, outputs) of each channel's windows (channels, taps, outputs).

    kinds: the CellKind of each tap, (taps, outputs).
    """
    reduction = REDUCTIONS[layer.reduction]
    counted = kinds <= reduction.last_kind(layer)
    total = reduction.combine.reduce(reduction.product(layer, windows, None), axis=1,
                                     initial=reduction.first, where=counted)
    finished: NDArray[Any] = reduction.finish(layer, total, counted.sum(axis=0))
    return finished.astype(windows.dtype, copy=False)
