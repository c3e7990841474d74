"""Settings in TOML files: a gallery's source and the grids of a batch are read by one reader.

    stride = 2          # as typed on the command line: 2, "2" and, where lists may be, [2, "3..5"]
    kernel-size = "3x5"
    bias = true
"""

import re
from pathlib import Path
from typing import Any

from convgif.errors import (
    ConvgifError,
    NotationError,
    OutputError,
    named,
    reason_of,
    shorten,
)
from convgif.inputs.files import read_whole
from convgif.settings.arranging import BESIDE, Group, filled, leaves
from convgif.settings.declared import Option
from convgif.settings.options import FILES, OPTIONS, suggest_setting

MOST_BYTES = 1_000_000
MOST_PARTS = 20  # of a dotted key, of which tomllib makes more tables than there is room for
# Each part is taken whole or not at all, so that the text is read in one go.
_DOTTED_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+)"""
                         f"{{{MOST_PARTS}}}")


def read_toml(path: Path, advice: str) -> dict[str, Any]:
    """The tables of a TOML file, with or without a byte order mark.

    advice: what to do where it cannot be read. Raises OutputError there, and ConvgifError for what
    is no TOML.
    """
    import tomllib  # which few commands need

    try:
        text = read_whole(path, MOST_BYTES).decode("utf-8-sig")
        if _DOTTED_KEY.search(text):
            raise ConvgifError(f"{named(path)} has a name of over {MOST_PARTS} parts by dots: "
                               "write plain settings, such as stride = 2")
        return tomllib.loads(text.replace("\r\n", "\n"))
    except OSError as error:
        raise OutputError(f"cannot read {named(path)}: {reason_of(error)}: {advice}") from None
    except RecursionError:
        wrong = "its lists or tables are nested too deep: write plain settings"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong = " ".join(str(error).split())
    except ValueError:  # an int of more digits than Python reads
        wrong = "a number in it has thousands of digits: write a smaller one"
    raise ConvgifError(f"{named(path)} is no TOML: {wrong}")


def option_called(name: str) -> Option:
    """The option of that name, with hyphens or underscores. Raises ConvgifError."""
    option = OPTIONS.get(name.replace("-", "_"))
    if option is None:
        raise ConvgifError(f"unknown setting {shorten(name)}: {suggest_setting(name)}")
    return option


def as_typed(option: Option, value: object) -> str | bool:
    """The value of a setting as it would be typed: text, but whether an on-off one is on.

    `as_typed(OPTIONS["stride"], 2)` is "2". Raises NotationError.
    """
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
