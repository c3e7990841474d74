"""REDUCTIONS: how the taps of a window become one number, a row for each way.

Every method takes single numbers and whole arrays alike, so that the output, made for all windows
at once, and the multiply-accumulates of one step come from the same arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ArrayError
from convgif.layers import CellKind, Layer
from convgif.layers.adaptive import (
    AdaptiveAvgPool,
    AdaptiveMaxPool,
    GlobalAveragePool,
    GlobalLpPool,
    GlobalMaxPool,
)
from convgif.layers.moving import MovingLayer
from convgif.layers.pooling import AvgPool, LPPool, MaxPool
from convgif.layers.resizing import Upsample

Reduced = TypeVar("Reduced", bound=Layer, contravariant=True)
Maximal: TypeAlias = MaxPool | AdaptiveMaxPool | GlobalMaxPool
Averaging: TypeAlias = AvgPool | AdaptiveAvgPool | GlobalAveragePool
Normed: TypeAlias = LPPool | GlobalLpPool

SUPERSCRIPTS = str.maketrans("0123456789.", "⁰¹²³⁴⁵⁶⁷⁸⁹·")
ROOTS: Mapping[float, tuple[str, str]] = {
    1: ("", ""), 2: ("√", ""), 3: ("∛", ""), 4: ("∜", "")}


def in_brackets(written: str) -> str:
    """A number after an operator: one below zero in brackets."""
    return f"({written})" if written.startswith("\N{MINUS SIGN}") else written


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


class TapValues(NamedTuple):
    """What meets at each tap: the input, the weight, if any, and what their product counts in the
    output, which has that number and that value."""

    input: NDArray[Any]
    weight: NDArray[Any] | None
    factor: NDArray[Any]
    number: NDArray[np.intp]
    output: NDArray[Any]


@dataclass(frozen=True)
class ReductionWords:
    """What a reduction is called in a language. pooling: a layer that does so, with the `size` of
    its window and the exponent `p`; takes: what of its window; products: what its taps give."""

    products: str
    pooling: str = ""
    takes: str = ""


class Reduction(Generic[Reduced]):
    """The sum of input times weight, and what other reductions differ from.

    combine: adds the next product to the total so far. first: the total before any.
    selects: whether the output is one of the products. is_norm: whether it is of their sizes alone.
    is_linear: whether it is a weighted sum of the inputs. words: its names by language.
    """

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("products"), "zh": ReductionWords("乘积"),
        "symbols": ReductionWords("i·k")}
    combine: np.ufunc = np.add
    first: float = 0.0
    selects: bool = False
    is_norm: bool = False
    is_linear: bool = True

    def notation(self, layer: Reduced) -> Notation:
        """How its sums are written."""
        return Notation(term="{input}·{weight}")

    def term(self, layer: Reduced, value: float, written: str) -> str:
        """How a tap on that input, which is written so, stands in a sum."""
        return in_brackets(written)

    def exponent(self, layer: Reduced) -> float:
        """The power that each term is raised to."""
        return 1

    def interpolates(self, layer: Reduced) -> bool:
        """Whether its weights are those that an axis has for each output."""
        return False

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

    def derivative(self, layer: Reduced, taps: TapValues) -> NDArray[Any]:
        """By how much the output of each tap grows with its input."""
        return taps.factor if taps.weight is None else taps.factor * taps.weight


class Maximum(Reduction[Maximal]):
    """The largest of the real cells."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("taps", "max pooling {size}", "its maximum"),
        "zh": ReductionWords("窗口元素", "最大池化 {size}", "最大值"),
        "symbols": ReductionWords("i", "k {size}")}
    combine = np.maximum
    first = -np.inf
    selects = True
    is_linear = False

    def notation(self, layer: Maximal) -> Notation:
        return Notation("max(", ", ", ")", sign="max")

    def term(self, layer: Maximal, value: float, written: str) -> str:
        return written

    def tells_places(self, layer: Maximal) -> bool:
        return layer.return_indices

    def last_kind(self, layer: Maximal) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: Maximal, value: Any, weight: Any) -> Any:
        return value + 0.0

    def derivative(self, layer: Maximal, taps: TapValues) -> NDArray[Any]:
        """1 for the first tap of a window that has the maximum, as in torch, else 0."""
        largest = np.flatnonzero(taps.input == taps.output)
        is_first = np.diff(taps.number[largest], prepend=-1) > 0
        found = np.zeros(len(taps.input))
        found[largest[is_first]] = 1
        return found


