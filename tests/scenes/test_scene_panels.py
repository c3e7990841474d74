"""Panels: what stands in one picture is what each shows alone, in its place and at its time."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from element_audit import element_complaints
from layer_strategies import refusal
from numpy.typing import NDArray
from pairings import in_turn
from sample_stories import first_drawn

from convgif import beside
from convgif.animation import Animation, animate
from convgif.batch.digest import scene_digest
from convgif.errors import ConvgifError
from convgif.frames.raster import rasterize
from convgif.layers import Conv1d, Conv2d, ConvTranspose2d, Layer
from convgif.scenes.clocks import on_schedule, schedules
from convgif.scenes.panels import beside as side_by_side
from convgif.scenes.placing import Place, own_name, placed
from convgif.scenes.rows import WIDEST_PX
from convgif.scenes.scene import Cell, Mark, Scene, Snapshot, Stage, Story, Text
from convgif.traces.tracing import Trace
from convgif.views import VIEWS, View, ViewSettings
from convgif.views.kit.fitting import Stager
from convgif.views.legends import truly_told

LAYER, OTHER = "ConvTranspose2d(stride=2, padding=1)", "Conv2d(stride=2, padding=1)"
STRIDED, PLAIN = "Conv2d(stride=2, padding=1)", "Conv2d(padding=1)"
STRIDES = (ConvTranspose2d(stride=2, padding=1), Conv2d(stride=2, padding=1),
           Conv1d(stride=2, padding=1))
SAID = ("title", "legend", "swatch", "formula")
# Each view beside itself and two others, once on each side: of all pairs, of which there are more
# with every view squared, the rest would find nothing else, as what lays panels beside each other
# knows no view, only about which elements their scenes are.
PAIRS = [(view, [*VIEWS][(number + ahead) % len(VIEWS)])
         for number, view in enumerate(VIEWS) for ahead in (0, 1, 4)]


def made(layer: str | Layer, view: str = "isometric", size: int = 3, **settings: object
         ) -> Animation:
    return animate(layer, view=view, input_size=size, **settings)  # type: ignore[arg-type]


def panel_of(snapshot: Snapshot, number: int) -> tuple[dict[object, object], dict[object, object]]:
    """The roles, and the shapes, of a panel by the ids that it has alone."""
    end = f"@{number}"
    return tuple({(id[0].removesuffix(end), id[1]): each for id, each in of.items()  # type: ignore
                  if id[0].endswith(end)} for of in (snapshot.roles, snapshot.shapes))


@pytest.mark.parametrize("views", PAIRS)
def test_each_panel_shows_what_it_shows_alone(views: tuple[str, str]) -> None:
    alone = [made(first_drawn(view, *STRIDES), view, size=3) for view in views]
    both = beside(*alone, fit="each")
    stories = [animation.story for animation in alone]
    timed = list(map(on_schedule, stories, schedules(stories)))
    number = 0
    for snapshot, *panels in zip(both.story.snapshots(), *[
            story.snapshots() for story in timed], strict=True):
        number += 1
        for place, panel in enumerate(panels):
            roles, _ = panel_of(snapshot, place)
            assert roles.items() <= panel.roles.items()
            assert {id[0] for id in panel.roles.keys() - roles.keys()} <= set(SAID)
    assert number == len(both.scenes)
    assert len(both.durations) == len(both.played.scenes)
    for place, animation in enumerate(alone):
        assert list(element_complaints(story_of(both, place), animation.traces[0])) == []


def story_of(both: Animation, place: int) -> Story:
    """A panel of a picture, where it stands, as if its traces were the only ones."""
    end, story = f"@{place}", both.story
    def mine(ids: object) -> dict[object, object]:
        return {id: each for id, each in ids.items() if id[0].endswith(end)}  # type: ignore

    elements = {id: replace(element, trace=0)
                for id, element in mine(story.stage.elements).items()}  # type: ignore
    stage = replace(story.stage, marks=mine(story.stage.marks), elements=elements)  # type: ignore
    return Story(stage, [Scene(mine(scene.roles), mine(scene.shapes))  # type: ignore
                         for scene in story.scenes])


@pytest.mark.parametrize(("views", "below", "density"), in_turn(
    [("isometric", "values"), ("stamp", "isometric"), ("channels", "macs"),
     ("isometric", "isometric")], [False, True], [1, 2]))
def test_each_panel_has_the_pixels_that_it_has_alone(views: tuple[str, str], below: bool,
                                                     density: int) -> None:
    layers = [LAYER, LAYER] if "stamp" in views else [STRIDED, PLAIN]
    alone = [made(layer, view, size=4, density=density, text="sizes")
             for layer, view in zip(layers, views, strict=True)]
    both = beside(*alone, below=below, fit="each")
    stories = [animation.story for animation in alone]
    orders = schedules(stories)
    frames = each_step(both)
    places = corners(both, alone)
    for place, animation, order in zip(places, alone, orders, strict=True):
        shown = each_step(animation)
        top, left = place.top * density, place.left * density
        for number in {0, len(order) // 2, len(order) - 1}:
            alone_there = shown[order[number]]
            rows, columns, _ = alone_there.shape
            assert np.array_equal(frames[number][top:top + rows, left:left + columns], alone_there)


def each_step(animation: Animation) -> list[NDArray[np.uint8]]:
    """Its steps drawn one after another: what opens it, and which are left out, is for the whole
    picture to say."""
    return list(rasterize(animation.story, animation.theme, animation.density))


def corners(both: Animation, alone: Sequence[Animation]) -> list[Place]:
    """Where each panel begins, from the first of its marks."""
    found = []
    for number, animation in enumerate(alone):
        id, mark = next((id, mark) for id, mark in animation.story.stage.marks.items()
                        if isinstance(mark.shape, Text))
        there = both.story.stage.marks[f"{id[0]}@{number}", id[1]].shape
        assert isinstance(there, Text)
        assert isinstance(mark.shape, Text)
        left, top = (round(a - b) for a, b in zip(there.anchor, mark.shape.anchor, strict=True))
        found.append(Place(left, top))
    return found


def test_lines_are_as_thin_in_a_panel_as_alone() -> None:
    fine = made(PLAIN, size=40, text="none")
    coarse = made(PLAIN, size=4, text="none")
    assert fine.story.stage.line_scale < coarse.story.stage.line_scale
    for both, at in ((coarse | fine, 1), (fine | coarse, 0)):
        stage = both.story.stage
        assert {stage.line_scale_of(mark) for id, mark in stage.marks.items()
                if id[0].endswith(f"@{at}")} == {fine.story.stage.line_scale}


def test_no_panel_goes_back_and_only_what_changes_is_in_a_scene() -> None:
    both = made(STRIDED, size=5) | made(PLAIN, size=5)
    for scene in both.scenes[9:]:
        assert not [id for id in (*scene.roles, *scene.shapes) if id[0].endswith("@0")]
    last = list(both.story.snapshots())[-1]
    for number, animation in enumerate((made(STRIDED, size=5), made(PLAIN, size=5))):
        roles, _ = panel_of(last, number)
        alone = list(animation.story.snapshots())[-1].roles
        assert roles.items() <= alone.items()


def test_what_panels_share_is_said_once() -> None:
    def said(animation: Animation) -> list[tuple[str, str]]:
        return sorted({(own_name(id), id[0][-1]) for id in animation.story.stage.marks
                       if own_name(id) in SAID})

    once = [(name, "0") for name in sorted(SAID)]
    assert said(made(PLAIN, title="A") | made(PLAIN, title="A")) == once
    one, other = made(PLAIN, title="A"), made(STRIDED, title="B")
    assert said(one | other) == sorted([*once, *[(name, "1") for name in SAID]])
    below = said(one & one)
    assert below == [("formula", "1"), ("legend", "1"), ("swatch", "1"), ("title", "0")]


def test_a_column_is_no_higher_for_what_is_said_elsewhere() -> None:
    one = made(PLAIN)
    short = made(PLAIN, text="sizes")
    high = (one & one).story.stage.height_px
    assert high - one.story.stage.height_px <= short.story.stage.height_px + 2


def test_a_row_that_is_too_wide_goes_on_below() -> None:
    one = made(PLAIN, size_px=400)
    three = one | one | one
    stage, alone = three.story.stage, one.story.stage
    assert stage.width_px == 800 <= WIDEST_PX
    assert stage.height_px > 1.5 * alone.height_px
    assert (made(PLAIN, size_px=1200) | one).story.stage.width_px == 1200


def test_like_labels_stand_on_one_line() -> None:
    for view in ("isometric", "values"):
        both = made(STRIDED, view, size=5, title="A long title " * 5) | made(PLAIN, view, size=5)
        marks = both.story.stage.marks
        lines = [{mark.shape.anchor[1] for id, mark in marks.items()
                  if id[0].endswith(f"@{number}") and isinstance(mark.shape, Text)
                  and mark.roles == ("label",) and mark.shape.string.startswith("input")}
                 for number in (0, 1)]
        (first,), (second,) = lines
        assert abs(first - second) <= 1


def test_panels_stand_in_panels() -> None:
    one, other, third = made(STRIDED, size=5), made(PLAIN, size=5), made(STRIDED, "values", size=5)
    row = one | other | third
    assert [panel.view for panel in row.panels] == [VIEWS[name] for name in (
        "isometric", "isometric", "values")]
    assert len(row.staged.parts) == 3  # type: ignore[union-attr]
    both = (one | other) & third
    assert (len(both.panels), len(both.traces)) == (3, 2)
    assert both.story.stage.width_px == 640
    assert len(both.scenes) == 25
    own = beside(beside(one, other, clock="even"), third, clock="together")
    assert len(own.scenes) == 25
    third_shown = [bool([id for id in scene.roles if id[0].endswith("@1")])
                   for scene in own.scenes]
    assert all(third_shown[:9])
    assert not any(third_shown[9:])


def test_two_views_of_one_trace_are_of_the_same_trace() -> None:
    same = made(STRIDED) | made(STRIDED, "values")
    assert len(same.traces) == 1
    assert {element.trace for element in same.story.stage.elements.values()} == {0}
    apart = made(STRIDED) | made(STRIDED, "values", seed=1)
    assert len(apart.traces) == 2
    assert {element.trace for id, element in apart.story.stage.elements.items()
            if id[0].endswith("@1")} == {1}
    assert {about.element.trace for scene in apart.scenes for about in scene.about} == {0, 1}


@pytest.mark.parametrize(("one", "other", "said"), [
    ({"theme": "light"}, {"theme": "dark"},
     "panels have one theme together, and these have 'light' and 'dark': give all the same"),
    ({"background": "#fed"}, {},
     "panels have one background together, and these have '#ffeedd' and '#ffffff'"),
    ({"density": 1}, {"density": 2}, "panels have one density together, and these have 1 and 2: "
     "give all the same"),
    ({"duration_ms": 400}, {}, "panels have one duration together, and these have 400 and None"),
    ({"language": "zh"}, {}, "panels have one language together"),
    ({"still": 0}, {}, "a still or a strip is no panel"),
    ({}, {"strip": 2}, "a still or a strip is no panel"),
])
def test_what_holds_for_the_whole_picture_is_the_same_in_all(
        one: dict[str, object], other: dict[str, object], said: str) -> None:
    assert refusal(ConvgifError, lambda: made(PLAIN, **one) | made(PLAIN, **other)
                   ).startswith(said)


def test_what_cannot_stand_beside_is_refused() -> None:
    with pytest.raises(TypeError):
        made(PLAIN) | 3  # type: ignore[operator]
    assert refusal(ConvgifError, beside) == (
        "there is no animation to put beside others: give one or more")
    assert "is no animation: give some, as in beside(a, b)" in refusal(
        ConvgifError, lambda: beside([made(PLAIN), made(PLAIN)]))  # type: ignore[arg-type]
    stamp, convolution = made(LAYER, "stamp"), made(LAYER)
    assert "no beats in common" in refusal(
        ConvgifError, lambda: beside(stamp, convolution, clock="beat"))
    assert len(beside(stamp, convolution, clock="even").scenes) == 25


def test_one_animation_beside_nothing_is_itself() -> None:
    one = made(PLAIN)
    assert scene_digest(beside(one)) == scene_digest(one)


def test_stills_and_strips_are_of_all_panels_at_a_step() -> None:
    both = made(STRIDED, size=5) | made(STRIDED, "values", size=5)
    still = both.still(3)
    assert len(still.scenes) == 1
    assert still.scenes[0].about == both.scenes[3].about
    roles = {own_name(id): mark.roles for id, mark in still.story.stage.marks.items()
             if "output_active" in mark.roles}
    assert roles
    strip = both.strip(3)
    assert strip.size[1] == both.size[1]  # a row for each step
    assert strip.size[0] > 2.5 * both.size[0]
    assert both.describe() in still.describe()


def test_the_alt_text_names_the_panels_in_order() -> None:
    one, other = made(STRIDED), made(PLAIN)
    assert (one | other).describe() == (
        f"2 panels side by side. Panel 1: {one.describe()} Panel 2: {other.describe()}")
    assert (one & other).describe().startswith("2 panels, one below the other. Panel 1:")
    assert ((one | other) & one).describe().startswith("3 panels, in rows and columns.")
    chinese = made(STRIDED, language="zh") | made(PLAIN, language="zh")
    assert chinese.describe().startswith("并排 2 幅图。图 1：")


def test_placing_moves_nothing_that_stands_at_the_corner() -> None:
    stage = Stage(10, 10, {}, {("a", ()): Mark(("a", ()), Text("x", (1, 2), 9), ("label",))})
    (mark,) = placed([stage], [Place(0, 0)], 10, 10).marks.values()
    assert mark.shape == Text("x", (1, 2), 9)
    story = Story(stage, [Scene({("a", ()): ("title",)})])
    assert [scene.roles for scene in side_by_side([story, story]).scenes] == [
        {("a@0", ()): ("title",), ("a@1", ()): ("title",)}]


def test_the_pixels_of_the_filled_story_are_full() -> None:
    both = made(STRIDED, size=5) | made(PLAIN, size=5)
    first = rasterize(both.story.filled(), both.theme).indices[0]
    assert not np.array_equal(first, rasterize(both.story, both.theme).indices[0])


def test_titles_stand_on_one_line() -> None:
    marks = (made(STRIDED, size=5, title="A") | made(PLAIN, size=5, title="B")).story.stage.marks
    first, second = marks["title@0", (0,)].shape, marks["title@1", (0,)].shape
    assert isinstance(first, Text)
    assert isinstance(second, Text)
    assert first.anchor[1] == second.anchor[1] < 30


@pytest.mark.parametrize(("view", "layers", "sizes"), [
    ("isometric", ["Conv2d(padding=2)", "Conv2d()"], [5, 5]),
    ("values", ["Conv2d()", "Conv2d()"], [4, 9]),
    ("channels", ["Conv2d()", "Conv2d(padding=4)"], [5, 5]),
    ("stamp", ["ConvTranspose2d(stride=2)", "ConvTranspose2d()"], [3, 6])])
def test_like_layers_have_cells_of_one_size(view: str, layers: list[str], sizes: list[int]) -> None:
    alone = [made(layer, view, size) for layer, size in zip(layers, sizes, strict=True)]
    assert len({cell_sides(animation, "") for animation in alone}) == 2
    both = alone[0] | alone[1]
    assert cell_sides(both, "@0") == cell_sides(both, "@1")
    each = beside(*alone, fit="each")
    assert [cell_sides(each, "@0"), cell_sides(each, "@1")] == [
        cell_sides(animation, "") for animation in alone]


def cell_sides(animation: Animation, end: str) -> tuple[float, ...]:
    """The sides of the first cell whose element is said, in a panel."""
    stage = animation.story.stage
    shape = next(stage.marks[id].shape for id in stage.elements if id[0].endswith(end))
    assert isinstance(shape, Cell)
    first, second, third, _ = shape.corners
    return tuple(round(b - a, 6) for one, other in ((first, second), (second, third))
                 for a, b in zip(one, other, strict=True))


def test_all_labels_are_as_large() -> None:
    both = made(LAYER) | made(LAYER, "stamp")
    sizes = {mark.shape.size_px for mark in both.story.stage.marks.values()
             if isinstance(mark.shape, Text) and mark.roles == ("label",)}
    assert len(sizes) == 1


@pytest.mark.parametrize("views", [("isometric", "values"), ("macs", "isometric")])
def test_panels_whose_labels_alone_differ_are_laid_out_once(
        views: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[View] = []

    def counted(stage: Stager, traces: Sequence[Trace], settings: ViewSettings) -> Story:
        laid_out.append(next(view for view in VIEWS.values() if view.load().stage is stage))
        return truly_told(stage, traces, settings)

    monkeypatch.setattr("convgif.staging.panel.truly_told", counted)
    alone = [made(PLAIN, view) for view in views]
    both = alone[0] | alone[1]
    assert len({mark.shape.size_px for mark in both.story.stage.marks.values()
                if isinstance(mark.shape, Text) and mark.roles == ("label",)}) == 1
    assert sorted(map(id, laid_out)) == sorted(id(VIEWS[view]) for view in views)


@pytest.mark.parametrize("views", [("stamp", "isometric"), ("isometric", "macs")])
def test_a_still_shows_what_is_shown_at_that_step(views: tuple[str, str]) -> None:
    """Each view alone lays out no other steps than those that it shows."""
    both = beside(*[made(LAYER, view, prefilled=True) for view in views], clock="even", fit="each")
    whole = list(both.story.snapshots())
    for step in (0, len(whole) // 2, len(whole) - 1):
        (shown,) = both.still(step).story.snapshots()
        for number in (0, 1):
            active, there = ({id for id, roles in panel_of(of, number)[0].items()
                              if {"output_active", "window"} & set(roles)  # type: ignore
                              and id[0] != "swatch"}
                             for of in (shown, whole[step]))
            assert active == there
            assert active or step == len(whole) - 1  # where a canvas is cropped


def test_a_column_leaves_no_room_for_a_title_that_is_said_above() -> None:
    def second_label(**settings: object) -> float:
        one = made(PLAIN, "values", **settings)
        marks = (one & one).story.stage.marks
        shape = next(mark.shape for id, mark in marks.items()
                     if id[0].endswith("@1") and mark.roles == ("label",))
        assert isinstance(shape, Text)
        return shape.anchor[1]

    line = second_label(title="A") - second_label()
    assert 10 < line < 30  # one title, not two


@pytest.mark.parametrize("view", VIEWS)
def test_panels_below_each_other_do_not_overlap(view: str) -> None:
    one = made(first_drawn(view, *STRIDES), view, title="A title")
    both = one & one
    edges = {number: [y for id, mark in both.story.stage.marks.items()
                      if id[0].endswith(f"@{number}") and isinstance(mark.shape, Cell)
                      for _, y in mark.shape.corners] for number in (0, 1)}
    assert max(edges[0]) < min(edges[1])
    assert max(edges[1]) < both.story.stage.height_px
