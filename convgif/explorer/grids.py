"""The grids that a page is made of where none is given, and what is given in their place."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from convgif.batch.grids import FORMAT, Grid
from convgif.errors import ConvgifError, listed, setting
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
            _check_one_takes(grid, DEFAULTS)
            found += [_over(name, usual, grid) for name, each in DEFAULTS.items()
                      for usual in each]
            continue
        named = grid[source] if isinstance(grid[source], list) else [grid[source]]
        bare = [*map(bare_name, named)]
        if bare and all(bare):
            _check_one_takes(grid, filter(None, bare))
        for each in named:
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
    said = {name: value for name, value in given.items() if _takes(layer, name)}
    return {**FOLLOWING, **usual, **said, "layer": layer}


def _takes(layer: str, name: str) -> bool:
    """Whether a setting is said of that layer, or of any."""
    known = LAYERS[layer]
    if name == "output_size" and known.kind == "transposed":  # it finds the output padding
        return True
    return (name in ("input_size", *known.field_kinds())
            or not any(name in other.field_kinds() for other in LAYERS.values()))


def _check_one_takes(given: Grid, layers: Iterable[str]) -> None:
    """Raises ConvgifError for an argument that none of the layers of a page has."""
    known = [*layers]
    for name in given:
        if not any(_takes(layer, name) for layer in known):
            raise ConvgifError(f"{setting(name)} is of no layer of the page, which has "
                               f"{listed(known)}: leave it out or take such a layer")


def bare_name(what: object) -> str | None:
    """The name of a layer, as LAYERS has it, if it is nothing more than that."""
    if not isinstance(what, str) or "(" in what:
        return None
    try:
        return find_layer(what).__name__
    except ConvgifError:
        return None
