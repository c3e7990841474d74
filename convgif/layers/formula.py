"""The size formula of one axis as text, with its numbers filled in.

Only what matters is written: terms at their default are left out, and the floor appears only when
it bites. Source of the arithmetic: Dumoulin and Visin, arXiv 1603.07285, and torch.nn's pages.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class SizeFormula:
    """An expression, its exact value and the size it gives.

    overhang: how far the last window, which ceil_mode adds, reaches past the padding. refused: 1
    where that window would start in the padding and is left out.
    """

    expression: str
    exact: Fraction
    size: int
    overhang: int = 0
    refused: int = 0

    def __str__(self) -> str:
        """For example `(6 + 2·1 − 3)/2 + 1 = 3.5 → 3`, or with ceil_mode `= 3.5 → 4 − 1 = 3`."""
        if self.exact == self.size:
            return f"{self.expression} = {self.size}"
        digits = 2
        while round(self.exact, digits).denominator == 1:  # never shown as whole
            digits += 1
        less = f"{self.size + self.refused} − {self.refused} = " if self.refused else ""
        return f"{self.expression} = {float(round(self.exact, digits))} → {less}{self.size}"


def _sides(before: int, after: int, sign: str) -> str:
    """` + 2·1`, ` + 1 + 2` for unequal sides, ` + 1` for one alone, nothing without padding."""
    if before == after:
        return f" {sign} 2·{before}" if before else ""
    return "".join(f" {sign} {side}" for side in (before, after) if side)


def window_formula(size: int, kernel: int, stride: int, dilation: int, before: int, after: int,
                   ceil: bool = False) -> SizeFormula:
    """(i + before + after - d(k-1) - 1) / s + 1, rounded down.

    ceil: rounded up, unless the window that this adds would start in the padding at the end.
    """
    span = dilation * (kernel - 1) + 1
    free = size + before + after - span
    reach = f" − {dilation}·({kernel}−1)" if dilation > 1 else f" − {kernel}"
    inside = f"{size}{_sides(before, after, '+')}{reach}"
    if stride > 1:
        one_less = " − 1" if dilation > 1 else ""
        expression = f"({inside}{one_less})/{stride} + 1"
    else:
        expression = inside if dilation > 1 else f"{inside} + 1"
    exact, whole, rest = Fraction(free + stride, stride), free // stride + 1, free % stride
    if not ceil or not rest:
        return SizeFormula(expression, exact, whole)
    if whole * stride >= size + before:
        return SizeFormula(expression, exact, whole, refused=1)
    return SizeFormula(expression, exact, whole + 1, overhang=stride - rest)


def transposed_formula(size: int, kernel: int, stride: int, dilation: int,
                       before: int, after: int, output_padding: int) -> SizeFormula:
    """(i-1)s - before - after + d(k-1) + 1 + output_padding."""
    steps = f"({size}−1)·{stride}" if stride > 1 else f"{size} − 1"
    reach = f" + {dilation}·({kernel}−1) + 1" if dilation > 1 else f" + {kernel}"
    extra = f" + {output_padding}" if output_padding else ""
    value = ((size - 1) * stride - before - after + dilation * (kernel - 1) + 1 + output_padding)
    return SizeFormula(f"{steps}{_sides(before, after, '−')}{reach}{extra}",
                       Fraction(value), value)
