"""What the sum of each output says: terms, subtotals, bias and result, as strings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convgif.scene import Roles
from convgif.tracing import Mac
from convgif.views.flat import format_number
from convgif.views.numbers.readings import Place, Reading, Shown

SUPERSCRIPTS = str.maketrans("0123456789.", "⁰¹²³⁴⁵⁶⁷⁸⁹·")
ROOTS = {2.0: "√", 3.0: "∛", 4.0: "∜"}


@dataclass(frozen=True)
class Term:
    """One product as it is written: `first` up to the place where columns meet, `second` after."""

    first: str
    second: str
    zero: bool


@dataclass(frozen=True)
class Sum:
    """One output's sum. terms: by place in the kernel; of a pooling layer in one row, one after
    the other. subtotals: of the kernel's rows. extras: what is added besides. after: what closes
    the terms."""

    terms: Mapping[Place, Term]
    subtotals: tuple[str, ...]
    extras: tuple[str, ...]
    after: str
    total: str
    winner: Place | None


@dataclass(frozen=True)
class Form:
    """What all sums of a story have in common. extra_words: what the extras are. stacked: whether
    each row has its subtotal, and these are added up below each other. result: the roles of the
    result's cell and of its number."""

    rows: int
    columns: int
    before: str
    between: str
    extra_words: tuple[str, ...] = ()
    stacked: bool = False
    result: tuple[Roles, Roles] = (("output", "output_active"), ("value_active",))


def form_of(shown: Shown, bias_word: str, others_word: str) -> Form:
    """The form of a trace's sums."""
    rows, columns = shown.kernel
    trace = shown.trace
    if trace.weight is None:
        rows, columns = 1, rows * columns
    stacked = trace.reduction == "sum" and (rows > 1 or shown.several)
    words = (others_word,) * shown.several + (bias_word,) * (trace.bias is not None)
    before, between = "", "+"
    if trace.reduction == "max":
        before, between = "max( ", ","
    elif trace.reduction != "sum":
        before = ROOTS.get(power(shown), "") + "(" if trace.reduction == "norm" else "("
    return Form(rows, columns, before, between, words if stacked else (), stacked)


def write(reading: Reading, shown: Shown, form: Form, *, factors: bool) -> Sum:
    """A step's sum. factors: products as input times weight, else what they come to."""
    step, digits = reading.step, shown.partial_digits
    bias = [] if step.trace.bias is None else [step.bias]
    if form.stacked:
        by_row = [[mac.product for (at, _), mac in reading.taps.items() if at == row]
                  for row in range(form.rows)]
        subtotals = tuple(format_number(sum(products), digits) for products in by_row)
        others = [] if reading.others is None else [reading.others]
        extras = tuple(format_number(value, digits) for value in (*others, *bias))
        after = ""
    else:
        subtotals, extras = (), ()
        after = _after(reading, shown) + "".join(
            f" + {in_brackets(value, digits)}" for value in bias)
    places = {place: place if step.trace.weight is not None else (0, number)
              for number, place in enumerate(reading.taps)}
    terms = {places[place]: write_term(mac, shown, factors=factors)
             for place, mac in reading.taps.items()}
    winner = reading.winner and places[reading.winner]
    return Sum(terms, subtotals, extras, after, format_number(step.value, shown.output_digits),
               winner)


def write_term(mac: Mac, shown: Shown, *, factors: bool = True) -> Term:
    """A tap as it is written in a sum."""
    zero = mac.product == 0
    if mac.weight is None:
        return Term(_pooled(mac, shown), "", zero and shown.trace.reduction != "max")
    if not factors:
        return Term(in_brackets(mac.product, shown.partial_digits), "", zero)
    return Term(in_brackets(mac.input, shown.input_digits),
                f"·{in_brackets(mac.weight, shown.weight_digits)}", zero)


def _pooled(mac: Mac, shown: Shown) -> str:
    """A tap of a pooling layer: the input, or its power."""
    written = format_number(mac.input, shown.input_digits)
    if shown.trace.reduction == "max":
        return written
    if shown.trace.reduction == "average":
        return in_brackets(mac.input, shown.input_digits)
    exponent = power(shown)
    base = f"|{written}|" if mac.input < 0 else written
    return base if exponent == 1 else base + f"{exponent:g}".translate(SUPERSCRIPTS)


def _after(reading: Reading, shown: Shown) -> str:
    """What closes the terms of a pooling layer: a bracket, the divisor or the root."""
    reduction = shown.trace.reduction
    if reduction == "sum":
        return ""
    if reduction == "average":
        return f") / {reading.step.divisor}"
    exponent = power(shown)
    if reduction == "max":
        return " )"
    return ")" if exponent == 1 or exponent in ROOTS else f"){root(exponent)}"


def root(exponent: float) -> str:
    """The p-th root as a power."""
    return "¹⁄" + f"{exponent:g}".translate(SUPERSCRIPTS)


def power(shown: Shown) -> float:
    """The p of an Lp norm, 1 for other layers."""
    layer: Any = shown.trace.layer
    return float(getattr(layer, "norm_type", 1))


def in_brackets(value: float, digits: int | None) -> str:
    """A number after an operator: one below zero in brackets."""
    written = format_number(value, digits)
    return f"({written})" if written.startswith("\N{MINUS SIGN}") else written


def sums(readings: Sequence[Reading], shown: Shown, form: Form, *, factors: bool) -> list[Sum]:
    """The sum of each step."""
    return [write(reading, shown, form, factors=factors) for reading in readings]
