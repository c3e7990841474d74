"""The roles that only the isometric view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role, cell

ROLES: Mapping[str, Role] = {
    "rim": Role("a canvas cell that padding crops, in the picture beside the padding of a "
                "convolution", line="quiet", width_px=1.0, dash_px=5.0, veil=0.7),
    "upright": Role("a line that joins the slices of a window or a stamp", line="strong",
                    width_px=0.75),
    "slices": Role("which slices of a map are shown", line="quiet"),
    "read": cell("the cell of the input whose outputs are pointed out", "window"),
    "reached": Role("a cell that the current cell of the input becomes part of", "active",
                    "strong", 1.0, veil=0.0),
}
