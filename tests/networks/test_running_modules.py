"""Live modules of torch, run once: on a stand-in, for torch itself is too large to be there."""

import sys
from typing import Any

import pytest
from torch_stand_in import (
    TORCH,
    Module,
    Tensor,
    add,
    cat,
    fft,
    flatten,
    leaf,
    max_pool2d,
    relu_,
    softmax,
)

from convgif import ConvgifError, animate, read_network
from convgif.reporting import network_lines, network_report


@pytest.fixture(autouse=True)
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", TORCH)  # type: ignore[arg-type]


class Block(Module):
    """Is added to what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.act = leaf("Conv2d(4, 4, 3, padding=1)"), leaf("ReLU()")

    def forward(self, x: Tensor) -> Any:
        return self.act(add(self.act(self.conv(x)), x))


class Net(Module):
    """Its attributes stand in another order than that in which they are called."""

    def __init__(self) -> None:
        super().__init__()
        self.last, self.scale = leaf("Linear(96, 2)"), Tensor((4, 1, 1))
        self.side, self.block = leaf("Conv2d(4, 2, 1)"), Block()
        self.first, self.unused = leaf("Conv2d(3, 4, 3)"), leaf("Linear(9, 9)")

    def forward(self, x: Tensor) -> Any:
        x = max_pool2d(relu_(self.first(x)), 2)
        x = self.block(add(x, self.scale))
        return softmax(self.last(flatten(cat([x, self.side(x)], dim=1), 1)), dim=1)


NET_INPUT = (3, 10, 10)


def test_layers_stand_in_the_order_in_which_they_are_called_and_take_what_they_take() -> None:
    sized = read_network(Net(), example=NET_INPUT).on()
    names = ["input", *(layer.name for layer in sized.layers)]
    assert [(layer.name, repr(layer.operation).partition("(")[0],
             [names[number + 1] for number in layer.inputs], layer.output_shape)
            for layer in sized.layers] == [
        ("first", "Conv2d", ["input"], (4, 8, 8)),
        ("relu", "relu", ["first"], (4, 8, 8)),
        ("max_pool2d", "MaxPool2d", ["relu"], (4, 4, 4)),
        ("add", "add", ["max_pool2d"], (4, 4, 4)),  # of what is learnt
        ("block.conv", "Conv2d", ["add"], (4, 4, 4)),
        ("block.act", "ReLU", ["block.conv"], (4, 4, 4)),
        ("block.add", "add", ["block.act", "add"], (4, 4, 4)),
        ("block.act:1", "ReLU", ["block.add"], (4, 4, 4)),
        ("side", "Conv2d", ["block.act:1"], (2, 4, 4)),
        ("cat", "concatenate", ["block.act:1", "side"], (6, 4, 4)),
        ("flatten", "Flatten", ["cat"], (96,)), ("last", "Linear", ["flatten"], (2,)),
        ("softmax", "softmax", ["last"], (2,))]
    assert sized.parameters == 112 + 4 + 148 + 10 + 194
    assert sized.layers[7].is_again
    assert not sized.failure


def test_a_module_is_left_as_it_was() -> None:
    net = Net()
    scale = net.scale
    read_network(net, example=Tensor((2, *NET_INPUT)))
    assert net.scale is scale
    assert all(each.training and not each.before and not each.after for each in net.modules())


def test_a_size_for_a_picture_is_an_example() -> None:
    told = animate(Net(), input_size=NET_INPUT).describe()
    assert "from 3×10×10 to 2" in told
    assert "concatenate" in told


def test_of_what_is_not_known_the_run_says_what_comes_out() -> None:
    class Strange(Net):
        def forward(self, x: Tensor) -> Any:
            return fft(self.first(x))

    network = read_network(Strange(), example=NET_INPUT)
    assert [network.on(size).layers[-1].output_shape for size in (None, (3, 7, 7))] == [
        (4, 8, 8), (4, 5, 5)]
    assert "the MACs of fft are not counted" in network_lines(network_report(network.on()))[-1]


class Failing(Net):
    """Its own code raises what it likes."""

    def forward(self, x: Tensor) -> Any:
        raise KeyError("mask\nand more")


class Empty(Net):
    """Calls nothing."""

    def forward(self, x: Tensor) -> Any:
        return x


@pytest.mark.parametrize(("module", "example", "said"), [
    (Failing, NET_INPUT, r"Failing does not run on an input of \(1, 3, 10, 10\): .*mask"),
    (Empty, NET_INPUT, "calls no layers"),
    (Net, 5, "neither an array of torch nor a shape"), (Net, (3, 0), "is too small"),
    (Net, Tensor((3,)), "has no batch"),
    (lambda: "lenet5", NET_INPUT, "is for a module of torch: leave it out")])
def test_what_does_not_run_is_said_in_a_line(module: Any, example: Any, said: str) -> None:
    with pytest.raises(ConvgifError, match=said) as raised:
        read_network(module(), example=example)
    assert "\n" not in raised.value.message
