"""Panels: stories next to or below each other, made one story. Pure data in, pure data out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from convgif.scenes.placing import Place, in_panel, moved, placed
from convgif.scenes.rows import arranged, said_once, spared_above
from convgif.scenes.scene import (
    About,
    Element,
    MarkId,
    Scene,
    Stage,
    Story,
    Unfolding,
)
from convgif.scenes.ties import tied

ALIKE, EACH = FITS = "alike", "each"  # cells and labels as large as in the other panels, or not


def beside(stories: Sequence[Story], *, below: bool = False) -> Story:
    """The stories side by side, or one below the other: one story with as many scenes as each.

    What they share of title, legend and formula is said once. A row that is wider than WIDEST_PX
    goes on below. No scene holds more than what changes in it.
    """
    whole = [story.stage for story in stories]
    stages = said_once(whole, below=below)
    spared = [spared_above(stage, before) if below else 0
              for stage, before in zip(stages, whole, strict=True)]
    places, (width, height) = arranged(stages, spared, below=below)
    stage = placed(stages, places, width, height)
    if below:
        stage = replace(stage, marks={**stage.marks, **tied(
            stages, [(place.left, place.top) for place in places], stage)})
    (count,) = {len(story.scenes) for story in stories}
    full = None if all(story.full is None for story in stories) else (
        lambda: beside([story.filled() for story in stories], below=below))
    return Story(stage, Unfolding(count, _merged(stories, places, stage)), full)


def of_traces(story: Story, numbers: Sequence[int]) -> Story:
    """The story of traces that have those numbers in its picture, in place of 0, 1, and so on."""
    if list(numbers) == list(range(len(numbers))):
        return story

    def there(element: Element) -> Element:
        return replace(element, trace=numbers[element.trace])

    def all_there(elements: Mapping[MarkId, Element]) -> dict[MarkId, Element]:
        return {id: there(element) for id, element in elements.items()}

    def scenes() -> Iterator[Scene]:
        for scene in story.scenes:
            yield replace(scene, elements=all_there(scene.elements), about=tuple([
                About(there(about.element), None if about.tap is None else there(about.tap))
                for about in scene.about]))

    stage = replace(story.stage, elements=all_there(story.stage.elements),
                    blanks=tuple(map(there, story.stage.blanks)))
    return Story(stage, Unfolding(len(story.scenes), scenes()),
                 None if story.full is None else lambda: of_traces(story.filled(), numbers))




def _merged(stories: Sequence[Story], places: Sequence[Place], stage: Stage) -> Iterator[Scene]:
    """The scenes of all panels at once."""
    for scenes in zip(*[story.scenes for story in stories], strict=True):
        panels = list(enumerate(zip(scenes, places, strict=True)))
        yield Scene(
            {in_panel(id, panel): roles for panel, (scene, _) in panels
             for id, roles in scene.roles.items()},
            {in_panel(id, panel): moved(shape, place) for panel, (scene, place) in panels
             for id, shape in scene.shapes.items()},
            tuple([about for scene in scenes for about in scene.about]),
            {in_panel(id, panel): element for panel, scene in enumerate(scenes)
             for id, element in scene.elements.items()})
