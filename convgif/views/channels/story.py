"""The story of the channels view: its stage for one width, and what each step changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain

from convgif.errors import setting
from convgif.layers import CellKind
from convgif.scenes.scene import (
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    Stage,
    Story,
    Unfolding,
    told,
)
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import legend, signs
from convgif.views.channels import marks as drawn
from convgif.views.channels import numbers as figures
from convgif.views.channels import wiring
from convgif.views.channels.layout import Unit, place
from convgif.views.channels.sizes import Names, Needs, bands_of, best_sizes
from convgif.views.channels.sums import ChannelSum, form_of
from convgif.views.channels.words import WORDS
from convgif.views.kit.boards import LINE_ORDER, NUMBER_ORDER
from convgif.views.kit.grids import cell_of, line_scale
from convgif.views.kit.maps import (
    Elements,
    extended_cells,
    extended_roles,
    kernel_cells,
    lying_in,
    output_cells,
    output_roles,
)
from convgif.views.kit.numerals import zero_size_px
from convgif.views.kit.page import Page
from convgif.views.kit.photographs import PENDING, is_photograph, photo_edges, photographed
from convgif.views.kit.pointers import outline
from convgif.views.kit.sum_layout import Change, SumLayout, lay_out_sum
from convgif.views.kit.timeline import Timeline
from convgif.views.kit.typesetting import TooWideError
from convgif.views.settings import VALUES

THINNEST_LINES, FULL_LINES_CELL_PX = 0.7, 12
SUM_GAP = 0.9  # above the sum, in sizes of its largest text
WINNER_INSET_PX = 2  # its outline stands out from the window, not from what is beside it
NOTHING: Change = ({}, {})  # where no sum is written out
Roled = dict[MarkId, Roles]


class Diagram:
    """One trace laid out for one width. Raises TooWideError where something does not fit.

    steps: of all shown outputs. inside: the numbers in the cells. sums: one a step, with numbers;
    none without.
    """

    def __init__(self, trace: Trace, inputs: Sequence[int], outputs: Sequence[int],
                 settings: ViewSettings, steps: Sequence[Step],
                 inside: figures.ChannelFigures | None, sums: Sequence[ChannelSum]) -> None:
        self._trace, self._settings, self._steps, self._sums = trace, settings, steps, sums
        self._inside = inside or figures.NO_FIGURES
        self._grouped, self._is_photo = drawn.is_grouped(trace), is_photograph(trace) and not inside
        given, made = extended_roles(trace), output_roles(trace)
        self._given = {c: photographed(given, trace.extended.values[c]) if self._is_photo else given
                       for c in inputs}
        self._full = {c: photographed(made, trace.output[c]) if self._is_photo else made
                      for c in outputs}
        names, bands = (drawn.names_of(trace, inputs, outputs, settings, sums),
                        bands_of(trace, inputs, outputs))

        def needs(names: Names) -> Needs:
            return Needs(trace, bands, names, grouped=self._grouped, settings=settings,
                         least_px=inside.least_px if inside else None)

        choices = [names] if inside else [names, names.fewest]
        sizes = best_sizes([needs(each) for each in choices])
        self._names = sizes.needs.names
        said = legend(trace, settings.words)
        if (sizes.cell < drawn.SMALLEST_HATCHED_CELL_PX and not self._is_photo
                and trace.extended.dropped[trace.extended.kinds == CellKind.INPUT].any()):
            self._given = {c: lambda *cell: drawn.receding(given(*cell)) for c in inputs}
            said = [replace(caption, swatch=caption.swatch and drawn.receding(caption.swatch))
                    for caption in said]
        self._zero_px = (zero_size_px(sizes.cell) if inside is None and settings.shows("sizes")
                         else None)
        page = Page(settings)
        drawn.heading(page, trace, place(sizes, 0))
        self._layout = place(sizes, round(page.top))
        page.top = self._layout.bottom
        small = page.type.small_px
        self._written = self._write_out(page) if sums else None
        if self._written:
            line, changes = self._written
            page.add(line.marks([*changes.values()]), line.bottom)
        self._captions, self._height = page.finish(
            trace, said, 1.1 * small,
            signs(trace, settings.words, numbered=inside is not None, strided=False,
                  steps=settings.posed(steps)))

    def _write_out(self, page: Page) -> tuple[SumLayout, Mapping[int, Change]]:
        """The sums below the maps. Raises TooWideError."""
        small, words = page.type.small_px, self._settings.words
        form = form_of(self._sums)
        written = lay_out_sum(form, [lambda: [one.written(words) for one in self._sums]],
                              self._settings.runs(len(self._sums)), small, page.left, page.width,
                              page.top + SUM_GAP * small)
        if written is None:
            raise TooWideError(f"a sum of {form.columns} terms does not fit:",
                               f"leave out {setting('values')}")
        return written

    def story(self) -> Story:
        """The stage and its scenes."""
        return told(lambda prefilled: copy(self)._filled(prefilled), self._settings.prefilled)

    def _filled(self, prefilled: bool) -> Story:
        """The story, with the output full from the start or not."""
        self._settings = replace(self._settings, prefilled=prefilled)
        layout, trace = self._layout, self._trace
        needs = layout.sizes.needs
        self._lay_out()
        maps: dict[str, tuple[int, ...]] = {f"in {c}": needs.input for c in layout.inputs}
        for unit in layout.units:
            maps[f"out {unit.channel}"] = needs.output
            if unit.frame:
                reads = len(trace.layer.channels_read(unit.channel))
                maps[f"W[{unit.channel}]"] = (reads, *needs.kernel)
        scale = line_scale(min(layout.sizes.cell, layout.sizes.kernel_cell), THINNEST_LINES,
                           FULL_LINES_CELL_PX)
        stage = Stage(self._settings.size_px, self._height, maps, self._marks, scale,
                      self._elements())
        return Story(stage, Unfolding(len(self._steps), self._scenes()))

    def _elements(self) -> Elements:
        """What each cell shows."""
        trace, layout, found = self._trace, self._layout, Elements()
        for channel in layout.inputs:
            found |= extended_cells(f"in {channel}", trace, channel)
        for unit in layout.units:
            out = unit.channel
            found |= output_cells(f"out {out}", trace, out)
            for channel in unit.slices:
                place = channel - trace.layer.channels_read(out).start
                found |= kernel_cells(f"W[{out}]", trace, out, channel, (place,))
        return found

    def _lay_out(self) -> None:
        trace, layout, settings, inside = self._trace, self._layout, self._settings, self._inside
        self._marks = dict(self._captions)
        self._by_input: dict[int, list[Mark]] = {}  # what is idle where that input is not read
        self._by_unit: dict[int, list[Mark]] = {}  # what is idle where that output is not made
        several = len(layout.sizes.needs.bands) > 1
        pending: Roles = (() if settings.prefilled else
                          PENDING if self._is_photo else ("output_pending",))
        for channel, grid in layout.inputs.items():
            board = inside.inputs.board(channel, f"in {channel}", grid)
            self._by_input[channel] = drawn.input_map(trace, board, self._given[channel],
                                                      several, self._zero_px)
        others: list[Mark] = [*drawn.map_names(layout)]
        others += drawn.brackets(layout) if self._grouped else ()
        for unit in layout.units:
            out = unit.channel
            board = inside.outputs.board(out, f"out {out}", unit.output)
            others += drawn.output_map(board, self._full[out], pending)
            self._by_unit[out] = []
            for channel, grid in unit.slices.items():
                place = channel - trace.layer.channels_read(out).start
                board = inside.kernels.board((out, channel), f"W[{out}]", grid, (place,))
                self._by_unit[out] += drawn.slice_map(trace, board, out, not settings[VALUES])
            if unit.frame:
                self._by_unit[out] += [*drawn.filter_marks(layout, unit), *drawn.filter_texts(
                    layout, unit, WORDS[settings.words.language], self._names.biases.get(out, ""))]
            if self._sums:
                others += (Mark(id, text, ("pending",), NUMBER_ORDER)
                           for id, text in figures.partials(layout, unit, None).items())
        if self._is_photo:
            others += photo_edges(trace, {f"in {c}": grid for c, grid in layout.inputs.items()},
                                  {f"out {unit.channel}": unit.output for unit in layout.units},
                                  LINE_ORDER)
        moving = self._shapes(0)
        others += (Mark(id, shape, (id[0],), LINE_ORDER)
                   for id, shape in moving.items() if isinstance(shape, Line))
        for mark in chain(others, *self._by_input.values(), *self._by_unit.values()):
            self._marks[mark.id] = mark

    def _scenes(self) -> Iterator[Scene]:
        """What changes from step to step."""
        timeline, channel = Timeline(self._marks.values()), -1
        for number, step in enumerate(self._steps):
            unit = self._unit(step)
            if unit.channel != channel:
                channel = unit.channel
                for id, roles in self._taking_part(unit).items():
                    timeline.settle(id, roles)
            written: Change = self._written[1].get(number, NOTHING) if self._written else NOTHING
            yield timeline.next(self._active(unit, step, timeline) | written[0],
                                self._shapes(number) | written[1])

    def _unit(self, step: Step) -> Unit:
        return next(unit for unit in self._layout.units if unit.channel == step.output_index[0])

    def _taking_part(self, unit: Unit) -> Roled:
        """The roles of what takes part while that output channel is made, and of what does not."""
        roles: Roled = {}
        for channel, marks in self._by_input.items():
            roles |= _idle_or_not(marks, channel in unit.band.inputs)
        for channel, marks in self._by_unit.items():
            roles |= _idle_or_not(marks, channel == unit.channel)
        for id, mark in self._marks.items():
            if id[0].startswith("partial "):
                is_its = id[0] == f"partial {unit.channel}"
                roles[id] = ("total", "subtotal") if is_its else mark.roles
        for mark in self._by_unit[unit.channel]:
            if mark.id[0] == f"value W[{unit.channel}]":
                roles[mark.id] = ("value_active",)
        if self._sums:  # the lines leave room for the numbers
            roles[f"sum {unit.channel}", (0,)] = ("pending",)
            roles[f"sum {unit.channel}", (1,)] = ("wire",)
        return roles

    def _active(self, unit: Unit, step: Step, timeline: Timeline) -> Roled:
        """The roles of the windows and of the output cell, which is full from now on, and of the
        numbers in them."""
        roles: Roled = {}
        cells = [cell_of(cell) for cell in step.window.tolist()]
        for channel in unit.band.inputs:
            for cell in cells:
                id: MarkId = (f"in {channel}", cell)
                roles[id] = (*timeline.at_rest(id), "window")
                roles[f"value in {channel}", cell] = lying_in(roles[id], "value_active")
                roles[f"zero in {channel}", cell] = ("zero", "window")
        made = cell_of(step.output_index[1:])
        full = self._full[unit.channel](*made)
        roles[f"out {unit.channel}", made] = (*full, "output_active")
        roles[f"value out {unit.channel}", made] = ("value_active",)
        timeline.settle((f"out {unit.channel}", made), full)
        timeline.settle((f"value out {unit.channel}", made), ("value",))
        return roles

    def _shapes(self, number: int) -> dict[MarkId, Shape]:
        """Where the lines lie at a step, and the numbers of its sum."""
        step, layout = self._steps[number], self._layout
        unit = self._unit(step)
        first, last = map(cell_of, step.box)
        cell = cell_of(step.output_index[1:])
        shapes: dict[MarkId, Shape] = {}
        if unit.frame:
            shapes["wire", (0,)] = wiring.window_wires(layout, unit, first, last)
            shapes["wire", (1,)] = wiring.output_wire(layout, unit, cell)
        else:
            shapes["wire", (0,)] = wiring.pooling_wires(layout, unit, first, last, cell)
        grids = [layout.inputs[channel] for channel in unit.band.inputs]
        shapes["window_outline", ()] = outline(grid.box(first, last) for grid in grids)
        winner = step.winner
        if winner is not None:
            cell = cell_of(winner.position[1:])
            shapes["winner", ()] = outline((grid.box(cell, cell) for grid in grids),
                                           WINNER_INSET_PX)
        if self._sums:
            shapes |= figures.partials(layout, unit, self._sums[number])
        return shapes


def _idle_or_not(marks: Iterable[Mark], taking: bool) -> Roled:
    return {mark.id: _taking(mark.roles) if taking else mark.roles for mark in marks}


def _taking(roles: Roles) -> Roles:
    """The roles of what takes part."""
    return tuple(role for role in roles if role != "idle")
