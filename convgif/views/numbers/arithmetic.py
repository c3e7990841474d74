"""What the sum of each output says: terms, subtotals, bias and result, as strings."""

from collections.abc import Sequence
from fractions import Fraction

from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Mac
from convgif.views.equality import (
    activated_sign,
    combined,
    equality,
    exact,
    finished_sign,
    tap_worth,
)
from convgif.views.kit.numerals import format_number
from convgif.views.kit.sums import Form, Sum, Term
from convgif.views.numbers.readings import Reading, Shown

APPLIED = "f("  # what an activation opens
NOTHING = Term("0", "", True, Fraction())  # what a window of nothing but padding adds up to


def form_of(shown: Shown, bias_word: str, others_word: str, *, subtotals: bool = True) -> Form:
    """The form of a trace's sums. subtotals: whether rows may come to numbers on the way."""
    rows, columns = shown.kernel
    trace = shown.trace
    if trace.weight is None:
        rows, columns = 1, rows * columns
    stacked = subtotals and (rows > 1 or shown.several)
    words = (others_word,) * shown.several + (bias_word,) * (trace.bias is not None)
    opening = APPLIED * (trace.activation is not None and not stacked) + shown.notation.opening
    return Form(rows, columns, opening, shown.notation.joint,
                words if stacked else (), stacked)


def write(reading: Reading, shown: Shown, form: Form, *, factors: bool) -> Sum:
    """A step's sum. factors: products as input times weight, else what they come to."""
    step, digits = reading.step, shown.partial_digits
    places = {place: place if step.trace.weight is not None else (0, number)
              for number, place in enumerate(reading.taps)}
    terms = {places[place]: write_term(mac, shown, factors=factors)
             for place, mac in reading.taps.items()} or {(0, 0): NOTHING}
    winner = reading.winner and places[reading.winner]
    total = format_number(step.value, shown.output_digits)
    others = [] if reading.others is None else [reading.others]
    bias = [] if step.trace.bias is None else [step.bias]
    extras = tuple(format_number(value, digits) for value in (*others, *bias))
    if not form.stacked:
        worth = combined(shown.trace, [term.worth for term in terms.values()])
        worth += sum(map(exact, extras))
        after = shown.notation.closing + division(reading, shown) + "".join(
            f" + {in_brackets(extra)}" for extra in extras) + ")" * (
                shown.trace.activation is not None)
        return Sum(terms, (), (), after, total, winner,
                   (finished_sign(shown.trace, worth, step.divisor, total),))
    subtotals, signs = [], []
    for row in range(form.rows):
        taps = [place for place in terms if place[0] == row]
        subtotals.append(format_number(sum(reading.taps[place].product for place in taps), digits))
        signs.append(equality(combined(shown.trace, [terms[place].worth for place in taps]),
                              exact(subtotals[-1])))
    results = (*subtotals, *extras)
    worth = combined(shown.trace, map(exact, results))
    signs.append(activated_sign(shown.trace, worth, total))
    return Sum(terms, tuple(subtotals), extras, "", total, winner, tuple(signs),
               applied(shown, format_number(step.preactivation, digits)))


def applied(shown: Shown, total: str) -> str:
    """What the activation makes the output of, as it is written; nothing without one."""
    return "" if shown.trace.activation is None else f"{APPLIED}{total})"


def write_term(mac: Mac, shown: Shown, *, factors: bool = True) -> Term:
    """A tap as it is written in a sum."""
    trace, zero = shown.trace, mac.product == 0
    value = format_number(mac.input, shown.input_digits)
    if mac.weight is None:
        return Term(trace.rule.term(trace.layer, mac.input, value), "",
                    zero and not trace.rule.selects, tap_worth(trace, value))
    if not factors:
        return addend(mac.product, shown.partial_digits)
    weight = format_number(mac.weight, shown.weight_digits)
    return Term(in_brackets(value), f"·{in_brackets(weight)}", zero,
                tap_worth(trace, value, weight))


def addend(value: float, digits: int | None) -> Term:
    """A number that is added as it is."""
    written = format_number(value, digits)
    return Term(in_brackets(written), "", value == 0, exact(written))


def division(reading: Reading, shown: Shown) -> str:
    """What follows the terms of an average."""
    return shown.notation.division.format(divisor=divisor_of(reading))


def divisor_of(reading: Reading) -> str:
    """What an average is divided by, after a sign."""
    return in_brackets(format_number(reading.step.divisor or 1, None))


def sums(readings: Sequence[Reading], shown: Shown, form: Form, *, factors: bool) -> list[Sum]:
    """The sum of each step."""
    return [write(reading, shown, form, factors=factors) for reading in readings]
