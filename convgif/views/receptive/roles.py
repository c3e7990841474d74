"""The roles that only the receptive view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "read_on": Role("a unit between, which the map above it reads", "active", "strong", 1.0),
    "cone": Role("a line from a unit to what it reads", line="strong", width_px=0.75)}
