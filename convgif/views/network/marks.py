"""The marks of a network under way: stacks, windows, lines, tags and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from convgif.scenes.scene import Cell, Film, Line, Mark, MarkId, Point, Roles, Shape, Text
from convgif.scenes.text import LINE_HEIGHT, text_width
from convgif.views.kit.typesetting import TEXT_ORDER
from convgif.views.network.blocks import Block
from convgif.views.network.chain import Box, Link
from convgif.views.network.layout import Stack
from convgif.views.network.writing import Written

AREA_ORDER, LINE_ORDER = 4, 5
LOWER, UPPER = (3, 2), (0, 1)  # corners of a box
BOW_PX, BOW_APART_PX = 7.0, 4.0  # how far from maps a line around them lies, and from others
LEAST_WINDOW_PX, LEAST_CELL_PX = 7.0, 4.0  # of specks
LEAST_SEGMENT_PX = 3.0  # the cells of a channel in a vector, to be told apart
HIDDEN: Roles = ("pending",)
PENDING: Roles = ("output_pending",)
MADE: Roles = ("output",)


@dataclass(frozen=True)
class Content:
    """All that is drawn: the blocks, and for each what is written, its stack, and the link that
    makes it, of which the first has none."""

    blocks: Sequence[Block]
    texts: Sequence[Written]
    stacks: Sequence[Stack]
    links: Sequence[Link]


class Drawing:
    """Marks under way, and what each step changes."""

    def __init__(self) -> None:
        self.marks: dict[MarkId, Mark] = {}
        self.steps: dict[int, dict[MarkId, Roles]] = {}
        self.ties: dict[str, tuple[Point, Point]] = {}
        self.tie_says: tuple[str, float] | None = None
        self.height, self._bows = 0, 0
        self.enlarges = False  # whether a window is drawn larger than it is

    def add(self, name: str, shape: Shape, roles: Roles, order: int) -> MarkId:
        """A mark that is there from the start."""
        id = (name, (len(self.marks),))
        self.marks[id] = Mark(id, shape, roles, order)
        return id

    def come(self, role: str, shape: Film | Line, order: int, step: int) -> None:
        """A mark that is there from that step on."""
        self.steps.setdefault(step, {})[self.add(role, shape, HIDDEN, order)] = (role,)

    def sheet(self, corners: tuple[Point, ...], step: int | None) -> None:
        """A sheet of a map that is made in that step, of the input where it is None."""
        id = self.add("sheet", Cell(corners), ("input",) if step is None else PENDING, 0)
        if step is not None:
            self.steps.setdefault(step, {})[id] = MADE

    def area(self, name: str, corners: tuple[Point, ...], step: int) -> None:
        """Cells of a map that are lit from that step on, framed: a film, as a cell that is not
        there yet would hide what it lies on."""
        self.come(name, Film(corners), AREA_ORDER, step)
        self.come("net_frame", Line(((*corners, corners[0]),)), AREA_ORDER, step)

    def another_bow(self) -> float:
        """How much farther from the maps than others the next bow lies, so that few meet."""
        self._bows += 1
        return self._bows % 3 * BOW_APART_PX

    def fill(self) -> None:
        """Shows all maps from the start."""
        for id, mark in self.marks.items():
            if mark.roles == PENDING:
                self.marks[id] = replace(mark, roles=MADE)

    def text(self, role: str, string: str, at: Point, size: float, align: str = "center") -> None:
        """Words, whose baseline is there."""
        if string:
            self.add("written", Text(string, at, size, align), (role,), TEXT_ORDER)


def add_stack(drawing: Drawing, stack: Stack, number: int, block: Block) -> None:
    """The sheets of a map, the last one behind the others; of a vector that was a map, where the
    cells of each channel end."""
    for sheet in reversed(range(stack.sheets)):
        drawing.sheet(stack.corners(sheet), number - 1 if number else None)
    channels = block.before[0] if block.is_flattened else 1
    if channels > 1 and max(stack.width, stack.height) / channels >= LEAST_SEGMENT_PX:
        each = block.shape[0] // channels
        ends = [stack.box(Box(each * channel, 0, each * channel + 1, 1))
                for channel in range(1, channels)]
        drawing.add("net_tick", Line(tuple((box[0], box[3 if stack.lies else 1]) for box in ends)),
                    ("net_tick",), 1)


def add_sources(drawing: Drawing, content: Content, number: int, placed: Mapping[int, Stack]
                ) -> None:
    """What leads to the block of that number: the link from the one before it, and bows from others
    that are among the placed."""
    block = content.blocks[number]
    for source in block.sources:
        if source == block.source == number - 1:
            _add_link(drawing, content.links[number - 1], placed[source], placed[number], block,
                      number)
        elif source in placed:
            _add_bow(drawing, placed[source], placed[number], number)


def _add_bow(drawing: Drawing, before: Stack, after: Stack, number: int) -> None:
    """A line around what lies between two maps: above them, or at the left of a column."""
    if _facing(before, after)[0] == LOWER:
        (x, y), (x1, y1) = before.side, after.side
        far = min(x, x1) - BOW_PX - drawing.another_bow()
        points = (x, y), (far, y), (far, y1), (x1, y1)
    else:
        (x, y), (x1, y1) = before.top, after.top
        far = min(y, y1) - BOW_PX - drawing.another_bow()
        points = (x, y), (x, far), (x1, far), (x1, y1)
    drawing.come("net_bow", Line((points,)), LINE_ORDER, number - 1)


def _add_link(drawing: Drawing, link: Link, before: Stack, after: Stack, block: Block, number: int
              ) -> None:
    """The window, the cell that it makes, and two lines between them, for the block of that number.
    """
    step = number - 1
    window = before.box(link.window, LEAST_WINDOW_PX)
    made = after.box(link.made, LEAST_CELL_PX if link.made == link.lit else LEAST_WINDOW_PX)
    drawing.enlarges |= window != before.box(link.window)
    inside = link.window.inside(*before.cells)
    is_whole = inside == link.window and (link.window.bottom, link.window.right) == before.cells
    if is_whole and not block.is_flattened and len(block.before) == 1:
        drawing.come("net_whole", Line(((*window, window[0]),)), AREA_ORDER, step)
    else:
        drawing.area("net_window", before.box(inside, LEAST_WINDOW_PX), step)
    if inside != link.window:
        drawing.come("net_outside", Line(((*window, window[0]),)), AREA_ORDER, step)
    if link.made == link.lit or block.stamps:
        drawing.area("net_cell", made, step)
    else:
        drawing.area("net_window", made, step)
        drawing.area("net_cell", after.box(link.lit, LEAST_CELL_PX), step)
    near, far = _facing(before, after)
    ends = zip(near, far, strict=True)
    drawing.come("net_line", Line(tuple((window[one], made[other]) for one, other in ends)),
                 LINE_ORDER, step)


def _facing(before: Stack, after: Stack) -> tuple[tuple[int, int], tuple[int, int]]:
    """The corners of what lies in one map that face the other's, and those that they lead to."""
    right, left = (1, 2), (0, 3)
    if before.front[1] + before.height < after.front[1] - after.depth:
        return LOWER, UPPER
    return (right, left) if after.middle > before.middle else (left, right)


