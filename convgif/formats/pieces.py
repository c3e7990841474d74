"""Pieces: what of a picture is painted in one colour at a time, and with what it is drawn."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from convgif.errors import LimitError, setting
from convgif.formats import Animated
from convgif.formats.histories import Changes
from convgif.scenes.scene import Cell, MarkId, Point, Run, Shape

Tint: TypeAlias = tuple[tuple[int, int, int], ...]  # a colour in each theme
Moves: TypeAlias = tuple[tuple[int, Point], ...]  # (step, how far it is from its place)
Forms: TypeAlias = tuple[tuple[int, tuple[Run, ...]], ...]  # (step, its runs), point by point alike

MOST_CHANGES = 2_500_000  # steps x marks
MOST_MARKS = 70_000  # of a still: a map of an image in a network, and its output


class Pen(NamedTuple):
    """What a line is drawn with. dash: its length and that of the gap, half a dash at each end."""

    width_px: float
    dash: tuple[float, float] | None = None


@dataclass(frozen=True)
class Piece:
    """Something that is painted in one colour at a time: filled, or drawn with a pen.

    depth: its paint order; then 0 for a fill, or how high its ink lies. tints: its colour by the
    number of its state, None for nothing. still: the state in the still, None for nothing. moves:
    how it goes about, where it does, and how far it is from its place in the still. opacity: of its
    fill. eases: whether it goes on to where it is next before that step begins. forms: what it
    becomes, where it does not only go about, and still_form in the still; one_by_one: of lines, the
    same as a piece for each form, for what does not know how forms change.
    """

    mark: MarkId
    depth: tuple[int, int]
    shape: Shape
    pen: Pen | None
    tints: tuple[Tint | None, ...]
    changes: Changes
    still: int | None
    moves: Moves = ()
    still_move: Point = (0.0, 0.0)
    opacity: float = 1.0
    eases: bool = False
    forms: Forms = ()
    still_form: tuple[Run, ...] = ()
    one_by_one: "tuple[Piece, ...]" = ()

    @property
    def still_tint(self) -> Tint | None:
        """The colour in the still."""
        return None if self.still is None else self.tints[self.still]

    @property
    def seen(self) -> set[Tint | None]:
        """The colours that it has at some step or in the still."""
        return {*[self.tints[number] for _, number in self.changes], self.still_tint}

    def always(self, tint: Tint | None) -> "Piece":
        """The piece in that colour all the time."""
        return replace(self, tints=(tint,), changes=((0, 0),), still=0)


@dataclass
class Painting:
    """A background, None for none, and the pieces on it, the lowest first.

    holes: by paint order, the cells that hide what is lower though they are transparent. top: the
    depth above the outlines and hatches of cells, within any paint order.
    """

    background: Tint | None
    top: int
    pieces: list[Piece] = field(default_factory=list)
    holes: dict[int, list[Cell]] = field(default_factory=dict)


def check_changes(animation: Animated) -> None:
    """Raises LimitError for more marks, or steps of them, than are written one by one."""
    steps, marks = len(animation.played.scenes), len(animation.played.stage.marks)
    if (marks > MOST_MARKS or steps * marks > MOST_CHANGES) and not animation.force:
        many, other = ((f"{marks} marks", "png") if animation.pose else
                       (f"{steps} steps of {marks} marks", "gif"))
        raise LimitError(f"{many} are too many to be written one by one: make {other}, or take a "
                         "smaller input",
                         f"{setting('force', True)} lifts the limit")
