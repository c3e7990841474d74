"""The roles that only what draws moved numbers has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role

ROLES: Mapping[str, Role] = {
    "border": Role("an output cell around the input, which repeats one of its cells", line="pale",
                   width_px=1.0, dash_px=5.0, veil=0.6),
    "block": Role("the outline of the input within its border", line="strong",
                  width_px=OUTLINE_PX),
    "moved_outline": Role("the outline of a column, or of the window that it is of", line="strong",
                          width_px=OUTLINE_PX),
}
