"""The roles that only the network view has."""

from collections.abc import Mapping

from convgif.scenes.roles import OUTLINE_PX, Role

ROLES: Mapping[str, Role] = {
    "net_window": Role("what one cell of the next map reads, or the cells that one sheet makes",
                       "window", opacity=0.92),
    "net_frame": Role("the outline of a window, and of the cell that it makes", line="strong",
                      width_px=1.0),
    "net_outside": Role("the part of a window that lies on padding", line="strong", width_px=1.0,
                        dash_px=3.0),
    "net_whole": Role("the outline of a vector, all of which is read", line="strong",
                      width_px=OUTLINE_PX),
    "net_cell": Role("the cell that a window makes, or the stamp of a cell", "active",
                     opacity=1.0),
    "net_tick": Role("where the cells of a channel end in a vector", line="strong",
                     width_px=0.5),
    "net_line": Role("a line from a window to the cell that it makes", line="strong",
                     width_px=0.75),
    "net_bow": Role("a line from a map to what takes it, around those between", line="strong",
                    width_px=0.75, dash_px=2.0),
    "run": Role("a bracket around maps that come several times, and how often", line="soft",
                width_px=1.0),
    "tag": Role("the frame of what acts on a map and keeps its shape", line="pale", width_px=1.0),
}
