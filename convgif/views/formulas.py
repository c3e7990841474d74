"""How the output of a layer follows from its input, in letters and with the indices of a step:

    y[i, j] = Σ w[m, n] · x[i·s + m − p, j·s + n − p] + b
    y[1, 2] = Σ w[m, n] · x[1·2 + m − 1, 2·2 + n − 1] + b

The letters are those of a row of NOTATIONS, the numbers those of the layer and of the trace.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter
from typing import TypeVar

from convgif.layers.axes import AxisPlan
from convgif.layers.indexing import IndexFormula
from convgif.layers.letters import DEFAULT_NOTATION, NOTATIONS, Axis, Letters
from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Mac, Step, Trace

MADE, READ = "made", "read"  # what parts of a formula are about: the output, and the input
DIVISOR, MINUS = "N", "\N{MINUS SIGN}"
Item = TypeVar("Item")


@dataclass(frozen=True)
class Part:
    """A run of a formula that is never broken: what it is about, if anything, and its text with a
    hole for each name."""

    template: str
    about: str = ""

    def pieces(self) -> Iterator[tuple[str, str | None]]:
        """Its literal texts, each with the name that follows, None for none."""
        for text, name, _, _ in Formatter().parse(self.template):
            yield text, name


@dataclass(frozen=True)
class Term:
    """What a tap adds, as it is written; idle: whether it meets a zero that is not in the input."""

    text: str
    idle: bool


@dataclass(frozen=True)
class Formula:
    """The formula of a trace's outputs. parts: as they follow each other. letters: by the name of a
    hole; numbers: of those that are the same at every step."""

    trace: Trace
    written_in: Letters
    parts: Sequence[Part]
    letters: Mapping[str, str]
    numbers: Mapping[str, int]
    indices: Sequence[IndexFormula] = field(default=())

    @property
    def in_letters(self) -> str:
        """All of it in letters."""
        return self._template.format_map(self.letters)

    def filled(self, step: Step) -> str:
        """The same with the indices of that step."""
        return self._template.format_map(self.at(step))

    def at(self, step: Step) -> Mapping[str, str]:
        """What stands in each hole at that step."""
        out, *position = step.output_index
        found = {**self._of_channel(out), **{f"i{axis}": str(place)
                                             for axis, place in enumerate(position)}}
        if step.divisor is not None:
            found["divisor"] = _number(step.divisor)
        return found

    def bias_at(self, step: Step) -> str:
        """What is added to the sum of that step's terms: ` + b[1]`; nothing without a bias."""
        return "".join([part.template.format_map(self.at(step)) for part in self.parts
                        if "{b}" in part.template])

    def of_channel(self, out: int) -> str:
        """The same with the indices of an output channel, and holes for those of its axes, counted
        from 1, and for the divisor."""
        holes = {f"i{axis}": f"{{{axis + 1}}}" for axis in range(len(self.trace.axes))}
        return self._template.format_map({**self._of_channel(out), **holes,
                                          "divisor": "{divisor}"})

    def _of_channel(self, out: int) -> dict[str, str]:
        numbers = {**self.numbers, "made": out}
        if self._channels_of_group:
            numbers["group"] = out // self._channels_of_group
        return {**self.letters, **{name: _number(number) for name, number in numbers.items()}}

    @property
    def ranges(self) -> str:
        """What the letters that stay run over, and what a group is: `m, n = 0 … 2`."""
        trace, letters = self.trace, self.letters
        counts = {letters[f"m{axis}"]: len(plan.offsets) for axis, plan in enumerate(trace.axes)
                  if f"{{m{axis}}}" in self._template}
        reads = len(trace.layer.channels_read(0))
        if "{read}" in self._template and reads > 1:
            counts[letters["read"]] = reads
        said = [f"{', '.join([name for name in counts if counts[name] == count])} = "
                f"{'0 … ' if count > 1 else ''}{count - 1}"
                for count in dict.fromkeys(counts.values())]
        if "{group}" in self._template:
            said.append(f"{letters['group']} = ⌊{letters['made']}/{self._channels_of_group}⌋")
        return "; ".join(said)

    @cached_property
    def _template(self) -> str:
        return "".join([part.template for part in self.parts])

    @property
    def _channels_of_group(self) -> int:
        """How many outputs a group of channels makes; 0 where there is but one group."""
        groups = self.trace.layer.parameters().get("groups", 1)
        return self.trace.output.shape[0] // groups if groups > 1 else 0

    def terms(self, step: Step) -> list[Term]:
        """What each tap adds, in the order of the multiply-accumulates."""
        return [self._term(step, mac) for mac in step.macs]

    def taps(self, step: Step) -> list[tuple[int, tuple[int, ...]]]:
        """The channel that each reads, counted among those read, and its place in the kernel."""
        first, reads = step.box[0], self.trace.layer.channels_read(step.output_index[0])
        return [(mac.position[0] - reads[0], tuple(
            axis.offsets.index(cell - start) for axis, cell, start in zip(
                self.trace.axes, mac.position[1:], first, strict=True))) for mac in step.macs]

    def _term(self, step: Step, mac: Mac) -> Term:
        trace, letters = self.trace, self.written_in
        place = self._input_index(step, mac)
        channels = (mac.position[0],) if many(trace) or not trace.axes else ()
        name = "0" if place is None else (
            f"{letters.arrays['x']}{_bracketed(_ordered(channels, place, letters))}")
        idle = mac.input_index is None
        if trace.weight is None:
            return Term(trace.rule.notation(trace.layer).term.format(input=name), idle)
        return Term(f"{letters.arrays['w']}{_bracketed(self._weight_index(step, mac))}·{name}",
                    idle)

    def _weight_index(self, step: Step, mac: Mac) -> Sequence[int]:
        trace, index = self.trace, mac.weight_index
        assert index is not None
        if not trace.axes:
            return index
        if not trace.layer.shares_weights:  # by its place in the kernel, not in the stored array
            out, *position = step.output_index
            first, reads = step.box[0], trace.layer.channels_read(out)
            tap = [axis.offsets.index(cell - start) for axis, cell, start in zip(
                trace.axes, mac.position[1:], first, strict=True)]
            channels = [out, mac.position[0] - reads[0]] if many(trace) else []
            return [*position, *_ordered(channels, tap, self.written_in, weight=True)]
        return _ordered(index[:2] if many(trace) else (), index[2:], self.written_in, weight=True)

    def _input_index(self, step: Step, mac: Mac) -> tuple[int, ...] | None:
        """Along the spatial axes: that of the input, or the one outside it that the formula says;
        None where that is between inputs."""
        if mac.input_index is not None:
            return mac.input_index[1:]
        found = []
        for axis, formula, cell, position, start in zip(
                self.trace.axes, self.indices, mac.position[1:], step.output_index[1:],
                step.box[0], strict=True):
            index = formula.at(position, axis.kernel[axis.offsets.index(cell - start)])
            if index.denominator > 1:
                return None
            found.append(int(index))
        return tuple(found)


