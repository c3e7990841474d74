"""Frames for LaTeX: a folder of them, and the line that plays them in Beamer."""

import re
from collections.abc import Mapping
from pathlib import Path

from convgif.animation import Animation
from convgif.errors import ConvgifError, OutputError, setting, shorten
from convgif.escaping import one_line
from convgif.formats import FORMATS
from convgif.formats.writing import check_free, write_folder

TEX_MEDIA_TYPES = ("image/png", "application/pdf")  # what pdfTeX, XeTeX and LuaTeX all include
STEM, DIGITS = "frame-", 3
TIMELINE = f"{STEM}timeline.txt"
PLAYED = re.compile(rf"{STEM}[0-9]{{{DIGITS},}}\.[a-z]+|{re.escape(TIMELINE)}")
LONGEST_TIMELINE = 10_000  # frames, which take pdflatex 10 s


def save_frames(animation: Animation, folder: str | Path, format: str = "png",
                force: bool = False) -> list[Path]:
    """The paths of `frame-000.png` and so on, one a step, after they are in the folder; beside
    them, for LaTeX, a file that says how long each is shown.

    force: also into a folder that is not empty; frames that are there already go. Raises
    ConvgifError.
    """
    row, folder = FORMATS[format], Path(folder)
    if animation.pose:
        raise ConvgifError(f"a folder holds every step: leave out {setting('still')} and "
                           f"{setting('strip')}")
    row.check(follows_reader=animation.theme.dark is not None, still=True)
    timeline = ({TIMELINE: _timeline(animation).encode()}
                if row.media_type in TEX_MEDIA_TYPES else {})
    check_free(folder, force)
    files: Mapping[str, bytes] = {
        f"{STEM}{number}{row.suffix}": row.encode_checked(animation.still(step).recording())
        for step, number in enumerate(_numbers(animation))}
    return write_folder(folder, {**files, **timeline}, PLAYED)[:len(files)]


def animategraphics(animation: Animation, folder: str | Path, format: str = "png") -> str:
    """The line that plays such a folder in Beamer, by the package animate; empty where LaTeX
    cannot include the format. Raises OutputError for a folder that it cannot name."""
    if FORMATS[format].media_type not in TEX_MEDIA_TYPES:
        return ""
    numbers, timeline = _numbers(animation), Path(folder, TIMELINE).as_posix()
    if " " in timeline:
        raise OutputError(f"LaTeX's animate plays no folder with a blank in its name, as "
                          f"{shorten(Path(folder).as_posix())}: rename it")
    options = ("autoplay", "controls", "poster=last", r"width=\linewidth",
               r"totalheight=0.7\textheight", "keepaspectratio", f"timeline={tex_path(timeline)}")
    return (f"\\animategraphics[{','.join(options if animation.loop else ('loop', *options))}]"
            f"{{{_rate(animation.durations[0])}}}"
            f"{{{tex_path(Path(folder, STEM).as_posix())}}}{{{numbers[0]}}}{{{numbers[-1]}}}")


def _timeline(animation: Animation) -> str:
    """A line for each frame that is played, as animate reads it: how many a second from there
    on, and which. Raises OutputError for more than LaTeX builds in reasonable time."""
    times, steps = max(1, animation.loop), len(animation.scenes)
    if times * steps > LONGEST_TIMELINE:
        raise OutputError(f"{steps} steps, {times} times over, are more frames than LaTeX takes, "
                          f"{LONGEST_TIMELINE}: {setting('loop', 0)} plays them for ever")
    return "".join([f":{_rate(shown_ms)}:{step}\n"
                    for step, shown_ms in enumerate(animation.durations)]) * times


def _rate(shown_ms: int) -> str:
    """Frames a second."""
    return f"{1000 / shown_ms:.6g}"


def _numbers(animation: Animation) -> list[str]:
    """The numbers of the frames, all as long."""
    count = len(animation.scenes)
    digits = max(DIGITS, len(str(count - 1)))
    return [f"{number:0{digits}}" for number in range(count)]


def tex_path(path: str) -> str:
    """The name of a file as LaTeX takes it. Raises OutputError for one that it does not."""
    if re.search(r'[\\{}%#"]|\^\^', path) or path != one_line(path):
        raise OutputError(f"LaTeX takes no file that is called {shorten(path)}: rename it, "
                          "without \\ { } % # \" ^^ and without more than one blank in a row")
    if re.fullmatch(r"[\w./ -]*", path, re.ASCII):
        return path
    here = "" if re.match(r"[\w/.]", path) else "./"  # else ~ is the home folder, | runs a command
    return f"\\detokenize{{{here}{path}}}"
