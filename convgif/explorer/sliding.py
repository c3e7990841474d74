"""What there is to slide of one layer or network: its axes, and where each leads from here."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from convgif.animation import Animation, animate
from convgif.errors import ConvgifError
from convgif.explorer.ranges import INPUT, Range, ranges_of, replaced, split, up_to
from convgif.explorer.words import LETTERS, WORDS, PageWords
from convgif.layers import Layer
from convgif.networks.network import Network, SizedNetwork
from convgif.networks.reading import network_for, sized_network
from convgif.phrases import Phrase
from convgif.refusals import refusal_in
from convgif.views import NETWORK_VIEWS, VIEWS, default_view

VIEW = "view"
FIXED_BY_WEIGHT = ("kernel_size", "in_channels", "out_channels", "groups")


@dataclass(frozen=True)
class Axis:
    """What is slid. at: the number of the value that is shown. refusals: for each value why it is
    impossible from here, as errors have it, "" where it is not."""

    range: Range
    at: int
    refusals: Sequence[str]

    @property
    def name(self) -> str:
        """The setting, and what of it."""
        return ".".join((self.range.name, *self.range.of))

    @property
    def values(self) -> Sequence[Any]:
        """All of them."""
        return self.range.values

    @property
    def is_slider(self) -> bool:
        """Whether it is a slider, or else a list."""
        return all(type(value) in (int, float) for value in self.values)

    def label(self, words: PageWords) -> str:
        """What it is called in those words."""
        return " ".join((words.label(self.range.name),
                         *(words.parts.get(part, part) for part in self.range.of)))

    def nearest(self, wanted: int) -> int:
        """The number of the possible value nearest to that one, rather on the same side."""
        side = 1 if wanted >= self.at else -1
        possible = [number for number, refusal in enumerate(self.refusals) if not refusal]
        return min(possible or [self.at], key=lambda number: (
            abs(number - wanted), (wanted - number) * side))

    def as_data(self, language: str) -> dict[str, Any]:
        """The axis as the widget's script takes it, in a language that is spoken."""
        return {"name": self.name, "label": self.label(WORDS[language]),
                "key": LETTERS.get(self.name, ""), "at": self.at,
                "labels": [str(value) for value in self.values],
                "refusals": [refusal_in(language, refusal) for refusal in self.refusals],
                "numbers": self.is_slider}


@dataclass(frozen=True)
class Slid(ABC):
    """What is shown, on an input of that size. begun_size: of its axes, as they began, for what has
    once been several numbers stays so. settings: of `animate`, but for those two."""

    input_size: tuple[int, ...]
    begun_size: tuple[int, ...]
    view: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    @abstractmethod
    def shown(self) -> Any:
        """What `animate` takes."""

    @property
    def size(self) -> tuple[int, ...]:
        """Of the axes of the input."""
        return self.input_size[len(self.input_size) - len(self.begun_size):]

    @abstractmethod
    def ranges(self) -> Iterable[Range]:
        """What there is to slide."""

    @abstractmethod
    def refusal(self) -> str:
        """Why it is impossible, as errors have it, "" where it is not."""

    @abstractmethod
    def on_size(self, size: tuple[int, ...]) -> "Slid":
        """The same on an input with axes of that size. Raises ConvgifError."""

    def with_value(self, slid: Range, value: Any) -> "Slid":
        """The same with another value of that. Raises ConvgifError."""
        if slid.name == VIEW:
            return replace(self, view=value)
        now = self.size
        return self.on_size((value,) * len(now) if slid.part is None else
                            replaced(now, now, slid.part, value))

    def animation(self) -> Animation:
        """What it looks like. Raises ConvgifError."""
        return animate(self.shown, view=self.view, **self._sized(), **self.settings)

    def _sized(self) -> dict[str, Any]:
        return {INPUT: self.input_size} if self.input_size and "input" not in self.settings else {}

    def axes(self) -> list[Axis]:
        """All of its axes, those with one value alone left out."""
        return [Axis(each, each.values.index(each.now), [
            "" if value == each.now else self._refusal_of(each, value) for value in each.values])
            for each in self.ranges() if len(each.values) > 1]

    def _refusal_of(self, slid: Range, value: Any) -> str:
        try:
            return self.with_value(slid, value).refusal()
        except ConvgifError as error:
            return error.message


@dataclass(frozen=True)
class SlidLayer(Slid):
    """A layer, whose arguments are axes. begun: the layer that it began as."""

    layer: Layer = field(kw_only=True)
    begun: Layer = field(kw_only=True)

    @property
    def shown(self) -> Layer:
        return self.layer

    def refusal(self) -> str:
        if not VIEWS[self.view].draws(self.layer):
            return Phrase("the {view} view does not draw it", view=self.view)
        try:
            self.layer.plan(self.input_size)
        except ConvgifError as error:
            return error.message
        return ""

    def on_size(self, size: tuple[int, ...]) -> Slid:
        sized = {INPUT: size} if INPUT in self.layer.field_kinds() else {}
        return replace(self, input_size=size, layer=self._with(sized))

    def with_value(self, slid: Range, value: Any) -> Slid:
        if slid.name in (INPUT, VIEW):
            return super().with_value(slid, value)
        now, first = (each.arguments()[slid.name] for each in (self.layer, self.begun))
        return replace(self, layer=self._with({
            slid.name: replaced(now, first, slid.part, value)}))

    def _with(self, arguments: Mapping[str, Any]) -> Layer:
        return type(self.layer)(**{**self.layer.settings(), **arguments})

    def ranges(self) -> Iterable[Range]:
        if "input" not in self.settings:
            yield from split(INPUT, self.size, self.begun_size,
                             lambda now, then: up_to(INPUT, now, 1))
        fixed = FIXED_BY_WEIGHT if "weight" in self.settings else ()
        yield from (each for each in ranges_of(self.layer, self.begun) if each.name not in fixed)
        yield Range(VIEW, self.view, [name for name, row in VIEWS.items()
                                      if row.draws(self.layer)])


@dataclass(frozen=True)
class SlidNetwork(Slid):
    """A network on an input, whose size and view are slid. network: itself, where it takes another
    size."""

    sized: SizedNetwork = field(kw_only=True)
    network: Network | None = field(kw_only=True)

    @property
    def shown(self) -> SizedNetwork:
        return self.sized

    def refusal(self) -> str:
        return self.sized.failure

    def on_size(self, size: tuple[int, ...]) -> Slid:
        if self.network is None:
            return self
        whole = (self.input_size[0], *size)
        return replace(self, input_size=whole, sized=self.network.on(whole))

    def _sized(self) -> dict[str, Any]:
        return {}

    def ranges(self) -> Iterable[Range]:
        if self.network is not None:
            yield from split(INPUT, self.size, self.begun_size, lambda now, then: range(
                max(1, now // 2), now + now // 2 + 1))
        yield Range(VIEW, self.view, list(NETWORK_VIEWS))


def slid(what: Any, settings: Mapping[str, Any]) -> Slid:
    """What is slid of a layer or network, as `animate` takes it. Raises ConvgifError."""
    others = {name: value for name, value in settings.items() if name not in (INPUT, VIEW)}
    first = animate(what, **settings)  # says what is wrong, and finds the size
    view = settings.get(VIEW)
    if first.traces:
        trace = first.traces[0]
        size = tuple(trace.input_size)
        return SlidLayer(size, size, view or default_view(trace.layer), others,
                         layer=trace.layer, begun=trace.layer)
    sized = sized_network(what, settings.get(INPUT))
    network = None if isinstance(what, SizedNetwork) else network_for(what, settings.get(INPUT))
    return SlidNetwork(sized.input_shape, sized.input_shape[1:], view or next(iter(NETWORK_VIEWS)),
                       others, sized=sized, network=network)
