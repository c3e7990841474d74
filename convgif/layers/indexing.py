"""Which input an output reads, at each tap: its indices as expressions.

    i·s + m·d − p          of a layer that slides
    (i + p − m·d)/s        of a transposed layer: where that is a whole number, and inside
    (i − p) mod H          of a layer that moves numbers
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction


@dataclass(frozen=True)
class IndexFormula:
    """The index (by_position·i + by_tap·m + offset) / over of the input at tap m of output i.

    expression: that, with a hole for i and m and for each size, such as `{i}·{s} + {m} − {p}`;
    terms that change nothing are left out. sizes: the numbers of those that are in it.

    Of a layer that reads its input alone the expression is all. where: what holds of its letters.
    counts: between which m lies, where neither that nor a kernel says it. share: what a tap counts
    in the output. at_places: where on the axis each output lies, for which the letter is u; `{is}`
    stands for the sign of equality before what u is.
    """

    expression: str
    sizes: Mapping[str, float]
    by_position: int = 1
    by_tap: int = 1
    offset: int = 0
    over: int = 1
    where: str = ""
    counts: str = ""
    share: str = ""
    at_places: tuple[float, ...] = ()

    def at(self, position: int, tap: int) -> Fraction:
        """The index; between inputs it is no whole number."""
        return Fraction(self.by_position * position + self.by_tap * tap + self.offset, self.over)


@dataclass(frozen=True)
class Indexing:
    """Where in the input the terms of an output lie. Holes are those of IndexFormula with the
    number of the axis: `{i0}`, `{s1}`; `{made}` is the output's channel.

    reads: an expression for each spatial axis of the input. sizes: the numbers of holes. axes: each
    by itself, where each is of one axis. channel: of the input, "" where the groups say it. taps:
    how many there are, where no kernel says it. sums: whether there is more than one term. where:
    what holds of the letters. rank: how many axes sizes and taps are of. defines: letters of its
    own in reads and channel, and what each is: `{source}` of the input's channel, `{m0}` of an
    axis.
    """

    reads: Sequence[str]
    sizes: Mapping[str, float]
    axes: Sequence[IndexFormula] = ()
    channel: str = ""
    taps: Mapping[str, int] = field(default_factory=dict)
    sums: bool = True
    where: Sequence[str] = ()
    rank: int = 0
    defines: Sequence[tuple[str, str]] = ()

    def with_letters(self, *, channel: bool) -> "Indexing":
        """The same with a letter for each index that takes reckoning. channel: whether that of the
        input's channel is written, too."""
        indices = {**({"{source}": self.channel} if channel and self.channel else {}),
                   **{f"{{m{axis}}}": read for axis, read in enumerate(self.reads)}}
        defined = {hole: index for hole, index in indices.items()
                   if not re.fullmatch(r"\{\w+\}|\d+", index)}
        return replace(self, reads=[hole if hole in defined else read for hole, read in zip(
            [*indices][-len(self.reads):], self.reads, strict=True)],
                       channel="{source}" if "{source}" in defined else self.channel,
                       defines=tuple(defined.items()))


def along_axes(axes: Sequence[IndexFormula]) -> Indexing:
    """Of a layer whose every axis is read by itself."""
    return Indexing([numbered(index.expression, axis) for axis, index in enumerate(axes)],
                    {f"{name}{axis}": size for axis, index in enumerate(axes)
                     for name, size in index.sizes.items()}, axes,
                    where=[numbered(index.where, axis) for axis, index in enumerate(axes)
                           if index.where], rank=len(axes))


def numbered(expression: str, axis: int) -> str:
    """The expression with holes that are those of an axis."""
    return expression.replace("}", f"{axis}}}")


def window_index(kernel: int, stride: int, dilation: int, before: int, after: int, *,
                 rotated: bool) -> IndexFormula:
    """Of a layer whose window moves over the padded input. rotated: tap m lies where the last but
    m is otherwise."""
    moves = "{i}·{s}" if stride > 1 else "{i}"
    tap = "({k}−1−{m})" if rotated else "{m}"
    lies = "" if kernel == 1 else f" + {tap}·{{d}}" if dilation > 1 else f" + {tap}"
    reach = dilation * (kernel - 1) if rotated else 0
    pad, expression = less("p" if before == after else "before", before)
    return _formula(moves + lies + expression,
                    {"s": stride, "d": dilation, "k": kernel, **pad},
                    stride, -dilation if rotated else dilation, reach - before)


def stamp_index(kernel: int, stride: int, dilation: int, before: int, after: int) -> IndexFormula:
    """Of a transposed layer, which crops so much of what is stamped."""
    crop, _ = less("p" if before == after else "before", before)
    moves = "{i}" + "".join([f" + {{{name}}}" for name in crop])
    lies = "" if kernel == 1 else " − {m}·{d}" if dilation > 1 else " − {m}"
    expression = f"({moves}{lies})/{{s}}" if stride > 1 else moves + lies
    return _formula(expression, {"s": stride, "d": dilation, **crop}, 1, -dilation, before, stride)


def less(name: str, count: int) -> tuple[Mapping[str, float], str]:
    """A size by name, and that it is subtracted; nothing where it is 0."""
    return ({name: count}, f" − {{{name}}}") if count else ({}, "")


def _formula(expression: str, sizes: Mapping[str, float], by_position: int, by_tap: int,
             offset: int, over: int = 1) -> IndexFormula:
    used = {name: size for name, size in sizes.items() if f"{{{name}}}" in expression}
    return IndexFormula(expression, used, by_position, by_tap, offset, over)
