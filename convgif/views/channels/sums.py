"""The sums of the channels view, as numbers: beside each slice, and written out in one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.scenes.words import Words
from convgif.traces.reductions import in_brackets
from convgif.traces.tracing import Step
from convgif.views.channels.words import WORDS
from convgif.views.equality import equality, exact
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.sums import Form, Sum, Term

JOINT = " + "
OTHERS = -1  # stands for all input channels that are not shown


@dataclass(frozen=True)
class ChannelSum:
    """One output of that channel as a sum: what each shown input channel adds, OTHERS what the rest
    do; as they are written. bias: "" without one."""

    channel: int
    terms: dict[int, str]
    bias: str
    value: str

    def written(self, words: Words) -> Sum:
        """The sum as it is written out: `31 + other channels 66 + b 2 = 99`."""
        terms = {}
        for place, (channel, number) in enumerate(self.terms.items()):
            parts = (in_brackets(number), "")
            if channel == OTHERS:  # the words stand still where the number after them changes
                parts = f"{words.channels_word} ", in_brackets(number)
            terms[0, place] = Term(*parts, exact(number) == 0, exact(number), is_subtotal=True)
        bias = f"{JOINT}{WORDS[words.language].bias_term} {in_brackets(self.bias)}"
        addends = map(exact, filter(None, [*self.terms.values(), self.bias]))
        return Sum(terms, (), (), bias if self.bias else "", self.value, None,
                   (equality(sum(addends), exact(self.value)),))


def form_of(sums: Sequence[ChannelSum]) -> Form:
    """The form of all those sums: a row."""
    return Form(1, max(len(one.terms) for one in sums), "", JOINT)


def sums_of(steps: Sequence[Step], shown: Sequence[int], precision: int | None
            ) -> list[ChannelSum]:
    """The sum of each step."""
    parts: list[dict[int, float]] = []
    for step in steps:
        terms: dict[int, float] = {}
        for mac in step.macs:
            channel = mac.position[0] if mac.position[0] in shown else OTHERS
            terms[channel] = terms.get(channel, 0.0) + mac.product
        if OTHERS in terms:
            terms[OTHERS] = terms.pop(OTHERS)  # the last
        parts.append(terms)
    digits = decimals([*(number for terms in parts for number in terms.values()),
                       *(number for step in steps for number in (step.bias, step.value))],
                      precision)
    return [ChannelSum(step.output_index[0], {channel: format_number(number, digits)
                        for channel, number in terms.items()},
                       format_number(step.bias, digits) if step.trace.bias is not None else "",
                       format_number(step.value, digits))
            for step, terms in zip(steps, parts, strict=True)]
