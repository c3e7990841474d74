"""Input, kernel, bias and output on the stage, and what a step changes in them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from convgif.layers import CellKind
from convgif.scenes.scene import Line, Mark, MarkId, Roles, Shape
from convgif.traces.tracing import Mac, Step
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import CELL_ORDER, LINE_ORDER, Board, board_of
from convgif.views.kit.drafts import Draft
from convgif.views.kit.grids import cell_of
from convgif.views.kit.maps import extended_roles, lying_in, output_roles, tap_roles
from convgif.views.kit.photographs import PENDING, photo_edges
from convgif.views.kit.pointers import dot, outline
from convgif.views.kit.rulers import uneven_marks
from convgif.views.kit.sums import Place
from convgif.views.kit.timeline import Timeline
from convgif.views.numbers.readings import Reading, Shown

OUTLINE, WINNER, SOURCE, ROW, DOT = (
    (name, ()) for name in ("window_outline", "winner", "source", "row_outline", "kernel_dot"))
INSET_PX = 2  # of the outline of one cell


class LayerBoards:
    """The maps of a layer's operands, wherever they are placed."""

    def __init__(self, shown: Shown, operands: Sequence[Draft], placed: Arrangement) -> None:
        self.shown = shown
        self.boards: Mapping[str, Board] = {
            operand.name: board_of(operand, placed) for operand in operands}
        self.input, self.output = self.boards["input"], self.boards["output"]
        trace = shown.trace
        self._flat = not trace.axes  # every output reads all of the input
        self._has_ramp = "input" in placed.ramps
        self._given, self._made = extended_roles(trace), output_roles(trace)

    @property
    def is_photo(self) -> bool:
        """Whether its input is shown as a photograph, of which nobody adds anything up."""
        return self.input.photo and self.input.text_px is None

    @property
    def maps(self) -> dict[str, tuple[int, ...]]:
        """The size of each map."""
        return {name: board.grid.size for name, board in self.boards.items()}

    def marks(self, first: Reading, *, prefilled: bool) -> list[Mark]:
        """All maps before the first step, and the lines that point things out."""
        marks = self.input.marks(self._input_roles,
                                 lambda *at: lying_in(self._given(*at), "value"))
        for name in ("kernel", "bias"):
            if name in self.boards:
                marks += self.boards[name].marks(
                    lambda *at, name=name: self._weight_roles(name, at),
                    lambda *at, name=name: (
                        "value" if "idle" in self._weight_roles(name, at) else "value_active",))
        if prefilled:
            marks += self.output.marks(self.output_roles, lambda *_: ("value",))
        else:
            pending = PENDING if self.is_photo else ("output_pending",)
            marks += self.output.marks(lambda *at: (*self._made(*at), *pending),
                                       lambda *_: ("pending",))
        if self.is_photo:
            marks += photo_edges(self.shown.trace, {"input": self.input.grid},
                                 {"output": self.output.grid}, LINE_ORDER)
            marks.append(Mark(("input_edge", ()), outline([self.input.grid.outline]),
                              ("photo_rim",), CELL_ORDER))
        return marks + list(self._pointers(first))

    def window(self, reading: Reading) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What differs while the window is there: its cells, and the outlines of what they
        repeat, of the largest, of all."""
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {}
        taps = tap_roles(reading.step)
        for mac in reading.taps.values():
            at = self.input_cell(mac)
            lit = *self._given(*at), *taps[mac.position[1:]]
            roles[self.input.cell(*at)] = (*lit, *self._input_shade(*at))
            roles[self.input.number(*at)] = lying_in(lit, "value_active")
        if self._flat:
            row, _ = self.output_cell(reading.step)
            for name in ("kernel", "bias"):
                for column in range(self.boards[name].grid.columns if name in self.boards else 0):
                    board = self.boards[name]
                    roles[board.cell(row, column)] = ("kernel", *board.shade(row, column))
                    roles[board.number(row, column)] = ("value_active",)
            weights = self.boards["kernel"].grid
            shapes[ROW] = outline([weights.box((row, 0), (row, weights.columns - 1))])
        else:
            shapes[OUTLINE] = outline([self.input.grid.box(*map(cell_of, reading.step.box))])
            roles |= self._own_bias(reading.step)
        sources = self._sources(reading)
        if sources:
            shapes[SOURCE] = outline([self.input.grid.box(at, at) for at in sources], INSET_PX)
            roles[SOURCE] = ("source",)
        return roles, shapes

    def winner(self, mac: Mac) -> Line:
        """The outline of the largest cell."""
        at = self.input_cell(mac)
        return outline([self.input.grid.box(at, at)], 1)

    def fill(self, step: Step, timeline: Timeline, roles: dict[MarkId, Roles]) -> None:
        """The output cell of that step is the active one, and full from now on."""
        at = self.output_cell(step)
        roles[self.output.cell(*at)] = (*self.output_roles(*at), "output_active")
        timeline.settle(self.output.cell(*at), self.output_roles(*at))
        if self.output.text_px is not None:
            for id in self.output.written(*at):
                roles[id] = ("value_active",)
                timeline.settle(id, ("value",))

    def aim(self, step: Step, timeline: Timeline, roles: dict[MarkId, Roles]) -> None:
        """The output cell of that step is the one that is being made."""
        id = self.output.cell(*self.output_cell(step))
        roles[id] = (*timeline.at_rest(id), "output_target")

    def weight_row(self, step: Step, row: int = 0) -> int:
        """The row of the weights that a step reads, where it reads one only."""
        return step.output_index[0] if self._flat else row

    def input_cell(self, mac: Mac) -> Place:
        """Where a tap lies in the input."""
        return (0, mac.position[0]) if self._flat else cell_of(mac.position[1:])

    def output_cell(self, step: Step) -> Place:
        return (step.output_index[0], 0) if self._flat else cell_of(step.output_index[1:])

    def output_roles(self, row: int, column: int) -> Roles:
        """Of an output cell that is full, at rest."""
        return (*self._made(row, column), *self.output.shade(row, column))

    def _input_roles(self, row: int, column: int) -> Roles:
        return (*self._given(row, column), *self._input_shade(row, column))

    def _input_shade(self, row: int, column: int) -> Roles:
        """The shade of a cell; none of zeros around a photograph: they would be the darkest."""
        shaded = (not self.is_photo or self.repeats
                  or self._given(row, column)[0] == "input")
        return self.input.shade(row, column) if shaded else ()

    def _weight_roles(self, name: str, at: Sequence[int]) -> Roles:
        """All weights take part in each step, but of a layer without axes only a row does, and of
        the biases of positions only one."""
        idle = self._flat or (name == "bias" and self._biased_apart)
        return ("kernel", *("idle",) * idle, *self.boards[name].shade(*at))

    @property
    def _biased_apart(self) -> bool:
        """Whether each position has a bias of its own."""
        bias = self.shown.trace.bias
        return bias is not None and bias.ndim > 1

    def _own_bias(self, step: Step) -> dict[MarkId, Roles]:
        """The bias of that position, where each has its own."""
        if not self._biased_apart:
            return {}
        board, at = self.boards["bias"], self.output_cell(step)
        return {board.cell(*at): ("kernel", *board.shade(*at)),
                board.number(*at): ("value_active",)}

    def _pointers(self, first: Reading) -> Iterator[Mark]:
        _, shapes = self.window(first)
        corner = outline([self.input.grid.box((0, 0), (0, 0))], INSET_PX)
        if not self._has_ramp:  # which lies where they would
            yield from uneven_marks(self.input.grid, self.shown.trace, LINE_ORDER)
        if OUTLINE in shapes:
            yield Mark(OUTLINE, shapes[OUTLINE], ("window_outline",), LINE_ORDER)
        if ROW in shapes and self.boards["kernel"].text_px is None:
            yield Mark(ROW, shapes[ROW], ("window_outline",), LINE_ORDER)
        if self.repeats:
            yield Mark(SOURCE, corner, ("pending",), LINE_ORDER)
        if self.shown.trace.rule.selects:
            yield Mark(WINNER, corner, ("pending",), LINE_ORDER)
        place = next((place for place, mac in first.taps.items() if reads_first_weight(mac)), None)
        if place is not None and not self._flat and len(first.taps) > 1:
            kernel = self.boards["kernel"]
            yield Mark(DOT, dot(kernel.grid, place, far=self.shown.trace.rotated, numbered=True),
                       pointer_roles("first_weight", kernel), LINE_ORDER)

    @cached_property
    def repeats(self) -> bool:
        """Whether border cells repeat cells of the input."""
        trace = self.shown.trace
        return bool(trace.axes) and bool(
            ((trace.extended.kinds == CellKind.PADDING)
             & (trace.extended.sources >= 0).all(axis=-1)).any())

    def _sources(self, reading: Reading) -> list[Place]:
        """The cells of the input that the window's border cells repeat."""
        places = [[i for i, kind in enumerate(axis.kinds) if kind == CellKind.INPUT]
                  for axis in self.shown.trace.axes]
        found = {cell_of([places[axis][i] for axis, i in enumerate(mac.input_index[1:])])
                 for mac in reading.taps.values() if mac.input_index is not None
                 and not self._flat
                 and "padding" in self._given(*self.input_cell(mac))}
        return sorted(found)


def reads_first_weight(mac: Mac) -> bool:
    """Whether the tap is that of weight [0, 0]."""
    return mac.weight_index is not None and not any(mac.weight_index[2:])


def pointer_roles(role: str, board: Board) -> Roles:
    """The roles of what points out a cell of that map, shaded or not."""
    return (role,) if board.text_px is not None else (role, "on_shade")
