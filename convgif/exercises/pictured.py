"""Questions with a picture, in which what is asked for is left empty.

A picture shows all that its sums take: of a gradient the one pair of channels that it comes from,
whatever their number in the layer.
"""

import numpy as np

from convgif.animation import Animation, animate
from convgif.errors import ViewError
from convgif.exercises.asking import Question, Subject, called, drawn, listed, one_layer
from convgif.formats.player.numerals import Numerals, rounding
from convgif.layers import Layer
from convgif.layers.notation import build_layer
from convgif.networks.network import Network, NetworkLayer
from convgif.scenes.words import times
from convgif.traces.steps import Step
from convgif.traces.tracing import Trace
from convgif.views import VIEWS
from convgif.views.kit.numerals import decimals, format_number

WIDEST_PX = 650  # of a picture on a page
CELLS = 2  # that are empty in a picture
LARGEST_DRAWN = 9  # a side of an input whose numbers are worked out by hand
MOST_READ = 3  # channels whose sums are worked out by hand
ONE_PAIR = ("in_channels", "out_channels", "groups")  # of each one


def outputs(subject: Subject, seed: int) -> Question | None:
    """The numbers of empty cells of an output; where these are a sum of too much, what one channel
    adds to them, and where they are numbers of the input again, what they add up to."""
    layer = subject.shown
    if not isinstance(layer, Layer):
        return None
    view, made = _showing_sums(layer, seed)
    picture = _picture(subject, layer, view, seed, CELLS, made) if view else None
    if picture is None:
        return _outputs_of_one_pair(subject, layer, seed)
    (trace,) = picture.traces
    if trace.steps[0].winner is not None:
        return _sum_of_outputs(subject, layer, view, seed)
    asked = subject.words.questions["outputs"].format(layer=repr(trace.layer))
    return _numbers_of(subject, picture, asked)


def _outputs_of_one_pair(subject: Subject, layer: Layer, seed: int) -> Question | None:
    """What one channel of the input adds to one of the output."""
    if not layer.rank or layer.weight_shape is None:
        return None
    alone = _of_one_pair(layer)
    if "bias" in layer.field_kinds():
        alone = build_layer(type(alone), {**alone.arguments(), "bias": False})
    picture = _picture(subject, alone, "values", seed, CELLS)
    if alone.weight_shape == layer.weight_shape or picture is None:
        return None
    read, made = _drawn_pair(layer, drawn(seed))
    return _numbers_of(subject, picture, subject.words.questions["outputs_of_pair"].format(
        layer=repr(layer), read=read, made=made))


def _numbers_of(subject: Subject, picture: Animation, asked: str) -> Question | None:
    """The numbers of the empty cells of a picture, where these are not those of the input again."""
    (trace,) = picture.traces
    if np.isin(trace.output, trace.input).all():
        return None
    digits = decimals(trace.output.ravel().tolist(), None)
    cells = sorted(element.index for element in picture.story.stage.blanks)
    several = len(trace.output) > 1
    return Question("outputs", asked + _said_small(subject, trace),
                    tuple([(called(subject.words, index if several else index[1:] or index),
                            format_number(float(trace.output[index]), digits))
                           for index in cells]), picture=picture,
                    slack=max(_slack(trace, index) for index in cells))


def _sum_of_outputs(subject: Subject, layer: Layer, view: str, seed: int) -> Question | None:
    """What all numbers of an output add up to."""
    picture = _picture(subject, layer, view, seed, "outputs")
    if picture is None:
        return None
    (trace,) = picture.traces
    asked = subject.words.questions["outputs_sum"].format(layer=repr(trace.layer))
    digits = decimals(trace.output.ravel().tolist(), None)
    return Question("outputs", asked + _said_small(subject, trace),
                    (("", format_number(float(trace.output.sum()), digits)),), picture=picture)


def _slack(trace: Trace, index: tuple[int, ...]) -> float:
    """By how much an output is missed by who adds up the numbers of the picture, which are rounded
    where a weight is the share of an interpolation."""
    numerals, step = Numerals.of(trace, None), Step(trace, index)
    worths = [numerals.worth([
        numerals.element("input", mac.input),
        *([] if mac.weight is None else [numerals.element("weight", mac.weight)])])
        for mac in step.macs]
    bias = [] if trace.bias is None else [numerals.partial(
        float(trace.bias[index[:trace.bias.ndim]]))]
    return rounding(step.value, [numerals.result(worths, bias, step.divisor)])


def gradient(subject: Subject, seed: int) -> Question | None:
    """The gradient of one weight."""
    layer = subject.shown
    if not isinstance(layer, Layer):
        return None
    return _gradient(subject, "gradient", layer, seed)


