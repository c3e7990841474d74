"""Styles: how marks look, each defined once by the name of what it is."""

from collections.abc import Mapping

from convgif.formats.paths import written
from convgif.formats.pieces import Pen, Piece, Tint
from convgif.formats.units import PT_PER_PX
from convgif.scenes.scene import Cell, Disc, Film, Line, Roles, Text

ANCHORS = {"left": "base west", "center": "base", "right": "base east"}
KINDS: Mapping[type, str] = {Cell: "cell", Film: "film", Disc: "dot", Line: "line", Text: "text"}


class Styles:
    """The styles of one picture. colors: their names. They are called by the last role of the
    first mark that has them, and by what kind of mark it is, as no key of TikZ is."""

    def __init__(self) -> None:
        self.colors: dict[Tint, str] = {}
        self._names: dict[str, dict[str, str]] = {}  # by what they are of, and by their options

    def color(self, tint: Tint) -> str:
        """The name of a colour."""
        return self.colors.setdefault(tint, f"convgif{bytes(tint[0]).hex()}")

    def of(self, piece: Piece, tint: Tint, roles: Roles) -> str:
        """The name of the style of a piece in that colour."""
        kind = "edge" if piece.pen and isinstance(piece.shape, Cell) else KINDS[type(piece.shape)]
        named = self._names.setdefault(f"{roles[-1].replace('_', ' ')} {kind}", {})
        options = ",".join(self._options(piece, tint))
        return named.setdefault(options, f"{roles[-1].replace('_', ' ')} {kind}"
                                         f"{f' {len(named) + 1}' if named else ''}")

    def definitions(self) -> list[str]:
        """The lines that define colours and styles."""
        return [*[rf"\definecolor{{{name}}}{{HTML}}{{{bytes(tint[0]).hex().upper()}}}"
                  for tint, name in self.colors.items()],
                r"\tikzset{", *[f"  {name}/.style={{{options}}},"
                                for named in self._names.values()
                                for options, name in named.items()], "}"]

    def _options(self, piece: Piece, tint: Tint) -> list[str]:
        color, shape = self.color(tint), piece.shape
        if isinstance(shape, Text):
            return [f"anchor={ANCHORS[shape.align]}", "inner sep=0pt", f"text={color}",
                    rf"scale={shape.size_px * PT_PER_PX:.3f}/\convgifsize"]
        if piece.pen:
            return [f"draw={color}", *_pen(piece.pen)]
        return [f"fill={color}",
                *([f"fill opacity={piece.opacity:.4g}"] if piece.opacity < 1 else [])]


def _pen(pen: Pen) -> list[str]:
    options = [f"line width={written(pen.width_px * PT_PER_PX)}bp"]
    if pen.dash:
        on, off = [written(length * PT_PER_PX) for length in pen.dash]
        options += [f"dash pattern=on {on}bp off {off}bp",
                    f"dash phase={written(pen.dash[0] * PT_PER_PX / 2)}bp"]
    return options
