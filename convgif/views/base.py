"""What a view is: a row of VIEWS, and what it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from math import inf, prod
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from convgif.errors import ViewError, setting
from convgif.layers import Layer
from convgif.scenes.words import Words

if TYPE_CHECKING:
    from convgif.scenes.roles import Role
    from convgif.scenes.scene import Font, Roles, Story
    from convgif.traces.tracing import Trace

TEXT_MODES = ("none", "sizes", "legend", "full")
TEXT_FROM_PX = {"sizes": 0, "legend": 200, "full": 300}
MOST_CHANNELS = 8  # on each side: more are not told apart
SLIDING_KINDS = ("convolution", "transposed", "pooling")  # of the layers with axes
SIZE_PX = 40, 4000  # the narrowest and the widest picture


@dataclass(frozen=True)
class ViewSettings:
    """What a view is asked for. text is one of TEXT_MODES. show_in, show_out: the channels to
    draw, None for the view's own choice. values: numbers in the cells. precision: decimals of
    numbers that are not whole, None for as many as they need. steps, at: which outputs, by
    number or by position. font: for glyphs of the title that convgif lacks. pose: the only steps
    that will be seen, each by itself; empty for all, one after another. unseen: the roles of
    swatches that nothing in the picture has. grows: whether it may be wider than size_px, where
    that is too little for what it has to show. most_cell_px, most_label_px: how wide cells and how
    large labels are at most, so that they are as in the panels beside it."""

    size_px: int
    words: Words
    text: str = "full"
    title: str | None = None
    prefilled: bool = False
    show_in: tuple[int, ...] | None = None
    show_out: tuple[int, ...] | None = None
    values: bool = False
    precision: int | None = None
    steps: tuple[int, ...] | None = None
    at: tuple[int, ...] | None = None
    font: "Font | None" = None
    pose: tuple[int, ...] = ()
    unseen: frozenset["Roles"] = frozenset()
    grows: bool = False
    most_cell_px: float = inf
    most_label_px: float = inf

    def shows(self, text: str) -> bool:
        """Whether that much text is wanted."""
        return TEXT_MODES.index(self.text) >= TEXT_MODES.index(text)


class Staging(Protocol):
    """What the module has that stages a view."""

    def stage(self, traces: "Sequence[Trace]", settings: ViewSettings) -> "Story":
        """The story that shows the traces. Raises ViewError."""

    def describe(self, traces: "Sequence[Trace]", settings: ViewSettings) -> str:
        """The alt text: what the story shows, in words."""


FrameCount: TypeAlias = Callable[[Layer, tuple[int, ...], ViewSettings], int]


@dataclass(frozen=True)
class View:
    """A row of VIEWS: what it draws, and the folder whose `staging` does it.

    kinds, ranks: of the layers. takes: which settings besides those that every view takes. always:
    which of them it has on, and cannot turn off.
    frames: how many there are, for a layer on an input of that shape, channels first. channels: of
    input and output where nothing says how many. gif_bytes: of a GIF, about: a factor, and the
    powers of its width and of its frames. most_channels: how many on each side it can draw.
    most_cells: how many it can draw, 0 for as many as most views. works_out_all: whether it has to
    know every step before it can draw one. smallest: of input and output on an axis, for its
    default size. writes_sums: whether the sum of each frame is written out, tap by tap.
    roles: those that only it has.
    """

    description: str
    size_px: int
    kinds: tuple[str, ...]
    ranks: tuple[int, ...]
    takes: tuple[str, ...]
    frames: FrameCount
    folder: str
    channels: tuple[int, int] = (1, 1)
    gif_bytes: tuple[float, float, float] = (6.9, 1.22, 0.71)
    most_channels: int = 1
    most_cells: int = 0
    works_out_all: bool = False
    smallest: tuple[int, int] | None = None
    always: tuple[str, ...] = ()
    writes_sums: bool = False
    roles: "Mapping[str, Role]" = field(default_factory=dict)

    def default_input_size(self, layer: Layer) -> tuple[int, ...]:
        """The size of the input where none is given. Raises LayerError."""
        return layer.default_input_size(*self.smallest or ())

    def draws(self, layer: Layer) -> bool:
        """Whether it draws such a layer."""
        return layer.kind in self.kinds and layer.rank in self.ranks

    def load(self) -> Staging:
        """The module of its folder that stages, imported now."""
        return cast(Staging, import_module(f"{self.folder}.staging"))


def count_positions(layer: Layer, shape: tuple[int, ...]) -> int:
    """How many positions the output has, of an input of that shape."""
    return prod(axis.output_size for axis in layer.plan(shape[1:]))


def text_for(mode: str, size_px: int) -> str:
    """The text mode that `auto` stands for at that width; any other mode as it is."""
    if mode != "auto":
        return mode
    return max((from_px, text) for text, from_px in TEXT_FROM_PX.items() if size_px >= from_px)[1]


def chosen_channels(trace: "Trace", settings: ViewSettings) -> tuple[range | tuple[int, ...],
                                                                     range | tuple[int, ...]]:
    """The input and output channels that are asked for, all where none are. Raises ViewError."""
    chosen: list[range | tuple[int, ...]] = []
    for name, shown, count in (("show_in", settings.show_in, trace.input.shape[0]),
                               ("show_out", settings.show_out, trace.output.shape[0])):
        for channel in shown or ():
            if not 0 <= channel < count:
                raise ViewError(f"{name} {channel} is no channel: there "
                                + (f"are 0 to {count - 1}" if count > 1 else "is only 0"))
        chosen.append(range(count) if shown is None else shown)
    return chosen[0], chosen[1]


def one_channel(trace: "Trace", settings: ViewSettings) -> tuple[int, int]:
    """The one input and one output channel that are drawn: those asked for, else the first two that
    meet.

    Raises ViewError where there is no such channel, several are asked for, or a pair never meets.
    """
    inputs, outputs = chosen_channels(trace, settings)
    for name, shown in (("show_in", settings.show_in), ("show_out", settings.show_out)):
        if shown is not None and len(shown) != 1:
            raise ViewError(f"{name} names {len(shown)} channels, and this view draws one: "
                            f"name one, or use {setting('view', 'channels')}")
    reads = trace.layer.channels_read
    output = next((out for out in outputs if not set(reads(out)).isdisjoint(inputs)), outputs[0])
    given = settings.show_in[0] if settings.show_in else reads(output)[0]
    if given not in reads(output):
        raise ViewError(f"output channel {output} never reads input channel {given}: "
                        f"{what_it_reads(trace.layer, output)}")
    return given, output


def what_it_reads(layer: Layer, output: int) -> str:
    """Which input channels an output channel reads, for a message."""
    read = layer.channels_read(output)
    why = "with these groups " if layer.parameters().get("groups", 1) > 1 else ""
    which = f"{read[0]} to {read[-1]}" if len(read) > 1 else f"only {read[0]}"
    return f"{why}it reads {which}"
