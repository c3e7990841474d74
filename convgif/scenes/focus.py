"""What each step is about, from the roles that its cells take."""

from collections.abc import Iterator, Set
from dataclasses import replace

from convgif.scenes.scene import About, Element, MarkId, Roles, Scene, Story, Unfolding

# What a cell of that array is while it has one of those roles.
LIT = {"made": ("output", {"output_active", "output_target"}), "stamped": ("input", {"window"}),
       "read": ("extended", {"read"}), "tap": ("extended", {"kernel_active"})}


def focused(story: Story) -> Story:
    """The story, whose scenes say what they are about."""
    filled = story.full
    return Story(story.stage, Unfolding(len(story.scenes), _focused(story)),
                 None if filled is None else lambda: focused(filled()))


def _focused(story: Story) -> Iterator[Scene]:
    """Each scene with the output that is made, or else the input that is stamped or read; and its
    tap."""
    elements = {**story.stage.elements}
    held = {id: story.stage.marks[id].roles for id in elements}
    lit: dict[str, dict[MarkId, Element]] = {name: {} for name in LIT}
    names: dict[tuple[str, Roles], list[str]] = {}  # few, of a hundred thousand cells
    ever_lit: set[MarkId] = set()
    for number, scene in enumerate(story.scenes):
        held |= {id: roles for id, roles in scene.roles.items() if id in held}
        elements |= scene.elements
        changed = scene.roles.keys() | scene.elements.keys()
        for id in changed & elements.keys() if number else elements:
            look = elements[id].array, held[id]
            if look not in names:
                names[look] = _lit(*look)
            if id in ever_lit:
                for now in lit.values():
                    now.pop(id, None)
            for name in names[look]:
                lit[name][id] = elements[id]
                ever_lit.add(id)
        found = next(filter(None, [{*lit[name].values()} for name in ("made", "stamped", "read")]),
                     ())
        yield scene if len(found) != 1 else replace(
            scene, about=(About(next(iter(found)), next(iter(lit["tap"].values()), None)),))


def reached_together(story: Story, traces: Set[int]) -> Iterator[list[Element]]:
    """For each scene the outputs of those traces that are reached in it at once, where that is why
    it is about none of them."""
    elements = {id: element for id, element in story.stage.elements.items()
                if element.trace in traces and element.array == "output"}
    held = {id: story.stage.marks[id].roles for id in elements}
    for scene in story.scenes:
        held |= {id: roles for id, roles in scene.roles.items() if id in held}
        elements |= {id: element for id, element in scene.elements.items() if id in held}
        told = {about.element.trace for about in scene.about}
        yield [elements[id] for id, roles in held.items()
               if "reached" in roles and elements[id].trace not in told]


def _lit(array: str, roles: Roles) -> list[str]:
    """What a cell of that array is in those roles."""
    return [name for name, (its, wanted) in LIT.items()
            if its == array and not wanted.isdisjoint(roles)]
