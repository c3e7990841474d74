"""REDUCTIONS: how the taps of a window become one number, a row for each way.

Every method takes single numbers and whole arrays alike, so that the output, made for all windows
at once, and the multiply-accumulates of one step come from the same arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from convgif.layers import CellKind, Layer
from convgif.layers.pooling import AvgPool, LPPool, MaxPool

Reduced = TypeVar("Reduced", bound=Layer, contravariant=True)

SUPERSCRIPTS = str.maketrans("0123456789.", "⁰¹²³⁴⁵⁶⁷⁸⁹·")
ROOTS: Mapping[float, tuple[str, str]] = {
    1: ("", ""), 2: ("√", ""), 3: ("∛", ""), 4: ("∜", "")}


class Notation(NamedTuple):
    """How a sum is written: what opens it, stands between its terms and closes it, and then what
    divides it. term, division: in which what stands in braces is filled in. power: after a term.
    root: before and after what a root is taken of. sign: what stands for all of it."""

    opening: str = ""
    joint: str = " + "
    closing: str = ""
    division: str = ""
    term: str = "{input}"
    power: str = ""
    root: tuple[str, str] = ("", "")
    sign: str = "Σ"


@dataclass(frozen=True)
class Names:
    """What it is called in a language. pooling: a layer that does so, with the `size` of its window
    and the exponent `p`; takes: what of its window; products: what its taps give."""

    products: str
    pooling: str = ""
    takes: str = ""


class Reduction(Generic[Reduced]):
    """The sum of input times weight, and what other reductions differ from.

    combine: adds the next product to the total so far. first: the total before any.
    selects: whether the output is one of the products. is_norm: whether it is of their sizes alone.
    words: its names by language.
    """

    words: Mapping[str, Names] = {
        "en": Names("products"), "zh": Names("乘积"), "symbols": Names("i·k")}
    combine: np.ufunc = np.add
    first: float = 0.0
    selects: bool = False
    is_norm: bool = False

    def notation(self, layer: Reduced) -> Notation:
        """How its sums are written."""
        return Notation(term="{input}·{weight}")

    def exponent(self, layer: Reduced) -> float:
        """The power that each term is raised to."""
        return 1

    def tells_places(self, layer: Reduced) -> bool:
        """Whether it is returned where in the input each output is."""
        return False

    def last_kind(self, layer: Reduced) -> CellKind:
        """Cells of this CellKind and of those before it are taps; the others do not count."""
        return CellKind.PADDING

    def product(self, layer: Reduced, value: Any, weight: Any) -> Any:
        """What a tap gives. A zero has no sign."""
        return value * weight + 0.0

    def divisor(self, layer: Reduced, taps: Any) -> Any:
        """What the total of so many taps is divided by; None where it is not divided."""
        return None

    def closes(self, layer: Reduced) -> bool:
        """Whether the output is not the total of its taps, but what `finish` makes of it."""
        return False

    def finish(self, layer: Reduced, total: Any, taps: Any) -> Any:
        """The output, but for the bias, from the total of so many taps."""
        return total


class Maximum(Reduction[MaxPool]):
    """The largest of the real cells."""

    words: Mapping[str, Names] = {
        "en": Names("taps", "max pooling {size}", "its maximum"),
        "zh": Names("窗口元素", "最大池化 {size}", "最大值"),
        "symbols": Names("i", "k {size}")}
    combine = np.maximum
    first = -np.inf
    selects = True

    def notation(self, layer: MaxPool) -> Notation:
        return Notation("max( ", ", ", " )", sign="max")

    def tells_places(self, layer: MaxPool) -> bool:
        return layer.return_indices

    def last_kind(self, layer: MaxPool) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: MaxPool, value: Any, weight: Any) -> Any:
        return value + 0.0


class Average(Reduction[AvgPool]):
    """The sum over its divisor."""

    words: Mapping[str, Names] = {
        "en": Names("taps", "average pooling {size}", "its average"),
        "zh": Names("窗口元素", "平均池化 {size}", "平均值"),
        "symbols": Names("i", "k {size}")}

    def notation(self, layer: AvgPool) -> Notation:
        return Notation("(", closing=")", division=" / {divisor}")

    def last_kind(self, layer: AvgPool) -> CellKind:
        return CellKind.PADDING if layer.count_include_pad else CellKind.INPUT

    def product(self, layer: AvgPool, value: Any, weight: Any) -> Any:
        return value + 0.0

    def divisor(self, layer: AvgPool, taps: Any) -> Any:
        return taps if layer.divisor_override is None else layer.divisor_override

    def closes(self, layer: AvgPool) -> bool:
        return True

    def finish(self, layer: AvgPool, total: Any, taps: Any) -> Any:
        return total / self.divisor(layer, taps) + 0.0


class Norm(Reduction[LPPool]):
    """The Lp norm of the real cells."""

    words: Mapping[str, Names] = {
        "en": Names("powers", "L{p} pooling {size}", "its L{p} norm"),
        "zh": Names("幂", "L{p} 池化 {size}", " L{p} 范数"),
        "symbols": Names("|i|ᵖ", "k {size}")}
    is_norm = True

    def notation(self, layer: LPPool) -> Notation:
        exponent = self.exponent(layer)
        power = f"{exponent:g}".translate(SUPERSCRIPTS) if exponent != 1 else ""
        before, after = root = ROOTS.get(exponent, ("", f"¹⁄{power}"))
        return Notation(f"{before}(", closing=f"){after}", term=f"|{{input}}|{power}", power=power,
                        root=root)

    def exponent(self, layer: LPPool) -> float:
        return layer.norm_type

    def last_kind(self, layer: LPPool) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: LPPool, value: Any, weight: Any) -> Any:
        return abs(value) ** layer.norm_type

    def closes(self, layer: LPPool) -> bool:
        return layer.norm_type != 1

    def finish(self, layer: LPPool, total: Any, taps: Any) -> Any:
        return total ** (1 / layer.norm_type)


# Each is given layers that name it, and no others.
REDUCTIONS: Mapping[str, Reduction[Any]] = {
    "sum": Reduction(), "max": Maximum(), "average": Average(), "norm": Norm()}


def pool(layer: Layer, windows: NDArray[Any], kinds: NDArray[np.uint8]) -> NDArray[Any]:
    """The output (channels, outputs) of each channel's windows (channels, taps, outputs).

    kinds: the CellKind of each tap, (taps, outputs).
    """
    reduction = REDUCTIONS[layer.reduction]
    counted = kinds <= reduction.last_kind(layer)
    total = reduction.combine.reduce(reduction.product(layer, windows, None), axis=1,
                                     initial=reduction.first, where=counted)
    finished: NDArray[Any] = reduction.finish(layer, total, counted.sum(axis=0))
    return finished.astype(windows.dtype, copy=False)
