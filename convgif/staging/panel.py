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
from convgif.traces.gradient_layers import gradient_trace
from convgif.traces.tracing import Trace, trace, transposed
from convgif.views import VIEW_SETTINGS, VIEWS, View, ViewSettings, default_view
from convgif.views.kit.fitting import grown
from convgif.views.legends import truly_told
from convgif.views.settings import BEAT, SHOW_IN, SHOW_OUT

SIDES = (SHOW_IN.name, SHOW_OUT.name)

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

    def amount(self, density: float) -> Amount:
        """How much it is to draw, at that density."""
        layer, shape = self.traces[0].layer, self.traces[0].input.shape
        return Amount(self.view, self.settings, layer, shape, density)

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
        back = transposed(shown)
        if not self.view.draws(back.layer):
            raise ConvgifError(f"this view does not draw {type(back.layer).__name__}, which leads "
                               f"back: use {setting('view', default_view(back.layer))}")
        own = self._sides_exchanged()
        if BEAT in self.view.settings:
            own.setdefault(BEAT.name, "large" if shown.stamp_axes else "small")
        return replace(self, traces=(back,), settings=replace(
            self.settings, own=own, leads_back=True))

    def of_gradient(self, of: str) -> "Staged":
        """The layer whose output is that gradient, of the input or of the weight of the pair of
        channels that is drawn, in the same view, or in that which the view names. Raises
        ConvgifError."""
        (shown,) = self.traces
        sides = self.settings[SHOW_IN], self.settings[SHOW_OUT]
        reads = shown.layer.channels_read((sides[1] or (0,))[0])
        made = gradient_trace(shown, of, channels=((sides[0] or reads)[0], (sides[1] or (0,))[0]))
        view = VIEWS[self.view.gradient_view] if self.view.gradient_view else self.view
        if not view.draws(made.layer):
            raise ConvgifError(f"this view does not draw {type(made.layer).__name__}, which makes "
                               f"the gradient: use {setting('view', default_view(made.layer))}")
        own = self._sides_exchanged() if of == "input" else {}
        settings = replace(self.settings, own={
            name: value for name, value in {**self.settings.own, **own}.items()
            if name in view.takes and (of == "input" or name not in SIDES)
            and not VIEW_SETTINGS[name].names_outputs})
        return replace(self, traces=(made,), view=view, settings=settings)

    def _sides_exchanged(self) -> dict[str, object]:
        """What is asked of the view itself where input and output are exchanged."""
        own = {name: value for name, value in self.settings.own.items()
               if not VIEW_SETTINGS[name].names_outputs}
        sides = {SHOW_OUT.name: own.pop(SHOW_IN.name, None),
                 SHOW_IN.name: own.pop(SHOW_OUT.name, None)}
        return own | {name: channels for name, channels in sides.items() if channels is not None}


def check_is_one_panel(staged: object, what: str, call: str, *, posed: bool) -> None:
    """Raises ConvgifError where there is no one panel that moves, of which another follows by that
    call."""
    if posed:
        raise ConvgifError(f"a still or a strip is no panel: take the {what} of the animation, and "
                           f"stop what both make: (a | a.{call}).still()")
    if not isinstance(staged, Staged):
        raise ConvgifError(f"these are several panels: take the {what} of each, as in a | a.{call}")


def is_drawn(amount: Amount) -> bool:
    """Whether the view can stage that."""
    channels, *size = amount.input_shape
    try:
        traced = trace(amount.layer, input_size=size or None, channels=channels)
        grown(amount.view.load().stage, (traced,), amount.settings)
    except ConvgifError:
        return False
    return True
