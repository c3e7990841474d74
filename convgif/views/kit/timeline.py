"""Scenes made from what each step shows, so that only what differs from the one before is kept."""

from collections.abc import Iterable, Mapping

from convgif.scenes.scene import Element, Mark, MarkId, Roles, Scene, Shape


class Timeline:
    """Makes scenes. A mark that a step does not mention goes back to its roles at rest."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._rest: dict[MarkId, Roles] = {}
        self._shapes: dict[MarkId, Shape] = {}
        for mark in marks:
            self._rest[mark.id], self._shapes[mark.id] = mark.roles, mark.shape
        self._roles = dict(self._rest)
        self._mentioned: set[MarkId] = set()

    def __contains__(self, id: MarkId) -> bool:
        return id in self._rest

    def at_rest(self, id: MarkId) -> Roles:
        """The roles of the mark while no step mentions it."""
        return self._rest[id]

    def settle(self, id: MarkId, roles: Roles) -> None:
        """From now on the mark, if there is such, has those roles at rest."""
        if id in self._rest:
            self._rest[id] = roles
            self._mentioned.add(id)

    def next(self, roles: Mapping[MarkId, Roles], shapes: Mapping[MarkId, Shape],
             elements: Mapping[MarkId, Element] | None = None) -> Scene:
        """The next scene: what these marks are in it; those that there are not are left out.

        Shapes stay as they are until changed. elements: what cells show from now on.
        """
        wanted = {id: self._rest[id] for id in self._mentioned if id not in roles}
        wanted |= {id: now for id, now in roles.items() if id in self._rest}
        changed = {id: now for id, now in wanted.items() if self._roles[id] != now}
        moved = {id: shape for id, shape in shapes.items()
                 if id in self._shapes and self._shapes[id] != shape}
        self._roles |= changed
        self._shapes |= moved
        self._mentioned = set(roles) & self._rest.keys()
        return Scene(changed, moved, elements=elements or {})
