"""Blanks: what a picture leaves empty for its reader to fill in, in any view and any format.

A number is known by the cell in which it stands, so that no view has to be told; what gives it
away elsewhere says so by a role. A size is known by the words around it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from convgif.scenes.blanks import UNTOLD, LeftBlank
from convgif.scenes.cells import Cells
from convgif.scenes.placing import LEGEND, own_name
from convgif.scenes.roles import SHADES
from convgif.scenes.scene import (
    Cell,
    Element,
    Line,
    Mark,
    MarkId,
    Roles,
    Scene,
    Shape,
    SizeGap,
    Stage,
    Story,
    Text,
    Unfolding,
)
from convgif.scenes.text import text_width

BLANK, ANSWER, UNSEEN, NAMED = "blanked", "answer", "pending", "named"
SHORTEST_LINE = 3  # of a size that is left out, in signs
LINE = "_"
ALIKE = {"total_zero": "total"}  # what no role may tell apart
RAMP = "_ramp", "_ramp_end"  # how the names of marks end that say what shades mean
EQUALS, SIGN = "= ", "×"
_NUMBER = re.compile(r"\(?[\u2212-]?\d[\d.e\u2212]*\)?")
_CALCULATION = re.compile(rf"[\d\s()/+·{SIGN}⌊⌋\u2212.?]*[\d?][)⌋]? {EQUALS}")
_FIRST = re.compile(r"\d+")
# What a formula comes to, "3", "3.5 → 3" or "3.5 → 4 − 1 = 3": no number that it begins with.
_RESULT = re.compile(rf"{EQUALS}((?:[\d.]+ → )?(?:\d+ \u2212 \d+ = )?\d+(?:{SIGN}\d+)*)"
                     r"(?! ?[+\u2212·/(…]|\.?\d)")


@dataclass(frozen=True)
class Gap:
    """What is left empty in one story. only: of its elements, None for all of that kind. sizes: the
    words that say a size at their end, by that size; worked: how a size comes about; hints: the
    same of a size that is not told; given: sizes that are told though others are alike; makers:
    by words, the layers that it comes out of."""

    left: LeftBlank
    only: frozenset[Element] | None = None
    sizes: Mapping[str, str] = field(default_factory=dict)
    worked: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    makers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def concerns(self, about: Element | None) -> bool:
        """Whether what is said at a step about that element would give something away."""
        return self.only is None or about in self.only

    def takes(self, element: Element) -> bool:
        """Whether that element is left out."""
        return (element.array in self.left.kind.arrays
                and (self.only is None or element in self.only))

    def split(self, text: Text, roles: Roles) -> list[tuple[str, bool]]:
        """The text in parts, each with whether it is a size that is left out."""
        if not self.sizes:
            return []
        string, spans = text.string, list[tuple[int, int]]()
        if "formula" in roles or string.startswith(EQUALS) or _CALCULATION.match(string):
            spans = [found.span(1) for found in _RESULT.finditer(string)]
        saying = [found for words in self.sizes if "label" in roles
                  for found in [_alone(words).search(string)] if found]
        if saying:
            words, at = max([(found[0], found.start()) for found in saying],
                            key=lambda said: len(said[0]))
            at += words.rindex(self.sizes[words])
            spans = [(at, at + len(self.sizes[words]))]
        parts, end = list[tuple[str, bool]](), 0
        for start, stop in spans:
            parts += [(string[end:start], False), (string[start:stop], True)]
            end = stop
        return [part for part in (*parts, (string[end:], False)) if part[0]] if spans else []

    def size_gaps(self, text: Mark, parts: Sequence[tuple[str, bool]]) -> Iterator[SizeGap]:
        """What is to be written into the text, in which lines stand for sizes."""
        at = 0
        for part, is_size in parts:
            written = _line_for(part) if is_size else part
            if is_size:
                worked = self._worked_out(text, part)
                yield SizeGap(text.id, at, at + len(written), part.rpartition(" ")[2], worked,
                              without_result(self.hints.get(worked, worked)))
            at += len(written)

    def _worked_out(self, text: Mark, size: str) -> str:
        """How the size comes about: as the text itself says, or else as is known of it."""
        assert isinstance(text.shape, Text)
        string = text.shape.string
        known = self.worked.get(string) or self.worked.get(size, "")
        return known or (string if _CALCULATION.match(string) else "")

    def untold(self, words: str) -> str:
        """An alt text, without the sizes that are left out."""
        for phrase, size in self.sizes.items():
            words = _alone(phrase).sub(phrase.replace(size, UNTOLD), words)
            if SIGN in size and size not in self.given:
                words = _alone(size).sub(UNTOLD, words)
        return without_result(words) if self.sizes else words


def blanked(story: Story, gap: Gap) -> Story:
    """The story with that left empty, or with the answers in it."""
    filled, writer = story.full, _Writer(story, gap)
    return Story(writer.stage(), Unfolding(len(story.scenes), writer.scenes()),
                 None if filled is None else lambda: blanked(filled(), gap))


class _Writer:
    """Goes through a story, with what its marks are at the moment and what is shown of them."""

    def __init__(self, story: Story, gap: Gap) -> None:
        self._story, self._gap = story, gap
        marks = story.stage.marks
        self._roles = {id: mark.roles for id, mark in marks.items()}
        self._shapes: dict[MarkId, Shape] = {id: mark.shape for id, mark in marks.items()}
        self._elements = dict(story.stage.elements)
        self._texts = [id for id, shape in self._shapes.items() if isinstance(shape, Text)]
        self._lines = [id for id, shape in self._shapes.items() if isinstance(shape, Line)]
        self._cells = Cells([(id, mark.shape, mark.order) for id, mark in marks.items()
                              if isinstance(mark.shape, Cell)])
        self._empty = {id for id, element in self._elements.items() if gap.takes(element)}
        self._made = {id for id in self._cells.ids if self._says_the_same(id)}
        self._shown = self._look(None)

    def stage(self) -> Stage:
        """The stage before the first step, to which sizes in a colour of their own have come."""
        stage, found, gaps = self._story.stage, dict[MarkId, Mark](), list[SizeGap]()
        for id, mark in stage.marks.items():
            roles, shape = self._shown.get(id, (mark.roles, mark.shape))
            found[id] = replace(mark, roles=roles, shape=shape)
            if isinstance(mark.shape, Text) and (parts := self._gap.split(mark.shape, mark.roles)):
                gaps += self._gap.size_gaps(mark, parts)
                written = _sizes(mark.shape, parts, self._gap.left.answered)
                found[id] = replace(mark, shape=written[0][0])
                found |= {(f"{id[0]} part {number}", id[1]): replace(
                    mark, id=(f"{id[0]} part {number}", id[1]), shape=part,
                    roles=(*mark.roles, ANSWER) if is_answer else mark.roles)
                    for number, (part, is_answer) in enumerate(written[1:])}
        left = self._gap.left
        told = left.answered or not left.kind.arrays
        blanks = () if told else tuple(filter(self._gap.takes, self._story.elements))
        return replace(stage, marks=found, blanks=blanks,
                       gaps=() if left.answered else (*self._with_makers(gaps),))

    def _with_makers(self, gaps: Sequence[SizeGap]) -> Iterator[SizeGap]:
        """The gaps with the layers that they are of, where there are as many of these."""
        told = [shape.string for gap in gaps for shape in [self._shapes[gap.text]]
                if isinstance(shape, Text)]
        asked, counts, come = self._gap.makers, Counter(told), Counter[str]()
        for gap, words in zip(gaps, told, strict=True):
            makers = asked.get(words, ())
            yield replace(gap, maker=makers[come[words]]) if len(makers) == counts[words] else gap
            come[words] += 1

    def scenes(self) -> Iterator[Scene]:
        """Each scene, of which marks that are left empty or written anew change as they look."""
        for scene in self._story.scenes:
            self._roles |= scene.roles
            self._shapes |= scene.shapes
            self._elements |= scene.elements
            for id, element in scene.elements.items():
                (self._empty.add if self._gap.takes(element) else self._empty.discard)(id)
            for id in scene.roles.keys() & self._cells.ids.keys():
                (self._made.add if self._says_the_same(id) else self._made.discard)(id)
            self._cells.move(scene.shapes)
            shown = self._look(scene.about[0].element if scene.about else None)
            roles = {id: taken for id, taken in scene.roles.items() if id not in shown}
            shapes = {id: shape for id, shape in scene.shapes.items() if id not in shown}
            for id in shown.keys() | self._shown.keys():
                now = shown.get(id, (self._roles[id], self._shapes[id]))
                before = self._shown.get(id)
                if before is None or before[0] != now[0]:
                    roles[id] = now[0]
                if before is None or before[1] != now[1]:
                    shapes[id] = now[1]
            self._shown = shown
            yield replace(scene, roles=roles, shapes=shapes)

    def _says_the_same(self, id: MarkId) -> bool:
        """Whether a cell that shows no element is of the kind that is left empty."""
        roles = self._roles[id]
        return (id not in self._elements and own_name(id) not in LEGEND
                and not self._gap.left.kind.made.isdisjoint(roles))

    def _look(self, about: Element | None) -> dict[MarkId, tuple[Roles, Shape]]:
        """What is shown at the moment of cells that are left empty, and of all texts in them."""
        left = self._gap.left
        named = {self._cell_around(id) for id in self._texts if NAMED in self._roles[id]}
        empty = self._empty | (self._made - named if self._gap.concerns(about) else set())
        shown: dict[MarkId, tuple[Roles, Shape]] = {
            id: ((*[role for role in self._roles[id] if role not in SHADES], BLANK),
                 self._shapes[id]) for id in empty if id in self._roles}
        if not left.answered:  # the ends of a ramp are of numbers too
            shaded = {f"{id[0]}{end}" for id in empty for end in RAMP}
            shown |= {id: ((UNSEEN,), replace(shape, string="") if isinstance(shape, Text) else
                           shape) for id, shape in self._shapes.items() if id[0] in shaded}
        if not left.answered and self._gap.concerns(about):
            shown |= {id: ((UNSEEN,), self._shapes[id]) for id in self._lines
                      if not left.kind.around.isdisjoint(self._roles[id])}
        for id in self._texts:
            roles, shape = self._roles[id], self._shapes[id]
            assert isinstance(shape, Text)
            if UNSEEN in roles or not shape.string:
                continue
            if self._cell_around(id) in empty:
                shown[id] = ((*roles, ANSWER), shape) if left.answered else (
                    (UNSEEN,), replace(shape, string=""))
            elif (not left.answered and left.kind.given_away(shape.string, roles)
                  and self._gap.concerns(about)):
                shown[id] = (tuple([ALIKE.get(role, role) for role in roles]),
                             replace(shape, string=_NUMBER.sub(LINE, shape.string)))
        return shown

    def _cell_around(self, text: MarkId) -> MarkId | None:
        shape = self._shapes[text]
        assert isinstance(shape, Text)
        return self._cells.around(shape, self._story.stage.marks[text].order)


def without_result(formulas: str) -> str:
    """The formulas in those words without what they come to."""
    return _RESULT.sub(f"{EQUALS}{UNTOLD}", formulas)


def of_untold(formula: str, *, flattens: bool = False) -> str:
    """The formula without the size that it is of, which is its first number. flattens: whether it
    is of several, all that it multiplies."""
    taken, equals, result = formula.partition(f" {EQUALS}")
    return _FIRST.sub(UNTOLD, taken, 0 if flattens else 1) + equals + result


def _alone(words: str) -> re.Pattern[str]:
    """Those words where they are no part of a longer number or size."""
    before = rf"(?<![\d{SIGN}])(?<!\d[.,])" if words[0].isdigit() else ""
    after = rf"(?![\d{SIGN}]|[.,]\d)" if words[-1].isdigit() else ""
    return re.compile(before + re.escape(words) + after)


def _line_for(size: str) -> str:
    """What stands in the place of a size."""
    return LINE * max(SHORTEST_LINE, len(size))


def _sizes(text: Text, parts: Sequence[tuple[str, bool]], answered: bool
           ) -> list[tuple[Text, bool]]:
    """The text with a line in place of each size; or in parts, each with whether it is an answer.
    """
    if not answered:
        line = "".join([_line_for(part) if is_size else part for part, is_size in parts])
        return [(replace(text, string=line), False)]
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[text.align]
    x, y = text.anchor
    x -= share * text_width(text.string, text.size_px, text.font)
    written = []
    for part, is_size in parts:
        written.append((replace(text, string=part, anchor=(x, y), align="left"), is_size))
        x += text_width(part, text.size_px, text.font)
    if written[0][1]:  # what takes the place of the text itself is none
        written.insert(0, (replace(text, string=""), False))
    return written
