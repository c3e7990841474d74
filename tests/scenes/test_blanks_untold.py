"""Nothing that is written on a sheet says a size that its reader is to work out: in every view, of
every network that has a name. What an argument says, as that of a linear layer, is given."""

import re
from collections.abc import Iterator
from itertools import islice
from math import prod

import pytest

import convgif
from convgif import (
    Animation,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Layer,
    MaxPool2d,
    Unfold,
    Upsample,
    animate,
)
from convgif.networks.network import SizedNetwork
from convgif.networks.presets import NETWORK_PRESETS
from convgif.scenes.scene import Text
from convgif.scenes.words import times
from convgif.views import NETWORK_VIEWS, VIEWS

# Whose sizes and counts are numbers of nothing else in the picture.
LAYERS: list[tuple[Layer, int | tuple[int, int]]] = [
    (Conv2d(1, 1, (2, 4)), (6, 12)), (Conv2d(2, 3, (2, 4)), (6, 12)), (Conv1d(), 19),
    (ConvTranspose2d(1, 1, (2, 3), stride=2), (3, 4)), (MaxPool2d((2, 4), 1), (6, 12)),
    (Unfold((2, 3)), (3, 6)), (Flatten(), (3, 5)), (Upsample(scale_factor=2), (3, 5))]
STEPS = 2  # of which the words are read
DRAWN = [(view, layer, size) for layer, size in LAYERS for view, row in VIEWS.items()
         if row.draws(layer)]
BRANCHED = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 11, 4)
        self.one = nn.Conv2d(11, 11, 3, padding=1)
        self.two = nn.Conv2d(11, 11, 5, padding=2)
        self.last = nn.Conv2d(11, 17, 2, stride=2)

    def forward(self, x):
        x = self.first(x)
        return self.last(self.two(self.one(x)) + x)
"""  # 1x41x46, 11x38x43, 17x19x21
INDEX = re.compile(r"\[[^]]*\]")
NUMBER = re.compile("[\N{MINUS SIGN}0-9.]+")


def sheet(animation: Animation) -> Iterator[str]:
    """All that is written on it but numbers alone, which are those of cells and of axes; what is
    told to who does not see it; and its title."""
    for seen in islice(animation.story.snapshots(), STEPS):
        for id, shape in seen.shapes.items():
            if isinstance(shape, Text) and "pending" not in seen.roles[id] and not (
                    NUMBER.fullmatch(shape.string)):
                yield shape.string
    yield from (animation.describe(), animation.title)


def telling(animation: Animation) -> set[str]:
    """What of that says the size of the output, or how many cells it has."""
    made = animation.traces[0].output.shape
    counts = "|".join(map(str, {prod(made), prod(made[1:])} - {1}))
    sides = "|".join(map(str, made[1:] or made))
    says = re.compile(rf"(?<![\d.])({counts})(?!\d|\.\d)|(= |×)({sides})(?!\d)"
                      rf"|(?<!\d)({sides})×")
    return {string for string in sheet(animation) if says.search(INDEX.sub("", string))}


@pytest.mark.parametrize(("view", "layer", "size"), DRAWN, ids=str)
def test_no_view_tells_the_size_that_it_asks_for(
        view: str, layer: Layer, size: int | tuple[int, int]) -> None:
    def drawn(blank: str | None) -> Animation:
        return animate(layer, input_size=size, view=view, text="full", size_px=2400, blank=blank,
                       seed=1, force=True)

    assert telling(drawn(None))
    assert telling(drawn("sizes")) == set()


def told_sizes(animation: Animation, network: SizedNetwork) -> set[str]:
    """What of that says a size that a layer makes, or, as the first number of a sum, its side."""
    hidden = {layer.output_shape for layer in network.layers} - {network.input_shape}
    answers = {said for made in hidden for axes in [made[1:]] if axes
               for said in (times(made), times(axes), f"{made[0]}@{times(axes)}")}
    sides = {str(side) for made in hidden for side in made[1:]}
    given = {times(network.input_shape[1:]), *map(str, network.input_shape)}
    for layer in network.layers:
        size = layer.layer.parameters().get("kernel_size", ()) if layer.layer else ()
        given |= {times(size), *map(str, size), times(layer.receptive_field)}
        given.add("×".join(str(line.jumps[0]) for line in layer.reach.lines if line.jumps))
    said = set()
    for string in sheet(animation):
        first = re.match(r"[\u230a(]*(\d+)(?:\u22121\)|·| [\u2212+])", string)
        found = {*re.findall(r"\d+(?:[@×]\d+)+", string)} & answers
        if (found | ({first[1]} & sides if first else set())) - given:
            said.add(string)
    return said


@pytest.mark.parametrize(("view", "name"), [
    (view, name) for view in NETWORK_VIEWS for name in [*NETWORK_PRESETS, "branched"]
    if name != "causal_dilations"  # whose layers keep the size
    if (view, name) != ("receptive", "vgg16")])  # whose cones take seconds
def test_no_network_tells_a_size_that_it_asks_for(view: str, name: str) -> None:
    row = NETWORK_PRESETS.get(name)
    source, shape = (row.text, row.input_shape) if row else (BRANCHED, (1, 41, 46))
    network = convgif.read_network(source).on(shape)

    def drawn(blank: str | None) -> Animation:
        return animate(source, input_size=shape, view=view, text="full", size_px=1400,
                       blank=blank)

    assert told_sizes(drawn(None), network)
    assert told_sizes(drawn("sizes"), network) == set()
