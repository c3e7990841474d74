"""Source: the commands that draw pieces, a line for each mark, in parts that say what they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from convgif.formats.paths import Run, joined, merged, written
from convgif.formats.pieces import Painting, Piece, Tint
from convgif.formats.tikz.styles import Styles
from convgif.formats.tikz.words import tex_words
from convgif.scenes.scene import Cell, Disc, Film, Line, MarkId, Roles, Story, Text
from convgif.scenes.sparing import seen_strokes

MOST_APART = 2000  # cells that look alike: of more nobody edits one
# Roles of words in which a letter that stands alone is a quantity.
QUANTITIES = {"formula", "label", "sign", "total", "total_zero", "value", "value_active", "on_tint"}
Steps = tuple[int, ...]


@dataclass(frozen=True)
class Seen:
    """A piece as it looks at some steps. style: how; steps: at which, empty for all."""

    piece: Piece
    tint: Tint
    style: str
    roles: Roles
    steps: Steps = ()

    @property
    def part(self) -> str:
        """What it is a part of: a map, the numbers in it, a line."""
        return self.piece.mark[0]

    @property
    def command(self) -> tuple[object, ...]:
        """What all marks of one command have in common."""
        return (self.piece.depth, type(self.piece.shape), self.piece.pen, self.style, self.part,
                self.steps)


def drawn(painting: Painting, story: Story, styles: Styles) -> list[str]:
    """The lines that draw a story of several steps as overlays of Beamer, or of one step."""
    lines, part = list[str](), ""
    seen = list(_seen(painting, story, styles))
    for _, alike in groupby(_by_part(seen), lambda seen: seen.command):
        marks = list(alike)
        if marks[0].part != part:
            part = marks[0].part
            lines.append(f"% {part.replace('_', ' ')}")
        commands = _commands(marks)
        if marks[0].steps and commands:
            commands = _overlay([step + 1 for step in marks[0].steps], commands)
        lines += commands
    return lines


def _seen(painting: Painting, story: Story, styles: Styles) -> Iterator[Seen]:
    """Each piece in each of its colours, the lowest first."""
    count, roles = len(story.scenes), _roles(story)
    for piece in painting.pieces:
        shown: dict[Tint, list[int]] = {}
        ends = [step for step, _ in piece.changes[1:]] + [count]
        for (begin, number), end in zip(piece.changes, ends, strict=True):
            tint = piece.tints[number]
            if tint is not None:
                shown.setdefault(tint, []).extend(range(begin, end))
        for tint, steps in shown.items():
            if steps:
                had = _at(roles[piece.mark], steps[0])
                yield Seen(piece, tint, styles.of(piece, tint, had), had,
                           () if len(steps) == count else tuple(steps))


def _by_part(seen: Sequence[Seen]) -> Iterator[Seen]:
    """The same, texts that lie equally high together with those of their part: they hide nothing.
    """
    for (_, is_text), level in groupby(seen, lambda each: (
            each.piece.depth, isinstance(each.piece.shape, Text))):
        marks = list(level)
        if is_text:
            parts = {part: number for number, part in enumerate(
                dict.fromkeys(mark.part for mark in marks))}
            marks.sort(key=lambda mark: parts[mark.part])
        yield from marks


def _roles(story: Story) -> Mapping[MarkId, list[tuple[int, Roles]]]:
    """The roles of each mark, by the step from which on it has them."""
    found = defaultdict[MarkId, list[tuple[int, Roles]]](list)
    for id, mark in story.stage.marks.items():
        found[id].append((0, mark.roles))
    for step, scene in enumerate(story.scenes):
        for id, roles in scene.roles.items():
            found[id].append((step, roles))
    return found


def _at(roles: Sequence[tuple[int, Roles]], step: int) -> Roles:
    return next(taken for begin, taken in reversed(roles) if begin <= step)


def _overlay(slides: Sequence[int], commands: Sequence[str]) -> list[str]:
    """The commands on those slides of a frame alone."""
    only = f"\\only<{_ranges(slides)}>"
    if len(commands) == 1:
        return [f"{only}{{{commands[0]}}}"]
    return [f"{only}{{", *[f"  {line}" for line in commands], "}"]


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers as Beamer takes them: `1,3-5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join([f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs])


def _commands(marks: Sequence[Seen]) -> list[str]:
    """The commands that draw marks that look alike: one for all, or of texts each its own."""
    style, shapes = marks[0].style, [mark.piece.shape for mark in marks]
    if isinstance(shapes[0], Text):
        return [_node(mark.piece.shape, style, mark.roles) for mark in marks
                if isinstance(mark.piece.shape, Text)]
    if marks[0].piece.pen:
        paths = [_run(run) for run in joined([run for shape in shapes for run in _runs(shape)])]
        return _path(rf"\draw[{style}]", paths)
    return _path(rf"\fill[{style}]", list(_areas(shapes)))


def _path(command: str, paths: Sequence[str]) -> list[str]:
    """A command with a line for each of its paths."""
    if len(paths) < 2:
        return [f"{command} {path};" for path in paths]
    return [command, *[f"  {path}" for path in paths[:-1]], f"  {paths[-1]};"]


def _node(text: Text, style: str, roles: Roles) -> str:
    words = tex_words(text.string, letters=not QUANTITIES.isdisjoint(roles))
    return rf"\node[{style}] at {_point(text.anchor)} {{{words}}};"


def _areas(shapes: Sequence[object]) -> Iterator[str]:
    cells = [shape.corners for shape in shapes if isinstance(shape, Cell | Film)]
    for run in merged(cells) if len(cells) > MOST_APART else cells:
        yield _closed(run)
    for shape in shapes:
        if isinstance(shape, Disc):
            yield (_closed(shape.triangle) if shape.triangle else
                   f"{_point(shape.center)} circle[radius={written(shape.radius)}]")


def _runs(shape: object) -> Iterator[Run]:
    """The lines that are drawn with a pen: also the edges of cells."""
    if isinstance(shape, Line):
        yield from seen_strokes(shape)
    elif isinstance(shape, Cell):
        yield from pairwise((*shape.corners, shape.corners[0]))


def _closed(corners: Run) -> str:
    """An area: a rectangle, or all its corners."""
    if len(corners) == 4:
        (x, y), (x1, y1), (x2, y2), (x3, y3) = corners
        if (y, x1, y2, x3) == (y1, x2, y3, x):
            return f"{_point((x, y))} rectangle {_point((x2, y2))}"
    return f"{_run(corners)}--cycle"


def _run(run: Run) -> str:
    return "--".join(map(_point, run))


def _point(point: tuple[float, float]) -> str:
    return f"({written(point[0])},{written(point[1])})"
