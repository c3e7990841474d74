"""Inputs and weights from files, and weights by name: shrunk and rounded to what fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import floor, isqrt, log10
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.errors import ArrayError, LayerError, fold, named, setting, shorten
from convgif.inputs.kernels import KERNELS, LAID, kernel_values, laid_on_zeros
from convgif.inputs.sources import READERS, Stamp, read_source, stamp_of
from convgif.inputs.written import is_written
from convgif.layers import Layer
from convgif.layers.notation import format_sizes
from convgif.traces.arrays import Array

FileName: TypeAlias = str | Path

LONGEST_SIDE = 32  # cells, where no size is asked for
DECIMALS, MOST_DECIMALS = 2, 15
LARGEST_ROUNDED = 1e12  # what is larger has no decimals


@dataclass(frozen=True)
class Loaded:
    """Numbers for a layer, and what was done to have them, "" for nothing."""

    values: Array
    note: str = ""


def load_arrays(layer: Layer, input: ArrayLike | FileName | None,
                weight: ArrayLike | FileName | None, input_size: int | Sequence[int] | None = None
                ) -> tuple[ArrayLike | None, ArrayLike | None, tuple[str, ...]]:
    """The input and the weight as arrays, and a line about each that was changed.

    What is no file and no name is returned as it is. Raises ConvgifError.
    """
    notes = []
    if isinstance(input, FileName):
        loaded = load_input(layer, input, input_size)
        input, notes = loaded.values, [loaded.note]
    if isinstance(weight, FileName):
        loaded = load_weight(layer, weight)
        weight, notes = loaded.values, [*notes, loaded.note]
    return input, weight, tuple(filter(None, notes))


def load_input(layer: Layer, file: FileName, input_size: int | Sequence[int] | None = None
               ) -> Loaded:
    """The input of a layer from a file, (channels, *spatial), with at most 32 cells on a side; or
    a kernel by its name, laid on zeros in each channel.

    input_size: exactly so many instead. Raises ArrayError for a file that cannot be read,
    LayerError for what does not suit the layer.
    """
    path = Path(file)
    size = None if input_size is None else layer.spatial_size(input_size)
    if is_kernel(file):
        return Loaded(_laid_over(layer, str(file), size))
    return _load_input(path, stamp_of(path), type(layer), layer.input_channels, size)


@lru_cache(maxsize=64)  # a batch asks again and again
def _load_input(path: Path, stamp: Stamp, layer: type[Layer], channels: int | None,
                size: tuple[int, ...] | None) -> Loaded:
    source = read_source(path, color=channels == 3)
    values = _with_channels(source.values, layer, channels, path)
    have = values.shape[1:]
    wanted = _fitting(have) if size is None else size
    if any(want > had for want, had in zip(wanted, have, strict=True)):
        raise LayerError(f"{named(path.name)} is {format_sizes(have)}, and an input of "
                         f"{format_sizes(wanted)} is larger: take {format_sizes(have)} or less")
    done = source.changes
    if wanted != have:
        values = averaged(values, wanted)
        decimals = 0 if source.kind else _decimals(values)
        values = values.round(decimals)
        done += ("area averages", f"rounded to {decimals} decimals" if decimals else "rounded")
    values = values.astype(np.float64)
    values.setflags(write=False)
    if not source.made and not done:
        return Loaded(values)
    before = f"{format_sizes(have)} {source.kind}".rstrip()
    after = ", ".join((f"{source.made} {format_sizes(wanted)}".lstrip(), *done))
    return Loaded(values, f"{named(path.name)}: {before} -> {after}")


def load_weight(layer: Layer, weight: FileName) -> Loaded:
    """The weight of a layer from a file, or by a name in KERNELS, the same for all channels; of a
    fully connected layer laid on zeros, as on its input.

    Raises ArrayError for a file that cannot be read, LayerError for what does not suit the layer.
    """
    shape = layer.weight_shape
    if shape is None:
        raise LayerError(f"weight {shorten(str(weight))} was given, and {type(layer).__name__} has "
                         "none: leave it out")
    if is_file(weight) or is_written(weight):
        values, name = _weight_values(Path(weight), layer.rank), named(Path(weight).name)
    elif layer.rank:
        values, name = kernel_values(str(weight), shape[2:]), str(weight)
    else:
        values, name = np.broadcast_to(_laid_over(layer, str(weight), ()), shape), str(weight)
    if values.shape == shape:
        return Loaded(values)
    if not layer.rank or values.shape != shape[2:]:
        fitting = [format_sizes(size) for size in (shape[2:], shape) if size]
        advice = (f"give a kernel size of {format_sizes(values.shape)}"
                  if values.ndim == layer.rank else "reshape it")
        raise LayerError(f"{name} is {format_sizes(values.shape)}, and the layer takes "
                         f"{' or '.join(fitting)}: {advice}")
    pairs = shape[0] * shape[1]
    return Loaded(np.broadcast_to(values, shape),
                  f"{name}: the same for each of {pairs} pairs of channels" if pairs > 1 else "")


def shape_in(input: FileName) -> tuple[int, ...] | None:
    """The shape of an input from a file; None for a picture, whose channels are as many as a layer
    asks for, and for the name of a kernel. Raises ArrayError."""
    if is_kernel(input):
        return None
    path = Path(input)
    stamp_of(path)
    source = read_source(path)
    return None if source.kind else source.values.shape


def kernel_size_in(weight: FileName, rank: int) -> tuple[int, ...] | None:
    """The kernel size of a weight from a file; None for a name, which has many.

    Raises ArrayError.
    """
    if not (is_file(weight) or is_written(weight)):
        return None
    shape = _weight_values(Path(weight), rank).shape
    return shape[-rank:] if len(shape) >= rank else None


def is_kernel(given: FileName) -> bool:
    """Whether that is the name of a kernel."""
    return isinstance(given, str) and fold(given) in map(fold, KERNELS)


def is_file(weight: FileName) -> bool:
    """Whether that is meant as a file, and not as the name of a kernel or as numbers."""
    if isinstance(weight, Path):
        return True
    if is_kernel(weight) or is_written(weight):
        return False
    return Path(weight).suffix.lower() in READERS or "/" in weight or "\\" in weight


def _laid_over(layer: Layer, name: str, size: tuple[int, ...] | None) -> Array:
    """The named kernel laid on each channel of an input of that size, or of the layer's default;
    of a layer without axes on its features, which lie in a square. Raises ConvgifError."""
    if layer.rank:
        size = layer.default_input_size(LAID + 1) if size is None else size
        return np.stack([laid_on_zeros(name, size)] * (layer.input_channels or 1))
    features = layer.input_channels or 0
    side = isqrt(features)
    if side ** 2 != features or side <= LAID:
        wanted = max(side + 1, LAID + 1) ** 2
        raise LayerError(f"{name} lies on a square of features with one around it, which "
                         f"{features} do not make: give {setting('in_features', wanted)}")
    return laid_on_zeros(name, (side, side)).ravel()


# Shapes.

def _with_channels(values: NDArray[Any], layer: type[Layer], channels: int | None, path: Path
                   ) -> NDArray[Any]:
    """The values as (channels, *spatial). Raises LayerError."""
    shape = values.shape
    if len(shape) == 2 and layer.rank < 2 and 1 in shape:  # one line of a table
        values = values.ravel()
    if values.ndim == layer.rank and layer.rank:
        values = values[None]
    if values.ndim == layer.rank + 1 and channels in (None, len(values)):
        return values
    wanted = ", ".join((str(channels or "channels"), *AXES[layer.rank]))
    count = setting("in_channels" if layer.rank else "in_features", len(values))
    advice = (f"give {count}" if values.ndim == layer.rank + 1 else
              f"give it so many axes, or take another {setting('layer')}")
    raise LayerError(f"{named(path.name)} is {format_sizes(shape)}, and {layer.__name__} takes "
                     f"({wanted}): {advice}")


def _weight_values(path: Path, rank: int) -> Array:
    """The values of a kernel, or of a whole weight."""
    return _load_weight(path, stamp_of(path), rank)


@lru_cache(maxsize=64)
def _load_weight(path: Path, stamp: Stamp, rank: int) -> Array:
    source = read_source(path)
    if source.kind:
        raise ArrayError(f"{named(path.name)} is a picture: give a weight as .csv or .npy")
    values = source.values
    if values.ndim == 2 and rank == 1 and 1 in values.shape:
        values = values.ravel()
    values.setflags(write=False)
    return values


AXES: Mapping[int, tuple[str, ...]] = {
    0: (), 1: ("length",), 2: ("rows", "columns"), 3: ("depth", "rows", "columns")}


# Shrinking.

def _fitting(size: Sequence[int]) -> tuple[int, ...]:
    """The size, or one of about the same shape that is as large as may be."""
    longest = max(size, default=0)
    if longest <= LONGEST_SIDE:
        return tuple(size)
    return tuple(max(1, round(length * LONGEST_SIDE / longest)) for length in size)


def averaged(values: NDArray[Any], size: Sequence[int]) -> Array:
    """The values, (channels, *spatial), with that many on each spatial axis, which is no more:
    each the average of the area that it stands for."""
    for axis, new in enumerate(size, 1):
        old = values.shape[axis]
        if new == old:
            continue
        rows = np.moveaxis(values, axis, 0)
        edges = [number * old / new for number in range(new + 1)]
        shrunk = np.empty((new, *rows.shape[1:]))
        for number, (start, stop) in enumerate(pairwise(edges)):
            first, last = floor(start), min(old, -floor(-stop))
            cells = np.arange(first, last)
            shares = np.minimum(cells + 1, stop) - np.maximum(cells, start)
            shrunk[number] = np.tensordot(shares / shares.sum(), rows[first:last], 1)
        values = np.moveaxis(shrunk, 0, axis)
    return values


def _decimals(values: Array) -> int:
    """To how many decimals averages are rounded: more where all would be close to 0."""
    largest = float(np.abs(values).max())
    if largest == 0 or largest > LARGEST_ROUNDED:
        return 0
    return min(max(DECIMALS, DECIMALS - 1 - floor(log10(largest))), MOST_DECIMALS)
