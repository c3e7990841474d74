"""The parts of a formula of an output, with a hole for each name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import TypeVar

from convgif.layers.axes import AxisPlan
from convgif.layers.indexing import Indexing, numbered
from convgif.layers.letters import Letters
from convgif.traces.tracing import Trace

MADE, READ = "made", "read"  # what parts of a formula are about: the output, and the input
COMMA = ", "  # a part that stays with the one before
Item = TypeVar("Item")


@dataclass(frozen=True)
class Part:
    """A run of a formula that is never broken: what it is about, if anything, and its text with a
    hole for each name. continues: whether it goes on in a bracket that the one before opens, or in
    an expression."""

    template: str
    about: str = ""
    continues: bool = False

    @property
    def stays(self) -> bool:
        """Whether it stays with the one before: a comma, or a bias, which alone in a line is lost.
        """
        return self.template == COMMA or "{b}" in self.template

    def pieces(self) -> Iterator[tuple[str, str | None]]:
        """Its literal texts, each with the name that follows, None for none."""
        for text, name, _, _ in Formatter().parse(self.template):
            yield text, name


def many(trace: Trace) -> bool:
    """Whether indices name channels."""
    return (trace.input.shape[0], trace.output.shape[0]) != (1, 1) or 1 in (
        trace.input.ndim, trace.output.ndim)


def parts_of(trace: Trace, letters: Letters, indexing: Indexing) -> Iterator[Part]:
    """The formula of the trace's outputs, which read its input so, in its order."""
    made, weight, read, bias = _index_texts(trace, letters, indexing)
    yield Part(f"{{y}}[{', '.join(made)}]", MADE)
    activated = trace.activation is not None
    yield Part(" = " + "f(" * activated)
    indices = [*[f"{index}, " for index in read[:-1]], f"{read[-1]}]"]
    read_parts = [Part("{x}[" + indices[0], READ),
                  *[Part(index, READ, continues=True) for index in indices[1:]]]
    if trace.weight is None:
        yield from _unweighted(trace, indexing, read_parts)
    else:
        yield Part(f"Σ {{w}}[{', '.join(weight)}]")
        yield Part(" · ")
        yield from read_parts
    if trace.bias is not None:
        yield Part(f" + {{b}}[{', '.join(bias)}]" if bias else " + {b}")
    if activated:
        yield Part(")")
    for where in indexing.where:
        yield Part(COMMA)
        yield Part(where.replace("{read}", ", ".join(read)))
    for letter, index in indexing.defines:
        yield Part(COMMA)
        first, *others = _terms(index)
        yield Part(f"{letter} = {first}")
        yield from (Part(term, continues=True) for term in others)


def _terms(expression: str) -> list[str]:
    """The terms of a sum, each with its sign; all as one where some are between bars."""
    found, depth = [""], 0
    for piece in re.split(r"( [+−] |[()⌊⌋])", expression):
        depth += {"(": 1, "⌊": 1, ")": -1, "⌋": -1}.get(piece, 0)
        if piece in (" + ", " − ") and not depth and "|" not in expression:
            found.append("")
        found[-1] += piece
    return found


def _unweighted(trace: Trace, indexing: Indexing, read: Sequence[Part]) -> Iterator[Part]:
    """What is read, and what is made of it: of no weights but those that each axis has for each
    output."""
    rule, selects = trace.rule.notation(trace.layer), trace.rule.selects
    before, after = ("", "") if trace.rule.interpolates(trace.layer) else (
        rule.term.split("{input}"))
    shares = [numbered(index.share, axis) for axis, index in enumerate(indexing.axes)
              if index.share]
    opening = "max " if selects else rule.opening.strip() + "Σ " * indexing.sums
    yield Part(opening + before + "".join([f"{share}·" for share in shares]))
    yield from read
    closing = after if selects else after + rule.closing.strip()
    closing += rule.division.replace("{divisor}", "{{divisor}}").format()
    if closing:
        yield Part(closing)


def _index_texts(trace: Trace, letters: Letters, indexing: Indexing
                 ) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
    """The indices of the output, the weight, the input and the bias, with holes."""
    layer = trace.layer
    if not layer.rank and trace.weight is not None:
        return ["{made}"], ["{made}", "{read}"], ["{read}"], ["{made}"]
    positions = [f"{{i{axis}}}" for axis in range(trace.output.ndim - 1)]
    taps = [_tap(axis, plan) for axis, plan in enumerate(trace.axes)]
    reads, own = indexing.reads, [] if layer.shares_weights else positions
    if not many(trace):
        return positions, [*own, *taps], reads, own
    into, weight = (indexing.channel, []) if indexing.channel else _channels(trace)
    made = ordered(["{made}"], positions, letters)
    return (made, [*own, *ordered(weight, taps, letters, weight=True)],
            ordered([into], reads, letters), ["{made}", *own])


def _channels(trace: Trace) -> tuple[str, Sequence[str]]:
    """The index of the input's channel, and those of the weight's."""
    layer = trace.layer
    if trace.weight is None:
        return "{made}", []
    groups = layer.parameters().get("groups", 1)
    each, outs = (array.shape[0] // groups for array in (trace.input, trace.output))
    stamps = bool(trace.stamp_axes)
    if groups == 1:
        return "{read}", ["{read}", "{made}"] if stamps else ["{made}", "{read}"]
    group = "{made}" if outs == 1 else "{group}"
    into = group if each == 1 else f"{group}·{{per_group}} + {{read}}"
    if stamps:
        return into, [into, "0" if outs == 1 else "{made} − {group}·{outs}"]
    return into, ["{made}", "0" if each == 1 else "{read}"]


def _tap(axis: int, plan: AxisPlan) -> str:
    """The index of the kernel along an axis."""
    return f"{{m{axis}}}" if len(plan.offsets) > 1 else "0"


def ordered(channels: Sequence[Item], spatial: Sequence[Item], letters: Letters, *,
             weight: bool = False) -> list[Item]:
    """The indices of channels and of axes in the order of the notation."""
    if not letters.channels_last:
        return [*channels, *spatial]
    return [*spatial, *(channels[::-1] if weight else channels)]
