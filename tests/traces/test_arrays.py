"""Seeded numbers and the check of given arrays."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import refusal, repeatable

import convgif
from convgif.errors import ArrayError
from convgif.traces.arrays import BIAS_VALUES, INPUT_VALUES, WEIGHT_VALUES, checked, seeded

ALL_VALUES = {"input": INPUT_VALUES, "weight": WEIGHT_VALUES, "bias": BIAS_VALUES}
INPUT_OF_SEED_0 = [[6, 6, 9], [2, 2, 7], [1, 5, 8]]
WEIGHT_OF_SEED_0 = [[2, -1, 1], [1, 2, 0], [0, 2, -1]]
BIAS_OF_SEED_0 = [2, 1, 3, 2]
INPUT_OF_LAST_SEED = [3, 9, 2, 2, 4, 4]


# By seed.

def test_seed_0_gives_these_numbers_for_ever() -> None:
    assert seeded((1, 3, 3), INPUT_VALUES, 0).tolist() == [INPUT_OF_SEED_0]
    assert seeded((1, 1, 3, 3), WEIGHT_VALUES, 0).tolist() == [[WEIGHT_OF_SEED_0]]
    assert seeded((4,), BIAS_VALUES, 0).tolist() == BIAS_OF_SEED_0


def test_the_largest_seed_gives_these_numbers_for_ever() -> None:
    assert seeded((6,), INPUT_VALUES, 2**32 - 1).tolist() == INPUT_OF_LAST_SEED


@pytest.mark.parametrize(("name", "lowest", "highest"), [
    ("input", 1, 9), ("weight", -1, 2), ("bias", 1, 3)])
def test_numbers_are_small_integers_and_each_occurs(name: str, lowest: int, highest: int) -> None:
    drawn = seeded((10, 100), ALL_VALUES[name], 3)
    assert drawn.dtype == np.float64
    assert set(drawn.ravel()) == set(range(lowest, highest + 1))


def test_arrays_have_streams_of_their_own() -> None:
    streams = [stream for stream, _, _ in ALL_VALUES.values()]
    assert len(set(streams)) == len(streams)
    one_range = [seeded((50,), (stream, 1, 9), 0).tolist() for stream in streams]
    assert one_range[0] != one_range[1] != one_range[2] != one_range[0]


def test_another_seed_gives_other_numbers() -> None:
    drawn = {tuple(seeded((20,), INPUT_VALUES, seed)) for seed in range(20)}
    assert len(drawn) == 20


@pytest.mark.parametrize("hash_seed", ["1", "4242"])
def test_another_process_with_another_hash_seed_gives_the_same(hash_seed: str) -> None:
    code = ("from convgif.traces.tracing import trace; from convgif.layers import Conv2d;"
            "t = trace(Conv2d(2, 2, groups=2), seed=7);"
            "print([a.tolist() for a in (t.input, t.weight, t.bias, t.output)])")
    root = Path(convgif.__file__).parents[1]
    printed = {
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True,
                       cwd=root, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", hash_seed)}
    assert len(printed) == 1
    assert printed.pop().startswith("[[[[")


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, True, None, "1", 10**30, 10**5000, (1,)],
                         ids=[f"seed {n}" for n in range(9)])
def test_bad_seed_is_refused(seed: Any) -> None:
    message = refusal(ArrayError, lambda: seeded((1,), INPUT_VALUES, seed))
    assert message.startswith("seed ")
    assert "give a whole number from 0 to 4294967295" in message


# Given.

@pytest.mark.parametrize("given_", [
    [[1, 2, 3]], ((1, 2, 3),), np.array([[1, 2, 3]], np.uint8), np.array([[1, 2, 3]], np.int64),
    [[1.0, 2.0, 3.0]], np.array([[1, 2, 3]], ">i2")])
def test_integers_and_lists_become_float64(given_: Any) -> None:
    array = checked(given_, "input", (1, None), "meaning")
    assert array.dtype == np.float64
    assert array.tolist() == [[1.0, 2.0, 3.0]]


def test_truth_values_become_zeros_and_ones() -> None:
    array = checked([[True, False]], "input", (1, None), "meaning")
    assert array.dtype == np.float64
    assert array.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_floating_arrays_keep_their_precision(dtype: Any) -> None:
    assert checked(np.ones((1, 3), dtype), "input", (1, 3), "meaning").dtype == dtype


@repeatable(100)
@given(st.lists(st.integers(1, 4), max_size=4), st.lists(st.integers(1, 4), max_size=4))
def test_only_the_wanted_shape_is_taken(have: list[int], want: list[int]) -> None:
    values = np.ones(have)
    if have == want:
        assert checked(values, "weight", want, "meaning").shape == tuple(want)
    else:
        message = refusal(ArrayError, lambda: checked(values, "weight", want, "meaning"))
        assert str(tuple(have)) in message


@pytest.mark.parametrize(("given_", "answer"), [
    ([[1, 2], [3]], "input is ragged: give equally long rows"),
    ([[1, float("nan")]], "input holds NaN or infinity: give finite numbers"),
    ([[1, float("inf")]], "input holds NaN or infinity: give finite numbers"),
    ([[-float("inf"), 2]], "input holds NaN or infinity: give finite numbers"),
    ([[1, 2j]], "input holds complex128, not real numbers: give floats or integers"),
    ([["a", "b"]], "input holds <U1, not real numbers: give floats or integers"),
    ([[None, 1]], "input holds object, not real numbers: give floats or integers"),
    ([[object()]], "input holds object, not real numbers: give floats or integers"),
    ([[10**400]], "input holds object, not real numbers: give floats or integers"),
    (None, "input holds object, not real numbers: give floats or integers"),
    ({1: 2}, "input holds object, not real numbers: give floats or integers"),
    (np.array([["2020-01-01"]], "M8[D]"), "input holds datetime64[D], not real numbers"),
    (np.zeros((1, 0)), "input has shape (1, 0) and holds nothing: give values"),
    ([], "input has shape (0,), but the layer takes (1, any), the meaning: reshape it"),
    (5, "input has shape (), but the layer takes (1, any), the meaning: reshape it"),
    (np.ones((2, 3)), "input has shape (2, 3), but the layer takes (1, any), the meaning"),
    (np.ones((1, 1, 3)), "input has shape (1, 1, 3), but the layer takes (1, any), the meaning")])
def test_bad_array_is_refused(given_: Any, answer: str) -> None:
    assert answer in refusal(ArrayError, lambda: checked(given_, "input", (1, None),
                                                         "the meaning"))


def test_a_structured_array_is_refused_in_a_short_line() -> None:
    wide = np.zeros((1, 2), [(f"a_rather_long_name_{n}", float) for n in range(40)])
    refusal(ArrayError, lambda: checked(wide, "input", (1, None), "meaning"))
