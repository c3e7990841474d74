"""What pictures say: the labels of the maps, the legend, and the alt text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convgif.layers import CellKind
from convgif.notation import format_padding, format_sizes
from convgif.scene import Roles
from convgif.tracing import Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.views.elements import KIND_ROLES
from convgif.words import Words, by_axis, by_number, formula_phrases, joined, times

GIVES = " → "


@dataclass(frozen=True)
class Caption:
    """A phrase, and the roles of the swatch before it, if any.

    spoken: what is said where no swatch is seen, if the phrase alone says too little; None where
    the formula says it.
    """

    phrase: str
    swatch: Roles | None = None
    spoken: str | None = ""


def map_labels(trace: Trace, settings: ViewSettings) -> tuple[str, str]:
    """The labels of the input and the output: full shapes where there are several channels."""
    labels = []
    in_channel, out_channel = one_channel(trace, settings)
    for phrase, array, shown in ((settings.words.input, trace.input, in_channel),
                                 (settings.words.output, trace.output, out_channel)):
        shape = array.shape if many_channels(trace) else array.shape[1:]
        channel = settings.words.channel.format(number=shown) if shown else ""
        labels.append(joined(settings.words.comma, phrase.format(shape=times(shape)), channel))
    return labels[0], labels[1]


def legend(trace: Trace, words: Words) -> list[Caption]:
    """What slides, then the parameters that are not at their default."""
    captions = list(LEGENDS[trace.layer.kind](trace, trace.layer, words))
    dropped = trace.extended.kinds[trace.extended.dropped]
    if dropped.size:
        role = KIND_ROLES[CellKind(dropped.min())]  # the input above all
        captions.append(Caption(words.dropped, (role, "dropped"), spoken=None))
    return captions


def alt_text(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """What the animation shows, in a sentence, for those who do not see it."""
    (trace,), words = traces, settings.words
    layer: Any = trace.layer
    known = layer.weight_shape is None or not (many_channels(trace) or _turns(trace))
    sentence = words.sentences[layer.kind].format(
        layer=type(layer).__name__, kernel=times(getattr(layer, "kernel_size", ())),
        takes=words.takes.get(trace.reduction, "").format(p=getattr(layer, "norm_type", "")),
        steps=by_number(words.steps, trace.output[0].size),
        input=times(trace.input_size or trace.input.shape),
        output=times(trace.output.shape[1:] or trace.output.shape))
    details = words.list_separator.join([
        *spoken(legend(trace, words)[known:]),
        *formula_phrases(words, layer.size_formulas(trace.input_size), trace.axes)])
    return told(settings, joined(words.sentence_gap, sentence, drawn_pair(trace, settings)),
                details)


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
    ended = f"{details}{words.full_stop}" if details else ""
    return joined(words.colon, settings.title or "",
                  joined(words.sentence_gap, sentence, ended))


def _convolution(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    yield _kernel(trace, layer, words)
    yield from _sliding(trace, layer, words)
    yield from _groups(layer, words)


def _pooling(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    phrase = words.pooling[trace.reduction].format(
        size=times(layer.kernel_size), p=getattr(layer, "norm_type", ""))
    yield Caption(phrase, ("input", "window"))
    yield from _sliding(trace, layer, words)
    if (trace.extended.kinds == CellKind.OVERHANG).any():
        yield Caption(words.ceil_mode, ("overhang",), words.ceil_mode_spoken)
    if getattr(layer, "divisor_override", None) is not None:
        yield Caption(words.divisor.format(count=layer.divisor_override))


def _linear(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    yield Caption(words.weight.format(size=times(layer.weight_shape)), ("input", "window"))


def _kernel(trace: Trace, layer: Any, words: Words) -> Caption:
    """The kernel's size, or that of all filters where there are several channels."""
    phrase = (filters(trace, words) if many_channels(trace) else
              _turned(words.kernel.format(size=times(layer.kernel_size)), trace, words))
    return Caption(phrase, ("input", "window"))


