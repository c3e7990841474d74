"""The maps, the matrix and its columns on the stage, and what a step changes in them, by rows."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import prod

from convgif.scenes.scene import Cell, Element, Line, Mark, MarkId, Roles, Scene, Shape
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.arrangement import Arrangement
from convgif.views.kit.boards import CELL_ORDER, LINE_ORDER, NUMBER_ORDER, Board, board_of
from convgif.views.kit.grids import Index, place_of
from convgif.views.kit.maps import extended_roles, lying_in, output_roles
from convgif.views.kit.pointers import outline
from convgif.views.kit.sum_layout import Change
from convgif.views.kit.timeline import Timeline
from convgif.views.matrix.drafts import KERNEL, MATRIX, Sheet, entry_strings, kernel_at
from convgif.views.matrix.wiring import Wiring

PLANE_AXES = 3  # of an array of channels that are planes
LINE, FRAME = ("row_outline", ()), ("matrix_frame", ())  # of the row, or column, of a step


class Sheets:
    """The boards of a matrix and of its maps, wherever they are placed. A step is about a row."""

    def __init__(self, wiring: Wiring, sheets: Sequence[Sheet], placed: Arrangement,
                 settings: ViewSettings) -> None:
        self.wiring, self._trace = wiring, wiring.trace
        self.boards: Mapping[str, Board] = {
            sheet.draft.name: board_of(sheet.draft, placed) for sheet in sheets}
        self.matrix = self.boards[MATRIX]
        self._settings = settings
        self._strings = entry_strings(wiring, settings)
        self._sheets = sheets
        self._at: dict[Element, list[tuple[Board, Index]]] = defaultdict(list)
        self.elements: dict[MarkId, Element] = {}
        for sheet in sheets:
            board = self.boards[sheet.draft.name]
            for place, element in sheet.elements.items():
                self._at[element].append((board, place))
                self.elements[board.cell(*place)] = element
        self._rest = resting(self._trace)

    @property
    def maps(self) -> dict[str, Index]:
        """The size of each map."""
        return {name: board.grid.size for name, board in self.boards.items()}

    def marks(self, *, prefilled: bool) -> Iterator[Mark]:
        """All of them before the first step."""
        for sheet in self._sheets:
            board = self.boards[sheet.draft.name]
            if board is self.matrix:
                yield from self._entries()
            elif board.name == KERNEL:
                yield from self._kernel(board)
            elif not sheet.elements:  # the bias
                yield from board.marks(lambda *_: ("idle",), lambda *_: ("value",))
            else:
                yield from self._cells(board, sheet, prefilled)
        yield from self._rules()

    def scenes(self, timeline: Timeline, *, prefilled: bool) -> Iterator[Scene]:
        """A scene for each row of the matrix."""
        for row, step in enumerate(self._trace.steps):
            yield timeline.next(*self._at_row(step, row, timeline))

    def outlined(self, number: int) -> Line:
        """The outline of what a step is about: of a row of the matrix."""
        return outline([self.matrix.grid.box((number, 0), (number, self.matrix.grid.columns - 1))])

    def _at_row(self, step: Step, row: int, timeline: Timeline) -> Change:
        """What differs from the stage at rest in that step."""
        roles: dict[MarkId, Roles] = {}
        shapes: dict[MarkId, Shape] = {LINE: self.outlined(row)}
        self._light_taps(row, roles)
        self._light_row(row, roles)
        if KERNEL in self.boards and not self._trace.layer.shares_weights:
            self._turn_kernel(step, roles, shapes)
        for board, place in self._at[Element("output", step.output_index)]:
            rest = (*self._rest["output"](step.output_index), *shade(board, place))
            roles[board.cell(*place)] = (*rest, "output_active")
            timeline.settle(board.cell(*place), rest)
            if board.text_px is not None:
                roles[board.number(*place)] = ("value_active",)
                timeline.settle(board.number(*place), ("value",))
        return roles, shapes

    def _light_row(self, row: int, roles: dict[MarkId, Roles]) -> None:
        """The entries of a row, and in the column x what they take: what only the border repeats is
        no tap itself."""
        x = self.boards["x"]
        for column, entry in self.wiring.rows[row].items():
            roles[self.matrix.cell(row, column)] = (*entry.tint.on(self.matrix),
                                                    *shade(self.matrix, (row, column)))
            roles[self.matrix.number(row, column)] = ("on_tint",)
            id = x.cell(column, 0)
            rest = self._rest["extended"](self.elements[id].index)
            if rest[0] == "input":
                is_tap = "window" in roles.get(id, ())
                roles[id] = (*rest, *["window"] * is_tap, *entry.tint.on(x))
                roles[x.number(column, 0)] = ("on_tint",)

    def _light_taps(self, row: int, roles: dict[MarkId, Roles]) -> None:
        """The window in what shows the extended map, in the tints of what it is weighed with."""
        for index, weighed in self.wiring.reads[row]:
            rest = self._rest["extended"](index)
            is_real = rest[0] == "input"
            for board, place in self._at.get(Element("extended", index), ()):
                roles[board.cell(*place)] = (*rest, "window",
                                             *(weighed.tint.on(board) if is_real else ()))
                roles[board.number(*place)] = (
                    ("on_tint",) if is_real else lying_in(rest, "value_active"))

    def _turn_kernel(self, step: Step, roles: dict[MarkId, Roles], shapes: dict[MarkId, Shape]
                     ) -> None:
        """The kernel of that position, where each has its own."""
        board = self.boards[KERNEL]
        for place, (entry, _) in kernel_at(self.wiring, step.output_index[1:]).items():
            roles[board.cell(*place)] = entry.tint.on(board)
            if board.text_px is not None:
                roles[board.number(*place)] = ("on_tint",)
                shapes[board.number(*place)] = board.text(
                    self._strings.get(entry, entry.name), *place)

    def _cells(self, board: Board, sheet: Sheet, prefilled: bool) -> list[Mark]:
        """A map or a column of the input or the output."""
        def rest(row: int, column: int) -> Roles:
            element = sheet.elements[row, column]
            roles = self._rest[element.array](element.index)
            pending = element.array == "output" and not prefilled
            return (*roles, "output_pending") if pending else (
                *roles, *shade(board, (row, column)))

        def number(row: int, column: int) -> Roles:
            roles = rest(row, column)
            return ("pending",) if "output_pending" in roles else (
                ("value",) if roles[0] == "output" else lying_in(roles, "value"))

        return board.marks(rest, number)

    def _entries(self) -> Iterator[Mark]:
        board = self.matrix
        for (row, column), entry in self.wiring.entries.items():
            box = board.grid.box((row, column), (row, column))
            yield Mark(board.cell(row, column), Cell(box, numbered=board.text_px is not None),
                       (*entry.tint.at_rest_on(board), *shade(board, (row, column))), CELL_ORDER)
            if board.text_px is not None:
                yield Mark(board.number(row, column), board.text(self._strings[entry], row, column),
                           ("value",), NUMBER_ORDER)

    def _kernel(self, board: Board) -> Iterator[Mark]:
        for place, (entry, _) in kernel_at(self.wiring, [0] * self._trace.layer.rank).items():
            yield Mark(board.cell(*place), Cell(board.grid.box(place, place),
                                                numbered=board.text_px is not None),
                       entry.tint.on(board), CELL_ORDER)
            if board.text_px is not None:
                yield Mark(board.number(*place), board.text(
                    self._strings.get(entry, entry.name), *place), ("on_tint",), NUMBER_ORDER)
            for id, text in board.note_texts(*place).items():
                yield Mark(id, text, ("on_tint",), NUMBER_ORDER)

    def _rules(self) -> Iterator[Mark]:
        """The frame of the matrix, the lines between its blocks, and the outline of the row."""
        grid, trace = self.matrix.grid, self._trace
        sides = [(grid.rows, trace.output.shape, True), (grid.columns, self.wiring.column_shape,
                                                         False)]
        for name, lengths in (("block_rule", [shape[-1] for _, shape, _ in sides]),
                              ("channel_rule", [_largest_block(shape) for _, shape, _ in sides])):
            strokes = []
            for (size, shape, level), length in zip(sides, lengths, strict=True):
                if len(shape) == 1:
                    continue
                ends = partial(_level, grid.columns) if level else partial(_upright, grid.rows)
                strokes += [tuple(grid.at(*end) for end in ends(place))
                            for place in range(length, size, length)]
            if strokes:
                yield Mark((name, ()), Line(tuple(strokes)), (name,), CELL_ORDER - 1
                           if name == "block_rule" else LINE_ORDER)
        yield Mark(FRAME, outline([grid.outline]), ("matrix_frame",), LINE_ORDER)
        yield Mark(LINE, self.outlined(0), ("window_outline",), LINE_ORDER + 1)

def shade(board: Board, place: Index) -> Roles:
    """The shade of a cell, where its board has some."""
    return board.shade(*place) if board.shades else ()


def _largest_block(shape: Sequence[int]) -> int:
    """How many rows or columns there are to each slice, or of planes to each channel."""
    return prod(shape[-2:]) if len(shape) > PLANE_AXES else prod(shape[1:])


def _level(columns: int, row: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (row, 0), (row, columns)


def _upright(rows: int, column: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (0, column), (rows, column)


def resting(trace: Trace) -> Mapping[str, Callable[[Sequence[int]], Roles]]:
    """The roles of an element of each array while no step is about it."""
    extended, output = extended_roles(trace), output_roles(trace)
    return {"extended": lambda index: extended(*place_of(index[1:])),
            "output": lambda index: output(*place_of(index[1:]))}
