"""Frames: composed alike by any way that leads to a scene, every cell in its colour, one palette.

The theme and the stories of the first part are made by hand, so that each case stands alone; the
second part looks at what the views make.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import any_layers, refusal, repeatable
from numpy.typing import NDArray
from picture_audit import (
    SMALLEST_AUDITABLE_COLUMN,
    at_scene,
    audit_pixels,
    column_px,
    repainted,
    with_mark,
    with_roles,
)

from convgif.animation import Animation, animate
from convgif.errors import LimitError
from convgif.frames.colors import Color, mixed
from convgif.frames.raster import Frames, rasterize
from convgif.frames.raster.inks import TEXT_LEVELS
from convgif.frames.raster.repeats import Repeats
from convgif.frames.themes import COARSE_LINE_LEVELS, THEMES, Hatch, Paint, Theme
from convgif.layers import LAYERS, Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from convgif.layers.notation import build_layer
from convgif.layers.presets import PRESETS
from convgif.scenes.scene import (
    Cell,
    Disc,
    Film,
    Line,
    Mark,
    MarkId,
    Point,
    Scene,
    Shape,
    Stage,
    Story,
    Text,
)
from convgif.views.kit.grids import ObliqueGrid

WHITE, BLACK, RED, GREEN, BLUE = ((255, 255, 255), (0, 0, 0), (200, 30, 30), (30, 160, 60),
                                  (40, 80, 220))
PALE, STRONG = (170, 170, 180), (20, 20, 40)
CLASSIC_SIZE = 395
MOST_FRAMES = 40  # of a random layer; the presets have more
SMALL = 8  # px: columns from which on at least half of the cells can be looked at

PAINTS = {
    "plain": Paint(fill=RED),
    "weak": Paint(fill=GREEN, line=PALE, width_px=1.0),
    "strong": Paint(fill=BLUE, line=STRONG, width_px=1.0),
    "strong too": Paint(fill=RED, line=STRONG, width_px=1.0),
    "wide": Paint(fill=RED, line=STRONG, width_px=3.0),
    "wide weak": Paint(fill=BLUE, line=PALE, width_px=3.0),
    "dashed": Paint(fill=GREEN, line=PALE, width_px=1.0, dash_px=5.0),
    "hatched": Paint(fill=BLUE, line=STRONG, width_px=1.0, hatch=Hatch("/", PALE)),
    "hatched back": Paint(fill=GREEN, line=PALE, width_px=1.0, hatch=Hatch("\\", STRONG)),
    "empty": Paint(),
    "film": Paint(fill=BLUE, opacity=0.25),
    "other film": Paint(fill=BLACK, opacity=0.5),
}
THEME = Theme("by hand", WHITE, (PALE, STRONG), PAINTS)


def square(x: float, y: float, side: float = 16) -> Cell:
    return Cell(((x, y), (x + side, y), (x + side, y + side), (x, y + side)))


def marks_of(*marks: tuple[Shape, str, int]) -> dict[MarkId, Mark]:
    return {("m", (i,)): Mark(("m", (i,)), shape, (role,), order)
            for i, (shape, role, order) in enumerate(marks)}


def story_of(marks: dict[MarkId, Mark], *scenes: Scene, scale: float = 1.0) -> Story:
    return Story(Stage(64, 48, {}, marks, scale), scenes or [Scene()])


def undashed(theme: Theme) -> Theme:
    return replace(theme, paints={role: replace(paint, dash_px=None)
                                  for role, paint in theme.paints.items()})


def roles(**changes: str) -> Scene:
    """A scene where mark 0 takes the role a, mark 1 the role b, ..."""
    return Scene({("m", (ord(name) - ord("a"),)): (role,) for name, role in changes.items()})


def shapes(*changes: tuple[int, Shape]) -> Scene:
    return Scene({}, {("m", (number,)): shape for number, shape in changes})


def drawn(story: Story, theme: Theme = THEME, **settings: Any) -> list[NDArray[np.uint8]]:
    return list(rasterize(story, theme, **settings))


def pixel(frame: NDArray[np.uint8], x: int, y: int) -> Color:
    red, green, blue = frame[y, x].tolist()
    return red, green, blue


def assert_any_way_leads_there(story: Story, theme: Theme, density: float = 1,
                               frames: Iterable[NDArray[np.uint8]] | None = None,
                               every: int = 1, most: int = 0) -> None:
    """Each frame is the one that its scene alone would give, whatever came before.

    most: so many pixels may differ. A dash covers a pixel at its end by up to 1/255 more than the
    whole line does, so that a line over its own dashes is now and then one step of ink darker.
    """
    given_frames = drawn(story, theme, density=density) if frames is None else list(frames)
    for number, snapshot in enumerate(story.snapshots()):
        if number % every and number != len(story.scenes) - 1:
            continue
        (alone,) = drawn(at_scene(story, snapshot), theme, density=density)
        different = (given_frames[number] != alone).any(axis=-1)
        assert different.sum() <= most, (
            f"scene {number}: {different.sum()} pixels differ, the first (y, x) are "
            f"{np.argwhere(different)[:3].tolist()}")


# Single shapes: right colour, right place.

def test_y_goes_down_and_shapes_are_where_they_say() -> None:
    (frame,) = drawn(story_of(marks_of(
        (square(4, 6), "plain", 0), (Disc((50, 10), 6), "strong", 0),
        (Line((((30.5, 30), (30.5, 46)),)), "wide", 0), (square(40, 30, 8), "empty", 0))))
    assert frame.shape == (48, 64, 3)
    assert pixel(frame, 5, 7) == pixel(frame, 18, 20) == RED
    assert pixel(frame, 2, 7) == pixel(frame, 5, 40) == WHITE
    assert pixel(frame, 50, 10) == STRONG
    assert pixel(frame, 50, 38) == WHITE
    assert pixel(frame, 30, 38) == STRONG
    assert pixel(frame, 30, 10) == WHITE
    assert pixel(frame, 44, 34) == WHITE


def test_text_is_drawn_at_its_anchor_by_its_alignment() -> None:
    (frame,) = drawn(story_of(marks_of(
        (Text("H", (4, 20), 14), "strong", 0), (Text("H", (60, 40), 14, "right"), "strong", 0))))
    rows, columns = np.nonzero((frame != WHITE).any(axis=-1))
    upper = rows <= 22
    assert 4 <= columns[upper].min() < columns[upper].max() <= 4 + 14
    assert 20 - 14 <= rows[upper].min() < rows[upper].max() <= 20
    assert 60 - 14 <= columns[~upper].min() < columns[~upper].max() <= 60
    assert STRONG in {pixel(frame, x, y) for x, y in zip(columns, rows, strict=True)}


@pytest.mark.parametrize("shape", [Disc((0, 0), 4), square(0, 0, 8), Text("0", (0, 0), 9),
                                   Line((((0, 0), (6, 3)),))], ids=lambda s: type(s).__name__)
def test_every_one_of_several_shapes_alike_is_drawn(shape: Any) -> None:
    def at(x: float, y: float) -> Shape:
        if isinstance(shape, Disc | Text):
            key = "center" if isinstance(shape, Disc) else "anchor"
            return replace(shape, **{key: (x, y)})
        if isinstance(shape, Line):
            return Line(tuple(tuple((px + x, py + y) for px, py in run) for run in shape.strokes))
        return square(x, y, 8)

    (frame,) = drawn(story_of(marks_of(*((at(x, 24), "strong", 0) for x in (10, 30, 50)))))
    inked = (frame != WHITE).any(axis=(0, 2))
    runs = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(int)) == 1)
    assert len(runs) == 3


PLACES = [(10 + 9 * (i % 14), 12 + 7 * (i // 14)) for i in range(14 * 11)]


@pytest.mark.parametrize("density", [1, 1.5])
def test_cells_alike_look_as_each_does_by_itself(density: float,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in PAINTS if name != "empty"]
    marks = marks_of(*[(square(x, y, 12), names[i * i % len(names)], i % 3)
                       for i, (x, y) in enumerate(PLACES)])
    story = Story(Stage(160, 110, {}, marks), [Scene()])
    groups: list[int] = []
    alike = Repeats.alike

    def counted(*args: Any) -> Any:
        found = list(alike(*args))
        groups.append(len(found))
        return iter(found)

    def alone(self: Repeats, looks: Sequence[Any], reach_px: float) -> Any:
        return (np.array([number]) for number, look in enumerate(looks) if look is not None)

    monkeypatch.setattr(Repeats, "alike", counted)
    (together,) = drawn(story, density=density)
    assert max(groups) < len(marks) / 2, "many are put down at once"
    monkeypatch.setattr(Repeats, "alike", alone)
    (each,) = drawn(story, density=density)
    np.testing.assert_array_equal(together, each)


def test_a_cell_of_higher_order_hides_what_lies_under_it() -> None:
    under = (Line((((2, 24.5), (62, 24.5)),)), "wide", 0)
    (frame,) = drawn(story_of(marks_of(under, (square(20, 16), "plain", 1))))
    assert pixel(frame, 28, 24) == RED
    assert pixel(frame, 8, 24) == pixel(frame, 58, 24) == STRONG
    (frame,) = drawn(story_of(marks_of((under[0], "wide", 1), (square(20, 16), "plain", 1))))
    assert pixel(frame, 28, 24) == STRONG


def test_of_cells_the_higher_order_then_the_later_is_on_top() -> None:
    (frame,) = drawn(story_of(marks_of((square(10, 10), "plain", 1), (square(14, 14), "weak", 0))))
    assert pixel(frame, 20, 20) == RED
    (frame,) = drawn(story_of(marks_of((square(10, 10), "plain", 0), (square(14, 14), "weak", 0))))
    assert pixel(frame, 20, 20) == GREEN


def test_the_stronger_ink_shows_where_lines_of_both_cover_alike() -> None:
    cross = (Line((((2, 24.5), (62, 24.5)),)), Line((((32.5, 2), (32.5, 46)),)))
    for order in (0, 1):
        (frame,) = drawn(story_of(marks_of((cross[order], "wide", 0),
                                           (cross[1 - order], "wide weak", 0))))
        assert pixel(frame, 32, 24) == STRONG


@pytest.mark.parametrize("share", [0.14, 0.25, 0.75, 0.86])  # none halfway between two steps
def test_a_pixel_that_is_covered_in_part_has_the_nearest_step_of_ink(share: float) -> None:
    line = Line((((-5, 24 + share - 0.5), (70, 24 + share - 0.5)),))
    (frame,) = drawn(story_of(marks_of((line, "strong", 0))))
    for y, covered in ((23, 1 - share), (24, share)):
        step = round(covered * THEME.line_levels) / THEME.line_levels
        wanted = [255 + (ink - 255) * step for ink in STRONG]
        np.testing.assert_allclose(frame[y, 30], wanted, atol=0.51)


@pytest.mark.parametrize(("levels", "steps"), [(3, 3), (5, 5)])
def test_lines_have_as_many_steps_as_the_theme_says(levels: int, steps: int) -> None:
    slanted = story_of(marks_of((Line((((2, 3), (60, 44)),)), "wide", 0)))
    (frame,) = drawn(slanted, replace(THEME, line_levels=levels))
    assert len(np.unique(frame.reshape(-1, 3), axis=0)) == steps + 1
    assert THEMES["classic"].line_levels < THEMES["light"].line_levels


def film(x: float, y: float, side: float = 16) -> Film:
    return Film(square(x, y, side).corners)


def test_fills_shine_through_a_film_and_lines_lie_on_it() -> None:
    (frame,) = drawn(story_of(marks_of(
        (square(4, 4, 40), "plain", 0), (Line((((2, 20.5), (62, 20.5)),)), "wide", 0),
        (film(20, 10, 40), "film", 0), (square(40, 24, 8), "plain", 1))))
    assert pixel(frame, 10, 10) == RED
    assert pixel(frame, 30, 30) == mixed(RED, BLUE, 0.25)
    assert pixel(frame, 54, 40) == mixed(WHITE, BLUE, 0.25)
    assert pixel(frame, 30, 20) == STRONG
    assert pixel(frame, 44, 28) == RED, "a cell of a higher order hides it"


def test_what_is_transparent_shines_through_a_film_as_alpha() -> None:
    story = story_of(marks_of((film(20, 10), "film", 0), (film(44, 10), "empty", 0)))
    clear = rasterize(story, THEME, transparent=True)
    assert clear.palette_rgba is not None
    (indices,) = clear.indices
    assert tuple(clear.palette_rgba[indices[18, 28]]) == (*BLUE, 64)
    assert tuple(clear.palette[indices[18, 28]]) == mixed(WHITE, BLUE, 0.25)
    assert indices[18, 52] == clear.transparent, "a film that a theme leaves out"


@pytest.mark.parametrize(("role", "up"), [("hatched", True), ("hatched back", False)])
def test_hatches_lean_as_they_say(role: str, up: bool) -> None:
    """Along its strokes a hatch stays the same, across them it does not."""
    (frame,) = drawn(story_of(marks_of((square(12, 4, 40), role, 0))))
    inner = frame[8:40, 16:48]
    same_along_slash = (inner[1:, :-1] == inner[:-1, 1:]).all()
    same_along_backslash = (inner[1:, 1:] == inner[:-1, :-1]).all()
    assert (same_along_slash, same_along_backslash) == (up, not up)


@pytest.mark.parametrize("role", ["hatched", "hatched back"])
def test_a_hatch_leaves_room_for_a_number_where_there_is_one(role: str) -> None:
    """Only there, whichever of two alike cells is drawn first; its corners are hatched."""
    plain, numbered = square(4, 4, 24), replace(square(34, 4, 24), numbered=True)
    fill = PAINTS[role].fill
    for cells in ((plain, numbered), (numbered, plain)):
        (frame,) = drawn(story_of(marks_of(*((cell, role, 0) for cell in cells))))
        middles = [frame[12:20, x + 4:x + 20] for x in (4, 34)]
        assert [(middle == fill).all() for middle in middles] == [False, True]
        assert (frame[6:26, 36:56] != fill).any()


# Any way that leads to a scene.

BOX = (square(20, 16), "strong", 0)
HAND_MADE = {
    "ink is lost and comes back": story_of(
        marks_of(BOX), roles(), roles(a="weak"), roles(a="strong"), roles()),
    "ink is lost and comes back under another fill": story_of(
        marks_of(BOX), roles(), roles(a="weak"), roles(a="strong too"), roles(a="weak")),
    "all ink goes": story_of(marks_of(BOX), roles(a="plain"), roles(a="empty"), roles(a="strong")),
    "a line thins": story_of(marks_of((BOX[0], "wide", 0)), roles(), roles(a="weak"),
                             roles(a="wide weak"), roles(a="strong")),
    "dashes and back": story_of(marks_of(BOX), roles(a="dashed"), roles(a="weak"),
                                roles(a="dashed"), roles(a="strong")),
    "a hatch comes and goes": story_of(
        marks_of(BOX), roles(a="hatched"), roles(a="hatched back"), roles(), roles(a="strong")),
    "neighbours": story_of(
        marks_of(BOX, (square(36, 16), "weak", 0), (square(20, 32), "dashed", 0)),
        roles(b="strong"), roles(a="weak", c="strong"), roles(b="weak"), roles(c="dashed")),
    "a line moves": story_of(
        marks_of(BOX, (Line((((2, 2), (60, 40)),)), "wide", 0)),
        shapes((1, Line((((2, 40), (60, 2)),)))), shapes((1, Line((((2, 2), (2, 40)),))))),
    "a disc moves under a higher cell": story_of(
        marks_of((square(20, 16), "strong", 1), (Disc((10, 24), 5), "weak", 0)),
        shapes((1, Disc((19, 24), 5))), shapes((1, Disc((28, 24), 5))),
        shapes((1, Disc((40, 24), 5)))),
    "a mark moves only in some scenes": story_of(
        marks_of(BOX, (Disc((10, 24), 5), "weak", 0)),
        roles(), shapes((1, Disc((50, 24), 5))), roles(a="weak"), roles(),
        shapes((1, Disc((50, 40), 5)))),
    "a moving mark takes another role": story_of(
        marks_of((Line((((2, 2), (60, 2)),)), "wide", 0)),
        Scene({("m", (0,)): ("weak",)}, {("m", (0,)): Line((((2, 20), (60, 20)),))}),
        shapes((0, Line((((2, 40), (60, 40)),)))), roles(a="wide")),
    "a text changes": story_of(
        marks_of((Text("12", (4, 20), 12), "strong", 0)),
        shapes((0, Text("3", (4, 20), 12))), shapes((0, Text("", (4, 20), 12))),
        shapes((0, Text("457", (4, 20), 12)))),
    "a film moves, comes and goes": story_of(
        marks_of(BOX, (film(2, 2), "film", 0), (film(30, 20), "other film", 1),
                 (square(40, 30, 8), "strong", 1)),
        shapes((1, film(10, 12))), roles(b="empty"), shapes((1, film(24, 20))),
        roles(b="other film", a="weak"), roles(c="film")),
    "nothing changes": story_of(marks_of(BOX), roles(), roles(), roles()),
    "hidden marks change": story_of(
        marks_of((square(20, 16), "weak", 0), (square(16, 12, 24), "strong", 2),
                 (Disc((28, 24), 3), "weak", 1)),
        roles(a="wide"), roles(a="weak", b="plain"), roles(b="strong", c="strong")),
    "marks outside the canvas": story_of(
        marks_of((square(-40, -40), "strong", 0), (square(100, 90), "strong", 0),
                 (square(-6, -6), "weak", 0), (square(56, 40), "weak", 0),
                 (Disc((-30, 20), 5), "strong", 0), (Text("out", (70, 80), 10), "strong", 0),
                 (Line((((-20, -20), (-2, -30)),)), "wide", 0)),
        roles(a="wide", b="hatched", c="wide", d="hatched"),
        shapes((4, Disc((30, 90), 5)), (6, Line((((-20, 20), (90, 22)),)))),
        roles(c="weak", d="dashed")),
}


@pytest.mark.parametrize("density", [1, 1.5, 2])
@pytest.mark.parametrize("name", HAND_MADE)
def test_a_hand_made_frame_does_not_depend_on_the_way_there(name: str, density: float) -> None:
    assert_any_way_leads_there(HAND_MADE[name], THEME, density)


POINTS = st.tuples(st.integers(-12, 72), st.integers(-12, 56))
OFFSETS = st.sampled_from([0.0, 0.25, 0.5])


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    (x, y), (dx, dy) = draw(POINTS), draw(st.tuples(OFFSETS, OFFSETS))
    wide, high, lean = draw(st.integers(3, 20)), draw(st.integers(3, 20)), draw(st.integers(-6, 6))
    left, top = x + dx, y + dy
    return Cell(((left, top), (left + wide, top - lean), (left + wide, top - lean + high),
                 (left, top + high)))


DISCS = st.builds(Disc, POINTS, st.sampled_from([1.5, 4.0]))
FILMS = st.builds(film, st.integers(-12, 72), st.integers(-12, 56))
LINES = st.builds(lambda *runs: Line(runs), st.lists(POINTS, min_size=2, max_size=4).map(tuple))
TEXTS = st.builds(Text, st.sampled_from(["0", "ab", " "]), POINTS, st.just(10.0),
                  st.sampled_from(["left", "center", "right"]))
MOVABLE = {Disc: DISCS, Film: FILMS, Line: LINES, Text: TEXTS}


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Anything: cells that overlap, take any roles, lines and discs that move now and then."""
    named = st.sampled_from(sorted(set(PAINTS) - {"dashed"}))
    marks = marks_of(*draw(st.lists(
        st.tuples(st.one_of(cells(), cells(), DISCS, FILMS, LINES, TEXTS), named,
                  st.integers(0, 2)),
        min_size=1, max_size=7)))
    ids = sorted(marks)
    scenes = []
    for _ in range(draw(st.integers(1, 4))):
        changed = draw(st.lists(st.sampled_from(ids), max_size=4))
        moved = [id for id in draw(st.lists(st.sampled_from(ids), max_size=2))
                 if not isinstance(marks[id].shape, Cell)]
        scenes.append(Scene({id: (draw(named),) for id in changed},
                            {id: draw(MOVABLE[type(marks[id].shape)]) for id in moved}))
    return Story(Stage(64, 48, {}, marks, draw(st.sampled_from([1.0, 0.5]))), scenes)


