"""Views: how a trace is staged. One module a view, one row each in VIEWS."""

from collections.abc import Mapping
from math import prod

from convgif.errors import ViewError, listed, look_up, setting
from convgif.layers import Layer
from convgif.views.base import (
    MOST_CHANNELS,
    SIZE_PX,
    TEXT_MODES,
    View,
    ViewSettings,
    chosen_channels,
    one_channel,
    text_for,
)

EVERY_KIND = ("convolution", "transposed", "pooling")
SOME_CHANNELS = 3, 2  # in and out, so that their sum and their filters are seen


def _a_position(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    return prod(axis.output_size for axis in layer.plan(shape[1:]))


def _an_output(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One a position, or one a feature of a layer without axes."""
    return _a_position(layer, shape, settings) if layer.rank else layer.output_channels(shape[0])


def _a_position_and_channel(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    if settings.show_out is not None:
        count = len(set(settings.show_out))
    else:
        shown = settings.show_in
        count = sum(shown is None or not set(layer.channels_read(out)).isdisjoint(shown)
                    for out in range(layer.output_channels(shape[0])))
    return count * _a_position(layer, shape, settings)


def _a_stamp(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """One an input cell, one that crops, and one for what completes the sums."""
    is_partial = len(layer.channels_read(0)) > 1 or layer.bias_shape is not None
    return prod(shape[1:]) + 1 + (settings.values and is_partial)


def _a_multiply_accumulate(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    from convgif.views.numbers.chosen import (
        count_frames,  # needs numpy, which the tables do without
    )

    return count_frames(layer, shape, settings)


VIEWS: Mapping[str, View] = {
    "isometric": View(
        description="the input below, the output above, lines from the window to the output",
        size_px=320, kinds=EVERY_KIND, ranks=(1, 2), takes=("show_in", "show_out"),
        frames=_a_position, module="convgif.views.isometric", most_cells=150_000),
    "channels": View(
        description="every channel, each filter's kernels and their sum; groups in brackets",
        size_px=560, kinds=EVERY_KIND, ranks=(1, 2),
        takes=("show_in", "show_out", "values", "precision"),
        frames=_a_position_and_channel, module="convgif.views.channels",
        gif_bytes=(19, 0.98, 0.66), channels=SOME_CHANNELS, most_channels=MOST_CHANNELS,
        smallest=(4, 2)),
    "stamp": View(
        description="each input value times the kernel, laid on the output; where stamps overlap",
        size_px=480, kinds=("transposed",), ranks=(1, 2),
        takes=("show_in", "show_out", "values", "precision"),
        frames=_a_stamp, module="convgif.views.stamp", gif_bytes=(1.26, 1.41, 0.63)),
    "values": View(
        description="input, kernel and output with their numbers, and the sum written out",
        size_px=480, kinds=(*EVERY_KIND, "linear"), ranks=(0, 1, 2), always=("values",),
        takes=("show_in", "show_out", "precision"), frames=_an_output,
        module="convgif.views.numbers.values", gif_bytes=(24, 0.87, 0.74), works_out_all=True,
        writes_sums=True),
    "macs": View(
        description="one output, a frame for each multiply-accumulate",
        size_px=480, kinds=(*EVERY_KIND, "linear"), ranks=(0, 1, 2), always=("values",),
        takes=("show_in", "show_out", "precision", "steps", "at"),
        frames=_a_multiply_accumulate, module="convgif.views.numbers.macs",
        gif_bytes=(29, 0.87, 0.67)),
}


def default_view(layer: Layer) -> str:
    """The name of the first view that draws such a layer. Raises ViewError."""
    drawing = _drawing(layer)
    if not drawing:
        raise ViewError(f"no view draws {type(layer).__name__}: draw one plane with "
                        f"{layer.family}2d, or see `convgif shape` for its sizes")
    return drawing[0]


def check_draws(name: str, layer: Layer) -> None:
    """Raises ViewError where the view does not draw such a layer, naming what does."""
    if look_up(VIEWS, name, "view").draws(layer):
        return
    raise ViewError(f"the {name} view does not draw {type(layer).__name__}: "
                    f"use {setting('view', default_view(layer))}")


def check_takes(chosen: View, layer: Layer, given: Mapping[str, object]) -> None:
    """Raises ViewError for a setting that is given and that the view does not take, naming the
    views of such a layer that do, or need not."""
    for wanted, value in given.items():
        if value is None or value is False or wanted in chosen.takes:
            continue
        name = next(name for name, view in VIEWS.items() if view is chosen)
        if wanted in chosen.always:
            raise ViewError(f"the {name} view shows {wanted} anyway: leave it out")
        taking = [setting("view", other) for other in _drawing(layer)
                  if wanted in (*VIEWS[other].takes, *VIEWS[other].always)]
        raise ViewError(f"the {name} view takes no {wanted}: leave it out"
                        + (f", or use {listed(taking, 'or')}" if taking else ""))


def _drawing(layer: Layer) -> list[str]:
    return [name for name, view in VIEWS.items() if view.draws(layer)]


__all__ = ["SIZE_PX", "TEXT_MODES", "VIEWS", "View", "ViewSettings", "check_draws", "check_takes",
           "chosen_channels", "default_view", "one_channel", "text_for"]
