"""The roles that only the stamp view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Mix, Role, Strokes, cell

MOST_SHADES = 9


def overlap(count: int) -> str:
    """The role of a canvas cell that so many stamps reach."""
    return f"overlap_{min(count, MOST_SHADES)}"


def _share(count: int) -> float:
    """How far a count is on the way from one stamp to nine: most canvases count to 4 only."""
    share: float = ((count - 1) / (MOST_SHADES - 1)) ** 0.6
    return share


ROLES: Mapping[str, Role] = {
    "cropped": Role("a canvas cell that padding crops", hatch=Strokes("/", "number")),
    "stamp": Role("the outline of the current stamp", line="line", width_px=2.0),
    **{overlap(count): cell(f"a canvas cell that {count} stamps reach",
                            Mix("one stamp", "nine stamps", _share(count)))
       for count in range(1, MOST_SHADES + 1)},
    **{f"value {overlap(count)}": Role("the number in such a cell", line="line")
       for count in range(1, MOST_SHADES + 1)},
}
