"""Charts of costs: a small one for each argument, all on one scale, as one stage of marks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor, log

from convgif.bounds import Bounds
from convgif.costs.varying import Curve, Point
from convgif.costs.words import CostWords, notes_on
from convgif.errors import LimitError, setting
from convgif.formats.standing import StandsStill
from convgif.frames.themes import Theme
from convgif.layers import Layer
from convgif.networks.network import Network
from convgif.scenes.scene import Disc, Line, Mark, MarkId, Scene, Shape, Stage, Story, Text
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width
from convgif.scenes.words import times
from convgif.views.kit.typesetting import Typesetter

LEAST_PANEL_PX, HEIGHT = 300, 0.72  # the width of a panel at least, and its height in widths
LABEL_PX, SMALL_PX, MARGIN_PX, GAP_PX = 13.0, 11.0, 12, 18
LEAST_PX, MOST_PX = 320, 4_000
MOST_TICKS, MOST_LABELS = 6, 12  # up, and along
Quantity = Callable[[Point], float | None]
QUANTITIES: dict[str, Quantity] = {
    "macs": lambda point: point.macs, "parameters": lambda point: point.parameters,
    "time": lambda point: point.timing.median_s if point.timing else None}


@dataclass(frozen=True)
class Scale:
    """Where values lie between two places; by their logarithms if all are above 0."""

    least: float
    most: float
    start: float
    end: float
    is_log: bool = True

    def at(self, value: float) -> float:
        """The place of a value."""
        least, most, value = (log(one) if self.is_log else one
                              for one in (self.least, self.most, value))
        return self.start + (self.end - self.start) * (value - least) / ((most - least) or 1)


@dataclass(frozen=True, eq=False)
class Chart(StandsStill):
    """A chart of costs, which all formats take that hold a still.

    what: of what, in words; curves: one for each argument; measured: how time was, or that it was
    not, if it was asked for.
    """

    what: str
    curves: Sequence[Curve]
    words: CostWords
    theme: Theme
    language: str = "en"
    size_px: int = 960
    density: float = 1.0
    measured: str = ""
    transparent: bool = False
    force: bool = False
    quantities: Sequence[str] = field(default=("macs", "parameters", "time"))

    @cached_property
    def story(self) -> Story:
        """The one picture that there is. Raises LimitError, ViewError."""
        if not LEAST_PX <= self.size_px <= MOST_PX:
            raise LimitError(f"{setting('size_px', self.size_px)} is no width for a chart: give "
                             f"{Bounds(LEAST_PX, MOST_PX).said_to(self.size_px)}")
        marks = _Marks()
        height = _draw(self, marks)
        return Story(Stage(int(self.size_px), height, {}, marks.made), [Scene()])

    @property
    def title(self) -> str:
        """What it is of."""
        return self.what

    def describe(self) -> str:
        """The alt text: how much each quantity grows with each argument."""
        told = [self.words.ends.format(
            name=curve.name, first=curve.points[0].value, last=curve.points[-1].value,
            grown="; ".join(_growths(self, curve))) for curve in self.curves]
        gap = "" if self.language == "zh" else " "
        return gap.join([self.words.alt.format(**self._said), *told,
                         *notes_on(self.curves, self.words)])

    @property
    def _said(self) -> dict[str, str]:
        what, _, size = self.what.partition(" @ ")
        return {"what": what, "input": size}

    @property
    def headline(self) -> str:
        """What is written above."""
        return self.words.of.format(**self._said)


class _Marks:
    """Marks under way, numbered by what they are."""

    def __init__(self) -> None:
        self.made: dict[MarkId, Mark] = {}

    def add(self, role: str, shape: Shape, order: int) -> None:
        id = ("chart", (len(self.made),))  # a name that no line of words has
        self.made[id] = Mark(id, shape, (role,), order)

    def text(self, role: str, string: str, x: float, baseline: float, size: float,
             align: str = "left") -> None:
        self.add(role, Text(string, (x, baseline), size, align), 10)


def _draw(chart: Chart, marks: _Marks) -> int:
    """Puts all marks in their places; the height of the picture."""
    setter = Typesetter(MARGIN_PX, chart.size_px - 2 * MARGIN_PX, MARGIN_PX)
    setter.paragraph("title", chart.headline, LABEL_PX)
    shown = [name for name in chart.quantities if any(
        curve.relative(QUANTITIES[name]) for curve in chart.curves)]
    top = _key(chart, shown, marks, setter.top + 0.4 * LABEL_PX) + GAP_PX
    columns = max(1, min(len(chart.curves), chart.size_px // LEAST_PANEL_PX))
    width = (chart.size_px - 2 * MARGIN_PX - (columns - 1) * GAP_PX) / columns
    height = HEIGHT * width
    ratios = [ratio for curve in chart.curves for name in shown
              for _, ratio in (*curve.relative(QUANTITIES[name]), *_ends(curve, name))]
    least, most = min([1.0, *ratios]), max([1.0, *ratios])
    for number, curve in enumerate(chart.curves):
        row, column = divmod(number, columns)
        _panel(chart, curve, shown, marks, (MARGIN_PX + column * (width + GAP_PX),
                                            top + row * (height + GAP_PX)), (width, height),
               (least, most))
    rows = ceil(len(chart.curves) / columns)
    setter.top = top + rows * (height + GAP_PX)
    for said in filter(None, (*notes_on(chart.curves, chart.words), chart.measured)):
        setter.paragraph("formula", said, SMALL_PX)
    marks.made |= setter.marks
    return round(setter.top + MARGIN_PX)


def _key(chart: Chart, shown: Sequence[str], marks: _Marks, top: float) -> float:
    """What the lines mean, in one line or more; where it ends."""
    x, baseline = float(MARGIN_PX), top + ASCENT * SMALL_PX
    for name in shown:
        said = "".join(chart.words.quantities[name])
        width = 26 + text_width(said, SMALL_PX)
        if x + width > chart.size_px - MARGIN_PX:
            x, baseline = float(MARGIN_PX), baseline + LINE_HEIGHT * SMALL_PX
        middle = baseline - 0.35 * SMALL_PX
        marks.add(f"curve_{name}", Line((((x, middle), (x + 20, middle)),)), 3)
        marks.text("legend", said, x + 26, baseline, SMALL_PX)
        x += width + 18
    if shown:
        said = chart.words.relative
        if x + text_width(said, SMALL_PX) > chart.size_px - MARGIN_PX:
            x, baseline = float(MARGIN_PX), baseline + LINE_HEIGHT * SMALL_PX
        marks.text("formula", said, x, baseline, SMALL_PX)
    return baseline


def _panel(chart: Chart, curve: Curve, shown: Sequence[str], marks: _Marks,
           at: tuple[float, float], size: tuple[float, float], ends: tuple[float, float]) -> None:
    """A small chart of one argument."""
    (left, top), (width, height) = at, size
    grown = _growths(chart, curve)
    marks.text("label", curve.name, left, top + ASCENT * LABEL_PX, LABEL_PX)
    below = top + LINE_HEIGHT * LABEL_PX
    for line in grown:
        marks.text("formula", line, left, below + ASCENT * SMALL_PX, SMALL_PX)
        below += LINE_HEIGHT * SMALL_PX
    ticks = _powers(*ends)
    first = left + max(text_width(_times(tick), SMALL_PX) for tick in ticks) + 6
    bottom = top + height - LINE_HEIGHT * SMALL_PX - 4
    y = Scale(ticks[0], ticks[-1], bottom, below + 0.8 * SMALL_PX)
    values = [point.value for point in curve.points]
    x = Scale(min(values), max(values), first + 8, left + width - 10, is_log=min(values) > 0)
    for tick in ticks:
        marks.add("curve_grid", Line((((first, y.at(tick)), (left + width, y.at(tick))),)), 0)
        marks.text("formula", _times(tick), first - 5, y.at(tick) + 0.35 * SMALL_PX, SMALL_PX,
                   "right")
    taken: list[tuple[float, float]] = []
    for value in _labelled(values, doubling=x.is_log):
        middle, half = x.at(value), text_width(str(value), SMALL_PX) / 2
        marks.add("curve_axis", Line((((middle, bottom), (middle, bottom + 4)),)), 1)
        if all(middle + half + 4 < start or end + 4 < middle - half for start, end in taken):
            marks.text("formula", str(value), middle, bottom + 5 + ASCENT * SMALL_PX, SMALL_PX,
                       "center")
            taken.append((middle - half, middle + half))
    marks.add("curve_axis", Line((((first, bottom), (left + width, bottom)),)), 1)
    for name in shown:
        points = [(x.at(value), y.at(ratio)) for value, ratio in curve.relative(QUANTITIES[name])]
        if len(points) > 1:
            marks.add(f"curve_{name}", Line((tuple(points),)), 2 + shown.index(name))
        for place in points:
            marks.add(f"point_{name}", Disc(place, 2.6), 6)
        for value, low, high in _spread(curve, name):
            marks.add(f"curve_{name}", Line((((x.at(value), y.at(low)),
                                              (x.at(value), y.at(high))),)), 5)


def _growths(chart: Chart, curve: Curve) -> list[str]:
    """How much each quantity grows from the first value to the last, and with which power."""
    found = []
    for name in chart.quantities:
        ratios, power = curve.relative(QUANTITIES[name]), curve.power(QUANTITIES[name])
        if len(ratios) > 1:
            word = chart.words.quantities[name][0]
            grown = chart.words.grown.format(quantity=word, ratio=_times(ratios[-1][1]))
            power_said = "" if power is None else chart.words.power.format(
                power=f"{power + 0.0:.1f}".replace("-0.0", "0.0").replace("-", "\N{MINUS SIGN}"))
            found.append(grown + power_said)
    return found


def _ends(curve: Curve, name: str) -> Iterator[tuple[int, float]]:
    for value, low, high in _spread(curve, name):
        yield value, low
        yield value, high


def _spread(curve: Curve, name: str) -> Iterator[tuple[int, float, float]]:
    """The quartiles of what was measured, relative to the first median."""
    first = curve.points[0].timing
    if name == "time" and first is not None:
        for point in curve.points:
            if point.timing is not None:
                yield (point.value, point.timing.low_s / first.median_s,
                       point.timing.high_s / first.median_s)


def title_of(what: Layer | Network, input_size: int | Sequence[int] | None) -> str:
    """What a chart of it is called: the layer or network, and its input."""
    if isinstance(what, Layer):
        size = what.default_input_size() if input_size is None else input_size
        return f"{what!r} @ {times(what.input_shape(size))}"
    return f"{what!r} @ {times(what.input_shape(input_size))}"


def _powers(least: float, most: float) -> list[float]:
    """Ticks from at most the least to at least the most: powers of 10, or of 2 for a small
    range."""
    base = 10 if most / least > 64 else 2
    first, last = floor(log(least, base) + 1e-9), ceil(log(most, base) - 1e-9)
    step = ceil((last - first + 1) / MOST_TICKS)
    return [float(base) ** power for power in range(first, max(last, first + 1) + step, step)]


def _times(ratio: float) -> str:
    """A factor as people say it: ×16, or ÷64 of what falls."""
    sign, factor = ("×", ratio) if ratio >= 1 else ("÷", 1 / ratio)
    return f"{sign}{factor:,.0f}" if factor >= 1000 else f"{sign}{factor:.3g}"


def _labelled(values: Iterable[int], *, doubling: bool) -> list[int]:
    """The values that have a tick, from the last and the first, whose labels are sure to have room:
    all, or with some between; doubling: on a scale where those that double are as far apart."""
    all_values = sorted(values)
    ends, between = [all_values[-1], all_values[0]], all_values[1:-1]
    if len(all_values) > MOST_LABELS and doubling:
        between = [value for value in between if value.bit_count() == 1]
    elif len(all_values) > MOST_LABELS:
        between = all_values[::ceil(len(all_values) / MOST_TICKS)]
    return [*dict.fromkeys([*ends, *between])]
