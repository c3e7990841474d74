"""Questions about a layer or a network, with their answers: QUESTIONS, one row each.

Every answer is computed by what computes the pictures, for numbers that are drawn by a seed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from convgif.animation import Animation, animate
from convgif.errors import ConvgifError
from convgif.exercises.words import ExerciseWords
from convgif.layers import Layer
from convgif.layers.notation import build_layer
from convgif.networks.network import Network, SizedLayer
from convgif.scenes.words import times
from convgif.views import VIEWS
from convgif.views.kit.numerals import decimals, format_number

CELLS = 2  # that are empty in a picture
LARGEST_DRAWN = 9  # a side of an input whose numbers are worked out by hand
FARTHER = 40  # how much longer than the smallest a drawn side is, at most
MOST_CHANNELS = 33  # of a layer whose parameters are counted
Answers: TypeAlias = tuple[tuple[str, str], ...]  # what it is called, and the number


@dataclass(frozen=True)
class Subject:
    """What is asked about. size: of its input, spatial axes only, where one is given."""

    shown: Layer | Network
    words: ExerciseWords
    language: str = "en"
    theme: str = "print"
    size: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Question:
    """A question with its answers. name: in QUESTIONS. lines: what stands below it. picture: with
    empty cells, if it has one."""

    name: str
    text: str
    answers: Answers
    lines: tuple[str, ...] = ()
    picture: Animation | None = None


Asking: TypeAlias = Callable[[Subject, int], Question | None]


@dataclass(frozen=True)
class Kind:
    """A row of QUESTIONS. ask: the question of a seed, None where none suits the subject."""

    description: str
    ask: Asking
    of_network: bool = False


def _drawn(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 18])


def _outputs(subject: Subject, seed: int) -> Question | None:
    """The numbers of empty cells of an output, where these are not those of the input again."""
    picture = _picture(subject, "values", seed, blank=CELLS)
    if picture is None or picture.traces[0].rule.selects:
        return None
    (trace,) = picture.traces
    digits = decimals(trace.output.ravel().tolist(), None)
    cells = sorted(element.index for element in picture.story.stage.blanks)
    return Question("outputs", subject.words.questions["outputs"].format(layer=repr(trace.layer)),
                    tuple([(_called(subject.words, index), format_number(
                        float(trace.output[index]), digits)) for index in cells]),
                    picture=picture)


def _gradient(subject: Subject, seed: int) -> Question | None:
    """The gradient of one weight."""
    picture = _picture(subject, "backward", seed, blank="outputs")
    if picture is None or picture.traces[0].weight is None:
        return None
    (trace,) = picture.traces
    gradient = trace.backward().grad_weight
    assert gradient is not None
    digits = decimals(gradient.ravel().tolist(), None)
    drawn = _drawn(seed)
    index = tuple(int(drawn.integers(size)) for size in gradient.shape)
    asked = subject.words.questions["gradient"].format(
        layer=repr(trace.layer), index=_listed(index[2:] or index))
    return Question("gradient", asked, (("", format_number(float(gradient[index]), digits)),),
                    picture=picture)


def _picture(subject: Subject, view: str, seed: int, blank: str | int) -> Animation | None:
    """A picture with empty cells, of a layer whose sums can be worked out from what it shows."""
    layer = subject.shown
    if not isinstance(layer, Layer) or not VIEWS[view].draws(layer) or len(
            layer.channels_read(0)) > 1:
        return None
    small = subject.size is not None and max(subject.size, default=0) <= LARGEST_DRAWN
    size = subject.size if small else VIEWS[view].default_input_size(layer)
    return animate(layer, input_size=size or None, view=view, seed=seed, blank=blank,
                   theme=subject.theme, text="sizes", language=subject.language).still("middle")


def _size(subject: Subject, seed: int) -> Question | None:
    """The size of an output."""
    layer = subject.shown
    if not isinstance(layer, Layer) or not layer.rank:
        return None
    size = _sides(layer.default_input_size(), seed)
    made = layer.output_shape(layer.input_shape(size))
    return Question("size", subject.words.questions["size"].format(
        layer=repr(layer), size=times(size)),
        tuple(zip(subject.words.axes[len(made) - 1], map(str, made[1:]), strict=True)))


def _parameters(subject: Subject, seed: int) -> Question | None:
    """How many parameters a layer learns, of the same kernel and other channels."""
    layer = subject.shown
    if not isinstance(layer, Layer) or not layer.parameter_count:
        return None
    drawn, fields = _drawn(seed), layer.field_kinds()
    sides = [names for names in (("in_channels", "out_channels"), ("in_features", "out_features"))
             if {*names} <= fields.keys()]
    if not sides:
        return None
    groups = int(str(layer.arguments().get("groups", 1)))
    given = {name: groups * int(drawn.integers(1, MOST_CHANNELS)) for name in sides[0]}
    asked = build_layer(type(layer), {**layer.arguments(), **given})
    return Question("parameters", subject.words.questions["parameters"].format(layer=repr(asked)),
                    (("", str(asked.parameter_count)),))


def _network_size(subject: Subject, seed: int) -> Question | None:
    """The size of each channel that comes out of a layer of a network; how many there are, its
    print says."""
    found = _layer(subject, seed, lambda layer: len(layer.output_shape) > 1)
    if found is None:
        return None
    number, layer, size = found
    axes = layer.output_shape[1:]
    return Question("network_size", subject.words.questions["network_size"].format(
        number=number, size=times(size)),
        tuple(zip(subject.words.axes[len(axes)], map(str, axes), strict=True)),
        _chain(subject, number))


def _network_field(subject: Subject, seed: int) -> Question | None:
    """The receptive field of a number after a layer of a network."""
    found = _layer(subject, seed, lambda layer: bool(layer.receptive_field))
    if found is None:
        return None
    number, layer, _ = found
    names = subject.words.axes[len(layer.receptive_field)]
    return Question("network_field", subject.words.questions["network_field"].format(
        number=number), tuple(zip(names, map(str, layer.receptive_field), strict=True)),
        _chain(subject, number))


def _network_parameters(subject: Subject, seed: int) -> Question | None:
    """How many parameters a layer of a network learns."""
    found = _layer(subject, seed, lambda layer: bool(layer.parameters))
    if found is None:
        return None
    number, layer, _ = found
    return Question("network_parameters", subject.words.questions["network_parameters"].format(
        number=number), (("", str(layer.parameters)),), _chain(subject, number))


def _layer(subject: Subject, seed: int,
           suits: Callable[[SizedLayer], bool] = lambda layer: True
           ) -> tuple[int, SizedLayer, Sequence[int]] | None:
    """A layer of a network that is drawn, its number from 1, and the shape of the input."""
    network = subject.shown
    if not isinstance(network, Network):
        return None
    try:
        channels, *axes = network.on(subject.size).input_shape
    except ConvgifError:
        channels, axes = network.input_shape((32, 32))[0], [32, 32]
    sized = network.on((channels, *_sides(axes, seed)))
    if sized.failure or not axes:  # it is made for one size
        sized = network.on((channels, *axes))
    suiting = [(number, layer) for number, layer in enumerate(sized.layers, 1) if suits(layer)]
    if not suiting:
        return None
    number, layer = suiting[int(_drawn(seed + 1).integers(len(suiting)))]
    return number, layer, sized.input_shape


def _chain(subject: Subject, last: int) -> tuple[str, ...]:
    """The layers of a network, up to the one that is asked about, one a line."""
    assert isinstance(subject.shown, Network)
    return tuple([subject.words.layer.format(number=number, layer=repr(layer.operation))
                  for number, layer in enumerate(subject.shown.layers[:last], 1)])


def _sides(least: Sequence[int], seed: int) -> tuple[int, ...]:
    """A size that is drawn, from that one on, the same along all axes or not."""
    drawn = _drawn(seed)
    return tuple([side + int(drawn.integers(FARTHER)) for side in least])


def _called(words: ExerciseWords, index: Sequence[int]) -> str:
    return words.cell.format(index=_listed(index[1:] or index))


def _listed(index: Sequence[int]) -> str:
    return ", ".join(map(str, index))


QUESTIONS: Mapping[str, Kind] = {
    "outputs": Kind("numbers of an output", _outputs),
    "size": Kind("the size of an output", _size),
    "parameters": Kind("how many parameters a layer learns", _parameters),
    "gradient": Kind("the gradient of one weight", _gradient),
    "network_size": Kind("the size after a layer of a network", _network_size, of_network=True),
    "network_field": Kind("the receptive field after a layer of a network", _network_field,
                          of_network=True),
    "network_parameters": Kind("how many parameters a layer of a network learns",
                               _network_parameters, of_network=True)}
