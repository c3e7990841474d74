"""Layers: what is computed. One frozen dataclass a layer, with torch.nn's names and arguments."""

from convgif.layers.axes import AxisPlan, CellKind, StampPlan
from convgif.layers.base import Layer
from convgif.layers.convolution import Conv1d, Conv2d, Conv3d
from convgif.layers.formula import SizeFormula
from convgif.layers.transposed import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d

LAYERS: dict[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)}

# What others call a family of layers, so that the answer can name the right one.
OTHER_NAMES: dict[str, str] = {
    "deconv": "ConvTranspose",
    "deconvolution": "ConvTranspose",
    "fractionally-strided": "ConvTranspose",
    "fractionally-strided convolution": "ConvTranspose",
    "transposed convolution": "ConvTranspose",
    "upconv": "ConvTranspose",
    "convolution": "Conv",
}

__all__ = ["LAYERS", "OTHER_NAMES", "AxisPlan", "CellKind", "Conv1d", "Conv2d", "Conv3d",
           "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "Layer", "SizeFormula",
           "StampPlan"]