def many(trace: Trace) -> bool:
    """Whether indices name channels."""
    return (trace.input.shape[0], trace.output.shape[0]) != (1, 1)


def has_formula(trace: Trace) -> bool:
    """Whether what each output reads follows from a formula: not where windows differ from output
    to output, nor where numbers are moved."""
    return trace.moves is None and all(
        trace.layer.axis_index(axis, size) is not None
        for axis, size in enumerate(trace.input_size if trace.layer.rank else ()))


def formula_of(trace: Trace, letters: Letters | None = None) -> Formula:
    """The formula of that trace, in the letters of the guide if no others are given."""
    letters = letters or NOTATIONS[DEFAULT_NOTATION]
    layer, rank = trace.layer, len(trace.axes)
    rotated = trace.rotated and not trace.stamp_axes
    indices = [found for axis, size in enumerate(trace.input_size)
               if (found := layer.axis_index(axis, size, rotated=rotated)) is not None]
    names = {**letters.arrays, "made": letters.made, "read": letters.read, "group": letters.group,
             "per_group": letters.per_group, "outs": "M", "divisor": DIVISOR}
    numbers: dict[str, int] = {}
    for axis in range(rank):
        names |= {f"i{axis}": letters.positions[rank][axis], f"m{axis}": letters.taps[rank][axis]}
    for axis, index in enumerate(indices):
        alike = all(other.sizes == index.sizes for other in indices) and not letters.by_axis
        called = letters.names(Axis(axis, rank, alike))
        names |= {f"{name}{axis}": called[name] for name in index.sizes}
        numbers |= {f"{name}{axis}": size for name, size in index.sizes.items()}
    if not rank:
        names |= {"made": letters.features[0], "read": letters.features[1]}
    groups = layer.parameters().get("groups", 1)
    numbers |= {"per_group": trace.input.shape[0] // groups,
                "outs": trace.output.shape[0] // groups}
    return Formula(trace, letters, list(_parts(trace, letters, indices)), names, numbers, indices)


def _parts(trace: Trace, letters: Letters, indices: Sequence[IndexFormula]) -> Iterator[Part]:
    rule = trace.rule.notation(trace.layer)
    made, weight, read, bias = _index_texts(trace, letters, indices)
    yield Part(f"{{y}}[{', '.join(made)}]", MADE)
    activated = trace.activation is not None
    yield Part(" = " + "f(" * activated)
    *first, last = [Part(f"{part}, ", READ) for part in read[:-1]] + [Part(f"{read[-1]}]", READ)]
    read_parts = [*first, last]
    read_parts[0] = Part("{x}[" + read_parts[0].template, READ)
    if trace.weight is None:
        before, after = rule.term.split("{input}")
        opening = "max " if trace.rule.selects else f"{rule.opening.strip()}Σ "
        yield Part(opening + before)
        yield from read_parts
        closing = after if trace.rule.selects else after + rule.closing.strip()
        closing += rule.division.replace("{divisor}", "{{divisor}}").format()
        if closing:
            yield Part(closing)
    else:
        yield Part(f"Σ {{w}}[{', '.join(weight)}]")
        yield Part(" · ")
        yield from read_parts
    if trace.bias is not None:
        yield Part(f" + {{b}}[{', '.join(bias)}]" if bias else " + {b}")
    if activated:
        yield Part(")")


def _index_texts(trace: Trace, letters: Letters, indices: Sequence[IndexFormula]
                 ) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
    """The indices of the output, the weight, the input and the bias, with holes."""
    rank, layer = len(trace.axes), trace.layer
    if not rank:
        return ["{made}"], ["{made}", "{read}"], ["{read}"], ["{made}"]
    positions = [f"{{i{axis}}}" for axis in range(rank)]
    taps = [_tap(axis, plan) for axis, plan in enumerate(trace.axes)]
    reads = [_with_axis(formula.expression, axis) for axis, formula in enumerate(indices)]
    own = [] if layer.shares_weights else positions
    if not many(trace):
        return positions, [*own, *taps], reads, own
    into, weight = _channels(trace)
    made = _ordered(["{made}"], positions, letters)
    return (made, [*own, *_ordered(weight, taps, letters, weight=True)],
            _ordered([into], reads, letters), ["{made}", *own])


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


def _with_axis(expression: str, axis: int) -> str:
    """The expression, whose names are those of an axis."""
    return expression.replace("}", f"{axis}}}")


def _ordered(channels: Sequence[Item], spatial: Sequence[Item], letters: Letters, *,
             weight: bool = False) -> list[Item]:
    """The indices of channels and of axes in the order of the notation."""
    if not letters.channels_last:
        return [*channels, *spatial]
    return [*spatial, *(channels[::-1] if weight else channels)]


def _bracketed(index: Sequence[int]) -> str:
    return f"[{','.join([str(i).replace('-', MINUS) for i in index])}]"


def _number(number: int) -> str:
    return in_brackets(str(number).replace("-", MINUS))
