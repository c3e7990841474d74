"""The roles that only the matrix view has."""

from collections.abc import Mapping

from convgif.scenes.roles import Role

ROLES: Mapping[str, Role] = {
    "matrix_frame": Role("the frame around a matrix", line="strong", width_px=1.0),
    "block_rule": Role("a line between the blocks of a matrix: rows of a map", line="pale",
                       width_px=1.0),
    "channel_rule": Role("a line between those of two channels", line="strong", width_px=1.0),
}
