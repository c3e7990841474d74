"""Products: what one tap gives, of a window or of a stamp."""

from typing import NamedTuple

from convgif.traces.extending import IndexTuple


class Mac(NamedTuple):
    """One tap: `product` = input * weight, `total` the sum so far, without bias.

    position: (channel, *cell) in the extended map. input_index: the element of the input, None
    for a zero that is not in it. weight_index: into the weight as stored, never rotated. Pooling
    has no weight: product and total are what its reduction makes of the input. The weight of an
    interpolation is stored nowhere, and has no index.
    """

    position: IndexTuple
    input_index: IndexTuple | None
    weight_index: IndexTuple | None
    input: float
    weight: float | None
    product: float
    total: float


class Addition(NamedTuple):
    """One product of a stamp. position: (channel, *cell) on the canvas before it is cropped.
    output_index: the element of the output, None where it is cropped."""

    position: IndexTuple
    output_index: IndexTuple | None
    weight_index: IndexTuple
    weight: float
    product: float
