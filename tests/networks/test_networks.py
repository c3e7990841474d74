"""Networks: what their text says, and their shapes, costs and receptive fields on an input."""

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import repeatable

from convgif import Conv2d, ConvgifError, ConvTranspose2d, MaxPool2d, read_network, trace
from convgif.cli.commands import main
from convgif.layers import Layer
from convgif.networks.network import SizedNetwork
from convgif.networks.reading import is_network

MODELS = Path(__file__).parent / "models"
LENET = (MODELS / "lenet5.txt").read_text("utf-8")
GENERATOR = """Sequential(
    ConvTranspose2d(100, 512, 4, 1, 0, bias=False), BatchNorm2d(512), ReLU(True),
    ConvTranspose2d(512, 256, 4, 2, 1, bias=False), BatchNorm2d(256), ReLU(True),
    ConvTranspose2d(256, 128, 4, 2, 1, bias=False), BatchNorm2d(128), ReLU(True),
    ConvTranspose2d(128, 64, 4, 2, 1, bias=False), BatchNorm2d(64), ReLU(True),
    ConvTranspose2d(64, 3, 4, 2, 1, bias=False), Tanh())"""
DISCRIMINATOR = """nn.Sequential(
    nn.Conv2d(3, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(64, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
    nn.Conv2d(128, 256, 4, 2, 1, bias=False), nn.BatchNorm2d(256), nn.LeakyReLU(0.2),
    nn.Conv2d(256, 512, 4, 2, 1, bias=False), nn.BatchNorm2d(512), nn.LeakyReLU(0.2),
    nn.Conv2d(512, 1, 4, 1, 0, bias=False), nn.Sigmoid())"""


def learned(network: SizedNetwork) -> list[int]:
    return [layer.parameters for layer in network.layers if layer.layer is not None]


def last_field(network: SizedNetwork) -> tuple[tuple[int, ...], ...]:
    sliding = [layer for layer in network.layers if layer.layer is not None and layer.layer.rank]
    return sliding[-1].receptive_field, sliding[-1].jump, sliding[-1].padding


# Against what is published.

