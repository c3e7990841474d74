"""convgif: you name a layer, it computes it, and shows how.

    layer  ->  trace  ->  scenes  ->  frames  ->  file

`animate(Conv2d(kernel_size=3, stride=2, padding=1), input_size=5).save("conv.gif")`
"""

from convgif.animation import Animation, animate
from convgif.errors import ConvgifError
from convgif.layers import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Layer,
)
from convgif.tracing import Trace, trace
from convgif.version import __version__

__all__ = ["Animation", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d",
           "ConvTranspose3d", "ConvgifError", "Layer", "Trace", "__version__", "animate", "trace"]
