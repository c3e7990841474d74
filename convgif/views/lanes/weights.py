"""What outputs can be worked out again by, besides the numbers in the cells: weights and biases."""

from collections.abc import Iterable, Iterator, Sequence

from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.lanes.words import WORDS
from convgif.views.settings import NAMES, PRECISION, VALUES

MOST_KERNELS = 6  # whose weights are told; more are for the channels view


def weights_said(trace: Trace, inputs: Sequence[int], outputs: Sequence[int],
                 settings: ViewSettings, *, kept: bool = False) -> list[Caption]:
    """The weights and the bias of those channels, where numbers are asked for. kept: whether the
    bias is in the sums before any stamp."""
    if not settings[VALUES] or settings[NAMES]:
        return []
    return [*_weights(trace, inputs, outputs, settings),
            *_biases(trace, outputs, settings, kept=kept)]


def _weights(trace: Trace, inputs: Sequence[int], outputs: Sequence[int], settings: ViewSettings
             ) -> Iterator[Caption]:
    layer, words, own = trace.layer, settings.words, WORDS[settings.words.language]
    pairs = [(given, made) for made in outputs for given in inputs
             if given in layer.channels_read(made)]
    if trace.weight is None or not layer.shares_weights or len(pairs) > MOST_KERNELS:
        return
    alone = len(inputs) == len(outputs) == 1
    digits = decimals(trace.weight.ravel().tolist(), settings[PRECISION])
    for given, made in pairs:
        kernel = trace.weight[layer.weight_channels(made, given)].ravel().tolist()
        yield Caption((own.weights if alone else own.weights_named).format(
            given=words.input_name.format(number=given), made=words.output_name.format(number=made),
            numbers=_listed(kernel, digits)))


def _biases(trace: Trace, outputs: Sequence[int], settings: ViewSettings, *, kept: bool
            ) -> Iterator[Caption]:
    own, bias = WORDS[settings.words.language], trace.bias
    if bias is None or bias.ndim > 1:  # one of each place stands nowhere else, either
        return
    biases = bias[list(outputs)].tolist()
    said = (own.bias if len(biases) == 1 else own.bias_named).format(
        numbers=_listed(biases, decimals(biases, settings[PRECISION])))
    yield Caption(own.bias_kept.format(bias=said) if kept else said)


def _listed(numbers: Iterable[float], digits: int | None) -> str:
    return ", ".join([format_number(number, digits) for number in numbers])
