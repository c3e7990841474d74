"""Path data of SVG: polygons and lines, in as few characters as two decimals take."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import dist
from typing import TypeAlias

from convgif.scenes.scene import Point

Run: TypeAlias = Sequence[Point]  # points that are joined
PARTS = 100  # of a px: two decimals


def written(value: float) -> str:
    """A number to two decimals, without what it can do without."""
    return _written(round(value * PARTS))


def path_data(runs: Iterable[Run], closed: bool = False) -> str:
    """The runs as the `d` of a path. All but the first point is relative, for shorter numbers."""
    written: list[str] = []
    at = (0, 0)
    for run in runs:
        points = [(round(x * PARTS), round(y * PARTS)) for x, y in run]
        written += ["m", _pair(points[0][0] - at[0], points[0][1] - at[1])]
        last = "m"
        for (x, y), (x1, y1) in pairwise(points):
            command = "h" if y == y1 else "v" if x == x1 else "l"
            text = (_written(x1 - x) if command == "h" else _written(y1 - y) if command == "v"
                    else _pair(x1 - x, y1 - y))
            if command != "l" or last not in "ml":  # a pair after "m" or "l" is a line too
                written.append(command)
            elif not text.startswith("-"):
                written.append(" ")
            written.append(text)
            last = command
        written += "z" if closed else ""
        at = points[0] if closed else points[-1]
    return "".join(written)


def form_data(runs: Iterable[Run]) -> str:
    """The runs as the `d` of a path, in commands that are the same for all runs of as many points.
    """
    written: list[str] = []
    for run in runs:
        points = [(round(x * PARTS), round(y * PARTS)) for x, y in run]
        steps = [(x1 - x, y1 - y) for (x, y), (x1, y1) in pairwise(points)]
        lines = [_pair(*step) for step in steps]
        written += [f"M{_pair(*points[0])}l{lines[0]}",
                    *[line if line.startswith("-") else f" {line}" for line in lines[1:]]]
    return "".join(written)


def joined(runs: Iterable[Run]) -> list[Run]:
    """The runs, where edges go straight on from one another one for them all, and none twice."""
    edges: dict[tuple[float, ...], Run] = {}  # by where they begin and which way they go
    others: list[Run] = []
    for run in runs:
        if len(run) != 2 or run[0] == run[1]:
            others.append(run)
            continue
        start, end = min(run), max(run)
        length = dist(start, end)
        key = _near(start, [round((b - a) / length, 3) for a, b in zip(start, end, strict=True)])
        if key not in edges or length > dist(*edges[key]):
            edges[key] = start, end
    beyond = {key: _near(end, key[2:]) for key, (_, end) in edges.items()}
    reached = set(beyond.values())
    for key, (start, end) in edges.items():
        if key in reached:
            continue
        while beyond[key] in edges:
            key = beyond[key]
            end = edges[key][1]
        others.append((start, end))
    return others


def merged(cells: Sequence[Run]) -> list[Run]:
    """Cells of four corners that lie side by side as one, along their rows and then their columns.
    """
    for turn in (0, 1):
        after: dict[tuple[float, ...], Run] = {}
        others: list[Run] = []
        for cell in cells:
            if len(cell) != 4:
                others.append(cell)
                continue
            a, b, c, d = (*cell[turn:], *cell[:turn])
            after[_near(a, _near(d, ()))] = a, b, c, d
        reached = {_near(b, _near(c, ())) for _, b, c, _ in after.values()}
        for key, (a, b, c, d) in after.items():
            if key not in reached:
                while (b, c) and _near(b, _near(c, ())) in after:
                    _, b, c, _ = after[_near(b, _near(c, ()))]
                others.append((d, a, b, c) if turn else (a, b, c, d))
        cells = others
    return list(cells)


def _near(point: Point, way: Sequence[float]) -> tuple[float, ...]:
    return round(point[0], 3), round(point[1], 3), *way


def _pair(x: int, y: int) -> str:
    second = _written(y)
    return _written(x) + (second if second.startswith("-") else f" {second}")


def _written(parts: int) -> str:
    """A number of hundredths."""
    whole, rest = divmod(abs(parts), PARTS)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if parts < 0 else ''}{whole if whole or not rest else ''}{decimals}"
