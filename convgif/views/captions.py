"""What pictures say: the labels of the maps, the legend, and the alt text."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from convgif.layers import CellKind, Layer
from convgif.layers.transposed import ConvTranspose
from convgif.scenes.scene import Roles
from convgif.scenes.words import (
    Words,
    by_axis,
    by_number,
    enumerated,
    formula_phrases,
    joined,
    times,
)
from convgif.traces.steps import Step
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.kit.maps import KIND_ROLES, commonest_share
from convgif.views.kit.numerals import fraction
from convgif.views.kit.rulers import shown_at_edges
from convgif.views.parameters import (
    GIVES,
    by_size,
    padding_at_ends,
    padding_by_side,
    padding_cells,
    padding_size,
    parameter_phrases,
    turned,
)

MOST_SHARES = 4  # of an interpolation that are said
Sign: TypeAlias = Literal["cell", "dot", "notch", "bracket", "ruler"]


@dataclass(frozen=True)
class Caption:
    """A phrase, and the roles of the swatch before it, if any.

    spoken: what is said where no swatch is seen, if the phrase alone says too little; None where
    the formula says it. unshown: what is left of the phrase where nothing in the picture has those
    roles, None for all of it. briefer: what is said where there is less room, and even less.
    sign: what the swatch is, a cell of the picture or another mark.
    """

    phrase: str
    swatch: Roles | None = None
    spoken: str | None = ""
    unshown: str | None = None
    briefer: tuple[str, ...] = ()
    sign: Sign = "cell"

    def without(self, unseen: Collection[Roles]) -> "Caption":
        """The caption in a picture in which nothing has those roles."""
        if self.swatch is None or self.swatch not in unseen:
            return self
        return Caption(self.phrase if self.unshown is None else self.unshown)

    def shortened(self, times: int) -> "Caption":
        """The caption with its phrase shortened so often, or as often as it can be."""
        return replace(self, phrase=(self.phrase, *self.briefer)[:times + 1][-1])


def map_labels(trace: Trace, settings: ViewSettings, *, of_transpose: bool = False
               ) -> tuple[str, str]:
    """The labels of the input and the output: full shapes where there are several channels.
    of_transpose: as the layer that leads back has them, whose input is the output."""
    labels = []
    in_channel, out_channel = one_channel(trace, settings)
    phrases = (settings.words.input, settings.words.output)[::-1 if of_transpose else 1]
    for name, phrase, array, shown in zip(
            ("input", "output"), phrases, (trace.input, trace.output), (in_channel, out_channel),
            strict=True):
        shape = array.shape if many_channels(trace) else array.shape[1:]
        channel = settings.words.channel.format(number=shown) if shown else ""
        label = called(trace, name, shape, settings.words) or phrase.format(shape=times(shape))
        labels.append(joined(settings.words.comma, label, channel))
    return labels[0], labels[1]


def called(trace: Trace, name: str, shape: Sequence[int], words: Words) -> str:
    """What an array of that shape is called that is another trace's: `grad_output 3×3`; "" for one
    that is not."""
    if name not in trace.called:
        return ""
    return f"{words.arrays[trace.called[name]]} {times(shape)}"


def legend(trace: Trace, words: Words) -> list[Caption]:
    """What slides, then the parameters that are not at their default."""
    notes, phrases = LEGENDS[trace.layer.kind], parameter_phrases(trace, words)
    if "weight" in trace.called:
        size = trace.layer.parameters()["kernel_size"]
        phrases["kernel_size"] = called(trace, "weight", size, words)
    captions = [notes[name](trace, phrase, words) if name in notes else Caption(phrase)
                for name, phrase in phrases.items()]
    if trace.kept is not None and trace.left_out.any():
        captions.append(Caption(words.left_out.format(size=times(trace.kept)),
                                ("output", "left_out")))
    captions += _dropped(trace, words)[:1]
    said = [caption for caption in captions if caption is not None]
    return [*said, *_shares(trace, words), *activation(trace, words)]


def _shares(trace: Trace, words: Words) -> list[Caption]:
    """The weights of an interpolation along the axes, where they are few, and how it is seen which
    taps count less."""
    if not trace.rule.interpolates(trace.layer):
        return []
    found = {share for axis in trace.axes for shares in axis.shares for share in shares} - {0, 1}
    written = words.number_separator.join(map(fraction, sorted(found)))
    said = words.shares[len(trace.axes) > 1].format(shares=written)
    partly = commonest_share(trace)
    return [*[Caption(said)] * (0 < len(found) <= MOST_SHARES),
            *[Caption(words.counts_less, ("input", "window", *partly), spoken=None, unshown="")]
            * bool(partly)]


def _dropped(trace: Trace, words: Words) -> list[Caption]:
    """What is never read, the input above all."""
    kinds = np.unique(trace.extended.kinds[trace.extended.dropped])
    roles = [KIND_ROLES[CellKind(kind)] for kind in kinds]
    return [Caption(words.dropped[role], (role, "dropped"), spoken=None) for role in roles]


def activation(trace: Trace, words: Words) -> list[Caption]:
    """What f is, where outputs go through an activation."""
    if trace.activation is None:
        return []
    return [Caption(words.activation.format(name=trace.activation.name,
                                            formula=trace.activation.formula))]


def signs(trace: Trace, words: Words, *, numbered: bool = False, strided: bool = True,
          steps: Sequence[Step] | None = None) -> list[Caption]:
    """What other marks of a picture mean, which many know without a word: for where there is room.
    numbered: of one with numbers, whose dot is a notch. strided: whether a bracket shows a stride.
    steps: all that are shown, None where that is every one.
    """
    kernel = trace.weight is not None and len(trace.tap_offsets) > 1
    edge = {"places": words.each_place, "windows": words.each_window,
            "stride": words.bracket if strided else ""}.get(shown_at_edges(trace), "")
    index = ", ".join("0" * len(trace.axes))
    first = (f"{words.arrays[trace.called['weight']]} [{index}]" if "weight" in trace.called else
             words.first_weight.format(index=index))
    kinds = trace.extended.kinds if steps is None else np.concatenate(
        [np.ravel(trace.extended.kinds[tuple(step.window.T)]) for step in steps])
    zeros = [kind for kind in (CellKind.PADDING, CellKind.INSERTED_ZERO) if (kinds == kind).any()
             and trace.layer.parameters().get("padding_mode", "zeros") == "zeros"]
    said = [*[Caption(words.zeros_read, (KIND_ROLES[kind], "window")) for kind in zeros],
            *[Caption(first, ("first_weight",), sign="notch" if numbered else "dot")] * kernel,
            *[Caption(edge, ("stride",), sign="ruler" if edge == words.each_place else "bracket")]
            * bool(edge),
            *_dropped(trace, words)[1:]]
    return [replace(caption, unshown="") for caption in said]


def size_formulas(trace: Trace, settings: ViewSettings, *, rules: bool = True, brief: bool = False
                  ) -> list[str]:
    """The lines that say how the size of the output follows, in the letters that are asked for.
    rules: which cells an output reads, too, where no window says it. brief: of what is unread how
    much, not where."""
    formulas = trace.layer.shape_formulas(trace.input.shape)
    if not rules:
        alone = tuple([formula.of_size_alone for formula in formulas])
        formulas = alone if any(map(str, alone)) else ()
    return formula_phrases(settings.words, formulas, trace.axes, settings.letters, brief=brief)


def alt_text(traces: Sequence[Trace], settings: ViewSettings, *, channels: int = 1,
             drawn: str | None = None, more: Iterable[str] = ()) -> str:
    """What the animation shows, in a sentence, for those who do not see it. channels: how many of
    the output are made. drawn: which channels are, in a sentence, if more than one pair. more: what
    else is to be said."""
    (trace,), words = traces, settings.words
    layer, parameters = trace.layer, trace.layer.parameters()
    known = layer.weight_shape is None or not (
        many_channels(trace) or turned("", trace, words))
    given, made = (array.shape if drawn is not None else array.shape[1:] or array.shape
                   for array in (trace.input, trace.output))
    sentence = words.sentences[layer.kind].format(
        layer=layer.printed_name, kernel=times(parameters.get("kernel_size", ())),
        takes=trace.rule.words[words.language].takes.format(p=trace.rule.exponent(layer)),
        steps=by_number(words.steps, trace.output[0].size * channels),
        input=times(given), output=times(made))
    details = words.list_separator.join([
        *spoken(legend(trace, words)[known:]), *more,
        *size_formulas(trace, settings)])
    drawn = drawn_pair(trace, settings) if drawn is None else drawn
    gradient = words.gradients.get(trace.called.get("output", ""), "")
    sentence = joined(words.colon, gradient, sentence)
    return told(settings, joined(words.sentence_gap, sentence, drawn), details)


def spoken(captions: Iterable[Caption]) -> list[str]:
    """What the captions say to those who do not see their swatches."""
    return [caption.spoken or caption.phrase for caption in captions if caption.spoken is not None]


def drawn_pair(trace: Trace, settings: ViewSettings) -> str:
    """Which input and output channel are drawn, in a sentence; nothing where there is no choice.
    """
    if not trace.axes or not many_channels(trace):
        return ""
    in_channel, out_channel = one_channel(trace, settings)
    return settings.words.drawn_pair.format(
        in_channel=in_channel, input=times(trace.input.shape),
        out_channel=out_channel, output=times(trace.output.shape))


def told(settings: ViewSettings, sentence: str, details: str = "") -> str:
    """A sentence after the title, if there is one, and before details."""
    words = settings.words
    details = joined(words.list_separator, details,
                     words.shape_returns if settings.leads_back else "")
    ended = f"{details}{words.full_stop}" if details else ""
    return joined(words.colon, settings.title or "",
                  joined(words.sentence_gap, sentence, ended))


def _padded(trace: Trace, phrase: str, words: Words) -> Caption:
    return Caption(phrase, ("padding",) if any(map(any, padding_cells(trace))) else None)


def _filters(trace: Trace, phrase: str, words: Words) -> Caption:
    """The kernel's size, or that of all filters where there are several channels."""
    return Caption(filters(trace, words) if many_channels(trace) else phrase, ("input", "window"))


