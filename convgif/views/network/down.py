"""A network from top to bottom, for narrow pages: what is written stands beside the maps."""

from collections.abc import Sequence

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
        over = max((text_width(each, small) for each in said), default=0.0)
        if left + over > sizes.left + sizes.width:
            raise TooWideError("what is written beside the maps of this network does not fit:")
        high = max(stack.height + stack.depth, line * len(said) + TAGGED * label * bool(text.label))
        stack = stack.moved(middle, top + high / 2)
        add_stack(drawing, stack, number, block)
        placed[number] = stack
        if number:
            add_sources(drawing, content, number, placed)
        y = top + (high - line * len(said) - (LINE_HEIGHT * label if text.label else 0)) / 2
        for place, each in enumerate(said):
            drawing.text("formula" if place or not text.above else "legend", each,
                         (left, y + ASCENT * small), small, "left")
            y += line
            if not place and text.above:
                y = _labelled(drawing, text.label, text.tags, (left, y), sizes)
        if not text.above:
            _labelled(drawing, text.label, text.tags, (left, y), sizes)
        top += high + GAP * label
    for run in runs_of(content.blocks, range(1, len(content.blocks))):
        first, last = placed[run[0]], placed[run[-1]]
        x = sizes.left + 1.6 * small
        add_run(drawing, count_of(content.blocks[run[0]]), (x, first.front[1] - first.depth),
                (x, last.front[1] + last.height), small, upright=True)
    return top


def _labelled(drawing: Drawing, said: str, tags: Sequence[str], at: tuple[float, float],
              sizes: Sizes) -> float:
    """Adds the shape of a map, and behind it its tags; where the next line begins."""
    if not said:
        return at[1]
    drawing.text("label", said, (at[0], at[1] + ASCENT * sizes.label_px), sizes.label_px, "left")
    x = at[0] + text_width(said, sizes.label_px) + sizes.small_px
    for tag in tags:
        wide = text_width(tag, sizes.small_px) + 0.8 * sizes.small_px
        if x + wide <= sizes.left + sizes.width:
            add_tag(drawing, tag, (x + wide / 2, at[1] - 0.2 * sizes.small_px), sizes.small_px)
        x += wide + 0.6 * sizes.small_px
    return at[1] + (TAGGED if tags else LINE_HEIGHT) * sizes.label_px
