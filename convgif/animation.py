"""animate(): from a layer to an animation, which can be looked through, described and saved.

    layer  ->  trace  ->  story of scenes  ->  frames  ->  file
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convgif.errors import ConvgifError, look_up, setting, shorten
from convgif.formats import Recording, find_format, format_by_suffix
from convgif.formats.writing import check_place, write_whole
from convgif.frames.raster import Frames, rasterize
from convgif.frames.themes import THEMES, TRANSPARENT, Color, Theme, parse_color
from convgif.inputs.loading import FileName, shape_in
from convgif.inputs.sources import file_digest
from convgif.layers.answering import answering
from convgif.layers.fields import plain
from convgif.layers.notation import Beside
from convgif.layers.recognizing import LayerLike, Recognized, recognize
from convgif.scenes.legibility import column_layout
from convgif.scenes.poses import MIDDLE, STRIP_STEPS, posed, still_step, strip_steps
from convgif.scenes.scene import Font, Scene, Story
from convgif.scenes.text import check_font, composed
from convgif.scenes.words import by_number, times, words_of
from convgif.settings.limits import Amount, check_amount, within
from convgif.settings.options import OTHER_WORDS, SETTING_NAMES
from convgif.settings.origins import computed, given
from convgif.staging import Staged, is_drawn
from convgif.traces.tracing import Trace, beside_input, check_is_no_size
from convgif.views import (
    TEXT_MODES,
    VIEWS,
    View,
    ViewSettings,
    check_draws,
    check_takes,
    default_view,
    text_for,
)

if TYPE_CHECKING:
    from convgif.formats.notebook import MimeBundle
    from convgif.formats.player import Player

LOOP_MS, SHORTEST_STEP_MS, LONGEST_STEP_MS = 8000, 250, 800  # an automatic step's duration
POSTER_DENSITY = 2  # of a still in a notebook, which may be printed


@dataclass(frozen=True, eq=False)
class Animation:
    """Traces staged by a view, painted by a theme: see `animate`."""

    staged: Staged
    theme: Theme
    transparent: bool
    density: float
    step_ms: int | None
    hold_ms: int
    loop: int
    notes: tuple[str, ...] = ()  # what was done to numbers from files
    matte: Color | None = None  # of a transparent one whose edges are not smooth
    pose: tuple[int, ...] = ()  # the steps that stand side by side; else all, one after another
    columns: int | None = None  # of those that stand side by side, all in a row where it is None
    full: bool = False  # whether the output is full from the start, whatever the settings

    @property
    def traces(self) -> tuple[Trace, ...]:
        """What is shown."""
        return self.staged.traces

    @property
    def view(self) -> View:
        """What shows it."""
        return self.staged.view

    @property
    def settings(self) -> ViewSettings:
        """What the view is asked for."""
        return self.staged.settings

    def __repr__(self) -> str:
        first = self.traces[0]
        view = next((name for name, row in VIEWS.items() if row is self.view), "its own")
        count = len(self.pose) or self.view.frames(first.layer, first.input.shape, self.settings)
        steps = "steps side by side" if self.pose else "frames"
        return f"Animation({first!r}, view {view}, {count} {steps})"

    @cached_property
    def story(self) -> Story:
        """The stage and its scenes."""
        whole = self.staged.filled if self.full else self.staged.story
        return posed(whole, self.pose, self.columns) if self.pose else whole

    def still(self, which: int | str = MIDDLE) -> "Animation":
        """The animation stopped at a step: a number, `middle` (with the output full) or `last`.

        Raises ConvgifError.
        """
        step = still_step(which, self.staged.count)
        return self._posed((step,), full=which == MIDDLE)

    def strip(self, steps: int | Sequence[int] = STRIP_STEPS) -> "Animation":
        """Some of its steps side by side, as papers print them: so many, or those numbers. Each is
        as wide as the animation.

        Raises ConvgifError.
        """
        return self._posed(strip_steps(steps, self.staged.count))

    def stopped(self, which: int | str = MIDDLE) -> "Animation":
        """The same as `still`, laid out as in the animation: a frame that others follow."""
        step = still_step(which, self.staged.count)
        return replace(self, pose=(step,), full=self.full or which == MIDDLE)

    def _posed(self, steps: tuple[int, ...], *, full: bool = False) -> "Animation":
        """Those steps, laid out for themselves alone."""
        settings = replace(self.settings, pose=steps,
                           prefilled=self.settings.prefilled or self.full or full)
        return replace(self, staged=replace(self.staged, settings=settings), pose=steps)

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
        count = 1 if self.pose else self.staged.count
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
        return rasterize(self.story, self.theme, self.density, self.transparent, self.matte)

    def describe(self) -> str:
        """The alt text: what the animation shows, in words."""
        return self._alt_text

    @cached_property
    def _alt_text(self) -> str:
        words, text = words_of(self.settings.words.spoken), self.staged.describe()
        if not self.pose:
            return text
        numbers = words.number_separator.join(map(str, self.pose))
        return text + words.sentence_gap + by_number(
            words.stopped, len(self.pose), numbers=numbers, last=str(self.staged.count - 1))

    def save(self, path: str | Path, format: str | None = None) -> Path:
        """The path, after the animation is there, whole; format by suffix if not given.

        Raises OutputError, and then nothing is left behind.
        """
        check_place(Path(path))
        row = find_format(path, format)
        row.check(follows_reader=self.theme.dark is not None, still=bool(self.pose))
        return write_whole(Path(path), row.encode_checked(self.recording(row.animated)))

    def save_poster(self, path: str | Path) -> Path:
        """The path, after the still is there; of a theme that follows the reader, where the format
        cannot, the light one. Raises OutputError."""
        check_place(Path(path))
        row = format_by_suffix(path)
        row.check(still=True)
        recording = self.recording(moving=False)
        if not row.follows_reader:
            recording = replace(recording, dark_theme=None)
        return write_whole(Path(path), row.encode_checked(recording))

    def recording(self, moving: bool = True) -> Recording:
        """What every format is written from. moving: not for one that holds a still only."""
        if not (moving or self.pose):
            return self.still().recording()
        still = self if self.pose else self.stopped()
        return Recording(self.story, self.draw, still.draw, self.durations, self.loop,
                         self.describe(), self._short_title(), self.theme, lambda: still.story,
                         self.transparent, self.theme.dark, bool(self.pose), self.density,
                         language=self.settings.words.spoken, traces=self.traces,
                         precision=self.settings.precision)

    def player(self, fragment: bool = False) -> "Player":
        """The interactive player, to be shown in a notebook; `html` is its page as text.

        fragment: without a page around it, for a place that runs scripts.
        """
        from convgif.formats.player import Player

        return Player(self._with_dense_still().recording(), fragment)

    def _repr_html_(self) -> str:
        from convgif.formats.notebook import picture_html

        return picture_html(self.recording())

    def _repr_mimebundle_(self, include: Iterable[str] | None = None,
                          exclude: Iterable[str] | None = None) -> "MimeBundle":
        from convgif.formats.notebook import mime_bundle, picture_html

        recording = self._with_dense_still().recording()
        return mime_bundle(recording, lambda: picture_html(recording), include, exclude)

    def _with_dense_still(self) -> "Animation":
        """The same with pixels enough for a still in print."""
        return replace(self, density=max(self.density, POSTER_DENSITY))

    def _short_title(self) -> str:
        """The title, or the layer and its sizes."""
        first, last = self.traces[0], self.traces[-1]
        return self.settings.title or (f"{type(first.layer).__name__} {times(first.input_size)} → "
                                       f"{times(last.output.shape[1:] or last.output.shape)}")


@answering({**OTHER_WORDS, **SETTING_NAMES})
def animate(what: LayerLike | Trace, *, input: ArrayLike | FileName | None = None,
            weight: ArrayLike | FileName | None = None, bias: ArrayLike | None = None,
            input_size: int | Sequence[int] | None = None,
            output_size: int | Sequence[int] | None = None, seed: int = 0,
            true_convolution: bool = False,
            view: str | None = None, theme: str = "light", text: str = "auto",
            title: str | None = None, prefilled: bool | None = None,
            background: str | None = None, matte: str | None = None,
            size_px: int | None = None, density: float = 1,
            duration_ms: int | None = None, hold_ms: int = 1500, loop: int = 0,
            show_in: int | Sequence[int] | None = None,
            show_out: int | Sequence[int] | None = None, values: bool = False,
            precision: int | None = None, steps: int | Sequence[int] | None = None,
            at: int | Sequence[int] | None = None, still: int | str | None = None,
            strip: int | Sequence[int] | None = None, language: str = "en",
            font: FileName | None = None, force: bool = False) -> Animation:
    """The animation of a layer, or of a trace that is there already.

    what: a layer of convgif, its text, a preset's name, a module of torch.nn, or a trace. input,
    weight, bias, input_size, output_size, seed, true_convolution: as `trace` takes them; an input
    or weight may be a file (a picture, .csv or .npy), which is shrunk to input_size, or else to 32
    a side at most, and a weight a name (`convgif kernels`). view: the first that draws such a layer
    if not given. text: auto, none, sizes, legend or full. background: a colour, or `transparent`;
    matte: what a GIF, which holds no smooth edges, then blends them with. size_px: the canvas width
    as displayed; density: how many pixels of the file each px has. duration_ms: of a step; hold_ms:
    how much longer the last is shown. loop: times in all, 0 for ever. language: en, zh, or symbols
    in place of words. font: a file with glyphs for the title that convgif lacks. still, strip: no
    animation but what `Animation.still` or `strip` makes of it, steps numbered from 0. force:
    however large. What only some views take (`convgif views`): show_in, show_out: channels; values:
    numbers in the cells; precision: their decimals, else as many as they need; steps, at: outputs,
    by number or by position, from 0.
    `animate(Conv2d(stride=2, padding=1), input_size=5)` has 9 frames, uint8 (rows, 320, 3).
    Raises ConvgifError.
    """
    layer, preset_size = (Recognized(what.layer) if isinstance(what, Trace) else
                          recognize(what, _beside(input)))
    if input_size is None and input is None:
        input_size = preset_size
    check_is_no_size(layer, input)
    view = default_view(layer) if view is None else view
    row, paints = look_up(VIEWS, view, "view"), look_up(THEMES, theme, "theme")
    text = look_up({mode: mode for mode in ("auto", *TEXT_MODES)}, text, "text")
    width = within("size_px", row.size_px if size_px is None else size_px)
    density = within("density", density)
    check_draws(view, layer)
    check_takes(row, layer, {"show_in": show_in, "show_out": show_out, "values": values,
                             "precision": precision, "steps": steps, "at": at})
    if background is not None and background != TRANSPARENT:
        paints = paints.on(parse_color(background, TRANSPARENT))
    if matte is not None and background != TRANSPARENT:
        raise ConvgifError(f"{setting('matte', matte)} is for a transparent background: leave it "
                           f"out, or add {setting('background', TRANSPARENT)}")
    text_mode = paints.text if text == "auto" else text
    settings = ViewSettings(
        size_px=width, text=text_for(text_mode, width),
        title=None if title is None else composed(title),
        prefilled=paints.prefilled if prefilled is None else prefilled,
        show_in=_numbers("show_in", show_in), show_out=_numbers("show_out", show_out),
        values=values, steps=_numbers("step", steps), at=_numbers("at", at),
        precision=None if precision is None else within("precision", precision),
        words=words_of(language), font=None if font is None else _font(font))
    source = (given(what, input, weight, bias, input_size, output_size, seed or None,
                    true_convolution)
              if isinstance(what, Trace) else
              computed(layer, row, input, weight, bias, input_size, output_size, seed,
                       true_convolution))
    if still is not None and strip is not None:
        raise ConvgifError(f"{setting('still')} and {setting('strip')} are both given: leave one "
                           "out")
    if not force:
        pose = (partial(_still_steps, still) if still is not None else
                None if strip is None else partial(strip_steps, strip))
        check_amount(Amount(row, settings, source.layer, source.input_shape, density, pose),
                     is_drawn)
    animation = Animation(
        Staged((source.trace(),), row, settings), paints, transparent=background == TRANSPARENT,
        matte=None if matte is None else parse_color(matte),
        notes=source.notes, density=density, loop=within("loop", loop),
        hold_ms=within("hold_ms", hold_ms),
        step_ms=None if duration_ms is None else within("duration_ms", duration_ms))
    if still is not None:
        return animation.still(still)
    if strip is None:
        return animation
    return animation.strip(strip) if size_px is not None else _in_a_column(
        animation.strip(strip), lambda width: text_for(text_mode, width))


def _still_steps(which: int | str, count: int) -> tuple[int, ...]:
    return (still_step(which, count),)


def _beside(input: ArrayLike | FileName | None) -> Beside:
    """What an input says beside the text of a layer."""
    if isinstance(input, FileName):
        return Beside(input_shape=partial(shape_in, input))
    return beside_input(input)


def _in_a_column(strip: Animation, text_at: Callable[[int], str]) -> Animation:
    """The strip laid out for a column of print, where it can be read in one. text_at: how much is
    written at a width."""
    @cache  # the one that is found has been laid out
    def laid_out(size_px: int, in_a_row: int) -> Animation:
        settings = replace(strip.settings, size_px=size_px, text=text_at(size_px))
        staged = Staged(strip.traces, strip.view, settings)
        return replace(strip, staged=staged, columns=in_a_row)

    found = column_layout(strip.story.stage, len(strip.pose),
                          lambda *layout: laid_out(*layout).story.stage)
    return laid_out(*found) if found else strip


def _font(file: FileName) -> Font:
    """The font in that file. Raises ConvgifError."""
    font = Font(str(file), file_digest(file))
    check_font(font)
    return font


def _numbers(name: str, given: int | Sequence[int] | None) -> tuple[int, ...] | None:
    """Whole numbers, one or several. Raises ConvgifError."""
    given = plain(given)
    try:
        return None if given is None else tuple(
            map(index, given if isinstance(given, Sequence) else (given,)))
    except TypeError:
        raise ConvgifError(f"{name} {shorten(given)} is no whole number: give one, or several"
                           ) from None
