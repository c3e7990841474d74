"""convgif: you name a layer, it computes it, and shows how.

    layer  ->  trace  ->  scenes  ->  frames  ->  file

`animate(Conv2d(kernel_size=3, stride=2, padding=1), input_size=5).save("conv.gif")`
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from convgif.version import __version__

if TYPE_CHECKING:
    from convgif.animation import Animation, animate, beside
    from convgif.batch.sweeping import sweep
    from convgif.errors import ConvgifError
    from convgif.layers import (
        AvgPool1d,
        AvgPool2d,
        AvgPool3d,
        Conv1d,
        Conv2d,
        Conv3d,
        ConvTranspose1d,
        ConvTranspose2d,
        ConvTranspose3d,
        Layer,
        Linear,
        LocallyConnected1d,
        LocallyConnected2d,
        LPPool1d,
        LPPool2d,
        LPPool3d,
        MaxPool1d,
        MaxPool2d,
        MaxPool3d,
    )
    from convgif.networks.network import Network
    from convgif.networks.reading import read_network
    from convgif.traces.tracing import Trace, trace

__all__ = ["Animation", "AvgPool1d", "AvgPool2d", "AvgPool3d", "Conv1d", "Conv2d", "Conv3d",
           "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "ConvgifError", "LPPool1d",
           "LPPool2d", "LPPool3d", "Layer", "Linear", "LocallyConnected1d", "LocallyConnected2d",
           "MaxPool1d", "MaxPool2d", "MaxPool3d", "Network", "Trace", "__version__", "animate",
           "beside", "read_network", "sweep", "trace"]

_MODULES = {"Animation": "animation", "animate": "animation", "beside": "animation",
            "ConvgifError": "errors", "sweep": "batch.sweeping",
            "Network": "networks.network", "read_network": "networks.reading",
            "Trace": "traces.tracing", "trace": "traces.tracing"}  # the others are layers


def __getattr__(name: str) -> Any:
    """A public name, whose module is loaded when the name is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'convgif' has no attribute {name!r}")
    found = getattr(import_module(f"convgif.{_MODULES.get(name, 'layers')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
