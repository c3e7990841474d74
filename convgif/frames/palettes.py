"""Palettes: the colours that roles name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from convgif.frames.colors import Color, mixed, parse_color, seen
from convgif.scenes.roles import Fill, Hue, Ink, Mix

GROUNDS = ("background", "middle")  # what is as the background, is so on another one too

# The ends of ramps: what is there besides "middle".
ENDS: Mapping[Hue, str] = {"dark": "high", "bright": "high", "darkest": "window",
                           "brightest": "window"}
# Inks that must be seen: the colour that each is made of, on what it lies, and the least contrast
# with that (WCAG 2.2), which it gets with as much white or black as that needs.
SEEN: Mapping[Ink, tuple[str, str, float]] = {
    "strong": ("line", "background", 7.0), "quiet": ("soft", "background", 4.5),
    "pale": ("muted", "background", 3.0), "outside": ("number", "background", 4.5),
    "count": ("line", "most stamps", 5.1), "answer": ("passed", "background", 4.5),
    "edge 0": ("hue 0", "background", 3.0), "edge 1": ("hue 1", "background", 3.0),
    "edge 2": ("hue 2", "background", 3.0), "edge 3": ("hue 3", "background", 3.0),
    "edge sum": ("hue sum", "background", 3.0)}
# Inks that step back: the ink, and how far they go to it from the background.
FAINT: Mapping[Ink, tuple[Ink, float]] = {
    "faint 0": ("edge 0", 0.55), "faint 1": ("edge 1", 0.55), "faint 2": ("edge 2", 0.55),
    "faint 3": ("edge 3", 0.55), "faint sum": ("edge sum", 0.55), "edge missing": ("pale", 0.4),
    "edge mesh": ("pale", 0.4)}


@dataclass(frozen=True)
class Palette:
    """The few colours of a theme, by name.

    grid: between cells. seam: between shades. line: all other lines, and words. muted: lines of
    what is not there yet.
    soft: hatches and quiet words. number, on window: numbers at rest, and in the window.
    input, window, output, active: cells, at rest and in the current step.
    blank: zeros in the window; blank hatch: across them, if any.
    gradient, passed: of gradients, and those of the current step.
    low, middle, high: the ends of ramps. darkest: of a photograph, where lines would be lost on the
    window's colour. one stamp, most stamps: how many overlap.
    hue 0 to hue 3: of weights, and tint hatch of some, if any; hue sum: of several in one.
    edge 0 to edge 3: of lines, where hues are too near each other as such.
    """

    given: Mapping[str, Color]

    @classmethod
    def of(cls, **written: str) -> "Palette":
        """The palette of colours as they are written, `_` for a blank in their names."""
        return cls({name.replace("_", " "): parse_color(color)
                    for name, color in written.items()})

    @property
    def background(self) -> Color:
        """What all lies on."""
        return self.given["background"]

    @property
    def inks(self) -> tuple[Color, ...]:
        """The colours of lines and words, the weakest first."""
        strongest_first: Iterable[Ink] = reversed(get_args(Ink))
        inks = dict.fromkeys(self.ink(name) for name in strongest_first)
        return tuple([color for color in inks if color is not None][::-1])

    @property
    def faint(self) -> Mapping[Color, float]:
        """The colours of the inks that step back, and how far they go."""
        return {color: share for name, (_, share) in FAINT.items()
                if (color := self.ink(name)) is not None}

    def ink(self, name: Ink) -> Color | None:
        """What lines and words of that name are drawn in; None where the palette has none."""
        if name in FAINT:
            strong, share = FAINT[name]
            return mixed(self.background, self.ink(strong) or self.background, share)
        if name in SEEN:
            made_of, ground, least = SEEN[name]
            return seen(self.given.get(name, self.given[made_of]), self.given[ground], least)
        return self.given.get(name)

    def fill(self, fill: Fill) -> Color:
        """What areas are filled with."""
        if isinstance(fill, Mix):
            return mixed(self.fill(fill.start), self.fill(fill.end), fill.share)
        return self._hue(fill)

    def _hue(self, name: Hue) -> Color:
        if name in ENDS and name not in self.given:
            ends = sorted((self.given["middle"], self.given[ENDS[name]]), key=sum)
            return ends[name.startswith("bright")]
        return self.given[name]

    def on(self, background: Color) -> "Palette":
        """The palette on another background; what was as the background, still is."""
        return Palette({name: background if name in GROUNDS and color == self.background else color
                        for name, color in self.given.items()})
