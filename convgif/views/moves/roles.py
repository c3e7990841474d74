"""The roles that only the moves view has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role, bare

ROLES: Mapping[str, Role] = {
    "unfilled": bare("an output that takes no input, and holds a zero or a number of its own",
                     dash_px=5.0),
    "way": Role("the way from a number of the input to where it goes", line="strong",
                width_px=OUTLINE_PX),
}
