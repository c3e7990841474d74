"""A layer as its module would be, and the reduction that it is the first to have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from convgif.layers import CellKind
from convgif.layers.base import plain_signature
from convgif.layers.fields import Flag, Padding, Sizes, SizesLike
from convgif.layers.pooling import CEIL_HELP, PADDING_HELP, POOLING_WORDS, Pooling
from convgif.traces.reductions import Notation, Reduction, ReductionWords


@plain_signature
@dataclass(frozen=True, repr=False)
class MinPool2d(Pooling):
    """2-D min pooling: the smallest of each window."""

    rank: ClassVar[int] = 2
    family: ClassVar[str] = "MinPool"
    reduction: ClassVar[str] = "min"

    kernel_size: Sizes = Sizes(2, "the window's size, such as 3 or 3x5")
    stride: SizesLike = SizesLike("kernel_size", "how far the window moves")
    padding: Padding = Padding(PADDING_HELP, POOLING_WORDS)
    dilation: Sizes = Sizes(1, "distance between neighbouring taps")
    ceil_mode: Flag = Flag(False, CEIL_HELP)

    @property
    def no_output(self) -> str:
        return "which is never the minimum"


class Minimum(Reduction[MinPool2d]):
    """The smallest of the real cells."""

    words: Mapping[str, ReductionWords] = {
        "en": ReductionWords("taps", "min pooling {size}", "its minimum"),
        "zh": ReductionWords("窗口元素", "最小池化 {size}", "最小值"),
        "symbols": ReductionWords("i", "k {size}")}
    combine = np.minimum
    first = np.inf
    selects = True
    is_linear = False

    def notation(self, layer: MinPool2d) -> Notation:
        return Notation("min( ", ", ", " )", sign="min")

    def term(self, layer: MinPool2d, value: float, written: str) -> str:
        return written

    def last_kind(self, layer: MinPool2d) -> CellKind:
        return CellKind.INPUT

    def product(self, layer: MinPool2d, value: Any, weight: Any) -> Any:
        return value + 0.0
