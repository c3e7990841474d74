"""Which outputs a view shows one by one, and how many frames that takes."""

from collections.abc import Sequence
from math import prod

import numpy as np

from convgif.errors import ViewError, setting
from convgif.layers import AxisPlan, Layer
from convgif.scenes.words import times
from convgif.traces.reductions import REDUCTIONS
from convgif.views.base import ViewSettings
from convgif.views.settings import AT, SHOW_OUT, STEPS

PRODUCT_MS, NEXT_ROW_MS = 900, 1300  # to read a product, and the first in a row of the kernel
TOTAL_MS = 1300  # to read what becomes of the total


def chosen_outputs(axes: Sequence[AxisPlan], shape: Sequence[int], settings: ViewSettings
                   ) -> list[int]:
    """The numbers, in C order, of the outputs that are asked for among `shape`.

    Where none are: the first whose window lies inside the input, or as far inside as any.
    Raises ViewError.
    """
    steps, at = settings[STEPS], settings[AT]
    if steps is not None and at is not None:
        raise ViewError("a step and a position are both given: leave out "
                        f"{setting('steps')} or {setting('at')}")
    count = prod(shape)
    if steps is not None:
        for number in steps:
            if not 0 <= number < count:
                raise ViewError(f"step {number} is no output: there "
                                + (f"are 0 to {count - 1}" if count > 1 else "is only 0"))
        return list(steps)
    if at is None:
        at = tuple(axis.most_inside for axis in axes) or (0,) * len(shape)
    if len(at) != len(shape):
        numbers = "1 number" if len(at) == 1 else f"{len(at)} numbers"
        raise ViewError(f"position {','.join(map(str, at))} has {numbers}, and the output "
                        f"of {times(shape)} wants {len(shape)}: give one such as "
                        f"{','.join('0' * len(shape))}")
    if any(not 0 <= index < size for index, size in zip(at, shape, strict=True)):
        raise ViewError(f"position {','.join(map(str, at))} is outside the output of "
                        f"{times(shape)}: the last is {','.join(str(n - 1) for n in shape)}")
    return [int(np.ravel_multi_index(at, tuple(shape)))]


def count_frames(layer: Layer, input_shape: tuple[int, ...], settings: ViewSettings) -> int:
    """How many frames there are with one for each multiply-accumulate of the chosen outputs, one
    for what the other channels add, for the bias, for a divisor or root, for an activation, and for
    the output."""
    more = _frames_after_taps(layer, input_shape, settings)
    return sum(rows * columns + more for rows, columns in _taps(layer, input_shape, settings))


def reading_ms(layer: Layer, input_shape: tuple[int, ...], settings: ViewSettings) -> list[int]:
    """How long each of them takes to be read."""
    more = _frames_after_taps(layer, input_shape, settings)
    times: list[int] = []
    for rows, columns in _taps(layer, input_shape, settings):
        row = [NEXT_ROW_MS, *[PRODUCT_MS] * (columns - 1)] if columns else []
        times += row * rows + [TOTAL_MS] * more
    return times


def _taps(layer: Layer, input_shape: tuple[int, ...], settings: ViewSettings
          ) -> list[tuple[int, int]]:
    """The rows and columns of the taps of each chosen output."""
    axes = layer.plan(input_shape[1:])
    if not axes:
        features = [layer.output_channels(input_shape[0])]
        reads = len(layer.channels_read(0))
        return [(1, reads) for _ in chosen_outputs(axes, features, settings)]
    shape, last_kind = [axis.output_size for axis in axes], REDUCTIONS[
        layer.reduction].last_kind(layer)
    found = []
    for number in chosen_outputs(axes, shape, settings):
        at = np.unravel_index(number, shape)
        *rows, columns = [sum(axis.kinds[cell] <= last_kind for cell in axis.cells(int(i)))
                          for axis, i in zip(axes, at, strict=True)]
        found.append((prod(rows), columns))
    return found


def _frames_after_taps(layer: Layer, input_shape: tuple[int, ...], settings: ViewSettings) -> int:
    """For what is left of an output when its taps are added up."""
    # The same for every output but of pooling, which reads its own channel only.
    reads = layer.channels_read((settings[SHOW_OUT] or (0,))[0])
    return sum((bool(layer.rank) and len(reads) > 1, layer.bias_shape is not None,
                REDUCTIONS[layer.reduction].closes(layer), True))
