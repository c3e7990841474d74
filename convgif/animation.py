"""animate(): from a layer to an animation, which can be looked through, described and saved.

    layer  ->  trace  ->  story of scenes  ->  frames  ->  file
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.arrays import checked
from convgif.errors import ConvgifError, LayerError, LimitError, look_up, shorten
from convgif.formats import Recording, find_format
from convgif.formats.writing import check_no_folder, write_whole
from convgif.layers import Layer
from convgif.notation import format_sizes
from convgif.raster import Frames, rasterize
from convgif.scene import Scene, Story
from convgif.themes import THEMES, TRANSPARENT, Theme, parse_color
from convgif.tracing import Trace, trace
from convgif.views import TEXT_MODES, VIEWS, View, ViewSettings, check_draws, text_for
from convgif.words import words_of

Number = TypeVar("Number", int, float)

LOOP_MS, SHORTEST_STEP_MS, LONGEST_STEP_MS = 8000, 250, 800  # an automatic step's duration
SIZE_PX, DENSITY, DURATION_MS, LOOPS = (40, 4000), (0.5, 8), (20, 60_000), (0, 65_536)
MOST_PIXELS = 500_000_000  # frames x pixels: more is hardly meant
MOST_CELLS = 50_000
LARGEST_SMALL_INPUT = 500
SMALL_PATTERN = 4  # so many outputs on each axis show how it goes on


@dataclass(frozen=True, eq=False)
class Animation:
    """Traces staged by a view, painted by a theme: see `animate`."""

    traces: tuple[Trace, ...]
    view: View
    settings: ViewSettings
    theme: Theme
    transparent: bool
    density: float
    step_ms: int | None
    hold_ms: int
    loop: int

    @cached_property
    def story(self) -> Story:
        """The stage and its scenes."""
        return self.view.load().stage(self.traces, self.settings)

    @property
    def scenes(self) -> Sequence[Scene]:
        """What the frames are made from: what changes at each step."""
        return self.story.scenes

    @property
    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The frames as RGB, uint8 (rows, columns, 3), drawn now."""
        return iter(self.draw())

    @property
    def durations(self) -> list[int]:
        """How long each frame is shown, in ms; the last is held longer."""
        count = len(self.scenes)
        automatic = min(max(LOOP_MS // count, SHORTEST_STEP_MS), LONGEST_STEP_MS) // 10 * 10
        step = automatic if self.step_ms is None else self.step_ms
        return [step] * (count - 1) + [step + self.hold_ms]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of pixels."""
        stage = self.story.stage
        return round(stage.height_px * self.density), round(stage.width_px * self.density)

    def draw(self) -> Frames:
        """The frames in palette space."""
        return rasterize(self.story, self.theme, self.density, self.transparent)

    def draw_still(self, step: int | None = None) -> Frames:
        """One frame: that step, or else the middle one with the output full."""
        if step is not None:
            story = self.story.frozen(step)
        else:
            full = replace(self, settings=replace(self.settings, prefilled=True))
            story = full.story.frozen(len(self.scenes) // 2)
        return rasterize(story, self.theme, self.density, self.transparent)

    def describe(self) -> str:
        """The alt text: what the animation shows, in words."""
        return self.view.load().describe(self.traces, self.settings)

    def save(self, path: str | Path, format: str | None = None) -> Path:
        """The path, after the animation is there, whole; format by suffix if not given.

        Raises OutputError, and then nothing is left behind.
        """
        check_no_folder(Path(path))
        row = find_format(path, format)
        return write_whole(Path(path), row.encode(self.recording()))

    def recording(self) -> Recording:
        """What every format is written from."""
        return Recording(self.story, self.draw, self.draw_still, self.durations, self.loop,
                         self.describe())


def animate(what: Layer | Trace, *, input: ArrayLike | None = None,
            weight: ArrayLike | None = None, bias: ArrayLike | None = None,
            input_size: int | Sequence[int] | None = None, seed: int = 0,
            view: str = "isometric", theme: str = "light", text: str = "auto",
            title: str | None = None, prefilled: bool | None = None,
            background: str | None = None, size_px: int | None = None, density: float = 1,
            duration_ms: int | None = None, hold_ms: int = 1500, loop: int = 0,
            show_in: int = 0, show_out: int = 0, language: str = "en",
            force: bool = False) -> Animation:
    """The animation of a layer, or of a trace that is there already.

    input, weight, bias, input_size, seed: as `trace` takes them. text: auto, none, sizes, legend
    or full. background: a colour, or `transparent`. size_px: the canvas width as displayed;
    density: how many pixels of the file each px has. duration_ms: of a step; hold_ms: how much
    longer the last is shown. loop: times in all, 0 for ever. force: however large.
    `animate(Conv2d(stride=2, padding=1), input_size=5)` has 9 frames, uint8 (rows, 320, 3).
    Raises ConvgifError.
    """
    row, paints = look_up(VIEWS, view, "view"), look_up(THEMES, theme, "theme")
    text = look_up({mode: mode for mode in ("auto", *TEXT_MODES)}, text, "text")
    width = _within("size", row.size_px if size_px is None else size_px, *SIZE_PX)
    density = _within("density", density, *DENSITY)
    layer = what.layer if isinstance(what, Trace) else what
    check_draws(view, layer)
    if input is not None:
        input = checked(input, "input", (layer.input_channels, *[None] * layer.rank),
                        "channels first, then the spatial axes")
    if not force:
        size = what.input_size if isinstance(what, Trace) else _input_size(what, input, input_size)
        check_amount(layer, size, round((width * density) ** 2))
    if not isinstance(what, Trace):
        what = trace(what, input, weight, bias, input_size=input_size, seed=seed)
    elif not all(given is None for given in (input, weight, bias, input_size)):
        raise ConvgifError("a trace has its arrays already: leave out input, weight, bias and "
                           "input_size")
    if background is not None and background != TRANSPARENT:
        paints = paints.on(parse_color(background))
    settings = ViewSettings(
        size_px=width, text=text_for(paints.text if text == "auto" else text, width),
        title=title, prefilled=paints.prefilled if prefilled is None else prefilled,
        show_in=show_in, show_out=show_out, words=words_of(language))
    return Animation(
        (what,), row, settings, paints, transparent=background == TRANSPARENT,
        density=density, loop=_within("loop", loop, *LOOPS),
        hold_ms=_within("hold", hold_ms, 0, DURATION_MS[1]),
        step_ms=None if duration_ms is None else _within("duration", duration_ms, *DURATION_MS))


def check_amount(layer: Layer, input_size: int | Sequence[int], pixels: int) -> None:
    """Raises LimitError where that many frames of so many pixels, or cells, are hardly meant."""
    axes = layer.plan(input_size)
    frames = prod(axis.output_size for axis in axes)
    cells = prod(axis.extended_size for axis in axes) + frames
    if frames * pixels <= MOST_PIXELS and cells <= MOST_CELLS:
        return
    small = [next((size for size in range(layer.smallest_input, min(given, LARGEST_SMALL_INPUT))
                   if _outputs(layer, axis, size) >= SMALL_PATTERN), given)
             for axis, given in enumerate(layer.spatial_size(input_size))]
    fewer = prod(axis.output_size for axis in layer.plan(small))
    advice = (f"--i {format_sizes(tuple(small), shorten_equal=True)} shows the same pattern in "
              f"{fewer} frames" if fewer < frames and fewer * pixels <= MOST_PIXELS
              else "take a smaller input, kernel or stride" if cells > MOST_CELLS
              else "take a smaller --size")
    amount = (f"{frames} frames of {pixels} pixels are over {MOST_PIXELS // 10**6} million in all"
              if frames * pixels > MOST_PIXELS else
              f"{cells} cells are over {MOST_CELLS}, too many to tell apart")
    raise LimitError(f"{amount}: {advice}; --force lifts the limit")


def _outputs(layer: Layer, axis: int, size: int) -> int:
    if layer.axis_formula(axis, size).size < SMALL_PATTERN:  # much quicker to know than the plan
        return 0
    try:
        return layer.axis_plan(axis, size).output_size
    except LayerError:
        return 0


def _input_size(layer: Layer, input: ArrayLike | None, input_size: int | Sequence[int] | None
                ) -> tuple[int, ...]:
    if input is not None:
        return np.shape(input)[1:]
    return layer.default_input_size() if input_size is None else layer.spatial_size(input_size)


def _within(name: str, value: Number, lowest: float, highest: float) -> Number:
    """The value, if it lies between the two. Raises ConvgifError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConvgifError(f"{name} {shorten(value)} is no number: give {lowest} to {highest}")
    if not lowest <= value <= highest:
        raise ConvgifError(f"{name} {value} is out of range: give {lowest} to {highest}")
    return value
