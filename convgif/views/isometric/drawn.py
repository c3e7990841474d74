"""What of a trace windows are drawn on: a channel of its input and one of its output, or several of
each as slices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from convgif.scenes.scene import Roles
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.isometric.settings import SLICES
from convgif.views.isometric.slices import Slices, one_by_one, own_slices, spans_of
from convgif.views.kit.grids import Place, map_size, place_of
from convgif.views.kit.maps import (
    CellRoles,
    Elements,
    extended_cells,
    extended_roles,
    inserted_zeros,
    output_cells,
    output_roles,
    steps_of,
    tap_roles,
)
from convgif.views.kit.photographs import is_photograph, photographed
from convgif.views.shown import shown_channels


class Window(NamedTuple):
    """What a step reads. taps: the cells, and what each is besides its roles at rest. first, last:
    of the box around them. slices: those that it lies in, where there are slices. zero: the cell
    that weight [0, 0] is on, of the first channel."""

    taps: Mapping[Place, Roles]
    first: Place
    last: Place
    slices: list[int]
    zero: Place


@dataclass(frozen=True)
class Drawn:
    """Channels of a trace. width_px: the picture's. as_slices: whether they lie below each other,
    each a slice."""

    trace: Trace
    inputs: Sequence[int]
    outputs: Sequence[int]
    width_px: float
    as_slices: bool = False

    @classmethod
    def of(cls, trace: Trace, settings: ViewSettings) -> "Drawn":
        """Those that are asked for. Raises ViewError."""
        if settings[SLICES]:
            return cls(trace, *shown_channels(trace, settings), settings.size_px, as_slices=True)
        given, made = one_channel(trace, settings)
        return cls(trace, (given,), (made,), settings.size_px)

    @cached_property
    def steps(self) -> list[Step]:
        """One for each position of each channel of the output."""
        return [step for channel in self.outputs for step in steps_of(self.trace, channel)]

    @cached_property
    def maps(self) -> tuple[Slices, Slices]:
        """Which slices of the input, extended by zeros, and of the output are shown at each step;
        all where they are channels."""
        trace, depth = self.trace, self.trace.axes[0]
        read, made = (map_size(array.shape[1:]) for array in (trace.extended, trace.output))
        if self.as_slices:
            return (Slices.all((len(self.inputs), *read), len(self.outputs)),
                    Slices.all((len(self.outputs), *made), len(self.outputs)))
        return (Slices.around(read, spans_of(depth), own_slices(depth), width_px=self.width_px),
                Slices.around(made, one_by_one(depth.output_size), width_px=self.width_px))

    @cached_property
    def given(self) -> CellRoles:
        """The roles of each cell of the input at rest."""
        roles = extended_roles(self.trace)
        if self.is_photo:
            return photographed(roles, self.trace.extended.values[self.inputs[0]])
        return self._in_each(roles)

    @cached_property
    def full(self) -> CellRoles:
        """The roles of each cell of the output once it is full."""
        roles = output_roles(self.trace)
        if self.is_photo:
            return photographed(roles, self.trace.output[self.outputs[0]])
        return self._in_each(roles)

    @cached_property
    def is_photo(self) -> bool:
        """Whether what is in the maps is shown: a photograph."""
        return not self.as_slices and is_photograph(self.trace)

    @property
    def elements(self) -> Elements:
        """What the cells of both maps show."""
        found: Elements = {}
        for name, channels, cells in (("input", self.inputs, extended_cells),
                                      ("output", self.outputs, output_cells)):
            for slice, channel in enumerate(channels):
                found |= {(name, self._place(slice, place)): element
                          for (_, place), element in cells(name, self.trace, channel).items()}
        return found

    @property
    def zeros(self) -> list[Place]:
        """The cells of the input between those of the layer's own."""
        return [self._place(slice, cell) for slice in range(len(self.inputs))
                for cell in inserted_zeros(self.trace)]

    def window(self, step: Step) -> Window:
        """The window of a step."""
        first, last = map(place_of, step.box)
        taps = {place_of(cell): roles for cell, roles in tap_roles(step).items()}
        if not self.as_slices:
            slices = [first[0] + offset for offset in self.trace.axes[0].offsets]
            return Window(taps, first, last, slices, last if self.trace.rotated else first)
        read = self.trace.layer.channels_read(step.output_index[0])
        slices = [slice for slice, channel in enumerate(self.inputs) if channel in read]
        begin, end = slices[0], slices[-1]
        return Window({(slice, *tap): roles for slice in slices for tap, roles in taps.items()},
                      (begin, *first), (end, *last), slices,
                      (begin, *(last if self.trace.rotated else first)))

    def made(self, step: Step) -> Place:
        """The cell that it makes."""
        channel, *cell = step.output_index
        place = place_of(cell)
        return self._place(self.outputs.index(channel), place) if self.as_slices else place

    def _place(self, slice: int, place: Place) -> Place:
        return (slice, *place) if self.as_slices else place

    def _in_each(self, roles: CellRoles) -> CellRoles:
        return (lambda _, *cell: roles(*cell)) if self.as_slices else roles
