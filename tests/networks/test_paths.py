"""What a unit of a network reads: exact sets and counts, and the traces of all layers."""

from random import Random

import numpy as np
import pytest

from convgif import ConvgifError, Flatten, PixelShuffle, animate, read_network
from convgif.errors import LayerError
from convgif.layers import LAYERS, Layer
from convgif.networks.joins import Join
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.operations import OPERATIONS, Operation
from convgif.networks.paths import BACK
from convgif.networks.running import traced

ONES = {"bias": False}


def a_layer(random: Random) -> Layer:
    """One of one axis that is linear, so that its gradient is the same everywhere."""
    k, s, d = random.randint(1, 3), random.randint(1, 2), random.randint(1, 2)
    return random.choices([
        lambda: LAYERS["Conv1d"](1, 1, k, s, random.randint(0, 2), d, **ONES),
        lambda: LAYERS["Conv1d"](1, 1, 3, padding=1, padding_mode="circular", **ONES),
        lambda: LAYERS["ConvTranspose1d"](1, 1, k, s, random.randint(0, (k - 1) * d), dilation=d,
                                          **ONES),
        lambda: LAYERS["AvgPool1d"](2, s),
        lambda: LAYERS["AdaptiveAvgPool1d"](random.randint(2, 5)),
        lambda: LAYERS["Upsample1d"](scale_factor=2, mode="nearest"),
        lambda: LAYERS["ZeroPad1d"]((1, 0))], [3, 2, 3, 2, 2, 1, 2])[0]()


def a_stack(random: Random) -> Network:
    """Layers one after the other, and at times a branch around some, which is added or joined as
    channels."""
    layers = [NetworkLayer(str(number), a_layer(random), (number - 1,)) for number in range(3)]
    if random.random() < 0.4:
        sizes = read_network([layer.operation for layer in layers]).on((1, 9)).layers
        shape = sizes[-1].output_shape if len(sizes) == 3 else None
        around = LAYERS["AdaptiveAvgPool1d"](shape[1] if shape else 3)
        layers.append(NetworkLayer("around", around, (random.choice([INPUT, 0]),)))
        layers.append(NetworkLayer("join", Join(random.choice(["add", "concatenate"])), (2, 3)))
    return Network(tuple(layers))


def made_of(network: Network, x: np.ndarray) -> np.ndarray:
    """What the network makes where all weights are 1."""
    outputs = {INPUT: x}
    for number, layer in enumerate(network.layers):
        shape = layer.operation.weight_shape if isinstance(layer.operation, Layer) else None
        outputs[number] = traced(layer.name, layer.operation, [outputs[at] for at in layer.inputs],
                                 (None if shape is None else np.ones(shape), None), 0).output
    return outputs[number]


@pytest.mark.parametrize("number", range(300))
def test_counts_are_the_gradient_of_random_stacks_with_branches(number: int) -> None:
    """The numeric Jacobian with all weights 1, one input cell at a time: its support is what a unit
    reads, and where nothing is averaged it is the number of paths."""
    random = Random(number)
    network = a_stack(random)
    sized = network.on((1, 9))
    if sized.failure:
        return
    unit = random.randrange(sized.layers[-1].output_shape[1])
    paths = sized.paths((unit,))[INPUT]
    averages = any("Avg" in repr(layer.operation) for layer in network.layers)
    columns = [made_of(network, np.eye(9)[None, cell])[:, unit].sum() for cell in range(9)]
    assert [cell for cell, slope in enumerate(columns) if abs(slope) > 1e-12] == sorted(
        cell for (cell,) in paths.cells if 0 <= cell < 9)
    if not averages:
        assert columns == paths.inside[0].tolist()


@pytest.mark.parametrize(("network", "size"), [
    ("Sequential(ConvTranspose1d(1, 1, 4, dilation=3, output_padding=2), AdaptiveAvgPool1d(5))",
     11),
    ("Sequential(ConvTranspose1d(1, 1, 3, dilation=2), Conv1d(1, 1, 2, dilation=2))", 6),
    ("Sequential(ConvTranspose2d(1, 1, 3, dilation=2), MaxPool2d(4, 3, padding=1, "
     "ceil_mode=True))", 5)])
