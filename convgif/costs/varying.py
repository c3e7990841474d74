"""Counts as an argument varies: parameters, multiply-accumulates and the output's shape."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import log

from convgif.costs.presets import CostPreset
from convgif.errors import ConvgifError, NotationError, setting, shorten, suggest
from convgif.layers import Layer
from convgif.layers.notation import build_layer
from convgif.layers.recognizing import recognize
from convgif.networks.network import Network
from convgif.settings.options import SETTING_NAMES

INPUT_SIZE = "input_size"
MOST_VALUES, MOST_VARIED = 1_000, 12
_RUN = re.compile(r"([0-9]{1,7})\.\.([0-9]{1,7})(?::([0-9]{1,6}))?")
_DOUBLING = re.compile(r"([0-9]{1,7})\.\.([0-9]{1,7}):x([0-9]{1,3})")


@dataclass(frozen=True)
class Vary:
    """An argument, by its name, and the values that it takes."""

    name: str
    values: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name}={','.join(map(str, self.values))}"


@dataclass(frozen=True)
class Timing:
    """Measured seconds of one forward pass: the median, and a quarter of all is under `low` and
    over `high`."""

    median_s: float
    low_s: float
    high_s: float


@dataclass(frozen=True)
class Point:
    """What it costs at one value. output: channels first. timing: None where it was not
    measured."""

    value: int
    parameters: int
    macs: int
    output: tuple[int, ...]
    timing: Timing | None = None


@dataclass(frozen=True)
class Curve:
    """What it costs as one argument varies. left_out: the values that it cannot have, the first
    with the reason, and how many there are."""

    name: str
    points: tuple[Point, ...]
    left_out: str = ""

    def relative(self, quantity: Callable[[Point], float | None]) -> list[tuple[int, float]]:
        """A quantity at each value, in times of what it is at the first; empty where it is 0 there,
        or was not measured."""
        found = [(point.value, quantity(point)) for point in self.points]
        first = found[0][1]
        return [(value, number / first) for value, number in found if number] if first else []

    def power(self, quantity: Callable[[Point], float | None]) -> float | None:
        """The power of the value that a quantity grows with, from the first value to the last: 2
        for what is quadratic. None where a value is 0 or only one is there."""
        ratios = self.relative(quantity)
        if len(ratios) < 2 or ratios[0][0] < 1:
            return None
        (first, _), (last, ratio) = ratios[0], ratios[-1]
        return log(ratio) / log(last / first)


def parse_vary(text: str) -> Vary:
    """An argument and its values: "kernel_size=1..9", "stride=1,2,4", "groups=1..64:x2" doubles,
    "padding=0..8:2" goes by twos. Raises NotationError."""
    word, sign, said = map(str.strip, text.partition("="))
    name = SETTING_NAMES.get(word.lstrip("-").replace("-", "_"), word.replace("-", "_"))
    if not sign or not name.isidentifier():
        raise _no_values(text)
    values: list[int] = []
    for item in said.split(","):
        values += _values(item.strip(), text)
        if len(values) > MOST_VALUES:
            raise NotationError(f"{shorten(text)} has over {MOST_VALUES:,} values: give fewer, such"
                                " as 1..64:x2")
    return Vary(name, tuple(dict.fromkeys(values)))


def _values(item: str, text: str) -> Iterator[int]:
    run, doubling = _RUN.fullmatch(item), _DOUBLING.fullmatch(item)
    ends = run or doubling
    if ends and int(ends[2]) < int(ends[1]):
        raise NotationError(f"{shorten(item)} is an empty range: give it upwards, such as 1..9, "
                            "1..9:2 or 1..64:x2")
    if re.fullmatch(r"[0-9]{1,7}", item):
        yield int(item)
    elif doubling and int(doubling[1]) > 0 and int(doubling[3]) > 1:
        value = int(doubling[1])
        while value <= int(doubling[2]):
            yield value
            value *= int(doubling[3])
    elif run and int(run[3] or 1):
        first, last, step = int(run[1]), int(run[2]), int(run[3] or 1)
        yield from range(first, min(last, first + step * MOST_VALUES) + 1, step)
    else:
        raise _no_values(text)


def _no_values(text: str) -> NotationError:
    return NotationError(f"{shorten(text)} does not say what varies, in whole numbers: write it "
                         f"like {setting('vary', 'kernel_size=1..9')}, or stride=1,2,4")


def curves(what: "Layer | Network", input_size: int | Sequence[int] | None, varied: Sequence[Vary]
           ) -> list[Curve]:
    """What it costs as each argument varies by itself, all others as they are. Raises
    ConvgifError for an argument that there is not, and where none of its values can be."""
    if not 0 < len(varied) <= MOST_VARIED:
        raise NotationError(f"{len(varied)} arguments vary: give one to {MOST_VARIED}, such as "
                            f"{setting('vary', 'kernel_size=1..9')}")
    return [_curve(what, input_size, vary) for vary in varied]


def _curve(what: "Layer | Network", input_size: int | Sequence[int] | None, vary: Vary) -> Curve:
    known = (INPUT_SIZE, *(_in_numbers(what) if isinstance(what, Layer) else ()))
    if vary.name not in known:
        raise NotationError(f"{shorten(vary.name)} is nothing that can vary here: "
                            f"{suggest(vary.name, dict.fromkeys(known))}")
    points, refused = [], list[tuple[int, ConvgifError]]()
    for value in vary.values:
        try:
            points.append(_point(what, input_size, vary.name, value))
        except ConvgifError as error:
            refused.append((value, error))
    if not points:
        raise refused[0][1]
    left_out = (f"{vary.name} {refused[0][0]}: {refused[0][1].message}"
                + (f" (and {len(refused) - 1} more)" if len(refused) > 1 else "")
                if refused else "")
    return Curve(vary.name, tuple(points), left_out)


def _in_numbers(layer: Layer) -> Iterator[str]:
    """The names of its arguments that take whole numbers, and no words or flags."""
    for name, kind in layer.field_kinds().items():
        with suppress(ConvgifError):
            kind.check(1, layer.rank)
            yield name


def _point(what: "Layer | Network", input_size: int | Sequence[int] | None, name: str, value: int
           ) -> Point:
    layer, size = varied(what, input_size, name, value)
    if isinstance(layer, Network):
        sized = layer.on(size)
        if sized.failure:
            raise NotationError(sized.failure)
        return Point(value, sized.parameters, sized.macs, sized.layers[-1].output_shape)
    shape = layer.input_shape(size if size is not None else layer.default_input_size())
    return Point(value, layer.parameter_count, layer.mac_count(shape[1:]),
                 layer.output_shape(shape))


def varied(what: "Layer | Network", input_size: int | Sequence[int] | None, name: str, value: int
           ) -> "tuple[Layer | Network, int | Sequence[int] | None]":
    """The layer with that value, and the size of its input. Raises LayerError."""
    if name == INPUT_SIZE:
        return what, value
    assert isinstance(what, Layer)
    return build_layer(type(what), what.settings() | {name: value}), input_size


def preset_varied(preset: CostPreset) -> tuple[Layer, list[Vary]]:
    """The layer of a preset, and what varies."""
    return recognize(preset.layer).layer, [parse_vary(one) for one in preset.vary]
