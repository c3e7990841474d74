"""A network -> the pictures of it: the whole of it in each view of networks, and each of its layers
once, however often it is there, on a small input that shows how it goes on."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from convgif.errors import ConvgifError, LayerError, LimitError, ViewError
from convgif.layers import Layer
from convgif.networks.network import SizedLayer, SizedNetwork
from convgif.networks.reading import is_network, read_network
from convgif.settings.options import OPTIONS
from convgif.settings.patterns import same_pattern, with_few_features
from convgif.settings.resolving import resolve
from convgif.views import NETWORK_VIEWS
from convgif.views.settings import AT_LAYER

Settings = Mapping[str, Any]

SMALLER_INPUTS = (64, 48, 32, 24, 16, 12, 8)


@dataclass(frozen=True)
class NetworkPicture:
    """A picture of a network. settings: which ask for it; layers: those that it is of, all of one
    kind, none where it is of the whole; up_to: the name of the last layer where it is of a part.
    refusal: why it is not drawn, "" where it is. instead: the layer that is drawn where all of its
    features do not fit."""

    settings: Settings
    layers: tuple[SizedLayer, ...] = ()
    refusal: str = ""
    up_to: str = ""
    instead: Layer | None = None

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
    if not sized.layers:
        raise LayerError(sized.failure)
    if AT_LAYER.name in asked:
        sized = sized.up_to(asked[AT_LAYER.name])
    return [*_of_whole(sized, asked), *pictures_of_layers(sized, asked)]


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
        yield _part(network, asked) or whole if whole.refusal else whole


def _part(network: SizedNetwork, settings: Settings) -> NetworkPicture | None:
    """The picture of as much of the network from its input on as is drawn, on an input that is
    small enough for that, None where that is less than two layers."""
    names = [layer.name for layer in network.layers if layer.layer is not None
             and len(layer.output_shape) == len(network.input_shape)]
    channels, *own = network.input_shape
    sizes = list(dict.fromkeys([tuple(own), *(tuple(min(size, axis) for axis in own)
                                              for size in SMALLER_INPUTS)]))

    def drawn(count: int) -> NetworkPicture | None:
        for size in sizes:
            shown = {**settings, AT_LAYER.name: names[count - 1], "input_size": (channels, *size)}
            with suppress(LayerError):
                picture = drawn_whole(shown)
                if not picture.refusal:
                    return replace(picture, up_to=names[count - 1])
        return None

    # Where more layers are drawn, so are fewer.
    most = bisect_left(range(2, len(names) + 1), True, key=lambda count: drawn(count) is None) + 1
    return drawn(most) if most > 1 else None


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


def pictures_of_layers(network: SizedNetwork, settings: Settings) -> Iterator[NetworkPicture]:
    """The picture of each kind of its layers, with the settings that are not of the whole."""
    shared = {name: value for name, value in settings.items()
              if OPTIONS[name].group != "layer" and name != AT_LAYER.name}
    for layer, alike in distinct_layers(network).items():
        size = same_pattern(layer, alike[0].input_shape[1:]) if layer.rank else ()
        asked = {"layer": repr(layer), **({"input_size": size} if size else {}), **shared}
        yield NetworkPicture(asked, alike, _layer_refused(asked))


def instead_of(picture: NetworkPicture) -> NetworkPicture:
    """What is drawn in the place of a layer that is not: it with fewer features, or the picture
    itself where it has none to leave out."""
    layer = picture.layers[0].layer if picture.refusal and picture.layers else None
    if layer is None:
        return picture
    fewer = with_few_features(layer)
    asked = {**picture.settings, "layer": repr(fewer)}
    if fewer == layer or _layer_refused(asked):
        return picture
    return NetworkPicture(asked, picture.layers, instead=fewer)


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
