"""How a layer lies along one spatial axis: the cells it slides over and where its taps fall.

Every layer describes itself by these plans and the trace reads nothing else, so that a new layer
needs no new engine. An N-dimensional layer is the product of its axes.
"""

from dataclasses import dataclass
from enum import IntEnum

from convgif.errors import LayerError

MOST_CELLS = 10_000_000


class CellKind(IntEnum):
    """What a cell of the extended map is; of several axes the largest counts."""

    INPUT = 0
    INSERTED_ZERO = 1
    PADDING = 2
    OVERHANG = 3  # past the padding, under a window that ceil_mode adds: never a tap


def check_extent(cells: int) -> None:
    """Raises LayerError for an extended axis of more cells than is hardly meant."""
    if cells > MOST_CELLS:
        raise LayerError(f"an axis of {cells} cells, padding and inserted zeros counted, is over "
                         f"{MOST_CELLS}: take a smaller input, kernel, stride or dilation")


@dataclass(frozen=True)
class AxisPlan:
    """One axis of the extended map and of the windows over it.

    kinds, sources: for each extended cell what it is, and the input index it repeats or None.
    starts: for each output the extended cell of its first tap. offsets: from there to each tap.
    kernel: the index into the stored weight at each tap.
    added: how many outputs at the end are there because of output_padding.
    """

    kinds: tuple[CellKind, ...]
    sources: tuple[int | None, ...]
    starts: range
    offsets: range
    kernel: range
    added: int = 0

    @property
    def extended_size(self) -> int:
        return len(self.kinds)

    @property
    def output_size(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class StampPlan:
    """One axis of a transposed layer, read as stamping.

    size: of the canvas before it is cropped. starts: for each input the canvas cell of its first
    product. offsets: from there to each product. crop: the canvas cells that are kept.
    """

    size: int
    starts: range
    offsets: range
    crop: range
