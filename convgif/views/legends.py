"""Legends that name only what their picture shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from convgif.scene import Roles, Story
from convgif.tracing import Trace
from convgif.views.base import ViewSettings

Stager: TypeAlias = Callable[[Sequence[Trace], ViewSettings], Story]
SWATCH = "swatch"  # the name of the marks that stand before captions
GROUNDS = {"input", "output", "output_pending"}  # what lends a swatch its fill, and is not meant


def truly_told(stage: Stager, traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story that `stage` makes, without what its legend says of roles that nothing has in any
    step that is seen."""
    story = stage(traces, settings)
    swatches = {mark.roles for mark in story.stage.marks.values() if mark.id[0] == SWATCH}
    seen = [set(roles) for roles in dict.fromkeys(_seen(story, settings.pose))]
    unseen = frozenset(roles for roles in swatches
                       if not any(map((set(roles) - GROUNDS).issubset, seen)))
    return stage(traces, replace(settings, unseen=unseen)) if unseen else story


def _seen(story: Story, pose: Sequence[int]) -> Iterator[Roles]:
    """The roles of all other marks, in those steps, or in every step."""
    roles = {id: mark.roles for id, mark in story.stage.marks.items() if id[0] != SWATCH}
    for number, scene in enumerate(story.scenes):
        roles |= scene.roles
        if number in (pose or (0,)):
            yield from roles.values()
        elif not pose:
            yield from scene.roles.values()
