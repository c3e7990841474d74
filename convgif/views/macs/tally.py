"""The products of an output and their total on the stage, and what a moment changes there."""

from convgif.scenes.scene import Mark, MarkId, Roles, Shape
from convgif.views.kit.boards import NUMBER_ORDER
from convgif.views.kit.maps import tap_roles
from convgif.views.kit.numerals import format_number
from convgif.views.kit.sums import Place
from convgif.views.kit.timeline import Timeline
from convgif.views.macs.running import Moment
from convgif.views.numbers.layer_boards import DOT, LayerBoards, reads_first_weight
from convgif.views.numbers.readings import Reading

ACTIVE, RESULT = "kernel_active", "output_active"


class Tally:
    """The grid of products, which fills up, the running total, and what the other channels add."""

    def __init__(self, drawn: LayerBoards) -> None:
        self._drawn, self._boards = drawn, drawn.boards
        self._reading: Reading | None = None
        self._filled: dict[Place, Roles] = {}
        self._seen = 0  # multiply-accumulates, of all outputs

    def marks(self) -> list[Mark]:
        """The maps before the first moment: neither a product nor a total is there."""
        marks = []
        for name in ("product", "running", "others"):
            if name in self._boards:
                board = self._boards[name]
                marks += board.grid.cells(name, lambda *_: ("idle",))
                if board.text_px is not None:
                    marks += [Mark(board.number(*at), board.text("", *at),
                                   ("pending",), NUMBER_ORDER) for at in board.grid.indices]
        return marks

    def at(self, moment: Moment, timeline: Timeline
           ) -> tuple[dict[MarkId, Roles], dict[MarkId, Shape]]:
        """What is shown at that moment."""
        drawn, reading = self._drawn, moment.reading
        if reading is not self._reading:
            self._reading, self._filled = reading, {}
        roles, shapes = drawn.window(reading)
        if moment.does == "tap":
            assert moment.place is not None
            self._multiply(moment, moment.place, roles, shapes)
        if not reading.taps:  # of a window of nothing but padding
            self._write("running", "0", roles, shapes)
        board = self._boards["product"]
        for place, filled in self._filled.items():
            roles.setdefault(board.cell(*place), filled)
            roles.setdefault(board.number(*place), ("value",))
        self._write("running", None, roles, shapes)
        if reading.others is not None:
            others = format_number(reading.others, drawn.shown.partial_digits)
            self._write("others", others, roles, shapes)
        if moment.does in ("others", "bias", "finish", "activate"):
            name = moment.does if moment.does in ("others", "bias") else "running"
            board, at = self._boards[name], (0, 0)
            if name == "bias":
                at = drawn.weight_row(reading.step), 0
            roles[board.cell(*at)] = ("kernel", ACTIVE) if name == "bias" else ("product", RESULT)
            roles[board.number(*at)] = ("value_active",)
        if moment.does == "output":
            drawn.fill(reading.step, timeline, roles)
        else:
            drawn.aim(reading.step, timeline, roles)
        return roles, shapes

    def _multiply(self, moment: Moment, place: Place, roles: dict[MarkId, Roles],
                  shapes: dict[MarkId, Shape]) -> None:
        """One tap: its input, its weight and its product are the active ones."""
        drawn, mac = self._drawn, moment.reading.taps[place]
        at = drawn.input_cell(mac)
        beside = ["on_share"] * (len({*tap_roles(moment.reading.step).values()}) > 1)
        roles[drawn.input.cell(*at)] = (*roles[drawn.input.cell(*at)], ACTIVE, *beside)
        roles[drawn.input.number(*at)] = ("value_active",)
        if "kernel" in self._boards:
            weight = drawn.weight_row(moment.reading.step, place[0]), place[1]
            roles[self._boards["kernel"].cell(*weight)] = ("kernel", ACTIVE)
            if reads_first_weight(mac):
                roles[DOT] = ("first_weight",)  # its cell has no shade now
        board = self._boards["product"]
        shade = board.shades[self._seen:self._seen + 1] if board.text_px is None else ()
        self._seen += 1
        self._filled[place] = ("product", *shade)
        roles[board.cell(*place)] = ("product", RESULT)
        if board.text_px is not None:
            string = format_number(mac.product, drawn.shown.partial_digits)
            shapes[board.number(*place)] = board.text(string, *place)
            roles[board.number(*place)] = ("value_active",)
        self._write("running", moment.sum.total, roles, shapes)

    def _write(self, name: str, string: str | None, roles: dict[MarkId, Roles],
               shapes: dict[MarkId, Shape]) -> None:
        """A number in a map of one cell; None for the one that is there."""
        board = self._boards[name]
        roles[board.cell(0, 0)] = ("product",)
        if board.text_px is None:
            return
        roles[board.number(0, 0)] = ("value",)
        if string is not None:
            shapes[board.number(0, 0)] = board.text(string, 0, 0)