def add_run(drawing: Drawing, count: int, start: Point, end: Point, size: float, *,
            upright: bool = False) -> None:
    """A bracket around blocks that come so often, and that it is so."""
    (x, y), (x1, y1), tick = start, end, 0.35 * size
    ends = ((x + tick, y), (x1 + tick, y1)) if upright else ((x, y + tick), (x1, y1 + tick))
    drawing.add("run", Line(((ends[0], start, end, ends[1]),)), ("run",), LINE_ORDER)
    said = f"×{count}"
    if upright:
        drawing.text("run", said, (x - 0.25 * size, (y + y1) / 2 + 0.36 * size), size, "right")
    else:
        drawing.text("run", said, ((x + x1) / 2, y - 0.35 * size), size)


def add_tag(drawing: Drawing, tag: str, at: Point, size: float) -> None:
    """A word in a frame, in the middle there."""
    half = text_width(tag, size) / 2 + 0.4 * size
    (x, top), height = at, 1.25 * LINE_HEIGHT * size
    frame = ((x - half, top), (x + half, top), (x + half, top + height), (x - half, top + height))
    drawing.add("tag", Line(((*frame, frame[0]),)), ("tag",), LINE_ORDER)
    drawing.text("formula", tag, (x, top + 0.5 * height + 0.36 * size), size)
