"""The size formula of one axis as text: with its numbers filled in, and in letters.

Only what matters is written: terms at their default are left out, and the floor appears only when
it bites. Source of the arithmetic: Dumoulin and Visin, arXiv 1603.07285, and torch.nn's pages.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from convgif.layers.letters import Axis, Letters


@dataclass(frozen=True)
class SizeFormula:
    """An expression, its exact value and the size it gives.

    letters: the expression with a hole for each name, such as `⌊({i} + {both} − {k})/{s}⌋ + 1`;
    rounded: with numbers, rounded as there. overhang: how far the last window, which ceil_mode
    adds, reaches past the padding. refused: how many windows ceil_mode leaves out, as they would
    start in the last padding. rule: which cells `i` output a reads; read: that with holes for names
    and for the cell, `x`; numbers: what stands in its holes. of: the letter of what is so large.
    axes: of how many axes its letters are, where of several: holes then have their numbers, and
    `{C}` is that of channels; alike: whether all of them are said at once.
    """

    expression: str
    exact: Fraction
    size: int
    letters: str = ""
    rounded: str = ""
    overhang: int = 0
    refused: int = 0
    rule: str = ""
    read: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    of: str = "o"
    axes: int = 0
    alike: bool = False

    def __str__(self) -> str:
        """For example `(6 + 2·1 − 3)/2 + 1 = 3.5 → 3`, or with ceil_mode `= 3.5 → 4 − 1 = 3`."""
        return ", ".join(filter(None, (self._of_size, self.rule)))

    @property
    def of_size_alone(self) -> "SizeFormula":
        """The same without the rule of which cells an output reads."""
        return replace(self, rule="", read="", numbers=())

    @property
    def _of_size(self) -> str:
        if not self.expression:
            return ""
        if self.exact == self.size:
            return f"{self.expression} = {self.size}"
        digits, said = 2, f"{self.exact}"
        if self.exact.denominator > 1:
            while round(self.exact, digits).denominator == 1:  # never shown as whole
                digits += 1
            said = f"{float(round(self.exact, digits))}"
        return f"{self.expression} = {said} → {self._less}{self.size}"

    def in_letters(self, letters: Letters, axis: Axis) -> str:
        """For example `o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(6 + 2·1 − 3)/2⌋ + 1 = 3`, in those letters for
        that axis."""
        names = dict(letters.names(axis))
        for number in range(self.axes):
            of_axis = Axis(number, self.axes, self.alike and not letters.by_axis)
            names |= {f"{name}{number}": said for name, said in letters.names(of_axis).items()}
        named = self.letters.format_map({**names, "C": letters.per_group})
        if not named and not self.read:
            return str(self)
        written = [named, self.rounded] if named else []
        size = " = ".join([names[self.of], *written, f"{self._less}{self.size}"])
        if not self.read:
            return size
        read = [self.read.format_map({**dict(each), "x": "x"}) for each in (names, self.numbers)]
        return f"{size}, {'; '.join(read)}"

    @property
    def _less(self) -> str:
        """What there would be without those that ceil_mode leaves out, and how many they are."""
        return f"{self.size + self.refused} − {self.refused} = " if self.refused else ""


def sides(before: int, after: int) -> str:
    """` + 2·1`, ` + 1 − 2` for unequal sides, ` + 1` for one alone, nothing without padding."""
    times, sides = ("2·", (before,)) if before == after else ("", (before, after))
    return "".join(f" {'+' if side > 0 else '−'} {times}{abs(side)}" for side in sides if side)


def letters_of_sides(before: int, after: int, sign: str = "+", *, alike: bool = True) -> str:
    """The same with holes for names. alike: whether two equal sides are one name."""
    if before == after and alike:
        return f" {sign} {{both}}" if before else ""
    return "".join([f" {sign} {{{name}}}" for name, side in (("before", before), ("after", after))
                    if side])


def window_formula(size: int, kernel: int, stride: int, dilation: int, before: int, after: int,
                   ceil: bool = False) -> SizeFormula:
    """(i + before + after - d(k-1) - 1) / s + 1, rounded down.

    ceil: rounded up, but for windows that would start in the padding at the end.
    """
    span = dilation * (kernel - 1) + 1
    free = size + before + after - span
    spanned = f" − {dilation}·({kernel}−1)" if dilation > 1 else f" − {kernel}"
    left = f"{size}{sides(before, after)}{spanned}"
    named = "{i}" + letters_of_sides(before, after) + (
        " − {d}·({k}−1)" if dilation > 1 else " − {k}")
    if stride > 1:
        one_less = " − 1" if dilation > 1 else ""
        expression = f"({left}{one_less})/{stride} + 1"
        down, up = "⌈⌉" if ceil else "⌊⌋"
        letters = f"{down}({named}{one_less})/{{s}}{up} + 1"
        rounded = f"{down}({left}{one_less})/{stride}{up} + 1"
    else:
        expression = rounded = left if dilation > 1 else f"{left} + 1"
        letters = named if dilation > 1 else f"{named} + 1"
    exact = Fraction(free + stride, stride)
    windows, refused = free // stride + 1, 0
    if ceil:
        windows = -(-free // stride) + 1
        inside = -(-(before + size + min(after, 0)) // stride)  # start before the last padding
        refused = max(0, windows - inside)
    reach = (windows - refused - 1) * stride
    return SizeFormula(expression, exact, windows - refused, letters, rounded,
                       max(0, reach - free), refused)


def transposed_formula(size: int, kernel: int, stride: int, dilation: int,
                       before: int, after: int, output_padding: int) -> SizeFormula:
    """(i-1)s - before - after + d(k-1) + 1 + output_padding."""
    steps, named = ((f"({size}−1)·{stride}", "({i}−1)·{s}") if stride > 1 else
                    (f"{size} − 1", "{i} − 1"))
    reach, reached = ((f" + {dilation}·({kernel}−1) + 1", " + {d}·({k}−1) + 1") if dilation > 1
                      else (f" + {kernel}", " + {k}"))
    extra, added = (f" + {output_padding}", " + {a}") if output_padding else ("", "")
    value = ((size - 1) * stride - before - after + dilation * (kernel - 1) + 1 + output_padding)
    expression = f"{steps}{sides(-before, -after)}{reach}{extra}"
    letters = f"{named}{letters_of_sides(before, after, '−')}{reached}{added}"
    return SizeFormula(expression, Fraction(value), value, letters, expression)
