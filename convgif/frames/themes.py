"""Themes: what each role is painted with, and nothing else but two defaults.

A mark's roles are looked up as a whole ("padding window") first; else the paints of the single
roles lie on each other, and what a later one leaves open shows through.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple, TypeAlias

from convgif.errors import ConvgifError, NotationError, setting, shorten
from convgif.scenes.scene import HUES, RAMP_STEPS, TONES, Roles

Color: TypeAlias = tuple[int, int, int]

TRANSPARENT = "transparent"
GROUNDS = ("background", "middle")  # what is as the background, is so on another one too
SEEN = {"line": 7.0, "soft": 4.5, "muted": 3.0}  # least contrast with the background (WCAG 2.2)
PALE = 0.5  # of a tint that takes no part: how far from the background
SHARES = 16  # of white or black that are tried
LINE_LEVELS, COARSE_LINE_LEVELS = 5, 3  # steps of anti-aliasing: fewer make smaller files
OUTLINE_PX = 2.0  # of the window, and of the cell that it makes
BEAM_OPACITY = 0.19


class Hatch(NamedTuple):
    """Strokes across a cell, "/" or "\\", in a colour."""

    direction: str
    color: Color


@dataclass(frozen=True)
class Paint:
    """How a role looks. fill, line: colours. opacity: of the fill of a film. width_px, dash_px: of
    its lines, as displayed."""

    fill: Color | None = None
    line: Color | None = None
    width_px: float | None = None
    dash_px: float | None = None
    hatch: Hatch | None = None
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
class Theme:
    """A background and a paint for each role or run of roles; defaults for text and prefilled.

    inks: the colours of the lines, the weakest first. dark: another for readers who prefer that, in
    formats that can follow them. colors: the few that its paints are mixed from, by name, see
    `_theme`; empty where they are given one by one. line_levels: steps of anti-aliasing of lines.
    """

    description: str
    background: Color
    inks: tuple[Color, ...]
    paints: Mapping[str, Paint]
    text: str = "auto"
    prefilled: bool = False
    dark: "Theme | None" = None
    colors: Mapping[str, Color] = field(default_factory=dict)
    line_levels: int = LINE_LEVELS

    def paint(self, roles: Roles) -> Paint:
        """What a mark with those roles is painted with."""
        whole = self.paints.get(" ".join(roles))
        if whole is not None:
            return whole
        paint = Paint()
        for role in roles:
            paint = self.paints[role].over(paint)
        return paint

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
        if not self.colors:
            paints = {roles: replace(paint, fill=background) if paint.fill == self.background
                      else paint for roles, paint in self.paints.items()}
            return replace(self, background=background, paints=paints)
        colors = {name: background if name in GROUNDS and color == self.background else color
                  for name, color in self.colors.items()}
        return replace(_theme(self.description, colors, self.text, self.prefilled),
                       line_levels=self.line_levels)


def parse_color(text: str, *others: str) -> Color:
    """The colour of `#rgb`, `#rrggbb` or one of a few plain names. Raises NotationError, which says
    what others would do."""
    named = {"white": "#ffffff", "black": "#000000", "gray": "#808080", "grey": "#808080"}
    given = text.strip() if isinstance(text, str) else ""
    digits = named.get(given.lower(), given).removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        *known, last = ["#rrggbb", *named, *others]
        raise NotationError(f"{shorten(text)} is no colour: give {', '.join(known)} or {last}")
    pairs = [d * 2 for d in digits] if len(digits) == 3 else re.findall("..", digits)
    red, green, blue = (int(pair, 16) for pair in pairs)
    return red, green, blue


def _theme(description: str, colors: Mapping[str, Color], text: str = "auto",
           prefilled: bool = False) -> Theme:
    """A theme from its few colours, by name.

    grid: between cells. line: all other lines, and words. muted: lines of what is not there yet.
    soft: hatches and quiet words. Of these three, what lies on the background takes as much white
    or black as it needs to be seen there. number, on window: numbers at rest, and in the window.
    blank: zeros in the window; blank line: between them; blank hatch: across them, if any.
    beam: from the window to the output, if there is one, which then has an outline at either end.
    gradient, passed: of gradients, and those of the step.
    low, middle, high: the ends of ramps.
    hue 0 to hue 3: of weights, and tint hatch of some, if any; hue sum: of several in one.
    one stamp, nine stamps: how many overlap.
    """
    back, line, soft, figure, on_window = (colors[name] for name in (
        "background", "line", "soft", "number", "on window"))
    strong, quiet, pale = (_seen(colors[name], back, least) for name, least in SEEN.items())
    outside = _seen(figure, back, SEEN["soft"])
    cell = Paint(line=colors["grid"], width_px=1.0)
    stripes = Hatch("\\", colors["blank hatch"]) if "blank hatch" in colors else None
    blank = Paint(colors["blank"], colors["blank line"], hatch=stripes).over(cell)
    active = Paint(fill=colors["active"], line=strong, width_px=OUTLINE_PX)
    beam, beam_outline = ((Paint(fill=colors["beam"], opacity=BEAM_OPACITY),
                           Paint(line=strong, width_px=OUTLINE_PX))
                          if "beam" in colors else (Paint(), Paint()))
    paints = {
        "input": Paint(fill=colors["input"]).over(cell),
        "padding": Paint(fill=back, line=pale, width_px=1.0, dash_px=5.0),
        "overhang": Paint(fill=back, line=pale, width_px=1.0, dash_px=2.0),
        "inserted_zero": Paint(fill=back, line=pale, width_px=1.0),
        "dropped": Paint(hatch=Hatch("/", soft)),
        "window": Paint(fill=colors["window"]).over(cell),
        "padding window": blank,
        "overhang window": blank,
        "inserted_zero window": blank,
        "output": Paint(fill=colors["output"]).over(cell),
        "output_padding": Paint(hatch=Hatch("\\", soft)),
        "output_pending": Paint(fill=back, line=pale, width_px=1.0),
        "output_active": active,
        "output_target": Paint(line=strong, width_px=OUTLINE_PX),
        "kernel": Paint(fill=colors["window"]).over(cell),
        "kernel_active": Paint(fill=colors["active"], line=on_window, width_px=2.4),
        "product": Paint(fill=colors["output"]).over(cell),
        "pending": Paint(),
        "idle": Paint(fill=back, line=pale, width_px=1.0),
        "input idle": Paint(fill=mixed(back, colors["input"], 0.2), line=pale, width_px=1.0),
        "kernel idle": Paint(fill=mixed(back, colors["window"], 0.1), line=pale, width_px=1.0),
        "cropped": Paint(hatch=Hatch("/", figure)),
        "rim": Paint(line=pale, width_px=1.0, dash_px=5.0),
        "read": Paint(fill=colors["window"]).over(cell),
        "gradient": Paint(fill=colors["gradient"]).over(cell),
        "gradient_active": Paint(fill=colors["passed"], line=strong, width_px=2.2),
        "gradient_reached": Paint(fill=colors["passed"]).over(cell),
        "reached": Paint(fill=colors["active"]).over(cell),
        "source": Paint(line=line, width_px=1.4, dash_px=5.0),
        "winner": Paint(line=on_window, width_px=2.4),
        "on_shade": Paint(line=strong, width_px=2.0),
        "stamp": Paint(line=line, width_px=2.0),
        "frame": Paint(line=strong, width_px=1.2),
        "group": Paint(line=quiet, width_px=1.4),
        "wire": Paint(line=strong, width_px=1.0),
        "node": Paint(fill=back, line=strong, width_px=1.4),
        "sign": Paint(line=strong),
        "value": Paint(line=figure),
        **{f"value {kind}": Paint(line=outside)
           for kind in ("padding", "overhang", "inserted_zero")},
        "value_active": Paint(line=on_window),
        "total": Paint(line=strong),
        "total_zero": Paint(line=pale),
        "projection": Paint(line=strong, width_px=0.9),
        "window_outline": Paint(line=strong, width_px=OUTLINE_PX),
        "beam": beam,
        "beam_outline": beam_outline,
        "stride": Paint(line=quiet, width_px=1.2),
        "first_weight": Paint(line=on_window),
        "zero": Paint(line=quiet),
        "zero window": Paint(line=on_window),
        "title": Paint(line=strong),
        "label": Paint(line=strong),
        "legend": Paint(line=strong),
        "formula": Paint(line=quiet),
        "on_tint": Paint(line=strong),
        "matrix_frame": Paint(line=pale, width_px=1.0),
        "block_rule": Paint(line=pale, width_px=1.0),
        "channel_rule": Paint(line=strong, width_px=1.0),
        **_tints(colors, cell, pale),
        **_ramps(colors, cell, strong),
    }
    weakest_first = (colors.get("tint hatch", pale), colors.get("blank hatch", pale),
                     colors["blank line"], pale, quiet, soft,
                     outside, figure, colors["grid"], strong, line, on_window)
    inks = tuple(dict.fromkeys(weakest_first[::-1]))[::-1]
    return Theme(description, back, inks, paints, text, prefilled, colors=colors)


def _tints(colors: Mapping[str, Color], cell: Paint, pale: Color) -> dict[str, Paint]:
    """The paints of weights: hues, in some themes hatches, each in tones from the palest on; and
    pale, for those that take no part."""
    paints, back = {}, colors["background"]
    hatches = ((None, Hatch("/", colors["tint hatch"]), Hatch("\\", colors["tint hatch"]), None)
               if "tint hatch" in colors else (None,) * HUES)
    tints = {f"{hue}{tone}": (mixed(back, colors[f"hue {hue}"], 0.3 + 0.7 * tone / (TONES - 1)),
                              hatches[hue]) for hue in range(HUES) for tone in range(TONES)}
    for name, (color, hatch) in {**tints, "sum": (colors["hue sum"], None)}.items():
        paints[f"tint_{name}"] = Paint(color, hatch=hatch).over(cell)
        paints[f"pale_{name}"] = Paint(mixed(back, color, PALE), pale, 1.0, hatch=hatch)
    return paints


def _ramps(colors: Mapping[str, Color], cell: Paint, strong: Color) -> dict[str, Paint]:
    """The paints of shades, those below zero hatched in the colour that is strong on the
    background, of overlapping stamps and of their counts."""
    paints, half = {}, RAMP_STEPS // 2
    low, middle, high = colors["low"], colors["middle"], colors["high"]
    dark, bright = sorted((middle, high), key=sum)  # as in a photograph: what is high is bright
    below_zero = Hatch("\\", strong)
    for step in range(RAMP_STEPS):
        paints[f"shade_{step}"] = Paint(mixed(dark, bright, step / (RAMP_STEPS - 1))).over(cell)
        end, hatch = (low, below_zero) if step < half else (high, None)
        paints[f"diverging_{step}"] = Paint(mixed(middle, end, abs(step - half) / half),
                                            hatch=hatch).over(cell)
    for count in range(1, 10):
        share = ((count - 1) / 8) ** 0.6  # most canvases count to 4 only
        paints[f"overlap_{count}"] = Paint(
            mixed(colors["one stamp"], colors["nine stamps"], share)).over(cell)
        paints[f"value overlap_{count}"] = Paint(line=colors["line"])
    return paints


def mixed(first: Color, second: Color, share: float) -> Color:
    """The colour that far from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _seen(color: Color, ground: Color, least: float) -> Color:
    """The colour, with the least white or black that gives it that contrast with the ground, or
    what comes nearest to it."""
    end = max(((0, 0, 0), (255, 255, 255)), key=lambda end: _contrast(end, ground))
    mixes = [mixed(color, end, share / SHARES) for share in range(SHARES + 1)]
    return next((mix for mix in mixes if _contrast(mix, ground) >= least), end)


