"""The roles that only the isometric view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "upright": Role("a line that joins the slices of a window or a stamp", line="strong",
                    width_px=0.75),
    "slices": Role("which slices of a map are shown", line="quiet"),
}