@repeatable(250)
@given(stories(), st.sampled_from([1, 1.5, 2]))
def test_no_frame_depends_on_the_way_there(story: Story, density: float) -> None:
    assert_any_way_leads_there(story, THEME, density)


# The palette.

def assert_palette_is_what_occurs(frames: Frames) -> None:
    used = np.unique(np.concatenate([frame.ravel() for frame in frames.indices]))
    kept = set(range(len(frames.palette))) - {frames.transparent}
    assert set(used.tolist()) - {frames.transparent} == kept
    assert frames.palette.dtype == np.uint8
    assert frames.palette.shape == (len(frames.palette), 3)
    assert all(frame.dtype == np.uint8 for frame in frames.indices)


def mixtures(story: Story, theme: Theme) -> set[Color]:
    """Every colour that a frame may have: a fill or, where edges are blended, half of two, through
    a film or not, or in the given steps an ink over it."""
    taken = {mark.roles for mark in story.stage.marks.values()}
    taken |= {roles for scene in story.scenes for roles in scene.roles.values()}
    fills = {theme.background, *(fill for roles in taken if (fill := theme.paint(roles).fill))}
    if theme.line_levels > COARSE_LINE_LEVELS:
        fills |= {tuple((a + b) / 2 for a, b in zip(one, other, strict=True))
                  for one, other in combinations(fills, 2)}
    fills |= {mixed(fill, film.fill, film.opacity) for fill in fills
              for film in theme.paints.values() if film.fill and film.opacity}
    shares = {level / levels for levels in (theme.line_levels, TEXT_LEVELS)
              for level in range(levels + 1)}
    return {tuple(int(below + (above - below) * share + 0.5)
                  for below, above in zip(fill, ink, strict=True))
            for fill in fills for ink in theme.inks for share in shares}


