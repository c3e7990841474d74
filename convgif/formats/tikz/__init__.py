"""TikZ: pictures as source for a paper to edit, their words in the document's font: the still, or
every step as an overlay of Beamer."""

import re
from pathlib import Path

from convgif.errors import OutputError
from convgif.formats import Animated
from convgif.formats.cutting import painted
from convgif.formats.escaping import one_line
from convgif.formats.facts import Facts
from convgif.formats.pieces import check_changes
from convgif.formats.tikz.source import drawn
from convgif.formats.tikz.styles import Styles
from convgif.formats.tikz.words import tex_words
from convgif.formats.units import PT_PER_PX
from convgif.inputs.files import read_whole
from convgif.scenes.scene import Story

__all__ = ["encode_overlays", "encode_tikz", "tex_words", "tikz_facts"]

HEAD = re.compile(r"% convgif: (\d{1,5}) x (\d{1,5}) px(?:, (\d{1,6}) steps)?\n% (.*)\n"
                  r"((?:% .*\n)*)")
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
WITH_CHINESE = r"xelatex or lualatex, with \usepackage{ctex} before \begin{document}"
MOST_BYTES = 20_000_000


def encode_tikz(animation: Animated) -> bytes:
    """The still of an animation as a picture of TikZ, to be had by \\input."""
    poster = animation.poster
    check_changes(poster)
    return _source(animation, poster.story, "", [
        r"\usepackage{tikz} goes before \begin{document}"])


def encode_overlays(animation: Animated) -> bytes:
    """Every step that is played as an overlay of a frame of Beamer; what never changes is drawn
    once."""
    check_changes(animation)
    count = len(animation.played.scenes)
    return _source(animation, animation.played, f", {count} steps", [
        r"\usepackage{tikz} goes before \begin{document}, and this into a frame of Beamer"])


def tikz_facts(path: Path) -> Facts:
    """What such a file says of itself."""
    found = HEAD.match(read_whole(path, MOST_BYTES).decode("utf-8"))
    if found is None:
        raise OutputError(f"{path.name} is no picture of convgif: name a .tex file that it made")
    width, height, steps, alt, remarks = found.groups()
    return Facts(alt, int(width), int(height), frames=int(steps or 1),
                 format="beamer" if steps else "tex",
                 needs=WITH_CHINESE if WITH_CHINESE in remarks else "")


def _source(animation: Animated, story: Story, steps: str, remarks: list[str]) -> bytes:
    styles, (width, height) = Styles(), (story.stage.width_px, story.stage.height_px)
    painting = painted(story, story.frozen(0), [animation.theme], transparent=False)
    canvas, ground = f"(0,0) rectangle ({width},{height})", list[str]()
    if painting.background and not animation.transparent:
        ground = [rf"\fill[{styles.color(painting.background)}] {canvas};"]
    lines = drawn(painting, story, styles)
    if any(map(CHINESE.search, lines)):
        remarks = [*remarks, f"it has Chinese words, and needs {WITH_CHINESE}"]
    return "\n".join([
        f"% convgif: {width} x {height} px{steps}", f"% {one_line(animation.describe())}",
        *[f"% {remark}" for remark in remarks],
        rf"\begin{{tikzpicture}}[x={PT_PER_PX}bp,y=-{PT_PER_PX}bp,line cap=round,line join=round]",
        r"\edef\convgifsize{\csname f@size\endcsname}% of the document's letters, in pt",
        *styles.definitions(), rf"\useasboundingbox {canvas};",
        *ground, *lines, r"\end{tikzpicture}", ""]).encode()
