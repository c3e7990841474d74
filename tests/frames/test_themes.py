"""Themes: every role has its paint, what must be read can be read, and colour is not all."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import dist

import numpy as np
import pytest
from color_vision import contrast
from layer_strategies import refusal
from sample_stories import sample_stories

from convgif import Conv2d, animate, beside
from convgif.errors import ConvgifError, NotationError, OutputError, ViewError
from convgif.formats import FORMATS
from convgif.frames.colors import Color, mixed, parse_color
from convgif.frames.palettes import FAINT
from convgif.frames.raster.strokes import hatched
from convgif.frames.themes import THEMES, TRANSPARENT, Hatch, Paint, Theme
from convgif.scenes.legibility import smallest_cell_px
from convgif.scenes.roles import RAMP_STEPS, ROLES, Mix, Role
from convgif.scenes.scene import Cell, Roles, Story
from convgif.views import ALL_VIEWS, TEXT_MODES, VIEWS, all_roles

RED, GREEN, WHITE = (200, 0, 0), (0, 200, 0), (255, 255, 255)
MARKS, WORDS = 3.0, 4.5  # contrast ratios of WCAG
BEAM = (("beam",), ("beam_outline",))  # which classic leaves out
VISIBLE = 1.5  # contrast ratio: of shades beside each other
every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def fill(theme: Theme, *roles: str) -> Color:
    return theme.paint(roles).fill or theme.background


def line(theme: Theme, *roles: str) -> Color:
    color = theme.paint(roles).line
    assert color is not None, roles
    return color


@cache
def roles_in_pictures() -> set[Roles]:
    """All that marks are in stories that have every kind of mark."""
    return set[Roles]().union(*runs_by_view().values())


@cache
def runs_by_view() -> Mapping[str, set[Roles]]:
    """The same, by the view that they are in."""
    found: dict[str, set[Roles]] = {}
    for view, story in sample_stories():
        found.setdefault(view, set()).update(runs_of(story))
    return found


def runs_of(story: Story) -> set[Roles]:
    """All that marks are in a story."""
    return {mark.roles for mark in story.stage.marks.values()} | {
        taken for scene in story.scenes for taken in scene.roles.values()}


# Roles and paints.

SINGLE = {run for run in all_roles() if " " not in run}


@every_theme
def test_every_role_has_a_paint(theme: Theme) -> None:
    for role in all_roles():
        assert isinstance(theme.paints[role], Paint), role


def test_runs_are_of_roles_that_there_are() -> None:
    assert {role for run in all_roles() for role in run.split()} == SINGLE


def test_every_role_says_what_it_is() -> None:
    for run, role in all_roles().items():
        assert run.replace(" ", "_").isidentifier()
        assert role.meaning[0].islower()
        assert not role.meaning.endswith(".")


def test_views_use_the_roles_that_there_are_and_no_others() -> None:
    used = {role for roles in roles_in_pictures() for role in roles}
    assert used == SINGLE


def test_a_role_stands_once_and_where_it_is_used() -> None:
    """In the folder of the one view that has it, or else among those that views share."""
    owners = {role: [name for name, view in ALL_VIEWS.items() if role in view.roles]
              for role in SINGLE}
    seen = {view: {role for run in runs for role in run} for view, runs in runs_by_view().items()}
    for role, owning in owners.items():
        assert len(owning) + (role in ROLES) == 1, role
        using = {view for view, roles in seen.items() if role in roles}
        assert not owning or set(owning) == using, role


def test_a_view_that_is_added_brings_its_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"echo": Role("what is seen again", Mix("background", "input", 0.5), "strong", 1.0)}
    monkeypatch.setitem(VIEWS, "toy", replace(VIEWS["values"], roles=own))
    for theme in THEMES.values():
        ground, full = theme.background, fill(theme, "input")
        assert fill(theme, "echo") == tuple(
            round(a + (b - a) * 0.5) for a, b in zip(ground, full, strict=True))
        assert line(theme, "echo") == line(theme, "label")


@every_theme
def test_all_roles_of_marks_have_a_fill_or_ink(theme: Theme) -> None:
    for roles in roles_in_pictures():
        paint = theme.paint(roles)
        unseen = roles == ("pending",) or (theme is THEMES["classic"] and roles in BEAM)
        assert bool(paint.fill or paint.line or paint.hatch) is not unseen, roles


@every_theme
def test_the_inks_are_all_colours_of_lines(theme: Theme) -> None:
    """The raster takes the strength of a line from them."""
    colors = {color for paint in theme.paints.values()
              for color in (paint.line, paint.hatch.color if paint.hatch else None) if color}
    assert colors <= set(theme.inks)
    assert len(set(theme.inks)) == len(theme.inks)


@every_theme
def test_defaults_are_settings_that_there_are(theme: Theme) -> None:
    assert theme.text in ("auto", *TEXT_MODES)
    assert theme.prefilled in (True, False)
    assert theme.description.strip() == theme.description
    assert "\n" not in theme.description


def test_classic_is_the_reference_prefilled_and_without_text() -> None:
    assert (THEMES["classic"].text, THEMES["classic"].prefilled) == ("none", True)
    assert not any(theme.prefilled for name, theme in THEMES.items() if name != "classic")


def test_a_later_role_lies_on_the_earlier_ones() -> None:
    theme = Theme("", WHITE, (RED, GREEN), {
        "a": Paint(fill=RED, line=RED, width_px=1.0, hatch=Hatch("/", RED)),
        "b": Paint(fill=GREEN, width_px=2.0), "a c": Paint(line=GREEN)})
    assert theme.paint(("a", "b")) == Paint(GREEN, RED, 2.0, None, Hatch("/", RED))
    assert theme.paint(("b", "a")) == Paint(RED, RED, 1.0, None, Hatch("/", RED))
    assert theme.paint(("a", "c")) == Paint(line=GREEN), "roles that are named together"
    assert theme.paint(()) == Paint()


def test_paints_alike_in_their_lines_are_known_by_them() -> None:
    paint = Paint(fill=RED, line=GREEN, width_px=1.0, dash_px=3.0, hatch=Hatch("/", RED))
    assert paint.lines == replace(paint, fill=GREEN).lines
    for changes in ({"line": RED}, {"width_px": 2.0}, {"dash_px": None}, {"hatch": None}):
        assert paint.lines != replace(paint, **changes).lines


# What is seen.

@every_theme
@pytest.mark.parametrize("role", ["projection", "window_outline", "stride", "padding",
                                  "inserted_zero", "output_pending"])
def test_lines_stand_out_from_the_background(theme: Theme, role: str) -> None:
    assert contrast(line(theme, role), theme.background) >= 2.5


@every_theme
def test_what_is_in_the_beam_looks_like_what_is_beside_it(theme: Theme) -> None:
    """A film that hides nothing: numbers and lines on it stand out as they do beside it."""
    beam = theme.paint(("beam",))
    if beam.fill is None:
        return
    assert 0.1 <= (beam.opacity or 0) <= 0.3
    for kind in ("input", "padding"):
        through = mixed(fill(theme, kind), beam.fill, beam.opacity or 0)
        assert 1.08 <= contrast(through, fill(theme, kind)) <= 1.6
        assert contrast(line(theme, "projection"), through) >= 3


@every_theme
def test_a_theme_keeps_its_steps_and_its_beam_on_another_background(theme: Theme) -> None:
    if theme.dark is None:
        other = theme.on((1, 2, 3))
        assert other.line_levels == theme.line_levels
        assert (other.paint(("beam",)).fill is None) == (theme is THEMES["classic"])


@every_theme
@pytest.mark.parametrize(("one", "other"), [
    (("input",), ("input", "window")), (("padding",), ("padding", "window")),
    (("inserted_zero",), ("inserted_zero", "window")), (("input",), ("padding",)),
    (("output",), ("output", "output_active")), (("output",), ("output", "output_pending"))],
    ids=lambda roles: "-".join(roles))
def test_what_changes_is_seen(theme: Theme, one: Roles, other: Roles) -> None:
    """By its fill, or in print by a hatch as well as a mark is."""
    hatch = theme.paint(other).hatch
    assert (contrast(fill(theme, *one), fill(theme, *other)) >= VISIBLE
            or (hatch and contrast(hatch.color, fill(theme, *other)) >= MARKS))


@every_theme
@pytest.mark.parametrize("kind", ["input", "padding", "overhang", "inserted_zero"])
def test_the_dot_is_seen_on_every_tap(theme: Theme, kind: str) -> None:
    dot = ("first_weight", *[kind] * (kind != "input"))
    assert contrast(line(theme, *dot), fill(theme, kind, "window")) >= MARKS


@every_theme
@pytest.mark.parametrize("kind", ["padding", "inserted_zero", "overhang"])
def test_zeros_in_the_window_step_back_behind_what_counts(theme: Theme, kind: str) -> None:
    """They were one dark slab with the cells that count, 1.24:1."""
    zero, real = fill(theme, kind, "window"), fill(theme, "input", "window")
    assert contrast(zero, real) >= MARKS
    assert contrast(zero, theme.background) < contrast(real, theme.background)
    assert contrast(line(theme, kind, "window"), zero) >= WORDS


@every_theme
def test_colour_is_never_the_only_sign(theme: Theme) -> None:
    """What cells are shows in their lines too, each unlike the others."""
    signs = {
        "padding": theme.paint(("padding",)), "zero": theme.paint(("inserted_zero",)),
        "dropped": theme.paint(("input", "dropped")),
        "added": theme.paint(("output", "output_padding"))}
    assert signs["padding"].dash_px
    assert not signs["zero"].dash_px
    assert signs["dropped"].hatch
    assert (signs["added"].width_px or 0) > 1.5 * (theme.paint(("output",)).width_px or 0)
    assert not signs["added"].hatch  # which would cross digits
    for one, other in combinations([signs[name] for name in ("padding", "zero", "dropped")], 2):
        dashes = (one.dash_px, other.dash_px)
        hatches = [paint.hatch.direction if paint.hatch else None for paint in (one, other)]
        assert dashes[0] != dashes[1] or hatches[0] != hatches[1]
    active, done = theme.paint(("output", "output_active")), theme.paint(("output",))
    assert active.width_px > done.width_px


@every_theme
@pytest.mark.parametrize("kind", ["input", "padding"])
def test_dropped_cells_stay_what_they_are(theme: Theme, kind: str) -> None:
    """But under a veil, with pale lines and one fine stroke that stays away from them."""
    plain, dropped = theme.paint((kind,)), theme.paint((kind, "dropped"))
    assert dropped.hatch
    assert dropped.line == theme.paint(("padding",)).line
    assert replace(dropped, hatch=None, fill=plain.fill, line=plain.line) == plain
    assert dropped.fill == tuple(round(a + (b - a) * 0.8) for a, b in zip(
        fill(theme, kind), theme.background, strict=True))
    square = Cell(((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)))
    (stroke,) = hatched(square, dropped.hatch)
    np.testing.assert_allclose(stroke, [[29.6, 10.4], [10.4, 29.6]])
    assert dropped.hatch.width_px < (plain.width_px or 0)


def test_a_veil_lies_on_whatever_gives_the_fill() -> None:
    theme = Theme("", WHITE, (), {"a": Paint(fill=RED), "b": Paint(fill=GREEN),
                                  "veiled": Paint(veil=0.5), "a b": Paint(fill=RED, veil=0.25)})
    half = (128, 228, 128)
    assert theme.paint(("b", "veiled")).fill == theme.paint(("veiled", "b")).fill == half
    assert theme.paint(("veiled",)) == Paint()
    assert theme.paint(("a", "b")) == Paint(fill=(214, 64, 64))


@every_theme
@pytest.mark.parametrize("moment", ["output_pending", "output_active"])
def test_added_outputs_stay_marked(theme: Theme, moment: str) -> None:
    paint, other = (theme.paint(("output", *added, moment))
                    for added in (("output_padding",), ()))
    assert (paint.width_px or 0) > 1.5
    assert paint.line == theme.paint(("output", "output_padding")).line or paint.line != other.line


# What print cannot show.

def test_print_refuses_cells_whose_lines_are_not_seen() -> None:
    layer = Conv2d(stride=4)
    message = refusal(ViewError, lambda: animate(layer, theme="print", input_size=40, size_px=240
                                                 ).story)
    assert "theme='light'" in message
    enough = int(message.split("a size of ")[1].split(" ")[0])
    shortest = [smallest_cell_px(animate(layer, theme="print", input_size=40, size_px=size_px,
                                         force=size_px < enough).story.stage)
                for size_px in (enough - 1, enough)]
    assert shortest[0] < THEMES["print"].smallest_cell_px <= shortest[1]
    assert animate(layer, theme="light", input_size=40, size_px=240).story


def test_a_node_is_as_large_as_the_square_in_it() -> None:
    nodes = animate("Conv2d(3, 2, kernel_size=1, bias=False)", input_size=2, view="nodes",
                    theme="print", size_px=400)
    radius = 0.5 * max(dist(a, b) for mark in nodes.story.stage.marks.values()
                       if mark.id[0] == "output" and isinstance(mark.shape, Cell)
                       for a, b in combinations(mark.shape.corners, 2))
    assert smallest_cell_px(nodes.story.stage) == pytest.approx(radius * 2 ** 0.5)


def test_print_refuses_them_in_panels_too() -> None:
    both = [animate(Conv2d(stride=5), theme="print", input_size=size, size_px=240)
            for size in (10, 60)]
    assert "larger size" in refusal(ViewError, lambda: beside(*both).story)
    assert both[0].story


# Backgrounds and colours.

single_theme = pytest.mark.parametrize("theme", [theme for theme in THEMES.values()
                                                 if not theme.dark])


@single_theme
def test_another_background_takes_with_it_what_was_as_the_background(theme: Theme) -> None:
    other = theme.on((1, 2, 3))
    assert other.background == (1, 2, 3)
    for role, paint in theme.paints.items():
        now = other.paints[role]
        same = {"fill": None, "line": None, "hatch": None}
        assert replace(now, **same) == replace(paint, **same), "lines are as wide as they were"
        ink = all_roles()[role].line
        if ink and ink in FAINT:  # mixed with whatever is the background
            full = next(run for run, r in all_roles().items() if r.line == FAINT[ink][0])
            strength = [contrast(line(other, run), other.background) for run in (role, full)]
            assert 1.2 < strength[0] < strength[1], "it steps back there too"
        elif paint.line and contrast(paint.line, other.background) >= 7:
            assert now.line == paint.line, "what is seen there is as it was"
        bright_end = role.startswith(("shade_", "photo_"))
        if paint.fill == theme.background and not bright_end:
            assert now.fill == (1, 2, 3), role
    assert any(paint.fill == (1, 2, 3) for paint in other.paints.values())
    assert theme.background != (1, 2, 3), "the theme itself is as before"


@single_theme
@pytest.mark.parametrize("background", [(0x22, 0x22, 0x22), (0xfd, 0xf6, 0xe3), (255, 0, 0)])
def test_mixes_with_the_background_are_mixed_with_the_new_one(theme: Theme, background: Color
                                                              ) -> None:
    other = theme.on(background)
    for role, share in (("input", 0.2), ("kernel", 0.1)):
        full = "window" if role == "kernel" else role
        expected = [round(ground + (color - ground) * share) for ground, color
                    in zip(background, fill(theme, full), strict=True)]
        assert list(fill(other, role, "idle")) == expected
    if fill(theme, f"diverging_{RAMP_STEPS // 2}") == theme.background:
        ramp = [fill(other, f"diverging_{step}") for step in range(RAMP_STEPS)]
        assert ramp[RAMP_STEPS // 2] == background
        assert ramp[0] == fill(theme, "diverging_0")
        near, far = (sum(abs(a - b) for a, b in zip(color, background, strict=True))
                     for color in (ramp[RAMP_STEPS // 2 - 1], ramp[0]))
        assert near < far / 2, "one step from the middle is near the new background"


@pytest.mark.parametrize("background", ["#222222", "#000000", "#ffffff", "#fdf6e3", "#888888"])
@pytest.mark.parametrize("name", ["light", "dark", "classic", "print"])
def test_words_and_lines_are_seen_on_any_background(name: str, background: str) -> None:
    ground = parse_color(background)
    theme = THEMES[name].on(ground)
    words = ("title", "label", "legend", "formula", "total", "sign", "value padding")
    others = ("total_zero", "wire", "projection", "frame", "group", "padding", "output_pending")
    for least, roles in {4.5: words, 3.0: others}.items():
        for role in roles:
            seen = line(theme, *role.split())
            assert contrast(seen, ground) >= least, role
            assert seen in theme.inks
    assert THEMES[name].on(THEMES[name].background) == THEMES[name]


def test_paints_that_are_given_one_by_one_follow_where_they_are_as_the_background() -> None:
    theme = Theme("", WHITE, (), {"a": Paint(fill=WHITE), "b": Paint(fill=RED)}).on(GREEN)
    assert theme.background == GREEN
    assert theme.paints == {"a": Paint(fill=GREEN), "b": Paint(fill=RED)}


@pytest.mark.parametrize("paint", [Paint(line=RED, width_px=1.0), Paint(hatch=Hatch("/", RED))])
@pytest.mark.parametrize("format", ["gif", "svg", "html", "pdf", "png"])
def test_a_line_without_an_ink_is_refused_whatever_the_format(paint: Paint, format: str) -> None:
    light = THEMES["light"]
    theme = replace(light, paints={**light.paints, "input": paint})
    animation = replace(animate(Conv2d()), theme=theme)
    message = refusal(ConvgifError, lambda: FORMATS[format].encode(animation))
    assert "#c80000" in message
    assert "inks" in message
    named = replace(animation, theme=replace(theme, inks=(*light.inks, RED)))
    assert FORMATS[format].encode(named)


@pytest.mark.parametrize(("text", "color"), [
    ("#ffffff", WHITE), ("#fff", WHITE), ("#1a2B3c", (0x1a, 0x2b, 0x3c)), ("1a2b3c", (26, 43, 60)),
    ("#a0f", (0xaa, 0x00, 0xff)), ("white", WHITE), ("Black", (0, 0, 0)), (" grey ", (128,) * 3),
    ("gray", (128,) * 3)])
def test_colours_are_read(text: str, color: Color) -> None:
    assert parse_color(text) == color


@pytest.mark.parametrize("text", ["", "#", "#ff", "#ffff", "#fffff", "#gggggg", "mauve", "##fff",
                                  "#ffffff00", "#fff\n#fff", "٣٣٣", TRANSPARENT, "x" * 5000])
def test_what_is_no_colour_is_refused_in_one_line(text: str) -> None:
    message = refusal(NotationError, lambda: parse_color(text, TRANSPARENT))
    assert "#rrggbb" in message
    assert message.endswith(f" or {TRANSPARENT}")
    assert refusal(NotationError, lambda: parse_color(text)).endswith(" or grey")


# The pair.

def test_the_pair_is_light_and_dark() -> None:
    assert THEMES["auto"].dark is THEMES["dark"]
    assert THEMES["auto"].paints == THEMES["light"].paints
    assert [name for name, theme in THEMES.items() if theme.dark] == ["auto"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_follows_its_reader_or_says_what_does(name: str) -> None:
    animation = animate(Conv2d(), input_size=3, size_px=100, theme="auto")
    assert animation.theme.dark is THEMES["dark"]
    if FORMATS[name].follows_reader:
        assert b"prefers-color-scheme" in FORMATS[name].encode(animation)
    else:
        with pytest.raises(OutputError, match=f"{name} cannot be light or dark .*: make svg.* or "
                           "choose theme='light' or theme='dark'"):
            FORMATS[name].encode(animation)


def test_the_pair_has_backgrounds_of_its_own() -> None:
    with pytest.raises(ConvgifError, match="leave background out, or make it transparent"):
        animate(Conv2d(), theme="auto", background="white")
    assert animate(Conv2d(), theme="auto", background="transparent").transparent
