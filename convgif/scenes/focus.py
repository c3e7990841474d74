"""What each step is about, from the roles that its cells take."""

from collections.abc import Iterator
from dataclasses import replace

from convgif.scenes.scene import About, Element, MarkId, Scene, Story, Unfolding

MADE_ROLES = {"output_active", "output_target"}


def focused(story: Story) -> Story:
    """The story, whose scenes say what they are about."""
    filled = story.full
    return Story(story.stage, Unfolding(len(story.scenes), _focused(story)),
                 None if filled is None else lambda: focused(filled()))


def _focused(story: Story) -> Iterator[Scene]:
    """Each scene with the output that is made, or else the input that is stamped or read; and its
    tap."""
    elements = {**story.stage.elements}
    made: dict[MarkId, Element] = {}
    stamped: dict[MarkId, Element] = {}
    read: dict[MarkId, Element] = {}
    taps: dict[MarkId, Element] = {}
    held = {id: mark.roles for id, mark in story.stage.marks.items()}
    for number, scene in enumerate(story.scenes):
        elements |= scene.elements
        held |= scene.roles
        changed = scene.roles.keys() | scene.elements.keys() if number else held.keys()
        for id in changed & elements.keys():
            element, roles = elements[id], held[id]
            for now, array, holds in (
                    (made, "output", not MADE_ROLES.isdisjoint(roles)),
                    (stamped, "input", "window" in roles),
                    (read, "extended", "read" in roles),
                    (taps, "extended", "kernel_active" in roles)):
                now.pop(id, None)
                if holds and element.array == array:
                    now[id] = element
        found = {*made.values()} or {*stamped.values()} or {*read.values()}
        yield scene if len(found) != 1 else replace(
            scene, about=(About(next(iter(found)), next(iter(taps.values()), None)),))