class Average(Reduction[Averaging]):
    """The sum over its divisor."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("taps", "average pooling {size}", "its average"),
        "zh": ReductionWords("窗口元素", "平均池化 {size}", "平均值"),
        "symbols": ReductionWords("i", "k {size}")}

    def notation(self, layer: Averaging) -> Notation:
        return Notation("(", closing=")", division=" / {divisor}")

    def last_kind(self, layer: Averaging) -> CellKind:
        return CellKind.PADDING if layer.count_include_pad else CellKind.INPUT

    def product(self, layer: Averaging, value: Any, weight: Any) -> Any:
        return value + 0.0

    def divisor(self, layer: Averaging, taps: Any) -> Any:
        return taps if layer.divisor_override is None else layer.divisor_override

    def closes(self, layer: Averaging) -> bool:
        return True

    def finish(self, layer: Averaging, total: Any, taps: Any) -> Any:
        return total / self.divisor(layer, taps) + 0.0


class Norm(Reduction[Normed]):
    """The Lp norm of the real cells."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("powers", "L{p} pooling {size}", "its L{p} norm"),
        "zh": ReductionWords("幂", "L{p} 池化 {size}", " L{p} 范数"),
        "symbols": ReductionWords("|i|ᵖ", "k {size}")}
    is_norm = True
    is_linear = False

    def notation(self, layer: Normed) -> Notation:
        exponent = self.exponent(layer)
        power = f"{exponent:g}".translate(SUPERSCRIPTS) if exponent != 1 else ""
        before, after = root = ROOTS.get(exponent, ("", f"¹⁄{power}"))
        return Notation(f"{before}(", closing=f"){after}", term=f"|{{input}}|{power}", power=power,
                        root=root)

    def term(self, layer: Normed, value: float, written: str) -> str:
        size = f"|{written}|" if value < 0 else f"({written})" if "e" in written else written
        return size + self.notation(layer).power

    def exponent(self, layer: Normed) -> float:
        return layer.norm_type

    def last_kind(self, layer: Normed) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: Normed, value: Any, weight: Any) -> Any:
        return abs(value) ** layer.norm_type

    def closes(self, layer: Normed) -> bool:
        return layer.norm_type != 1

    def finish(self, layer: Normed, total: Any, taps: Any) -> Any:
        return total ** (1 / layer.norm_type)

    def derivative(self, layer: Normed, taps: TapValues) -> NDArray[Any]:
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


class Interpolation(Reduction[Upsample]):
    """The sum of the cells beside a place, each by how near it is; of `nearest` the one cell."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("products"), "zh": ReductionWords("乘积"),
        "symbols": ReductionWords("i·k")}

    def interpolates(self, layer: Upsample) -> bool:
        return layer.interpolates

    def notation(self, layer: Upsample) -> Notation:
        return Notation(term="{input}·{weight}") if layer.interpolates else Notation()

    def product(self, layer: Upsample, value: Any, weight: Any) -> Any:
        return value + 0.0 if weight is None else value * weight + 0.0


class Move(Reduction[MovingLayer]):
    """The input as it is; the sum of several."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("numbers"), "zh": ReductionWords("数"),
        "symbols": ReductionWords("i")}

    def notation(self, layer: MovingLayer) -> Notation:
        return Notation()

    def product(self, layer: MovingLayer, value: Any, weight: Any) -> Any:
        return value + 0.0


# Each is given layers that name it, and no others.
REDUCTIONS: Mapping[str, Reduction[Any]] = {
    "sum": Reduction(), "max": Maximum(), "average": Average(), "norm": Norm(),
    "interpolation": Interpolation(), "move": Move()}


def pool(layer: Layer, windows: NDArray[Any], kinds: NDArray[np.uint8],
         shares: NDArray[Any] | None) -> NDArray[Any]:
    """The output (channels, outputs) of each channel's windows (channels, taps, outputs).

    kinds: the CellKind of each tap, (taps, outputs). shares: what each counts in its output, 0 for
    what is none; None where all count in full.
    """
    reduction = REDUCTIONS[layer.reduction]
    counted = kinds <= reduction.last_kind(layer)
    if shares is not None:
        counted = counted & (shares > 0)
    total = reduction.combine.reduce(reduction.product(layer, windows, shares), axis=1,
                                     initial=reduction.first, where=counted)
    finished: NDArray[Any] = reduction.finish(layer, total, counted.sum(axis=0))
    return finished.astype(windows.dtype, copy=False)
