"""A network from top to bottom, for narrow pages: what is written stands beside the maps."""

from collections.abc import Sequence
from typing import NamedTuple

from convgif.scenes.scene import Point
from convgif.scenes.text import ASCENT, LINE_HEIGHT, text_width
from convgif.views.kit.typesetting import TooWideError
from convgif.views.network.blocks import count_of, runs_of
from convgif.views.network.layout import Sizes, Stack
from convgif.views.network.marks import (
    Content,
    Drawing,
    add_run,
    add_sources,
    add_stack,
    add_tag,
)

MAPS = 0.46  # of the width
GAP = 1.2  # between maps, in labels
TAGGED = 1.75  # labels from one with tags to the line below it


def add_column(drawing: Drawing, content: Content, sizes: Sizes, names: Sequence[str], top: float
               ) -> float:
    """Adds all maps from there down; where they end. names: of the numbers. Raises TooWideError."""
    small, line, label = sizes.small_px, sizes.line, sizes.label_px
    middle, left = sizes.left + MAPS * sizes.width / 2, sizes.left + MAPS * sizes.width
    placed: dict[int, Stack] = {}
    for number, (block, text) in enumerate(zip(content.blocks, content.texts, strict=True)):
        stack = content.stacks[number]
        said = [f"{name} {' '.join(lines)}" for name, lines in zip(names, text.numbers, strict=True)
                if lines]
        if text.above:
            said.insert(0, ", ".join(text.above))
        room = sizes.left + sizes.width - left
        over = max((text_width(each, small) for each in said), default=0.0)
        if over > room:
            raise TooWideError("what is written beside the maps of this network does not fit:")
        rows = _tag_rows(text.label, text.tags, room, sizes) if text.label else []
        written = line * len(said) + sum(row.high for row in rows)
        high = max(stack.height + stack.depth, written)
        stack = stack.moved(middle, top + high / 2)
        add_stack(drawing, stack, number, block)
        placed[number] = stack
        if number:
            add_sources(drawing, content, number, placed)
        y = top + (high - written) / 2
        for place, each in enumerate(said):
            drawing.text("formula" if place or not text.above else "legend", each,
                         (left, y + ASCENT * small), small, "left")
            y += line
            if not place and text.above:
                y = _labelled(drawing, text.label, rows, (left, y), sizes)
        if not text.above:
            _labelled(drawing, text.label, rows, (left, y), sizes)
        top += high + GAP * label
    for run in runs_of(content.blocks, range(1, len(content.blocks))):
        first, last = placed[run[0]], placed[run[-1]]
        x = sizes.left + 1.6 * small
        add_run(drawing, count_of(content.blocks[run[0]]), (x, first.front[1] - first.depth),
                (x, last.front[1] + last.height), small, upright=True)
    return top


class _Row(NamedTuple):
    """Tags beside each other, each with where its middle lies from the left; high: how high the
    line is that they stand on."""

    tags: list[tuple[str, float]]
    high: float


def _tag_rows(label: str, tags: Sequence[str], room: float, sizes: Sizes) -> list[_Row]:
    """Tags behind the shape of a map, and below it those that have no room there. Raises
    TooWideError."""
    small = sizes.small_px
    rows: list[list[tuple[str, float]]] = [[]]
    x = text_width(label, sizes.label_px) + small
    for tag in tags:
        wide = text_width(tag, small) + 0.8 * small
        if x + wide > room:
            rows.append([])
            x = 0.0
        if x + wide > room:
            raise TooWideError(f"{tag} beside the maps of this network does not fit:")
        rows[-1].append((tag, x + wide / 2))
        x += wide + 0.6 * small
    return [_Row(row, (TAGGED if row else LINE_HEIGHT) * sizes.label_px) for row in rows]


def _labelled(drawing: Drawing, label: str, rows: Sequence[_Row], at: Point, sizes: Sizes) -> float:
    """Adds the shape of a map, and its tags; where the next line begins."""
    left, y = at
    if label:
        drawing.text("label", label, (left, y + ASCENT * sizes.label_px), sizes.label_px, "left")
    for row in rows:
        for tag, middle in row.tags:
            add_tag(drawing, tag, (left + middle, y - 0.2 * sizes.small_px), sizes.small_px)
        y += row.high
    return y
