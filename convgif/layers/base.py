"""What every layer is: a frozen dataclass that knows its shapes and how it lies along each axis."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from itertools import chain
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from convgif.errors import LayerError, setting, shorten
from convgif.layers.axes import AxisPlan, StampPlan
from convgif.layers.fields import Field, is_list, per_axis, suggest_argument, whole_number
from convgif.layers.formula import SizeFormula
from convgif.layers.indexing import IndexFormula, Indexing, along_axes
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Index = TypeVar("Index", int, "NDArray[np.intp]")
Subclass = TypeVar("Subclass", bound="Layer")

INPUT_SIZE, CHANNELS = Phrase("input size"), Phrase("number of channels")
LONG, HIGH, WIDE, DEEP = Phrase("long"), Phrase("high"), Phrase("wide"), Phrase("deep")
AXIS_ADJECTIVES = {1: (LONG,), 2: (HIGH, WIDE), 3: (DEEP, HIGH, WIDE)}
LARGEST_DEFAULT_INPUT = 10_000


def plain_signature(layer: type[Subclass]) -> type[Subclass]:
    """The layer, for whose arguments help() and editors show the types of what one passes, not of
    the descriptors that check them."""
    takes = {name: kind.takes for name, kind in layer.field_kinds().items()}
    layer.__init__.__annotations__ = {**takes, "return": None}
    return layer


class Layer(ABC):
    """A layer of torch.nn, unbatched: arrays are (channels, *spatial), axes (depth, row, column).

    A layer of rank 0 has no spatial axes: every output reads every input. always_seen, never_seen:
    arguments that `parameters` has whatever their value, and those that it leaves to the shapes.
    """

    family: ClassVar[str]
    kind: ClassVar[str]
    reduction: ClassVar[str] = "sum"
    shares_weights: ClassVar[bool] = True  # by all positions of the output
    rank: ClassVar[int]
    smallest_input: ClassVar[int] = 5
    smallest_output: ClassVar[int] = 3
    positional: ClassVar[tuple[str, ...]] = ()
    always_printed: ClassVar[tuple[str, ...]] = ()
    never_printed: ClassVar[tuple[str, ...]] = ()  # by PyTorch, and they change the output
    always_seen: ClassVar[tuple[str, ...]] = ()
    never_seen: ClassVar[tuple[str, ...]] = ()

    def __new__(cls, *args: Any, **named: Any) -> Self:
        """Raises LayerError for an argument that it does not have."""
        for name in named:
            if name not in cls.field_kinds():
                raise LayerError(Phrase(
                    "{given}: {advice}",
                    given=Phrase("{layer} has no {name}", layer=cls.__name__, name=shorten(name)),
                    advice=suggest_argument(name, cls.field_kinds())))
        return super().__new__(cls)

    @classmethod
    @cache
    def field_kinds(cls) -> Mapping[str, Field[Any, Any]]:
        """The layer's arguments by name, in torch.nn's order."""
        declared: dict[str, Field[Any, Any]] = {name: kind for base in reversed(cls.__mro__)
                    for name, kind in vars(base).items() if isinstance(kind, Field)}
        named = fields(cls)  # type: ignore[arg-type]  # every subclass is a dataclass
        return MappingProxyType({field.name: declared[field.name] for field in named})

    def parameters(self) -> dict[str, Any]:
        """The arguments that people should see, by name: those that change what is computed, and
        the kernel's size."""
        kinds = self.field_kinds()
        return {name: value for name, value in self.arguments().items()
                if name in self.always_seen or (
                    name not in self.never_seen and kinds[name].matters(value, self.rank))}

    def arguments(self) -> dict[str, Any]:
        """Every argument, by name, in torch.nn's order."""
        return {name: getattr(self, name) for name in self.field_kinds()}

    def settings(self) -> dict[str, Any]:
        """The arguments that differ from their default, by name, in torch.nn's order."""
        stored, defaults = vars(self), self._stored_defaults()
        return {name: value for name, value in self.arguments().items()
                if stored[name] != defaults[name]}

    @classmethod
    @cache
    def _stored_defaults(cls) -> Mapping[str, Any]:
        """The default of each argument, in the form it is stored."""
        return MappingProxyType({name: kind.check(kind.default, cls.rank)
                                 for name, kind in cls.field_kinds().items()})

    @property
    def printed_name(self) -> str:
        """What it is called where it is printed, as PyTorch calls it whatever its axes."""
        return type(self).__name__

    def __repr__(self) -> str:
        """The layer as PyTorch prints it, with words quoted, so that Python reads it too."""
        settings = self.settings()
        named = (f"{name}={getattr(self, name)!r}" for name in self.field_kinds()
                 if name not in self.positional
                 and (name in settings or name in self.always_printed))
        first = (repr(getattr(self, name)) for name in self.positional)
        return f"{self.printed_name}({', '.join((*first, *named))})"

    # How it lies along an axis.

    @abstractmethod
    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        """Cells and taps along that axis of an input of that size. Raises LayerError."""

    @abstractmethod
    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        """The size formula of that axis with its numbers filled in."""

    def axis_stamps(self, axis: int, size: int) -> StampPlan | None:
        """The axis read as stamping, for transposed layers; None for others."""
        return None

    def axis_index(self, axis: int, size: int, *, rotated: bool = False) -> IndexFormula | None:
        """The index along that axis of the input that an output reads at a tap, None where it
        follows from no formula. rotated: the kernel of a convolution is, by 180 degrees."""
        return None

    def indexing(self, shape: Sequence[int], *, rotated: bool = False) -> Indexing | None:
        """Where in an input of that shape, channels first, an output's terms lie, None where it
        follows from no formula. rotated: as of axis_index."""
        found = [self.axis_index(axis, size, rotated=rotated)
                 for axis, size in enumerate(shape[1:])]
        axes = [index for index in found if index is not None]
        return along_axes(axes) if len(axes) == len(found) else None

    def plan(self, input_size: int | Sequence[int]) -> tuple[AxisPlan, ...]:
        """Cells and taps along each spatial axis. Raises LayerError if the layer does not fit."""
        sizes = self.spatial_size(input_size)
        if self.has_like_axes(sizes):
            return (planned(self, 0, sizes[0]),) * self.rank
        return tuple(planned(self, axis, size) for axis, size in enumerate(sizes))

    def has_like_axes(self, *more: tuple[int, ...]) -> bool:
        """Whether all that it stores for each axis, and those values, are the same for all."""
        stored = (*more, *(value for value in vars(self).values() if isinstance(value, tuple)))
        return self.rank > 0 and all(len(set(values)) < 2 for values in stored)

    def size_formulas(self, input_size: int | Sequence[int]) -> tuple[SizeFormula, ...]:
        """The size formula of each spatial axis with its numbers filled in. Raises LayerError."""
        return tuple(self.axis_formula(axis, size)
                     for axis, size in enumerate(self.spatial_size(input_size)))

    def shape_formulas(self, shape: Sequence[int]) -> tuple[SizeFormula, ...]:
        """The size formulas for an input of that shape, channels first. Raises LayerError."""
        return self.size_formulas(shape[1:])

    # Which channels and weights an output reads.

    @property
    @abstractmethod
    def input_channels(self) -> int | None:
        """The number of input channels that it takes; None where it takes any."""

    def usual_channels(self, shown: int) -> int:
        """How many channels an input has where nothing says it, and so many are shown."""
        return self.input_channels or shown

    @abstractmethod
    def output_channels(self, input_channels: int) -> int:
        """Number of output channels."""

    @abstractmethod
    def channels_read(self, out_channel: int) -> range:
        """The input channels that an output channel reads."""

    @property
    def weight_shape(self) -> tuple[int, ...] | None:
        """The shape of the stored weight, as in torch.nn; None without weights."""
        return None

    def weight_channels(self, out_channel: Index, in_channel: Index) -> tuple[Index, Index]:
        """The first two indices into the stored weight for that pair of channels, which count
        over all groups; whole arrays of them are taken too and broadcast."""
        raise LayerError(Phrase("{layer} has no weights: ask for none", layer=type(self).__name__))

    def weight_index(self, out_channel: Index, in_channel: Index, position: Sequence[Index],
                     tap: Sequence[Index]) -> tuple[Index, ...]:
        """The index into the stored weight through which the output of that channel and position
        reads that input channel at a kernel position (`tap`); whole arrays of them are taken too
        and broadcast."""
        return tuple(chain(self.weight_channels(out_channel, in_channel), tap))

    def filter_index(self, out_channel: int) -> tuple[int | slice, ...]:
        """What picks the filter of that output channel from the stored weight:
        `weight[layer.filter_index(3)]`, `weight[3]` of a convolution and `weight[:, 3]` of a
        transposed one."""
        return (out_channel,)

    @property
    def bias_shape(self) -> tuple[int, ...] | None:
        """The shape of the bias; None without one."""
        return None

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return sum(prod(shape) for shape in (self.weight_shape, self.bias_shape)
                   if shape is not None)

    @property
    def weight_factors(self) -> tuple[int, ...]:
        """What the number of weights is the product of, from what is read to what is made: C_in/
        groups, the kernel, C_out; empty without weights."""
        made, *read = self.weight_shape or (0,)
        return (*read, made) if read else ()

    def mac_factors(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        """What the number of multiply-accumulates is the product of: the weights, and how often
        each is used. Raises LayerError."""
        axes = self.plan(input_size)
        return (*self.weight_factors, *(axis.output_size for axis in axes)) if (
            self.weight_factors) else ()

    @abstractmethod
    def mac_count(self, input_size: int | Sequence[int]) -> int:
        """Number of multiply-accumulates, taps on padding included. Raises LayerError."""

    @property
    @abstractmethod
    def receptive_field(self) -> tuple[int, ...]:
        """For each spatial axis how many input cells the box that one output reads spans at
        most. Raises LayerError where that depends on the input."""

    def receptive_field_on(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        """The same for an input of that size. Raises LayerError where the layer does not fit."""
        return self.receptive_field

    # Sizes and shapes.

    def spatial_size(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        """The input's size on each spatial axis; one number holds for all. Raises LayerError."""
        return per_axis(input_size, INPUT_SIZE, self.rank, 1)

    def input_shape(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        """(channels, *spatial), with one channel where the layer takes any number."""
        return (self.input_channels or 1, *self.spatial_size(input_size))

    def output_shape(self, input_shape: Sequence[int]) -> tuple[int, ...]:
        """(channels, *spatial) for an input of (channels, *spatial).

        `Conv2d(kernel_size=3, stride=2, padding=1).output_shape((1, 5, 5))` is (1, 3, 3).
        Raises LayerError.
        """
        if (not is_list(input_shape) or len(input_shape) != self.rank + 1
                or self.input_channels not in (None, input_shape[0])):
            given = tuple(input_shape) if is_list(input_shape) else input_shape
            wanted = self.input_shape(self.default_input_size())
            raise LayerError(does_not_suit(given, self, Phrase(
                "channels first, such as {shape}", shape=wanted) if self.rank else wanted))
        return (self.output_channels(whole_number(input_shape[0], CHANNELS, 1)),
                *(axis.output_size for axis in self.plan(input_shape[1:])))

    @classmethod
    def kind_for(cls, settings: Mapping[str, Any]) -> "type[Layer]":
        """The kind of layer that those arguments are of: itself, but for one whose name does not
        say how many axes it has, and whose arguments do."""
        return cls

    def for_rank(self, rank: int) -> "Layer":
        """The layer for inputs of so many axes: itself, but for one whose arguments suit any."""
        return self

    def made_for(self, input_size: int | Sequence[int]) -> "Layer":
        """The layer for inputs of that size: itself, but for one that has weights of its own for
        each position and does not say how many there are."""
        return self

    def with_output_size(self, input_size: int | Sequence[int],
                         output_size: int | Sequence[int] | None) -> "Layer":
        """The layer that makes an output of that size; the layer itself if None is asked for.
        Raises LayerError, for all but transposed layers too, whose input leaves no choice."""
        if output_size is None:
            return self
        raise LayerError(Phrase(
            "{size} is for transposed layers, and the output of {layer} follows from its input: "
            "leave it out", size=setting("output_size", output_size), layer=type(self).__name__))

    def transpose(self, input_size: int | Sequence[int]) -> "Layer":
        """The layer that leads back: of an output of this one it makes the shape of its input.
        A convolution's takes the same weight, as it is stored. Raises LayerError, for pooling
        always."""
        raise LayerError(Phrase(
            "{layer} has no weight, and so no transpose: take a convolution, a transposed "
            "convolution or Linear", layer=type(self).__name__))

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        """The smallest input, from `smallest_input` on, whose output is at least
        `smallest_output` on each axis; smallest, outputs: less than these. Raises LayerError
        where none fits."""
        least, fewest = self._least(smallest, outputs)
        alike = self.has_like_axes()
        sizes = tuple(self._default_axis_size(axis, least, fewest)
                      for axis in range(1 if alike else self.rank))
        return sizes * self.rank if alike else sizes

    def _least(self, smallest: int | None, outputs: int | None) -> tuple[int, int]:
        """How large an input and an output are at least, no larger than usual. Raises LayerError.
        """
        least = whole_number(smallest or self.smallest_input, "smallest", 1)
        fewest = whole_number(outputs or self.smallest_output, "outputs", 1)
        return min(self.smallest_input, least), min(self.smallest_output, fewest)

    def _default_axis_size(self, axis: int, smallest: int, outputs: int) -> int:
        reason, sizes = "", range(smallest, LARGEST_DEFAULT_INPUT)
        enough = bisect_left(sizes, outputs, key=lambda size: self.axis_formula(axis, size).size)
        for size in sizes[enough:]:  # a larger input never has fewer outputs
            try:
                self.axis_plan(axis, size)
                return size
            except LayerError as error:
                reason = reason or error.message
        none = Phrase("no input up to {most} suits {layer}", most=LARGEST_DEFAULT_INPUT,
                      layer=shorten(self, 120))
        raise LayerError(Phrase("{place}: {reason}", place=none, reason=reason) if reason else none)

    def axis_adjective(self, axis: int) -> Phrase:
        """How the size along that axis is called: high, wide, ..."""
        return AXIS_ADJECTIVES[self.rank][axis]


def does_not_suit(shape: object, layer: Layer, wanted: object) -> Phrase:
    """What is said of an input of that shape."""
    return Phrase("input shape {shape} does not suit {layer}: give {wanted}", shape=shorten(shape),
                  layer=type(layer).__name__, wanted=wanted)


@lru_cache(maxsize=64)  # the same few are asked for again and again
def planned(layer: Layer, axis: int, size: int) -> AxisPlan:
    """The layer's plan of that axis. Raises LayerError."""
    return layer.axis_plan(axis, size)
