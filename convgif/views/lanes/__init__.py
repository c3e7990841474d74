"""The lanes view: one axis as time. A lane for each channel of the input below, one for each of the
output above, in which an output stands over the input of its own moment; or the other way round,
what each cell of the input becomes part of."""

from convgif.layers import Layer
from convgif.views.base import (
    MOST_CHANNELS,
    SIZED_KINDS,
    SLIDING_KINDS,
    View,
    ViewSettings,
    count_positions,
    goes_by_input,
    telling_position,
)
from convgif.views.lanes.roles import ROLES
from convgif.views.lanes.words import WORDS
from convgif.views.settings import BEAT, NAMES, PRECISION, SHOW_IN, SHOW_OUT, VALUES
from convgif.views.shown import count_steps


def draws_one_pair(layer: Layer, in_channels: int, settings: ViewSettings) -> bool:
    """Whether one channel of each is drawn: nothing says which, and all are too many to be told
    apart."""
    most = max(in_channels, layer.output_channels(in_channels))
    return settings[SHOW_IN] is None and settings[SHOW_OUT] is None and most > MOST_CHANNELS


def _count_frames(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    if goes_by_input(layer, settings):
        return _count_sources(layer, shape, settings)
    if draws_one_pair(layer, shape[0], settings):
        return count_positions(layer, shape)
    return count_steps(layer, shape, settings)


def _count_sources(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One an input cell of each lane, and one that crops the canvas."""
    stamps = layer.axis_stamps(0, shape[1])
    crops = stamps is not None and len(stamps.crop) < stamps.size
    if draws_one_pair(layer, shape[0], settings):
        return shape[1] + crops
    given, made = settings[SHOW_IN], settings[SHOW_OUT]
    outputs = range(layer.output_channels(shape[0])) if made is None else set(made)
    met = {channel for output in outputs for channel in layer.channels_read(output)}
    return len(met if given is None else set(given)) * shape[1] + crops


def _telling(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """That about the position of the output that says most, or about the middle of the input."""
    return shape[1] // 2 if goes_by_input(layer, settings) else (
        telling_position(layer, shape, settings))


VIEW = View(
    description="one axis as time: each output over the input of its own moment",
    size_px=320, kinds=(*SLIDING_KINDS, "local", *SIZED_KINDS), ranks=(1,),
    settings=(SHOW_IN, SHOW_OUT, VALUES, PRECISION, NAMES, BEAT), frames=_count_frames,
    folder=__name__, most_channels=MOST_CHANNELS, words=WORDS, roles=ROLES,
    telling=_telling)