@pytest.mark.parametrize(("levels", "most"), [(5, 0.27), (COARSE_LINE_LEVELS, 1.0)])
def test_an_edge_of_fills_is_where_it_lies_and_blended(levels: int, most: float) -> None:
    """As a picture of eight times the pixels has it: no cell reaches into its neighbours. Where
    lines are coarse, a pixel is of one cell alone."""
    grid = ObliqueGrid(3, 3, row=(9.0, 8.0), column=(13.0, -7.0), origin=(20.0, 40.0))
    marks = {mark.id: mark for mark in grid.cells(
        "m", lambda row, column: ("dark" if (row + column) % 2 else "light",), 0)}
    theme = Theme("plain", WHITE, (PALE,), {"dark": Paint(fill=(0, 0, 0)),
                                            "light": Paint(fill=(200, 200, 200))},
                  line_levels=levels)
    story = Story(Stage(110, 80, {}, marks), [Scene()])
    (seen,), (large,) = rasterize(story, theme), rasterize(story, theme, density=8)
    truth = large[..., 0].reshape(80, 8, 110, 8).mean((1, 3))
    apart = (seen[..., 0] - truth) / 255
    assert np.abs(apart).max() < most
    if levels > COARSE_LINE_LEVELS:
        assert abs(apart.sum()) < 2  # of over a hundred pixels
        assert {tuple(color) for color in seen.reshape(-1, 3).tolist()} >= {(100, 100, 100)}


