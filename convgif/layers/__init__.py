"""Layers: what is computed. One frozen dataclass a layer, with torch.nn's names and arguments."""

from convgif.layers.axes import AxisPlan, CellKind, StampPlan, Unread
from convgif.layers.base import Layer
from convgif.layers.convolution import Conv1d, Conv2d, Conv3d
from convgif.layers.formula import SizeFormula
from convgif.layers.linear import Linear
from convgif.layers.local import LocallyConnected1d, LocallyConnected2d
from convgif.layers.pooling import (
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    LPPool1d,
    LPPool2d,
    LPPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from convgif.layers.transposed import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d

LAYERS: dict[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d,
                  MaxPool1d, MaxPool2d, MaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d,
                  LPPool1d, LPPool2d, LPPool3d, Linear, LocallyConnected1d, LocallyConnected2d)}

# What others call a family of layers, so that the answer can name the right one.
OTHER_NAMES: dict[str, str] = {
    "deconv": "ConvTranspose",
    "deconvolution": "ConvTranspose",
    "fractionally-strided": "ConvTranspose",
    "fractionally-strided convolution": "ConvTranspose",
    "transposed convolution": "ConvTranspose",
    "upconv": "ConvTranspose",
    "convolution": "Conv",
    "pool": "MaxPool",
    "pooling": "MaxPool",
    "max pooling": "MaxPool",
    "average pool": "AvgPool",
    "average pooling": "AvgPool",
    "avg pooling": "AvgPool",
    "mean pool": "AvgPool",
    "mean pooling": "AvgPool",
    "lp pooling": "LPPool",
    "dense": "Linear",
    "fully connected": "Linear",
    "fc": "Linear",
    "gemm": "Linear",
}

__all__ = ["LAYERS", "OTHER_NAMES", "AvgPool1d", "AvgPool2d", "AvgPool3d", "AxisPlan", "CellKind",
           "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d",
           "LPPool1d", "LPPool2d", "LPPool3d", "Layer", "Linear", "LocallyConnected1d",
           "LocallyConnected2d", "MaxPool1d", "MaxPool2d", "MaxPool3d", "SizeFormula",
           "StampPlan", "Unread"]
