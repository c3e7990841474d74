"""A story taken apart into pieces, the lowest first.

As in the raster, the fills of a paint order lie below all of its lines, the stronger ink lies on
the weaker, and a cell hides what is of a lower order, also where its fill is the background.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import dist
from typing import NamedTuple, TypeAlias

from convgif.formats.histories import History, Look, histories
from convgif.formats.pieces import Painting, Pen, Piece, Tint
from convgif.frames.raster.strokes import DASH, hatched
from convgif.frames.themes import Theme
from convgif.progress import counted
from convgif.scenes.easing import eased_marks
from convgif.scenes.scene import Cell, Film, Line, Mark, MarkId, Point, Roles, Shape, Story

Kind: TypeAlias = tuple[Shape, Pen | None]  # a shape, and what it is drawn with if it is a line


def painted(story: Story, still: Story, themes: Sequence[Theme], transparent: bool,
            easing: bool = False) -> Painting:
    """The story and its still, painted in those themes, which differ in nothing but colours.
    easing: whether what points to windows eases from one to the next."""
    eased = eased_marks(story) if easing else frozenset[MarkId]()
    return _Cutter(story, themes, transparent, eased).cut(still)


class _Stroke(NamedTuple):
    """How the outline of a cell looks."""

    tint: Tint
    width_px: float
    dash_px: float | None


class _Cutter:
    """Takes one story apart."""

    def __init__(self, story: Story, themes: Sequence[Theme], transparent: bool,
                 eased: Collection[MarkId]) -> None:
        self._story, self._themes, self._transparent = story, themes, transparent
        self._background = tuple([theme.background for theme in themes])
        self._theme = themes[0]
        self._scale_of = story.stage.line_scale_of
        self._eased = eased

    def cut(self, still: Story) -> Painting:
        """The painting."""
        @cache
        def look(roles: Roles) -> Look:
            return tuple([theme.paint(roles) for theme in self._themes])

        found = Painting(None if self._transparent else self._background, len(self._theme.inks) + 1)
        lowest = min((mark.order for mark in self._story.stage.marks.values()), default=0)
        marks = len(self._story.stage.marks)
        for mark, history in counted(histories(self._story, still, look), marks):
            if not isinstance(mark.shape, Cell):
                found.pieces += self._inked(mark, history, found.top)
                continue
            fill = self._fill(mark, history)
            if mark.order > lowest and None in fill.seen:
                found.holes.setdefault(mark.order, []).append(mark.shape)
            if mark.order > lowest or fill.seen != {self._background}:
                found.pieces.append(fill)
            found.pieces += self._outlines(mark, mark.shape, history)
            found.pieces += self._hatches(mark, mark.shape, history)
        found.pieces = [piece for piece in found.pieces if piece.seen != {None}]
        found.pieces.sort(key=lambda piece: piece.depth)
        return found

    def _fill(self, mark: Mark, history: History) -> Piece:
        tints: list[Tint | None] = []
        for _, look in history.states:
            fill = tuple([paint.fill or below for paint, below
                          in zip(look, self._background, strict=True)])
            tints.append(None if self._transparent and fill == self._background else fill)
        return _piece(mark, 0, mark.shape, None, tints, history)

    def _outlines(self, mark: Mark, cell: Cell, history: History) -> Iterator[Piece]:
        """The edges of a cell for each outline that it takes.

        An outline that all others hide is always there, so that most edges never change.
        """
        strokes = [_stroke(look) for _, look in history.states]
        shown = [strokes[number] for number in history.shown]
        for stroke in dict.fromkeys(shown):
            if stroke is None:
                continue
            stays = all(other and self._hides(other, stroke) for other in shown)
            tints = [stroke.tint if stays or other == stroke else None for other in strokes]
            for pen, shape in _edges(cell, stroke, self._scale_of(mark)).items():
                yield _piece(mark, self._strength(stroke.tint), shape, pen, tints, history)

    def _hides(self, stroke: _Stroke, other: _Stroke) -> bool:
        """Whether nothing of the other is seen under a stroke."""
        return (self._strength(stroke.tint) >= self._strength(other.tint)
                and stroke.width_px >= other.width_px
                and stroke.dash_px in (None, other.dash_px))

    def _strength(self, tint: Tint | None) -> int:
        return self._theme.strength(tint[0]) + 1 if tint else 0

    def _hatches(self, mark: Mark, cell: Cell, history: History) -> Iterator[Piece]:
        hatches = [look[0].hatch for _, look in history.states]
        for hatch in dict.fromkeys(hatches):
            if hatch is None:
                continue
            tints = [tuple([(paint.hatch or hatch).color for paint in look])
                     if other == hatch else None
                     for other, (_, look) in zip(hatches, history.states, strict=True)]
            strokes = Line(tuple([((x, y), (x1, y1)) for (x, y), (x1, y1)
                                  in hatched(cell, hatch).tolist()]))
            if not strokes.strokes:
                continue
            strength = max(map(self._strength, tints))
            pen = Pen(hatch.width_px * self._scale_of(mark))
            yield _piece(mark, strength, strokes, pen, tints, history)

    def _inked(self, mark: Mark, history: History, top: int) -> Iterator[Piece]:
        """A line, disc, text or film: a piece for each shape that it takes, and for each pen."""
        scale = self._scale_of(mark)
        kinds = [(shape, _pen(look, scale) if isinstance(shape, Line) else None)
                 for shape, look in history.states]
        is_film = isinstance(mark.shape, Film)
        tints = [_fill_tint(look) if is_film else _tint(look) for _, look in history.states]
        opacity = max(look[0].opacity or 0.0 for _, look in history.states) if is_film else 1.0
        heights: dict[Kind, int] = {}
        for kind, tint in zip(kinds, tints, strict=True):
            height = 0 if is_film else top + self._strength(tint)
            heights[kind] = max(heights.get(kind, 0), height)
        eases = mark.id in self._eased
        shown = _taking_turns(kinds, tints, history)
        for kind, turns in shown.items():
            shape, pen = kind
            depth = mark.order, heights[kind]
            if len(shown) == 1:  # it changes when its mark does, which others may do too
                own = tuple([tint if other == kind else None
                             for other, tint in zip(kinds, tints, strict=True)])
                yield Piece(mark.id, depth, shape, pen, own, history.changes, history.still,
                            opacity=opacity, eases=eases)
            else:
                yield Piece(mark.id, depth, shape, pen, tuple(turns.numbers),
                            tuple(turns.changes), turns.still, opacity=opacity, eases=eases)


def _piece(mark: Mark, height: int, shape: Shape, pen: Pen | None,
           tints: Sequence[Tint | None], history: History) -> Piece:
    return Piece(mark.id, (mark.order, height), shape, pen, tuple(tints), history.changes,
                 history.still)


def _tint(look: Look) -> Tint | None:
    """The colour of what has no outline."""
    line = look[0].line
    return None if line is None else tuple([paint.line or line for paint in look])


def _fill_tint(look: Look) -> Tint | None:
    """The colour of a film, None where there is none."""
    fill = look[0].fill
    return None if fill is None else tuple([paint.fill or fill for paint in look])


def _stroke(look: Look) -> _Stroke | None:
    tint, width = _tint(look), look[0].width_px
    return None if tint is None or not width else _Stroke(tint, width, look[0].dash_px)


def _pen(look: Look, scale: float) -> Pen:
    """What a line is drawn with, whose dashes begin at its start."""
    period = look[0].dash_px
    return Pen((look[0].width_px or 1.0) * scale, None if period is None else _dashes(period))


def _dashes(period_px: float) -> tuple[float, float]:
    return round(DASH * period_px, 2), round((1 - DASH) * period_px, 2)


def _edges(cell: Cell, stroke: _Stroke, scale: float) -> dict[Pen, Cell | Line]:
    """The outline by the pens that draw it: dashes fit a whole number of times on each edge."""
    if stroke.dash_px is None:
        return {Pen(stroke.width_px * scale): cell}
    edges: dict[Pen, list[tuple[Point, Point]]] = {}
    for a, b in pairwise((*cell.corners, cell.corners[0])):
        period = dist(a, b) / max(1, round(dist(a, b) / stroke.dash_px))
        edges.setdefault(Pen(stroke.width_px * scale, _dashes(period)), []).append((a, b))
    return {pen: Line(tuple(these)) for pen, these in edges.items()}


@dataclass
class _Turns:
    """When something is there, and in which colour. numbers: of its colours, 0 for gone."""

    numbers: dict[Tint | None, int] = field(default_factory=lambda: {None: 0})
    changes: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    still: int = 0

    def take(self, step: int, tint: Tint | None) -> None:
        """From that step on it has that colour."""
        number = self.numbers.setdefault(tint, len(self.numbers))
        if step == 0:
            self.changes = [(0, number)]
        elif number != self.changes[-1][1]:
            self.changes.append((step, number))


def _taking_turns(kinds: Sequence[Kind], tints: Sequence[Tint | None], history: History
                  ) -> dict[Kind, _Turns]:
    """The turns of each kind that is ever shown, from the kind and the colour of each state.

    A mark may take as many shapes as there are steps: each is looked at once.
    """
    taken = {kinds[number]: _Turns() for number in history.shown}
    now: Kind | None = None
    for step, number in history.changes:
        kind = kinds[number]
        if now is not None and kind != now:
            taken[now].take(step, None)
        taken[kind].take(step, tints[number])
        now = kind
    if history.still is not None:
        turns, tint = taken[kinds[history.still]], tints[history.still]
        turns.still = turns.numbers.setdefault(tint, len(turns.numbers))
    return taken
