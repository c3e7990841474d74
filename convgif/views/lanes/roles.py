"""The roles that only the lanes view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "moment": Role("the number of a cell on the time axis", line="quiet"),
}