def test_lenet_is_as_the_book_has_it() -> None:
    network = read_network(LENET).on(28)
    assert (network.parameters, network.macs, network.failure) == (61_706, 416_520, "")
    assert [layer.output_shape for layer in network.layers if layer.layer is not None] == [
        (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (400,), (120,), (84,), (10,)]
    assert last_field(network) == ((16, 16), (4, 4), (2, 2))


def test_dcgan_has_the_weights_and_macs_of_its_paper() -> None:
    up, down = read_network(GENERATOR).on((100, 1, 1)), read_network(DISCRIMINATOR).on(64)
    assert learned(up) == [819_200, 2_097_152, 524_288, 131_072, 3_072]
    assert (up.macs, down.macs) == (104_628_224, 103_817_216)
    assert [layer.output_shape[1] for layer in up.layers if layer.layer] == [4, 8, 16, 32, 64]
    assert last_field(down) == ((94, 94), (16, 16), (15, 15))


FACTS = json.loads((MODELS / "facts.json").read_text("utf-8"))


@pytest.mark.parametrize("name", FACTS)
def test_printed_models_have_the_sizes_that_pytorch_makes(name: str) -> None:
    """facts.json: by scripts/print_models, which ran each of them."""
    text, facts = (MODELS / f"{name}.txt").read_text("utf-8"), FACTS[name]
    network = read_network(text).on(tuple(facts["input"]))
    assert not network.failure
    assert (network.parameters, network.macs) == (facts["parameters"], facts["macs"])
    shapes = {layer.name: list(layer.output_shape) for layer in network.layers}
    assert {name: shapes[name] for name in facts["shapes"]} == facts["shapes"]


@pytest.mark.parametrize(("name", "field", "jump"), [
    ("vgg16", 212, 32), ("alexnet", 195, 32), ("resnet50", 427, 32), ("resnet18", 435, 32)])
def test_fields_are_the_published_ones(name: str, field: int, jump: int) -> None:
    network = read_network((MODELS / f"{name}.txt").read_text("utf-8")).on((3, 224, 224))
    before = [layer for layer in network.layers if len(layer.output_shape) == 3
              and layer.output_shape[1] > 1 and "avgpool" not in layer.name]
    assert (before[-1].receptive_field, before[-1].jump) == ((field,) * 2, (jump,) * 2)


def test_the_field_of_resnet_depends_on_where_its_stride_stands() -> None:
    """In its paper in the 1x1 convolution, 483; in torchvision's in the 3x3, 427."""
    text, one, two = (MODELS / "resnet50.txt").read_text("utf-8"), "(1, 1)", "(2, 2)"
    blocks = re.compile(r"(conv1\): Conv2d\(\d+, \d+, kernel_size=\(1, 1\), stride=)\(1, 1\)(.*?"
                        r"conv2.*?stride=)\(2, 2\)", re.DOTALL)
    paper = re.sub(r"\(0\): Bottleneck.*?\(conv3\)", lambda block: blocks.sub(
        lambda found: found[1] + two + found[2] + one, block[0]), text, flags=re.DOTALL)
    assert paper.count(two) == text.count(two)
    network = read_network(paper).on((3, 224, 224))
    last = next(layer for layer in reversed(network.layers) if layer.name == "layer4.2.relu")
    assert (last.receptive_field, last.jump) == ((483, 483), (32, 32))


# Against the taps.

def support(layers: list[Layer], sizes: tuple[int, ...]) -> list[np.ndarray]:
    """For each unit of the last layer which cells of the input it reads, by pushing ones through
    layers whose weights are all 1, one input cell at a time."""
    found = []
    for cell in np.ndindex(*sizes):
        array = np.zeros((1, *sizes))
        array[(0, *cell)] = 1
        for layer in layers:
            array = np.array(trace(layer, array, np.ones(layer.weight_shape or ())).output)
        found.append(array[0] != 0)
    return found


SLIDING = st.builds(lambda k, s, p, d: Conv2d(1, 1, (k, 1), (s, 1), (min(p, d * (k - 1)), 0),
                                              (d, 1), bias=False),
                    st.integers(1, 3), st.integers(1, 2), st.integers(0, 2), st.integers(1, 2))
STAMPING = st.builds(lambda k, s: ConvTranspose2d(1, 1, (k, 1), (s, 1), bias=False),
                     st.integers(1, 3), st.integers(1, 2))


@repeatable(60)
@given(st.lists(st.one_of(SLIDING, STAMPING), min_size=1, max_size=3), st.integers(7, 12))
def test_fields_are_boxes_around_what_is_read(layers: list[Layer], size: int) -> None:
    network = read_network(layers).on((1, size, 1))
    if network.failure:
        return
    cells = np.array(support(layers, (size, 1)))[:, :, 0]  # input cell, unit
    line = network.layers[-1].reach.lines[0]
    padded = any(layer.parameters().get("padding") for layer in layers)
    for unit in range(cells.shape[1]):
        read = np.flatnonzero(cells[:, unit])
        first, last = max(0, int(line.first[unit])), min(size - 1, int(line.last[unit]))
        if not len(read):
            continue
        assert first <= read[0]
        assert read[-1] <= last
        if not padded:
            assert (first, last) == (read[0], read[-1])


# What a text says.

def test_a_network_is_told_from_a_layer() -> None:
    assert is_network(LENET)
    assert is_network("nn.Sequential(Conv2d(1, 2, 3))")
    assert is_network("model = Sequential()")
    for text in ("Conv2d(1, 2, kernel_size=(3, 3))", "(conv1): Conv2d(1, 2, 3)", "dilation", "",
                 "Conv2d(\n  1, 2, 3)"):
        assert not is_network(text)


def test_blocks_printed_once_are_there_as_often_as_they_say() -> None:
    text = """Net(
  (0-2): 3 x Block(
    (conv): Conv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    (act): ReLU()
  )
)"""
    assert [layer.name for layer in read_network(text).layers] == [
        "0.conv", "0.act", "1.conv", "1.act", "2.conv", "2.act"]


def test_a_downsample_leads_its_blocks_input_around() -> None:
    text = """Block(
  (conv): Conv2d(4, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
  (downsample): Sequential(
    (0): Conv2d(4, 8, kernel_size=(1, 1), stride=(2, 2))
  )
)"""
    network = read_network(text)
    assert [(layer.name, layer.inputs) for layer in network.layers] == [
        ("conv", (-1,)), ("downsample.0", (-1,)), ("add", (0, 1))]
    assert network.on(8).layers[-1].output_shape == (8, 4, 4)


def test_named_layers_and_comments_are_read() -> None:
    network = read_network("""model = nn.Sequential(OrderedDict([
        ("first", nn.Conv2d(1, 4, 3)),  # comment
        ("act", nn.ReLU(inplace=True))]))""")
    assert [layer.name for layer in network.layers] == ["first", "act"]


@pytest.mark.parametrize(("text", "size", "said"), [
    ("Sequential()", 8, "without layers"),
    ("Sequential(*layers)", 8, "'*layers' is no layer"),
    ("Sequential(Conv2d(1, 2, 3), Foo(3))", 8, "1: unknown layer 'Foo'"),
    ("Net(\n  (a): Conv2d(1, 2, 3)\n", 8, "is not closed"),
    ("Net(\n  (a): ReLU()\n) and more", 8, "stands after"),
    ("Net(\n  (a): ReLU(inplace=True])\n)", 8, "closes a bracket that is not open"),
    ("Net(\n  (0-3): 3 x Block(\n    (a): ReLU()\n  )\n)", 8, "does not count"),
    ("Sequential(Conv2d(3, 2, 3))", None, "add input_size=(3, 32, 32)"),
    ("Sequential(Conv2d(3, 2, 3))", (3, -8, 8), "input size -8 is too small"),
    ("Sequential(Conv2d(3, 2, 3))", (3, 8, "b"), "is not a whole number"),
    ("Sequential(PixelShuffle(2), Conv2d(1, 6, 5))", 8, "says no channels")])
def test_what_cannot_be_read_is_one_line(text: str, size: object, said: str) -> None:
    with pytest.raises(ConvgifError) as caught:
        read_network(text).on(size)  # type: ignore[arg-type]  # what a user may give
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_deep_and_long_texts_are_refused() -> None:
    deep = "".join(f"N(\n{' ' * n}(a): " for n in range(200)) + "ReLU()" + ")" * 200
    with pytest.raises(ConvgifError, match="levels deep"):
        read_network(deep)
    with pytest.raises(ConvgifError, match="too long"):
        read_network("Net(\n" + "  (a): ReLU()\n" * 100_000 + ")")


@pytest.mark.parametrize(("shortcut", "count"), [
    ("(shortcut): Sequential()", 2), ("(shortcut): Identity()", 2)])
def test_a_shortcut_without_layers_adds_the_blocks_input(shortcut: str, count: int) -> None:
    """As CIFAR's ResNets print it, and wherever it is printed."""
    lines = ["(conv1): Conv2d(4, 4, kernel_size=(3, 3), padding=(1, 1))",
             "(conv2): Conv2d(4, 4, kernel_size=(3, 3), padding=(1, 1))"]
    for place in range(3):
        block = "\n    ".join([*lines[:place], shortcut, *lines[place:]])
        network = read_network(f"Net(\n  (a): Block(\n    {block}\n  )\n"
                               f"  (b): Block(\n    {block}\n  )\n  (drop): Dropout(p=0.1)\n)")
        sized = network.on(8)
        assert not sized.failure
        assert sized.layers[-1].receptive_field == (9, 9)
        assert sum(repr(layer.operation) == "add" for layer in sized.layers) == count


@pytest.mark.parametrize(("layers", "size", "said"), [
    ("Conv2d(3, 6, 3), BatchNorm2d(7)", 8, "for 7 channels, and 6 arrive"),
    ("Conv2d(3, 6, 3), BatchNorm1d(6)", 8, "for 1 axes"),
    ("Conv2d(3, 6, 3), GroupNorm(3, 9)", 8, "for 9 channels"),
    ("Conv2d(3, 6, 3), GroupNorm(4, 6)", 8, "do not divide into 4 groups"),
    ("Conv2d(3, 6, 3), LayerNorm((7, 7))", 8, "for (7, 7)"),
    ("Conv2d(3, 6, 3), PReLU(5)", 8, "for 5 channels"),
    ("Conv2d(3, 6, 3), ChannelShuffle(4)", 8, "do not divide"),
    ("Conv2d(3, 6, 3), Conv2d(7, 16, 3)", 8, "takes 7 channels, but 6 arrive"),
    ("Conv2d(3, 6, 3), Conv1d(6, 16, 3)", 8, "takes channels and 1 axis"),
    ("Conv2d(3, 2, 3)", (1, 8, 8), "takes 3 channels, but 1 arrives")])
def test_what_arrives_is_checked_by_every_layer(layers: str, size: int, said: str) -> None:
    network = read_network(f"Sequential({layers})").on(size)
    assert said in network.failure


def test_what_is_flat_may_become_a_map_again() -> None:
    """Each unit behind may depend on all that was read before."""
    sized = read_network("Sequential(Linear(64, 64), Unflatten(1, (1, 8, 8)), Conv2d(1, 6, 5))"
                         ).on(64)
    assert (sized.failure, sized.layers[-1].output_shape) == ("", (6, 4, 4))
    sized = read_network("Sequential(Conv2d(1, 1, 3), Flatten(), Unflatten(1, (1, 2, 18)), "
                         "Conv2d(1, 1, 1))").on((1, 8, 8))
    assert (sized.failure, sized.layers[-1].receptive_field) == ("", (8, 8))


def test_a_print_may_be_in_a_file(tmp_path: Path) -> None:
    assert read_network(MODELS / "lenet5.txt") == read_network(LENET)
    assert shape_of(str(MODELS / "lenet5.txt"), "--i", "28")[0] == 0
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConvgifError, match="is no text"):
        read_network(tmp_path / "a.txt")


