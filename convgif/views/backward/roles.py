"""The roles that only the backward view has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role

ROLES: Mapping[str, Role] = {
    "gradient": Role("a cell of a gradient", "gradient", "grid", 1.0),
    "gradient_active": Role("what arrives at the output of the current step", "passed", "strong",
                            OUTLINE_PX),
    "gradient_reached": Role("a cell of a gradient that it is added onto", "passed", "grid", 1.0),
}
