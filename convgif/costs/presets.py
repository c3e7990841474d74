"""PRESETS: charts of costs by name, the seven plots of an article on what each argument of a
convolution costs, and all of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from convgif.errors import fold

INPUT_SIZE = 64


@dataclass(frozen=True)
class CostPreset:
    """A chart by name: a layer on an input of INPUT_SIZE, and what varies, as --vary says it."""

    description: str
    vary: tuple[str, ...]
    layer: str = "Conv2d(16, 16, 3, padding=1, bias=False)"


_EACH = {
    "conv2d_out_channels": CostPreset("costs against out_channels", ("out_channels=16..256:x2",)),
    "conv2d_in_channels": CostPreset("costs against in_channels", ("in_channels=16..256:x2",)),
    "conv2d_kernel_size": CostPreset(
        "costs against kernel_size: quadratic, as both axes grow",
        ("kernel_size=1,3,5,7,9,11",)),
    "conv2d_stride": CostPreset(
        "costs against stride: MACs fall quadratically, as both axes change", ("stride=1,2,4,8",)),
    "conv2d_padding": CostPreset("costs against padding", ("padding=0..8:2",)),
    "conv2d_dilation": CostPreset("costs against dilation", ("dilation=1,2,4,8",)),
    "conv2d_groups": CostPreset("costs against groups", ("groups=1..16:x2",))}

WHOLE = "conv2d"
PRESETS: Mapping[str, CostPreset] = {
    **_EACH, WHOLE: CostPreset("what each argument of a convolution costs, these seven in one",
                               tuple(one for row in _EACH.values() for one in row.vary))}


def preset_called(text: str) -> CostPreset | None:
    """The chart of that name, None for any other text."""
    return {fold(name): row for name, row in PRESETS.items()}.get(fold(text[:80]))
