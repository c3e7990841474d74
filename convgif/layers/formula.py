"""The size formula of one axis as text, with its numbers filled in.

Only what matters is written: terms at their default are left out, and the floor appears only when
it bites. Source of the arithmetic: Dumoulin and Visin, arXiv 1603.07285, and torch.nn's pages.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class SizeFormula:
    """An expression, its exact value and the size it gives.

    overhang: how far the last window, which ceil_mode adds, reaches past the padding. refused: how
    many windows ceil_mode leaves out, as they would start in the last padding.
    """

    expression: str
    exact: Fraction
    size: int
    overhang: int = 0
    refused: int = 0
    rule: str = ""

    def __str__(self) -> str:
        """For example `(6 + 2·1 − 3)/2 + 1 = 3.5 → 3`, or with ceil_mode `= 3.5 → 4 − 1 = 3`."""
        return ", ".join(filter(None, (self._of_size, self.rule)))

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
        less = f"{self.size + self.refused} − {self.refused} = " if self.refused else ""
        return f"{self.expression} = {said} → {less}{self.size}"


def sides(before: int, after: int) -> str:
    """` + 2·1`, ` + 1 − 2` for unequal sides, ` + 1` for one alone, nothing without padding."""
    times, sides = ("2·", (before,)) if before == after else ("", (before, after))
    return "".join(f" {'+' if side > 0 else '−'} {times}{abs(side)}" for side in sides if side)


def window_formula(size: int, kernel: int, stride: int, dilation: int, before: int, after: int,
                   ceil: bool = False) -> SizeFormula:
    """(i + before + after - d(k-1) - 1) / s + 1, rounded down.

    ceil: rounded up, but for windows that would start in the padding at the end.
    """
    span = dilation * (kernel - 1) + 1
    free = size + before + after - span
    spanned = f" − {dilation}·({kernel}−1)" if dilation > 1 else f" − {kernel}"
    left = f"{size}{sides(before, after)}{spanned}"
    if stride > 1:
        one_less = " − 1" if dilation > 1 else ""
        expression = f"({left}{one_less})/{stride} + 1"
    else:
        expression = left if dilation > 1 else f"{left} + 1"
    exact = Fraction(free + stride, stride)
    windows, refused = free // stride + 1, 0
    if ceil:
        windows = -(-free // stride) + 1
        inside = -(-(before + size + min(after, 0)) // stride)  # start before the last padding
        refused = max(0, windows - inside)
    reach = (windows - refused - 1) * stride
    return SizeFormula(expression, exact, windows - refused, max(0, reach - free), refused)


def transposed_formula(size: int, kernel: int, stride: int, dilation: int,
                       before: int, after: int, output_padding: int) -> SizeFormula:
    """(i-1)s - before - after + d(k-1) + 1 + output_padding."""
    steps = f"({size}−1)·{stride}" if stride > 1 else f"{size} − 1"
    reach = f" + {dilation}·({kernel}−1) + 1" if dilation > 1 else f" + {kernel}"
    extra = f" + {output_padding}" if output_padding else ""
    value = ((size - 1) * stride - before - after + dilation * (kernel - 1) + 1 + output_padding)
    return SizeFormula(f"{steps}{sides(-before, -after)}{reach}{extra}",
                       Fraction(value), value)
