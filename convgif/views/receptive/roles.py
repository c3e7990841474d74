"""The roles that only the receptive view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "cone": Role("a line from a unit to what it reads", line="strong", width_px=0.75)}
