"""What the sum of a step adds, as it is written: by the names of what is read, or by its numbers,
so that the result can be worked out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Mac, Step, Trace
from convgif.views.formulas import Formula, Term
from convgif.views.kit.numerals import format_number
from convgif.views.numbers.readings import Digits


class Written(Protocol):
    """A way to write the terms of a step."""

    @property
    def trace(self) -> Trace: ...

    def terms(self, step: Step) -> Sequence[Term]:
        """What each tap adds, in the order of the multiply-accumulates."""

    def taps(self, step: Step) -> Sequence[tuple[int, tuple[int, ...]]]:
        """Where in the kernel each of them is."""

    def bias_at(self, step: Step) -> str:
        """What is added to their sum."""


@dataclass(frozen=True)
class ByNumber:
    """The terms of a formula by their numbers: `2·6`."""

    formula: Formula
    digits: Digits

    @property
    def trace(self) -> Trace:
        return self.formula.trace

    def taps(self, step: Step) -> Sequence[tuple[int, tuple[int, ...]]]:
        """Where in the kernel each of them is."""
        return self.formula.taps(step)

    def terms(self, step: Step) -> Sequence[Term]:
        """What each tap adds: a weight and what it is multiplied by."""
        return [Term(self._term(mac), mac.input_index is None) for mac in step.macs]

    def _term(self, mac: Mac) -> str:
        trace, read = self.trace, format_number(mac.input, self.digits.input)
        weight = "" if mac.weight is None else format_number(mac.weight, self.digits.weight)
        if trace.weight is None:
            return trace.rule.term(trace.layer, mac.input, read) if not weight else (
                trace.rule.notation(trace.layer).term.format(input=read, weight=weight))
        return f"{in_brackets(weight)}·{in_brackets(read)}"

    def bias_at(self, step: Step) -> str:
        """What is added to their sum."""
        if self.trace.bias is None:
            return ""
        return f" + {in_brackets(format_number(step.bias, self.digits.partial))}"
