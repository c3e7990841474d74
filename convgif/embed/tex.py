"""Frames for LaTeX: a folder of them, and the line that plays them in Beamer."""

import re
from collections.abc import Mapping
from pathlib import Path

from convgif.animation import Animation
from convgif.errors import ConvgifError, OutputError, shorten
from convgif.formats import FORMATS
from convgif.formats.writing import check_free, write_folder

TEX_FORMATS = ("png", "pdf")  # what pdfTeX, XeTeX and LuaTeX all include
STEM, DIGITS = "frame-", 3
PLAYED = re.compile(rf"{STEM}[0-9]{{{DIGITS},}}\.[a-z]+")


def save_frames(animation: Animation, folder: str | Path, format: str = "png",
                force: bool = False) -> list[Path]:
    """The paths of `frame-000.png` and so on, one a step, after they are in the folder.

    force: also into a folder that is not empty; frames that are there already go. Raises
    ConvgifError.
    """
    row, folder = FORMATS[format], Path(folder)
    if animation.pose:
        raise ConvgifError("a folder holds every step: leave out --still and --strip")
    if not row.holds_still:
        raise OutputError(f"{row.name} holds no still: make the frames png, pdf or svg")
    check_free(folder, force)
    files: Mapping[str, bytes] = {
        f"{STEM}{number}{row.suffix}": row.encode(animation.still(step).recording())
        for step, number in enumerate(_numbers(animation))}
    return write_folder(folder, files, PLAYED)


def animategraphics(animation: Animation, folder: str | Path, format: str = "png") -> str:
    """The line that plays such a folder in Beamer, by the package animate; empty where LaTeX
    cannot include the format. Raises OutputError for a folder that it cannot name."""
    if format not in TEX_FORMATS:
        return ""
    numbers = _numbers(animation)
    rate = 1000 / animation.durations[0]
    return (f"\\animategraphics[loop,autoplay,controls,poster=last]{{{rate:.4g}}}"
            f"{{{tex_path(Path(folder, STEM).as_posix())}}}{{{numbers[0]}}}{{{numbers[-1]}}}")


def _numbers(animation: Animation) -> list[str]:
    """The numbers of the frames, all as long."""
    count = len(animation.scenes)
    digits = max(DIGITS, len(str(count - 1)))
    return [f"{number:0{digits}}" for number in range(count)]


def tex_path(path: str) -> str:
    """The name of a file as LaTeX takes it. Raises OutputError for one that it does not."""
    if re.search(r'[\\{}%#"]', path):
        raise OutputError(f"LaTeX takes no file that is called {shorten(path)}: rename it, "
                          "without \\ { } % # \"")
    return path if re.fullmatch(r"[\w./ -]*", path, re.ASCII) else f"\\detokenize{{{path}}}"
