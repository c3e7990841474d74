"""What pictures say: the labels of the maps, the legend, and the alt text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convgif.layers import CellKind
from convgif.notation import format_padding, format_sizes
from convgif.scene import Roles
from convgif.tracing import Trace
from convgif.views.base import ViewSettings, one_channel
from convgif.words import Words, by_axis, by_number, formula_phrases, joined, times

GIVES = " → "


@dataclass(frozen=True)
class Caption:
    """A phrase, and the roles of the swatch before it, if any."""

    phrase: str
    swatch: Roles | None = None


def map_labels(trace: Trace, settings: ViewSettings) -> tuple[str, str]:
    """The labels of the input and the output: full shapes where there are several channels."""
    labels = []
    in_channel, out_channel = one_channel(trace, settings)
    for phrase, array, shown in ((settings.words.input, trace.input, in_channel),
                                 (settings.words.output, trace.output, out_channel)):
        shape = array.shape if _many_channels(trace) else array.shape[1:]
        channel = settings.words.channel.format(number=shown) if shown else ""
        labels.append(joined(settings.words.comma, phrase.format(shape=times(shape)), channel))
    return labels[0], labels[1]


def legend(trace: Trace, words: Words) -> list[Caption]:
    """What slides, then the parameters that are not at their default."""
    captions = list(LEGENDS[trace.layer.kind](trace, trace.layer, words))
    if trace.extended.dropped.any():
        captions.append(Caption(words.dropped, ("input", "dropped")))
    return captions


def alt_text(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """What the animation shows, in a sentence, for those who do not see it."""
    (trace,), words = traces, settings.words
    layer: Any = trace.layer
    known = layer.weight_shape is None or not _many_channels(trace)
    captions = [caption.phrase for caption in legend(trace, words)[known:]]
    sentence = words.sentences[layer.kind].format(
        layer=type(layer).__name__, kernel=times(getattr(layer, "kernel_size", ())),
        takes=words.takes.get(trace.reduction, "").format(p=getattr(layer, "norm_type", "")),
        steps=by_number(words.steps, trace.output[0].size),
        input=times(trace.input.shape if _many_channels(trace) else trace.input_size),
        output=times(trace.output.shape if _many_channels(trace) else trace.output.shape[1:]))
    details = words.list_separator.join([
        *captions, *formula_phrases(words, layer.size_formulas(trace.input_size))])
    return told(settings, sentence, details)


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
        yield Caption(words.ceil_mode, ("overhang",))
    if getattr(layer, "divisor_override", None) is not None:
        yield Caption(words.divisor.format(count=layer.divisor_override))


def _linear(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    yield Caption(words.weight.format(size=times(layer.weight_shape)), ("input", "window"))


def _kernel(trace: Trace, layer: Any, words: Words) -> Caption:
    """The kernel's size, or that of all filters where there are several channels."""
    phrase = words.kernel.format(size=times(layer.kernel_size))
    if _many_channels(trace):
        shape = (layer.in_channels // layer.groups, *layer.kernel_size)
        phrase = by_number(words.filters, layer.out_channels, shape=times(shape))
    if trace.rotated and not trace.stamp_axes:
        phrase = joined(words.comma, phrase, words.rotated)
    return Caption(phrase, ("input", "window"))


def _dilation(layer: Any, words: Words) -> Iterator[Caption]:
    if set(layer.dilation) != {1}:
        yield Caption(words.dilation.format(size=_sizes(layer.dilation)))


def _groups(layer: Any, words: Words) -> Iterator[Caption]:
    if layer.groups > 1:
        yield Caption(words.groups.format(count=layer.groups))


def _sliding(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    """Stride, padding and dilation of a window that slides over the padded input."""
    if set(layer.stride) != {1}:
        yield Caption(words.stride.format(size=_sizes(layer.stride)))
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
        counts = sorted(set(layer.stride))
        zeros = words.zeros_between[counts != [2]].format(
            count=words.conjunction.join(str(stride - 1) for stride in counts))
        inserted = (trace.extended.kinds == CellKind.INSERTED_ZERO).any()
        means = joined(words.comma, zeros, words.window_moves)
        yield Caption(joined(GIVES, words.stride.format(size=_sizes(layer.stride)), means),
                      ("inserted_zero",) if inserted else None)
    crop = words.padding.format(size=format_padding(layer.padding).replace("x", "×"))
    padded = any(map(any, _borders(trace)))
    yield Caption(joined(GIVES, crop, _border_phrase(layer, words)),
                  ("padding",) if padded else None)
    if any(layer.output_padding):
        yield Caption(joined(GIVES, words.output_padding.format(size=_sizes(layer.output_padding)),
                             by_axis(words, words.added, layer.output_padding)),
                      ("output", "output_padding"))
    yield from _dilation(layer, words)
    yield from _groups(layer, words)


# What the legend says, by the layer's kind.
LEGENDS: Mapping[str, Callable[[Trace, Any, Words], Iterator[Caption]]] = {
    "convolution": _convolution, "transposed": _transposed, "pooling": _pooling, "linear": _linear}


def _border_phrase(layer: Any, words: Words) -> str:
    """`border 3−1−1 = 1`: what padding leaves of the border of zeros."""
    formulas, inside = [], 0
    for axis, (kernel, dilation) in enumerate(zip(layer.kernel_size, layer.dilation, strict=True)):
        reach = f"{dilation}·({kernel}−1)" if dilation > 1 else f"{kernel}−1"
        for crop in layer.crops(axis):
            left = dilation * (kernel - 1) - crop
            formulas.append(f"{reach}−{crop} = {left}".replace("= -", "= −"))
            inside = max(inside, -left)
    phrase = words.border.format(formula=words.conjunction.join(dict.fromkeys(formulas)))
    return joined(words.comma, phrase, words.starts_inside.format(count=inside) if inside else "")


def _borders(trace: Trace) -> tuple[tuple[int, int], ...]:
    """How many padding cells the extended map has before and after on each axis."""
    runs = [[kind is CellKind.PADDING for kind in axis.kinds] for axis in trace.axes]
    return tuple((cells.index(False), sum(cells) - cells.index(False)) for cells in runs)


def _many_channels(trace: Trace) -> bool:
    """Whether shapes are said with their channels."""
    return not trace.axes or (trace.input.shape[0], trace.output.shape[0]) != (1, 1)


def _sizes(sizes: tuple[int, ...]) -> str:
    return format_sizes(sizes, shorten_equal=True, sign="×")
