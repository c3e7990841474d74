"""The roles that only the isometric view has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role

ROLES: Mapping[str, Role] = {
    "projection": Role("a line from the window to the active output cell", line="strong",
                       width_px=0.9),
    "beam": Role("what lies between the window and the active output cell, which shine through it",
                 "window", opacity=0.19),
    "beam_outline": Role("the outline of the window at which a beam ends", line="strong",
                         width_px=OUTLINE_PX),
}
