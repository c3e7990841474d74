"""Path data: the same points in few characters; cells and edges put together cover the same."""

import re
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import repeatable
from picture_audit import inside
from svg_reading import path_runs

from convgif.formats.keyframes import short_name
from convgif.formats.paths import joined, merged, path_data, written

COORDINATES = st.floats(-4000, 4000, allow_nan=False)
POINTS = st.tuples(COORDINATES, COORDINATES)
VECTORS = st.tuples(st.floats(-40, 40), st.floats(-40, 40))


@pytest.mark.parametrize(("value", "text"), [
    (0, "0"), (-0.001, "0"), (1, "1"), (10, "10"), (-1.5, "-1.5"), (0.25, ".25"), (-0.5, "-.5"),
    (100.004, "100"), (1.999, "2"), (3.05, "3.05")])
def test_a_number_has_two_decimals_and_nothing_to_spare(value: float, text: str) -> None:
    assert written(value) == text


@repeatable(200)
@given(st.lists(st.lists(POINTS, min_size=2, max_size=5), max_size=6), st.booleans())
def test_a_path_has_the_points_that_it_was_made_from(
        runs: list[list[tuple[float, float]]], closed: bool) -> None:
    data = path_data(runs, closed)
    found = path_runs(data)
    assert len(found) == len(runs)
    for run, wanted in zip(found, runs, strict=True):
        assert np.abs(np.array(run) - wanted).max() <= 0.0051  # no error adds to the next
    assert data.count("z") == (len(runs) if closed else 0)


def test_a_path_is_short() -> None:
    square = [(10, 20), (30, 20), (30, 40), (10, 40)]
    assert path_data([square, [(x + 20, y) for x, y in square]], closed=True) == (
        "m10 20h20v20h-20zm20 0h20v20h-20z")
    assert path_data([[(0, 0), (1, 2), (3, -4)]]) == "m0 0 1 2 2-6"


def grid(rows: int, columns: int, row: tuple[float, float], column: tuple[float, float],
         ) -> dict[tuple[int, int], tuple[tuple[float, float], ...]]:
    def at(i: int, j: int) -> tuple[float, float]:
        return 100 + i * row[0] + j * column[0], 50 + i * row[1] + j * column[1]
    return {(i, j): (at(i, j), at(i, j + 1), at(i + 1, j + 1), at(i + 1, j))
            for i, j in product(range(rows), range(columns))}


def sides(cell: tuple[tuple[float, float], ...]) -> list[tuple[tuple[float, float], ...]]:
    return list(pairwise((*cell, cell[0])))


@repeatable(60)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1), st.floats(7, 30),
       st.floats(-12, 12), st.randoms(use_true_random=False))
def test_merged_cells_cover_what_the_cells_did(chosen: set[tuple[int, int]], unit: float,
                                               lean: float, random: object) -> None:
    cells = grid(5, 5, (lean, unit), (unit, -lean / 2))
    runs = [cells[index] for index in sorted(chosen)]
    random.shuffle(runs)
    found = merged(runs)
    assert len(found) <= len(runs)
    for index, cell in cells.items():
        middle = np.mean(cell, axis=0)[None]
        covering = sum(bool(inside(middle, np.array(run))[0]) for run in found)
        assert covering == (index in chosen)


@repeatable(60)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1), st.floats(7, 30),
       st.floats(-12, 12))
def test_joined_edges_run_where_the_edges_did(chosen: set[tuple[int, int]], unit: float,
                                              lean: float) -> None:
    cells = grid(5, 5, (lean, unit), (unit, -lean / 2))
    edges = {side: index in chosen for index, cell in cells.items() for side in sides(cell)}
    there = {frozenset(np.round(side, 6).ravel().tolist()) for side, drawn in edges.items()
             if drawn}
    found = joined([side for side, drawn in edges.items() if drawn])
    for side in edges:
        middle = np.mean(side, axis=0)
        near = sum(distance(middle, run) < 0.01 for run in found)
        assert near == (frozenset(np.round(side, 6).ravel().tolist()) in there)


def distance(point: np.ndarray, run: object) -> float:
    start, end = np.array(run)
    along = end - start
    share = np.clip((point - start) @ along / (along @ along), 0, 1)
    return float(np.hypot(*(point - start - share * along)))


def test_a_whole_grid_is_as_few_lines_as_can_be() -> None:
    cells = grid(4, 6, (3, 20), (20, -5))
    assert len(joined([side for cell in cells.values() for side in sides(cell)])) == 5 + 7
    (outline,) = merged(list(cells.values()))
    assert len(outline) == 4


def test_short_names_are_all_different() -> None:
    names = [short_name(number) for number in range(1000)]
    assert names[:2] + names[25:28] + names[701:703] == ["a", "b", "z", "aa", "ab", "zz", "aaa"]
    assert len(set(names)) == 1000
    assert all(re.fullmatch("[a-z]+", name) for name in names)
