"""One panel: a trace, or a network, as a view shows it, staged once for all that is made of it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Self

from convgif.errors import ConvgifError, setting
from convgif.networks.operations import Shape
from convgif.scenes.blanks import KERNEL, OUTPUTS
from convgif.scenes.focus import focused
from convgif.scenes.scene import Story
from convgif.scenes.words import times, words_of
from convgif.settings.limits import Amount
from convgif.staging.left_empty import Sizes, left_empty, sizes_of_layer, title_size, untold
from convgif.staging.timing import Reading
from convgif.traces.gradient_layers import gradient_trace
from convgif.traces.tracing import Trace, trace, transposed
from convgif.views import VIEW_SETTINGS, VIEWS, AnyView, View, ViewSettings, default_view
from convgif.views.gradient_hue import in_gradient_hue
from convgif.views.kit.fitting import grown
from convgif.views.legends import truly_told
from convgif.views.naming import naming
from convgif.views.settings import BEAT, NAMES, SHOW_IN, SHOW_OUT

SIDES = (SHOW_IN.name, SHOW_OUT.name)

@dataclass(frozen=True, eq=False, kw_only=True)
class AnyStaged(ABC):
    """One panel: what a view shows, staged when first looked at, once for all that is made of it.
    traces: what it shows of single layers."""

    view: AnyView
    settings: ViewSettings
    traces: tuple[Trace, ...] = ()

    @property
    def panels(self) -> "tuple[AnyStaged, ...]":
        """The panels in reading order."""
        return (self,)

    @property
    def shown_in(self) -> "list[tuple[int, ...]]":
        """The numbers, from 1, of the panels that show each trace: of the only one."""
        return [(1,)] * len(self.traces)

    @property
    @abstractmethod
    def count(self) -> int:
        """How many steps there are; nothing is staged to know."""

    @property
    @abstractmethod
    def telling(self) -> int:
        """The number of the step that says most by itself."""

    @property
    @abstractmethod
    def reading(self) -> Reading:
        """How it is read."""

    @property
    @abstractmethod
    def story(self) -> Story:
        """The story of every step."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """What panels in one view have in common that have equal cells."""

    @property
    @abstractmethod
    def named(self) -> str:
        """What it shows, in short: its title, or its shapes."""

    @property
    @abstractmethod
    def usual_px(self) -> int:
        """How wide it is where nothing says that."""

    @property
    @abstractmethod
    def shapes(self) -> tuple[Shape, Shape]:
        """Of the input and of the output, channels first."""

    @abstractmethod
    def describe(self) -> str:
        """The alt text of all steps."""

    @cached_property
    def filled(self) -> Story:
        """The same with the output full from the start."""
        return self.story.filled()

    def resized(self, size_px: int) -> Self:
        """Laid out in that width."""
        return self.asked(replace(self.settings, size_px=size_px))

    def within(self, cell_px: float = inf, label_px: float = inf) -> Self:
        """The same in cells and with labels that are no larger than that."""
        if cell_px == label_px == inf:
            return self
        return self.asked(replace(self.settings, most_cell_px=cell_px, most_label_px=label_px))

    def posed(self, steps: tuple[int, ...], *, full: bool) -> Self:
        """Laid out for those steps alone; full: with the output full from the start."""
        return self.asked(replace(self.settings, pose=steps,
                                  prefilled=self.settings.prefilled or full))

    def asked(self, settings: ViewSettings) -> Self:
        """The same, of which that is asked for."""
        return replace(self, settings=settings)

    @property
    def _spoken(self) -> ViewSettings:
        """What is asked for, in words that are spoken."""
        return replace(self.settings, words=words_of(self.settings.words.spoken))


@dataclass(frozen=True, eq=False, kw_only=True)
class Staged(AnyStaged):
    """A trace as a view shows it."""

    view: View

    def __repr__(self) -> str:
        return repr(self.traces[0])

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
        stage = naming(self.view.load().stage, self.settings[NAMES])
        told = truly_told(stage, self.traces, self.settings)
        return left_empty(focused(in_gradient_hue(told, self.traces[0])), self.settings,
                          self._sizes(self.settings),
                          (OUTPUTS,) if self.traces[0].weight is None else (OUTPUTS, KERNEL))

    @property
    def kind(self) -> str:
        """The layer's kind."""
        return self.traces[0].layer.kind

    @property
    def named(self) -> str:
        """Its title, or the layer and its sizes."""
        shown = self.traces[0]
        return self.settings.title or " ".join([
            type(shown.layer).__name__, times(shown.input_size), "→",
            title_size(shown.output.shape[1:] or shown.output.shape, self.settings)])

    def amount(self, density: float) -> Amount:
        """How much it is to draw, at that density."""
        layer, shape = self.traces[0].layer, self.traces[0].input.shape
        return Amount(self.view, self.settings, layer, shape, density)

    @property
    def usual_px(self) -> int:
        """How wide its view is for such a layer."""
        return self.view.default_size_px(self.traces[0].layer)

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        """Of the input and of the output, channels first."""
        return self.traces[0].input.shape, self.traces[0].output.shape

    def describe(self) -> str:
        """The alt text of all steps, without what is left empty."""
        told = self.view.load().describe(self.traces, self._spoken)
        return untold(told, self.settings, self._sizes(self._spoken))

    def _sizes(self, asked: ViewSettings) -> Sizes:
        """What is said of the shape that is made, in the words that are asked for."""
        took, made = self.shapes
        return sizes_of_layer(took, made, self.traces[0].layer.shape_formulas(took), asked.words,
                              self.view.words.get(asked.words.language))

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


def one_panel(staged: object, what: str, call: str, *, posed: bool) -> Staged:
    """The one panel of a layer. Raises ConvgifError where there is none that moves, of which
    another follows by that call."""
    if posed:
        raise ConvgifError(f"a still or a strip is no panel: take the {what} of the animation, and "
                           f"stop what both make: (a | a.{call}).still()")
    if isinstance(staged, Staged):
        return staged
    raise ConvgifError(f"a network has no {what}: take that of one of its layers"
                       if isinstance(staged, AnyStaged) else
                       f"these are several panels: take the {what} of each, as in a | a.{call}")


def is_drawn(amount: Amount) -> bool:
    """Whether the view can stage that."""
    channels, *size = amount.input_shape
    try:
        traced = trace(amount.layer, input_size=size or None, channels=channels)
        grown(amount.view.load().stage, (traced,), amount.settings)
    except ConvgifError:
        return False
    return True
