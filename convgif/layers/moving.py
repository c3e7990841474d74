"""What moves numbers: layers whose outputs take elements of the input as they are, wherever these
lie; where an output takes several, it is their sum."""

from abc import abstractmethod
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from convgif.errors import LayerError
from convgif.layers.axes import AxisPlan
from convgif.layers.base import Layer, does_not_suit
from convgif.layers.fields import is_list, whole_number
from convgif.layers.formula import SizeFormula
from convgif.phrases import Phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Shape = tuple[int, ...]
SIZE = Phrase("size")


class Reads(NamedTuple):
    """For each output along an axis the first and the last input cell that it may take, those
    outside it too. step: how far apart those of neighbours lie, None where that differs."""

    first: Sequence[int]
    last: Sequence[int]
    step: int | None


class MovingLayer(Layer):
    """A layer that says for each output element which input elements it takes.

    fill: what an output is that takes none. takes_indices: whether it is given where to.
    """

    kind: ClassVar[str] = "moving"
    reduction: ClassVar[str] = "move"
    takes_indices: ClassVar[bool] = False

    @property
    def fill(self) -> float:
        """What an output is that takes no input."""
        return 0

    @abstractmethod
    def moved_shape(self, shape: Shape) -> Shape:
        """The shape of the output for an input of that shape, channels first. Raises LayerError."""

    @abstractmethod
    def sources(self, shape: Shape) -> "NDArray[np.intp]":
        """For each output, in C order, the inputs that it takes, counted in C order, (outputs,
        most); -1 in place of one less."""

    def moves_in(self, shape: Shape) -> int:
        """How many moves there are: an output that takes something is one."""
        return int((self.sources(shape) >= 0).any(axis=1).sum())

    def turns(self, shape: Shape, outputs: "NDArray[np.intp]", inputs: "NDArray[np.intp]"
              ) -> "NDArray[np.intp]":
        """When each output of these takes each input, all by their numbers in C order, where that
        is shown: what has the same number is taken at once, below 0 before all else."""
        return outputs

    def turns_in(self, shape: Shape, channels: Sequence[int] | None = None) -> int:
        """How many turns there are, in which numbers are taken at once; channels: by those of the
        output alone."""
        import numpy as np

        sources = self.sources(shape)
        outputs, place = np.nonzero(sources >= 0)
        turns = self.turns(shape, outputs, sources[outputs, place])
        counted = turns >= 0
        if channels is not None:
            counted &= np.isin(outputs // prod(self.moved_shape(shape)[1:]), channels)
        return len(np.unique(turns[counted]))

    def reads_along(self, axis: int, size: int) -> Reads | None:
        """What each output along an axis takes of one of that size; None where outputs do not lie
        along the axes of the input."""
        return None

    @property
    def most_sources(self) -> int:
        """How many inputs an output takes at most, or more."""
        return 1

    def output_shape(self, input_shape: Sequence[int]) -> Shape:
        if not is_list(input_shape) or len(input_shape) != self.rank + 1:
            given = tuple(input_shape) if is_list(input_shape) else input_shape
            raise LayerError(does_not_suit(given, self, Phrase(
                "channels first, such as {shape}",
                shape=self.input_shape(self.default_input_size()))))
        return self.moved_shape(tuple(whole_number(size, SIZE, 1) for size in input_shape))

    def least_channels(self) -> int:
        """How many channels it needs at least, or a multiple of that."""
        return 1

    def usual_channels(self, shown: int) -> int:
        return self.least_channels()

    def input_shape(self, input_size: int | Sequence[int]) -> Shape:
        return (self.least_channels(), *self.spatial_size(input_size))

    # It has no windows.

    def axis_plan(self, axis: int, size: int) -> AxisPlan:
        raise self._has_no_windows()

    def axis_formula(self, axis: int, size: int) -> SizeFormula:
        raise self._has_no_windows()

    def _has_no_windows(self) -> LayerError:
        return LayerError(Phrase("{layer} has no windows: ask for its output_shape",
                                 layer=type(self).__name__))

    def plan(self, input_size: int | Sequence[int]) -> tuple[AxisPlan, ...]:
        """None: raises LayerError where it does not fit."""
        self.output_shape(self.input_shape(input_size))
        return ()

    @property
    def input_channels(self) -> int | None:
        return None

    def output_channels(self, input_channels: int) -> int:
        return self.output_shape((input_channels, *self.default_input_size()))[0]

    def channels_read(self, out_channel: int) -> range:
        raise LayerError(Phrase("{layer} moves single numbers: ask its trace for its taps",
                                layer=type(self).__name__))

    def mac_count(self, input_size: int | Sequence[int]) -> int:
        self.plan(input_size)
        return 0

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return (1,) * self.rank

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        least, _ = self._least(smallest, outputs)
        return (least,) * self.rank


def places(shape: Shape) -> "NDArray[np.intp]":
    """The number of each element of an array of that shape, in C order, in that shape."""
    import numpy as np

    return np.arange(prod(shape)).reshape(shape)


def one_each(taken: "NDArray[np.intp]") -> "NDArray[np.intp]":
    """What each output takes, where that is one input or none (-1)."""
    return taken.reshape(-1, 1)
