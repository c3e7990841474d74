"""Questions about a layer or a network, with their answers: QUESTIONS, one row each.

Every answer is computed by what computes the pictures, for numbers that are drawn by a seed.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from convgif.errors import ConvgifError, LayerError
from convgif.exercises.asking import Answers, Kind, Question, Subject, drawn, one_layer
from convgif.exercises.pictured import gradient, network_gradient, outputs
from convgif.exercises.varying import varied
from convgif.exercises.words import ExerciseWords
from convgif.layers import Layer
from convgif.layers.notation import build_layer
from convgif.networks.network import INPUT, Network, SizedLayer, SizedNetwork
from convgif.scenes.words import times

FARTHER = 40  # how much longer than the smallest a drawn side is, at most
MOST_CHANNELS = 33  # of a layer whose parameters are counted


def _size(subject: Subject, seed: int) -> Question | None:
    """The size of an output, along the axes that the layer does not keep; none of an input that it
    refuses."""
    layer = subject.shown
    if not isinstance(layer, Layer) or not layer.rank:
        return None
    size = _sides(layer.default_input_size(), seed)
    try:
        made = layer.output_shape(layer.input_shape(size))
    except LayerError:
        return None
    kept = size if len(made) == 1 + len(size) else ()
    answers = tuple([answer for answer, before in zip_longest(
        _along_axes(subject, made[1:]), kept) if answer[1] != str(before)])
    return Question("size", subject.words.questions["size"].format(
        layer=repr(layer), size=times(size)), answers) if answers else None


def _parameters(subject: Subject, seed: int) -> Question | None:
    """How many parameters a layer learns, of the same kernel and other channels."""
    layer = subject.shown
    if not isinstance(layer, Layer) or not layer.parameter_count:
        return None
    draws, fields = drawn(seed), layer.field_kinds()
    sides = [names for names in (("in_channels", "out_channels"), ("in_features", "out_features"))
             if {*names} <= fields.keys()]
    if not sides:
        return None
    groups = int(str(layer.arguments().get("groups", 1)))
    given = {name: groups * int(draws.integers(1, MOST_CHANNELS)) for name in sides[0]}
    asked = build_layer(type(layer), {**layer.arguments(), **given})
    return Question("parameters", subject.words.questions["parameters"].format(layer=repr(asked)),
                    (("", str(asked.parameter_count)),))


def _network_size(subject: Subject, seed: int) -> Question | None:
    """The size of each channel that comes out of a layer of a network; how many there are, its
    print says."""
    found = _layer(subject, seed, lambda layer: len(layer.output_shape) > 1)
    if found is None:
        return None
    number, network = found
    layer, size = network.layers[number], network.input_shape
    return Question("network_size", subject.words.questions["network_size"].format(
        name=layer.name, size=times(size)),
        _along_axes(subject, layer.output_shape[1:]), _chain(subject.words, network, number))


def _network_field(subject: Subject, seed: int) -> Question | None:
    """The receptive field of a number after a layer of a network."""
    found = _layer(subject, seed, lambda layer: bool(layer.receptive_field))
    if found is None:
        return None
    number, network = found
    layer = network.layers[number]
    return Question("network_field", subject.words.questions["network_field"].format(
        name=layer.name), _along_axes(subject, layer.receptive_field),
        _chain(subject.words, network, number))


def _network_parameters(subject: Subject, seed: int) -> Question | None:
    """How many parameters a layer of a network learns."""
    found = _layer(subject, seed, lambda layer: bool(layer.parameters))
    if found is None:
        return None
    number, network = found
    layer = network.layers[number]
    return Question("network_parameters", subject.words.questions["network_parameters"].format(
        name=layer.name), (("", str(layer.parameters)),), _chain(subject.words, network, number))


def _layer(subject: Subject, seed: int, suits: Callable[[SizedLayer], bool]
           ) -> tuple[int, SizedNetwork] | None:
    """The number of a layer that is drawn, in a network that is drawn too."""
    network = subject.shown
    if not isinstance(network, Network):
        return None
    try:
        channels, *axes = network.on(subject.size).input_shape
    except ConvgifError:
        channels, axes = network.input_shape((32, 32))[0], [32, 32]
    sized = varied(network, (channels, *_sides(axes, seed)), seed)
    if sized.failure or not axes:  # it is made for one size
        sized = varied(network, (channels, *axes), seed)
    found = one_layer(sized.layers, seed, suits)
    return None if found is None else (found[0], sized)


def _chain(words: ExerciseWords, network: SizedNetwork, last: int) -> tuple[str, ...]:
    """The layers of a network, up to the one that is asked about, one a line; of what takes
    something else than what is above it, also what that is."""
    lines, layers = list[str](), network.layers[:last + 1]
    for above, layer in enumerate(layers, INPUT):
        line = words.layer.format(name=layer.name, layer=repr(layer.operation))
        if layer.inputs != (above,):
            line += words.taken.format(names=words.comma.join([
                words.input if number == INPUT else layers[number].name
                for number in layer.inputs]))
        lines.append(line)
    return tuple(lines)


def _along_axes(subject: Subject, sizes: Sequence[int]) -> Answers:
    """Sizes as answers, a number an axis."""
    return tuple(zip(subject.words.axes[len(sizes)], map(str, sizes), strict=True))


def _sides(least: Sequence[int], seed: int) -> tuple[int, ...]:
    """A size that is drawn, from that one on, the same along all axes or not."""
    draws = drawn(seed)
    return tuple([side + int(draws.integers(FARTHER)) for side in least])


QUESTIONS: Mapping[str, Kind] = {
    "outputs": Kind("numbers of an output", outputs, is_pictured=True),
    "size": Kind("the size of an output", _size),
    "parameters": Kind("how many parameters a layer learns", _parameters),
    "gradient": Kind("the gradient of one weight", gradient, is_pictured=True),
    "network_size": Kind("the size after a layer of a network", _network_size),
    "network_field": Kind("the receptive field after a layer of a network", _network_field),
    "network_parameters": Kind("how many parameters a layer of a network learns",
                               _network_parameters),
    "network_gradient": Kind("the gradient of one weight of a layer of a network",
                             network_gradient, is_pictured=True)}
