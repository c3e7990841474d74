"""The roles that only the moves view has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role

ROLES: Mapping[str, Role] = {
    "way": Role("the way from a number of the input to where it goes", line="strong",
                width_px=OUTLINE_PX),
}