def test_where_shapes_fail_the_layer_is_named_and_what_may_be_missing() -> None:
    network = read_network(["Conv2d(1, 4, 3)", MaxPool2d(2), "Linear(16, 2)"]).on(12)
    assert len(network.layers) == 2
    assert network.failure.startswith("2: Linear(in_features=16, out_features=2, bias=True) takes "
                                      "16 numbers, but 4·5·5 = 100 arrive")
    assert "F.max_pool2d" in network.failure


# On the command line.

def shape_of(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["shape", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_table_is_aligned_and_has_totals() -> None:
    code, out, _ = shape_of(LENET, "--i", "28")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["name", "layer", "output", "parameters", "MACs", "field", "jump",
                                "centre"]
    assert lines[-1].split() == ["in", "all", "61,706", "416,520"]
    assert len({line.index("×") for line in lines if " 6×" in line}) == 1


def test_the_table_as_data() -> None:
    text = ("Sequential(Conv2d(1, 6, 5), ReLU(), MaxPool2d(2))", "--i", "1x28x28")
    rows = list(csv.DictReader(io.StringIO(shape_of(*text, "--csv")[1])))
    assert [(row["name"], row["output"], row["macs"]) for row in rows] == [
        ("0", "6x24x24", "86400"), ("1", "6x24x24", "0"), ("2", "6x12x12", "0")]
    report = json.loads(shape_of(*text, "--json")[1])
    assert report["macs"] == 86_400
    assert report["layers"][2]["receptive_field"] == [6, 6]
    assert "| 0 | Conv2d 5 | 6×24×24 | 156 | 86,400 |" in (
        shape_of(*text, "--markdown")[1])


def test_one_layer_of_a_network_is_drawn_where_it_stands(tmp_path: Path) -> None:
    code, out, _ = shape_of(LENET, "--i", "28", "--at-layer", "net.3")
    assert code == 0
    assert "input            6×14×14" in out
    assert out.endswith("in the network   reads 14×14, neighbours 2×2 apart, begins 2×2 before the "
                        "input\n")
    told = json.loads(shape_of(LENET, "--i", "28", "--at-layer", "net.3", "--json")[1])
    assert told["in_network"] == {"name": "net.3", "receptive_field": [14, 14], "jump": [2, 2],
                                  "padding": [2, 2], "first_centre": [4.5, 4.5]}
    made = CliRunner().invoke(main, ["render", LENET, "--i", "28", "--at-layer", "net.5", "-o",
                                     str(tmp_path / "a.gif")])
    assert made.exit_code == 0
    assert "output 16×5×5" in made.stderr


@pytest.mark.parametrize(("layer", "made"), [
    ("lenet5 6", "input            16×5×5\noutput           400\n"),
    ("vgg16 31", "input            512×7×7\noutput           25088\n"),
    ("vgg16 4", "input            64×224×224\noutput           64×112×112\n")])
def test_a_layer_without_weights_has_the_channels_that_arrive(layer: str, made: str) -> None:
    network, name = layer.split()
    assert made in shape_of(network, "--at-layer", name)[1]


@pytest.mark.parametrize(("text", "said"), [
    ("Sequential(Conv2d(3, 8, 30))", "take an input of 30"),
    ("Sequential(Conv2d(3, 8, 3), Conv2d(8, 8, 30))",
     "pad by 11 or take a larger input, so that 30 arrive here"),
    ("Sequential(Conv2d(3, 8, 3), Conv2d(8, 8, 5, dilation=4))", "or lower the dilation")])
def test_advice_in_a_network_is_about_what_arrives(text: str, said: str) -> None:
    assert read_network(text).on(10).failure.endswith(said)


def test_a_vector_is_flat_already() -> None:
    assert "Flatten   144" in shape_of("Sequential(Conv2d(1, 4, 3), Flatten(), Flatten())", "--i",
                                       "1x8x8")[1]


def test_what_turns_channels_is_drawn_on_those_that_arrive(tmp_path: Path) -> None:
    text = "Sequential(Conv2d(1, 8, 3), PixelShuffle(2), Flatten())"
    for name in "12":  # of one number a frame
        made = CliRunner().invoke(main, ["render", text, "--i", "4", "--at-layer", name, "-o",
                                         str(tmp_path / "a.svg")])
        assert ", 32 frames" in made.stderr


@pytest.mark.parametrize(("arguments", "said"), [
    ((LENET, "--i", "28", "--k", "3"), "--k 3 is for one layer"),
    ((LENET, "--i", "28", "--at-layer", "net.1"), "slides nothing"),
    ((LENET, "--i", "28", "--at-layer", "net.33"), "did you mean net.3"),
    (("Conv2d()", "--at-layer", "a"), "network"),
    (("dcgan", "--at-layer", "3"), "a picture of several: give one of dcgan_generator"),
    (("lenet5", "--input-for", "0x5"), "output size 0 is too small: use 1 or more"),
    (("vgg16", "--at-layer", "99"), "and 34 more, see `convgif shape NETWORK`"),
    (("Sequential(Conv1d(1, 4, 3), Flatten())", "--i", "8", "--at-layer", "1"), "two axes only"),
    (("Conv2d()", "--csv"), "--csv is for a network")])
def test_mistakes_are_one_line(arguments: tuple[str, ...], said: str) -> None:
    code, _, err = shape_of(*arguments)
    assert code in (1, 2)
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_network_that_ends_early_is_shown_as_far_as_it_goes() -> None:
    code, out, err = shape_of("Sequential(Conv2d(1, 4, 3), Linear(5, 2))", "--i", "8")
    assert code == 1
    assert "4×6×6" in out
    assert err.startswith("convgif: 1: Linear")
