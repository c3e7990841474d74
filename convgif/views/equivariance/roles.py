"""The roles that only the equivariance view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Mix, Role, Strokes, bare

ROLES: Mapping[str, Role] = {
    "equal": bare("an output in which both ways meet"),
    "broken": Role("an output in which they differ", Mix("background", "output", 0.6), "strong",
                   1.0, hatch=Strokes("/", "strong")),
    "broken photo_bare": Role("such an output in a map like a photograph", "active",
                              width_px=0.0),
    "shaded_edge": Role("the edge of a cell around the input, in the shade of its zero",
                        line="strong", width_px=1.0, dash_px=5.0),
    "tick": Role("the sign that they meet everywhere", line="strong", width_px=3.0),
}
