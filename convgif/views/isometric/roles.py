"""The roles that only the isometric view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "projection": Role("a line from the window to the active output cell", line="strong",
                       width_px=0.9),
}
