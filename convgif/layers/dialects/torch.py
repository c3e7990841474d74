"""Layers as PyTorch prints and writes them, which is also how convgif writes its own: in any case,
and where only keywords are given, with convgif's defaults."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from convgif.errors import NotationError, fold
from convgif.layers import Layer
from convgif.layers.convolution import Conv
from convgif.layers.dialects.calls import EXAMPLE, Call, not_a_layer
from convgif.layers.dialects.keras import NOT_ARITHMETIC as PASSED_OVER_BY_KERAS
from convgif.layers.dialects.keras import ROWS as KERAS_ROWS
from convgif.layers.dialects.names import find_layer, no_such_argument
from convgif.layers.dialects.spelling import Dialect, Spelling
from convgif.layers.dialects.writing import (
    NO_DILATION,
    NO_PADDING,
    Written,
    by_family,
    refusal,
    sides,
)
from convgif.layers.padding import Pairs
from convgif.layers.pooling import AvgPool, MaxPool
from convgif.layers.transposed import ConvTranspose

MODULES = ("", "nn", "torch.nn")
NOT_ARITHMETIC = frozenset({"device", "dtype"})
WITHOUT_DEFAULT = ("in_channels", "out_channels", "in_features", "out_features", "norm_type",
                   "kernel_size")  # in torch.nn


# Layers of torch that are one here, with what their name says. torch deprecates them, and has them.
UPSAMPLINGS: Mapping[str, Mapping[str, Any]] = {
    "upsamplingnearest2d": {"mode": "nearest"},
    "upsamplingbilinear2d": {"mode": "bilinear", "align_corners": True}}


def _spelling(call: Call) -> Spelling:
    """The layer of that name in any case. Raises UnknownNameError, or NotationError for what no
    library of this spelling has."""
    if call.module not in MODULES:
        raise not_a_layer(call.text)
    if call.module and re.search("[123]D", call.name):
        raise NotationError(f"{call.module}.{call.name} is not torch's, and whose it is is not "
                            f"said: write torch's, such as {EXAMPLE}, or keras.layers.{call.name}")
    said = UPSAMPLINGS.get(fold(call.name))
    if said is not None:
        return Spelling("Upsample2d", {name: name for name in ("size", "scale_factor", "mode")},
                        defaults=said)
    layer_type = find_layer(call.name)
    own = layer_type.field_kinds()
    needs = tuple(name for name in WITHOUT_DEFAULT if name in own) if call.positional else ()
    return Spelling(layer_type.__name__, {name: name for name in own}, needs,
                    unsaid=layer_type.never_printed if _is_printed(call, layer_type) else ())


def _is_printed(call: Call, layer_type: type[Layer]) -> bool:
    """Whether the text has the arguments that PyTorch prints of the layer, and no other."""
    return not call.positional and tuple(call.named) == layer_type.always_printed


def _strange(call: Call, name: str) -> str:
    elsewhere = [row for row, spelling in KERAS_ROWS.items()
                 if fold(row) == fold(call.name)
                 and name in {*spelling.takes, *PASSED_OVER_BY_KERAS}]
    return no_such_argument(find_layer(call.name), name,
                            f"which is Keras': write {elsewhere[0]}" if elsewhere else "")


# The layer that pads alone, for padding that differs before and after.
PAD_LAYERS = {"zeros": "ZeroPad", "reflect": "ReflectionPad", "replicate": "ReplicationPad",
              "circular": "CircularPad"}
PADDING_WORDS = ("valid", "same")


def _conv(layer: Conv) -> Written:
    pads = sides(layer)
    if layer.padding in PADDING_WORDS:
        return Written(f"nn.{layer!r}")
    if pads is None:
        return Written("", (NO_PADDING,))
    if _are_even(pads):
        return Written(f"nn.{replace(layer, padding=pads)!r}")
    last_first = tuple(side for pair in reversed(pads) for side in pair)
    alone = replace(layer, padding=0, padding_mode="zeros")
    return Written(f"nn.Sequential(\n    nn.{PAD_LAYERS[layer.padding_mode]}{layer.rank}d"
                   f"({last_first}),\n    nn.{alone!r})")


def _transposed(layer: ConvTranspose) -> Written:
    pads = sides(layer)
    if pads is None or not _are_even(pads):
        return Written("", (NO_PADDING,))
    return Written(f"nn.{replace(layer, padding=pads)!r}")


def _pooling(layer: MaxPool | AvgPool) -> Written:
    """Torch pads by half the kernel at most, and of averages none is dilated."""
    pads = sides(layer)
    plain = layer if pads is None else replace(layer, padding=pads)
    fits = pads is not None and _are_even(pads) and all(
        2 * before <= kernel for (before, _), kernel in zip(pads, layer.kernel_size, strict=True))
    is_dilated = isinstance(layer, AvgPool) and set(layer.dilation) != {1}
    return refusal((not fits, NO_PADDING), (is_dilated, NO_DILATION)) or Written(f"nn.{plain!r}")


def _are_even(pads: Pairs) -> bool:
    return all(before == after >= 0 for before, after in pads)


DIALECT = Dialect("PyTorch", EXAMPLE, _spelling, NOT_ARITHMETIC, strange=_strange,
                  write=by_family(conv=_conv, transposed=_transposed, most=_pooling,
                                  average=_pooling))
