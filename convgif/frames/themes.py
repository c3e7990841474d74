"""Themes: a palette and a few defaults; what roles mean and name of a palette, stands by the roles.

A mark's roles are looked up as a whole ("padding window") first; else the paints of the single
roles lie on each other, and what a later one leaves open shows through.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import NamedTuple

from convgif.errors import ConvgifError, setting
from convgif.frames.colors import Color, mixed
from convgif.frames.palettes import Palette
from convgif.scenes.roles import OUTLINE_PX, ROLES, SHARES, WAY_PX, Mix, Role
from convgif.scenes.scene import Roles
from convgif.views import all_roles

TRANSPARENT = "transparent"
LINE_LEVELS, COARSE_LINE_LEVELS = 5, 3  # steps of anti-aliasing: fewer make smaller files
FINE_PX = 0.7  # of the stroke in a cell that is to recede
# A copier leaves out parts of fine lines: in print, those of cells outside the input are as wide as
# two dots of 150 to the inch.
COPIED: Mapping[str, Role] = {role: replace(ROLES[role], width_px=1.3) for role in (
    "padding", "overhang", "inserted_zero")}
# In conv_arithmetic's colours dark lines are lost on what is read, and there is no beam.
CLASSIC: Mapping[str, Role] = {
    **{role: Role("what a theme leaves out") for role in ("beam", "beam_outline")},
    "read_on": Role("a unit between, which the map above it reads", Mix("output", "active", 0.4),
                    "strong", OUTLINE_PX),
    "tile": Role("cells that are too small for lines between them", width_px=0.0, veil=0.75),
    "net_window": Role("what one cell of the next map reads, or the cells that one sheet makes",
                       Mix("background", "window", 0.15), opacity=0.92),
    "net_frame": Role("the outline of a window, and of the cell that it makes", line="number",
                      width_px=1.0),
    "net_line": Role("a line from a window to the cell that it makes", line="number",
                     width_px=0.75),
    "photo_edge": Role("the edge of a map like a photograph, whose cells have no lines",
                       line="number", width_px=1.0),
    # From the background on, as on what lies between these two blues no words are read.
    **{role: replace(ROLES[role], fill=Mix("background", "window", share))
       for role, share in zip(SHARES, (0.15, 0.3, 0.45, 0.6), strict=True)},
    "way": Role("the way from a number of the input to where it goes, or of a gradient back",
                line="number", width_px=WAY_PX)}


class Hatch(NamedTuple):
    """Strokes across a cell, "/" or "\\", in a colour; once: a fine one along a diagonal."""

    direction: str
    color: Color
    once: bool = False

    @property
    def width_px(self) -> float:
        """How wide its strokes are, as displayed."""
        return FINE_PX if self.once else 1.0


@dataclass(frozen=True)
class Paint:
    """How a role looks. fill, line: colours. width_px, dash_px: of its lines, as displayed. veil:
    how far the fill is to go back to the background. opacity: of the fill of a film."""

    fill: Color | None = None
    line: Color | None = None
    width_px: float | None = None
    dash_px: float | None = None
    hatch: Hatch | None = None
    veil: float | None = None
    opacity: float | None = None

    @property
    def lines(self) -> tuple[object, ...]:
        """All that its lines depend on: paints alike in it draw the same lines."""
        return self.line, self.width_px, self.dash_px, self.hatch

    def over(self, below: "Paint") -> "Paint":
        """This paint on that one."""
        return Paint(*(getattr(below, f.name) if getattr(self, f.name) is None
                       else getattr(self, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Painted(Mapping[str, Paint]):
    """The paints of all roles and runs of roles that there are, in the colours of a palette.

    instead: of some of those roles, as one theme has them.
    """

    palette: Palette
    instead: Mapping[str, Role]

    @cached_property
    def _made(self) -> dict[str, Paint]:
        return {}

    def __getitem__(self, run: str) -> Paint:
        if run not in self._made:
            self._made[run] = self._paint(self.instead.get(run) or all_roles()[run])
        return self._made[run]

    def __iter__(self) -> Iterator[str]:
        return iter(all_roles())

    def __len__(self) -> int:
        return len(all_roles())

    def _paint(self, role: Role) -> Paint:
        palette = self.palette
        stroked = palette.ink(role.hatch.ink) if role.hatch else None
        return Paint(None if role.fill is None else palette.fill(role.fill),
                     None if role.line is None else palette.ink(role.line),
                     role.width_px, role.dash_px,
                     Hatch(role.hatch.direction, stroked, role.hatch.once)
                     if role.hatch and stroked else None, role.veil, role.opacity)


@dataclass(frozen=True)
class Theme:
    """A background and a paint for each role or run of roles; defaults for text and prefilled.

    inks: the colours of the lines, the weakest first. dark: another for readers who prefer that, in
    formats that can follow them. smallest_cell_px: in smaller cells its signs are not seen.
    line_levels: steps of anti-aliasing of lines. faint: inks that step back, and how far they go
    to the ones that they are made of.
    """

    description: str
    background: Color
    inks: tuple[Color, ...]
    paints: Mapping[str, Paint]
    text: str = "auto"
    prefilled: bool = False
    dark: "Theme | None" = None
    smallest_cell_px: float = 0.0
    line_levels: int = LINE_LEVELS
    faint: Mapping[Color, float] = field(default_factory=dict)

    @classmethod
    def of(cls, description: str, palette: Palette, *, text: str = "auto", prefilled: bool = False,
           smallest_cell_px: float = 0.0, line_levels: int = LINE_LEVELS,
           instead: Mapping[str, Role] | None = None) -> "Theme":
        """The theme of a palette. instead: of the usual roles, where it has other ones."""
        return cls(description, palette.background, palette.inks, Painted(palette, instead or {}),
                   text, prefilled, smallest_cell_px=smallest_cell_px, line_levels=line_levels,
                   faint=palette.faint)

    @property
    def schemes(self) -> tuple["Theme", ...]:
        """Itself, and what it is for readers who prefer dark, if that is another."""
        return (self,) if self.dark is None else (self, self.dark)

    def paint(self, roles: Roles) -> Paint:
        """What a mark with those roles is painted with."""
        paint = self.paints.get(" ".join(roles))
        if paint is None:
            paint = Paint()
            for role in roles:
                paint = self.paints[role].over(paint)
        if paint.veil is None:
            return paint
        fill = paint.fill and mixed(paint.fill, self.background, paint.veil)
        return replace(paint, fill=fill, veil=None)

    def strength(self, color: Color) -> int:
        """How strong the lines of that colour are, 0 for the weakest: where two meet, the stronger
        shows. Raises ConvgifError for one that is no ink."""
        if color not in self.inks:
            raise ConvgifError(f"a line is #{bytes(color).hex()}, which is no ink of the theme: "
                               "add it to inks, the weakest first")
        return self.inks.index(color)

    def on(self, background: Color) -> "Theme":
        """The theme on another background; what was as the background, still is.

        Raises ConvgifError for a pair of themes, each of which has its own.
        """
        if self.dark is not None:
            raise ConvgifError("a theme that follows the reader has a background for light and "
                               f"one for dark: leave "
                               f"{setting('background')} out, or make it {TRANSPARENT}")
        if isinstance(self.paints, Painted):
            return Theme.of(self.description, self.paints.palette.on(background), text=self.text,
                            prefilled=self.prefilled, smallest_cell_px=self.smallest_cell_px,
                            line_levels=self.line_levels, instead=self.paints.instead)
        paints = {roles: replace(paint, fill=background) if paint.fill == self.background
                  else paint for roles, paint in self.paints.items()}
        return replace(self, background=background, paints=paints)


THEMES: dict[str, Theme] = {
    "light": Theme.of("for white pages; the default", Palette.of(
        background="#ffffff", grid="#131b23", seam="#131b23", line="#131b23", muted="#7c8997",
        soft="#586370", number="#3d4e5f", on_window="#ffffff",
        input="#a6d4fb", window="#216fb3", output="#86dac6", active="#0f7a67",
        gradient="#f9d3af", passed="#a9500c",
        blank="#cad3dc",
        low="#e0873f", middle="#ffffff", high="#3a88d0",
        one_stamp="#e6f7f2", most_stamps="#349884",
        hue_0="#f2a93b", hue_1="#c49bea", hue_2="#e58c8c", hue_3="#b5bf55", hue_sum="#c3cad1")),
    "dark": Theme.of("for dark pages", Palette.of(
        background="#10151b", grid="#bfcddc", seam="#10151b", line="#f9fbfd", muted="#64707c",
        soft="#bcc6d0", number="#edf2f8", on_window="#0b1016",
        input="#18406a", window="#4a8fce", output="#114a40", active="#379f88",
        gradient="#4f2c0c", passed="#cf7a2a",
        blank="#2d3842",
        low="#a85c17", middle="#1b222a", high="#3678b8",
        one_stamp="#142a2c", most_stamps="#197a68",
        hue_0="#855405", hue_1="#6d48a3", hue_2="#a04444", hue_3="#626c12", hue_sum="#4f5a65")),
    "classic": Theme.of("conv_arithmetic's colours, no text, the output full from the start",
                        Palette.of(
        background="#ffffff", grid="#073642", seam="#073642", line="#073642", muted="#073642",
        soft="#50656c", number="#011a22", on_window="#ffffff",
        input="#268bd2", window="#1a6193", output="#2aa198", active="#1d716a",
        gradient="#f0b08a", passed="#a8481a",
        blank="#b9c7ca",
        low="#e27a45", middle="#fdf6e3", high="#268bd2", darkest="#268bd2",
        one_stamp="#e3f4f2", most_stamps="#2f9890",
        hue_0="#d9a514", hue_1="#a7a9e6", hue_2="#f0a286", hue_3="#a9b845", hue_sum="#bcc7c7"),
        text="none", prefilled=True, line_levels=COARSE_LINE_LEVELS, instead=CLASSIC),
    "print": Theme.of("greys and hatches, for black and white", Palette.of(
        background="#ffffff", grid="#000000", seam="#000000", line="#000000", muted="#5e5e5e",
        soft="#4a4a4a", number="#262626", on_window="#ffffff",
        input="#d0d0d0", window="#5c5c5c", output="#bcbcbc", active="#5c5c5c",
        gradient="#e2e2e2", passed="#5c5c5c",
        blank="#ececec", blank_hatch="#7c7c7c",
        low="#858585", middle="#ffffff", high="#858585",
        one_stamp="#f2f2f2", most_stamps="#858585",
        hue_0="#b4b4b4", hue_1="#cccccc", hue_2="#cccccc", hue_3="#8c8c8c", tint_hatch="#8e8e8e",
         edge_0="#141414", edge_1="#8e8e8e", edge_2="#5e5e5e", edge_3="#383838",
        hue_sum="#c4c4c4"), smallest_cell_px=4.0, instead=COPIED),
}
# The pair: light, and dark for those who prefer it.
THEMES["auto"] = replace(THEMES["light"], dark=THEMES["dark"], description="light or dark, as the "
                         "reader's system prefers: for formats that can follow, such as svg")