def many_fills(count: int, lines: int = 0) -> tuple[Theme, Story]:
    """A theme with so many fills, some outlined, and a story that shows each."""
    paints = {str(i): Paint(fill=(i % 256, 7 * i % 256, i // 256 * 40 + 1),
                            line=STRONG if i < lines else None, width_px=1.0 if i < lines else None)
              for i in range(count)}
    marks = {("m", (i,)): Mark(("m", (i,)), square(1 + i % 32 * 6, 1 + i // 32 * 6, 5), (str(i),))
             for i in range(count)}
    return (Theme("many", WHITE, (PALE, STRONG), paints),
            Story(Stage(196, 80, {}, marks), [Scene()]))


@pytest.mark.parametrize(("count", "lines"), [(5, 0), (40, 0), (120, 12), (254, 0)])
def test_many_fills_keep_their_colours(count: int, lines: int) -> None:
    theme, story = many_fills(count, lines)
    frames = rasterize(story, theme)
    (frame,) = frames
    for (_, (i,)), mark in story.stage.marks.items():
        assert isinstance(mark.shape, Cell)
        left, top = mark.shape.corners[0]
        assert pixel(frame, int(left) + 2, int(top) + 2) == theme.paints[str(i)].fill
    assert_palette_is_what_occurs(frames)
    assert len(frames.palette) <= 255


@pytest.mark.parametrize(("count", "lines"), [(255, 0), (300, 0), (1600, 0)])
def test_more_than_255_fills_are_refused(count: int, lines: int) -> None:
    theme, story = many_fills(count, lines)
    tall = Story(replace(story.stage, height_px=400), story.scenes)
    message = refusal(LimitError, lambda: rasterize(tall, theme))
    assert "255" in message


def test_of_more_than_255_colours_fills_and_inks_are_there_and_edges_take_the_nearest() -> None:
    theme, story = many_fills(200, 200)
    (frame,) = frames = rasterize(
        Story(replace(story.stage, height_px=400), story.scenes), theme)
    assert len(frames.palette) == 255
    colors = {tuple(color) for color in frames.palette.tolist()}
    used = [theme.paint(mark.roles) for mark in story.stage.marks.values()]
    assert {color for paint in used for color in (paint.fill, paint.line) if color} <= colors
    for (_, (i,)), mark in story.stage.marks.items():
        if isinstance(mark.shape, Cell):
            left, top = mark.shape.corners[0]
            assert pixel(frame, int(left) + 2, int(top) + 2) == theme.paints[str(i)].fill


def test_transparency_is_the_index_of_the_background_and_of_nothing_else() -> None:
    """White ink on a fill stays white where the white background becomes transparent."""
    theme = replace(THEME, inks=(*THEME.inks, WHITE),
                    paints={**PAINTS, "white": Paint(line=WHITE)})
    story = story_of(marks_of((square(20, 16, 20), "plain", 0), (Disc((30, 26), 5), "white", 1)))
    opaque, clear = rasterize(story, theme), rasterize(story, theme, transparent=True)
    assert opaque.transparent is None
    assert clear.transparent is not None
    assert tuple(clear.palette[clear.transparent]) == WHITE
    np.testing.assert_array_equal(list(opaque), list(clear))
    (indices,) = clear.indices
    assert indices[2, 2] == clear.transparent
    assert tuple(clear.palette[indices[26, 30]]) == WHITE
    assert indices[26, 30] != clear.transparent
    assert_palette_is_what_occurs(clear)


def test_a_fill_as_the_background_is_transparent_too() -> None:
    theme = replace(THEME, paints={**PAINTS, "blank": Paint(fill=WHITE)})
    clear = rasterize(story_of(marks_of((square(20, 16, 20), "blank", 0))), theme,
                      transparent=True)
    assert clear.indices[0][26, 30] == clear.transparent


def test_transparency_without_any_background_in_sight() -> None:
    clear = rasterize(story_of(marks_of((square(-10, -10, 90), "plain", 0))), THEME,
                      transparent=True)
    assert clear.transparent is not None
    assert (clear.indices[0] != clear.transparent).all()


@pytest.mark.parametrize("density", [1, 1.5, 2])
def test_density_multiplies_the_pixels_only(density: float) -> None:
    animation = animate(Conv2d(stride=2, padding=1), input_size=5, density=density)
    stage = animation.story.stage
    frames = animation.draw()
    assert all(frame.shape == (round(stage.height_px * density), round(stage.width_px * density))
               for frame in frames.indices)
    assert animation.size == frames.indices[0].shape
    assert audit_pixels(animation.story, animation.theme, frames, density).complaints == []


# What the views make.

def preset(name: str, theme: str, **settings: Any) -> Animation:
    row = PRESETS[name]
    return animate(build_layer(LAYERS[row.layer], dict(row.settings)), input_size=row.input_size,
                   theme=theme, size_px=CLASSIC_SIZE if theme == "classic" else None, **settings)


every_preset_and_theme = [pytest.param(name, theme, id=f"{name}-{theme}")
                          for number, name in enumerate(PRESETS)
                          for theme in list(THEMES)[number % 2::2]]


@pytest.mark.parametrize(("name", "theme"), every_preset_and_theme)
def test_every_frame_of_the_presets(name: str, theme: str) -> None:
    """Every cell has its colour, no colour drifts, and the frame is that of its scene alone."""
    animation = preset(name, theme)
    frames = animation.draw()
    audit = audit_pixels(animation.story, animation.theme, frames)
    assert audit.complaints == []
    assert audit.blind == []
    assert_palette_is_what_occurs(frames)
    assert ({tuple(color) for color in frames.palette.tolist()}
            <= mixtures(animation.story, animation.theme))
    dashed = sum(animation.theme.paint(mark.roles).dash_px is not None
                 for mark in animation.story.stage.marks.values())
    assert_any_way_leads_there(animation.story, animation.theme, frames=frames, every=6,
                               most=dashed)


def random_animation(layer: Any, size: Sequence[int], **settings: Any) -> Animation | None:
    """None for one with so many frames that it would take long."""
    animation = animate(layer, input_size=size, force=True, **settings)
    return animation if len(animation.scenes) <= MOST_FRAMES else None


LOOKS = {"theme": st.sampled_from(sorted(THEMES)), "prefilled": st.booleans(),
         "size_px": st.sampled_from([200, 320, 395])}


@repeatable(70)
@given(any_layers((1, 2), 6, 3), st.fixed_dictionaries(LOOKS))
def test_every_cell_of_random_layers_has_its_colour(layer_and_size: Any, look: Any) -> None:
    animation = random_animation(*layer_and_size, **look)
    if animation is None:
        return
    audit = audit_pixels(animation.story, animation.theme, animation.frames)
    assert audit.complaints == []
    column = column_px(animation.story)
    if column >= SMALLEST_AUDITABLE_COLUMN:
        assert audit.blind == []
    if column >= SMALL:
        assert audit.least_seen >= 0.5


@repeatable(60)
@given(any_layers((1, 2), 6, 3), st.fixed_dictionaries(LOOKS),
       st.sampled_from(["none", "auto"]), st.sampled_from([150, 200, 320]))
def test_frames_of_random_layers_do_not_depend_on_the_way_there(
        layer_and_size: Any, look: Any, text: str, size_px: int) -> None:
    animation = random_animation(*layer_and_size, **{**look, "text": text, "size_px": size_px})
    if animation is not None:
        assert_any_way_leads_there(animation.story, undashed(animation.theme), every=6)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("layer", [
    ConvTranspose2d(kernel_size=(4, 3), stride=(3, 1), padding=((2, 3), (1, 0))),
    ConvTranspose2d(kernel_size=(3, 2), stride=(3, 2), output_padding=(2, 0), dilation=(2, 3)),
    Conv2d(kernel_size=(3, 2), padding=((1, 1), (3, 2)), dilation=(1, 2)),
    Conv1d(stride=2, padding=1), ConvTranspose1d(stride=3)], ids=repr)
def test_small_pictures_do_not_depend_on_the_way_there(layer: Any, theme: str) -> None:
    """Where cells are small, their outlines meet in few pixels."""
    animation = animate(layer, theme=theme, size_px=150, text="none")
    assert_any_way_leads_there(animation.story, undashed(animation.theme), every=10)


def test_frames_of_a_story_do_not_depend_on_how_often_it_is_drawn() -> None:
    animation = preset("dilation", "dark")
    once, again = animation.draw(), animation.draw()
    np.testing.assert_array_equal(once.palette, again.palette)
    np.testing.assert_array_equal(once.indices, again.indices)


# The audit can fail.

@pytest.fixture
def audited() -> Animation:
    return preset("padding_strides", "light")


def test_the_pixel_audit_sees_a_role_in_the_wrong_cell(audited: Animation) -> None:
    wrong = with_roles(audited.story, 4, {("input", (0, 0)): ("padding", "window")})
    complaints = audit_pixels(wrong, audited.theme, audited.frames).complaints
    assert any("('input', (0, 0))" in complaint for complaint in complaints)


@pytest.mark.parametrize("roles", [("input",), ("input", "window"), ("padding", "window"),
                                   ("output",), ("output", "output_active")], ids=" ".join)
def test_the_pixel_audit_sees_a_wrong_colour(audited: Animation, roles: tuple[str, ...]) -> None:
    fill = audited.theme.paint(roles).fill
    assert fill is not None
    frames = [repainted(frame, fill) for frame in audited.frames]
    assert audit_pixels(audited.story, audited.theme, frames).complaints


def test_the_pixel_audit_sees_frames_in_the_wrong_order(audited: Animation) -> None:
    assert audit_pixels(audited.story, audited.theme, [*audited.frames][::-1]).complaints


def test_the_pixel_audit_sees_that_it_sees_nothing(audited: Animation) -> None:
    corners: tuple[Point, ...] = ((0, 0), (320, 0), (320, 400), (0, 400))
    covered = with_mark(audited.story, Mark(("lid", ()), Cell(corners), ("input",), order=9))
    audit = audit_pixels(covered, audited.theme, drawn(covered, audited.theme))
    assert {id for _, id in audit.blind} == {id for id in audited.story.stage.marks
                                             if id[0] in ("input", "output")}
    assert audit.least_seen < 0.2
