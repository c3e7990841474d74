"""The overlap audit: in random layers, in every view that draws them and every theme, no text
lies on a text, a grid, a line or the edge of the canvas. And the audit sees what it is for.

Themes differ in paint, and in two settings that move texts: `text` and `prefilled`. So each pair
of these is a look, and a text counts as seen where any theme shows it.
"""

import re
from dataclasses import replace
from typing import Any

import pytest
from declared_settings import choices, taken
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import any_layers, repeatable, sampling_layers
from overlap_audit import ink_box, layout_complaints
from picture_audit import with_mark
from sample_stories import first_drawn
from smallest_sizes import NoSizeHelpsError

from convgif.animation import animate
from convgif.errors import ViewError
from convgif.frames.themes import THEMES
from convgif.layers import Conv1d, Conv2d, ConvTranspose2d, Layer
from convgif.scenes.scene import Cell, Disc, Line, Mark, MarkId, Roles, Scene, Shape, Story, Text
from convgif.scenes.text import text_width
from convgif.scenes.words import WORDS
from convgif.views import VIEWS

LOOKS = {(theme.text, theme.prefilled): name for name, theme in THEMES.items()}
A_LOOK = {"theme": st.sampled_from(sorted(LOOKS.values()))}
LAYERS_AND_SIZES = any_layers((0, 1, 2), 6, 3)
SETTINGS: dict[str, Any] = {
    "size_px": st.sampled_from([None, None, None, 150, 250, 400]),
    "title": st.sampled_from([None, None, "A title that is longer than most of them are",
                              "卷积核在输入上逐格滑动，每次得到一个输出元素；步幅、填充、膨胀率"]),
    "language": st.sampled_from(["en", *WORDS])}
CHOSEN = st.sets(st.sampled_from(choices(*VIEWS.values())), max_size=4)
every_view = pytest.mark.parametrize("view", VIEWS)


def complaints(story: Story) -> list[str]:
    return list(layout_complaints(story))


def staged(layer: Layer, size: Any, **settings: Any) -> Story:
    """The story; where the size is too small, at the smallest that the refusal names."""
    given = {} if layer.rank == 0 else {"input_size": size}
    try:
        return animate(layer, **given, force=True, **settings).story
    except ViewError as error:
        named = re.search(r"a size of (\d+) or more", str(error))
        if named is None:
            raise NoSizeHelpsError(str(error)) from error
        return animate(layer, **given, force=True, **settings | {"size_px": int(named[1])}).story


def audit(view: str, layer: Layer, size: Any, settings: dict[str, Any],
          chosen: set[tuple[str, Any]]) -> None:
    """Asserts that nothing overlaps in that view of the layer, which shows what is chosen."""
    if not VIEWS[view].draws(layer):
        return
    try:
        story = staged(layer, size, view=view, **settings, **taken(VIEWS[view], chosen))
    except NoSizeHelpsError:  # not every layer suits every choice
        story = staged(layer, size, view=view, **settings)
    assert complaints(story) == []


@every_view
@repeatable(40)
@given(LAYERS_AND_SIZES, st.fixed_dictionaries(SETTINGS | A_LOOK), CHOSEN)
def test_no_text_overlaps_anything(view: str, layer_and_size: Any, settings: dict[str, Any],
                                   chosen: set[tuple[str, Any]]) -> None:
    audit(view, *layer_and_size, settings, chosen)


@every_view
@repeatable(12)
@given(sampling_layers(), st.fixed_dictionaries(SETTINGS | A_LOOK), CHOSEN)
def test_none_overlaps_in_layers_that_sample(
        view: str, layer_and_size: Any, settings: dict[str, Any], chosen: set[tuple[str, Any]]
        ) -> None:
    audit(view, *layer_and_size, settings, chosen)


@pytest.mark.slow
@every_view
@repeatable(100)
@given(LAYERS_AND_SIZES, st.fixed_dictionaries(SETTINGS), CHOSEN)
def test_no_text_overlaps_anything_in_any_look(
        view: str, layer_and_size: Any, settings: dict[str, Any], chosen: set[tuple[str, Any]]
        ) -> None:
    for theme in LOOKS.values():
        audit(view, *layer_and_size, settings | {"theme": theme}, chosen)


def test_every_theme_is_audited() -> None:
    assert {(theme.text, theme.prefilled) for theme in THEMES.values()} == set(LOOKS)


# The audit itself.

CELL = Cell(((10, 10), (40, 10), (40, 40), (10, 40)))
NEXT = Cell(((40, 10), (70, 10), (70, 40), (40, 40)))
CENTERED = Text("7", (25, 30), 14, "center")