def test_the_box_of_a_field_holds_all_that_is_read(network: str, size: int) -> None:
    """Where a dilated kernel stamps, what a unit reads may begin before what those before it
    read."""
    sized = read_network(network).on(size)
    last = sized.layers[-1]
    for unit in np.ndindex(last.output_shape[1:]):
        read = np.argwhere(sized.paths(unit)[-1].inside.sum(0))
        for axis, line in enumerate(last.reach.lines):
            assert line.first[unit[axis]] <= read[:, axis].min()
            assert read[:, axis].max() <= line.last[unit[axis]]


@pytest.mark.parametrize(("layers", "counts"), [(2, [1, 2, 3, 2, 1]), (3, [1, 3, 6, 7, 6, 3, 1])])
def test_layers_of_three_taps_make_the_published_counts(layers: int, counts: list[int]) -> None:
    network = read_network([LAYERS["Conv1d"]()] * layers).on((1, len(counts)))
    assert network.paths()[INPUT].places.tolist() == counts


def test_a_unit_of_which_nothing_is_left_reads_nothing() -> None:
    """The middle of a stamp with holes, of which padding crops the rest."""
    cropped = read_network([LAYERS["ConvTranspose1d"](1, 1, 2, 2, 1, dilation=2)]).on((1, 1))
    assert cropped.layers[0].output_shape == (1, 1)
    assert cropped.paths((0,))[INPUT].cells == frozenset()
    assert animate(cropped, view="receptive").describe()


def test_holes_padding_and_channels() -> None:
    gridding = read_network("gridding").on().paths()[INPUT]
    assert len(gridding.cells) == 7 * 7
    padded = read_network("Sequential(Conv2d(1, 1, 3, padding=1))").on((1, 4, 4)).paths((0, 3))
    assert sorted(padded[INPUT].cells) == [(row, column) for row in (-1, 0, 1)
                                           for column in (2, 3, 4)]
    assert padded[INPUT].inside.sum() == 4
    grouped = read_network("Sequential(Conv2d(4, 4, 3, groups=2))").on((4, 5, 5))
    assert grouped.paths(channel=3)[INPUT].counts.sum((1, 2)).tolist() == [0, 0, 9, 9]


@pytest.mark.parametrize(("layer", "shape", "unit", "channel", "read"), [
    (PixelShuffle(2), (4, 2, 2), (1, 2), 0, [(2, 0, 1)]),
    (Flatten(), (2, 2, 2), (), 5, [(1, 0, 1)]),
    (Operation("", "flat global pooling", ""), (2, 2, 1), (), 1, [(1, 0, 0), (1, 1, 0)]),
    (Operation("", "transpose", "", {"order": (2, 0, 1)}), (2, 3, 4), (1, 2), 3, [(1, 2, 3)]),
    (Operation("", "channel shuffle", "", {"groups": 2}), (4, 1, 1), (0, 0), 1, [(2, 0, 0)]),
    (Operation("", "padding of channels", "", {"padding": [1, 0, 2, 0, 1, 0]}), (1, 2, 3), (3, 3),
     1, [(0, 1, 2)]),
    (Operation("", "resizing", "", {"scale_factor": 2}), (1, 2, 2), (3, 1), 0, [(0, 1, 0)])],
    ids=lambda value: type(value).__name__)
def test_what_moves_numbers_is_followed_to_the_element(
        layer: Layer | Operation, shape: tuple[int, ...], unit: tuple[int, ...], channel: int,
        read: list[tuple[int, ...]]) -> None:
    sized = Network((NetworkLayer("only", layer, (INPUT,)),)).on(shape)
    assert not sized.failure
    found = sized.paths(unit, channel)[INPUT].inside
    assert [tuple(map(int, place)) for place in np.argwhere(found)] == read


def test_every_layer_that_is_only_counted_keeps_its_numbers_or_is_known() -> None:
    """One that changes how many numbers there are needs a way back."""
    keeping = {"activation", "slope", "normalization", "instance normalization",
               "group normalization", "layer normalization", "dropout", "identity", "reshape",
               "unflatten", "constant"}
    sized = {name for name, kind in OPERATIONS.items() if not kind.no_size}
    assert sized - BACK.keys() == keeping
    assert sized >= BACK.keys()


def test_padding_before_channels_is_read_where_it_is() -> None:
    """What a box says, too: the pads of channels come last."""
    padding = Operation("Pad", "padding of channels", "Pad", {"padding": [0, 0, 3, 0, 1, 0]})
    sized = Network((NetworkLayer("pad", padding, (INPUT,)),)).on((1, 4, 4))
    rows, columns = sized.layers[0].reach.lines
    assert (rows.first[0], columns.first[0]) == (-3, 0)


