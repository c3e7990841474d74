"""The roles that only the stamp view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Mix, Role

SHADES = 9  # steps on the ramp from one stamp to the most that any cell has
FEW = 0.7  # below 1 the first counts, of which there are most, stand further apart


def overlap(count: int, most: int) -> str:
    """The role of a canvas cell that so many stamps reach, where most is the largest count."""
    share = ((count - 1) / (most - 1)) ** FEW if most > 1 else 0.0
    return _shade(round(share * (SHADES - 1)))


def _shade(step: int) -> str:
    return f"overlap_{step + 1}"


ROLES: Mapping[str, Role] = {
    "cropped": Role("a canvas cell that padding crops", "background", "quiet", 1.0, 5.0,
                    veil=0.6),
    "stamp": Role("the outline of the current stamp", line="line", width_px=3.0),
    **{_shade(step): Role("a step on the ramp from one stamp to the most",
                          Mix("one stamp", "most stamps", step / (SHADES - 1)))
       for step in range(SHADES)},
    **{f"value {_shade(step)}": Role("the number in such a cell", line="count")
       for step in range(SHADES)},
}
