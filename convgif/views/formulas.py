"""How the output of a layer follows from its input, in letters and with the indices of a step:

    y[i, j] = Σ w[m, n] · x[i·s + m − p, j·s + n − p] + b
    y[1, 2] = Σ w[m, n] · x[1·2 + m − 1, 2·2 + n − 1] + b

The letters are those of a row of NOTATIONS, the numbers those of the layer and of the trace.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convgif.layers.indexing import Indexing, numbered
from convgif.layers.letters import DEFAULT_NOTATION, NOTATIONS, Axis, Letters
from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Mac, Step, Trace
from convgif.views.equality import EQUALS, equality, exact
from convgif.views.formula_parts import Part, many, ordered, parts_of

LONGEST_INDEX = 50  # characters: what is longer has letters of its own, each in a line
DIVISOR, MINUS = "N", "\N{MINUS SIGN}"
# Letters that are no parameter, by the names of their holes without an axis: the sizes of the input
# and of the output, how many are averaged, a place on the input, windows in a row, channels that a
# group reads and makes, channels, a factor, and the indices that pooling kept.
EXPLAINED: Sequence[Sequence[str]] = (
    ("I",), ("O",), ("divisor",), ("u",), ("row",), ("per_group",), ("outs",), ("channels",),
    ("f", "up", "down"), ("at",))


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
    numbers: Mapping[str, float]
    indexing: Indexing

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
        for axis, index in enumerate(self.indexing.axes):
            if index.at_places:
                place = index.at_places[position[axis]]
                found |= {f"u{axis}": _short(place),
                          f"is{axis}": equality(place, exact(_short(place)))}
        if not self.indexing.sums:  # then the letters of taps stand for the one input
            for channel, *places in [mac.input_index or mac.position for mac in step.macs[:1]]:
                found |= {"source": str(channel), **{f"m{axis}": str(place)
                                                     for axis, place in enumerate(places)}}
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
        holes = {f"i{axis}": f"{{{axis + 1}}}" for axis in range(self.trace.output.ndim - 1)}
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
        axes = self.indexing.axes
        counts = {f"m{axis}": len(plan.offsets) for axis, plan in enumerate(trace.axes)
                  if not axes[axis].where} | dict(self.indexing.taps)
        counts = {letters[name]: count for name, count in counts.items()
                  if f"{{{name}}}" in self._template}
        if "{read}" in self._template and len(trace.layer.channels_read(0)) > 1:
            counts[letters["read"]] = len(trace.layer.channels_read(0))
        said = [f"{', '.join([name for name in counts if counts[name] == count])} = "
                f"{'0 … ' if count > 1 else ''}{count - 1}"
                for count in dict.fromkeys(counts.values())]
        said += [numbered(index.counts, axis).format_map(letters)
                 for axis, index in enumerate(axes) if index.counts]
        if "{group}" in self._template:
            said.append(f"{letters['group']} = ⌊{letters['made']}/{self._channels_of_group}⌋")
        return "; ".join(said)

    @property
    def explained(self) -> list[list[str]]:
        """The letters in it that neither a parameter nor a range says, for each row of EXPLAINED.
        """
        return [list(dict.fromkeys([
            self.letters[name] for stem in stems for name in self.letters
            if name.rstrip("0123456789") == stem and f"{{{name}}}" in self._template]))
            for stems in EXPLAINED]

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
        """The channel that each reads, counted among those read, and its place in the kernel; where
        there is none, its number."""
        if not self.trace.axes:
            return [(number, ()) for number, _ in enumerate(step.macs)]
        first, reads = step.box[0], self.trace.layer.channels_read(step.output_index[0])
        return [(mac.position[0] - reads[0], tuple(
            axis.offsets.index(cell - start) for axis, cell, start in zip(
                self.trace.axes, mac.position[1:], first, strict=True))) for mac in step.macs]

    def _term(self, step: Step, mac: Mac) -> Term:
        trace, letters = self.trace, self.written_in
        place = self._input_index(step, mac)
        channels = (mac.position[0],) if many(trace) else ()
        name = "0" if place is None else (
            f"{letters.arrays['x']}{_bracketed(ordered(channels, place, letters))}")
        idle = mac.input_index is None
        if trace.weight is None:
            share = "" if mac.weight is None else _short(mac.weight)
            return Term(trace.rule.notation(trace.layer).term.format(input=name, weight=share),
                        idle)
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
            return [*position, *ordered(channels, tap, self.written_in, weight=True)]
        return ordered(index[:2] if many(trace) else (), index[2:], self.written_in, weight=True)

    def _input_index(self, step: Step, mac: Mac) -> tuple[int, ...] | None:
        """Along the spatial axes: that of the input, or the one outside it that the formula says;
        None where that is between inputs."""
        if mac.input_index is not None:
            return mac.input_index[1:]
        found = []
        for axis, formula, cell, position, start in zip(
                self.trace.axes, self.indexing.axes, mac.position[1:], step.output_index[1:],
                step.box[0], strict=True):
            index = formula.at(position, axis.kernel[axis.offsets.index(cell - start)])
            if index.denominator > 1:
                return None
            found.append(int(index))
        return tuple(found)


def has_formula(trace: Trace) -> bool:
    """Whether what each output reads follows from a formula."""
    return trace.layer.indexing(trace.input.shape) is not None


def formula_of(trace: Trace, letters: Letters | None = None) -> Formula:
    """The formula of that trace, in the letters of the guide if no others are given."""
    letters = letters or NOTATIONS[DEFAULT_NOTATION]
    layer, rank = trace.layer, trace.output.ndim - 1
    indexing = layer.indexing(trace.input.shape, rotated=trace.rotated and not trace.stamp_axes)
    assert indexing is not None
    names = {**letters.arrays, "made": letters.made, "read": letters.read, "source": letters.read,
             "group": letters.group, "per_group": letters.per_group,
             "channels": letters.per_group, "outs": "M", "divisor": DIVISOR}
    names |= {f"i{axis}": letters.positions[rank][axis] for axis in range(rank)}
    for axis in range(indexing.rank):
        names |= {f"m{axis}": letters.taps[indexing.rank][axis],
                  f"u{axis}": letters.places[indexing.rank][axis], f"is{axis}": EQUALS}
    if not rank:
        names |= {"made": letters.features[0], "read": letters.features[1]}
    groups = layer.parameters().get("groups", 1)
    numbers = {"per_group": trace.input.shape[0] // groups,
               "outs": trace.output.shape[0] // groups, **indexing.sizes}
    names |= dict(_size_names(indexing, letters))
    written = ", ".join([indexing.channel * many(trace), *indexing.reads]).format_map(names)
    if not indexing.sums and len(written) > LONGEST_INDEX:
        indexing = indexing.with_letters(channel=many(trace))
    return Formula(trace, letters, list(parts_of(trace, letters, indexing)), names, numbers,
                   indexing)


def _size_names(indexing: Indexing, letters: Letters) -> Iterator[tuple[str, str]]:
    """What each size is called: the same for all axes where they agree in all sizes."""
    of_axes = [{name[:-1]: size for name, size in indexing.sizes.items() if name[-1] == str(axis)}
               for axis in range(indexing.rank)]
    alike = all(sizes == of_axes[0] for sizes in of_axes) and not letters.by_axis
    for axis, sizes in enumerate(of_axes):
        called = letters.names(Axis(axis, indexing.rank, alike))
        yield from ((f"{name}{axis}", called[name]) for name in sizes)
    of_all = letters.names(Axis(0, max(1, indexing.rank), for_all=True))
    yield from ((name, of_all[name]) for name in indexing.sizes if name in of_all)


def _bracketed(index: Sequence[int]) -> str:
    return f"[{','.join([str(i).replace('-', MINUS) for i in index])}]"


def _short(number: float) -> str:
    """A place or a share: four digits are enough."""
    return f"{number:.4g}".replace("-", MINUS)


def _number(number: float) -> str:
    return in_brackets(f"{number:g}".replace("-", MINUS))
