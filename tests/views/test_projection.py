"""Where grids lie in the oblique projection, and how far they are apart."""

from math import inf, isclose
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from layer_strategies import repeatable
from picture_audit import area, hull, inside, overlap

from convgif.scenes.scene import Line, Point
from convgif.scenes.sparing import seen_strokes
from convgif.views.kit.grids import ObliqueGrid, clearance, lower_edge, unit_vectors, upper_edge
from convgif.views.kit.pointers import beam, connectors

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
DIAMOND = ((0.0, 5.0), (5.0, 0.0), (10.0, 5.0), (5.0, 10.0))
WIDE = ObliqueGrid(2, 3, row=(7.0, 6.0), column=(10.0, -5.0), origin=(100.0, 50.0))

grids = st.builds(
    lambda rows, columns, unit, x, y: ObliqueGrid(rows, columns, *unit_vectors(unit), (x, y)),
    st.integers(1, 9), st.integers(1, 9), st.floats(3, 40), st.floats(-50, 50), st.floats(-50, 50))


def below(polygon: tuple[Point, ...], by: float) -> tuple[Point, ...]:
    return tuple((x, y + by) for x, y in polygon)


# Grids.

def test_rows_go_right_and_down_and_columns_right_and_up() -> None:
    row, column = unit_vectors(20)
    assert row[0] > 0
    assert row[1] > 0
    assert column[0] > 0
    assert column[1] < 0


def test_a_grid_places_points_by_its_vectors() -> None:
    assert WIDE.at(0, 0) == (100, 50)
    assert WIDE.at(1, 0) == (107, 56)
    assert WIDE.at(0, 1) == (110, 45)
    assert WIDE.at(2, 3) == (144, 47)
    assert WIDE.at(-0.5, 0) == (96.5, 47)


def test_a_cell_is_its_left_top_right_and_bottom_corner() -> None:
    assert WIDE.box((0, 0), (0, 0)) == ((100, 50), (110, 45), (117, 51), (107, 56))
    assert WIDE.box((1, 2), (1, 2)) == tuple(
        WIDE.at(*corner) for corner in ((1, 2), (1, 3), (2, 3), (2, 2)))


def test_a_box_spans_from_the_first_cell_to_the_last() -> None:
    assert WIDE.box((0, 1), (1, 2)) == (WIDE.at(0, 1), WIDE.at(0, 3), WIDE.at(2, 3),
                                        WIDE.at(2, 1))
    assert WIDE.outline == (WIDE.at(0, 0), WIDE.at(0, 3), WIDE.at(2, 3), WIDE.at(2, 0))


def test_moving_a_grid_moves_every_point_alike_and_keeps_the_rest() -> None:
    moved = WIDE.moved(3, -4)
    assert (moved.rows, moved.columns) == (WIDE.rows, WIDE.columns)
    assert moved.at(1, 2) == (WIDE.at(1, 2)[0] + 3, WIDE.at(1, 2)[1] - 4)
    assert WIDE.origin == (100.0, 50.0)


@repeatable(60)
@given(grids)
def test_cells_tile_their_grid(grid: ObliqueGrid) -> None:
    """Neighbours share a side, and no two overlap; together they are as large as the outline."""
    cells = {cell: grid.box(cell, cell) for cell in grid.indices}
    for (r, c), (_, top, right, bottom) in cells.items():
        if (r, c + 1) in cells:
            np.testing.assert_allclose(cells[r, c + 1][0], top)
            np.testing.assert_allclose(cells[r, c + 1][3], right)
        if (r + 1, c) in cells:
            np.testing.assert_allclose(cells[r + 1, c][0], bottom)
            np.testing.assert_allclose(cells[r + 1, c][1], right)
    total = sum(area(np.array(cell)) for cell in cells.values())
    assert isclose(total, area(np.array(grid.outline)), rel_tol=1e-9)


@pytest.mark.parametrize("column_px", [8, 9.7, 21.3, 64])
def test_large_cells_lie_on_whole_pixels(column_px: float) -> None:
    for x, y in unit_vectors(column_px):
        assert x == int(x)
        assert y == int(y)


@repeatable(60)
@given(st.floats(0.5, 100))
def test_columns_are_never_wider_than_asked_and_nearly_so(column_px: float) -> None:
    row, column = unit_vectors(column_px)
    assert column_px - 1 < column[0] <= column_px
    assert 0 < row[0] < column[0]
    cross = column[0] * row[1] - column[1] * row[0]
    assert cross > 0.5 * column_px ** 2, "cells are not flat"


# Edges.

def test_edges_are_the_ends_of_the_polygon_at_x() -> None:
    assert upper_edge(DIAMOND, 5) == 0
    assert lower_edge(DIAMOND, 5) == 10
    assert upper_edge(DIAMOND, 2) == 3
    assert lower_edge(DIAMOND, 2) == 7
    assert upper_edge(DIAMOND, 0) == lower_edge(DIAMOND, 0) == 5


