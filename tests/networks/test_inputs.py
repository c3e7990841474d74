"""Which inputs give an output of a size: what the sizes of networks say, asked backwards."""

import json

import pytest
from click.testing import CliRunner

from convgif.cli import main
from convgif.networks.assembling import read_operation_or_layer
from convgif.networks.inputs import inputs_for
from convgif.networks.joins import Join
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.reading import read_network

CHAINS = ["Sequential(Conv2d(1, 1, 3, stride=2), MaxPool2d(2))",
          "Sequential(Conv1d(1, 1, 5, stride=3, padding=1), Conv1d(1, 1, 2, stride=2))",
          "Sequential(ConvTranspose2d(1, 1, 3, stride=2), AvgPool2d(3, 1))",
          "Sequential(MaxPool2d(3, 2, ceil_mode=True), Upsample(scale_factor=2))"]


def skipping() -> Network:
    """Halved twice and doubled twice, and joined with what was given, as in a U-Net: only inputs
    that 4 divides suit."""
    texts = ["MaxPool2d(2)", "MaxPool2d(2)", "Upsample(scale_factor=2)", "Upsample(scale_factor=2)"]
    chain = [NetworkLayer(str(number), read_operation_or_layer(text), (number - 1,))
             for number, text in enumerate(texts)]
    return Network((*chain, NetworkLayer("join", Join("add"), (3, INPUT))))


def by_trying(network: Network, output: int) -> list[int]:
    found = []
    for size in range(1, 80):
        sized = network.on((1, size) if "1d" in repr(network.layers[0].operation) else
                           (1, size, size))
        if not sized.failure and sized.layers[-1].output_shape[1] == output:
            found.append(size)
    return found


@pytest.mark.parametrize("network", [*map(read_network, CHAINS), skipping()],
                         ids=[*CHAINS, "skipping"])
def test_they_are_those_that_are_found_by_trying(network: Network) -> None:
    for output in (1, 2, 5, 8):
        axis = inputs_for(network, output).axes[0]
        said = [size for low, high in axis.of_wanted for size in range(low, (high or 80) + 1)]
        assert said == by_trying(network, output)
        assert bool(axis.nearest) is not bool(said)


def test_gaps_between_those_that_suit_are_said() -> None:
    (axis, _) = inputs_for(skipping(), 8, "1").axes
    assert axis.of_wanted == ((32, 35),)
    (axis, _) = inputs_for(skipping(), 32).axes
    assert axis.of_wanted == ((32, 32),)
    (axis, _) = inputs_for(skipping(), 33).axes
    assert axis.nearest == ((32, (32, 32)), (36, (36, 36)))


@pytest.mark.parametrize(("arguments", "said"), [
    (("vgg16", "--input-for", "7x7"), "output 7×7 of 30\neach axis  224 to 255\n"),
    (("lenet5", "--input-for", "5x6"), "output 5×6 of 5\nrows     28 to 31\ncolumns  32 to 35\n"),
    (("dcgan_generator", "--input-for", "63"),
     "output 63×63 of 13\neach axis  no input gives 63: 64 is of 1\n"),
    (("--k", "3", "--s", "2", "--p", "1", "--input-for", "5"),
     "output 5×5 of 0\neach axis  9 to 10\n"),
    (("Sequential(Conv2d(1, 1, 3), AdaptiveAvgPool2d(7))", "--at-layer", "1", "--input-for", "7"),
     "output 7×7 of 1\neach axis  3 or more\n")])
def test_the_command_prints_them(arguments: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(main, ["shape", *arguments])
    assert (result.exit_code, result.output) == (0, said)


def test_they_are_data_too() -> None:
    result = CliRunner().invoke(main, ["shape", "lenet5", "--input-for", "5", "--json"])
    assert json.loads(result.stdout)["axes"][0] == {"of_wanted": [[28, 31]], "nearest": []}


@pytest.mark.parametrize(("arguments", "said"), [
    (("lenet5", "--at-layer", "9", "--input-for", "3"),
     "9 makes no map, but 84 numbers: name a layer before it by --at-layer NAME"),
    (("lenet5", "--input-for", "3x3x3"), "5 makes maps of 2 axes, and (3, 3, 3) has 3: give 2"),
    (("AdaptiveAvgPool2d(7)", "--input-for", "3"), "every input gives maps of the same sizes"),
    (("lenet5", "--k", "3", "--input-for", "3"), "--k is for one layer, and this is a network")])
def test_mistakes_are_one_line(arguments: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(main, ["shape", *arguments])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr
