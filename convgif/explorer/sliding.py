"""What there is to slide of one layer or network: its axes, and where each leads from here."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from convgif.animation import Animation, animate
from convgif.errors import ConvgifError
from convgif.explorer.words import LETTERS, WORDS
from convgif.layers import Layer
from convgif.layers.fields import Choice, Count, Flag, Padding, PositiveNumber, Sizes
from convgif.networks.network import Network, SizedNetwork
from convgif.networks.reading import network_for, sized_network
from convgif.phrases import Phrase
from convgif.refusals import refusal_in
from convgif.views import NETWORK_VIEWS, VIEWS, default_view

INPUT, VIEW = "input_size", "view"
FARTHEST = {INPUT: 10, "kernel_size": 6, "stride": 4, "padding": 4, "dilation": 3}  # at least
BEYOND = 3  # how far a slider goes on past where it begins
FIXED_BY_WEIGHT = ("kernel_size", "in_channels", "out_channels", "groups")


@dataclass(frozen=True)
class Axis:
    """A setting and its values. at: the number of the one that is shown. refusals: for each value
    why it is impossible from here, as errors have it, "" where it is not. numbers: whether it is a
    slider, or else a list."""

    name: str
    values: Sequence[Any]
    at: int
    refusals: Sequence[str]
    numbers: bool

    def nearest(self, wanted: int) -> int:
        """The number of the possible value nearest to that one, rather on the same side."""
        side = 1 if wanted >= self.at else -1
        possible = [number for number, refusal in enumerate(self.refusals) if not refusal]
        return min(possible or [self.at], key=lambda number: (
            abs(number - wanted), (wanted - number) * side))

    def as_data(self, language: str) -> dict[str, Any]:
        """The axis as the widget's script takes it, in a language that is spoken."""
        return {"name": self.name, "label": WORDS[language].label(self.name),
                "key": LETTERS.get(self.name, ""), "at": self.at,
                "labels": [str(value) for value in self.values],
                "refusals": [refusal_in(language, refusal) for refusal in self.refusals],
                "numbers": self.numbers}


@dataclass(frozen=True)
class Slid(ABC):
    """What is shown, on an input of that size. settings: of `animate`, but for those two."""

    input_size: tuple[int, ...]
    view: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    @abstractmethod
    def shown(self) -> Any:
        """What `animate` takes."""

    @abstractmethod
    def ranges(self) -> Iterable[tuple[str, Any, Sequence[Any]]]:
        """For each axis its name, its value and all values."""

    @abstractmethod
    def refusal(self) -> str:
        """Why it is impossible, as errors have it, "" where it is not."""

    def with_value(self, name: str, value: Any) -> "Slid":
        """The same with another value. Raises ConvgifError."""
        if name == INPUT:
            return replace(self, input_size=(value,) * len(self.input_size))
        return replace(self, view=value)

    def animation(self) -> Animation:
        """What it looks like. Raises ConvgifError."""
        return animate(self.shown, view=self.view, **self._sized(), **self.settings)

    def _sized(self) -> dict[str, Any]:
        return {INPUT: self.input_size} if self.input_size and "input" not in self.settings else {}

    def axes(self) -> list[Axis]:
        """All of its axes, those with one value alone left out."""
        return [Axis(name, values, values.index(now), [
            "" if value == now else self._refusal_of(name, value) for value in values],
            all(type(value) is int for value in values))
            for name, now, values in self.ranges() if len(values) > 1]

    def _refusal_of(self, name: str, value: Any) -> str:
        try:
            return self.with_value(name, value).refusal()
        except ConvgifError as error:
            return error.message


@dataclass(frozen=True)
class SlidLayer(Slid):
    """A layer, whose arguments are axes where they are one number for all axes of the input."""

    layer: Layer = field(kw_only=True)

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

    def with_value(self, name: str, value: Any) -> Slid:
        if name not in self.layer.field_kinds():
            return super().with_value(name, value)
        return replace(self, layer=type(self.layer)(**{**self.layer.settings(), name: value}))

    def ranges(self) -> Iterable[tuple[str, Any, Sequence[Any]]]:
        if len(set(self.input_size)) == 1 and "input" not in self.settings:
            yield INPUT, self.input_size[0], _up_to(INPUT, self.input_size[0], 1)
        fixed = FIXED_BY_WEIGHT if "weight" in self.settings else ()
        for name, value in self.layer.arguments().items():
            values = _values(self.layer, name, value)
            if values and name not in fixed:
                yield name, value[0] if isinstance(value, tuple) else value, values
        yield VIEW, self.view, [name for name, row in VIEWS.items() if row.draws(self.layer)]


def _values(layer: Layer, name: str, value: Any) -> Sequence[Any]:
    """The values of an argument that is slid or listed, none of one that is not."""
    kind = layer.field_kinds()[name]
    if isinstance(kind, Sizes | Padding):
        is_one = isinstance(value, tuple) and len(set(value)) == 1 and type(value[0]) is int
        least = kind.minimum if isinstance(kind, Sizes) else 0
        return _up_to(name, value[0], least) if is_one and value[0] >= least else ()
    if name in layer.never_seen and not (isinstance(kind, Count) and value > 1):
        return ()
    if isinstance(kind, Count | PositiveNumber) and type(value) is int:
        return _up_to(name, value, 1) if value > 1 else ()
    if isinstance(kind, Choice):
        return kind.choices
    return (False, True) if isinstance(kind, Flag) else ()


def _up_to(name: str, value: int, least: int) -> Sequence[int]:
    return range(least, max(value + BEYOND, FARTHEST.get(name, 0)) + 1)


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

    def with_value(self, name: str, value: Any) -> Slid:
        if name != INPUT or self.network is None:
            return super().with_value(name, value)
        channels, *sizes = self.input_size
        size = (channels, *[value] * len(sizes))
        return replace(self, input_size=size, sized=self.network.on(size))

    def _sized(self) -> dict[str, Any]:
        return {}

    def ranges(self) -> Iterable[tuple[str, Any, Sequence[Any]]]:
        _, *sizes = self.input_size
        if self.network is not None and len(set(sizes)) == 1:
            yield INPUT, sizes[0], range(max(1, sizes[0] // 2), sizes[0] + sizes[0] // 2 + 1)
        yield VIEW, self.view, list(NETWORK_VIEWS)


def slid(what: Any, settings: Mapping[str, Any]) -> Slid:
    """What is slid of a layer or network, as `animate` takes it. Raises ConvgifError."""
    others = {name: value for name, value in settings.items() if name not in (INPUT, VIEW)}
    first = animate(what, **settings)  # says what is wrong, and finds the size
    view = settings.get(VIEW)
    if first.traces:
        trace = first.traces[0]
        return SlidLayer(tuple(trace.input_size), view or default_view(trace.layer), others,
                         layer=trace.layer)
    sized = sized_network(what, settings.get(INPUT))
    network = None if isinstance(what, SizedNetwork) else network_for(what, settings.get(INPUT))
    return SlidNetwork(sized.input_shape, view or next(iter(NETWORK_VIEWS)), others, sized=sized,
                       network=network)
