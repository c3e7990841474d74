"""Limits: the bounds of settings, and how much is hardly meant.

Within them, whatever a text or a file asks for is there within 5 s of one core and in 1 GB. How
much of a file is read is said by its reader, for each by way of `convgif.inputs.files`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isqrt, prod
from typing import TypeAlias

from convgif.bounds import Bounds, Number
from convgif.errors import ConvgifError, LimitError, listed, look_up, setting, shorten
from convgif.layers import Layer, MovingLayer
from convgif.scenes.blanks import BLANKS
from convgif.settings.patterns import small_size
from convgif.views import SIZE_PX, View, ViewSettings
from convgif.views.settings import SHOW_IN, SHOW_OUT

BOUNDS: Mapping[str, Bounds] = {
    "size_px": Bounds(*SIZE_PX), "density": Bounds(0.5, 8, whole=False),
    "duration_ms": Bounds(20, 60_000), "hold_ms": Bounds(0, 60_000), "loop": Bounds(0, 65_536)}
MOST_PIXELS, MOST_FRAME_PIXELS = 400_000_000, 40_000_000  # of all frames, of one
MOST_CELLS = 50_000  # where a view does not say otherwise
MOST_STRIP_CELLS = 300_000  # of all steps side by side: four of an image in a network
MOST_TAPS = 200_000  # of all frames, where each is told in numbers
MOST_COMBINATIONS = 10_000
LONGEST_TITLE = 1000  # characters
SHOWS_THE_SAME = "shows the same pattern in {frames}"
Pose: TypeAlias = Callable[[int], Sequence[int]]


def within(name: str, value: Number) -> Number:
    """The value as a plain number, if it lies within the bounds of that setting. Raises
    ConvgifError."""
    return BOUNDS[name].check(name, value)


def checked_title(title: str) -> str:
    """The title. Raises ConvgifError for what is no text, and LimitError for one longer than any is
    meant to be."""
    if not isinstance(title, str):
        raise ConvgifError(f"{setting('title', title)} is no text: put it in quotes")
    if len(title) > LONGEST_TITLE:
        raise LimitError(f"a title of {len(title)} characters is too long: give {LONGEST_TITLE} at "
                         "most")
    if title.splitlines() not in ([], [title]):
        raise ConvgifError(f"the title {shorten(title)} has a line break: give one line, which is "
                           "broken where it has to be")
    return title


def checked_blank(what: str | int) -> str | int:
    """What is left empty: one of BLANKS, or how many outputs. Raises ConvgifError."""
    if isinstance(what, str):
        row = look_up(BLANKS, what, "kind of blank")
        return next(name for name in BLANKS if BLANKS[name] is row)
    if isinstance(what, bool) or not isinstance(what, int) or what < 1:
        raise ConvgifError(f"{setting('blank', what)} is no number of blanks: give 1 or more, or "
                           f"one of {listed([*BLANKS], 'or')}")
    return what


def check_combinations(lengths: Iterable[int], *, pair: bool = False) -> int:
    """How many combinations lists of those lengths make. Raises LimitError for more than are made
    at once."""
    count = (max if pair else prod)(max(1, length) for length in (1, *lengths))
    if count > MOST_COMBINATIONS:
        raise LimitError(f"{shorten(count)} combinations are over {MOST_COMBINATIONS}: give "
                         "shorter lists, and the rest by another command")
    return count


@dataclass(frozen=True)
class Amount:
    """What a view would draw of a layer. input_shape: channels first. pose: which of so many steps
    stand side by side, None where all are frames."""

    view: View
    settings: ViewSettings
    layer: Layer
    input_shape: tuple[int, ...]
    density: float
    pose: Pose | None = None

    @property
    def pixels(self) -> int:
        """Of a frame, about."""
        return round((self.settings.size_px * self.density) ** 2)

    @property
    def most_cells(self) -> int:
        """How many are told apart."""
        return self.view.most_cells or MOST_CELLS

    @property
    def frames(self) -> int:
        """How many pictures of a step are drawn. Raises ConvgifError for a step that there is not.
        """
        return self.steps if self.pose is None else self.panels

    @property
    def steps(self) -> int:
        """How many there are."""
        return self.view.frames(self.layer, self.input_shape, self.settings)

    @property
    def panels(self) -> int:
        """How many steps stand side by side. Raises ConvgifError for a step that there is not."""
        return 1 if self.pose is None else len(self.pose(self.steps))

    @property
    def cells(self) -> int:
        """How many cells one plane of the input and of the output has; of a layer without axes,
        which is drawn whole, all its features and weights."""
        if self.view.cells is not None:
            return self.view.cells(self.layer, self.input_shape, self.settings)
        axes, channels = self.layer.plan(self.input_shape[1:]), self.input_shape[0]
        if axes:
            return (prod(axis.extended_size for axis in axes)
                    + prod(axis.output_size for axis in axes))
        return channels + self.layer.output_channels(channels) + self.layer.parameter_count

    @property
    def taps(self) -> int:
        """How many products are told in numbers, or worked out for it: some views have to work out
        all steps before they can draw any."""
        if not self.view.writes_sums:
            return 0
        told = max(self.steps, self.frames) if self.view.works_out_all else self.frames
        return told * len(self.layer.channels_read(0)) * prod(
            len(axis.offsets) for axis in self.layer.plan(self.input_shape[1:]))

    @property
    def excess(self) -> str:
        """What of it is more than is meant; empty where nothing is."""
        if over := _pixels_over(self.frames, self.pixels):
            return over
        if self.cells > self.most_cells:
            return f"{self.cells} cells are over {self.most_cells}, too many to tell apart"
        if self.panels * self.cells > MOST_STRIP_CELLS:
            return (f"{self.panels} steps of {self.cells} cells side by side are over "
                    f"{MOST_STRIP_CELLS} cells, too many to tell apart")
        if self.taps > MOST_TAPS:
            return f"{self.taps} products are over {MOST_TAPS}, too many to be told in numbers"
        return ""

    @property
    def fits(self) -> bool:
        """Whether so much is meant."""
        try:
            return not self.excess
        except ConvgifError:  # a smaller one lacks a step that is asked for
            return False


def _pixels_over(frames: int, pixels: int) -> str:
    """What to say of frames of so many pixels where they are more than is meant, else nothing."""
    if frames * pixels > MOST_PIXELS:
        return (f"{_counted(frames)} of {pixels} pixels are over {MOST_PIXELS // 10**6} million "
                "in all")
    if pixels > MOST_FRAME_PIXELS:
        return f"a frame of {pixels} pixels is over {MOST_FRAME_PIXELS // 10**6} million"
    return ""


def check_pixels(frames: int, rows: int, columns: int) -> None:
    """Raises LimitError where so many frames of that size, which is known only when they are laid
    out, are hardly meant."""
    if over := _pixels_over(frames, rows * columns):
        raise LimitError(f"{over}, {columns} wide and {rows} high: take a smaller "
                         f"{setting('size_px')} or {setting('density')}, or a shorter title",
                         f"{setting('force', True)} lifts the limit")


def check_amount(amount: Amount, is_drawn: Callable[[Amount], bool]) -> None:
    """Raises LimitError where that much is hardly meant, and says what would be less.

    is_drawn: whether an amount that is not too much can be drawn.
    """
    said = amount.excess
    if not said:
        return
    advice = next((words.format(frames=_counted(less.frames)) for words, less in _less(amount)
                   if less.fits and is_drawn(less)),
                  f"take a smaller {setting('size_px')}"
                  if _pixels_over(amount.frames, amount.pixels) else
                  "take an input of fewer channels" if isinstance(amount.layer, MovingLayer) else
                  "take a smaller kernel, stride, padding or dilation")
    for words, still in _still(amount):
        if words != advice and still.fits and is_drawn(still):
            advice = f"{advice}, and {words}"
    raise LimitError(f"{said}: {advice}", f"{setting('force', True)} lifts the limit"
                     if _can_be_computed(amount) else "")


def _can_be_computed(amount: Amount) -> bool:
    """Whether its numbers are within the limit that nothing lifts."""
    from convgif.traces.tracing import check_work  # and with it numpy

    try:
        check_work(amount.layer, amount.input_shape)
    except LimitError:
        return False
    return True


def _counted(frames: int) -> str:
    return f"{frames} frame{'' if frames == 1 else 's'}"


def _still(amount: Amount) -> Iterator[tuple[str, Amount]]:
    """One of its steps, where all are asked for, and before it how to ask for it."""
    if amount.pose is None:
        yield f"{setting('still', 'middle')} shows one step", replace(amount, pose=_one_step)


def _less(amount: Amount) -> Iterator[tuple[str, Amount]]:
    """What would be less, the nearest to what was asked for first, and before it how to ask for
    it."""
    fewer, channels, they_are_too_many = _fewer_channels(amount)
    if channels:
        yield f"{channels} {SHOWS_THE_SAME}", fewer
    small, asked = _small_pattern(amount)
    if not they_are_too_many:
        yield f"{asked} {SHOWS_THE_SAME}", small
    if channels:
        small, asked = _small_pattern(fewer)
        yield f"{asked} with {channels} {SHOWS_THE_SAME}", small
    elif amount.pose is not None:
        yield (f"{asked} with {setting('still', 'middle')} shows the same pattern",
               replace(small, pose=_one_step))
    if amount.density > 1:
        yield f"give {setting('density', 1)}", replace(amount, density=1)
    yield from _still(amount)
    width = isqrt(MOST_PIXELS // max(1, round(amount.frames * amount.density ** 2)))
    if width >= amount.view.default_size_px(amount.layer):
        yield f"give {setting('size_px', width)}", replace(
            amount, settings=replace(amount.settings, size_px=width))


def _one_step(count: int) -> Sequence[int]:
    return (count // 2,)


def _fewer_channels(amount: Amount) -> tuple[Amount, str, bool]:
    """One output channel and some of what it reads, how to ask for that, and whether what was asked
    for is more than the view draws; "" where it draws no channels one after another."""
    view, settings, layer = amount.view, amount.settings, amount.layer
    inputs, outputs = (shown or tuple(range(count)) for shown, count in (
        (settings[SHOW_IN], amount.input_shape[0]),
        (settings[SHOW_OUT], layer.output_channels(amount.input_shape[0]))))
    if view.most_channels == 1 or len(outputs) == 1:
        return amount, "", False
    first = next(out for out in outputs if not set(layer.channels_read(out)).isdisjoint(inputs))
    read = tuple(channel for channel in inputs if channel in layer.channels_read(first))
    some = read if len(read) <= view.most_channels else read[:view.channels[0]]
    asked = setting("show_out", (first,))
    if some != read:
        asked = f"{setting('show_in', some)} and {asked}"
    less = replace(settings, own={**settings.own, SHOW_OUT.name: (first,)} | (
        {} if some == read else {SHOW_IN.name: some}))
    return (replace(amount, settings=less), asked,
            max(len(inputs), len(outputs)) > view.most_channels)


def _small_pattern(amount: Amount) -> tuple[Amount, str]:
    """What shows how it goes on, and how to ask for it."""
    layer, asked = amount.layer, amount.settings
    anywhere = replace(asked, own={each.name: asked[each] for each in amount.view.settings
                                   if not each.names_outputs})
    if not layer.rank:
        small = type(layer)()
        return (replace(amount, layer=small, input_shape=small.input_shape(()), settings=anywhere),
                f"a small layer such as {small}")
    channels, *given = amount.input_shape
    size = small_size(layer, given)
    return (replace(amount, input_shape=(channels, *size), settings=anywhere),
            setting("input_size", size[0] if len(set(size)) == 1 else size))
