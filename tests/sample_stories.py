"""Stories that hold between them every role: each view on layers of every kind."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import numpy as np
from smallest_sizes import NoSizeHelpsError, fitted

from convgif.animation import animate, draw
from convgif.costs.chart import Chart
from convgif.costs.varying import Curve, Point, Timing
from convgif.costs.words import WORDS as COST_WORDS
from convgif.frames.themes import THEMES
from convgif.layers import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool1d,
    AvgPool2d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    Fold,
    Layer,
    Linear,
    LocallyConnected2d,
    MaxPool2d,
    MaxUnpool2d,
    PixelShuffle,
    ReflectionPad1d,
    Upsample,
)
from convgif.scenes.scene import Story
from convgif.settings.resolving import resolve
from convgif.views import VIEWS

LAYERS: tuple[tuple[Layer, int | None], ...] = (
    (Conv2d(stride=2, padding=1), 5), (Conv2d(dilation=2, padding=1, stride=3), 7),
    (Conv2d(4, 2, groups=2, padding=1), 4), (Conv2d(padding=1, padding_mode="reflect"), 4),
    (Conv2d(padding=1, bias=False), 12), (ConvTranspose2d(), 4), (MaxPool2d(2, ceil_mode=True), 5),
    (ConvTranspose2d(2, 2, stride=2, padding=1, output_padding=1), 3),
    (MaxPool2d(8), 24), (Conv2d(kernel_size=24), 25), (AvgPool2d(3, padding=1), 5),
    (Conv1d(4, 2, groups=2, padding="causal", dilation=2), 5),
    (ConvTranspose1d(stride=2, padding=1, output_padding=1), 3),
    (Linear(4, 3), None), (LocallyConnected2d(kernel_size=2), 3),
    (AdaptiveAvgPool2d(3), 5), (AdaptiveMaxPool1d(3), 10), (Upsample(mode="bilinear"), 3),
    (PixelShuffle(2), 2), (Fold(3, 2), 4), (MaxUnpool2d(2), 2), (ReflectionPad1d(2), 4))
REFUSED = {("equivariance", AdaptiveAvgPool2d)}  # whose windows on 5 cells move by no stride


def first_drawn(view: str, *layers: Layer) -> Layer:
    """The first of the layers that the view draws, or else of samples."""
    samples = (layer for layer, _ in LAYERS)
    return next(layer for layer in (*layers, *samples) if VIEWS[view].draws(layer))


@lru_cache
def sample_stories() -> tuple[tuple[str, Story], ...]:
    """Each with the name of its view, a chart with none."""
    return tuple(_staged())


def _staged() -> Iterator[tuple[str, Story]]:
    for (layer, size) in LAYERS:
        for name, view in VIEWS.items():
            if view.draws(layer) and (name, type(layer)) not in REFUSED:
                given: dict[str, object] = {} if size is None else {"input_size": size}
                told = {**given, "view": name, "text": "full", "title": "A title"}
                yield name, fitted(layer, view.size_px, **told).story
                if "values" in view.takes:
                    with suppress(NoSizeHelpsError):  # numbers of so many cells fit nowhere
                        yield name, fitted(layer, view.size_px, **told, values=True).story
    yield "stamp", animate(ConvTranspose2d(kernel_size=5), input_size=5, view="stamp").story
    yield "values", animate(Upsample(scale_factor=8, mode="bilinear"), input_size=2,
                            view="values").story  # with shares of every size
    yield "channels", animate(Conv2d(2, 1, stride=3), input_size=8, view="channels",
                              size_px=200).story  # whose unread cells are small
    for layer, size, beat in ((ConvTranspose2d(stride=2, padding=1), 3, "small"),
                              (Conv2d(stride=2, padding=1), 4, "large")):
        yield "isometric", fitted(layer, VIEWS["isometric"].size_px, input_size=size, text="full",
                                  view="isometric", beat=beat).story
    joined = ("Block(\n  (0): Conv2d(1, 4, 3, padding=3)\n"
              "  (shortcut): Conv2d(1, 4, 5, padding=4)\n)")
    for network, input_size in (("lenet5", None), (joined, (1, 2, 2))):
        yield "network", animate(network, input_size=input_size, title="A title").story
    again = ["Conv2d(1, 2, 3, padding=1)", "Conv2d(2, 1, 1)"] * 2
    yield "network", animate(f"Sequential({', '.join(again)})", input_size=(1, 4, 4)).story
    yield "network", draw(resolve({}, "dcgan")).story
    for network in ("gridding", "causal_dilations", "lenet5"):  # the last with sheets
        yield "receptive", animate(network, view="receptive", title="A title").story
    for size_px, paths in ((320, False), (240, False), (240, True)):  # holes in sheets, and blurred
        yield "receptive", animate("gridding", view="receptive", input_size=(1, 26, 26),
                                   size_px=size_px, paths=paths).story
    aside = joined.replace("padding=4", "padding=((3, 5), (4, 4))")
    for network, side in (("three_of_three", 9), (aside, 2),
                          ("Sequential(Conv2d(1, 1, 5), Conv2d(1, 1, 5))", 9)):
        yield "receptive", animate(network, view="receptive", paths=True,
                                   input_size=(1, side, side)).story
    yield "isometric", animate(Conv3d(kernel_size=2), input_size=(9, 3, 3),
                               view="isometric").story  # of more slices than are shown
    for answers in (False, True):
        yield "values", animate(Conv2d(stride=2, padding=1), input_size=5, view="values",
                                blank="outputs", answers=answers).story
    left_out = animate(Conv2d(stride=2), input_size=4, view="values").of_gradient("weight")
    yield "values", left_out.story
    yield "isometric", animate(Conv2d(), input_size=4).of_gradient("input").story
    grows = Curve("kernel_size", tuple([Point(size, size, size ** 2, (1,), Timing(
        size ** 3, 0.9 * size ** 3, 1.2 * size ** 3)) for size in (1, 2, 4)]))
    yield "", Chart("a layer @ 1×5×5", [grows], COST_WORDS["en"], THEMES["light"],
                    measured="by a clock").story
    both_sides = np.arange(-288.0, 288.0).reshape(1, 24, 24)  # so that it has every shade
    coarse = both_sides // 20 * 20  # of too few values for a photograph
    yield "values", animate(Conv2d(), input=coarse, view="values").story
    for view in ("values", "isometric", "equivariance"):
        yield view, animate(Conv2d(padding=1), input=both_sides, view=view).story
