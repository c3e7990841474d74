"""What moves as a whole: pieces that go about, and windows through which cells look otherwise.

Without it, a window that slides over n cells would take n rules that say when; with it, one.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TypeAlias

from convgif.formats.pieces import Moves, Painting, Piece
from convgif.scenes.easing import alike
from convgif.scenes.scene import Cell, Disc, Film, Line, MarkId, Point, Shape, Text

Columns: TypeAlias = Sequence[list[Piece]]  # what is there at each step, and last in the still
SAME_PX = 0.01


@dataclass(frozen=True)
class Window:
    """Cells that look otherwise inside a window that moves.

    depth: how high it lies. cells: those in the window while it is in its place. inside: what is
    seen through it.
    """

    depth: tuple[int, int]
    cells: tuple[Piece, ...]
    inside: tuple[Piece, ...]
    moves: Moves
    still_move: Point


def in_motion(painting: Painting, steps: int) -> tuple[list[Piece], list[Window]]:
    """The pieces, those that are one in motion made one, and the windows."""
    windows, seen_through = [], set()
    for window, marks in _windows(painting, steps):
        windows.append(window)
        seen_through |= marks
    pieces = [piece.always(piece.tints[0]) if piece.mark in seen_through else piece
              for piece in painting.pieces]
    return list(gathered([piece for piece in pieces if piece.seen != {None}], steps)), windows


def _windows(painting: Painting, steps: int) -> Iterator[tuple[Window, set[MarkId]]]:
    """The windows, and the marks that are seen through each.

    A map has one if each of its cells that change has two looks, and those in the second lie
    alike at every step.
    """
    maps: dict[tuple[str, int], list[Piece]] = defaultdict(list)
    for piece in painting.pieces:
        if isinstance(piece.shape, Cell) and piece.pen is None and len(piece.seen) > 1:
            maps[piece.mark[0], piece.depth[0]].append(piece)
    for (_, order), fills in maps.items():
        if all(len(piece.tints) == 2 and piece.tints[1] for piece in fills):
            columns = _columns(fills, steps, lambda piece, state: state == 1)
            moved = _moved(columns)
            marks = {piece.mark for piece in fills}
            if moved:
                inside = [piece.always(piece.tints[1]) for piece in painting.pieces
                          if piece.mark in marks and piece.tints[1]]
                yield Window((order, painting.top), tuple(columns[0]), tuple(inside), *moved), marks


def gathered(pieces: Iterable[Piece], steps: int) -> Iterator[Piece]:
    """The pieces; those that look alike and take turns in one another's place, moving, as one."""
    kinds: dict[Hashable, list[Piece]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        colors = piece.seen - {None}
        takes_turns = len(colors) == 1 and None in piece.seen
        own = (piece.mark,) if piece.eases else ()
        kinds[(piece.depth, type(piece.shape), piece.pen, *colors, *own) if takes_turns
              else number].append(piece)
    for these in kinds.values():
        if len(these) == 1:
            yield from these
            continue
        if these[0].eases:
            yield _eased(these, steps)
            continue
        columns = _columns(these, steps, lambda piece, state: bool(piece.tints[state]))
        moved = _moved(columns)
        if moved:
            moves, still_move = moved
            yield from (replace(piece.always(max(piece.seen, key=bool)), moves=moves,
                                still_move=still_move) for piece in columns[0])
        else:
            yield from these


def _eased(pieces: Sequence[Piece], steps: int) -> Piece:
    """The shapes of a mark that eases as one piece: it goes about, or where that is not all it does
    takes the forms of them. While it is not there it stays where it was."""
    columns = _columns(pieces, steps, lambda piece, state: bool(piece.tints[state]))
    now = next(column[0] for column in columns if column)
    held = [now := column[0] if column else now for column in columns]
    there = [int(not column) for column in columns]
    changes = [(0, there[0]), *((step, gone) for step, (before, gone) in enumerate(
        pairwise(there[:-1]), 1) if gone != before)]
    piece = replace(held[0], tints=(max(now.seen, key=bool), None), changes=tuple(changes),
                    still=there[-1])
    moved = _moved([[piece] for piece in held])
    if moved:
        return replace(piece, moves=moved[0], still_move=moved[1])
    runs = alike([each.shape for each in held])
    forms = [(0, runs[0]), *((step, now) for step, (before, now) in enumerate(
        pairwise(runs[:-1]), 1) if now != before)]
    lines = () if isinstance(piece.shape, Film) else tuple(pieces)
    return replace(piece, shape=held[-1].shape, forms=tuple(forms), still_form=runs[-1],
                   one_by_one=lines)


def _columns(pieces: Iterable[Piece], steps: int, there: Callable[[Piece, int], bool]) -> Columns:
    columns: Columns = [[] for _ in range(steps + 1)]
    for piece in pieces:
        for (start, state), (end, _) in pairwise((*piece.changes, (steps, 0))):
            if there(piece, state):
                for step in range(start, end):
                    columns[step].append(piece)
        if piece.still is not None and there(piece, piece.still):
            columns[-1].append(piece)
    return columns


def _moved(columns: Columns) -> tuple[Moves, Point] | None:
    """How what is there at the first step moves, to be what is there at each and in the still.

    None if that is not the same elsewhere.
    """
    places = []
    first: list[tuple[float | str, ...]] | None = None
    for pieces in columns:
        placed = sorted((_placed(piece.shape) for piece in pieces), key=lambda found: found[0])
        if not placed:
            return None
        (x, y), _ = placed[0]
        lie = [(a - x, b - y, *outline) for (a, b), outline in placed]
        first = lie if first is None else first
        if not _same(lie, first):
            return None
        places.append((x, y))
    (left, top), *_ = places
    moves = [(round(x - left, 2), round(y - top, 2)) for x, y in places]
    taken = [(0, moves[0]), *((step, move) for step, (before, move) in enumerate(
        pairwise(moves[:-1]), 1) if move != before)]
    return tuple(taken), moves[-1]


def _placed(shape: Shape) -> tuple[Point, tuple[float | str, ...]]:
    """Where a shape is, and all the rest of it."""
    if isinstance(shape, Disc):
        return _rounded(shape.center), (shape.radius, *(shape.notch or ()))
    if isinstance(shape, Text):
        return _rounded(shape.anchor), (shape.string, shape.size_px, shape.align)
    runs = shape.strokes if isinstance(shape, Line) else (shape.corners,)
    spared = shape.spared if isinstance(shape, Line) else ()  # which stays where it is
    x, y = runs[0][0]
    rest: list[float | str] = [*chain.from_iterable(spared)]
    for run in runs:
        rest += ["run", *chain.from_iterable((a - x, b - y) for a, b in run)]
    return _rounded((x, y)), tuple(rest)


def _rounded(point: Point) -> Point:
    return round(point[0], 3), round(point[1], 3)


def _same(some: Sequence[tuple[float | str, ...]], others: Sequence[tuple[float | str, ...]]
          ) -> bool:
    return len(some) == len(others) and all(
        len(one) == len(other) and all(
            a == b if isinstance(a, str) or isinstance(b, str) else abs(a - b) < SAME_PX
            for a, b in zip(one, other, strict=True))
        for one, other in zip(some, others, strict=True))
