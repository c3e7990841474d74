"""Named kernels: their numbers, their sums, and which sizes there are."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable

from convgif import Conv1d, Conv2d, Linear, MaxPool2d, trace
from convgif.errors import LayerError, UnknownNameError
from convgif.inputs.kernels import KERNELS, LARGEST, SIZES_IN_WORDS, kernel_values
from convgif.inputs.loading import load_input, load_weight

BY_HAND = {
    "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel-y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "gaussian": [[1 / 16, 1 / 8, 1 / 16], [1 / 8, 1 / 4, 1 / 8], [1 / 16, 1 / 8, 1 / 16]],
    "box": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "ones": [[1, 1, 1]] * 3,
    "corner": [[1, 1, 1], [1, 0, 0], [1, 0, 0]],
    "shift": [[0, 0, 0], [1, 0, 0], [0, 0, 0]],
}
SUMS = {"sobel-x": 0, "sobel-y": 0, "laplacian": 0, "gaussian": 1, "box": 1, "sharpen": 1,
        "emboss": 1, "identity": 1, "corner": 5, "shift": 1}


@pytest.mark.parametrize("name", KERNELS)
def test_the_numbers_at_3x3_are_those_written_by_hand(name: str) -> None:
    assert kernel_values(name, (3, 3)).tolist() == BY_HAND[name]


def test_the_kernels_are_those_of_the_issue() -> None:
    assert set(KERNELS) == set(BY_HAND)
    assert all(len(row.description.splitlines()) == 1 for row in KERNELS.values())
    assert {row.sizes for row in KERNELS.values()} == set(SIZES_IN_WORDS)


@pytest.mark.parametrize(("name", "size", "values"), [
    ("sobel-x", (3,), [-1, 0, 1]), ("sobel-x", (5,), [-1, -2, 0, 2, 1]),
    ("laplacian", (3,), [1, -2, 1]), ("gaussian", (1,), [1]), ("gaussian", (2,), [0.5, 0.5]),
    ("gaussian", (4,), [1 / 8, 3 / 8, 3 / 8, 1 / 8]), ("box", (4,), [0.25] * 4),
    ("sharpen", (3,), [-1, 3, -1]), ("identity", (5,), [0, 0, 1, 0, 0]),
    ("shift", (5,), [0, 1, 0, 0, 0]), ("ones", (1, 2), [[1, 1]]),
    ("sobel-x", (3, 5), [[-1, -2, 0, 2, 1], [-2, -4, 0, 4, 2], [-1, -2, 0, 2, 1]]),
    ("sobel-y", (5, 3), [[-1, -2, -1], [-2, -4, -2], [0, 0, 0], [2, 4, 2], [1, 2, 1]])])
def test_other_sizes_by_hand(name: str, size: tuple[int, ...], values: list[object]) -> None:
    assert kernel_values(name, size).tolist() == values


@pytest.mark.parametrize("name", KERNELS)
@repeatable(60)
@given(size=st.lists(st.integers(0, LARGEST + 2), max_size=4))
def test_any_size_has_its_shape_and_sum_or_is_refused(name: str, size: list[int]) -> None:
    row = KERNELS[name]
    if len(size) in row.ranks and all(length in row.sizes for length in size):
        if np.prod(size) > 10_000:
            return
        values = kernel_values(name, size)
        assert values.shape == tuple(size)
        assert values.sum() == pytest.approx(SUMS.get(name, np.prod(size)), abs=1e-6 * np.abs(
            values).sum())
    else:
        assert name in refusal(LayerError, lambda: kernel_values(name, size))


@pytest.mark.parametrize("name", KERNELS)
def test_values_are_finite_at_the_largest_size_there_is(name: str) -> None:
    row = KERNELS[name]
    for rank in set(row.ranks) - {3}:
        assert np.isfinite(kernel_values(name, (row.sizes[-1],) * rank)).all()


@pytest.mark.parametrize(("name", "size", "answer"), [
    ("laplacian", (5, 5), "there is no laplacian of 5x5: take a kernel size of 3"),
    ("identity", (4, 4), "there is no identity of 4x4: take a kernel size of 1, 3, 5 ... 63"),
    ("sobel-x", (1, 3), "there is no sobel-x of 1x3: take a kernel size of 3, 5, 7 ... 63"),
    ("ones", (64, 1), "there is no ones of 64x1: take a kernel size of 1 to 63"),
    ("sobel-y", (3,), "the kernel sobel-y is 2-D or 3-D, and the layer is 1-D: take another, see "
                      "`convgif kernels`"),
    ("emboss", (3, 3, 3), "the kernel emboss is 2-D, and the layer is 3-D")])
def test_a_size_that_there_is_not_is_answered(name: str, size: tuple[int, ...], answer: str
                                              ) -> None:
    assert answer in refusal(LayerError, lambda: kernel_values(name, size))


@pytest.mark.parametrize(("name", "answer"), [
    ("sobel", "did you mean sobel-"), ("laplace", "did you mean laplacian?"),
    ("gausian", "did you mean gaussian?"), ("zzz", "unknown kernel 'zzz': there is sobel-x, ")])
def test_an_unknown_name_is_answered_with_the_nearest(name: str, answer: str) -> None:
    assert answer in refusal(UnknownNameError, lambda: kernel_values(name, (3, 3)))


@pytest.mark.parametrize("name", ["Sobel-X", "sobel_x", "SOBELX", "sobel x"])
def test_spelling_does_not_matter(name: str) -> None:
    assert kernel_values(name, (3, 3)).tolist() == BY_HAND["sobel-x"]


@repeatable(200)
@given(st.text(max_size=20))
def test_any_name_is_known_or_refused(name: str) -> None:
    try:
        kernel_values(name, (3, 3))
    except UnknownNameError as error:
        assert_readable(str(error))


# What they are said to do, they do.

def applied(name: str, image: np.ndarray, **settings: bool) -> np.ndarray:
    kernel = kernel_values(name, (3, 3))[None, None]
    return trace(Conv2d(padding=1, bias=False), image[None], kernel, **settings).output[0]


def test_identity_and_shift_move_the_picture_as_they_say() -> None:
    image = np.arange(1.0, 26).reshape(5, 5)
    np.testing.assert_array_equal(applied("identity", image), image)
    np.testing.assert_array_equal(applied("shift", image)[:, 1:], image[:, :-1])
    flipped = applied("shift", image, true_convolution=True)
    np.testing.assert_array_equal(flipped[:, :-1], image[:, 1:])


def test_the_slopes_are_found_along_their_own_axis_only() -> None:
    ramp = np.tile(np.arange(5.0), (5, 1))
    inner = np.s_[1:-1, 1:-1]
    assert (applied("sobel-x", ramp)[inner] == 8).all()
    assert (applied("sobel-y", ramp)[inner] == 0).all()
    assert (applied("sobel-y", ramp.T)[inner] == 8).all()
    assert (applied("laplacian", ramp)[inner] == 0).all()
    np.testing.assert_array_equal(applied("sharpen", ramp)[inner], ramp[inner])
    np.testing.assert_array_equal(applied("gaussian", ramp)[inner], ramp[inner])


# Laid on zeros, as an input or as the weights of a fully connected layer.

@pytest.mark.parametrize(("layer", "size"), [(Conv2d(), 5), (Conv2d(2, 1), (4, 7)),
                                             (MaxPool2d(2), 6), (Conv1d(), 4)])
def test_a_name_as_input_lies_one_cell_in_from_the_corner(layer: Any, size: Any) -> None:
    values = load_input(layer, "identity", size).values
    at = (1,) * layer.rank
    wanted = np.zeros((layer.input_channels or 1, *layer.spatial_size(size)))
    wanted[(slice(None), *(slice(1, 4),) * layer.rank)] = kernel_values("identity", (3,) * len(at))
    np.testing.assert_array_equal(values, wanted)


@pytest.mark.parametrize("size", [3, 100])
def test_ones_fill_the_input(size: int) -> None:
    assert load_input(Conv2d(), "ones", size).values.tolist() == np.ones((1, size, size)).tolist()


def test_on_features_it_lies_on_their_square() -> None:
    layer = Linear(36, 2)
    x, weight = load_input(layer, "corner").values, load_weight(layer, "Corner")
    assert np.argwhere(x.reshape(6, 6)).tolist() == [[1, 1], [1, 2], [1, 3], [2, 1], [3, 1]]
    np.testing.assert_array_equal(weight.values, [x, x])


@pytest.mark.parametrize(("layer", "name", "size", "message"), [
    (Conv2d(), "corner", 3, "an input of 3x3 has no room for corner one cell in from its corner: "
                            "give 4 or more on each axis"),
    (Linear(5, 1), "corner", None, "corner lies on a square of features with one around it, which "
                                   "5 do not make: give in_features=16"),
    (Linear(17, 1), "corner", None, "give in_features=25"),
    (Conv1d(), "corner", 9, "the kernel corner is 2-D, and the layer is 1-D: take another")])
def test_where_it_finds_no_room_is_said(layer: Any, name: str, size: Any, message: str) -> None:
    assert message in refusal(LayerError, lambda: load_input(layer, name, size))
