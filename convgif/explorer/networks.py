"""The grids of a page of a network: up to each of its layers, in each view that draws it, for a
narrow page drawn down; a unit in the middle and one in the corner; each kind of layer alone."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from convgif.batch.grids import Grid
from convgif.batch.of_networks import SMALLER_INPUTS, drawn_whole, pictures_of_layers
from convgif.errors import ConvgifError, LayerError, setting
from convgif.networks.network import SizedNetwork
from convgif.networks.presets import own_view
from convgif.networks.reading import is_network, read_network
from convgif.views import NETWORK_VIEWS
from convgif.views.settings import AT_LAYER, DIRECTION, UNIT

PHONE: Grid = {"size_px": 360}  # what a phone shows without scrolling sideways
NARROW = {DIRECTION.name: "down"}
CHOSEN = ("view", AT_LAYER.name, UNIT.name, DIRECTION.name)  # who gives one of them, chooses
SOURCES = ("layer", "preset")


def is_of_networks(grid: Grid) -> bool:
    """Whether that is a grid of one network, and no view of it is chosen."""
    named = next((grid[name] for name in SOURCES if name in grid), None)
    return isinstance(named, str) and is_network(named) and not any(map(grid.__contains__, CHOSEN))


def network_grids(given: Grid) -> Iterator[Grid]:
    """The grids of that network. Raises ConvgifError for one without a picture."""
    named = next(given[name] for name in SOURCES if name in given)
    base = {**{name: value for name, value in given.items() if name not in SOURCES},
            "layer": named}
    sizes = base.pop("input_size", None)
    network = read_network(named)
    found = False
    for size in sizes if isinstance(sizes, list) else [sizes]:
        asked = base if size is None else {**base, "input_size": size}
        sized = network.on(size)
        if sized.failure:
            raise LayerError(sized.failure)
        for view in sorted(NETWORK_VIEWS, key=lambda view: view != own_view(named)):
            for grid in _of_view({**asked, "view": view}, sized):
                yield grid
                found = True
        for picture in pictures_of_layers(sized, _single(asked)):
            if not picture.refusal:
                yield {**picture.settings, **{name: value for name, value in base.items()
                                              if isinstance(value, list)}}
                found = True
    if not found:
        raise ConvgifError(f"nothing of {named} is drawn: give another {setting('input_size')}")


def _of_view(asked: Grid, network: SizedNetwork) -> Iterator[Grid]:
    """Its grids in a view: as far as it is drawn, on its own input or on the largest that is drawn.
    """
    names = [layer.name for layer in network.layers if layer.layer is not None]
    channels, *own = network.input_shape
    smaller = [(channels, *(min(size, axis) for axis in own)) for size in SMALLER_INPUTS]
    inputs: list[Grid] = [{}, *({"input_size": size} for size in dict.fromkeys(smaller))]
    drawn = ((size, _drawn({**asked, **size}, names)) for size in (inputs if own else inputs[:1]))
    size, reached = next((each for each in drawn if each[1]), ({}, []))
    takes = {setting.name for setting in NETWORK_VIEWS[asked["view"]].settings}
    ways: list[Grid] = [{}, {**NARROW, **PHONE}] if DIRECTION.name in takes else [PHONE]
    units: list[Grid] = [{}, {UNIT.name: (0,) * len(own)}] if UNIT.name in takes else [{}]
    for way, unit in product(ways, units):
        parts = [name for name in reached if name != names[-1]]
        grid = {**way, **asked, **size, **unit}
        if parts:
            yield {**grid, AT_LAYER.name: parts}
        if len(parts) < len(reached):
            yield grid


def _drawn(asked: Grid, names: Sequence[str]) -> Sequence[str]:
    """The layers up to which it is drawn: where more are, so are fewer."""
    return names[:bisect_left(names, True, key=lambda name: not _is_drawn(asked, name))]


def _is_drawn(asked: Grid, name: str) -> bool:
    try:
        return not drawn_whole({**_single(asked), AT_LAYER.name: name}).refusal
    except LayerError:
        return False


def _single(asked: Grid) -> dict[str, Any]:
    """One of its combinations, for what does not depend on which."""
    return {name: value[0] if isinstance(value, list) else value for name, value in asked.items()}
