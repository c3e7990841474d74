"""Frames for LaTeX: a folder of them, and the line that plays them in Beamer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from convgif.animation import Animation
from convgif.errors import ConvgifError, OutputError, named, setting, shorten
from convgif.formats import FORMATS
from convgif.formats.escaping import escape_latex, one_line
from convgif.formats.facts import read_facts
from convgif.formats.writing import check_free, path_of, write_folder
from convgif.inputs.files import read_whole

TEX_MEDIA_TYPES = ("image/png", "application/pdf")  # what pdfTeX, XeTeX and LuaTeX all include
STEM, DIGITS = "frame-", 3
TIMELINE = f"{STEM}timeline.txt"
PLAYED = re.compile(rf"{STEM}[0-9]{{{DIGITS},}}\.[a-z]+|{re.escape(TIMELINE)}")
LONGEST_TIMELINE = 10_000  # frames, which take pdflatex 10 s
MOST_TIMELINE_BYTES = 100 * LONGEST_TIMELINE
NUMBERED = re.compile(rf"{STEM}([0-9]{{{DIGITS},}})(\.[a-z]+)")
TIMED = re.compile(r"% played ([0-9]{1,9}) times.*\n:([0-9.e+-]+):[0-9]{1,9}\n"
                   r"(:[0-9.e+-]+:[0-9]{1,9}\n)*")
HEIGHT = r"0.7\textheight"  # of a picture on a slide: below its title
# As wide as a slide, and not too high for it.
ON_A_SLIDE = (r"width=\linewidth", f"totalheight={HEIGHT}", "keepaspectratio")


def save_frames(animation: Animation, folder: str | Path, format: str = "png",
                force: bool = False) -> list[Path]:
    """The paths of `frame-000.png` and so on, one a step that is played, after they are in the
    folder; beside them, for LaTeX, a file that says how long each is shown. A frame before the
    first step has the number after all others, so that theirs are those of the steps.

    force: also into a folder that is not empty; frames that are there already go. Raises
    ConvgifError.
    """
    row, folder = FORMATS[format], path_of(folder)
    if animation.pose:
        raise ConvgifError(f"a folder holds every step: leave out {setting('still')} and "
                           f"{setting('strip')}")
    row.check(follows_reader=animation.theme.dark is not None, still=True)
    timeline = ({TIMELINE: _timeline(animation).encode()}
                if row.media_type in TEX_MEDIA_TYPES else {})
    check_free(folder, force)
    stills = [animation.stopped(step) for step, _ in animation.steps_ms]
    stills += [animation.opening] if animation.opening else []
    files: Mapping[str, bytes] = {
        f"{STEM}{number}{row.suffix}": row.encode_checked(still)
        for still, number in zip(stills, _numbers(animation), strict=True)}
    return write_folder(folder, {**files, **timeline}, PLAYED)[:len(files)]


@dataclass(frozen=True)
class FrameFolder:
    """A folder of frames as LaTeX plays it. suffix, numbers: of their names, all as long, in the
    order that they are played. rate: frames a second, at first. for_ever: whether they begin again
    after the last."""

    path: Path
    suffix: str
    numbers: Sequence[str]
    rate: str
    for_ever: bool

    def animategraphics(self) -> str:
        """The line that plays it, by the package animate. Raises OutputError for a folder that
        it cannot name."""
        timeline = (self.path / TIMELINE).as_posix()
        if " " in timeline:
            raise OutputError(f"LaTeX's animate plays no folder with a blank in its name, as "
                              f"{shorten(self.path.as_posix())}: rename it")
        options = (*(["loop"] if self.for_ever else []), "autoplay", "controls", "poster=last",
                   *ON_A_SLIDE, f"timeline={tex_path(timeline)}")
        return (f"\\animategraphics[{','.join(options)}]{{{self.rate}}}"
                f"{{{tex_path((self.path / STEM).as_posix())}}}"
                f"{{{min(self.numbers)}}}{{{max(self.numbers)}}}")


def animategraphics(animation: Animation, folder: str | Path, format: str = "png") -> str:
    """The line that plays such a folder in Beamer, by the package animate; empty where LaTeX
    cannot include the format. Raises OutputError for a folder that it cannot name."""
    row = FORMATS[format]
    if row.media_type not in TEX_MEDIA_TYPES:
        return ""
    return FrameFolder(Path(folder), row.suffix, _numbers(animation), _rate(
        animation.durations[0]), not animation.loop).animategraphics()


def read_frames(folder: Path) -> FrameFolder:
    """The folder as `save_frames` left it. Raises OutputError for any other."""
    try:
        timed = TIMED.fullmatch(read_whole(folder / TIMELINE, MOST_TIMELINE_BYTES).decode("utf-8"))
        files = sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError):
        timed, files = None, []
    frames = list(filter(None, map(NUMBERED.fullmatch, files)))
    numbers, suffixes = [name[1] for name in frames], {name[2] for name in frames}
    played = [*dict.fromkeys(map(int, re.findall(r":([0-9]+)\n", timed[0])))] if timed else []
    if timed is None or len(suffixes) != 1 or sorted(played) != [*map(int, numbers)]:
        raise OutputError(f"{named(folder)} holds no frames for LaTeX, or not all: make them with "
                          f"`convgif render -o {named(folder)}/`, {setting('format', 'pdf')} and "
                          f"{setting('force', True)}")
    return FrameFolder(folder, suffixes.pop(), [numbers[number] for number in played], timed[2],
                       timed[1] == "0")


def overlays(frames: FrameFolder) -> str:
    """A line for each frame that shows it on a slide of its own. Raises OutputError."""
    shown = []
    for slide, number in enumerate(frames.numbers, start=1):
        path = frames.path / f"{STEM}{number}{frames.suffix}"
        line = includegraphics(path.as_posix(), read_facts(path)[1].alt, *ON_A_SLIDE)
        shown.append(f"\\only<{slide}>{{{line}}}")
    return "%\n".join(shown)


def fitted_on_a_slide(drawn: str) -> str:
    """The commands that show what is drawn as large as it is, but no wider and no higher than a
    slide has room for."""
    wide = rf"\resizebox{{\ifdim\width>\linewidth\linewidth\else\width\fi}}{{!}}{{{drawn}}}"
    return rf"\resizebox{{!}}{{\ifdim\height>{HEIGHT} {HEIGHT}\else\height\fi}}{{{wide}}}"


def includegraphics(path: str, alt: str, *options: str) -> str:
    """The command that shows a file, with its alt text."""
    return (f"\\includegraphics[{','.join(options)},alt={{{escape_latex(alt)}}}]"
            f"{{{tex_path(path)}}}")


def _timeline(animation: Animation) -> str:
    """A line for each frame that is played, as animate reads it: how many a second from there
    on, and which. Raises OutputError for more than LaTeX builds in reasonable time."""
    shown, times = animation.durations, max(1, animation.loop)
    steps = len(shown)
    if times * steps > LONGEST_TIMELINE:
        raise OutputError(f"{steps} steps, {times} times over, are more frames than LaTeX takes, "
                          f"{LONGEST_TIMELINE}: {setting('loop', 0)} plays them for ever")
    first = steps - 1 if animation.opening else 0  # it is the last of the folder
    lines = [f":{_rate(shown_ms)}:{(first + frame) % steps}\n"
             for frame, shown_ms in enumerate(shown)]
    return f"% played {animation.loop} times, 0 for ever\n" + "".join(lines) * times


def _rate(shown_ms: int) -> str:
    """Frames a second."""
    return f"{1000 / shown_ms:.6g}"


def _numbers(animation: Animation) -> list[str]:
    """The numbers of the frames, all as long."""
    count = len(animation.durations)
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