# Traces.

def test_a_network_is_traced_layer_by_layer() -> None:
    network = read_network("lenet5")
    found = network.trace(seed=3)
    assert [layer.output.shape for layer in found] == [
        layer.output_shape for layer in network.on().layers]
    assert len(found.traces) == 8
    first, second = found["0"].trace, found["2"].trace
    np.testing.assert_allclose(found["1"].output, 1 / (1 + np.exp(-first.output)),
                               atol=1e-12)
    assert np.array_equal(second.input, found["1"].output)
    assert np.array_equal(found.output, found[-1].output)


def test_weights_are_taken_by_name_and_branches_meet() -> None:
    block = read_network("Block(\n  (conv): Conv2d(1, 1, 3, padding=1, bias=False)\n"
                         "  (shortcut): Conv2d(1, 1, 1, bias=False)\n)")
    kernel = np.zeros((1, 1, 3, 3))
    kernel[0, 0, 1, 1] = 2
    x = np.arange(9.0).reshape(1, 3, 3)
    assert np.array_equal(block.trace(
        x, weights={"conv": (kernel,), "shortcut": (np.ones((1, 1, 1, 1)),)}).output, 3 * x)


@pytest.mark.parametrize(("network", "given", "said"), [
    ("Sequential(Conv2d(1, 1, 3))", {"x": np.ones((2, 5, 5))}, "takes 1 channel, but 2 arrive"),
    ("Sequential(Conv2d(1, 1, 3))", {}, "needs the size of its input"),
    ("Sequential(Conv2d(1, 1, 3))", {"input_size": 5, "weights": {"a": ()}}, "no layer 'a'"),
    ("Sequential(CrossMapLRN2d(3))", {"input_size": (1, 2, 2)}, "is not computed"),
    ("Sequential(Softmax(dim=0))", {"input_size": (1, 2, 2)}, "dim 0 is no axis of one input"),
    ("Sequential(Softmax())", {"input_size": (1, 2)}, "say which axis"),
    ("Sequential(ELU(alpha='a'))", {"input_size": (1, 2)}, "alpha 'a' of ELU is no number"),
    ("Sequential(GELU(approximate='no'))", {"input_size": (1, 2)}, "neither none nor tanh"),
    ("Sequential(ReLU())", {"input_size": (1, 2), "weights": {"0": (1,)}}, "has no weights here"),
    ("Sequential(BatchNorm1d(1))", {"input_size": (1, 2), "weights": {"0": (1, 2, 3, 4)}},
     "4 arrays of weights are given for '0'"),
    ("Sequential(BatchNorm1d(1))", {"input_size": (1, 2), "weights": {"0": ([1, 2],)}},
     "weight has shape"),
    ("Sequential(PReLU())", {"input_size": (1, 2), "weights": {"0": ([1], [1])}}, "has no bias")])
def test_what_cannot_be_traced_is_said_in_one_line(network: str, given: dict[str, object], said: str
                                                   ) -> None:
    with pytest.raises(ConvgifError, match=said) as raised:
        read_network(network).trace(**given)  # type: ignore[arg-type]
    assert "\n" not in raised.value.message


def test_branches_may_lie_after_each_other() -> None:
    """Along an axis: a unit reads what its own branch does."""
    both = Network((NetworkLayer("a", LAYERS["Conv1d"](padding=1), (INPUT,)),
                    NetworkLayer("b", LAYERS["Conv1d"](), (INPUT,)),
                    NetworkLayer("c", Join("concatenate", 1), (0, 1)))).on((1, 6))
    assert (both.layers[-1].output_shape, both.failure) == ((1, 10), "")
    assert both.layers[-1].receptive_field == (3,)
    assert sorted(both.paths((7,))[INPUT].cells) == [(1,), (2,), (3,)]  # the second of b
    assert sorted(both.paths((0,))[INPUT].cells) == [(-1,), (0,), (1,)]


def test_a_unit_that_is_not_there_is_refused() -> None:
    with pytest.raises(LayerError, match="no unit 9,0: the map is 3×3"):
        read_network("gridding").on().paths((9, 0))
    pooled = read_network("Sequential(MaxPool2d(2), MaxUnpool2d(2))").on((1, 4, 4))
    with pytest.raises(LayerError, match="depends on numbers"):
        pooled.paths()
