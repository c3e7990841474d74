"""The roles that only the receptive view has."""

from collections.abc import Mapping

from convgif.scenes.roles import ADDED_PX, Mix, Role, Strokes

SHADES = 9  # steps on the ramp from one path to the most that any cell of a map has
CROSSED = "cone_apart"
TILE, LIT, BOX, HOLE = "tile", "lit_tile", "cone_box", "hole"
PARTLY, COUNTED = "partly_read", "partly_counted"


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
    TILE: Role("cells that are too small for lines between them", width_px=0.0),
    LIT: Role("such cells that are read", width_px=0.0),
    PARTLY: Role("such cells of which some are not read", hatch=Strokes("/", "on window")),
    COUNTED: Role("such cells where their shade is the mean of how many paths lead from each"),
    HOLE: Role("a cell inside of what is read, on a map whose cells have no lines"),
    BOX: Role("the edge of what is read of a map whose cells are too small", line="strong",
              width_px=1.4),
    f"padding window {LIT}": Role("such cells of the padding that are read", "blank",
                                   width_px=0.0),
    "path_count": Role("how many paths lead from a cell to the unit", line="count"),
    **{_shade(step): Role("a step on the ramp from one path to the most",
                          Mix("one stamp", "most stamps", step / (SHADES - 1)), "strong", ADDED_PX)
       for step in range(SHADES)}}
