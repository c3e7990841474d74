"""Maps that are looked at as a whole, as a photograph is: shades without lines between them."""

from collections.abc import Iterator, Mapping

import numpy as np

from convgif.layers import CellKind
from convgif.scenes.scene import Mark, Roles
from convgif.traces.arrays import Array
from convgif.traces.tracing import Trace
from convgif.views.kit.grids import Grid, cell_of, plane
from convgif.views.kit.maps import CellRoles
from convgif.views.kit.pointers import outline
from convgif.views.kit.shading import shading

FEWEST_CELLS, FEWEST_VALUES = 256, 32  # of a photograph
PENDING: Roles = ("output_pending", "photo_pending")  # a cell of its output that is to come


def is_photograph(trace: Trace) -> bool:
    """Whether the input is looked at as a whole: many cells in rows and columns, many values."""
    values = trace.input
    return (values.ndim == 3 and values[0].size >= FEWEST_CELLS
            and len(np.unique(values)) >= FEWEST_VALUES)


def photographed(roles: CellRoles, values: Array) -> CellRoles:
    """Those roles, and the shade of each cell of the map itself, not of what extends it."""
    shades = shading(values, diverging=bool((values < 0).any()), photo=True).roles
    _, columns = plane(values.shape)

    def shaded(row: int, column: int) -> Roles:
        of_cell = roles(row, column)
        is_own = of_cell[0] in ("input", "output")
        return (*of_cell, shades[row * columns + column]) if is_own else of_cell

    return shaded


def photo_edges(trace: Trace, inputs: Mapping[str, Grid], outputs: Mapping[str, Grid], order: int
                ) -> Iterator[Mark]:
    """Around inputs without what extends them, and around outputs, whose cells have no lines."""
    real = np.argwhere(trace.extended.kinds == CellKind.INPUT)
    first, last = cell_of(real.min(0).tolist()), cell_of(real.max(0).tolist())
    boxes = {name: grid.box(first, last) for name, grid in inputs.items()}
    boxes |= {name: grid.outline for name, grid in outputs.items()}
    for name, box in boxes.items():
        yield Mark((f"{name}_photo_edge", ()), outline([box]), ("photo_edge",), order)
