"""One panel: a trace as a view shows it, staged once for all that is made of it."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

from convgif.errors import ConvgifError, setting
from convgif.scenes.focus import focused
from convgif.scenes.scene import Story
from convgif.scenes.words import words_of
from convgif.settings.limits import Amount
from convgif.staging.timing import Reading
from convgif.traces.tracing import Trace, trace, transposed
from convgif.views import VIEW_SETTINGS, View, ViewSettings, default_view
from convgif.views.kit.fitting import grown
from convgif.views.legends import truly_told
from convgif.views.settings import BEAT, SHOW_IN, SHOW_OUT


@dataclass(frozen=True, eq=False)
class Staged:
    """One panel: a trace as a view shows it, staged when first looked at, once for all that is made
    of it."""

    traces: tuple[Trace, ...]
    view: View
    settings: ViewSettings

    @property
    def panels(self) -> "tuple[Staged, ...]":
        """The panels in reading order."""
        return (self,)

    @property
    def shown_in(self) -> "list[tuple[int, ...]]":
        """The numbers, from 1, of the panels that show each trace: of the only one."""
        return [(1,)] * len(self.traces)

    @property
    def count(self) -> int:
        """How many steps there are; nothing is staged to know."""
        first = self.traces[0]
        return self.view.frames(first.layer, first.input.shape, self.settings)

    @property
    def telling(self) -> int:
        """The number of the step that says most by itself."""
        first, telling = self.traces[0], self.view.telling
        if telling is None:
            return self.count // 2
        return telling(first.layer, first.input.shape, self.settings)

    @property
    def reading(self) -> Reading:
        """How it is read."""
        layer, shape, view = self.traces[0].layer, self.traces[0].input.shape, self.view
        scanned = view.scanned(layer, shape, self.settings) if view.scanned else ()
        if view.reading_ms is None:
            return Reading([0] * self.count, scanned)
        return Reading(view.reading_ms(layer, shape, self.settings), scanned,
                       opens=not self.settings.prefilled)

    @cached_property
    def story(self) -> Story:
        """The story of every step."""
        return focused(truly_told(self.view.load().stage, self.traces, self.settings))

    @cached_property
    def filled(self) -> Story:
        """The same with the output full from the start."""
        return self.story.filled()

    def resized(self, size_px: int) -> "Staged":
        """Laid out in that width."""
        return replace(self, settings=replace(self.settings, size_px=size_px))

    def within(self, cell_px: float = inf, label_px: float = inf) -> "Staged":
        """The same in cells and with labels that are no larger than that."""
        if cell_px == label_px == inf:
            return self
        return replace(self, settings=replace(self.settings, most_cell_px=cell_px,
                                              most_label_px=label_px))

    def posed(self, steps: tuple[int, ...], *, full: bool) -> "Staged":
        """Laid out for those steps alone; full: with the output full from the start."""
        return replace(self, settings=replace(self.settings, pose=steps,
                                              prefilled=self.settings.prefilled or full))

    def describe(self) -> str:
        """The alt text of all steps."""
        words = words_of(self.settings.words.spoken)
        return self.view.load().describe(self.traces, replace(self.settings, words=words))

    def of_transpose(self) -> "Staged":
        """The same view of the layer that leads back, on what this one makes; a step of both is
        about the same cell, if the view can. Raises ConvgifError."""
        (shown,) = self.traces
        own = {name: value for name, value in self.settings.own.items()
               if not VIEW_SETTINGS[name].names_outputs}
        sides = {SHOW_OUT.name: own.pop(SHOW_IN.name, None),
                 SHOW_IN.name: own.pop(SHOW_OUT.name, None)}
        own |= {name: channels for name, channels in sides.items() if channels is not None}
        if BEAT in self.view.settings:
            own.setdefault(BEAT.name, "large" if shown.stamp_axes else "small")
        back = transposed(shown)
        if not self.view.draws(back.layer):
            raise ConvgifError(f"this view does not draw {type(back.layer).__name__}, which leads "
                               f"back: use {setting('view', default_view(back.layer))}")
        return replace(self, traces=(back,), settings=replace(
            self.settings, own=own, leads_back=True))


def is_drawn(amount: Amount) -> bool:
    """Whether the view can stage that."""
    channels, *size = amount.input_shape
    try:
        traced = trace(amount.layer, input_size=size or None, channels=channels)
        grown(amount.view.load().stage, (traced,), amount.settings)
    except ConvgifError:
        return False
    return True
