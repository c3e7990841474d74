"""Where branches of a network meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.errors import LayerError, shorten
from convgif.networks.operations import Shape
from convgif.phrases import Phrase

CONCATENATE = "concatenate"


@dataclass(frozen=True)
class Join:
    """Where branches meet. kind: CONCATENATE, along that axis, channels first; or an arithmetic one
    such as add, in which an axis of 1 goes with any."""

    kind: str
    axis: int = 0

    parameter_count = 0

    def __repr__(self) -> str:
        return self.kind

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """What comes out of inputs of these shapes. Raises LayerError."""
        first, *others = shapes
        joined = list(first)
        for other in others:
            if len(other) != len(joined):
                raise self._unlike(joined, other)
            for axis, (one, size) in enumerate(zip(joined, other, strict=True)):
                if self.kind == CONCATENATE and axis == self.axis:
                    joined[axis] = one + size
                elif one == size or (self.kind != CONCATENATE and 1 in (one, size)):
                    joined[axis] = max(one, size)
                else:
                    raise self._unlike(joined, other)
        return tuple(joined)

    def _unlike(self, one: Sequence[int], other: Shape) -> LayerError:
        return LayerError(Phrase(
            "{one} and {other} cannot be joined by {kind}: give branches of one size",
            one=tuple(one), other=shorten(other), kind=self.kind))
