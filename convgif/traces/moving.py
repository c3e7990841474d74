"""The traces of layers that move numbers: what each output takes, and what it is."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.errors import ArrayError, LayerError, shorten
from convgif.layers.activations import Activation
from convgif.layers.moving import MovingLayer
from convgif.layers.unpooling import MaxUnpool
from convgif.traces.arrays import Array, drawn
from convgif.traces.extending import ExtendedMap, IndexTuple
from convgif.traces.steps import Trace


def trace_of_moves(layer: MovingLayer, x: Array, indices: ArrayLike | None, seed: int,
                   activation: Activation | None = None) -> Trace:
    """The trace of such a layer on that input; indices: where to, for one that is told. activation:
    what is made of each output, those too that take nothing. Raises ArrayError, LayerError."""
    places = None
    if isinstance(layer, MaxUnpool):
        places = (_seeded_indices(layer, x.shape, seed) if indices is None else
                  _checked_indices(indices, x.shape))
        moves = layer.sources_at(x.shape, places)
    else:
        if indices is not None:
            raise ArrayError(f"indices were given, and {type(layer).__name__} takes none: leave "
                             "them out, or use MaxUnpool2d")
        moves = layer.sources(x.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        taken = np.where(moves >= 0, x.ravel()[moves], 0).sum(axis=1)
        filled = np.where((moves >= 0).any(axis=1), taken, layer.fill).astype(x.dtype).reshape(
            layer.output_shape(x.shape))
        output = filled if activation is None else np.asarray(activation(filled), x.dtype)
    if not np.isfinite(filled).all() or not np.isfinite(output).all():
        raise ArrayError(f"the output overflows {x.dtype}: give smaller numbers")
    return Trace(layer, (), x, None, None, output, _bare(x, moves), filled, activation=activation,
                 moves=moves, given_indices=places)


def refuse_parameters(layer: MovingLayer, weight: object, bias: object, true_convolution: bool
                      ) -> None:
    """Raises ArrayError, LayerError for what such a layer has not."""
    name = type(layer).__name__
    for called, given in (("weight", weight), ("bias", bias)):
        if given is not None:
            raise ArrayError(f"{called} was given, but {name} has none: leave it out")
    if true_convolution:
        raise LayerError(f"true_convolution is for convolutions, and {name} has no kernel to "
                         "rotate: leave it out")


def pooled_indices(pooling: Trace) -> NDArray[np.intp]:
    """Where each maximum of a pooling is. Raises ArrayError for any other layer."""
    found = pooling.indices
    if found is None or pooling.moves is not None:
        raise ArrayError(f"the trace of {type(pooling.layer).__name__} has no indices: give that "
                         "of a MaxPool or AdaptiveMaxPool")
    return found


def _bare(x: Array, moves: NDArray[np.intp]) -> ExtendedMap:
    """The input as it is; dropped: the cells of which no output takes anything."""
    sizes = x.shape[1:]
    sources = np.stack(np.meshgrid(*map(np.arange, sizes), indexing="ij"), axis=-1) if sizes else (
        np.zeros((0,), np.intp))
    read = np.zeros(x.size, bool)
    read[moves[moves >= 0]] = True
    dropped: NDArray[np.bool_] = np.logical_not(read.reshape(x.shape).any(axis=0))
    return ExtendedMap(x.shape, np.zeros(sizes, np.uint8), sources, x, dropped)


def _checked_indices(indices: ArrayLike, shape: IndexTuple) -> NDArray[np.intp]:
    """The indices as whole numbers in that shape. Raises ArrayError."""
    try:
        given = np.asarray(indices)
    except (ValueError, TypeError):
        raise ArrayError("indices are ragged: give equally long rows") from None
    if given.shape != shape:
        raise ArrayError(f"indices have shape {given.shape}, and the input {shape}: give one for "
                         "each number of the input")
    is_number = given.dtype.kind in "iuf" and bool(np.isfinite(given).all())
    whole = given.astype(np.intp) if is_number else None
    if whole is None or (whole != given).any():
        raise ArrayError(f"indices hold {shorten(given.ravel()[0])}: give whole numbers, as max "
                         "pooling returns them")
    return whole


def _seeded_indices(layer: MaxUnpool, shape: IndexTuple, seed: int) -> NDArray[np.intp]:
    """A place for each number of the input, in the window that it may have come from."""
    made = layer.moved_shape(shape)[1:]
    chances = drawn(shape, seed)
    at = np.zeros(shape, np.intp)
    for index in np.ndindex(*shape):
        windows = [along[i] for along, i in zip(layer.windows(shape), index[1:], strict=True)]
        sizes = tuple(map(len, windows))
        cell = np.unravel_index(int(chances[index] * np.prod(sizes)), sizes)
        at[index] = np.ravel_multi_index(tuple(window[int(i)] for window, i in zip(
            windows, cell, strict=True)), made)
    return at