def _contrast(first: Color, second: Color) -> float:
    """The contrast of two colours as WCAG has it, 1 to 21."""
    dark, light = sorted(map(_luminance, (first, second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    linear = [(c / 255 + 0.055) ** 2.4 / 1.055 ** 2.4 if c > 10 else c / 255 / 12.92 for c in color]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _colors(named: Mapping[str, str]) -> dict[str, Color]:
    """Colours by name, as they are written."""
    return {name: parse_color(color) for name, color in named.items()}


THEMES: dict[str, Theme] = {
    "light": _theme("for white pages; the default", _colors({
        "background": "#ffffff", "grid": "#1f2b37", "line": "#1f2b37", "muted": "#7c8997",
        "soft": "#5d6875", "number": "#3d4e5f", "on window": "#ffffff",
        "input": "#97cbf8", "window": "#1f68a8", "output": "#7fd6c1", "active": "#0d7260",
        "gradient": "#f6c79b", "passed": "#a9500c",
        "beam": "#1f68a8", "blank": "#687583", "blank line": "#dfe5ea",
        "low": "#e0873f", "middle": "#ffffff", "high": "#3a88d0",
        "one stamp": "#dff4ee", "nine stamps": "#3fb39a",
        "hue 0": "#f2a93b", "hue 1": "#c49bea", "hue 2": "#e58c8c", "hue 3": "#b5bf55",
        "hue sum": "#c3cad1"})),
    "dark": _theme("for dark pages", _colors({
        "background": "#10151b", "grid": "#07090c", "line": "#edf2f8", "muted": "#6b7784",
        "soft": "#bcc6d0", "number": "#edf2f8", "on window": "#10151b",
        "input": "#2e69a5", "window": "#8fceff", "output": "#1e7565", "active": "#6fe3c8",
        "gradient": "#7a4310", "passed": "#ffb877",
        "beam": "#8fceff", "blank": "#7b8894", "blank line": "#c9d2da",
        "low": "#a85c17", "middle": "#1b222a", "high": "#3678b8",
        "one stamp": "#16332f", "nine stamps": "#1f7667",
        "hue 0": "#9a6206", "hue 1": "#6d48a3", "hue 2": "#a04444", "hue 3": "#626c12",
        "hue sum": "#4f5a65"})),
    "classic": replace(_theme("conv_arithmetic's colours, no text, the output full from the start",
                      _colors({
        "background": "#ffffff", "grid": "#073642", "line": "#073642", "muted": "#073642",
        "soft": "#586e75", "number": "#011a22", "on window": "#ffffff",
        "input": "#268bd2", "window": "#1a6193", "output": "#2aa198", "active": "#1d716a",
        "gradient": "#f0b08a", "passed": "#a8481a",
        "blank": "#627378", "blank line": "#073642",
        "low": "#e27a45", "middle": "#fdf6e3", "high": "#268bd2",
        "one stamp": "#dff1ef", "nine stamps": "#4fb8b0",
        "hue 0": "#d9a514", "hue 1": "#a7a9e6", "hue 2": "#e88f6f", "hue 3": "#a9b845",
        "hue sum": "#bcc7c7"}), text="none", prefilled=True),
        line_levels=COARSE_LINE_LEVELS),
    "print": _theme("greys and hatches, for black and white", _colors({
        "background": "#ffffff", "grid": "#000000", "line": "#000000", "muted": "#858585",
        "soft": "#4a4a4a", "number": "#262626", "on window": "#ffffff",
        "input": "#d0d0d0", "window": "#454545", "output": "#bcbcbc", "active": "#2e2e2e",
        "gradient": "#e2e2e2", "passed": "#3a3a3a",
        "beam": "#454545", "blank": "#757575", "blank line": "#000000", "blank hatch": "#f4f4f4",
        "low": "#858585", "middle": "#ffffff", "high": "#858585",
        "one stamp": "#ebebeb", "nine stamps": "#8f8f8f",
        "hue 0": "#b4b4b4", "hue 1": "#d4d4d4", "hue 2": "#d4d4d4", "hue 3": "#8c8c8c",
        "tint hatch": "#707070", "hue sum": "#c4c4c4"})),
}
# The pair: light, and dark for those who prefer it.
THEMES["auto"] = replace(THEMES["light"], dark=THEMES["dark"], description="light or dark, as the "
                         "reader's system prefers: for formats that can follow, such as svg")
