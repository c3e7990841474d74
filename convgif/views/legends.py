"""Legends that name only what their picture shows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from convgif.scenes.scene import Roles, Story
from convgif.views.base import ViewSettings
from convgif.views.kit.fitting import Shown, Stager, grown

SWATCH = "swatch"  # the name of the marks that stand before captions
GROUNDS = {"input", "output", "output_pending"}  # what lends a swatch its fill, and is not meant


def truly_told(stage: Stager[Shown], shown: Shown, settings: ViewSettings) -> Story:
    """The story that `stage` makes, without what its legend says of roles that nothing has in any
    step that is seen."""
    story = grown(stage, shown, settings)
    unseen = {mark.roles for mark in story.stage.marks.values() if mark.id[0] == SWATCH}
    for seen in _seen(story, settings.pose):
        unseen -= {swatch for swatch in unseen
                   if any(map((set(swatch) - GROUNDS).issubset, seen))}
        if not unseen:  # no more scenes are made than need be
            return story
    if not unseen:
        return story
    return grown(stage, shown, replace(settings, unseen=frozenset(unseen)))


def _seen(story: Story, pose: Sequence[int]) -> Iterator[set[Roles]]:
    """The roles that other marks have in each of those steps, or that they take at every step."""
    roles = {id: mark.roles for id, mark in story.stage.marks.items() if id[0] != SWATCH}
    for number in range(max(pose, default=len(story.scenes) - 1) + 1):
        scene = story.scenes[number]
        roles |= scene.roles
        if number in (pose or (0,)):
            yield set(roles.values())
        elif not pose:
            yield set(scene.roles.values())
