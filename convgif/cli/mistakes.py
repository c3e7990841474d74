"""What people type that is no flag and no command, and the line that helps."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from convgif.errors import UnknownNameError, listed, nearest
from convgif.formats import FORMATS
from convgif.layers.notation import find_layer
from convgif.layers.recognizing import is_preset
from convgif.settings.options import SETTING_NAMES, as_flag
from convgif.settings.parsers import looks_like_size

Advice: TypeAlias = Callable[[str], str]  # on the value that follows, "" where none does

_PLAIN = re.compile(r"[\w./:=+-]+")  # PowerShell splits at a comma
_SETTING = re.compile(r"([A-Za-z][\w-]*)=([^(]*)")


def _kernel(value: str) -> str:
    is_size = looks_like_size(value)
    size, name = value if is_size else "SIZE", "FILE or NAME" if is_size or not value else value
    return f"the kernel's size is --k {size} (--kernel-size); its numbers come from --weight {name}"


def _size(value: str) -> str:
    return f"the width is --size {value if value.isdigit() else 'PX'}, and the height follows"


def _rate(value: str) -> str:
    known = re.fullmatch(r"[0-9]{1,4}", value) and int(value)
    step = f"{round(1000 / known)}ms" if known else "MS, such as 250ms"
    return f"how long a step is shown is --duration {step}"


def _color(value: str) -> str:
    return ("colours are a theme's, --theme NAME (see `convgif themes`); that of the canvas is "
            f"--background {value if value.startswith('#') else '#RRGGBB'}")


def _channels(value: str) -> str:
    count = value if value.isdigit() else "N"
    return (f"channels are --in-channels {count} and --out-channels {count}; those that are drawn "
            "are --show-in and --show-out")


def _always(line: str) -> Advice:
    return lambda value: line


MISTAKEN: Mapping[str, Advice] = {
    "--kernel": _kernel, "--filter": _kernel,
    "--dark": _always("write --theme dark"), "--light": _always("write --theme light"),
    "--width": _size, "--height": _size, "--px": _size,
    "--fps": _rate, "--framerate": _rate,
    "--speed": _always("how long a step is shown is --duration, such as --duration 300ms"),
    "--delay": _always("how long a step is shown is --duration, such as --duration 300ms"),
    "--color": _color, "--colour": _color, "--colors": _color, "--colours": _color,
    "--channels": _channels,
    "--frames": _always("there is a frame for each output: a smaller --i has fewer, and "
                        "--still middle shows one"),
    **{f"--{name}": _always(f"the end of the name says the format: -o conv{row.suffix}, or "
                            f"--format {name}") for name, row in FORMATS.items()}}


def no_such_option(flag: str, typed: Sequence[str], flags: Iterable[str]) -> str:
    """The line about a flag that a command does not have; flags: those that it has."""
    advice = MISTAKEN.get(flag)
    if advice is not None:
        value = _value_of(flag, typed)
        return f"{flag} {value}".rstrip() + f": {advice(value)}"
    near = nearest(flag, (known for known in flags if known.startswith("--")))
    return f"No such option '{flag}'" + (f": did you mean {listed(near, 'or')}?" if near else "")


def settings_as_flags(typed: Sequence[str]) -> str:
    """The line about settings that are typed without hyphens, `k=3`; "" where none are."""
    found = [arg for arg in typed if _as_flags(arg) != arg]
    return f"{' '.join(found)} is written {' '.join(map(_as_flags, found))}" if found else ""


def without_its_command(typed: Sequence[str], flags: Iterable[str]) -> str:
    """The line about what is typed where a command stands, but belongs to render; "" for anything
    else. flags: those of render."""
    first, *others = typed
    flag = first.partition("=")[0]
    if flag in MISTAKEN:
        return f"{no_such_option(flag, typed, flags)}, after a command such as `convgif render`"
    if first.startswith("-"):
        meant = first if flag in flags else ""
    elif "(" in first or is_preset(first):
        meant = _quoted(first)
    else:
        meant = _as_flags(first) if _as_flags(first) != first else _as_layer(first)
    rest = [_quoted(other) if _as_flags(other) == other else _as_flags(other) for other in others]
    return (f"{first} stands after a command: write `convgif render {' '.join([meant, *rest])}`"
            if meant else "")


def _as_flags(arg: str) -> str:
    """A setting that is typed as `k=3` as a flag and its value; anything else as it is."""
    found = _SETTING.fullmatch(arg)
    name = SETTING_NAMES.get(found[1].replace("-", "_")) if found else None
    return as_flag(name, found[2]) if found and name else arg


def _as_layer(name: str) -> str:
    """The kind of layer of that name as a flag, "" where there is none."""
    try:
        return as_flag("layer", find_layer(name).__name__)
    except UnknownNameError:
        return ""


def _value_of(flag: str, typed: Sequence[str]) -> str:
    """What follows the flag as its value."""
    joined = [arg.partition("=")[2] for arg in typed if arg.startswith(f"{flag}=")]
    value = joined[0] if joined else dict(pairwise([*typed, ""])).get(flag, "")
    return "" if value.startswith("-") else value


def _quoted(arg: str) -> str:
    """The argument as every shell takes it."""
    quote = "'" if '"' in arg else '"'
    return arg if _PLAIN.fullmatch(arg) else f"{quote}{arg}{quote}"