def story_of(*shapes: Shape, roles: Roles = ("label",), scenes: Any = None) -> Story:
    """A canvas of 200 x 100 with those shapes on it."""
    from convgif.scenes.scene import Stage

    own = {Cell: ("input",), Disc: ("node",), Line: ("wire",), Text: roles}
    marks: dict[MarkId, Mark] = {}
    for number, shape in enumerate(shapes):
        id = (type(shape).__name__, (number,))
        marks[id] = Mark(id, shape, own[type(shape)])
    return Story(Stage(200, 100, {}, marks), scenes or [Scene()])


@pytest.mark.parametrize("shapes", [
    (CELL, NEXT, CENTERED), (CELL, NEXT, Text("7", (55, 30), 14, "center"), CENTERED),
    (CELL, Text("input 5×5", (45, 30), 14)), (Disc((25, 25), 15), CENTERED),
    (Line((((10, 10), (60, 10)),)), CENTERED), (Text("at the edge", (1, 50), 14),),
    (Text("one", (10, 20), 14), Text("two", (10, 40), 14))])
def test_what_is_in_its_place_is_no_overlap(shapes: tuple[Shape, ...]) -> None:
    assert complaints(story_of(*shapes)) == []


@pytest.mark.parametrize(("shapes", "complaint"), [
    ((CELL, NEXT, Text("7", (38, 30), 14, "center")), "overlaps"),
    ((CELL, Text("12345", (25, 30), 14, "center")), "overlaps ('Cell', (0,))"),
    ((CELL, Text("7", (25, 12), 14, "center")), "overlaps ('Cell', (0,))"),
    ((CELL, CENTERED, Text("8", (27, 30), 14, "center")), "overlaps ('Text', (2,))"),
    ((Text("one", (10, 20), 14), Text("two", (30, 25), 14)), "overlaps ('Text', (1,))"),
    ((Disc((25, 25), 5), CENTERED), "overlaps ('Disc', (0,))"),
    ((Line((((10, 26), (60, 24)),)), CENTERED), "is crossed by ('Line', (0,))"),
    ((CELL, Line((((10, 26), (60, 24)),)), CENTERED), "is crossed by ('Line', (1,))"),
    ((Text("past the edge", (150, 50), 14),), "leaves the canvas"),
    ((Text("edge", (0, 50), 14),), "leaves the canvas"),
    ((Text("edge", (50, 99), 14),), "leaves the canvas")])
def test_every_overlap_is_seen(shapes: tuple[Shape, ...], complaint: str) -> None:
    (found,) = complaints(story_of(*shapes))
    assert complaint in found


def test_only_what_is_there_at_the_same_time_overlaps() -> None:
    """A text that comes when the other is gone lies on nothing."""
    one, other = Text("one", (10, 20), 14), Text("two", (12, 20), 14)
    ids = ("Text", (0,)), ("Text", (1,))
    hidden, shown = ("pending",), ("label",)
    apart = [Scene({ids[1]: hidden}), Scene({ids[0]: hidden, ids[1]: shown})]
    assert complaints(story_of(one, other, scenes=apart)) == []
    together = [*apart, Scene({ids[0]: shown})]
    assert len(complaints(story_of(one, other, scenes=together))) == 1
    away = [Scene({}, {ids[1]: Text("two", (100, 20), 14)}), Scene()]
    assert complaints(story_of(one, other, scenes=away)) == []
    back = [*away, Scene({}, {ids[1]: other})]
    assert len(complaints(story_of(one, other, scenes=back))) == 1


def test_a_line_behind_the_cell_of_a_text_crosses_nothing() -> None:
    line = Line((((10, 26), (60, 24)),))
    story = story_of(CELL, line, CENTERED)
    marks = {id: replace(mark, order=("Line", "Cell", "Text").index(id[0]))
             for id, mark in story.stage.marks.items()}
    assert complaints(replace(story, stage=replace(story.stage, marks=marks))) == []


@every_view
def test_a_label_on_a_grid_is_seen(view: str) -> None:
    layer = first_drawn(view, Conv2d(padding=1), Conv1d(padding=1), ConvTranspose2d(stride=2))
    story = staged(layer, 4, view=view)
    assert complaints(story) == []
    id, mark = next((id, mark) for id, mark in story.stage.marks.items()
                    if mark.roles == ("label",) and isinstance(mark.shape, Text)
                    and mark.shape.string)
    assert isinstance(mark.shape, Text)
    for cell in [m.shape for m in story.stage.marks.values() if isinstance(m.shape, Cell)][:5]:
        moved = replace(mark.shape, anchor=cell.corners[0])
        assert complaints(with_mark(story, Mark(id, moved, mark.roles))), cell


def test_ink_is_what_is_black() -> None:
    left, top, right, bottom = ink_box(CENTERED)
    width = text_width("7", 14)
    assert 25 - width / 2 < left < 25 < right < 25 + width / 2
    assert top == pytest.approx(30 - 0.73 * 14, abs=0.2)
    assert bottom == pytest.approx(30, abs=0.2)
    assert ink_box(Text("g", (25, 30), 14))[3] > 32
