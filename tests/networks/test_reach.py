"""What units read along an axis, cell by cell, and maps that are too large to be laid out."""

import pickle
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from convgif import Conv1d, Conv2d, ConvgifError, ConvTranspose1d, read_network
from convgif.errors import LayerError
from convgif.layers.axes import CellKind


def cells_read(layer: ConvTranspose1d, size: int) -> list[list[int]]:
    """For each output the inputs at its taps, by the plan of the equivalent convolution."""
    plan = layer.axis_plan(0, size)
    return [[source for cell in plan.cells(output)
             if plan.kinds[cell] is CellKind.INPUT and (source := plan.sources[cell]) is not None]
            for output in range(plan.output_size)]


@pytest.mark.parametrize("stride", [1, 2, 3, 6])
@pytest.mark.parametrize("kernel", [1, 2, 4, 5])
def test_a_transposed_layer_reads_the_inputs_at_its_taps(kernel: int, stride: int) -> None:
    for padding, dilation, size in product(((0, 0), (1, 0), (-1, 2)), (1, 2, 3), (1, 2, 4)):
        layer = ConvTranspose1d(1, 1, kernel, stride, (padding,), dilation=dilation)
        try:
            read = cells_read(layer, size)
        except LayerError:
            continue
        first, last = layer.axis_stamps(0, size).inputs_read
        assert [(cells[0], cells[-1]) if cells else (0, -1) for cells in read] == [
            *zip(first.tolist(), last.tolist(), strict=True)]
        widest = max((cells[-1] - cells[0] + 1 for cells in read if cells), default=1)
        assert layer.receptive_field_on(size) == (widest,)
        assert read_network([layer]).on((1, size)).layers[0].receptive_field == (widest,)


@pytest.mark.parametrize(("layers", "size", "field", "jump"), [
    ([ConvTranspose1d(1, 1, 4)], 1, 1, 0),  # all read the one cell there is
    ([ConvTranspose1d(1, 1, 4), ConvTranspose1d(1, 1, 4, 2, 1), Conv1d(1, 1, 3)], 1, 1, 0),
    ([ConvTranspose1d(1, 1, 4)], 3, 3, None),  # the input's ends cut the fields of all but one
    ([ConvTranspose1d(1, 1, 4)], 9, 4, 1),
    ([ConvTranspose1d(1, 1, 4, 2, 1)], 9, 2, None)])
def test_neighbours_behind_a_transposed_layer_lie_apart_as_far_as_they_do(
        layers: list[Conv1d | ConvTranspose1d], size: int, field: int, jump: int | None) -> None:
    last = read_network(layers).on((1, size)).layers[-1]
    assert (last.receptive_field, last.jump) == ((field,), (jump,))


@pytest.mark.parametrize(("layers", "size", "said"), [
    ("ConvTranspose2d(3, 3, 3, stride=100000)", (3, 32, 32), "an axis of 3,100,003 cells is over"),
    ("Upsample(size=(999999, 999999)), Conv2d(3, 3, 3)", (3, 4, 4), "an axis of 999,999 cells"),
    ("Upsample(size=400000, mode='bicubic')", (3, 4, 4), "has over 100,000,000,000 numbers"),
    ("ConstantPad2d(600000, 0)", (3, 4, 4), "an axis of 1,200,004 cells is over 500,000"),
    ("PixelShuffle(900000)", (810_000_000_000, 1, 1), "input size 810000000000 is too large")])
def test_maps_that_are_too_large_are_refused_before_they_are_laid_out(
        layers: str, size: tuple[int, ...], said: str) -> None:
    try:
        failure = read_network(f"Sequential({layers})").on(size).failure
    except ConvgifError as error:
        failure = str(error)
    assert said in failure


def test_an_input_that_is_too_large_is_refused() -> None:
    with pytest.raises(ConvgifError, match="an axis of 500,001 cells is over 500,000"):
        read_network("Sequential(Conv1d(1, 1, 3))").on((1, 500_001))


def test_a_fully_connected_layer_works_on_the_last_axis_where_that_fits() -> None:
    """As torch's does; where it takes all that arrives, it takes it in one row."""
    network = read_network("Sequential(Conv1d(1, 3, 3), Linear(6, 4))")
    sized = network.on((1, 8))
    last = sized.layers[-1]
    assert (last.output_shape, last.macs, last.parameters) == ((3, 4), 3 * 6 * 4, 28)
    assert last.receptive_field == (8,)
    weight, bias = np.arange(24).reshape(4, 6), np.array([1, 0, 0, 2])
    traced = network.trace(input_size=8, weights={"1": (weight, bias)})
    assert traced.output.tolist() == (traced["0"].output @ weight.T + bias).tolist()
    assert read_network("Sequential(Conv1d(1, 3, 3), Linear(18, 4))").on(8).layers[-1
        ].output_shape == (4,)


@pytest.mark.parametrize(("layers", "centres"), [
    ("Conv1d(1, 1, 5)", [2]), ("Conv1d(1, 1, 5, padding=2)", [0]),
    ("Conv1d(1, 1, 4, stride=2, padding=1), Conv1d(1, 1, 4, stride=2, padding=1)", [0.5, 1.5]),
    ("Conv1d(1, 1, 3, padding=2), MaxPool1d(2)", [-1, -0.5])])
def test_the_first_centre_follows_from_layer_to_layer(layers: str, centres: list[float]) -> None:
    """As in the arithmetic of receptive fields: start + ((k - 1)/2 - p) times the jump before."""
    sized = read_network(f"Sequential({layers})").on((1, 16))
    assert [layer.first_centre for layer in sized.layers] == [(centre,) for centre in centres]


def test_layers_of_a_network_with_an_input_of_its_own_have_sizes() -> None:
    """As the layers of it on that input have."""
    network = read_network("lenet5")
    for layer, sized in zip(network.layers, network.on().layers, strict=True):
        assert layer.layer == sized.layer
        assert (layer.input_shape, layer.output_shape, layer.macs, layer.receptive_field,
                layer.jump, layer.padding, layer.first_centre) == (
            sized.input_shape, sized.output_shape, sized.macs, sized.receptive_field, sized.jump,
            sized.padding, sized.first_centre)
    assert pickle.loads(pickle.dumps(network)).layers[3].macs == 240_000


def test_layers_of_a_network_without_an_input_say_how_to_give_one() -> None:
    layer = read_network("Sequential(Conv2d(3, 4, 3))").layers[0]
    assert (layer.layer, layer.parameters) == (Conv2d(3, 4, 3), 112)
    with pytest.raises(LayerError, match=r"network says no input: give one, as in network\.on\("):
        assert layer.macs
    failing = read_network([Conv2d(3, 4, 3), Conv2d(4, 4, 9)])
    with pytest.raises(LayerError, match="1: kernel 9 is larger than the input"):
        assert replace(failing, own_input=(3, 8, 8)).layers[1].output_shape
