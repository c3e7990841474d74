"""What a player asks its reader: what is left empty, and what belongs there.

That has to be in the page which grades, but not as text that is read at a glance, or that a search
finds; whoever wants to read it can.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from convgif.formats.player.naming import Book
from convgif.formats.player.numerals import shortest
from convgif.formats.player.sizes import asked_size, rank_of
from convgif.formats.player.words import HEARD, WORDS
from convgif.scenes.blanking import EQUALS
from convgif.scenes.scene import Element, Mark, SizeGap, Story, Text
from convgif.scenes.words import Words
from convgif.traces.tracing import Trace

MADE, WEIGHTS = ("output", "canvas", "grad_input"), ("weight", "grad_weight")
INDEXED = re.compile(r"(.*?)\[([0-9, ]+)\]")


def is_asked(story: Story) -> bool:
    """Whether something is left empty in it."""
    return bool(story.stage.blanks or story.stage.gaps)


def asked_elements(story: Story, book: Book) -> list[Element]:
    """The elements that are left empty, of those that have a number, in reading order: map by map.
    """
    blanks = {element for element in story.stage.blanks if book.written(element)}
    maps = {name: number for number, name in enumerate(dict.fromkeys(
        [name for name, _ in story.stage.elements]))}
    placed = sorted([(maps[name], index, number) for number, ((name, index), element) in enumerate(
        story.stage.elements.items()) if element in blanks])
    elements = [*story.stage.elements.values()]
    later = [element for element in story.elements if element in blanks]
    return list(dict.fromkeys([*[elements[number] for *_, number in placed], *later]))


def exercise(story: Story, traces: Sequence[Trace], book: Book, untold: Sequence[object],
             words: Words) -> dict[str, Any]:
    """What is asked, as data: blanks [element, what it is called], below zero for sizes, with how
    these are written in letters and in words; and sealed, the answers of each [what is to be
    written, from where to where it is right], of a size [that, how it comes about without and with
    what it comes to, all that is taken for it, of how many numbers], and the sums that are told
    when they are found. untold: these."""
    elements, gaps, grading = asked_elements(story, book), story.stage.gaps, WORDS[words.spoken]
    counts = _counts(story)
    blanks = [[book.number(element), _called(element, traces[element.trace], book, counts, words)]
              for element in elements]
    sizes = [asked_size(gap, traces[0].output.ndim - 1 if traces else rank_of(gaps))
             for gap in gaps]
    blanks += [[-number, grading.size.format(
        number=number, text=_asked(story.stage.marks[gap.text], gap)), size.sign,
        size.said(grading)] for number, (gap, size) in enumerate(zip(gaps, sizes, strict=True), 1)]
    answers: list[list[object]] = [[shortest(book.written(element)), *book.bounds(element)]
                                   for element in elements]
    answers += [[gap.size, gap.hint, gap.worked, [",".join(map(str, each)) for each in size.taken],
                 [*map(len, size.taken)]] for gap, size in zip(gaps, sizes, strict=True)]
    sealed = json.dumps({"answers": answers, "sums": untold}, separators=(",", ":"))
    said = {name: phrase for name, phrase in asdict(grading).items() if name in HEARD}
    return {"words": said, "blanks": blanks,
            "sealed": b64encode(sealed.encode()).decode()}


def _called(element: Element, trace: Trace, book: Book, counts: Mapping[tuple[str, int], int],
            words: Words) -> str:
    """What the field of an element is called, with its place in words, which are heard."""
    found = INDEXED.match(book.label(element))
    if found is None:
        return book.label(element)
    name, index = found[1], [int(number) for number in found[2].split(", ")]
    channels = [words.channel] if element.array in MADE else (
        [words.output_name, words.input_name] if element.array in WEIGHTS else [])
    if trace.stamp_axes:  # whose weight has its input channels first
        channels = channels[::-1]
    counted = channels[:len(index) - 1]
    said = [channel.format(number=index[axis]) for axis, channel in enumerate(counted)
            if counts[element.array, axis] > 1]
    axes = words.axes[len(index) - len(counted)]
    said += [WORDS[words.spoken].place.format(axis=axis, number=number) for (axis, _), number
             in zip(axes, index[len(counted):], strict=True)]
    return WORDS[words.spoken].joint.join([name, *said])


def _counts(story: Story) -> Mapping[tuple[str, int], int]:
    """How many channels are shown along each axis of each array."""
    found: dict[tuple[str, int], set[int]] = {}
    for element in story.elements:
        for axis, number in enumerate(element.index):
            found.setdefault((element.array, axis), set()).add(number)
    return {key: len(numbers) for key, numbers in found.items()}


def _asked(mark: Mark, gap: SizeGap) -> str:
    """The text, with a sign for the gap that is heard; of one that says no more, the layer, or how
    it comes about."""
    assert isinstance(mark.shape, Text)
    string = mark.shape.string
    before, after = string[:gap.start], string[gap.stop:]
    if gap.maker:
        return f"{gap.maker} → {before}?{after}"
    return (before == EQUALS and gap.hint) or f"{before}?{after}"
