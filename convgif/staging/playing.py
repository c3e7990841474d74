"""Traces that are staged, painted and timed: what is shown, how long, and in which pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convgif.formats import Format
from convgif.frames.colors import Color
from convgif.frames.raster import Frames, rasterize
from convgif.frames.themes import Theme
from convgif.layers.letters import Letters
from convgif.scenes.clocks import STAGE, on_schedule
from convgif.scenes.poses import posed
from convgif.scenes.scene import Scene, Story
from convgif.scenes.words import by_number, joined, words_of
from convgif.settings.limits import check_pixels
from convgif.staging.composition import Composition
from convgif.staging.panel import AnyStaged
from convgif.staging.telling_apart import check_told_apart
from convgif.staging.timing import Reading, Timeline, timeline
from convgif.traces.tracing import Trace
from convgif.views import AnyView, ViewSettings
from convgif.views.settings import PRECISION

TICK_MS = 10  # GIF counts in hundredths of a second


@dataclass(frozen=True, eq=False)
class Played:
    """A composition that is painted by a theme and timed; or, of a pose, some of its steps."""

    staged: Composition
    theme: Theme
    transparent: bool
    matte: Color | None  # of a transparent one whose edges are not smooth
    density: float
    step_ms: int | None
    hold_ms: int
    loop: int
    easing: bool = True  # of what points to windows, in formats that move smoothly
    numbers_notes: tuple[str, ...] = ()  # what was done to numbers from files
    steps_note: str = ""  # of a strip that was to have more
    pose: tuple[int, ...] = ()  # the steps that stand side by side; else all, one after another
    columns: int | None = None  # of those that stand side by side, all in a row where it is None
    full: bool = False  # whether the output is full from the start, whatever the settings
    force: bool = False  # however large it is
    clicked: bool = False  # through, one step after the other as its reader goes on
    alt: str = ""  # in place of its own words

    @property
    def traces(self) -> tuple[Trace, ...]:
        """What is shown."""
        return self.staged.traces

    @property
    def shown_in(self) -> Sequence[tuple[int, ...]]:
        """The numbers, from 1, of the panels that show each trace."""
        return self.staged.shown_in

    @property
    def panels(self) -> tuple[AnyStaged, ...]:
        """Its panels in reading order: one, or those that it is made of by `beside`."""
        return self.staged.panels

    @property
    def view(self) -> AnyView:
        """What shows the first panel."""
        return self.panels[0].view

    @property
    def settings(self) -> ViewSettings:
        """What the view of the first panel is asked for."""
        return self.panels[0].settings

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
        return timeline(reading, self.step_ms, self.hold_ms, clicked=self.clicked)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of it: what was done to numbers from files, and that steps are left
        out."""
        left_out = "" if self.pose else self._timeline.left_out(self.staged.count)
        return (*self.numbers_notes, *filter(None, [left_out, self.steps_note]))

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

    def draw(self, story: Story | None = None) -> Frames:
        """The frames in palette space, of its own scenes or of others on its stage. Raises
        LimitError for more than are meant."""
        story = story or self.played
        if not self.force:
            check_pixels(len(story.scenes), *self.size)
        return rasterize(story, self.theme, self.density, self.transparent, self.matte)

    @property
    def still_step(self) -> int:
        """Which of its frames is nearest to the step that the poster shows."""
        if self.pose:
            return 0
        steps, telling = self._timeline.steps, self.staged.telling
        return min(range(len(steps)), key=lambda frame: abs(steps[frame] - telling))

    @property
    def title(self) -> str:
        """The titles, or the layers and their sizes."""
        return " | ".join(dict.fromkeys([panel.named for panel in self.panels]))

    @property
    def language(self) -> str:
        """What language its words are in, as HTML names it."""
        return self.settings.words.spoken

    @property
    def letters(self) -> Letters | None:
        """Those in which sizes are written, None for numbers alone."""
        return self.settings.letters

    @property
    def precisions(self) -> list[int | None]:
        """The decimals of each trace's numbers: those of the first panel that shows it."""
        return [next(panel.settings[PRECISION] for panel in self.panels if shown in panel.traces)
                for shown in self.traces]

    def describe(self) -> str:
        """The alt text: what the animation shows, in words."""
        return self.alt or self._own_words

    @cached_property
    def _own_words(self) -> str:
        words, count, said = words_of(self.language), self.staged.count, ""
        if self.pose == (STAGE,):
            return self.staged.describe()
        if self.pose:
            numbers = words.number_separator.join(map(str, self.pose))
            said = by_number(words.stopped, len(self.pose), numbers=numbers,
                             last=self.settings.made(count - 1))
        elif len(self.steps_ms) < count:
            said = by_number(words.played, len(self.steps_ms), all=self.settings.made(count))
        return joined(words.sentence_gap, self.staged.describe(), said)
