"""Colours as the common colour blindnesses see them, and how far two of them stand apart."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.frames.colors import Color

LUMINANCE = (0.2126, 0.7152, 0.0722)  # of linear red, green and blue: WCAG 2, relative luminance

# On linear RGB. The three dichromacies at full severity: G. M. Machado, M. M. Oliveira and
# L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# IEEE Transactions on Visualization and Computer Graphics 15(6), 2009, its table of matrices.
# Achromatopsia sees luminance alone.
VISIONS: dict[str, NDArray[np.float64]] = {
    "normal": np.eye(3),
    "protanopia": np.array([(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                            (-0.003882, -0.048116, 1.051998)]),
    "deuteranopia": np.array([(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                              (-0.011820, 0.042940, 0.968881)]),
    "tritanopia": np.array([(1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                            (0.004733, 0.691367, 0.303900)]),
    "achromatopsia": np.array([LUMINANCE] * 3),
}


def seen(color: Color, vision: str = "normal") -> NDArray[np.float64]:
    """The colour as that vision sees it: linear red, green and blue, 0 to 1."""
    shares = np.array(color) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    shown: NDArray[Any] = np.clip(VISIONS[vision] @ linear, 0.0, 1.0)
    return shown


def contrast(one: Color, other: Color, vision: str = "normal") -> float:
    """The contrast ratio of WCAG 2, 1 to 21, as that vision sees it."""
    darker, lighter = sorted(float(seen(color, vision) @ LUMINANCE) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)
