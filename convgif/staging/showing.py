"""Animations: traces that are staged, painted and timed; alone, or as panels on one clock."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from convgif.errors import ConvgifError, look_up, shorten
from convgif.formats import Format, find_format, format_by_suffix
from convgif.formats.writing import check_place, path_of, write_whole
from convgif.frames.colors import Color
from convgif.frames.raster import Frames, rasterize
from convgif.frames.themes import THEMES, TRANSPARENT, Theme
from convgif.scenes.clocks import CLOCKS, STAGE, on_schedule
from convgif.scenes.panels import ALIKE, FITS, WIDEST_PX
from convgif.scenes.poses import FULL, STRIP_STEPS, TELLING, posed, still_step, strip_steps
from convgif.scenes.scene import Scene, Story
from convgif.scenes.words import by_number, joined, times, words_of
from convgif.settings.limits import Amount, check_amount, check_pixels
from convgif.staging.composition import Composition, Panels
from convgif.staging.panel import Staged, is_drawn
from convgif.staging.telling_apart import check_told_apart
from convgif.staging.timing import Reading, Timeline, timeline
from convgif.traces.tracing import Trace
from convgif.views import VIEWS, View, ViewSettings
from convgif.views.settings import PRECISION

if TYPE_CHECKING:
    from convgif.formats.notebook import MimeBundle
    from convgif.formats.player import Player

TICK_MS = 10  # GIF counts in hundredths of a second
POSTER_DENSITY = 2  # of a still in a notebook, which may be printed


@dataclass(frozen=True, eq=False)
class Animation:
    """Traces staged by a view, painted by a theme: see `animate`."""

    staged: Composition
    theme: Theme
    transparent: bool
    matte: Color | None  # of a transparent one whose edges are not smooth
    density: float
    step_ms: int | None
    hold_ms: int
    loop: int
    numbers_notes: tuple[str, ...] = ()  # what was done to numbers from files
    steps_note: str = ""  # of a strip that was to have more
    pose: tuple[int, ...] = ()  # the steps that stand side by side; else all, one after another
    columns: int | None = None  # of those that stand side by side, all in a row where it is None
    full: bool = False  # whether the output is full from the start, whatever the settings
    force: bool = False  # however large it is
    alt: str = ""  # in place of its own words

    @property
    def traces(self) -> tuple[Trace, ...]:
        """What is shown."""
        return self.staged.traces

    @property
    def panels(self) -> tuple[Staged, ...]:
        """Its panels in reading order: one, or those that it is made of by `beside`."""
        return self.staged.panels

    @property
    def view(self) -> View:
        """What shows the first panel."""
        return self.panels[0].view

    @property
    def settings(self) -> ViewSettings:
        """What the view of the first panel is asked for."""
        return self.panels[0].settings

    def __repr__(self) -> str:
        named = {id(row): name for name, row in VIEWS.items()}
        panels = " | ".join([f"{panel.traces[0]!r}, view {named.get(id(panel.view), 'its own')}"
                             for panel in self.panels])
        steps = "steps side by side" if self.pose else "frames"
        return f"Animation({panels}, {len(self.pose) or len(self._timeline.steps)} {steps})"

    def __or__(self, other: "Animation") -> "Animation":
        """Both side by side, on one clock: see `beside`. Raises ConvgifError."""
        return beside(self, other) if isinstance(other, Animation) else NotImplemented

    def __and__(self, other: "Animation") -> "Animation":
        """This one above the other, on one clock: see `beside`. Raises ConvgifError."""
        return (beside(self, other, below=True) if isinstance(other, Animation)
                else NotImplemented)

    @cached_property
    def story(self) -> Story:
        """The stage and its scenes."""
        whole = self.staged.filled if self.full else self.staged.story
        if not self.force:
            check_told_apart(whole, self.staged, self.theme)
        return posed(whole, self.pose, self.columns) if self.pose else whole

    @cached_property
    def played(self) -> Story:
        """What the frames are made from: the steps that are played, and what is before the first.
        """
        steps = self._timeline.steps
        every = self.pose or steps == tuple(range(self.staged.count))
        return self.story if every else on_schedule(self.story, steps)

    @cached_property
    def _timeline(self) -> Timeline:
        """Which of the steps are played, and how long; of a pose, how long that is shown."""
        if self.pose:
            return timeline(Reading([0]), self.step_ms, self.hold_ms)
        reading = self.staged.reading
        if self.full:
            reading = replace(reading, opens=False)
        return timeline(reading, self.step_ms, self.hold_ms)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of it: what was done to numbers from files, and that steps are left
        out."""
        left_out = "" if self.pose else self._timeline.left_out(self.staged.count)
        return (*self.numbers_notes, *filter(None, [left_out, self.steps_note]))

    def of_transpose(self) -> "Animation":
        """The animation of the layer that leads back from the output's shape to the input's, with
        the same weight, on what this one makes: to stand beside it on one clock, cell for cell.

        `a | a.of_transpose()` is a convolution and its transposed one. Raises ConvgifError, for
        several panels always.
        """
        if self.pose:
            raise ConvgifError("a still or a strip is no panel: take the transpose of the "
                               "animation, and stop what both make: (a | a.of_transpose()).still()")
        if not isinstance(self.staged, Staged):
            raise ConvgifError("these are several panels: take the transpose of each, as in "
                               "a | a.of_transpose()")
        staged = self.staged.of_transpose()
        if not self.force:
            first = staged.traces[0]
            check_amount(Amount(staged.view, staged.settings, first.layer, first.input.shape,
                                self.density), is_drawn)
        return replace(self, staged=staged, numbers_notes=())

    def still(self, which: int | str = TELLING) -> "Animation":
        """The animation stopped at a step: a number, `telling` (the one that says most by itself),
        `middle` (both with the output full) or `last`.

        Raises ConvgifError.
        """
        step = still_step(which, self.staged.count, self.staged.telling)
        return self._posed((step,), full=which in FULL)

    def strip(self, steps: int | Sequence[int] = STRIP_STEPS) -> "Animation":
        """Some of its steps side by side, as papers print them: so many, or those numbers. Each is
        as wide as the animation; of several panels as many stand in a row as there is room for.

        Raises ConvgifError.
        """
        strip = self._posed(strip_steps(steps, self.staged.count))
        if isinstance(steps, int) and steps > len(strip.pose):
            strip = replace(strip, steps_note=f"there are {len(strip.pose)} steps, fewer than "
                                              f"{steps}: the strip shows all")
        if len(self.panels) == 1:
            return strip
        return replace(strip, columns=max(1, WIDEST_PX // self.staged.story.stage.width_px))

    def stacked(self) -> "Animation":
        """The same with its panels one below the other, for where there is no room beside."""
        if not isinstance(self.staged, Panels):
            return self
        return replace(self, staged=self.staged.stacked(), columns=1 if self.columns else None)

    @cached_property
    def narrower(self) -> "Animation | None":
        """The same as `stacked`, where that takes less room."""
        stacked = self.stacked()
        is_narrower = stacked.story.stage.width_px < self.story.stage.width_px
        return stacked if is_narrower else None

    def stopped(self, which: int | str = TELLING) -> "Animation":
        """The same as `still`, laid out as in the animation: a frame that others follow."""
        step = still_step(which, self.staged.count, self.staged.telling)
        return replace(self, pose=(step,), full=self.full or which in FULL)

    def _posed(self, steps: tuple[int, ...], *, full: bool = False) -> "Animation":
        """Those steps, laid out for themselves alone."""
        staged = self.staged.posed(steps, full=self.full or full)
        return replace(self, staged=staged, pose=steps)

    @property
    def scenes(self) -> Sequence[Scene]:
        """What changes at each step, whether it is played or left out."""
        return self.story.scenes

    @property
    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The frames as RGB, uint8 (rows, columns, 3), drawn now."""
        return iter(self.draw())

    @property
    def durations(self) -> list[int]:
        """How long each frame is shown, in ms; the last is held longer."""
        return list(self._timeline.durations_ms)

    @property
    def steps_ms(self) -> list[tuple[int, int]]:
        """The number of each step that is played, and how long it is shown, in ms."""
        played = zip(self._timeline.steps, self.durations, strict=True)
        return [(step, ms) for step, ms in played if step != STAGE]

    @property
    def timeline_ms(self) -> list[int]:
        """The durations as every format shows them: in whole ticks of a GIF."""
        return [round(duration / TICK_MS) * TICK_MS for duration in self.durations]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of pixels."""
        stage = self.story.stage
        return round(stage.height_px * self.density), round(stage.width_px * self.density)

    def size_in(self, format: Format) -> tuple[int, int]:
        """Rows and columns of what a file in that format has: pixels, or px as displayed where it
        has none."""
        stage = self.story.stage
        return self.size if format.has_pixels else (stage.height_px, stage.width_px)

    def draw(self) -> Frames:
        """The frames in palette space. Raises LimitError for more than are meant."""
        if not self.force:
            check_pixels(len(self.played.scenes), *self.size)
        return rasterize(self.played, self.theme, self.density, self.transparent, self.matte)

    def describe(self) -> str:
        """The alt text: what the animation shows, in words."""
        return self.alt or self._own_words

    @property
    def title(self) -> str:
        """The titles, or the layers and their sizes."""
        return " | ".join(dict.fromkeys([
            panel.settings.title or " ".join([type(shown.layer).__name__, times(shown.input_size),
                                              "→", times(shown.output.shape[1:]
                                                         or shown.output.shape)])
            for panel in self.panels for shown in panel.traces]))

    @property
    def language(self) -> str:
        """What language its words are in, as HTML names it."""
        return self.settings.words.spoken

    @property
    def precisions(self) -> list[int | None]:
        """The decimals of each trace's numbers: those of the first panel that shows it."""
        return [next(panel.settings[PRECISION] for panel in self.panels if shown in panel.traces)
                for shown in self.traces]

    @cached_property
    def _own_words(self) -> str:
        words, count, said = words_of(self.language), self.staged.count, ""
        if self.pose:
            numbers = words.number_separator.join(map(str, self.pose))
            said = by_number(words.stopped, len(self.pose), numbers=numbers, last=str(count - 1))
        elif len(self.steps_ms) < count:
            said = by_number(words.played, len(self.steps_ms), all=str(count))
        return joined(words.sentence_gap, self.staged.describe(), said)

    def save(self, path: str | Path, format: str | None = None) -> Path:
        """The path, after the animation is there, whole; format by suffix if not given.

        Raises OutputError, and then nothing is left behind.
        """
        path = path_of(path)
        check_place(path)
        row = find_format(path, format)
        row.check(follows_reader=self.theme.dark is not None, still=bool(self.pose))
        return write_whole(path, row.encode_checked(self.held_by(row)))

    def save_poster(self, path: str | Path) -> Path:
        """The path, after the still is there, as large as the animation that it stands for.

        Of a theme that follows the reader it is the light one, where the format cannot follow.
        Raises OutputError.
        """
        path = path_of(path)
        check_place(path)
        row = format_by_suffix(path)
        row.check(still=True)
        return write_whole(path, row.encode_checked(self.poster))

    def held_by(self, format: Format) -> "Animation":
        """What a file of that format holds: of one that holds but a still, that."""
        return self if format.animated or self.pose else self.still()

    @cached_property
    def poster(self) -> "Animation":
        """The still that stands for it, laid out as it is."""
        return self if self.pose else self.stopped()

    @property
    def still_step(self) -> int:
        """Which of its frames is nearest to the step that the poster shows."""
        if self.pose:
            return 0
        steps, telling = self._timeline.steps, self.staged.telling
        return min(range(len(steps)), key=lambda frame: abs(steps[frame] - telling))

    def player(self, fragment: bool = False) -> "Player":
        """The interactive player, to be shown in a notebook; `html` is its page as text.

        fragment: without a page around it, for a place that runs scripts.
        """
        from convgif.formats.player import Player

        return Player(self._with_dense_still(), fragment)

    def _repr_html_(self) -> str:
        from convgif.formats.notebook import picture_html

        return picture_html(self)

    def _repr_mimebundle_(self, include: Iterable[str] | None = None,
                          exclude: Iterable[str] | None = None) -> "MimeBundle":
        from convgif.formats.notebook import mime_bundle, picture_html

        dense = self._with_dense_still()
        return mime_bundle(dense, lambda: picture_html(dense), include, exclude)

    def _with_dense_still(self) -> "Animation":
        """The same with pixels enough for a still in print."""
        return replace(self, density=max(self.density, POSTER_DENSITY))


def beside(*animations: Animation, below: bool = False, clock: str | None = None,
           fit: str = ALIKE) -> Animation:
    """The animations as panels of one picture on one clock: side by side, or one below the other.

    clock: `together` (steps of the same number; who is done holds), `even` (each its steps at an
    even pace, all done at once) or `beat` (the same place of an output or input at the same time);
    if not given, `beat` where the beats of one animation are all in the others', else `together`.
    A row is as wide as all in it; what is over 960 px goes on below. What they share of title,
    legend and formula is said once. fit: `alike` (the labels of all are as large, so are the cells
    of like layers in one view) or `each` (as large as each has them alone). All need the same
    theme, background, density, times and language; what is made can stand beside others again.
    `beside(a, b)` is `a | b`, and `beside(a, b, below=True)` is `a & b`. Raises ConvgifError.
    """
    if not animations:
        raise ConvgifError("there is no animation to put beside others: give one or more")
    for each in animations:
        if not isinstance(each, Animation):
            raise ConvgifError(f"{shorten(each)} is no animation: give some, as in beside(a, b)")
    if clock is not None:
        look_up(CLOCKS, clock, "clock")
    look_up({name: name for name in FITS}, fit, "fit")
    first = animations[0]
    for other in animations:
        _check_goes_with(first, other)
    if len(animations) == 1:
        return first
    parts: list[Composition] = []
    for staged in (animation.staged for animation in animations):
        flat = (isinstance(staged, Panels) and staged.below == below
                and staged.clock in (None, clock) and staged.fit == fit)
        parts += staged.parts if isinstance(staged, Panels) and flat else [staged]
    notes = dict.fromkeys([note for animation in animations for note in animation.numbers_notes])
    panels = Panels(tuple(parts), below, clock, fit)
    if clock is not None:
        _ = panels.count  # where the clock does not suit them, it is said now
    return replace(first, staged=panels, numbers_notes=tuple(notes),
                   force=any(animation.force for animation in animations))


def _check_goes_with(first: Animation, other: Animation) -> None:
    """Raises ConvgifError where both cannot be in one picture."""
    if first.pose or other.pose:
        raise ConvgifError("a still or a strip is no panel: put the animations beside each other, "
                           "and stop what that makes: beside(a, b).still()")
    for name, of in WHOLE.items():
        if of(first) != of(other):
            raise ConvgifError(f"panels have one {name} together, and these have "
                               f"{shorten(of(first))} and {shorten(of(other))}: give all the same")


# What holds for the whole of a picture, whatever its panels are.
WHOLE: Mapping[str, Callable[[Animation], object]] = {
    "background": lambda animation: (TRANSPARENT if animation.transparent
                                     else animation.theme.background),
    "theme": lambda animation: next((name for name, theme in THEMES.items()
                                     if theme == animation.theme), "another"),
    "matte": lambda animation: animation.matte,
    "density": lambda animation: animation.density,
    "duration": lambda animation: animation.step_ms,
    "hold": lambda animation: animation.hold_ms, "loop": lambda animation: animation.loop,
    "language": lambda animation: animation.language}
