"""A layer as one sparse matrix: what its taps come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from convgif.errors import ArrayError
from convgif.traces.arrays import Array, check_count
from convgif.traces.taps import Taps


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix of which only the wired entries are kept, in C order: where an output reads an
    input, whatever the value. All others are 0."""

    shape: tuple[int, int]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Array

    __array_ufunc__ = None  # so that an array leaves `array @ matrix` to the matrix

    def __repr__(self) -> str:
        return f"Matrix({self.shape[0]}x{self.shape[1]}, {self.wired} wired entries)"

    @property
    def wired(self) -> int:
        """How many entries are wired: where an output reads an input."""
        return len(self.values)

    def dense(self) -> Array:
        """The whole matrix as an array. Raises LimitError for more numbers than are meant."""
        check_count(self.shape, "a matrix")
        whole = np.zeros(self.shape, self.values.dtype)
        whole[self.rows, self.columns] = self.values
        return whole

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        """The same as `dense`, which `numpy.asarray` returns of it."""
        if copy is False:  # which numpy allows no other error for
            raise ValueError("only the wired entries of a matrix are kept, so that an array of it "
                             "is a copy: leave copy out")
        return self.dense().astype(dtype or self.values.dtype, copy=False)

    @property
    def T(self) -> "Matrix":  # noqa: N802  # as numpy calls it
        """The matrix turned: rows are columns."""
        order = np.lexsort((self.rows, self.columns))
        return Matrix(self.shape[::-1], self.columns[order], self.rows[order], self.values[order])

    def __matmul__(self, other: ArrayLike) -> Array:
        """The product with a vector, or with an array of columns. Raises ArrayError."""
        factor = np.asarray(other)
        if factor.ndim not in (1, 2) or len(factor) != self.shape[1]:
            raise ArrayError(f"a matrix of {self.shape[0]}x{self.shape[1]} was to be multiplied "
                             f"by an array of shape {factor.shape}: give one of "
                             f"({self.shape[1]},) or ({self.shape[1]}, any)")
        product = np.zeros((self.shape[0], *factor.shape[1:]),
                           np.result_type(self.values, factor))
        values = self.values.reshape(-1, *[1] * (factor.ndim - 1))
        np.add.at(product, self.rows, values * factor[self.columns])
        return product

    def __rmatmul__(self, other: ArrayLike) -> Array:
        """The product of a vector, or of an array of rows, with it. Raises ArrayError."""
        return (self.T @ np.asarray(other).T).T


def matrix_of(taps: Taps, weight: Array | None, output_shape: Sequence[int],
              input_shape: Sequence[int]) -> Matrix:
    """The matrix of a layer whose output is a weighted sum: `output.ravel()` is this times
    `input.ravel()`, but for the bias. Taps on zeros beside the input leave no entry, and several of
    one output on one input, as where the border repeats cells, are one."""
    real = taps.input >= 0
    values = taps.factor[real]
    if weight is not None:
        values = values.astype(weight.dtype) * weight.ravel()[taps.weight[real]]
    shape = prod(output_shape), prod(input_shape)
    place = taps.output[real] * shape[1] + taps.input[real]
    order = np.argsort(place, kind="stable")
    place, values = place[order], values[order]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    if len(first):
        values = np.add.reduceat(values, first)
    rows, columns = np.divmod(place[first], shape[1])
    return Matrix(shape, rows, columns, values)
