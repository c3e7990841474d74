"""The macs view: how one output comes about, a frame for each multiply-accumulate."""

from convgif.layers import Layer
from convgif.views.base import SIZED_KINDS, SLIDING_KINDS, View, ViewSettings
from convgif.views.macs.words import WORDS
from convgif.views.settings import AT, PRECISION, SHOW_IN, SHOW_OUT, STEPS, VALUES


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    from convgif.views.macs.chosen import count_frames  # numpy, which the tables do without

    return count_frames(layer, shape, settings)


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """The last one, in which the sum is whole."""
    return _count_frames(layer, shape, settings) - 1


def _reading_ms(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> list[int]:
    from convgif.views.macs.chosen import reading_ms

    return reading_ms(layer, shape, settings)


VIEW = View(
    description="one output, a frame for each multiply-accumulate",
    size_px=480, kinds=(*SLIDING_KINDS, "linear", *SIZED_KINDS), ranks=(0, 1, 2), always=(VALUES,),
    settings=(SHOW_IN, SHOW_OUT, PRECISION, STEPS, AT), frames=_count_frames,
    folder=__name__, words=WORDS, gif_bytes=(29, 0.87, 0.67), telling=_telling,
    reading_ms=_reading_ms, activates=True)
