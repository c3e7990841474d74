"""REDUCTIONS: how the taps of a window become one number, a row for each way.

Every method takes single numbers and whole arrays alike, so that the output, made for all windows
at once, and the multiply-accumulates of one step come from the same arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ArrayError
from convgif.layers import CellKind, Layer
from convgif.layers.pooling import AvgPool, LPPool, MaxPool

Reduced = TypeVar("Reduced", bound=Layer, contravariant=True)

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


class Maximum(Reduction[MaxPool]):
    """The largest of the real cells."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("taps", "max pooling {size}", "its maximum"),
        "zh": ReductionWords("窗口元素", "最大池化 {size}", "最大值"),
        "symbols": ReductionWords("i", "k {size}")}
    combine = np.maximum
    first = -np.inf
    selects = True
    is_linear = False

    def notation(self, layer: MaxPool) -> Notation:
        return Notation("max( ", ", ", " )", sign="max")

    def term(self, layer: MaxPool, value: float, written: str) -> str:
        return written

    def tells_places(self, layer: MaxPool) -> bool:
        return layer.return_indices

    def last_kind(self, layer: MaxPool) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: MaxPool, value: Any, weight: Any) -> Any:
        return value + 0.0

    def derivative(self, layer: MaxPool, taps: TapValues) -> NDArray[Any]:
        """1 for the first tap of a window that has the maximum, as in torch, else 0."""
        largest = np.flatnonzero(taps.input == taps.output)
        is_first = np.diff(taps.number[largest], prepend=-1) > 0
        found = np.zeros(len(taps.input))
        found[largest[is_first]] = 1
        return found


class Average(Reduction[AvgPool]):
    """The sum over its divisor."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("taps", "average pooling {size}", "its average"),
        "zh": ReductionWords("窗口元素", "平均池化 {size}", "平均值"),
        "symbols": ReductionWords("i", "k {size}")}

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

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("powers", "L{p} pooling {size}", "its L{p} norm"),
        "zh": ReductionWords("幂", "L{p} 池化 {size}", " L{p} 范数"),
        "symbols": ReductionWords("|i|ᵖ", "k {size}")}
    is_norm = True
    is_linear = False

    def notation(self, layer: LPPool) -> Notation:
        exponent = self.exponent(layer)
        power = f"{exponent:g}".translate(SUPERSCRIPTS) if exponent != 1 else ""
        before, after = root = ROOTS.get(exponent, ("", f"¹⁄{power}"))
        return Notation(f"{before}(", closing=f"){after}", term=f"|{{input}}|{power}", power=power,
                        root=root)

    def term(self, layer: LPPool, value: float, written: str) -> str:
        size = f"|{written}|" if value < 0 else f"({written})" if "e" in written else written
        return size + self.notation(layer).power

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

    def derivative(self, layer: LPPool, taps: TapValues) -> NDArray[Any]:
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
