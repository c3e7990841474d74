"""The roles that only the receptive view has."""

from collections.abc import Mapping

from convgif.scenes.roles import ADDED_PX, Mix, Role

SHADES = 9  # steps on the ramp from one path to the most that any cell of a map has
CROSSED = "cone_apart"


def path_role(count: float, most: float) -> str:
    """The role of a cell from which so many paths lead, where most is the largest count."""
    return _shade(round((count - 1) / (most - 1) * (SHADES - 1)) if most > 1 else 0)


def _shade(step: int) -> str:
    return f"paths_{step + 1}"


ROLES: Mapping[str, Role] = {
    "read_on": Role("a unit between, which the map above it reads", "active", "strong", 1.0),
    "cone": Role("a line from a unit to what it reads", line="strong", width_px=0.75),
    CROSSED: Role("a line from a unit to a branch, where branches are not aligned", line="strong",
                  width_px=0.75, dash_px=2.0),
    "path_count": Role("how many paths lead from a cell to the unit", line="count"),
    **{_shade(step): Role("a step on the ramp from one path to the most",
                          Mix("one stamp", "most stamps", step / (SHADES - 1)), "strong", ADDED_PX)
       for step in range(SHADES)}}
