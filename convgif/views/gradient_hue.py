"""The hue of gradients, in pictures of layers whose input, weight or output is a gradient."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from convgif.scenes.scene import MarkId, Roles, Scene, Story, Unfolding
from convgif.traces.tracing import Trace

# What is put over the roles of a cell that shows a gradient, by the last of them in here.
HUES: Mapping[str, str] = {
    "input": "gradient", "output": "gradient", "kernel": "gradient_reached",
    "window": "gradient_reached", "read": "gradient_reached", "reached": "gradient_reached",
    "output_active": "gradient_active", "kernel_active": "gradient_active",
    "beam": "gradient_beam"}
PENDING = "output_pending"  # such a cell is empty
# By the array of the trace: what the roles begin with of its cells, and of swatches of them.
GROUNDS: Mapping[str, tuple[str, ...]] = {
    "input": ("input", "beam"), "output": ("output",), "weight": ("kernel",)}
ARRAYS: Mapping[str, str] = {"extended": "input", "canvas": "output"}  # by that of an element
WITHOUT_ELEMENTS = "swatch", "beam", "total"  # names of marks


def in_gradient_hue(story: Story, trace: Trace) -> Story:
    """The story, in which what is a gradient in the trace is in the hue of gradients."""
    gradients = {name for name, called in trace.called.items() if called.startswith("grad_")}
    if not gradients:
        return story
    grounds = {ground for name in gradients for ground in GROUNDS[name]}
    stage, filled = story.stage, story.full
    shown = {id for id, element in stage.elements.items()
             if ARRAYS.get(element.array, element.array) in gradients}
    shown |= {id for id in stage.marks if id[0] in WITHOUT_ELEMENTS}

    def hued(id: MarkId, roles: Roles) -> Roles:
        return over(roles) if id in shown and roles[0] in grounds else roles

    def scenes() -> Iterator[Scene]:
        for scene in story.scenes:
            yield replace(scene, roles={id: hued(id, roles) for id, roles in scene.roles.items()})

    marks = {id: replace(mark, roles=hued(id, mark.roles)) for id, mark in stage.marks.items()}
    return Story(replace(stage, marks=marks), Unfolding(len(story.scenes), scenes()),
                 None if filled is None else lambda: in_gradient_hue(filled(), trace))


def over(roles: Roles) -> Roles:
    """The roles, and that of the hue."""
    found = [HUES[role] for role in roles if role in HUES]
    return (*roles, found[-1]) if found and PENDING not in roles else roles
