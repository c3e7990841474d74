"""What pictures say: the labels of the maps, the legend, and the alt text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from convgif.layers import CellKind
from convgif.notation import format_padding, format_sizes
from convgif.scene import Roles
from convgif.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.words import Words, by_axis, by_number, formula_phrases, times


@dataclass(frozen=True)
class Caption:
    """A phrase, and the roles of the swatch before it, if any."""

    phrase: str
    swatch: Roles | None = None


def map_labels(trace: Trace, settings: ViewSettings) -> tuple[str, str]:
    """The labels of the input and the output: full shapes where there are several channels."""
    labels = []
    for phrase, array, shown in ((settings.words.input, trace.input, settings.show_in),
                                 (settings.words.output, trace.output, settings.show_out)):
        shape = array.shape if _many_channels(trace) else array.shape[1:]
        channel = f", {settings.words.channel.format(number=shown)}" if shown else ""
        labels.append(phrase.format(shape=times(shape)) + channel)
    return labels[0], labels[1]


def legend(trace: Trace, words: Words) -> list[Caption]:
    """The kernel, then the parameters that are not at their default."""
    layer: Any = trace.layer
    if _many_channels(trace):
        shape = (layer.in_channels // layer.groups, *layer.kernel_size)
        kernel = by_number(words.filters, layer.out_channels, shape=times(shape))
    else:
        kernel = words.kernel.format(size=times(layer.kernel_size))
    captions = [Caption(kernel, ("input", "window"))]
    captions += (_transposed if trace.stamp_axes else _convolution)(trace, layer, words)
    if set(layer.dilation) != {1}:
        captions.append(Caption(words.dilation.format(size=_sizes(layer.dilation))))
    if layer.groups > 1:
        captions.append(Caption(words.groups.format(count=layer.groups)))
    if trace.extended.dropped.any():
        captions.append(Caption(words.dropped, ("input", "dropped")))
    return captions


def alt_text(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """What the animation shows, in a sentence, for those who do not see it."""
    (trace,), words = traces, settings.words
    layer: Any = trace.layer
    phrase = words.slides_transposed if trace.stamp_axes else words.slides
    captions = [caption.phrase for caption in legend(trace, words)[not _many_channels(trace):]]
    sentence = phrase.format(
        layer=type(layer).__name__, kernel=times(layer.kernel_size),
        steps=by_number(words.steps, trace.output[0].size),
        input=times(trace.input.shape if _many_channels(trace) else trace.input_size),
        output=times(trace.output.shape if _many_channels(trace) else trace.output.shape[1:]))
    details = words.list_separator.join([
        *captions, *formula_phrases(words, layer.size_formulas(trace.input_size))])
    title = f"{settings.title}: " if settings.title else ""
    return f"{title}{sentence} {details}{words.full_stop}"


def _convolution(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    if set(layer.stride) != {1}:
        yield Caption(words.stride.format(size=_sizes(layer.stride)))
    borders = _borders(trace)
    padded = any(map(any, borders))
    if padded or isinstance(layer.padding, str):
        size = format_padding(layer.padding).replace("x", "×")
        if isinstance(layer.padding, str):
            size = f"{size} → {format_padding(borders).replace('x', '×')}"
        if layer.padding_mode != "zeros":
            size = f"{size}, {layer.padding_mode}"
        yield Caption(words.padding.format(size=size), ("padding",) if padded else None)


def _transposed(trace: Trace, layer: Any, words: Words) -> Iterator[Caption]:
    """Each parameter with what it does to the equivalent convolution."""
    if set(layer.stride) != {1}:
        counts = sorted(set(layer.stride))
        zeros = words.zeros_between[counts != [2]].format(
            count=words.conjunction.join(str(stride - 1) for stride in counts))
        inserted = (trace.extended.kinds == CellKind.INSERTED_ZERO).any()
        yield Caption(f"{words.stride.format(size=_sizes(layer.stride))} → {zeros}, "
                      f"{words.window_moves}", ("inserted_zero",) if inserted else None)
    crop = words.padding.format(size=format_padding(layer.padding).replace("x", "×"))
    padded = any(map(any, _borders(trace)))
    yield Caption(f"{crop} → {_border_phrase(layer, words)}", ("padding",) if padded else None)
    if any(layer.output_padding):
        yield Caption(f"{words.output_padding.format(size=_sizes(layer.output_padding))} → "
                      + by_axis(words, words.added, layer.output_padding),
                      ("output", "output_padding"))


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
    return f"{phrase}, {words.starts_inside.format(count=inside)}" if inside else phrase


def _borders(trace: Trace) -> tuple[tuple[int, int], ...]:
    """How many padding cells the extended map has before and after on each axis."""
    inside = [[kind is not CellKind.PADDING for kind in axis.kinds] for axis in trace.axes]
    return tuple((cells.index(True), cells[::-1].index(True)) for cells in inside)


def _many_channels(trace: Trace) -> bool:
    return (trace.input.shape[0], trace.output.shape[0]) != (1, 1)


def _sizes(sizes: tuple[int, ...]) -> str:
    return format_sizes(sizes, shorten_equal=True, sign="×")
