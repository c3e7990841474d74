"""The fifteen named layers against the reference's table."""

from typing import NamedTuple

import numpy as np
import pytest
from layer_strategies import refusal

from convgif.errors import UnknownNameError, look_up
from convgif.layers import LAYERS, Layer
from convgif.layers.notation import build_layer
from convgif.layers.presets import PRESETS
from convgif.traces.tracing import trace


class Row(NamedTuple):
    """One row of reference/README.md. i, k, s, p, d, o are those of the direct convolution, for
    a transposed row too; extra is its output padding."""

    i: int
    k: int
    s: int
    p: int
    d: int
    o: int
    transposed: bool
    frames: int
    extra: int = 0


REFERENCE = {
    "no_padding_no_strides": Row(4, 3, 1, 0, 1, 2, False, 4),
    "no_padding_no_strides_transposed": Row(4, 3, 1, 0, 1, 2, True, 16),
    "arbitrary_padding_no_strides": Row(5, 4, 1, 2, 1, 6, False, 36),
    "arbitrary_padding_no_strides_transposed": Row(5, 4, 1, 2, 1, 6, True, 25),
    "same_padding_no_strides": Row(5, 3, 1, 1, 1, 5, False, 25),
    "same_padding_no_strides_transposed": Row(5, 3, 1, 1, 1, 5, True, 25),
    "full_padding_no_strides": Row(5, 3, 1, 2, 1, 7, False, 49),
    "full_padding_no_strides_transposed": Row(5, 3, 1, 2, 1, 7, True, 25),
    "no_padding_strides": Row(5, 3, 2, 0, 1, 2, False, 4),
    "no_padding_strides_transposed": Row(5, 3, 2, 0, 1, 2, True, 25),
    "padding_strides": Row(5, 3, 2, 1, 1, 3, False, 9),
    "padding_strides_transposed": Row(5, 3, 2, 1, 1, 3, True, 25),
    "padding_strides_odd": Row(6, 3, 2, 1, 1, 3, False, 9),
    "padding_strides_odd_transposed": Row(6, 3, 2, 1, 1, 3, True, 36, extra=1),
    "dilation": Row(7, 3, 1, 0, 2, 3, False, 9),
}
every_row = pytest.mark.parametrize(("name", "row"), REFERENCE.items(), ids=list(REFERENCE))


def layer_of(name: str) -> Layer:
    preset = PRESETS[name]
    return build_layer(LAYERS[preset.layer], dict(preset.settings))


def test_the_fifteen_are_there_in_the_references_order() -> None:
    assert list(PRESETS)[:15] == list(REFERENCE)


@every_row
def test_preset_is_the_references_layer(name: str, row: Row) -> None:
    expected = (LAYERS["ConvTranspose2d"](kernel_size=row.k, stride=row.s, padding=row.p,
                                          dilation=row.d, output_padding=row.extra)
                if row.transposed else
                LAYERS["Conv2d"](kernel_size=row.k, stride=row.s, padding=row.p, dilation=row.d))
    assert layer_of(name) == expected


@every_row
def test_preset_goes_from_the_references_input_to_its_output(name: str, row: Row) -> None:
    own_input, own_output = (row.o, row.i) if row.transposed else (row.i, row.o)
    assert PRESETS[name].input_size == own_input
    assert layer_of(name).output_shape((1, own_input, own_input)) == (1, own_output, own_output)


@every_row
def test_preset_has_as_many_positions_as_the_reference_has_frames(name: str, row: Row) -> None:
    assert len(trace(layer_of(name), input_size=PRESETS[name].input_size).steps) == row.frames


@every_row
def test_preset_states_only_what_is_not_the_default(name: str, row: Row) -> None:
    layer = layer_of(name)
    assert set(PRESETS[name].settings) == set(layer.settings())


@every_row
def test_preset_is_described_in_one_line(name: str, row: Row) -> None:
    assert len(PRESETS[name].description.splitlines()) == 1


def test_the_odd_transposed_cells_are_the_last_row_and_column() -> None:
    t = trace(layer_of("padding_strides_odd_transposed"), input_size=3)
    expected = np.zeros((6, 6), bool)
    expected[-1, :] = expected[:, -1] = True
    np.testing.assert_array_equal(t.output_padding, expected)


def test_the_odd_convolution_drops_the_last_row_and_column() -> None:
    t = trace(layer_of("padding_strides_odd"), input_size=6)
    expected = np.zeros((8, 8), bool)
    expected[-1, :] = expected[:, -1] = True
    np.testing.assert_array_equal(t.extended.dropped, expected)


def test_an_unknown_preset_is_answered_in_one_short_line() -> None:
    assert "did you mean padding_strides_odd?" in refusal(
        UnknownNameError, lambda: look_up(PRESETS, "padding-stride-odd", "preset"))
    refusal(UnknownNameError, lambda: look_up(PRESETS, "zzz", "preset"))