def network_gradient(subject: Subject, seed: int) -> Question | None:
    """The gradient of one weight of a layer of a network, on a small input."""
    if not isinstance(subject.shown, Network):
        return None
    found = one_layer(subject.shown.layers, seed, _has_small_gradients)
    if found is None:
        return None
    _, layer = found
    assert isinstance(layer.operation, Layer)
    return _gradient(Subject(layer.operation, subject.words, subject.language, subject.theme),
                     "network_gradient", layer.operation, seed, layer.name)


def _has_small_gradients(layer: NetworkLayer) -> bool:
    operation = layer.operation
    return (isinstance(operation, Layer) and bool(operation.rank)
            and bool(operation.parameter_count) and VIEWS["backward"].draws(operation)
            and max(VIEWS["backward"].default_input_size(operation)) <= LARGEST_DRAWN)


def _gradient(subject: Subject, name: str, layer: Layer, seed: int, layer_name: str = ""
              ) -> Question | None:
    """The gradient of a weight that is drawn, from the pair of channels that it lies between."""
    if not layer.parameter_count:
        return None
    picture = _picture(subject, _of_one_pair(layer), "backward", seed, "outputs")
    if picture is None or picture.traces[0].weight is None:
        return None
    (trace,), words = picture.traces, subject.words
    gradients = trace.backward().grad_weight
    assert gradients is not None
    digits, draws = decimals(gradients.ravel().tolist(), None), drawn(seed)
    index = tuple(int(draws.integers(size)) for size in gradients.shape)
    answer = format_number(float(gradients[index]), digits)
    shown, pair = index[2:] or index, ""
    if layer.rank and layer.weight_shape and layer.weight_shape[:2] != (1, 1):
        read, made = _drawn_pair(layer, draws)
        shown = (*layer.weight_channels(made, read), *index[2:])
        pair = words.gap + words.pair.format(read=read, made=made)
    asked = words.questions[name].format(layer=repr(layer), index=listed(shown), name=layer_name)
    return Question(name, asked + pair + _said_small(subject, trace), (("", answer),),
                    picture=picture)


def _said_small(subject: Subject, trace: Trace) -> str:
    """That the picture is not of the input that is given, where that has too many numbers."""
    size = trace.input.shape[1:]
    if subject.size is None or size == tuple(subject.size):
        return ""
    return subject.words.gap + subject.words.small.format(size=times(size))


def _drawn_pair(layer: Layer, draws: np.random.Generator) -> tuple[int, int]:
    """A channel of the input and one of the output, which is read for it."""
    made = int(draws.integers(layer.output_channels(layer.input_channels or 1)))
    reads = layer.channels_read(made)
    return reads[int(draws.integers(len(reads)))], made


def _of_one_pair(layer: Layer) -> Layer:
    """The layer between one channel of its input and one of its output."""
    given = {name: 1 for name in ONE_PAIR if layer.rank and name in layer.field_kinds()}
    return build_layer(type(layer), {**layer.arguments(), **given}) if given else layer


def _showing_sums(layer: Layer, seed: int) -> tuple[str, int | None]:
    """The view that shows all numbers that an output is a sum of, and of which output channel where
    that is to be said; "" where they are too many to be added up by hand."""
    if not VIEWS["values"].draws(layer):
        return "", None
    if not layer.rank:
        return "values", None
    reads = len(layer.channels_read(0))
    if reads == 1:
        return "values", None
    if reads > MOST_READ or not VIEWS["channels"].draws(layer):
        return "", None
    return "channels", int(drawn(seed).integers(layer.output_channels(layer.input_channels or 1)))


def _picture(subject: Subject, layer: Layer, view: str, seed: int, blank: str | int,
             made: int | None = None) -> Animation | None:
    """A picture with empty cells, of a layer whose sums can be worked out from what it shows; None
    where its numbers have no room on a page. made: the output channel that is shown, where it reads
    several."""
    read = layer.input_channels or 1
    if not VIEWS[view].draws(layer) or (
            not layer.rank and max(read, layer.output_channels(read)) > LARGEST_DRAWN):
        return None
    small = subject.size is not None and max(subject.size, default=0) <= LARGEST_DRAWN
    size = subject.size if small else VIEWS[view].default_input_size(layer)
    picture = animate(layer, input_size=size or None, view=view, seed=seed, blank=blank,
                      theme=subject.theme, text="sizes", language=subject.language,
                      values=None if made is None else True,
                      show_out=None if made is None else (made,)).still("middle")
    try:
        return picture if picture.story.stage.width_px <= WIDEST_PX else None
    except ViewError:
        return None
