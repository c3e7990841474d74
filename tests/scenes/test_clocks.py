"""The clocks of panels: no scene is lost, all are in order, and equal beats come together."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import refusal

from convgif.animation import animate
from convgif.errors import ConvgifError, UnknownNameError
from convgif.scenes.clocks import CLOCKS, STAGE, on_schedule, schedules
from convgif.scenes.scene import About, Cell, Element, Mark, Scene, Stage, Story

SHAPE = 3, 4
PLACES = [(row, column) for row in range(SHAPE[0]) for column in range(SHAPE[1])]


def told(places: Sequence[int | None], *, shape: tuple[int, int] = SHAPE, channel: int = 0
         ) -> Story:
    """A story whose scenes are about those places of a map of that shape, None for nothing."""
    cells = [(row, column) for row in range(shape[0]) for column in range(shape[1])]
    elements = {("out", cell): Element("output", (channel, *cell)) for cell in cells}
    square = Cell(((0, 0), (1, 0), (1, 1), (0, 1)))
    stage = Stage(10, 10, {"out": shape}, {id: Mark(id, square, ("output",)) for id in elements},
                  elements=elements)
    return Story(stage, [
        Scene({("out", (0, 0)): (f"scene {number}",)},
              about=() if place is None else (About(Element("output", (channel, *cells[place]))),))
        for number, place in enumerate(places)])


def beats(story: Story) -> list[Element]:
    """What the scenes are about, each once where several in a row are."""
    found: list[Element] = []
    for scene in story.scenes:
        if scene.about and (not found or found[-1] != scene.about[0].element):
            found.append(scene.about[0].element)
    return found


PLACE = st.none() | st.integers(0, len(PLACES) - 1)
STORIES = st.lists(st.lists(PLACE, min_size=1, max_size=12).map(told), min_size=1, max_size=4)


@given(STORIES, st.sampled_from([None, *CLOCKS]))
def test_each_panel_shows_all_its_scenes_in_order(stories: list[Story], clock: str | None) -> None:
    try:
        found = schedules(stories, clock)
    except ConvgifError:
        assert clock == "beat"
        return
    assert len(found) == len(stories)
    assert len({len(schedule) for schedule in found}) == 1
    for story, schedule in zip(stories, found, strict=True):
        numbers = [number for number in dict.fromkeys(schedule) if number != STAGE]
        assert numbers == list(range(len(story.scenes)))
        assert list(schedule) == sorted(schedule)
        shown = on_schedule(story, schedule)
        assert [scene for scene in shown.scenes if scene.roles] == list(story.scenes)
        assert beats(shown) == beats(story)
        assert list(shown.snapshots())[-1] == list(story.snapshots())[-1]


@given(st.lists(st.integers(0, len(PLACES) - 1), min_size=1, max_size=8), st.data())
def test_equal_beats_come_at_the_same_time(whole: list[int], data: st.DataObject) -> None:
    """One panel's places are some of the other's, in their order; each takes so many scenes. Its
    first scene is there from the start."""
    kept = data.draw(st.lists(st.booleans(), min_size=len(whole), max_size=len(whole)))
    some = [place for place, keep in zip(whole, kept, strict=True) if keep] or whole[:1]
    counts = data.draw(st.lists(st.integers(1, 3), min_size=len(some), max_size=len(some)))
    slow = told([place for place, count in zip(some, counts, strict=True) for _ in range(count)])
    quick, late = (on_schedule(story, schedule) for story, schedule in zip(
        [told(whole), slow], schedules([told(whole), slow]), strict=True))
    assert beats(quick) == beats(told(whole))
    together = [(one.about, other.about) for one, other
                in zip(quick.scenes, late.scenes, strict=True) if other.roles]
    if len(set(whole)) == len(whole):
        assert [one == other for one, other in together[1:]] == [True] * (len(together) - 1)


def test_a_scene_about_nothing_belongs_to_the_beat_before() -> None:
    first, second = told([None, 0, None, 1]), told([0, 1, None, None])
    assert schedules([first, second]) == [(0, 1, 2, 3, 3, 3), (0, 0, 0, 1, 2, 3)]


def test_what_closes_a_beat_waits_for_its_end() -> None:
    closing, slow = told([0, 1, None]), told([0, 0, 1, 1, 1, 1])
    assert schedules([closing, slow]) == [(0, 0, 1, 1, 1, 2), (0, 1, 2, 3, 4, 5)]


def test_places_count_by_the_cells_that_are_drawn() -> None:
    """The input of a transposed layer without the zeros between its cells is as large as it looks.
    """
    across, back = (animate(layer, input_size=size, view="matrix", beat="small") for layer, size in
                    (("Conv2d(stride=2)", 5), ("ConvTranspose2d(stride=2)", 2)))
    assert {element.index for element in back.story.elements if element.array == "extended"} == {
        (0, 2, 2), (0, 2, 4), (0, 4, 2), (0, 4, 4)}
    assert schedules([across.story, back.story], "beat") == [(0, 1, 2, 3)] * 2


def test_before_its_first_beat_a_panel_shows_its_stage() -> None:
    whole, late = told([0, 1, 2, 3]), told([2, 3])
    (_, schedule) = schedules([whole, late], "beat")
    assert schedule == (STAGE, STAGE, 0, 1)
    shown = on_schedule(late, schedule)
    assert list(shown.scenes) == [Scene(), Scene(), *late.scenes]
    pair = animate("Conv2d()", input_size=4, view="isometric") | animate(
        "Conv2d()", input_size=4, view="macs", at=(1, 1))
    first = next(pair.story.snapshots())
    late_roles = {id: roles for id, roles in first.roles.items()
                  if id[0].endswith("@1") and id in pair.story.stage.elements}
    assert {"window", "product", "output_target", "kernel_active"}.isdisjoint(
        [role for roles in late_roles.values() for role in roles])
    assert {roles for id, roles in late_roles.items() if id[0] == "output@1"} == {
        ("output", "output_pending")}
    assert not {about.element.array for about in pair.scenes[0].about[1:]}
    full = next(pair.story.filled().snapshots())
    assert [roles for id, roles in full.roles.items() if id[0] == "output@1"] == [("output",)] * 4
    (still,) = pair.stopped(0).story.snapshots()
    assert still.roles == first.roles
    assert pair.still(0).story.stage.width_px == pair.story.stage.width_px


def test_the_clocks() -> None:
    short, long = told([0, 1]), told([2, 3, 4, 5])
    assert schedules([short, long], "together") == [(0, 1, 1, 1), (0, 1, 2, 3)]
    assert schedules([short, long], "even") == [(0, 0, 1, 1), (0, 1, 2, 3)]
    assert schedules([short, long]) == schedules([short, long], "together")
    assert schedules([told([1, 3]), told([0, 1, 2, 3])]) == [(STAGE, 0, 0, 1), (0, 1, 2, 3)]


def test_beats_are_equal_by_the_shape_of_the_map_and_the_place_in_it() -> None:
    same, other_shape = told([0, 2, 5], channel=1), told([0, 2, 5], shape=(4, 3))
    assert schedules([told([0, 1, 2, 3, 4, 5]), same]) != schedules(
        [told([0, 1, 2, 3, 4, 5]), other_shape])
    refused = refusal(ConvgifError, lambda: schedules([told([0]), other_shape], "beat"))
    assert refused == ("these panels have no beats in common: give clock='even' or "
                       "clock='together'")
    assert "did you mean beat" in refusal(
        UnknownNameError, lambda: schedules([same, same], "bat"))


def views(*asked: tuple[str, int, str, dict[str, object]]) -> Iterator[Story]:
    for what, size, view, more in asked:
        yield animate(what, input_size=size, view=view, **more).story  # type: ignore[arg-type]


STRIDED, BACK = "Conv2d(stride=2, padding=1, bias=False)", "ConvTranspose2d(stride=2, padding=1)"


@pytest.mark.parametrize(("panels", "clock", "steps"), [
    ([(STRIDED, 5, "isometric", {}), (STRIDED, 5, "values", {})], None, 9),
    ([(STRIDED, 5, "isometric", {}), (STRIDED, 5, "macs", {"steps": range(9)})], None, 90),
    ([(STRIDED, 5, "isometric", {}), (BACK, 3, "stamp", {})], None, 10),
    ([(BACK, 3, "stamp", {}), (BACK, 3, "isometric", {})], None, 25),
    ([(BACK, 3, "stamp", {}), (BACK, 3, "isometric", {})], "even", 25),
])
def test_how_many_steps_two_views_take(panels: list[tuple[str, int, str, dict[str, object]]],
                                       clock: str | None, steps: int) -> None:
    stories = list(views(*panels))
    one, other = schedules(stories, clock)
    assert len(one) == len(other) == steps
    if steps < 25:
        shown = [on_schedule(story, schedule) for story, schedule
                 in zip(stories, (one, other), strict=True)]
        places = [[scene.about and scene.about[0].element.index for scene in story.scenes]
                  for story in shown]
        assert [a for a, b in zip(*places, strict=True) if b] == [b for b in places[1] if b]
