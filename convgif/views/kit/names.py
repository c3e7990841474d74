"""What elements of a layer's arrays are called: `w₀₁`."""

import numpy as np

from convgif.layers import Layer
from convgif.layers.letters import SUBSCRIPTS

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def weight_name(layer: Layer, index: tuple[int, ...]) -> str:
    """`w₀₁`; with its channels where there are several, and above the position that it is for."""
    sizes = layer.weight_shape or ()
    if layer.kind == "local":
        position, out, read = index
        reads = len(layer.channels_read(0))
        channel, tap = divmod(read, sizes[2] // reads)
        kernel = layer.parameters()["kernel_size"]
        index = (out, channel, *map(int, np.unravel_index(tap, kernel)))
        above = str(position).translate(SUPERSCRIPTS)
        sizes = (sizes[1], reads, *kernel)
    else:
        above = ""
    if layer.rank and sizes[:2] == (1, 1):
        index, sizes = index[2:], sizes[2:]
    apart = "," if max(sizes) > 10 else ""
    return f"w{above}{apart.join(str(i).translate(SUBSCRIPTS) for i in index)}"
