"""A node of an ONNX graph by its attributes: `Conv(kernel_shape=[3, 3], pads=[1, 1, 1, 1])`, also
as ONNX prints it, with its inputs. It says no channels; its pools move by 1 unless it says more.
"""

from collections.abc import Mapping
from functools import partial

from convgif.errors import LayerError, shorten, suggest
from convgif.layers.dialects.calls import Call
from convgif.layers.dialects.sides import begins_and_ends
from convgif.layers.dialects.spelling import CHANNELS, Dialect, Settings, Spelling
from convgif.layers.fields import is_list

AUTO_PAD: Mapping[str, int | str] = {"VALID": 0, "SAME_UPPER": "same_upper",
                                     "SAME_LOWER": "same_lower"}
NOT_SET = "NOTSET"
FLAGS = ("ceil_mode", "count_include_pad")  # are 0 and 1
MARKS = frozenset({"kernel_shape", "pads", "strides", "auto_pad", "dilations", "group",
                   "output_shape"})
NOT_ARITHMETIC = frozenset({"name", "domain", "doc_string", "storage_order", "inputs", "outputs"})

_WINDOW = {"kernel_shape": "kernel_size", "strides": "stride", "pads": "padding",
           "auto_pad": "auto_pad", "dilations": "dilation"}
_CONV = {**_WINDOW, "group": "groups"}
_TRANSPOSE = {**_CONV, "output_padding": "output_padding", "output_shape": "output_shape"}
_POOL = {**_WINDOW, "ceil_mode": "ceil_mode"}


def _start(settings: Settings) -> Settings:
    """With padding in our words, and flags. Raises LayerError."""
    word = settings.pop("auto_pad", NOT_SET)
    if word != NOT_SET and word not in AUTO_PAD:
        raise LayerError(f"auto_pad {shorten(word)} is none of ONNX': "
                         f"{suggest(str(word), (NOT_SET, *AUTO_PAD))}")
    if settings.pop("output_shape", None) is not None:
        raise LayerError("output_shape is the size of one input's output: give pads and "
                         "output_padding, which hold for all")
    pads = settings.pop("padding", None)
    if pads is not None:
        if not is_list(pads) or len(pads) % 2:
            raise LayerError(f"pads {shorten(pads)} is no list of all begins and then all ends: "
                             "give two numbers an axis, such as [1, 1, 1, 1]")
        settings["padding"] = begins_and_ends(pads)
        if word != NOT_SET:
            raise LayerError(f"auto_pad {shorten(word)} and pads {shorten(pads)} are both given, "
                             "which ONNX forbids: leave one out")
    if word != NOT_SET:
        settings["padding"] = AUTO_PAD[word]
    return settings | {name: bool(settings[name]) for name in FLAGS if settings.get(name) in (0, 1)}


_weighted = partial(Spelling, needs=("kernel_size",), unsaid=CHANNELS, start=_start)
_pool = partial(Spelling, needs=("kernel_size",), start=_start)

ROWS: Mapping[str, Spelling] = {
    "Conv": _weighted("Conv", _CONV),
    "ConvTranspose": _weighted("ConvTranspose", _TRANSPOSE),
    "MaxPool": _pool("MaxPool", _POOL, defaults={"stride": 1}),
    "AveragePool": _pool("AvgPool", {**_POOL, "count_include_pad": "count_include_pad"},
                         defaults={"stride": 1, "count_include_pad": False}),
    "LpPool": _pool("LPPool", {**_POOL, "p": "norm_type"}, defaults={"stride": 1}),
}


def _spelling(call: Call) -> Spelling | None:
    """The row of a node; its third input is a bias."""
    row = ROWS.get(call.name)
    node = call.inputs is not None or not MARKS.isdisjoint(call.named)
    if row is None or not node or call.module or call.positional:
        return None
    return row if not row.unsaid else _with_bias(row, (call.inputs or 2) > 2)


def _with_bias(row: Spelling, bias: bool) -> Spelling:
    return Spelling(row.layer, row.takes, row.needs, row.unsaid, {"bias": bias}, row.start)


DIALECT = Dialect("ONNX", "Conv(kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2])",
                  _spelling, NOT_ARITHMETIC)
