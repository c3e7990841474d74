"""The picture of a player: its elements as SVG, in the colours of the still, and what colour each
of them has when."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from convgif.formats import Animated
from convgif.formats.cutting import painted
from convgif.formats.drawing import (
    Style,
    drawn,
    hex_color,
    style_attributes,
    style_of,
    texts_of,
)
from convgif.formats.markup import legal
from convgif.formats.motion import gathered
from convgif.formats.paths import form_data, written
from convgif.formats.pieces import Piece, Tint
from convgif.formats.player.fields import Field, fields, least_width
from convgif.scenes.scene import Font, Stage
from convgif.scenes.text import SMALLEST_TEXT_PX

Coloring: TypeAlias = tuple[tuple[int, ...], int]  # its colours by number, and which in the still
Look: TypeAlias = list[int]  # the number of a colouring; a state; each step with a new one, and it
# An element's number; whether it eases to where it is next; where it is in the still; steps, and
# where then. A place is two numbers, or the d of a path.
Way: TypeAlias = list[float | str]


@dataclass
class Drawing:
    """A picture. palette: its colours in each theme. colorings: each once, -1 for no colour.
    looks: of its shapes and texts, in document order. ways: of those of them that move. texts: its
    strings, each with the font that is given for it. least_px: how wide it is where the smallest of
    them is as small as a text may be, and each of its fields is found. fields: where its reader
    writes."""

    picture: Element
    palette: list[list[str]]
    colorings: dict[Coloring, int] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    numbers: dict[Tint, int] = field(default_factory=dict)
    texts: Sequence[tuple[str, Font | None]] = ()
    least_px: int = 0
    fields: Sequence[Field] = ()

    def number(self, tint: Tint | None) -> int:
        """The number of a colour, -1 for none."""
        if tint is None:
            return -1
        if tint not in self.numbers:
            self.numbers[tint] = len(self.numbers)
            for theme, colors in enumerate(self.palette):
                colors.append(hex_color(tint[theme:]))
        return self.numbers[tint]


def draw(animation: Animated) -> Drawing:
    """The picture of all steps.

    On a transparent ground cells keep their fill, so that nothing beneath shows through them.
    """
    themes = animation.theme.schemes
    stage = animation.story.stage
    width, height = written(stage.width_px), written(stage.height_px)
    root = Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height,
        "viewBox": f"0 0 {width} {height}", "role": "img",
        "aria-label": legal(animation.describe()),
        "fill": "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round"})
    drawing = Drawing(root, [[] for _ in themes])
    if not animation.transparent:
        ground = tuple([theme.background for theme in themes])
        _look(drawing, SubElement(root, "path", {"d": f"M0 0h{width}v{height}H0z"}),
              (ground,), ((0, 0),), 0)
    seen = painted(animation.played, animation.poster.story, themes, transparent=False,
                   easing=animation.easing)
    drawing.texts = texts_of(seen)
    drawing.least_px = max(_least_width(stage), least_width(stage))
    drawing.fields = list(fields(stage)) if stage.blanks or stage.gaps else []
    groups: dict[tuple[tuple[int, int], Style], dict[Hashable, list[Piece]]] = {}
    for piece in gathered(seen.pieces, len(animation.played.scenes)):
        style = style_of(piece, piece.tints)
        members = groups.setdefault((piece.depth, style), {})
        alike = piece.changes, piece.still, piece.moves, piece.still_move, piece.forms
        members.setdefault(alike, []).append(piece)
    for (_, style), members in groups.items():
        group = SubElement(root, "g", style_attributes(style))
        for (first, *others) in members.values():
            for element in drawn(style, [first, *others]):
                _look(drawing, element, first.tints, first.changes, first.still)
                if first.moves or first.forms:
                    _way(drawing, element, first)
                group.append(element)
        _color_together(group)
    return drawing


def _color_together(group: Element) -> None:
    """Gives a group the colour that most of what is in it has."""
    usual, _ = Counter([element.attrib["color"] for element in group]).most_common(1)[0]
    group.set("color", usual)
    for element in group:
        if element.attrib["color"] == usual:
            del element.attrib["color"]


def _least_width(stage: Stage) -> int:
    smallest = stage.smallest_text_px
    return 0 if smallest is None else ceil(min(1.0, SMALLEST_TEXT_PX / smallest) * stage.width_px)


def _look(drawing: Drawing, element: Element, tints: tuple[Tint | None, ...],
          changes: tuple[tuple[int, int], ...], still: int | None) -> None:
    """Colours an element as in the still, and notes what it looks like when."""
    shown = None if still is None else tints[still]
    element.set("color", hex_color(shown))
    coloring = tuple([drawing.number(tint) for tint in tints]), -1 if still is None else still
    number = drawing.colorings.setdefault(coloring, len(drawing.colorings))
    (_, first), *later = changes
    drawing.looks.append([number, first, *chain.from_iterable(later)])


def _way(drawing: Drawing, element: Element, piece: Piece) -> None:
    """Places the element of a piece that moves as in the still, and notes where it is when."""
    places: list[float | str] = [len(drawing.looks) - 1, int(piece.eases)]
    if piece.forms:
        places.append(form_data(piece.still_form))
        for step, form in piece.forms:
            places += [step, form_data(form)]
    else:
        x, y = piece.still_move
        element.set("transform", f"translate({written(x)} {written(y)})")
        places += [x, y]
        for step, move in piece.moves:
            places += [step, *move]
    drawing.ways.append(places)
