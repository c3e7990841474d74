"""A network from left to right, or from right to left, in rows, with numbers in lines below."""

from collections.abc import Sequence

from convgif.scenes.text import ASCENT, LINE_HEIGHT
from convgif.views.network.blocks import count_of, runs_of
from convgif.views.network.layout import Sizes
from convgif.views.network.marks import (
    Content,
    Drawing,
    add_run,
    add_sources,
    add_stack,
    add_tag,
)

TAG = 1.5  # lines high
FREE_PX = 5.0  # between a map and a line that ties it to another


def add_row(drawing: Drawing, content: Content, numbers: range, sizes: Sizes,
            names: Sequence[str], top: float, column_px: float, columns: int, *, leftwards: bool
            ) -> float:
    """Adds a row of maps from there down; where it ends. names: of the lines of numbers; leftwards:
    whether it begins at the right."""
    texts, makes = content.texts, numbers[1:]
    small, line, label = sizes.small_px, sizes.line, sizes.label_px
    runs = runs_of(content.blocks, numbers[1:])
    top += 0.4 * label
    brackets, top = top + LINE_HEIGHT * label, top + (LINE_HEIGHT + 0.8) * label * bool(runs)
    above = max((len(texts[number].above) for number in makes), default=0) * line
    high = max(stack.height + stack.depth for stack in map(content.stacks.__getitem__, numbers))
    bows = any({*content.blocks[number].sources} - {number - 1} for number in makes)
    axis = top + above + (2.2 if bows else 0.6) * label + high / 2
    first = sizes.left + sizes.heading + column_px / 2
    middles = [first + column_px * (columns - 1 - column if leftwards else column)
               for column in range(len(numbers))]
    placed = {number: content.stacks[number].moved(middle, axis)
              for number, middle in zip(numbers, middles, strict=True)}
    labels = axis + high / 2 + 0.7 * label
    tags = labels + (LINE_HEIGHT * label if texts[0].label else 0)
    deepest = max(len(texts[number].tags) for number in numbers)
    rows = tags + (deepest * TAG + 0.2) * line if deepest else tags
    for number in numbers:
        add_stack(drawing, placed[number], number, content.blocks[number])
        at, text = placed[number].middle, texts[number]
        drawing.text("label", text.label, (at, labels + ASCENT * label), label)
        for place, tag in enumerate(text.tags):
            add_tag(drawing, tag, (at, tags + TAG * line * place), small)
    for run in runs:
        middles_of = [placed[number].middle for number in run]
        before = [placed[number - 1].middle for number in run]
        ends = [(one + other) / 2 for one, other in zip(middles_of, before, strict=True)]
        add_run(drawing, count_of(content.blocks[run[0]]),
                (min(*ends, *middles_of) - 0.5 * label, brackets),
                (max(*ends, *middles_of) + 0.5 * label, brackets), label)
    for number in makes:
        between = (placed[number].middle + placed[number - 1].middle) / 2
        for place, said in enumerate(texts[number].above):
            drawing.text("legend", said, (between, top + line * place + ASCENT * small), small)
        add_sources(drawing, content, number, placed)
    for index, name in enumerate(names):
        lines = max((len(texts[number].numbers[index]) for number in makes), default=0)
        drawing.text("formula", name if lines else "", (sizes.left, rows + ASCENT * small), small,
                     "left")
        for number in makes:
            for place, said in enumerate(texts[number].numbers[index]):
                drawing.text("legend", said, (placed[number].middle,
                                              rows + line * place + ASCENT * small), small)
        rows += line * lines
    for number in numbers:
        at = placed[number].middle
        drawing.ties[content.blocks[number].label] = (
            (at, placed[number].top[1] - FREE_PX), (at, rows))
    return rows + label
