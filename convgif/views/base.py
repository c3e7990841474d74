"""What a view is: a row of VIEWS, and what it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from math import inf, prod
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast

from convgif.errors import ViewError, setting
from convgif.layers import CellKind, Layer
from convgif.layers.letters import Letters
from convgif.scenes.blanks import OUTPUTS, SIZES, UNTOLD, LeftBlank
from convgif.scenes.words import Words
from convgif.views.settings import BEAT, SHOW_IN, SHOW_OUT, VALUES, Setting, by_name

if TYPE_CHECKING:
    from convgif.networks.network import SizedNetwork
    from convgif.scenes.roles import Role
    from convgif.scenes.scene import Font, Roles, Story
    from convgif.traces.tracing import Trace

Value = TypeVar("Value")

TEXT_MODES = ("none", "sizes", "legend", "full")
TEXT_FROM_PX = {"sizes": 0, "legend": 200, "full": 300}
MOST_CHANNELS = 8  # on each side: more are not told apart
SLIDING_KINDS = ("convolution", "transposed", "pooling")  # of the layers with axes
SIZED_KINDS = ("adaptive", "resizing")  # whose windows differ, as sizes have it
MOVING_KINDS = ("moving", "padding", "unpooling")  # that move numbers
WEIGHTED = ("sum", "average", "interpolation")  # reductions that weigh each input and add up
DEEP = 3  # so many axes
SIZE_PX = 40, 4000  # the narrowest and the widest picture


@dataclass(frozen=True)
class ViewSettings:
    """What a view is asked for: what every view takes, and by `settings[SHOW_IN]` what it declares.

    text is one of TEXT_MODES. font: for glyphs of the title that convgif lacks. pose: the only
    steps that will be seen, each by itself; empty for all, one after another. unseen: the roles of
    swatches that nothing in the picture has. grows: whether it may be wider than size_px, where
    that is too little for what it has to show. most_cell_px, most_label_px: how wide cells and how
    large labels are at most, so that they are as in the panels beside it. own: by name what the
    view declares, as far as it is given. leads_back: whether its layer leads back from the output
    of another, beside which it stands. letters: those that are asked for in formulas. left: what is
    left empty for its reader, if anything. unit: of paper, in which its width is said."""

    size_px: int
    words: Words
    text: str = "full"
    title: str | None = None
    prefilled: bool = False
    font: "Font | None" = None
    pose: tuple[int, ...] = ()
    unseen: frozenset["Roles"] = frozenset()
    grows: bool = False
    most_cell_px: float = inf
    most_label_px: float = inf
    own: Mapping[str, object] = field(default_factory=dict, hash=False)
    leads_back: bool = False
    letters: Letters | None = field(default=None, hash=False)
    left: LeftBlank | None = None
    unit: str = field(default="", compare=False)

    def tells(self, kind: str = OUTPUTS) -> bool:
        """Whether words may say what is of that kind."""
        return self.left is None or not self.left.hides(kind)

    def made(self, size: object) -> str:
        """A size that comes out, or a count of what does, unless it is left empty."""
        return str(size) if self.tells(SIZES) else UNTOLD

    def __getitem__(self, setting: Setting[Value]) -> Value:
        """What is asked for, or else its default."""
        return cast(Value, self.own.get(setting.name, setting.default))

    def runs(self, count: int) -> list[Sequence[int]]:
        """Those of so many steps that are seen one after another: all, or of a pose each alone."""
        return [[step] for step in self.pose] or [range(count)]

    def posed(self, steps: Sequence[Value]) -> Sequence[Value] | None:
        """Those of the steps that a pose shows; None where all are shown."""
        return [steps[number] for number in self.pose] or None

    def shows(self, text: str) -> bool:
        """Whether that much text is wanted."""
        return TEXT_MODES.index(self.text) >= TEXT_MODES.index(text)


class Staging(Protocol):
    """What the module has that stages a view."""

    def stage(self, traces: "Sequence[Trace]", settings: ViewSettings) -> "Story":
        """The story that shows the traces. Raises ViewError."""

    def describe(self, traces: "Sequence[Trace]", settings: ViewSettings) -> str:
        """The alt text: what the story shows, in words."""


class NetworkStaging(Protocol):
    """What the module has that stages a view of networks."""

    def stage(self, network: "SizedNetwork", settings: ViewSettings) -> "Story":
        """The story that shows the network. Raises ViewError."""

    def describe(self, network: "SizedNetwork", settings: ViewSettings) -> str:
        """The alt text: what the story shows, in words."""


FrameCount: TypeAlias = Callable[[Layer, tuple[int, ...], ViewSettings], int]
ReadingTimes: TypeAlias = Callable[[Layer, tuple[int, ...], ViewSettings], Sequence[int]]
ScannedGrid: TypeAlias = Callable[[Layer, tuple[int, ...], ViewSettings], tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class AnyView:
    """What all views are: what they show, and the folder whose `staging` does it.

    settings: those that it takes besides what every view takes. always: which it has on, and cannot
    turn off. words: by language what it alone says. roles: those that only it has, and how they are
    painted. gif_bytes: of a GIF, about: a factor, and the powers of its width and of its frames.
    """

    description: str = field(kw_only=False)
    size_px: int
    settings: tuple[Setting[Any], ...]
    folder: str
    words: Mapping[str, object] = field(default_factory=dict, hash=False)
    roles: "Mapping[str, Role]" = field(default_factory=dict, hash=False)
    always: tuple[Setting[bool], ...] = ()
    gif_bytes: tuple[float, float, float] = (6.9, 1.22, 0.71)

    @property
    def takes(self) -> tuple[str, ...]:
        """The names of its settings."""
        return tuple(by_name(self.settings))

    @property
    def has_numbers(self) -> bool:
        """Whether numbers stand in its cells, or may."""
        return VALUES.name in by_name((*self.settings, *self.always))

    def checked(self, given: Mapping[str, Any]) -> dict[str, object]:
        """Those of its settings that are given, in the form that it reads. Raises ConvgifError."""
        return {name: setting.check(given[name]) for name, setting in by_name(self.settings).items()
                if given.get(name) is not None}


@dataclass(frozen=True, kw_only=True)
class NetworkView(AnyView):
    """A row of NETWORK_VIEWS. frames: how many there are of a network on its input."""

    frames: "Callable[[SizedNetwork, ViewSettings], int]"

    def load(self) -> NetworkStaging:
        """The module of its folder that stages, imported now."""
        return cast(NetworkStaging, import_module(f"{self.folder}.staging"))


@dataclass(frozen=True, kw_only=True)
class View(AnyView):
    """A row of VIEWS: what it draws.

    kinds, ranks: of the layers. weighted: only those whose output is a weighted sum. frames: how
    many there are, for a layer on an input of that shape, channels first. channels: of input and
    output where nothing says how many. most_channels: how many on each side it can draw.
    most_cells: how many it can draw, 0 for as many as most views. works_out_all: whether it has to
    know every step before it can draw one. smallest: of input and output on an axis, for its
    default size. more_cells: how many more that has on each axis. writes_sums: whether the sum of
    each frame is written out, tap by tap. weights_apart: whether weights that are not given are all
    different and never 0. activates: whether it shows what an activation makes of its outputs, or
    no numbers at all. cells: how many it draws, on the same terms, where that is not a plane of
    each. telling: the number of the frame that says most by itself, on the same terms as frames;
    None for the middle one. reading_ms: how long each frame takes to be read, None for a glance;
    such a view opens with a frame on which nothing is computed. scanned: the grid whose places its
    frames go over in C order, where each can be understood without the one before; some are left
    out of a loop that would take long; empty where none is to be. deep_px: its width for layers of
    three axes, where that is another. gradient_view: the name of the view that shows a gradient of
    what it shows as the output of a layer, "" for itself.
    """

    kinds: tuple[str, ...]
    ranks: tuple[int, ...]
    frames: FrameCount
    channels: tuple[int, int] = (1, 1)
    most_channels: int = 1
    most_cells: int = 0
    works_out_all: bool = False
    smallest: tuple[int, int] | None = None
    more_cells: int = 0
    writes_sums: bool = False
    telling: FrameCount | None = None
    reading_ms: ReadingTimes | None = None
    scanned: ScannedGrid | None = None
    weights_apart: bool = False
    activates: bool = False
    weighted: bool = False
    cells: FrameCount | None = None
    deep_px: int | None = None
    gradient_view: str = ""

    def default_size_px(self, layer: Layer) -> int:
        """How wide it is where nothing says that."""
        return self.deep_px if layer.rank == DEEP and self.deep_px else self.size_px

    def default_input_size(self, layer: Layer) -> tuple[int, ...]:
        """The size of the input where none is given. Raises LayerError."""
        return tuple([size + self.more_cells
                      for size in layer.default_input_size(*self.smallest or ())])

    def draws(self, layer: Layer) -> bool:
        """Whether it draws such a layer."""
        return (layer.kind in self.kinds and layer.rank in self.ranks
                and not (self.weighted and layer.reduction not in WEIGHTED))

    def load(self) -> Staging:
        """The module of its folder that stages, imported now."""
        return cast(Staging, import_module(f"{self.folder}.staging"))


def count_positions(layer: Layer, shape: tuple[int, ...]) -> int:
    """How many positions the output has, of an input of that shape."""
    return prod(layer.output_shape(shape)[1:])


def telling_position(layer: Layer, shape: tuple[int, ...], settings: ViewSettings) -> int:
    """The number of the output position that says most by itself: where the border repeats the
    input, the first of those that read most of it; else the one in the middle of every axis."""
    plans = layer.plan(shape[1:])
    repeats = layer.parameters().get("padding_mode", "zeros") != "zeros"
    number = 0
    for plan in plans:
        at = plan.output_size // 2
        if repeats:
            border = [sum(plan.kinds[cell] is CellKind.PADDING for cell in plan.cells(output))
                      for output in range(plan.output_size)]
            at = border.index(max(border)) if any(border) else at
        number = number * plan.output_size + at
    return number


def goes_by_input(layer: Layer, settings: ViewSettings) -> bool:
    """Whether a step is about a cell of the input: of a convolution the large map, of a transposed
    layer the small one."""
    return settings[BEAT] == ("small" if layer.kind == "transposed" else "large")


def text_for(mode: str, size_px: int) -> str:
    """The text mode that `auto` stands for at that width; any other mode as it is."""
    if mode != "auto":
        return mode
    return max((from_px, text) for text, from_px in TEXT_FROM_PX.items() if size_px >= from_px)[1]


def chosen_channels(trace: "Trace", settings: ViewSettings) -> tuple[range | tuple[int, ...],
                                                                     range | tuple[int, ...]]:
    """The input and output channels that are asked for, all where none are. Raises ViewError."""
    chosen: list[range | tuple[int, ...]] = []
    for side, count in ((SHOW_IN, trace.input.shape[0]), (SHOW_OUT, trace.output.shape[0])):
        shown = settings[side]
        for channel in shown or ():
            if not 0 <= channel < count:
                raise ViewError(f"{side.name} {channel} is no channel: there "
                                + (f"are 0 to {count - 1}" if count > 1 else "is only 0"))
        chosen.append(range(count) if shown is None else shown)
    return chosen[0], chosen[1]


def one_channel(trace: "Trace", settings: ViewSettings) -> tuple[int, int]:
    """The one input and one output channel that are drawn: those asked for, else the first two that
    meet.

    Raises ViewError where there is no such channel, several are asked for, or a pair never meets.
    """
    inputs, outputs = chosen_channels(trace, settings)
    for side in (SHOW_IN, SHOW_OUT):
        shown = settings[side]
        if shown is not None and len(shown) != 1:
            others = f", or use {setting('view', 'channels')}" if trace.layer.rank < DEEP else ""
            raise ViewError(f"{side.name} names {len(shown)} channels, and this view draws one: "
                            f"name one{others}")
    reads = trace.layer.channels_read
    output = next((out for out in outputs if not set(reads(out)).isdisjoint(inputs)), outputs[0])
    given = (settings[SHOW_IN] or reads(output))[0]
    if given not in reads(output):
        raise ViewError(f"output channel {output} never reads input channel {given}: "
                        f"{what_it_reads(trace.layer, output)}")
    return given, output


def refuse_sides(trace: "Trace", settings: ViewSettings) -> None:
    """Raises ViewError where channels are named of a layer of which all are drawn."""
    for side in (SHOW_IN, SHOW_OUT):
        if settings[side] is not None:
            raise ViewError(f"{side.name} was given, and of {type(trace.layer).__name__} all "
                            "channels are drawn: leave it out")


def what_it_reads(layer: Layer, output: int) -> str:
    """Which input channels an output channel reads, for a message."""
    read = layer.channels_read(output)
    why = "with these groups " if layer.parameters().get("groups", 1) > 1 else ""
    which = f"{read[0]} to {read[-1]}" if len(read) > 1 else f"only {read[0]}"
    return f"{why}it reads {which}"
