"""The values view: input, kernel and output with their numbers, and the sum written out."""

from math import prod

from convgif.layers import Layer
from convgif.views.base import SIZED_KINDS, SLIDING_KINDS, View, ViewSettings, telling_position
from convgif.views.settings import NAMES, PRECISION, SHOW_IN, SHOW_OUT, VALUES
from convgif.views.values.words import WORDS

SUM_MS, PRODUCT_MS, LONGEST_SUM_MS = 750, 170, 2500  # to find a sum, and to read each product
ROW_MS = 500  # more for the first of a row, to which the eye goes back


def _scanned(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> tuple[int, ...]:
    """The positions; the features of a layer without axes."""
    if not layer.rank:
        return (layer.output_channels(shape[0]),)
    return tuple([plan.output_size for plan in layer.plan(shape[1:])])


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One for each of them."""
    return prod(_scanned(layer, shape, settings))


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """A position, or the middle feature."""
    return (telling_position(layer, shape, settings) if layer.rank
            else layer.output_channels(shape[0]) // 2)


def _reading_ms(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> list[int]:
    """What the sum of so many products takes."""
    plans = layer.plan(shape[1:])
    products = prod([len(plan.offsets) for plan in plans]) if layer.rank else shape[0]
    sum_ms = min(SUM_MS + PRODUCT_MS * products, LONGEST_SUM_MS)
    *rows, columns = _scanned(layer, shape, settings)
    row = [sum_ms + ROW_MS, *[sum_ms] * (columns - 1)]
    return [sum_ms, *(row * prod(rows))[1:]]


VIEW = View(
    description="input, kernel and output with their numbers, and the sum written out",
    size_px=480, kinds=(*SLIDING_KINDS, "linear", *SIZED_KINDS), ranks=(0, 1, 2), always=(VALUES,),
    settings=(SHOW_IN, SHOW_OUT, PRECISION, NAMES), frames=_count_frames, folder=__name__,
    words=WORDS, gif_bytes=(24, 0.87, 0.74), works_out_all=True, writes_sums=True,
    telling=_telling, reading_ms=_reading_ms, scanned=_scanned, activates=True)