def filters(trace: Trace, words: Words) -> str:
    """How many filters there are, of what shape: `2 filters 1×3×3`; of one axis, on which the two
    numbers would read as a square, `2 filters of 1 channel × 3 taps`."""
    layer, count = trace.layer, trace.output.shape[0]
    channels, kernel = len(layer.channels_read(0)), layer.parameters()["kernel_size"]
    if len(kernel) == 1:
        phrase = by_number(words.filters_of_taps, count,
                           channels=by_number(words.channels, channels),
                           taps=by_number(words.taps, kernel[0]))
    else:
        phrase = by_number(words.filters, count, shape=times((channels, *kernel)))
    return turned(phrase, trace, words)


def _own_kernels(trace: Trace, phrase: str, words: Words) -> Caption:
    filters = _filters(trace, phrase, words)
    return replace(filters, phrase=joined(words.comma, filters.phrase, words.own_kernels))


def _window(trace: Trace, phrase: str, words: Words) -> Caption:
    return Caption(phrase, ("input", "window"))


def _overhang(trace: Trace, phrase: str, words: Words) -> Caption | None:
    if (trace.extended.kinds != CellKind.OVERHANG).all():
        return None
    return Caption(words.ceil_mode, ("overhang",), words.ceil_mode_spoken)


def _zeros_between(trace: Trace, phrase: str, words: Words) -> Caption:
    counts = tuple(stride - 1 for stride in trace.layer.parameters()["stride"])
    zeros = words.zeros_between[set(counts) != {1}].format(count=by_size(counts))
    inserted = (trace.extended.kinds == CellKind.INSERTED_ZERO).any()
    means, briefer = joined(words.comma, zeros, words.window_moves), joined(GIVES, phrase, zeros)
    # Briefer only after what is said of the border, which is longer, has become so.
    return Caption(joined(GIVES, phrase, means), ("inserted_zero",) if inserted else None,
                   briefer=(briefer, briefer, briefer, phrase))


