"""explore(): a layer or network with sliders, in a notebook."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from convgif.errors import ConvgifError
from convgif.layers.recognizing import LayerLike
from convgif.networks.reading import NetworkLike
from convgif.traces.tracing import Trace

if TYPE_CHECKING:
    from convgif.explorer.widget import Explorer

LIBRARY = "anywidget"


def explore(what: "LayerLike | Trace | NetworkLike", **settings: Any) -> "Explorer":
    """A widget for notebooks: sliders for what the layer has, and the player of what they say.

    what, settings: as `animate` takes them; the theme follows the notebook if none is given. Its
    `animation` is the one that is shown, with the settings that it has come to; of a network the
    input's size and the view are slid. Needs `pip install "convgif[notebook]"`.
    `explore(Conv2d(stride=2)).animation.save("conv.gif")` saves what it begins with.
    Raises ConvgifError.
    """
    if find_spec(LIBRARY) is None:
        raise ConvgifError("explore needs a library that is not installed: "
                           'pip install "convgif[notebook]"')
    from convgif.explorer.sliding import slid
    from convgif.explorer.widget import Explorer

    return Explorer(slid(what, {"theme": "auto", **settings}))
