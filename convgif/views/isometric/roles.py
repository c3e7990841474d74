"""The roles that only the isometric view has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role, cell

ROLES: Mapping[str, Role] = {
    "projection": Role("a line from the window, or the stamp, to the active cell of the other map",
                       line="strong", width_px=0.75),
    "rim": Role("a canvas cell that padding crops, in the picture beside the padding of a "
                "convolution", line="quiet", width_px=1.0, dash_px=5.0, veil=0.7),
    "read": cell("the cell of the input whose outputs are pointed out", "window"),
    "reached": Role("a cell that the current cell of the input becomes part of", "active",
                    "strong", 1.0, veil=0.0),
    "beam": Role("what lies between the window and the active output cell, which shine through it",
                 "window", opacity=0.19),
    "beam_outline": Role("the outline of the window at which a beam ends", line="strong",
                         width_px=OUTLINE_PX),
}
