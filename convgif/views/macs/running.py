"""The running total of an output: one moment a multiply-accumulate, then what is left to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from convgif.scenes.words import joined
from convgif.views.equality import activated_sign, combined, equality, exact, raised
from convgif.views.kit.numerals import format_number
from convgif.views.kit.sums import Form, Place, Sum, Term
from convgif.views.numbers.arithmetic import APPLIED, addend, division, divisor_of, write_term
from convgif.views.numbers.readings import Reading, Shown

BEFORE, ADDED = (0, 0), (0, 1)  # the places of the total so far, and of what is added


@dataclass(frozen=True)
class Moment:
    """One frame. does: "tap" (at `place`), "others", "bias", "finish" (a divisor or a root),
    "activate" or "output". sum: the total so far, what is added, and the new total."""

    reading: Reading
    does: str
    place: Place | None
    sum: Sum


def running_form(shown: Shown) -> Form:
    """The form of all running totals."""
    opening = shown.notation.opening if shown.trace.rule.selects else ""
    return Form(1, 2, opening, shown.notation.joint, flowing=True,
                result=(("product",), ("value",)))


def moments(reading: Reading, shown: Shown) -> Iterator[Moment]:
    """How one output comes about."""
    trace, step, digits = shown.trace, reading.step, shown.partial_digits
    after = shown.notation.closing if trace.rule.selects else ""
    total: float | None = None
    latest = Sum({}, (), (), "", "", None, ("",))
    for place, mac in reading.taps.items():
        before = {} if total is None else {BEFORE: _so_far(format_number(total, digits))}
        total = float(trace.rule.combine(trace.rule.first if total is None else total,
                                         mac.product))
        latest = _added(before | {ADDED: write_term(mac, shown)}, after,
                        format_number(total, digits), shown)
        yield Moment(reading, "tap", place, latest)
    added = [("others", reading.others),
             ("bias", None if trace.bias is None else step.bias)]
    total = total or 0.0
    for does, value in added:
        if value is not None:
            terms = {BEFORE: _so_far(format_number(total, digits)), ADDED: addend(value, digits)}
            total += value
            latest = _added(terms, "", format_number(total, digits), shown)
            yield Moment(reading, does, None, latest)
    if trace.rule.closes(trace.layer):
        latest = _finished(reading, shown, format_number(total, digits))
        yield Moment(reading, "finish", None, latest)
        total = step.preactivation
    if trace.activation is not None:
        latest = _activated(reading, shown, format_number(total, digits))
        yield Moment(reading, "activate", None, latest)
    yield Moment(reading, "output", None, latest)


def _so_far(total: str) -> Term:
    return Term(total, "", False, exact(total), is_subtotal=True)


def _added(terms: Mapping[Place, Term], after: str, total: str, shown: Shown) -> Sum:
    """A new total from the one so far and what is added."""
    worth = combined(shown.trace, [term.worth for term in terms.values()])
    return Sum(terms, (), (), after, total, None, (equality(worth, exact(total)),))


def _finished(reading: Reading, shown: Shown, total: str) -> Sum:
    """The total over its divisor, or its root."""
    before, after = shown.notation.root
    after += division(reading, shown)
    result = format_number(reading.step.preactivation, shown.output_digits)
    sign = equality(exact(total) / (reading.step.divisor or 1),
                    raised(exact(result), shown.trace.rule.exponent(shown.trace.layer)))
    so_far = Term(before + total, "", False, exact(total), is_subtotal=True)
    return Sum({BEFORE: so_far}, (), (), after, result, None, (sign,))


def _activated(reading: Reading, shown: Shown, total: str) -> Sum:
    """What the activation makes of the total."""
    result = format_number(reading.step.value, shown.output_digits)
    so_far = Term(APPLIED + total, "", False, exact(total), is_subtotal=True)
    return Sum({BEFORE: so_far}, (), (), ")", result, None,
               (activated_sign(shown.trace, exact(total), result),))


def finish_sign(shown: Shown, readings: list[Reading]) -> str:
    """What is done to the total before it is the output, as a sign; empty where nothing is."""
    then = "f" if shown.trace.activation is not None else ""
    if readings[0].step.divisor is None:
        return joined(" ", "".join(shown.notation.root), then)
    divisors = {divisor_of(reading) for reading in readings}
    return joined(" ", f"÷ {divisors.pop()}" if len(divisors) == 1 else "÷ n", then)
