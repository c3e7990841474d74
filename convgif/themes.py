"""Themes: what each role is painted with, and nothing else but two defaults.

A mark's roles are looked up as a whole ("padding window") first; else the paints of the single
roles lie on each other, and what a later one leaves open shows through.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple, TypeAlias

from convgif.errors import NotationError, shorten
from convgif.scene import Roles

Color: TypeAlias = tuple[int, int, int]

TRANSPARENT = "transparent"


class Hatch(NamedTuple):
    """Strokes across a cell, "/" or "\\", in a colour."""

    direction: str
    color: Color


@dataclass(frozen=True)
class Paint:
    """How a role looks. fill, line: colours. width_px, dash_px: of its lines, as displayed."""

    fill: Color | None = None
    line: Color | None = None
    width_px: float | None = None
    dash_px: float | None = None
    hatch: Hatch | None = None

    @property
    def lines(self) -> tuple[object, ...]:
        """All that its lines depend on: paints alike in it draw the same lines."""
        return self.line, self.width_px, self.dash_px, self.hatch

    def over(self, below: "Paint") -> "Paint":
        """This paint on that one."""
        return Paint(*(getattr(below, f.name) if getattr(self, f.name) is None
                       else getattr(self, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Theme:
    """A background and a paint for each role or run of roles; defaults for text and prefilled.

    inks: the colours of the lines, the weakest first: where two meet, the stronger shows.
    """

    description: str
    background: Color
    inks: tuple[Color, ...]
    paints: Mapping[str, Paint]
    text: str = "auto"
    prefilled: bool = False

    def paint(self, roles: Roles) -> Paint:
        """What a mark with those roles is painted with."""
        whole = self.paints.get(" ".join(roles))
        if whole is not None:
            return whole
        paint = Paint()
        for role in roles:
            paint = self.paints[role].over(paint)
        return paint

    def on(self, background: Color) -> "Theme":
        """The theme on another background; what was as the background, still is."""
        paints = {roles: replace(paint, fill=background) if paint.fill == self.background else paint
                  for roles, paint in self.paints.items()}
        return replace(self, background=background, paints=paints)


def parse_color(text: str) -> Color:
    """The colour of `#rgb`, `#rrggbb` or one of a few plain names. Raises NotationError."""
    named = {"white": "#ffffff", "black": "#000000", "gray": "#808080", "grey": "#808080"}
    digits = named.get(text.lower().strip(), text.strip()).removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        raise NotationError(f"{shorten(text)} is no colour: give #rrggbb, "
                            f"{', '.join(named)} or {TRANSPARENT}")
    pairs = [d * 2 for d in digits] if len(digits) == 3 else re.findall("..", digits)
    red, green, blue = (int(pair, 16) for pair in pairs)
    return red, green, blue


def _theme(description: str, background: str, grid: str, line: str, muted: str, soft: str,
           fills: dict[str, str], **defaults: object) -> Theme:
    """A theme from its few colours: `grid` between cells, `line` for other lines and words, and
    the pale ones: `muted` for lines, `soft` for words."""
    hexed = {name: parse_color(color) for name, color in fills.items()}
    back, between, strong, pale, quiet = map(parse_color, (background, grid, line, muted, soft))
    cell = Paint(line=between, width_px=1.0)
    blank = Paint(fill=hexed["window blank"]).over(cell)
    active = Paint(fill=hexed["output_active"], line=strong, width_px=2.2)
    paints = {
        "input": Paint(fill=hexed["input"]).over(cell),
        "padding": Paint(fill=back, line=pale, width_px=1.0, dash_px=5.0),
        "inserted_zero": Paint(fill=back, line=pale, width_px=1.0),
        "dropped": Paint(hatch=Hatch("/", pale)),
        "window": Paint(fill=hexed["window"]).over(cell),
        "padding window": blank,
        "inserted_zero window": blank,
        "output": Paint(fill=hexed["output"]).over(cell),
        "output_padding": Paint(hatch=Hatch("\\", pale)),
        "output_pending": Paint(fill=back, line=pale, width_px=1.0),
        "output_active": active,
        "projection": Paint(line=strong, width_px=0.9),
        "window_outline": Paint(line=strong, width_px=2.0),
        "stride": Paint(line=quiet, width_px=1.2),
        "first_weight": Paint(line=hexed["first_weight"]),
        "zero": Paint(line=quiet),
        "title": Paint(line=strong),
        "label": Paint(line=strong),
        "legend": Paint(line=strong),
        "formula": Paint(line=quiet),
    }
    inks = tuple(dict.fromkeys((pale, quiet, between, strong, hexed["first_weight"])))
    return Theme(description, back, inks, paints, **defaults)  # type: ignore[arg-type]  # Theme's own


THEMES: dict[str, Theme] = {
    "light": _theme(
        "for white pages; the default", "#ffffff", grid="#23303d", line="#23303d",
        muted="#8a97a5", soft="#67727e",
        fills={"input": "#8cc4f5", "window": "#2270b8", "window blank": "#8594a3",
               "output": "#7ad3bd", "output_active": "#0f7a66", "first_weight": "#ffffff"}),
    "dark": _theme(
        "for dark pages", "#14191f", grid="#0b0e12", line="#dfe6ee",
        muted="#66727f", soft="#98a4b0",
        fills={"input": "#2a5f94", "window": "#7cc0fa", "window blank": "#6b7885",
               "output": "#1f7465", "output_active": "#6fe3c8", "first_weight": "#14191f"}),
    "classic": _theme(
        "conv_arithmetic's colours, no text, the output full from the start", "#ffffff",
        grid="#073642", line="#073642", muted="#073642", soft="#586e75",
        fills={"input": "#268bd2", "window": "#1a6193", "window blank": "#9cadb1",
               "output": "#2aa198", "output_active": "#1d716a", "first_weight": "#ffffff"},
        text="none", prefilled=True),
}
