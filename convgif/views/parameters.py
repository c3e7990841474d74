"""The parameters of a layer in words: those that the layer says people should see.

Views say more of some: which cells are there because of them, and what they do to its picture.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from convgif.layers import CellKind
from convgif.layers.adaptive import WholeMapPooling
from convgif.layers.notation import format_padding, format_sizes
from convgif.layers.sliding import SlidingLayer
from convgif.layers.transposed import ConvTranspose
from convgif.scenes.words import Words, joined, times
from convgif.traces.tracing import Trace

GIVES = " → "
Phrase = Callable[[Any, Any, Words], str]  # of a trace and the parameter's value


def parameter_phrases(trace: Trace, words: Words) -> dict[str, str]:
    """A phrase for each parameter of the trace's layer that people should see, by name. What
    belongs to another parameter, such as the mode of a padding, is said with it."""
    parameters = trace.layer.parameters()
    if isinstance(trace.layer, WholeMapPooling):
        parameters = {**parameters, "output_size": trace.output.shape[1:]}
        divisors = sorted({step.divisor for step in trace.steps[:trace.output[0].size]
                           if step.divisor is not None})
        parameters |= {"divisor_override": divisors} if divisors else {}
    return {name: phrase(trace, parameters[name], words)
            for name, phrase in PHRASES.items() if name in parameters}


def padding_cells(trace: Trace) -> tuple[tuple[int, int], ...]:
    """How many padding cells the extended map has before and after on each axis."""
    runs = [[kind is CellKind.PADDING for kind in axis.kinds] for axis in trace.axes]
    return tuple((cells.index(False), sum(cells) - cells.index(False)) for cells in runs)


def turned(phrase: str, trace: Trace, words: Words) -> str:
    """The phrase, and that what it names is rotated where that is not plain from the layer: a true
    convolution; every transposed layer rotates its kernel."""
    rotated = words.rotated if trace.rotated and not trace.stamp_axes else ""
    return joined(words.comma, phrase, rotated)


def by_size(sizes: tuple[int, ...]) -> str:
    """One number for equal sizes, else each in the order of the axes: 3×1."""
    return format_sizes(sizes, shorten_equal=True, sign="×")


def by_factor(factors: tuple[float, ...]) -> str:
    """One number for equal factors, else each in the order of the axes: 2×1.5."""
    return "×".join(f"{factor:g}" for factor in (
        factors[:1] if len(set(factors)) == 1 else factors))


def padding_size(padding: str | tuple[int | tuple[int, int], ...]) -> str:
    """A padding as it is shown: 1:0×2, 0:−1."""
    if isinstance(padding, str):
        return padding
    return format_padding(padding).replace("x", "×").replace("-", "\N{MINUS SIGN}")


def padding_by_side(padding: str | tuple[int | tuple[int, int], ...], words: Words) -> str:
    """A padding as it is said: `top 1, left 2, right 1` where the sides of an axis differ, else its
    numbers."""
    if isinstance(padding, str):
        return padding
    pairs = [(item, item) if isinstance(item, int) else item for item in padding]
    if all(before == after for before, after in pairs):
        return padding_size(padding)
    counts = [(side, count) for names, pair in zip(words.sides[len(pairs)], pairs, strict=True)
              for side, count in zip(names, pair, strict=True) if count]
    return words.comma.join([f"{side} {count}".replace("-", "\N{MINUS SIGN}")
                             for side, count in counts])


def padding_at_ends(pairs: tuple[tuple[int, int], ...], words: Words) -> str:
    """As padding_by_side says it, but `1, end 2` where every axis has the same two."""
    if len(set(pairs)) > 1 or pairs[0][0] == pairs[0][1]:
        return padding_by_side(pairs, words)
    before, after = pairs[0]
    return words.at_ends.format(before=before, after=after).replace("-", "\N{MINUS SIGN}")


def _kernel(trace: Trace, size: tuple[int, ...], words: Words) -> str:
    pooling = trace.rule.words[words.language].pooling
    if trace.weight is None and pooling:
        return pooling.format(size=times(size), p=trace.rule.exponent(trace.layer))
    return turned(words.kernel.format(size=times(size)), trace, words)


def _padding(trace: Trace, padding: Any, words: Words) -> str:
    """With the numbers that a word comes to, what the border holds, whether it counts, and what is
    cropped."""
    layer = trace.layer
    cells = (tuple(map(layer.crops, range(layer.rank))) if isinstance(layer, ConvTranspose)
             else padding_cells(trace))
    size = joined(GIVES, padding_by_side(padding, words),
                  padding_by_side(cells, words) if isinstance(padding, str) else "")
    if not isinstance(layer, SlidingLayer):
        return words.padding.format(size=size)
    counts = not any(map(any, cells)) or trace.rule.last_kind(layer) >= CellKind.PADDING
    phrase = words.padding.format(size=joined(
        words.comma, size, layer.parameters().get("padding_mode", ""),
        "" if counts else words.not_counted))
    crops = tuple((max(0, -before), max(0, -after)) for before, after in
                  (layer.pads(axis, size) for axis, size in enumerate(trace.input_size)))
    return joined(GIVES, phrase, words.crops.format(size=padding_by_side(crops, words))
                  if any(map(any, crops)) else "")


def _divisor(trace: Trace, given: int | Sequence[int], words: Words) -> str:
    """The divisor, or those of windows that differ."""
    counts = [given] if isinstance(given, int) else given
    said = words.number_separator.join(map(str, counts)).replace("-", "\N{MINUS SIGN}")
    return (words.divisors if len(counts) > 1 else words.divisor).format(count=said)



# How each is said, in the order in which they are.
PHRASES: Mapping[str, Phrase] = {
    "in_features": lambda trace, _, words: words.weight.format(size=times(trace.weight.shape)),
    "kernel_size": _kernel,
    "output_size": lambda trace, size, words: (
        trace.rule.words[words.language].pooling or "{size}").format(
            size=f"→ {times(size)}", p=trace.rule.exponent(trace.layer)),
    "scale_factor": lambda trace, factors, words: f"×{by_factor(factors)}",
    "size": lambda trace, sizes, words: f"→ {times(sizes)}",
    "mode": lambda trace, mode, words: mode,
    "upscale_factor": lambda trace, factor, words: f"×{factor}",
    "downscale_factor": lambda trace, factor, words: f"/{factor}",
    "order": lambda trace, order, words: order,
    "value": lambda trace, value, words: f"{value:g}".replace("-", "\N{MINUS SIGN}"),
    "start_dim": lambda trace, axis, words: f"start_dim {axis}",
    "end_dim": lambda trace, axis, words: f"end_dim {axis}",
    "align_corners": lambda trace, on, words: "align_corners",
    "stride": lambda trace, sizes, words: words.stride.format(size=by_size(sizes)),
    "padding": _padding,
    "output_padding": lambda trace, sizes, words: words.output_padding.format(size=by_size(sizes)),
    "dilation": lambda trace, sizes, words: words.dilation.format(size=by_size(sizes)),
    "groups": lambda trace, count, words: words.groups.format(count=count),
    "ceil_mode": lambda trace, on, words: "ceil_mode",
    "divisor_override": _divisor}
