"""Which input an output reads along an axis, at each tap: the index as an expression.

    i·s + m·d − p          of a layer that slides
    (i + p − m·d)/s        of a transposed layer: where that is a whole number, and inside
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class IndexFormula:
    """The index (by_position·i + by_tap·m + offset) / over of the input at tap m of output i.

    expression: that, with a hole for i and m and for each size, such as `{i}·{s} + {m} − {p}`;
    terms that change nothing are left out. sizes: the numbers of those that are in it.
    """

    expression: str
    sizes: Mapping[str, int]
    by_position: int
    by_tap: int
    offset: int
    over: int = 1

    def at(self, position: int, tap: int) -> Fraction:
        """The index; between inputs it is no whole number."""
        return Fraction(self.by_position * position + self.by_tap * tap + self.offset, self.over)


def window_index(kernel: int, stride: int, dilation: int, before: int, after: int, *,
                 rotated: bool) -> IndexFormula:
    """Of a layer whose window moves over the padded input. rotated: tap m lies where the last but
    m is otherwise."""
    moves = "{i}·{s}" if stride > 1 else "{i}"
    tap = "({k}−1−{m})" if rotated else "{m}"
    lies = "" if kernel == 1 else f" + {tap}·{{d}}" if dilation > 1 else f" + {tap}"
    reach = dilation * (kernel - 1) if rotated else 0
    pad, expression = _less("p" if before == after else "before", before)
    return _formula(moves + lies + expression,
                    {"s": stride, "d": dilation, "k": kernel, **pad},
                    stride, -dilation if rotated else dilation, reach - before)


def stamp_index(kernel: int, stride: int, dilation: int, before: int, after: int) -> IndexFormula:
    """Of a transposed layer, which crops so much of what is stamped."""
    crop, _ = _less("p" if before == after else "before", before)
    moves = "{i}" + "".join([f" + {{{name}}}" for name in crop])
    lies = "" if kernel == 1 else " − {m}·{d}" if dilation > 1 else " − {m}"
    expression = f"({moves}{lies})/{{s}}" if stride > 1 else moves + lies
    return _formula(expression, {"s": stride, "d": dilation, **crop}, 1, -dilation, before, stride)


def _less(name: str, count: int) -> tuple[Mapping[str, int], str]:
    """A size by name, and that it is subtracted; nothing where it is 0."""
    return ({name: count}, f" − {{{name}}}") if count else ({}, "")


def _formula(expression: str, sizes: Mapping[str, int], *numbers: int) -> IndexFormula:
    return IndexFormula(expression, {name: size for name, size in sizes.items()
                                     if f"{{{name}}}" in expression}, *numbers)
