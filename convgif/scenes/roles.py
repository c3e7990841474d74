"""Roles: what a mark can be, what that means, and how it is painted in terms of a palette.

No colour here: a role names the colours of a palette, which frames/ gives. What only one view uses
stands in the folder of that view, in the same terms.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

OUTLINE_PX = 2.0  # of the window, and of the cell that it makes
WAY_PX = 1.4  # of the way of a number
ADDED_PX = 1.6  # of cells that output_padding adds
TONES = 3  # of each hue of weights
RAMP_STEPS = 13  # of a shade; an odd number, so that a diverging ramp has a middle

# What lines and words are drawn in, the weakest first: where two meet, the stronger shows.
Ink: TypeAlias = Literal["edge missing", "edge mesh", "faint 0", "faint 1", "faint 2", "faint 3",
                         "faint sum", "edge 0", "edge 1", "edge 2", "edge 3", "edge sum",
                         "tint hatch", "blank hatch", "pale", "quiet", "soft", "outside", "number",
                         "seam", "grid", "strong", "line", "count", "answer", "on window"]
# What areas are filled with; "dark" and "bright": of the ends of the ramp of shades, "darkest" and
# "brightest": of a photograph's.
Hue: TypeAlias = Literal["background", "input", "window", "output", "active", "blank", "low",
                         "middle", "high", "dark", "bright",
                         "darkest", "brightest", "one stamp", "most stamps",
                         "gradient", "passed", "hue 0", "hue 1", "hue 2", "hue 3", "hue sum"]
TINTS: tuple[Hue, ...] = ("hue 0", "hue 1", "hue 2", "hue 3")  # by which weights are told apart
HUES = len(TINTS)

FINE = 7  # hues, and tones of each, of kernels that are too large for these
PALEST = 0.45  # of the tones of a hue: how far from the background
PALE = 0.55  # of a tint that takes no part: how far from there
FULLEST_SHARE = 0.6  # of a tap that counts less than another: how far from the input to the window
SHARES = tuple(f"share_{step}" for step in range(1, 5))  # the least first
OUTSIDE = ("padding", "overhang", "inserted_zero")  # the input, in the map that extends it


class Mix(NamedTuple):
    """A colour so far on the way from one to another."""

    start: "Hue | Mix"
    end: "Hue | Mix"
    share: float


Fill: TypeAlias = Hue | Mix


class Strokes(NamedTuple):
    """What a cell is hatched with: "/" or "\\", and the ink. A palette may lack that: no hatch.
    once: finely, by the middle of the diagonal alone."""

    direction: str
    ink: Ink
    once: bool = False


@dataclass(frozen=True)
class Role:
    """What a role means, and its paint; None leaves open what the roles below it say.

    width_px, dash_px: of its lines, as displayed. veil: how far its fill, whatever role gives that,
    goes back to the background. opacity: of the fill of a film.
    """

    meaning: str
    fill: Fill | None = None
    line: Ink | None = None
    width_px: float | None = None
    dash_px: float | None = None
    hatch: Strokes | None = None
    veil: float | None = None
    opacity: float | None = None


def cell(meaning: str, fill: Fill) -> Role:
    """A cell that is filled and has a line of the grid around it."""
    return Role(meaning, fill, "grid", 1.0)


def bare(meaning: str, fill: Fill = "background", dash_px: float | None = None) -> Role:
    """A cell that is as good as empty, with a pale line around it."""
    return Role(meaning, fill, "pale", 1.0, dash_px)


def blank(meaning: str) -> Role:
    """A cell that holds a zero though it is read: it steps back behind those that count."""
    return Role(meaning, "blank", "line", 1.0, hatch=Strokes("\\", "blank hatch", once=True))


def _written(role: str, meaning: str, rest: Ink, outside: Ink) -> Mapping[str, Role]:
    """What lies in cells, by the cell: in those outside the input on another ground."""
    return {role: Role(meaning, line=rest),
            **{f"{role} {kind}": Role(f"{meaning}, in a cell outside the input", line=outside)
               for kind in OUTSIDE}}


def _tints() -> Mapping[str, Role]:
    """Weights: hues, each in tones from the palest on; pale, for those that take no part; and in
    some themes hatches, where there are no names that they would strike through: all one way, as
    two ways make arrows of small cells."""
    one, two = Strokes("/", "tint hatch", once=True), Strokes("/", "tint hatch")
    hatches = None, one, two, None
    told: list[tuple[str, Fill, float]] = [
        (f"{number}{tone}", hue, PALEST + (1 - PALEST) * tone / (TONES - 1))
        for number, hue in enumerate(TINTS) for tone in range(TONES)]
    tints = {f"hatch_{number}": Role("the hatch of a hue, where no name is in the cell",
                                     hatch=hatch) for number, hatch in enumerate(hatches)}
    for name, hue, share in (*told, *_fine_tints(), ("sum", "hue sum", 1.0)):
        tints[f"tint_{name}"] = Role("a weight, or what is read through it, in the current step",
                                     Mix("background", hue, share), "grid", 1.0)
        tints[f"pale_{name}"] = Role("a weight that takes no part in it",
                                     Mix("background", hue, PALE * share), "quiet", 1.0)
    return tints


def _fine_tints() -> Iterator[tuple[str, Mix, float]]:
    """Those of large kernels: hues on the way from one to the next, in more tones."""
    for number in range(FINE):
        at, share = divmod(number * HUES, FINE)
        hue = Mix(TINTS[at], TINTS[(at + 1) % HUES], share / FINE)
        for tone in range(FINE):
            yield f"fine{number}{tone}", hue, PALEST + (1 - PALEST) * tone / (FINE - 1)


def _shares() -> Mapping[str, Role]:
    """Taps that count less than another of their window: the less, the nearer to what is not read.
    On all of these, words in one ink are read."""
    shares = {role: Role("a tap that counts less in its output than another", Mix(
        "input", "window", FULLEST_SHARE * step / len(SHARES)), "line", 1.0)
        for step, role in enumerate(SHARES, 1)}
    return {**shares, "on_share": Role("a number on such a tap, or a line beside one", line="line")}


def _ramps() -> Mapping[str, Role]:
    """Shades: what is high is bright, as in a photograph; what is below zero is hatched too."""
    ramps, half = {}, RAMP_STEPS // 2
    for step in range(RAMP_STEPS):
        ramps[f"shade_{step}"] = Role("a step on the ramp from low to high",
                                      Mix("dark", "bright", step / (RAMP_STEPS - 1)), "seam", 1.0)
        ramps[f"photo_{step}"] = Role("the same in a map like a photograph, which has no lines",
                                      Mix("darkest", "brightest", step / (RAMP_STEPS - 1)),
                                      width_px=0.0)
        below: Strokes | None = Strokes("\\", "strong") if step < half else None
        ramps[f"diverging_{step}"] = Role(
            "a step on the ramp from below zero to above",
            Mix("middle", "low" if step < half else "high", abs(step - half) / half), "seam", 1.0,
            hatch=below)
    return ramps


# By role, or by a run of roles that are painted together as nothing else is.
ROLES: Mapping[str, Role] = {
    "input": cell("a cell of the input", "input"),
    "padding": bare("a border cell around the input", dash_px=5.0),
    "overhang": bare("a cell past the padding, under a last window that ceil_mode keeps",
                     dash_px=2.0),
    "inserted_zero": bare("a zero that a transposed layer inserts between input cells"),
    "dropped": Role("a cell that no window ever reads, or no stamp reaches", line="pale",
                    hatch=Strokes("/", "soft", once=True), veil=0.8),
    "window": cell("a tap of the current step", "window"),
    "padding window": blank("a tap on the border"),
    "overhang window": blank("a tap past the padding"),
    "inserted_zero window": blank("a tap on an inserted zero"),
    "output": cell("a cell of the output", "output"),
    "output_padding": Role("an output cell that output_padding adds", line="strong",
                           width_px=ADDED_PX),
    "left_out": Role("an output cell that is computed, but of no use", line="pale",
                     hatch=Strokes("/", "soft", once=True), veil=0.8),
    "output left_out output_active": Role("such a cell in its step", "active", "strong",
                                          OUTLINE_PX),
    "border": Role("an output cell around the input, which repeats one of its cells", line="pale",
                   width_px=1.0, dash_px=5.0, veil=0.6),
    "block": Role("the outline of the input within its border", line="strong",
                  width_px=OUTLINE_PX),
    "rim": Role("a canvas cell that padding crops, in the picture beside the padding of a "
                "convolution", line="quiet", width_px=1.0, dash_px=5.0, veil=0.7),
    "read": cell("the cell of the input whose outputs are pointed out", "window"),
    "reached": Role("a cell that the current cell of the input becomes part of", "active",
                    "strong", 1.0, veil=0.0),
    "unfilled": bare("an output that takes no input, and holds a zero or a number of its own",
                     dash_px=5.0),
    "way": Role("the way from a number of the input to where it goes, or of a gradient back",
                line="strong", width_px=WAY_PX),
    "output_pending": bare("an output cell that is still to come"),
    "output output_padding output_pending": Role("a cell that output_padding adds, to come",
                                                 "background", "quiet", ADDED_PX),
    "output_active": Role("the output cell of the current step", "active", "strong", OUTLINE_PX),
    "output_target": Role("the output cell that is being made", line="strong",
                          width_px=OUTLINE_PX),
    "gradient": Role("a cell of a gradient", "gradient", "grid", 1.0),
    "gradient_active": Role("what arrives at the output of the current step, or is made in it",
                            "passed", "strong", OUTLINE_PX),
    "gradient_reached": Role("a cell of a gradient that it is added onto, or that is read",
                             "passed", "grid", 1.0),
    "gradient_beam": Role("what lies between a window on a gradient and the active output cell",
                          "passed", opacity=0.19),
    "output left_out output_active gradient_active": Role(
        "a cell of a gradient that is of no use, in its step", "passed", "strong", OUTLINE_PX),
    "kernel": cell("a cell of the kernel", "window"),
    "kernel_active": Role("the kernel cell of the current multiply-accumulate", "active",
                          "on window", 2.4),
    "product": cell("a cell that holds a product", "output"),
    "pending": Role("a cell, number or line that is still to come"),
    "idle": bare("what takes no part in the current step"),
    "input idle": bare("an input cell that takes no part", Mix("background", "input", 0.2)),
    "kernel idle": bare("a kernel cell that takes no part", Mix("background", "window", 0.1)),
    "photo_pending": Role("an output cell of such a map that is still to come", width_px=0.0),
    "photo_bare": Role("a cell of such a map in which there is no shade to see", width_px=0.0),
    "photo_edge": Role("the edge of a map like a photograph, whose cells have no lines",
                       line="strong", width_px=1.0),
    "photo_rim": Role("the edge of what extends such a map", line="strong", width_px=1.0,
                      dash_px=5.0),
    "source": Role("the outline of an input cell that a border cell repeats", line="line",
                   width_px=1.4, dash_px=5.0),
    "winner": Role("the outline of the largest value in the window", line="on window",
                   width_px=2.4),
    "tie": Role("a line between what is in a panel and in the one below it", line="pale",
                width_px=1.0),
    "on_shade": Role("an outline or a dot on a shaded cell", line="strong", width_px=2.0),
    "wire": Role("a line from a window to its kernel, to the sum, to the output", line="strong",
                 width_px=1.0),
    "sign": Role("an operator: a times, plus or equals sign", line="strong"),
    **_written("value", "a number", rest="number", outside="outside"),
    **_written("value_active", "a number in the current step", rest="on window", outside="line"),
    "total": Role("a number in the sum that is written out", line="strong"),
    "total_zero": Role("a product in that sum that is zero", line="quiet"),
    "subtotal": Role("that such a number is a result on the way"),
    "largest": Role("that a line is around the largest of such numbers"),
    "named": Role("that what is in a cell is its name, and no number"),
    "blanked": Role("a cell that is left empty for the reader to write in", "background", "strong",
                    ADDED_PX),
    "output output_active blanked": Role("such a cell in its step", "background", "strong",
                                         1.5 * OUTLINE_PX),
    "answer": Role("what the reader was to write", line="answer"),
    "window_outline": Role("the outline of a window whose taps do not fill it", line="strong",
                           width_px=OUTLINE_PX),
    "projection": Role("a line from the window, or the stamp, to the active cell of the other map",
                       line="strong", width_px=0.75),
    "beam": Role("what lies between the window and the active output cell, which shine through it",
                 "window", opacity=0.19),
    "beam_outline": Role("the outline of the window at which a beam ends", line="strong",
                         width_px=OUTLINE_PX),
    "stride": Role("the bracket from the first window to the second", line="quiet", width_px=1.2),
    "place": Role("the point of the input at which the output of the current step lies",
                  line="on window"),
    **_written("first_weight", "the dot on weight [0, 0]", rest="on window", outside="line"),
    "zero": Role("the small 0 in an inserted zero", line="quiet"),
    "zero window": Role("the small 0 in an inserted zero that is a tap", line="line"),
    **{f"{run} idle": Role("words and numbers of what takes no part", line="quiet") for run in (
        "label", "zero", "value", *(f"value {kind}" for kind in OUTSIDE))},
    "title": Role("the title", line="strong"),
    "label": Role("the name and shape of a map", line="strong"),
    "legend": Role("what the marks mean, and the parameters", line="strong"),
    "formula": Role("the size formula", line="quiet"),
    "curve_axis": Role("the axis of a chart, and its ticks", line="quiet", width_px=1.0),
    "curve_grid": Role("a line across a chart at a round number", line="edge missing",
                       width_px=0.75),
    "curve_macs": Role("multiply-accumulates in a chart", line="edge mesh", width_px=5.0),
    "curve_parameters": Role("parameters in a chart", line="edge 0", width_px=1.6),
    "curve_time": Role("measured time in a chart, and its quartiles", line="edge 1", width_px=1.6),
    "point_macs": Role("multiply-accumulates at a value", line="edge mesh"),
    "point_parameters": Role("parameters at a value", line="edge 0"),
    "point_time": Role("the median of measured time at a value", line="edge 1"),
    "on_tint": Role("a name or a number on a weight", line="strong"),
    **_shares(),
    **_tints(),
    **_ramps(),
}
SHADES = frozenset(_ramps())  # what shows a value by its shade
# What points out a window, or leads from it: it goes to the next, not as cells, which jump.
EASED = frozenset({"window_outline", "beam_outline", "beam", "projection"})
