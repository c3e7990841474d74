"""The roles that only what draws moved numbers has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role

ROLES: Mapping[str, Role] = {
    "moved_outline": Role("the outline of a column, or of the window that it is of", line="strong",
                          width_px=OUTLINE_PX),
}
