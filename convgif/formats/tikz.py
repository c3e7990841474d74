"""TikZ: the still as source for a paper to edit, its words in the document's font.

What LaTeX has a command for is written by that, so that every engine sets it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from convgif.errors import OutputError
from convgif.formats import Animated
from convgif.formats.escaping import escape_latex, one_line
from convgif.formats.facts import Facts
from convgif.formats.paths import Run, joined, merged, written
from convgif.formats.pieces import Pen, Tint, check_changes, painted
from convgif.inputs.files import read_whole
from convgif.scenes.scene import Cell, Disc, Film, Line, Shape, Text
from convgif.scenes.sparing import seen_strokes

PX = "0.75bp"
NORMAL_PX = 10 / 0.7528  # of a document's usual 10 pt
ANCHORS = {"left": "base west", "center": "base", "right": "base east"}
MATH = {"×": r"\times", "·": r"\cdot", "\N{MINUS SIGN}": "-", "∗": r"\ast", "→": r"\to",
        "←": r"\leftarrow", "Σ": r"\Sigma", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil",
        "⌉": r"\rceil", "≈": r"\approx", "√": r"\surd", "÷": r"\div", "′": "'", "∂": r"\partial",
        "✗": r"\times", "✓": r"\surd", "↻": r"\circlearrowright", "↑": r"\uparrow",
        "↓": r"\downarrow", "↙": r"\swarrow", "↗": r"\nearrow", "≥": r"\geq", "≤": r"\leq",
        **{sign: f"_{number}" for number, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
        **{sign: f"^{number}" for number, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}}
SIGNS = {**{sign: f"${command}$" for sign, command in MATH.items()}, "…": r"\ldots{}",
         "–": "--"}
HEAD = re.compile(r"% convgif: (\d{1,5}) x (\d{1,5}) px\n% (.*)\n")
MOST_BYTES = 20_000_000


def encode_tikz(animation: Animated) -> bytes:
    """The still of an animation as a picture of TikZ, to be had by \\input."""
    check_changes(animation.poster)
    still = animation.poster.story
    seen = painted(still, still, [animation.theme], transparent=False)
    writer, size = _Writer(), (still.stage.width_px, still.stage.height_px)
    if seen.background and not animation.transparent:
        writer.fill(seen.background, f"(0,0) rectangle ({size[0]},{size[1]})")
    for (_, kind, pen, tint, opacity), alike in groupby(
            seen.pieces, lambda piece: (piece.depth, type(piece.shape), piece.pen,
                                        piece.still_tint, piece.opacity)):
        if tint is not None:
            writer.shapes(kind, pen, tint, opacity, [piece.shape for piece in alike])
    lines = [f"% convgif: {size[0]} x {size[1]} px", f"% {one_line(animation.describe())}",
             r"% \usepackage{tikz} goes before \begin{document}",
             rf"\begin{{tikzpicture}}[x={PX},y=-{PX},line cap=round,line join=round]",
             *[rf"\definecolor{{{name}}}{{HTML}}{{{bytes(tint[0]).hex().upper()}}}"
               for tint, name in writer.colors.items()],
             rf"\useasboundingbox (0,0) rectangle ({size[0]},{size[1]});", *writer.lines,
             r"\end{tikzpicture}", ""]
    return "\n".join(lines).encode()


def tikz_facts(path: Path) -> Facts:
    """What such a file says of itself."""
    found = HEAD.match(read_whole(path, MOST_BYTES).decode("utf-8"))
    if found is None:
        raise OutputError(f"{path.name} is no picture of convgif: name a .tex file that it made")
    return Facts(found[3], int(found[1]), int(found[2]))


class _Writer:
    """Writes pieces. colors: their names."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.colors: dict[Tint, str] = {}

    def shapes(self, kind: type, pen: Pen | None, tint: Tint, opacity: float,
               shapes: Sequence[Shape]) -> None:
        """Shapes of one kind that look alike."""
        if kind is Text:
            self.lines += [self._text(shape, tint) for shape in shapes if isinstance(shape, Text)]
        elif kind is Disc:
            discs = [shape for shape in shapes if isinstance(shape, Disc)]
            self.fill(tint, " ".join([_path(disc.triangle, closed=True) if disc.triangle else
                                      f"{_at(disc.center)} circle[radius={written(disc.radius)}]"
                                      for disc in discs]), opacity)
        elif pen is None:
            cells = [shape.corners for shape in shapes if isinstance(shape, Cell | Film)]
            self.fill(tint, " ".join([_path(run, closed=True) for run in merged(cells)]), opacity)
        else:
            options = [self._color(tint), f"line width={written(pen.width_px * 0.75)}bp"]
            if pen.dash:
                on, off = [written(length * 0.75) for length in pen.dash]
                options += [f"dash pattern=on {on}bp off {off}bp",
                            f"dash phase={written(pen.dash[0] * 0.375)}bp"]
            runs = " ".join([_path(run, closed=False) for run in joined(_runs(shapes))])
            if runs:
                self.lines.append(rf"\draw[{','.join(options)}] {runs};")

    def fill(self, tint: Tint, path: str, opacity: float = 1.0) -> None:
        """An area."""
        options = [self._color(tint), *([f"fill opacity={opacity:.4g}"] if opacity < 1 else [])]
        if path:
            self.lines.append(rf"\fill[{','.join(options)}] {path};")

    def _text(self, text: Text, tint: Tint) -> str:
        options = [f"anchor={ANCHORS[text.align]}", f"text={self._color(tint)}", "inner sep=0pt",
                   f"scale={text.size_px / NORMAL_PX:.3f}"]
        return rf"\node[{','.join(options)}] at {_at(text.anchor)} {{{tex_words(text.string)}}};"

    def _color(self, tint: Tint) -> str:
        return self.colors.setdefault(tint, f"convgif{bytes(tint[0]).hex()}")


def tex_words(words: str) -> str:
    """Words in LaTeX, signs of mathematics by their commands."""
    return "".join([SIGNS.get(sign, sign) if sign in SIGNS else
                    " " if sign == " " else escape_latex(sign) for sign in words])


def _runs(shapes: Sequence[Shape]) -> Iterator[Run]:
    """The lines that are drawn with a pen: also the edges of cells."""
    for shape in shapes:
        if isinstance(shape, Line):
            yield from seen_strokes(shape)
        elif isinstance(shape, Cell):
            yield from pairwise((*shape.corners, shape.corners[0]))


def _path(run: Run, *, closed: bool) -> str:
    return "--".join([*map(_at, run), *(["cycle"] if closed else [])])


def _at(point: tuple[float, float]) -> str:
    return f"({written(point[0])},{written(point[1])})"
