"""Layers as other libraries write them: what a row of DIALECTS has for it, and what they share."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from convgif.layers.base import Layer
from convgif.layers.convolution import Conv
from convgif.layers.padding import PADDING_WORDS, Pairs
from convgif.layers.pooling import AvgPool, MaxPool
from convgif.layers.sliding import SlidingLayer
from convgif.layers.transposed import ConvTranspose

# What is otherwise in a library, by name: who shows it has words for each.
CHANNELS_LAST = "channels_last"  # its maps, and its kernels too
NOT_TURNED = "not_turned"  # the kernel of a transposed layer, by 180 degrees, as torch's is
NO_BORDER = "no_border"  # no such padding_mode: pad in a step of its own
NO_PADDING = "no_padding"  # no such padding
NO_DILATION = "no_dilation"  # of pooling
NO_STRIDE = "no_stride"  # beside a dilation
NO_CEIL = "no_ceil"  # a last window never reaches past the padding
NO_GROUPS = "no_groups"  # of transposed layers
NO_OUTPUT_PADDING = "no_output_padding"  # so large
ZEROS_COUNT = "zeros_count"  # as padding of a maximum
NOTES = (CHANNELS_LAST, NOT_TURNED, NO_BORDER, NO_PADDING, NO_DILATION, NO_STRIDE, NO_CEIL,
         NO_GROUPS, NO_OUTPUT_PADDING, ZEROS_COUNT)


SIZELESS = ("valid", "same", "full", "causal")  # words for padding that no size changes


class Written(NamedTuple):
    """A layer as a library writes it. code: "" where that library has no such layer. notes: of
    NOTES, what is otherwise there."""

    code: str
    notes: tuple[str, ...] = ()


Writer: TypeAlias = Callable[[Layer], Written | None]  # None for layers that it does not know


def call(name: str, *positional: str, **named: object) -> str:
    """A call as Python writes it; arguments that are None are left out."""
    said = [*positional, *(f"{key}={value!r}" for key, value in named.items()
                           if value is not None)]
    return f"{name}({', '.join(said)})"


def unless(usual: object, value: Any) -> Any:
    """The value, None where it is the usual one on every axis."""
    return None if all(each == usual for each in (
        value if isinstance(value, tuple) else (value,))) else value


def sides(layer: SlidingLayer | ConvTranspose) -> Pairs | None:
    """Its padding before and after on each axis; None where it depends on the input's size."""
    if isinstance(layer.padding, str):
        word = PADDING_WORDS[layer.padding]
        return tuple(word.pads(0, layer.span(axis), 1) for axis in range(layer.rank)
                     ) if layer.padding in SIZELESS else None
    return tuple(pad if isinstance(pad, tuple) else (pad, pad) for pad in layer.padding)


def by_family(*, conv: Callable[[Conv], Written], transposed: Callable[[ConvTranspose], Written],
              most: Callable[[MaxPool], Written], average: Callable[[AvgPool], Written]) -> Writer:
    """What writes each of these kinds of layers."""
    def write(layer: Layer) -> Written | None:
        if isinstance(layer, Conv):
            return conv(layer)
        if isinstance(layer, ConvTranspose):
            return transposed(layer)
        if isinstance(layer, MaxPool):
            return most(layer)
        return average(layer) if isinstance(layer, AvgPool) else None
    return write


def refusal(*reasons: tuple[bool, str]) -> Written | None:
    """What says the first reason that holds, of those for which a library has no such layer."""
    return next((Written("", (note,)) for holds, note in reasons if holds), None)