def test_edges_take_upright_sides_whole() -> None:
    assert (upper_edge(SQUARE, 0), lower_edge(SQUARE, 0)) == (0, 4)
    assert (upper_edge(SQUARE, 4), lower_edge(SQUARE, 4)) == (0, 4)


@pytest.mark.parametrize("x", [-0.1, 10.1])
def test_beside_a_polygon_there_is_no_edge(x: float) -> None:
    assert upper_edge(DIAMOND, x) is None
    assert lower_edge(DIAMOND, x) is None


@repeatable(60)
@given(grids, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_edges_lie_around_every_point_inside(grid: ObliqueGrid, row: float, column: float) -> None:
    x, y = grid.at(row * grid.rows, column * grid.columns)
    upper, lower = upper_edge(grid.outline, x), lower_edge(grid.outline, x)
    assert upper is not None
    assert lower is not None
    assert upper < y < lower
    hair = 1e-6
    assert not inside(np.array([(x, upper - hair), (x, lower + hair)]),
                      np.array(grid.outline)).any()


# Clearance.

def test_clearance_of_boxes_is_the_gap_between_them() -> None:
    assert clearance(SQUARE, below(SQUARE, 10)) == 6
    assert clearance(SQUARE, below(SQUARE, 4)) == 0
    assert clearance(SQUARE, below(SQUARE, 3)) == -1


def test_clearance_is_taken_where_the_shapes_come_nearest() -> None:
    assert clearance(DIAMOND, below(DIAMOND, 30)) == 20
    assert clearance(SQUARE, below(DIAMOND, 10)) == 7  # its upper left side, at x = 4


def test_shapes_that_are_beside_each_other_never_touch() -> None:
    assert clearance(SQUARE, tuple((x + 20, y) for x, y in SQUARE)) == inf


@repeatable(150)
@given(grids, grids)
def test_falling_by_the_clearance_just_touches(above: ObliqueGrid, under: ObliqueGrid) -> None:
    gap = clearance(above.outline, under.outline)
    assume(gap < inf)
    under_points = np.array(under.outline)
    near = np.array(below(above.outline, gap - 0.01))
    assert not overlap(near, under_points)
    into = np.array(below(above.outline, gap + 0.05))
    shared = min(max(x for x, _ in g.outline) for g in (above, under)) - max(
        min(x for x, _ in g.outline) for g in (above, under))
    if shared > 1:
        assert overlap(into, under_points)


# Beams.

@repeatable(150)
@given(grids, st.integers(1, 4), st.integers(1, 4), st.floats(-80, 80), st.floats(2, 90))
def test_a_beam_is_what_lies_between_a_window_and_a_cell(
        grid: ObliqueGrid, rows: int, columns: int, right: float, up: float) -> None:
    """All of the hull around both, without them: wherever the cell lies above the window."""
    window, cell = grid.box((0, 0), (rows - 1, columns - 1)), grid.box((0, 0), (0, 0))
    gap = clearance(tuple((x + right, y) for x, y in cell), window)
    assume(gap < inf)
    above = tuple((x + right, y + gap - up) for x, y in cell)
    film = beam(window, above)
    corners, ends = np.array(film.corners), np.array([*window, *above])
    assert set(film.corners) <= {*window, *above}
    wanted = area(hull(ends)) - area(np.array(window)) - area(np.array(above))
    assert isclose(area(corners), wanted, rel_tol=1e-6, abs_tol=1e-6)


def test_connectors_are_the_edges_of_a_beam_and_what_lies_behind_the_window() -> None:
    window, cell = WIDE.box((0, 0), (1, 1)), WIDE.moved(-20, -60).box((0, 0), (0, 0))
    assert connectors(window, cell) == [(window[0], cell[0]), (window[2], cell[2]),
                                        (window[1], cell[1])]


def test_two_connectors_are_not_drawn_as_one_thick_line() -> None:
    """One that runs along another is left out; they meet, and part, at their ends alone."""
    window = WIDE.box((0, 0), (1, 1))
    thin = ((100.0, 50.0), (101.0, 49.5), (108.0, 55.5), (107.0, 56.0))
    assert len(connectors(window, below(window, -60))) == 3
    assert len(connectors(thin, below(thin, -60))) == 2


@pytest.mark.parametrize(("boxes", "left"), [
    ([], [((0, 0), (10, 0))]),
    ([(4, -1, 6, 1)], [((0, 0), (4, 0)), ((6, 0), (10, 0))]),
    ([(5, -1, 7, 1), (4, -1, 6, 1)], [((0, 0), (4, 0)), ((7, 0), (10, 0))]),
    ([(-1, -1, 6, 1), (8, -1, 11, 1)], [((6, 0), (8, 0))]),
    ([(4, 1, 6, 2)], [((0, 0), (10, 0))]),
    ([(-1, -1, 11, 1)], [])])
def test_lines_leave_room_for_numbers(boxes: Any, left: Any) -> None:
    assert list(seen_strokes(Line((((0, 0), (10, 0)),), tuple(boxes)))) == left
