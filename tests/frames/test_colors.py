"""Colours: what must be told apart is, by anyone and on any paper; and numbers are readable.

In every theme but classic, which keeps conv_arithmetic's colours: two runs of roles are told apart
where their fills or their lines differ by 3:1 in contrast, where the one has wider or other dashes
or another hatch, or where a mark lies on the one and not on the other. As WCAG 2.2 has it for
graphics (1.4.11, 3:1) and for words (1.4.3, 4.5:1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import pytest
from color_vision import VISIONS, contrast, seen
from overlap_audit import Ground, is_struck
from sample_stories import sample_stories

from convgif.frames.colors import Color
from convgif.frames.raster.strokes import hatched
from convgif.frames.themes import THEMES, Hatch, Paint, Theme
from convgif.scenes.roles import FINE, HUES, RAMP_STEPS, SHARES, TONES
from convgif.scenes.scene import Cell, Disc, MarkId, Roles, Snapshot, Story, Text

GRAPHICS, WORDS = 3.0, 4.5
WIDER = 1.5  # times: of lines and of the periods of dashes that look unlike

INPUT, PADDING, INSERTED, OVERHANG = ("input",), ("padding",), ("inserted_zero",), ("overhang",)
IN_WINDOW = {kind: (*kind, "window") for kind in (INPUT, PADDING, INSERTED)}
OUTPUT, ADDED = ("output",), ("output", "output_padding")
ACTIVE, PENDING = ("output", "output_active"), ("output", "output_pending")
KERNEL, PRODUCT = ("kernel",), ("product",)
TINTS = (*[f"{hue}{tone}" for hue in range(HUES) for tone in range(TONES)], "sum",
         *[f"fine{hue}{tone}" for hue in range(FINE) for tone in range(FINE)])
NOTHING: Roles = ()  # the bare background


@dataclass(frozen=True)
class Pair:
    """Two runs of roles to tell apart; mark: what lies on the first only, if anything does."""

    one: Roles
    other: Roles
    mark: Roles | None = None

    def __str__(self) -> str:
        runs = [" ".join(roles) or "nothing" for roles in (self.one, self.other)]
        return f"{runs[0]} / {runs[1]}" + (f" by its {' '.join(self.mark)}" if self.mark else "")


PAIRS = [
    # The input map: whatever can lie side by side there. Zeros in the window look alike on purpose.
    *(Pair(*runs) for runs in combinations((INPUT, PADDING, INSERTED, OVERHANG), 2)),
    *(Pair(kind, window) for kind in (PADDING, INSERTED, OVERHANG)
      for window in IN_WINDOW.values()),
    Pair(INPUT, IN_WINDOW[INPUT]), Pair(INPUT, (*INPUT, "receded")),
    *(Pair(IN_WINDOW[kind], INPUT, ("window_outline",)) for kind in (PADDING, INSERTED)),
    *(Pair((*IN_WINDOW[INPUT], share), INPUT, ("window_outline",)) for share in SHARES),
    *(Pair((*IN_WINDOW[INPUT], share), (*IN_WINDOW[INPUT], share, "kernel_active", "on_share"))
      for share in SHARES),
    Pair(IN_WINDOW[INPUT], IN_WINDOW[PADDING]), Pair(IN_WINDOW[INPUT], IN_WINDOW[INSERTED]),
    *(Pair(kind, (*kind, "dropped")) for kind in (INPUT, PADDING, INSERTED)),
    *(Pair(kind, NOTHING) for kind in (INPUT, PADDING, INSERTED, OVERHANG, PENDING, ("source",))),
    Pair(INSERTED, PADDING, ("zero",)), Pair(IN_WINDOW[INSERTED], IN_WINDOW[PADDING], ("zero",
                                                                                       "window")),
    # The output map.
    Pair(OUTPUT, PENDING), Pair(OUTPUT, ACTIVE), Pair(ACTIVE, PENDING), Pair(OUTPUT, ADDED),
    Pair(OUTPUT, (*OUTPUT, "read_on")), Pair(OUTPUT, (*OUTPUT, "dropped")),
    Pair((*ADDED, "output_pending"), PENDING), Pair(OUTPUT, NOTHING),
    Pair(OUTPUT, (*OUTPUT, "blanked")), Pair(PENDING, (*PENDING, "blanked")),
    Pair((*OUTPUT, "blanked"), NOTHING), Pair(OUTPUT, (*OUTPUT, "left_out")),
    Pair(PENDING, (*PENDING, "left_out")), Pair(OUTPUT, (*OUTPUT, "border")),
    Pair((*OUTPUT, "border"), NOTHING),
    # Where an input cell is pointed out, and what it becomes part of; the rim of a canvas.
    Pair(INPUT, (*INPUT, "read")), Pair(OUTPUT, (*OUTPUT, "reached")),
    Pair(("output_pending", "rim"), PENDING), Pair(OUTPUT, ("output_pending", "rim")),
    Pair((*OUTPUT, "rim"), (*OUTPUT, "rim", "reached")),
    Pair(("output_pending", "rim"), ("output_pending", "rim", "dropped")),
    # Gradients: a hue of their own, and what arrives in this step.
    *(Pair(("gradient",), ("gradient", f"gradient_{now}")) for now in ("active", "reached")),
    Pair(("gradient",), ("gradient", "dropped")), Pair(("gradient",), PADDING),
    # Where two ways meet, and where they do not.
    Pair(("unfilled",), ("output",)), Pair(("unfilled",), ("output", "output_pending")),
    Pair(("equal",), ("broken",)), Pair(("equal",), NOTHING), Pair(("broken",), NOTHING),
    # Kernel, products, and what takes no part.
    Pair(KERNEL, (*KERNEL, "kernel_active")), Pair(PRODUCT, (*PRODUCT, "output_active")),
    *(Pair(window, (*window, "kernel_active")) for window in IN_WINDOW.values()),
    Pair(PENDING, (*PENDING, "output_target")), Pair(PRODUCT, (*PRODUCT, "idle")),
    *(Pair(roles, (*roles, "idle")) for roles in (INPUT, KERNEL)),
    Pair((*KERNEL, "idle"), NOTHING), Pair(("node",), ("node", "idle")),
    Pair(("wire",), ("wire", "idle")), Pair(("frame",), ("frame", "idle")),
    # Weights are told apart by their names; what takes part by the outline of its row.
    *(Pair((f"tint_{tint}",), (f"pale_{tint}",), ("window_outline",)) for tint in TINTS),
    *(Pair((f"tint_{hue}2",), (f"tint_{hue}2", f"hatch_{hue}"), ("on_tint",))
      for hue in range(HUES)),
    # Outlines on what they lie on.
    Pair(INPUT, INPUT, ("source",)), Pair(IN_WINDOW[INPUT], IN_WINDOW[INPUT], ("winner",)),
    Pair(IN_WINDOW[INPUT], IN_WINDOW[INPUT], ("first_weight",)),
    *(Pair(IN_WINDOW[kind], IN_WINDOW[kind], ("first_weight", *kind))
      for kind in (PADDING, INSERTED)),
    Pair(INPUT, INPUT, ("window_outline",)), Pair(OUTPUT, OUTPUT, ("stamp",)),
    # The canvas: a count is written in its cell; below zero is hatched; shades have a legend.
    Pair(("cropped", "output_pending"), PENDING), Pair(OUTPUT, ("cropped", "overlap_1")),
    Pair(("cropped",), OUTPUT), Pair(("cropped",), PENDING),
    *(Pair(("output", f"overlap_{count}"), ("cropped", f"overlap_{count}"))
      for count in range(1, 10)),
    *(Pair(("output", f"overlap_{count}"), ("output", f"overlap_{count + 1}"), ("value",))
      for count in range(1, 3)),
    # From a cell that is read lead one path or more: a number in it, or a shade in the legend.
    *(Pair(of, (*of, f"paths_{count}")) for of in (INPUT, OUTPUT, PADDING) for count in (1, 9)),
    *(Pair((*of, "paths_1"), (*of, "dropped")) for of in (INPUT, OUTPUT)),
    Pair((*INPUT, "paths_1"), (*INPUT, "paths_9"), ("path_count",)),
    # Where cells are too small for lines, what is read has an outline; shades have a legend.
    *(Pair((*of, lit, "lit_tile"), (*of, "hole", "tile")) for of, lit in (
        (INPUT, "window"), (OUTPUT, "read_on"))),
    *(Pair((*of, "tile"), (*of, lit, "lit_tile"), ("cone_box",)) for of, lit in (
        (INPUT, "paths_1"), (OUTPUT, "paths_1"), (INPUT, "partly_counted"))),
    *(Pair((*of, lit, "partly_read", "lit_tile"), (*of, lit, "lit_tile")) for of, lit in (
        (INPUT, "window"), (OUTPUT, "read_on"))),
    Pair(("padding", "window", "lit_tile"), ("input", "window", "lit_tile")),
    Pair(("shade_0",), (f"shade_{RAMP_STEPS - 1}",)),
    # A zero around the input is told from one in it by its edge.
    *(Pair((*kind, "shade_0", "shaded_edge"), (*INPUT, "shade_0"))
      for kind in (PADDING, OVERHANG, INSERTED)),
    *(Pair((f"diverging_{step}",), (f"diverging_{RAMP_STEPS - 1 - step}",))
      for step in range(RAMP_STEPS // 2)),
]

WORDS_ON_BACKGROUND = ("title", "label", "legend", "formula", "total", "sign")
PALE = {"idle"}  # on purpose: words and numbers of what takes no part

STRICT = {name: theme for name, theme in THEMES.items() if name != "classic"}
every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
every_strict_theme = pytest.mark.parametrize("theme", STRICT.values(), ids=list(STRICT))
every_vision = pytest.mark.parametrize("vision", VISIONS)


def fill(theme: Theme, roles: Roles) -> Color:
    return theme.paint(roles).fill or theme.background


def differences(theme: Theme, pair: Pair, vision: str) -> Iterator[str]:
    """By what that vision tells the two apart."""
    paints = [theme.paint(pair.one), theme.paint(pair.other)]
    grounds = [fill(theme, pair.one), fill(theme, pair.other)]

    def visible(color: Color | None, *on: Color) -> bool:
        return color is not None and any(contrast(color, ground, vision) >= GRAPHICS
                                         for ground in on)

    if contrast(*grounds, vision) >= GRAPHICS:
        yield "fill"
    lines = [paint.line if paint.width_px else None for paint in paints]
    if lines[0] and lines[1] and contrast(lines[0], lines[1], vision) >= GRAPHICS:
        yield "colour of the lines"
    if [lines[0] is None, lines[1] is None] in ([True, False], [False, True]):
        if visible(lines[0] or lines[1], *grounds):
            yield "a line"
    elif all(visible(line, *grounds) for line in lines):
        widths = sorted(paint.width_px or 0.0 for paint in paints)
        if widths[1] >= WIDER * widths[0]:
            yield "width of the lines"
        dashes = sorted(paint.dash_px or 0.0 for paint in paints)
        if dashes[1] >= WIDER * dashes[0] and dashes[1]:
            yield "dashes"
    hatches = [paint.hatch for paint in paints]
    kinds = [hatch.direction if hatch else None for hatch in hatches]
    if kinds[0] != kinds[1] and all(hatch is None or visible(hatch.color, ground)
                                    for hatch, ground in zip(hatches, grounds, strict=True)):
        yield "hatch"
    if pair.mark and visible(theme.paint(pair.mark).line, grounds[0]):
        yield "mark"


def confusions(theme: Theme, vision: str) -> list[str]:
    """The pairs that nothing tells apart."""
    return [str(pair) for pair in PAIRS if not any(differences(theme, pair, vision))]


# What is told apart.

@every_vision
@every_strict_theme
def test_what_must_be_told_apart_is(theme: Theme, vision: str) -> None:
    assert confusions(theme, vision) == []


@every_theme
def test_all_are_told_apart_by_who_sees_colours_too(theme: Theme) -> None:
    """By colour as well, not by a sign alone: they are not painted alike."""
    for pair in PAIRS:
        assert pair.mark or theme.paint(pair.one) != theme.paint(pair.other), str(pair)


@every_theme
def test_the_palest_weight_is_told_from_an_empty_place(theme: Theme) -> None:
    for tint in TINTS:
        assert contrast(fill(theme, (f"pale_{tint}",)), theme.background) >= 1.1, tint


def test_hatches_of_weights_make_no_arrows_where_they_meet() -> None:
    hatches = [THEMES["print"].paint((f"hatch_{hue}",)).hatch for hue in range(HUES)]
    assert len({hatch and hatch.direction for hatch in hatches} - {None}) == 1
    assert len(set(hatches[:3])) == 3


def test_the_pairs_are_of_roles_that_there_are_and_each_is_named_once() -> None:
    for pair in PAIRS:
        for role in (*pair.one, *pair.other, *(pair.mark or ())):
            assert any(role in run.split() for run in THEMES["light"].paints), role
    assert len({str(pair) for pair in PAIRS}) == len(PAIRS)


def test_print_is_grey_and_hatched() -> None:
    theme = THEMES["print"]
    colors = {theme.background, *theme.inks, *(paint.fill for paint in theme.paints.values()
                                               if paint.fill)}
    assert all(red == green == blue for red, green, blue in colors)
    hatched = {" ".join(roles): theme.paint(roles).hatch for roles in (
        IN_WINDOW[PADDING], IN_WINDOW[INPUT], (*INPUT, "dropped"))}
    assert [roles for roles, hatch in hatched.items() if hatch is None] == ["input window"]


# The test itself.

SAME, RED, DARK = (120, 120, 120), (224, 0, 0), (0, 0, 0)


def changed(name: str, roles: str, **changes: object) -> Theme:
    """A theme with another paint for one run of roles, and an ink for each of its lines."""
    theme = THEMES[name]
    paint = replace(theme.paints[roles], **changes)
    lines = {paint.line, paint.hatch and paint.hatch.color} - {None, *theme.inks}
    return replace(theme, paints={**theme.paints, roles: paint}, inks=(*theme.inks, *lines))


@pytest.mark.parametrize(("theme", "confused"), [
    (changed("light", "window", fill=THEMES["light"].paints["input"].fill),
     "input / input window"),
    (changed("dark", "dropped", hatch=None), "padding / padding dropped"),
    (changed("light", "dropped", hatch=Hatch("/", (150, 200, 240))), "padding / padding dropped"),
    (changed("print", "padding", dash_px=None), "padding / inserted_zero"),
    (changed("print", "overhang", dash_px=6.0), "padding / overhang"),
    (changed("light", "source", line=(150, 200, 240)), "input / input by its source"),
    (changed("dark", "output_pending", fill=(22, 90, 78), line=(180, 195, 210)),
     "output / output output_pending"),
    (changed("light", "diverging_0", hatch=None), "diverging_0 / diverging_12"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_bad_theme_is_found(theme: Theme, confused: str) -> None:
    assert confused in confusions(theme, "normal")
    assert confused not in confusions(THEMES["light"], "normal")


@pytest.mark.parametrize(("fills", "told"), [
    ((RED, DARK), {"normal", "deuteranopia", "tritanopia", "achromatopsia"}),
    (((250, 130, 0), (0, 110, 0)), {"deuteranopia"}),
    (((200, 60, 60), (60, 120, 60)), set()), ((SAME, SAME), set())],
    ids=lambda value: str(sorted(value)))
def test_colours_that_only_some_tell_apart_are_found(
        fills: tuple[Color, Color], told: set[str]) -> None:
    one, other = (Paint(fill=color) for color in fills)
    theme = Theme("", (255, 255, 255), (), {"input": one, "window": other})
    pair = Pair(("input",), ("window",))
    assert {vision for vision in VISIONS if any(differences(theme, pair, vision))} == told


def test_visions_see_greys_as_they_are_and_the_blind_see_less() -> None:
    for vision in VISIONS:
        for grey in (0, 77, 180, 255):
            assert seen((grey,) * 3, vision) == pytest.approx(seen((grey,) * 3), abs=0.001)
    red_and_green = (200, 40, 40), (95, 110, 40)
    for vision in ("protanopia", "deuteranopia"):
        apart, normal = (abs(seen(red_and_green[0], v) - seen(red_and_green[1], v)).sum()
                         for v in (vision, "normal"))
        assert apart < normal / 2, vision
    assert len(set(seen((10, 200, 90), "achromatopsia").round(6))) == 1


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((255, 255, 255), (119, 119, 119)) == pytest.approx(4.48, abs=0.01)


# What is read.

def in_cells(story: Story, ids: set[MarkId]) -> Iterator[tuple[MarkId, MarkId, Snapshot]]:
    """Those marks that lie in a cell, each with it, in every scene in which one of the two is new.
    """
    ground, homes = Ground(story), dict.fromkeys(ids)
    for scene, snapshot in zip(story.scenes, story.snapshots(), strict=True):
        first = scene is story.scenes[0]
        changed = story.stage.marks if first else {**scene.roles, **scene.shapes}
        moved = ids if first else ids & scene.shapes.keys()
        homes.update({id: ground.at(snapshot.shapes[id]) for id in moved})
        for id, cell in homes.items():
            if cell and (id in changed or cell in changed):
                yield id, cell, snapshot


@cache
def pointers_in_cells() -> set[tuple[Roles, Roles]]:
    """The roles of every disc and outline that is seen in any view, with those of the cell in which
    it lies."""
    found = set()
    for _, story in sample_stories():
        small = {id for id, mark in story.stage.marks.items()
                 if isinstance(mark.shape, Disc) or "winner" in id[0]}
        for id, cell, snapshot in in_cells(story, small):
            if snapshot.roles[id] != ("pending",):
                found.add((snapshot.roles[id], snapshot.roles[cell]))
    return found


@cache
def written_in_cells() -> Mapping[tuple[Roles, Roles], Mapping[tuple[Text, Cell], str]]:
    """Every number with its cell, by the roles of the two, and in which view they are."""
    found: dict[tuple[Roles, Roles], dict[tuple[Text, Cell], str]] = {}
    for view, story in sample_stories():
        texts = {id for id, mark in story.stage.marks.items() if isinstance(mark.shape, Text)}
        for id, cell, snapshot in in_cells(story, texts):
            text, around = snapshot.shapes[id], snapshot.shapes[cell]
            assert isinstance(text, Text)
            assert isinstance(around, Cell)
            found.setdefault((snapshot.roles[id], snapshot.roles[cell]), {})[text, around] = view
    return found


def numbers_in_cells() -> set[tuple[Roles, Roles]]:
    """The roles of every number in any view, with those of the cell in which it is written."""
    return {(text, cell) for text, cell in written_in_cells() if text != ("pending",)}


@every_vision
@every_strict_theme
def test_dots_and_outlines_are_seen_in_their_cells(theme: Theme, vision: str) -> None:
    pointers = pointers_in_cells()
    assert {"winner", "first_weight", "stamp"} <= {role for run, _ in pointers for role in run}
    assert [(roles, cell) for roles, cell in pointers
            if contrast(ink(theme, roles), fill(theme, cell), vision) < GRAPHICS] == []


@every_vision
@every_theme
def test_numbers_are_readable_in_their_cells(theme: Theme, vision: str) -> None:
    assert [(text, cell) for text, cell in numbers_in_cells()
            if contrast(ink(theme, text), fill(theme, cell), vision) < needed(text, cell)] == []


@every_vision
@every_theme
def test_words_are_readable_on_the_background(theme: Theme, vision: str) -> None:
    for roles in (*((role,) for role in WORDS_ON_BACKGROUND), ("total_zero",), ("label", "idle")):
        assert contrast(ink(theme, roles), theme.background, vision) >= needed(roles), roles


def test_numbers_are_looked_at_on_all_that_they_stand_on() -> None:
    grounds = {" ".join(cell) for _, cell in numbers_in_cells()}
    assert {"input", "padding", "output", "product", "input window", "padding window",
            "inserted_zero window", "output output_active", "kernel", "kernel kernel_active",
            "kernel idle", "output overlap_1", "output overlap_9", "cropped overlap_5"} <= grounds


@every_theme
def test_no_hatch_strikes_a_number_through(theme: Theme) -> None:
    looked_at = 0
    for (roles, ground), shapes in written_in_cells().items():
        hatch = theme.paint(ground).hatch
        if hatch and theme.paint(roles).line:
            for (text, cell), view in shapes.items():
                assert not is_struck_through(text, cell, hatch), (view, text, ground)
                looked_at += 1
    assert looked_at


@every_theme
def test_what_takes_no_part_is_paler(theme: Theme) -> None:
    for roles in (("value", "idle"), ("label", "idle"), ("total_zero",)):
        full = "total" if roles == ("total_zero",) else roles[0]
        assert contrast(ink(theme, roles), theme.background) <= contrast(
            ink(theme, (full,)), theme.background)


def test_a_number_that_nobody_can_read_is_found() -> None:
    theme = changed("light", "value", line=(150, 160, 170))
    assert contrast(ink(theme, ("value",)), fill(theme, INPUT)) < needed(("value",), INPUT)
    assert (("value",), INPUT) in numbers_in_cells()


@cache
def is_struck_through(text: Text, cell: Cell, hatch: Hatch) -> bool:
    return is_struck(text, hatched(cell, hatch))


def needed(*runs: Roles) -> float:
    """The contrast that words in such roles, on such a cell, must have."""
    return GRAPHICS if PALE & {role for roles in runs for role in roles} else WORDS


def ink(theme: Theme, roles: Roles) -> Color:
    color = theme.paint(roles).line
    assert color is not None, roles
    return color


# That nothing is left out.

def test_every_role_of_a_cell_is_told_apart_from_another() -> None:
    """Shades and counts apart, of which some stand for all."""
    used = {role for _, story in sample_stories() for run in cell_roles(story) for role in run}
    named = {role for pair in PAIRS for role in (*pair.one, *pair.other, *(pair.mark or ()))}
    families = ("shade_", "diverging_", "overlap_", "photo_", "paths_")
    assert {role for role in used if not role.startswith(families)} - {"pending"} <= named


def cell_roles(story: Story) -> set[Roles]:
    """All that the cells of a story are."""
    cells = {id: mark for id, mark in story.stage.marks.items() if isinstance(mark.shape, Cell)}
    return {mark.roles for mark in cells.values()} | {
        roles for scene in story.scenes for id, roles in scene.roles.items() if id in cells}
