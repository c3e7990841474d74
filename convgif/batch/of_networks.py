"""A network -> the pictures of it: the whole of it in each view of networks, and each of its layers
once, however often it is there, on a small input that shows how it goes on."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from convgif.errors import ConvgifError, LayerError, LimitError, ViewError
from convgif.layers import Layer
from convgif.networks.network import Join, SizedLayer, SizedNetwork
from convgif.networks.reading import is_network, read_network
from convgif.settings.options import OPTIONS
from convgif.settings.patterns import same_pattern
from convgif.settings.resolving import resolve
from convgif.views import NETWORK_VIEWS

Settings = Mapping[str, Any]

OF_FIRST_LAYERS = ("receptive",)  # views that say much of a part too
SMALLER_INPUTS = (64, 48, 32, 24, 16, 12, 8)


@dataclass(frozen=True)
class NetworkPicture:
    """A picture of a network. settings: which ask for it; layers: those that it is of, all of one
    kind, none where it is of the whole; first: of how many layers it is, where it is of the first
    ones. refusal: why it is not drawn, "" where it is."""

    settings: Settings
    layers: tuple[SizedLayer, ...] = ()
    refusal: str = ""
    first: int = 0

    def __str__(self) -> str:
        """What it is of, in a line."""
        return repr(self.layers[0].layer) if self.layers else f"view {self.settings['view']}"


def is_of_network(settings: Settings) -> bool:
    """Whether a network is asked for, and no view of it."""
    named = settings.get("layer") or settings.get("preset")
    return isinstance(named, str) and "view" not in settings and is_network(named)


def pictures_of_network(settings: Settings) -> list[NetworkPicture]:
    """The pictures of the network that the settings ask for, each with those settings. Raises
    ConvgifError."""
    text = settings.get("layer") or settings["preset"]
    asked = {**{name: value for name, value in settings.items() if name != "preset"},
             "layer": text}
    sized = read_network(text).on(settings.get("input_size"))
    return [*_of_whole(sized, asked), *_of_layers(sized, asked)]


def distinct_layers(network: SizedNetwork) -> dict[Layer, tuple[SizedLayer, ...]]:
    """The layers that are computed, each kind once, with those that are like it in all."""
    found: dict[Layer, tuple[SizedLayer, ...]] = {}
    for layer in network.layers:
        if layer.layer is not None:
            found[layer.layer] = (*found.get(layer.layer, ()), layer)
    return found


def _of_whole(network: SizedNetwork, settings: Settings) -> Iterator[NetworkPicture]:
    for view in NETWORK_VIEWS:
        asked = {**settings, "view": view}
        whole = (NetworkPicture(asked, (), network.failure) if network.failure else
                 drawn_whole(asked))
        yield _first_layers(network, asked) or whole if whole.refusal and (
            view in OF_FIRST_LAYERS) else whole


def _first_layers(network: SizedNetwork, settings: Settings) -> NetworkPicture | None:
    """The picture of as many of the first layers as are drawn, on an input that is small enough for
    that, None where that is less than two."""
    chain = list(_chain(network))
    channels, *own = network.input_shape
    sizes = list(dict.fromkeys([tuple(own), *(tuple(min(size, axis) for axis in own)
                                              for size in SMALLER_INPUTS)]))

    def drawn(count: int) -> NetworkPicture | None:
        text = f"Sequential({', '.join(repr(layer) for _, layer in chain[:count])})"
        for size in sizes:
            shown = {**settings, "layer": text, "input_size": (channels, *size)}
            with suppress(LayerError):
                picture = drawn_whole(shown)
                if not picture.refusal:
                    return replace(picture, first=chain[count - 1][0])
        return None

    # Where more layers are drawn, so are fewer.
    most = bisect_left(range(2, len(chain) + 1), True, key=lambda count: drawn(count) is None) + 1
    return drawn(most) if most > 1 else None


def _chain(network: SizedNetwork) -> Iterator[tuple[int, Layer]]:
    """The first layers that slide, each of which takes what the one before it makes, as long as
    maps are; with the number of layers up to each."""
    for number, layer in enumerate(network.layers):
        keeps = layer.input_shape == layer.output_shape
        if (layer.inputs != (number - 1,) or isinstance(layer.operation, Join)
                or (layer.layer is None and not keeps)
                or len(layer.output_shape) != len(network.input_shape)):
            return
        if layer.layer is not None:
            yield number + 1, layer.layer


def drawn_whole(settings: Settings) -> NetworkPicture:
    """The picture of a whole network that those settings ask for. Raises ConvgifError for what is
    wrong whatever the network is."""
    from convgif.animation import draw

    picture = resolve(settings)
    try:
        assert draw(picture).story
    except ViewError as error:
        return NetworkPicture(settings, (), error.message)
    return NetworkPicture(settings)


def _of_layers(network: SizedNetwork, settings: Settings) -> Iterator[NetworkPicture]:
    shared = {name: value for name, value in settings.items() if OPTIONS[name].group != "layer"}
    for layer, alike in distinct_layers(network).items():
        size = same_pattern(layer, alike[0].input_shape[1:]) if layer.rank else ()
        asked = {"layer": repr(layer), **({"input_size": size} if size else {}), **shared}
        yield NetworkPicture(asked, alike, _layer_refused(asked))


def _layer_refused(settings: Settings) -> str:
    """Why the picture of a layer is not drawn, "" where it is."""
    from convgif.animation import draw

    try:
        assert draw(resolve(settings)).story
    except LimitError as error:
        return error.refusal
    except ConvgifError as error:
        return error.message
    return ""
