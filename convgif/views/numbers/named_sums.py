"""Sums in which names stand in place of numbers: `x₀₀·w₀₀ + x₀₁·w₀₁ + b = y₀₀`."""

from collections.abc import Sequence
from dataclasses import replace

from convgif.scenes.scene import Element
from convgif.traces.tracing import Mac
from convgif.views.equality import EQUALS
from convgif.views.kit.names import bias_name, element_name
from convgif.views.kit.sums import Form, Sum, Term
from convgif.views.numbers.arithmetic import division, write
from convgif.views.numbers.operands import MORE
from convgif.views.numbers.readings import Reading, Shown


def named_sums(readings: Sequence[Reading], shown: Shown, form: Form, *, all_named: bool
               ) -> list[Sum]:
    """The sum of each step. all_named: whether inputs and outputs are called by name too."""
    return [_named(reading, shown, form, all_named=all_named) for reading in readings]


def _named(reading: Reading, shown: Shown, form: Form, *, all_named: bool) -> Sum:
    trace, step = shown.trace, reading.step
    written = write(reading, shown, form, factors=True)
    terms = {place: _term(term, mac, shown, all_named=all_named) for (place, term), mac in
             zip(written.terms.items(), reading.taps.values(), strict=False)}
    after = shown.notation.closing + division(reading, shown) + f" {MORE}" * shown.several
    if trace.bias is not None:
        after += f" + {bias_name(trace, step.output_index[:trace.bias.ndim])}"
    after += ")" * (trace.activation is not None)
    named = replace(written, terms=terms or written.terms, after=after)
    if not all_named:
        return named
    return replace(named, signs=(EQUALS,), total=element_name(
        trace, Element("output", step.output_index)) or written.total)


def _term(term: Term, mac: Mac, shown: Shown, *, all_named: bool) -> Term:
    """The term with names in it, as far as its factors have some."""
    trace, value = shown.trace, term.first
    idle = mac.input_index is None if all_named else mac.input == 0
    if all_named and mac.input_index is not None:
        value = element_name(trace, Element("input", mac.input_index)) or value
    if mac.weight_index is not None:
        weight = element_name(trace, Element("weight", mac.weight_index))
        return replace(term, first=value, second=f"·{weight}" if weight else term.second, zero=idle)
    if value != term.first:
        share = "" if mac.weight is None else f"{mac.weight:.4g}"
        value = shown.notation.term.format(input=value, weight=share)
    return replace(term, first=value, zero=idle and not trace.rule.selects)
