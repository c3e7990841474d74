"""The roles that only the channels view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "frame": Role("the frame around the kernels of one filter", line="strong", width_px=1.2),
    "group": Role("the bracket around the channels of one group", line="quiet", width_px=1.4),
    "receded": Role("an unread input cell that is too small for a stroke to be calm", line="pale",
                    veil=0.8),
    "node": Role("the circle in which a sum is made", "background", "strong", 1.4),
}
