"""Networks by name, as their papers or the articles have them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from convgif.errors import fold


@dataclass(frozen=True)
class NetworkPreset:
    """A network by name: its text, and the shape of its input, channels first. view: what shows
    what it is there for, where that is not the first of networks."""

    description: str
    text: str
    input_shape: tuple[int, ...]
    view: str | None = None


def _sequential(*layers: str) -> str:
    return f"Sequential({', '.join(layers)})"


def _pyramid(*blocks: tuple[int, int]) -> Iterator[str]:
    """3x3 convolutions, so many of so many channels in each block, and a pooling after each."""
    channels = 3
    for count, wider in blocks:
        for _ in range(count):
            yield from (f"Conv2d({channels}, {wider}, 3, padding=1)", "ReLU()")
            channels = wider
        yield "MaxPool2d(2)"


def _upwards(*channels: int) -> Iterator[str]:
    """Transposed convolutions that double the size, but for the first, which makes 4x4 of 1."""
    for number, (before, after) in enumerate(pairwise(channels)):
        is_last = number == len(channels) - 2
        yield (f"ConvTranspose2d({before}, {after}, 4, {2 if number else 1}, {min(number, 1)}, "
               "bias=False)")
        yield from ["Tanh()"] if is_last else [f"BatchNorm2d({after})", "ReLU()"]


def _downwards(*channels: int) -> Iterator[str]:
    """Convolutions that halve the size, but for the last, which makes 1 of 4x4."""
    for number, (before, after) in enumerate(pairwise(channels)):
        is_last = number == len(channels) - 2
        yield (f"Conv2d({before}, {after}, 4, {1 if is_last else 2}, {0 if is_last else 1}, "
               "bias=False)")
        if number and not is_last:
            yield f"BatchNorm2d({after})"
        yield "Sigmoid()" if is_last else "LeakyReLU(0.2)"


NETWORK_PRESETS: Mapping[str, NetworkPreset] = {
    "lenet5": NetworkPreset(
        "LeNet-5 with sigmoids and average pooling: 61,706 parameters",
        _sequential("Conv2d(1, 6, 5, padding=2)", "Sigmoid()", "AvgPool2d(2)",
                    "Conv2d(6, 16, 5)", "Sigmoid()", "AvgPool2d(2)", "Flatten()",
                    "Linear(400, 120)", "Sigmoid()", "Linear(120, 84)", "Sigmoid()",
                    "Linear(84, 10)"), (1, 28, 28)),
    "vgg16": NetworkPreset(
        "VGG-16: thirteen 3x3 convolutions in five blocks, and three fully connected layers",
        _sequential(*_pyramid((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), "Flatten()",
                    "Linear(25088, 4096)", "ReLU()", "Dropout()", "Linear(4096, 4096)", "ReLU()",
                    "Dropout()", "Linear(4096, 1000)"), (3, 224, 224)),
    "dcgan_generator": NetworkPreset(
        "the generator of DCGAN: transposed convolutions, 1 to 64 pixels",
        _sequential(*_upwards(100, 512, 256, 128, 64, 3)), (100, 1, 1)),
    "dcgan_discriminator": NetworkPreset(
        "the discriminator of DCGAN: convolutions, 64 pixels to 1",
        _sequential(*_downwards(3, 64, 128, 256, 512, 1)), (3, 64, 64)),
    "causal_dilations": NetworkPreset(
        "causal layers of 2 taps, dilations 1, 2, 4, 8: each unit reads 16, as in WaveNet",
        _sequential(*(f"Conv1d(1, 1, 2, padding='causal', dilation={dilation})"
                      for dilation in (1, 2, 4, 8))), (1, 16), "receptive"),
    "gridding": NetworkPreset(
        "3x3 layers of dilation 2 one after the other: a field with holes",
        _sequential(*["Conv2d(1, 1, 3, dilation=2)"] * 3), (1, 15, 15), "receptive"),
    "stride_twice": NetworkPreset(
        "two 3x3 layers of stride 2: neighbours' fields lie 4 apart",
        _sequential(*["Conv2d(1, 1, 3, stride=2)"] * 2), (1, 15, 15), "receptive"),
    "three_of_three": NetworkPreset(
        "three 3x3 layers: a field of 7x7 with 27 weights", _sequential(*["Conv2d(1, 1, 3)"] * 3),
        (1, 9, 9), "receptive")}


def preset_called(text: str) -> NetworkPreset | None:
    """The network of that name, None for any other text."""
    return {fold(name): row for name, row in NETWORK_PRESETS.items()}.get(fold(text[:80]))


def own_view(what: object) -> str | None:
    """The name of the view that the network of that name is there for, None where it says none."""
    preset = preset_called(what) if isinstance(what, str) else None
    return None if preset is None else preset.view