def _border(trace: Trace, phrase: str, words: Words) -> Caption:
    layer = trace.layer
    assert isinstance(layer, ConvTranspose)
    sides = tuple(map(layer.border, range(layer.rank)))
    borders = dict.fromkeys(words.border_cells.format(size=said(sides, words))
                            for said in (padding_by_side, padding_at_ends))
    return replace(
        _padded(trace, joined(GIVES, phrase, _border_phrase(layer, words)), words),
        # What a picture shows is the border, so it stands alone where both find no room.
        briefer=(*[joined(GIVES, phrase, border) for border in borders], *borders, phrase,
                 words.padding.format(size=padding_size(layer.parameters()["padding"]))))


def _added(trace: Trace, phrase: str, words: Words) -> Caption:
    more = by_axis(words, words.added, trace.layer.parameters()["output_padding"])
    return Caption(joined(GIVES, phrase, more), ("output", "output_padding"), briefer=(phrase,))


# What the legend says of a parameter besides its phrase, by the layer's kind; of a transposed layer
# what it does to the equivalent convolution.
LEGENDS: Mapping[str, Mapping[str, Callable[[Trace, str, Words], Caption | None]]] = {
    "convolution": {"kernel_size": _filters, "padding": _padded},
    "local": {"kernel_size": _own_kernels, "padding": _padded},
    "transposed": {"kernel_size": _filters, "stride": _zeros_between, "padding": _border,
                   "output_padding": _added},
    "pooling": {"kernel_size": _window, "padding": _padded, "ceil_mode": _overhang},
    "adaptive": {"output_size": _window},
    "resizing": {"scale_factor": _window, "size": _window},
    "linear": {"in_features": _window}}


def _border_phrase(layer: Layer, words: Words) -> str:
    """`border 3−1−1 = 1`: what padding leaves of the border of zeros, with what output_padding adds
    at its ends, and how far inside the first window starts where it leaves less than nothing before
    the input."""
    assert isinstance(layer, ConvTranspose)  # no other has such a border
    formulas = []
    for axis, (kernel, dilation) in enumerate(zip(layer.kernel_size, layer.dilation, strict=True)):
        reach = f"{dilation}·({kernel}−1)" if dilation > 1 else f"{kernel}−1"
        extras = "", f"+{layer.extra(axis)}" if layer.extra(axis) else ""
        for crop, extra, left in zip(layer.crops(axis), extras, layer.border(axis), strict=True):
            formula = f"{reach}−{crop}{extra} = {left}"
            formulas.append(formula.replace("−-", "+").replace("= -", "= −"))
    phrase = words.border.format(formula=enumerated(words, *dict.fromkeys(formulas)))
    inside = tuple(max(0, -layer.border(axis)[0]) for axis in range(layer.rank))
    starts = words.starts_inside.format(size=by_size(inside)) if any(inside) else ""
    return joined(words.comma, phrase, starts)


def many_channels(trace: Trace) -> bool:
    """Whether shapes are said with their channels."""
    return not trace.axes or (trace.input.shape[0], trace.output.shape[0]) != (1, 1)
