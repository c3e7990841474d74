"""DIALECTS: how other libraries write layers, one row a library.

A row knows a call by its exact name, by what stands before it, or by arguments that only that
library has; the last row, torch's, takes every other one.
"""

from collections.abc import Mapping

from convgif.layers.dialects import flax, functional, keras, onnx, timm, torch
from convgif.layers.dialects.calls import Call, half_width, read_call
from convgif.layers.dialects.names import check_is_no_stranger, find_layer, no_such_argument
from convgif.layers.dialects.pasting import pasted
from convgif.layers.dialects.spelling import NOTHING_BESIDE, Beside, Dialect, Reading

DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in (
    functional.DIALECT, keras.DIALECT, flax.LINEN, flax.NNX, timm.DIALECT, onnx.DIALECT,
    torch.DIALECT)}


def read(call: Call, beside: Beside) -> Reading:
    """What the call says, in the words of the first library that has it. Raises ConvgifError."""
    for dialect in DIALECTS.values():
        spelling = dialect.spelling(call)
        if spelling is not None:
            return dialect.read(call, spelling, beside)
    raise AssertionError("torch's row takes every call or raises")


__all__ = ["DIALECTS", "NOTHING_BESIDE", "Beside", "Call", "Dialect", "Reading",
           "check_is_no_stranger", "find_layer", "half_width", "no_such_argument", "pasted",
           "read", "read_call"]
