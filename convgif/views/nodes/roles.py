"""The roles that the nodes view alone has: edges, by the hue and the tone of their weight."""

from collections.abc import Mapping

from convgif.scenes.roles import TONES, Ink, Role

DASHES_PX = 9.0, 20.0, None  # of an edge, by tone: the strongest is whole
DOTS_PX = 4.0  # so short that they are dots, which no edge is
EDGES: tuple[tuple[str, Ink, Ink], ...] = (
    ("0", "edge 0", "faint 0"), ("1", "edge 1", "faint 1"), ("2", "edge 2", "faint 2"),
    ("3", "edge 3", "faint 3"))


def _edges() -> Mapping[str, Role]:
    roles = {}
    told = [(f"{hue}{tone}", ink, faint, DASHES_PX[tone]) for hue, ink, faint in EDGES
            for tone in range(TONES)]
    last: tuple[str, Ink, Ink, float | None] = ("sum", "edge sum", "faint sum", DASHES_PX[0])
    for name, ink, faint, dash in (*told, last):
        roles[f"edge_{name}"] = Role("an edge through a weight that the current step reads",
                                     line=ink, width_px=2.2, dash_px=dash)
        roles[f"faint_{name}"] = Role("an edge that takes no part in it", line=faint, width_px=1.0,
                                      dash_px=dash)
    return roles


ROLES: Mapping[str, Role] = {
    "edge_missing": Role("edges that there are not", line="edge missing", width_px=0.9,
                         dash_px=DOTS_PX),
    "edge_mesh": Role("very many edges", line="edge mesh", width_px=0.7),
    "edge_lit": Role("those of very many that the current step reads through", line="strong",
                     width_px=1.6),
    **_edges()}
