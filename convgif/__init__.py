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
    from convgif.explorer.exploring import explore
    from convgif.layers import (
        AdaptiveAvgPool1d,
        AdaptiveAvgPool2d,
        AdaptiveAvgPool3d,
        AdaptiveMaxPool1d,
        AdaptiveMaxPool2d,
        AdaptiveMaxPool3d,
        AvgPool1d,
        AvgPool2d,
        AvgPool3d,
        CircularPad1d,
        CircularPad2d,
        CircularPad3d,
        ConstantPad1d,
        ConstantPad2d,
        ConstantPad3d,
        Conv1d,
        Conv2d,
        Conv3d,
        ConvTranspose1d,
        ConvTranspose2d,
        ConvTranspose3d,
        Flatten,
        Fold,
        GlobalAveragePool,
        GlobalAveragePool1d,
        GlobalAveragePool2d,
        GlobalAveragePool3d,
        GlobalLpPool,
        GlobalLpPool1d,
        GlobalLpPool2d,
        GlobalLpPool3d,
        GlobalMaxPool,
        GlobalMaxPool1d,
        GlobalMaxPool2d,
        GlobalMaxPool3d,
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
        MaxUnpool1d,
        MaxUnpool2d,
        MaxUnpool3d,
        PixelShuffle,
        PixelUnshuffle,
        ReflectionPad1d,
        ReflectionPad2d,
        ReflectionPad3d,
        ReplicationPad1d,
        ReplicationPad2d,
        ReplicationPad3d,
        Unfold,
        Upsample,
        ZeroPad1d,
        ZeroPad2d,
        ZeroPad3d,
    )
    from convgif.networks.network import Network
    from convgif.networks.reading import read_network
    from convgif.traces.tracing import Trace, trace

__all__ = ["AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d",
           "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "Animation", "AvgPool1d", "AvgPool2d",
           "AvgPool3d", "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d",
           "ConstantPad2d", "ConstantPad3d", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d",
           "ConvTranspose2d", "ConvTranspose3d", "ConvgifError", "Flatten", "Fold",
           "GlobalAveragePool", "GlobalAveragePool1d", "GlobalAveragePool2d", "GlobalAveragePool3d",
           "GlobalLpPool", "GlobalLpPool1d", "GlobalLpPool2d", "GlobalLpPool3d", "GlobalMaxPool",
           "GlobalMaxPool1d", "GlobalMaxPool2d", "GlobalMaxPool3d", "LPPool1d", "LPPool2d",
           "LPPool3d", "Layer", "Linear", "LocallyConnected1d", "LocallyConnected2d", "MaxPool1d",
           "MaxPool2d", "MaxPool3d", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "Network",
           "PixelShuffle", "PixelUnshuffle", "ReflectionPad1d", "ReflectionPad2d",
           "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "Trace",
           "Unfold", "Upsample", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "__version__", "animate",
           "beside", "explore", "read_network", "sweep", "trace"]

_MODULES = {"Animation": "animation", "animate": "animation", "beside": "animation",
            "ConvgifError": "errors", "explore": "explorer.exploring", "sweep": "batch.sweeping",
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
