"""timm's layers for models that came from TensorFlow: torch's arguments, and padding that follows
the input, as TensorFlow's `SAME` does; the number that they are given for it is passed over."""

from collections.abc import Mapping

from convgif.layers import LAYERS
from convgif.layers.dialects.spelling import Dialect, Spelling, named_rows

MODULES = ("timm.layers", "timm.models.layers", "layers", "nn")


def _same(layer: str, *needs: str) -> Spelling:
    takes = {name: "" if name == "padding" else name for name in LAYERS[layer].field_kinds()}
    return Spelling(layer, takes, needs, defaults={"padding": "same_upper"})


ROWS: Mapping[str, Spelling] = {
    "Conv2dSame": _same("Conv2d", "in_channels", "out_channels", "kernel_size"),
    "MaxPool2dSame": _same("MaxPool2d", "kernel_size"),
    "AvgPool2dSame": _same("AvgPool2d", "kernel_size"),
}
DIALECT = Dialect("timm", "Conv2dSame(3, 32, kernel_size=(3, 3), stride=(2, 2))",
                  named_rows(ROWS, MODULES), frozenset({"device", "dtype"}))
