"""Settings in TOML files: a gallery's source and the grids of a batch are read by one reader.

    stride = 2          # as typed on the command line: 2, "2" and, where lists may be, [2, "3..5"]
    kernel-size = "3x5"
    bias = true
    network.layers = ["Conv2d(1, 6, 5)", "ReLU()"]      # a network in place of a layer
"""

from collections.abc import Container
from pathlib import Path
from typing import Any

from convgif.errors import ConvgifError, NotationError, shorten
from convgif.networks.wiring import TABLE, wired_of_table
from convgif.settings.arranging import BESIDE, Group, filled, leaves
from convgif.settings.declared import Option
from convgif.settings.options import FILES, OPTIONS, suggest_setting


def option_called(name: str) -> Option:
    """The option of that name, with hyphens or underscores; a network is a layer. Raises
    ConvgifError."""
    option = OPTIONS.get("layer" if name == TABLE else name.replace("-", "_"))
    if option is None:
        raise ConvgifError(f"unknown setting {shorten(name)}: {suggest_setting(name)}")
    return option


def check_is_new(name: str, option: Option, known: Container[str]) -> None:
    """Raises ConvgifError where the setting is said already by another name."""
    if option.name in known:
        raise ConvgifError(f"{name} says again what {option.name} says: leave one out")


def as_typed(option: Option, value: object) -> str | bool:
    """The value of a setting as it would be typed: text, but whether an on-off one is on.

    `as_typed(OPTIONS["stride"], 2)` is "2". Raises ConvgifError.
    """
    if option.name == "layer" and isinstance(value, dict):
        return wired_of_table(value)
    if option.parse is None:
        if isinstance(value, bool) or (isinstance(value, str) and BESIDE in value):
            return value
        raise NotationError(f"{shorten(value)} is neither true nor false")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotationError(f"{shorten(value)} is no number and no text: write a size of several "
                            "axes as text, such as \"3x5\"")
    try:
        return str(value)
    except ValueError:  # as hexadecimal it may be read
        raise NotationError(f"{shorten(value)} is out of range: write a smaller one") from None


def located(name: str, value: Any, folder: Path) -> Any:
    """The value of a setting; a file that the folder holds is found there."""
    if isinstance(value, Group):
        return filled(value, (located(name, item, folder) for item in leaves(value)))
    if name not in FILES or value is None:
        return value
    from convgif.inputs.sources import existing  # and with it numpy

    file = existing(folder / str(value))
    return value if file is None else str(file)
