"""Layers as PyTorch prints and writes them, which is also how convgif writes its own: in any case,
and where only keywords are given, with convgif's defaults."""

import re

from convgif.errors import NotationError, fold
from convgif.layers import Layer
from convgif.layers.dialects.calls import EXAMPLE, Call, not_a_layer
from convgif.layers.dialects.keras import NOT_ARITHMETIC as PASSED_OVER_BY_KERAS
from convgif.layers.dialects.keras import ROWS as KERAS_ROWS
from convgif.layers.dialects.names import find_layer, no_such_argument
from convgif.layers.dialects.spelling import Dialect, Spelling

MODULES = ("", "nn", "torch.nn")
NOT_ARITHMETIC = frozenset({"device", "dtype"})
WITHOUT_DEFAULT = ("in_channels", "out_channels", "in_features", "out_features", "norm_type",
                   "kernel_size")  # in torch.nn


def _spelling(call: Call) -> Spelling:
    """The layer of that name in any case. Raises UnknownNameError, or NotationError for what no
    library of this spelling has."""
    if call.module not in MODULES:
        raise not_a_layer(call.text)
    if call.module and re.search("[123]D", call.name):
        raise NotationError(f"{call.module}.{call.name} is not torch's, and whose it is is not "
                            f"said: write torch's, such as {EXAMPLE}, or keras.layers.{call.name}")
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


DIALECT = Dialect("PyTorch", EXAMPLE, _spelling, NOT_ARITHMETIC, strange=_strange)
