"""The running total of an output: one moment a multiply-accumulate, then what is left to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from convgif.views.flat import format_number
from convgif.views.numbers.arithmetic import (
    ROOTS,
    Form,
    Sum,
    Term,
    in_brackets,
    power,
    root,
    write_term,
)
from convgif.views.numbers.readings import Place, Reading, Shown

BEFORE, ADDED = (0, 0), (0, 1)  # the places of the total so far, and of what is added


@dataclass(frozen=True)
class Moment:
    """One frame. does: "tap" (at `place`), "others", "bias", "finish" (a divisor or a root) or
    "output". sum: the total so far, what is added, and the new total."""

    reading: Reading
    does: str
    place: Place | None
    sum: Sum


def running_form(shown: Shown) -> Form:
    """The form of all running totals."""
    selects = shown.trace.rule.selects
    return Form(1, 2, "max( " if selects else "", "," if selects else "+",
                result=(("product",), ("value",)))


def moments(reading: Reading, shown: Shown) -> Iterator[Moment]:
    """How one output comes about."""
    trace, step, digits = shown.trace, reading.step, shown.partial_digits
    after = " )" if trace.rule.selects else ""
    total: float | None = None
    latest = Sum({}, (), (), "", "", None)
    for place, mac in reading.taps.items():
        terms = {} if total is None else {BEFORE: Term(format_number(total, digits), "", False)}
        combined = trace.rule.combine(trace.rule.first if total is None else total, mac.product)
        total = float(combined)
        latest = Sum(terms | {ADDED: write_term(mac, shown)}, (), (), after,
                     format_number(total, digits), None)
        yield Moment(reading, "tap", place, latest)
    added = [("others", reading.others),
             ("bias", None if trace.bias is None else step.bias)]
    total = total or 0.0
    for does, value in added:
        if value is not None:
            terms = {BEFORE: Term(format_number(total, digits), "", False),
                     ADDED: Term(in_brackets(value, digits), "", value == 0)}
            total += value
            latest = Sum(terms, (), (), "", format_number(total, digits), None)
            yield Moment(reading, does, None, latest)
    if trace.reduction in ("average", "norm"):
        latest = _finished(reading, shown, format_number(total, digits))
        yield Moment(reading, "finish", None, latest)
    yield Moment(reading, "output", None, latest)


def _finished(reading: Reading, shown: Shown, total: str) -> Sum:
    """The total over its divisor, or its root."""
    exponent, divisor = power(shown), reading.step.divisor
    before, after = ROOTS.get(exponent, ""), ""
    if divisor is not None:
        after = f" / {divisor}"
    elif exponent != 1 and not before:
        after = root(exponent)
    return Sum({BEFORE: Term(before + total, "", False)}, (), (), after,
               format_number(reading.step.value, shown.output_digits), None)


def finish_sign(shown: Shown, readings: list[Reading]) -> str:
    """What is done to the total before it is the output, as a sign; empty where nothing is."""
    divisors = {reading.step.divisor for reading in readings}
    if None in divisors:
        exponent = power(shown)
        return "" if exponent == 1 else ROOTS.get(exponent, root(exponent))
    return f"÷ {divisors.pop()}" if len(divisors) == 1 else "÷ n"
