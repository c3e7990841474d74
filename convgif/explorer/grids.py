"""The grids that a page is made of where none is given, and what is given in their place."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from convgif.batch.grids import FORMAT, Grid
from convgif.errors import ConvgifError, setting
from convgif.explorer.networks import SOURCES, is_of_networks, network_grids
from convgif.formats import FORMATS
from convgif.layers import LAYERS
from convgif.layers.notation import find_layer
from convgif.scenes.poses import POSES

PICTURE = FORMATS["svg"]  # what there is to download of each setting
FOLLOWING = {"theme": "auto"}
LANGUAGE = "language"

Lists: TypeAlias = Mapping[str, list[Any]]

_WINDOW: Lists = {"input_size": [*range(3, 9)], "kernel_size": [*range(1, 6)], "stride": [1, 2, 3],
           "padding": [0, 1, 2, 3], "dilation": [1, 2]}
_POOLING: Lists = {**_WINDOW, "kernel_size": [2, 3, 4], "padding": [0, 1]}
_AVERAGE: Lists = {**_POOLING, "dilation": [1]}
_TRANSPOSED: Lists = {"input_size": [2, 3, 4], "kernel_size": [1, 2, 3, 4], "stride": [1, 2, 3],
               "padding": [0, 1, 2], "dilation": [1, 2], "output_padding": [0, 1]}
# Few of each other view and border, for they are many: what differs is seen at small sizes.
_FEW: Lists = {"input_size": [4, 5, 6], "kernel_size": [2, 3], "stride": [1, 2], "padding": [0, 1],
        "dilation": [1]}
_FEW_TRANSPOSED: Lists = {"input_size": [2, 3], "kernel_size": [2, 3], "stride": [1, 2],
                   "padding": [0, 1], "dilation": [1], "output_padding": [0]}
_BORDERS: Lists = {**_FEW, "kernel_size": [3], "padding": [1, 2],
            "padding_mode": ["reflect", "replicate", "circular"]}

DEFAULTS: Mapping[str, tuple[Lists, ...]] = {
    "Conv2d": (_WINDOW, _BORDERS, {**_FEW, "view": ["values", "matrix", "nodes"]}),
    "Conv1d": (_WINDOW, _BORDERS, {**_FEW, "view": ["values", "matrix", "nodes"]}),
    "ConvTranspose2d": (_TRANSPOSED, {**_FEW_TRANSPOSED, "view": ["stamp", "values"]}),
    "ConvTranspose1d": (_TRANSPOSED, {**_FEW_TRANSPOSED, "view": ["stamp", "values"]}),
    "MaxPool2d": (_POOLING, {**_FEW, "view": ["values"]}), "MaxPool1d": (_POOLING,),
    "AvgPool2d": (_AVERAGE, {**_FEW, "view": ["values"]}), "AvgPool1d": (_AVERAGE,)}


def page_grids(given: Iterable[Grid]) -> list[Grid]:
    """The grids of a page: those that are given, over the sizes that DEFAULTS has of their layers;
    all of DEFAULTS where no layer is given.

    `page_grids([{"layer": "Conv2d", "view": "values"}])` has sizes. Raises ConvgifError for what
    makes no page.
    """
    found: list[Grid] = []
    for grid in given:
        for name in (FORMAT, *POSES):
            if name in grid:
                raise ConvgifError(f"{setting(name)} is not for a page, which has the animation of "
                                   "each setting as SVG and as a player: leave it out")
        source = next((name for name in SOURCES if name in grid), None)
        if source is None:
            found += [_over(name, usual, grid) for name, each in DEFAULTS.items()
                      for usual in each]
            continue
        named = grid[source]
        for each in named if isinstance(named, list) else [named]:
            found += _of_one({**grid, source: each})
    return found


def _of_one(given: Grid) -> Iterable[Grid]:
    """The grids of a single layer, network or preset."""
    if is_of_networks(given):
        return network_grids({**FOLLOWING, **given})
    return [_of_layer(given["layer"], given) if "layer" in given else {**FOLLOWING, **given}]


def _of_layer(what: object, given: Grid) -> Grid:
    """The grid of a layer. Its usual sizes are for its bare name: a text says more itself."""
    known = bare_name(what)
    if known is None:
        return {**FOLLOWING, **given, "layer": what}
    return _over(known, DEFAULTS.get(known, ({},))[0], given)


def _over(layer: str, usual: Lists, given: Grid) -> Grid:
    """What is usual of that layer, and over it what is given, but for what it does not have."""
    own = LAYERS[layer].field_kinds().keys()
    said = {name: value for name, value in given.items()
            if name == "input_size" or name in own or not _is_of_a_layer(name)}
    return {**FOLLOWING, **usual, **said, "layer": layer}


def _is_of_a_layer(name: str) -> bool:
    return any(name in layer.field_kinds() for layer in LAYERS.values())


def bare_name(what: object) -> str | None:
    """The name of a layer, as LAYERS has it, if it is nothing more than that."""
    if not isinstance(what, str) or "(" in what:
        return None
    try:
        return find_layer(what).__name__
    except ConvgifError:
        return None