def filters(trace: Trace, words: Words) -> str:
    """How many filters there are, of what shape: `2 filters 1×3×3`."""
    layer: Any = trace.layer
    shape = (layer.in_channels // layer.groups, *layer.kernel_size)
    return _turned(by_number(words.filters, layer.out_channels, shape=times(shape)), trace, words)


def _turned(phrase: str, trace: Trace, words: Words) -> str:
    """The phrase, and that what it names is rotated, where that is not plain from the layer."""
    return joined(words.comma, phrase, words.rotated if _turns(trace) else "")


def _turns(trace: Trace) -> bool:
    """Whether a convolution is a true one; every transposed layer rotates its kernel."""
    return trace.rotated and not trace.stamp_axes


def _dilation(layer: Any, words: Words) -> Iterator[Caption]:
    if set(layer.dilation) != {1}:
        yield Caption(words.dilation.format(size=by_size(layer.dilation)))


def _groups(layer: Any, words: Words) -> Iterator[Caption]:
    if layer.groups > 1:
        yield Caption(words.groups.format(count=layer.groups))


def _sliding(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    """Stride, padding and dilation of a window that slides over the padded input."""
    if set(layer.stride) != {1}:
        yield Caption(words.stride.format(size=by_size(layer.stride)))
    borders = _borders(trace)
    padded = any(map(any, borders))
    if padded or isinstance(layer.padding, str):
        size = format_padding(layer.padding).replace("x", "×")
        if isinstance(layer.padding, str):
            size = f"{size} → {format_padding(borders).replace('x', '×')}"
        if layer.border_mode() != "zeros":
            size = joined(words.comma, size, layer.border_mode())
        if padded and trace.rule.last_kind(layer) < CellKind.PADDING:
            size = joined(words.comma, size, words.not_counted)
        yield Caption(words.padding.format(size=size), ("padding",) if padded else None)
    yield from _dilation(layer, words)


def _transposed(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    """Each parameter with what it does to the equivalent convolution."""
    yield _kernel(trace, layer, words)
    if set(layer.stride) != {1}:
        counts = tuple(stride - 1 for stride in layer.stride)
        zeros = words.zeros_between[set(counts) != {1}].format(count=by_size(counts))
        inserted = (trace.extended.kinds == CellKind.INSERTED_ZERO).any()
        means = joined(words.comma, zeros, words.window_moves)
        yield Caption(joined(GIVES, words.stride.format(size=by_size(layer.stride)), means),
                      ("inserted_zero",) if inserted else None)
    crop = words.padding.format(size=format_padding(layer.padding).replace("x", "×"))
    padded = any(map(any, _borders(trace)))
    yield Caption(joined(GIVES, crop, _border_phrase(layer, words)),
                  ("padding",) if padded else None)
    if any(layer.output_padding):
        size = by_size(layer.output_padding)
        yield Caption(joined(GIVES, words.output_padding.format(size=size),
                             by_axis(words, words.added, layer.output_padding)),
                      ("output", "output_padding"))
    yield from _dilation(layer, words)
    yield from _groups(layer, words)


# What the legend says, by the layer's kind.
LEGENDS: Mapping[str, Callable[[Trace, Any, Words], Iterator[Caption]]] = {
    "convolution": _convolution, "transposed": _transposed, "pooling": _pooling, "linear": _linear}


def _border_phrase(layer: Any, words: Words) -> str:
    """`border 3−1−1 = 1`: what padding leaves of the border of zeros, and how far inside the first
    window starts where it leaves less than nothing before the input."""
    formulas = []
    for axis, (kernel, dilation) in enumerate(zip(layer.kernel_size, layer.dilation, strict=True)):
        reach = f"{dilation}·({kernel}−1)" if dilation > 1 else f"{kernel}−1"
        for crop in layer.crops(axis):
            left = dilation * (kernel - 1) - crop
            formulas.append(f"{reach}−{crop} = {left}".replace("= -", "= −"))
    phrase = words.border.format(formula=words.conjunction.join(dict.fromkeys(formulas)))
    inside = tuple(max(0, -layer.border(axis)[0]) for axis in range(layer.rank))
    starts = words.starts_inside.format(size=by_size(inside)) if any(inside) else ""
    return joined(words.comma, phrase, starts)


def _borders(trace: Trace) -> tuple[tuple[int, int], ...]:
    """How many padding cells the extended map has before and after on each axis."""
    runs = [[kind is CellKind.PADDING for kind in axis.kinds] for axis in trace.axes]
    return tuple((cells.index(False), sum(cells) - cells.index(False)) for cells in runs)


def many_channels(trace: Trace) -> bool:
    """Whether shapes are said with their channels."""
    return not trace.axes or (trace.input.shape[0], trace.output.shape[0]) != (1, 1)


def by_size(sizes: tuple[int, ...]) -> str:
    """One number for equal sizes, else each in the order of the axes: 3×1."""
    return format_sizes(sizes, shorten_equal=True, sign="×")
