"""Layers in other libraries' words: what each says, what it leaves open, and what is not read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_strategies import assert_readable, refusal, repeatable

from convgif.errors import ConvgifError, LayerError, NotationError, UnknownNameError, spelled
from convgif.layers import (
    AvgPool1d,
    AvgPool2d,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Layer,
    Linear,
    LPPool2d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from convgif.layers.dialects import DIALECTS, read_call
from convgif.layers.notation import Beside, build_layer, parse_layer, read_layer
from convgif.layers.recognizing import recognize
from convgif.settings.resolving import resolve

SAME = "same_upper"


def read(text: str, **settings: Any) -> Layer:
    """The layer that the text and those settings beside it say."""
    reading = read_layer(text, Beside(settings))
    return build_layer(reading.layer_type, reading.settings)


# Every line was checked by value against the library itself, with its weights and its input.

@pytest.mark.parametrize(("text", "layer"), [
    ("Conv1D(32, 5, input_shape=(100, 4))", Conv1d(4, 32, 5)),
    ("Conv2D(64, 3, padding='same', activation='relu', input_shape=(28, 28, 1))",
     Conv2d(1, 64, 3, padding=SAME)),
    ("layers.Conv2D(filters=8, kernel_size=(3, 5), strides=2, in_channels=3, use_bias=False)",
     Conv2d(3, 8, (3, 5), 2, bias=False)),
    ("tf.keras.layers.Conv2D(8, 3, kernel_initializer=keras.initializers.HeNormal(), "
     "kernel_regularizer=l2(0.01), batch_input_shape=(None, 8, 8, 3), name='first')",
     Conv2d(3, 8, 3)),
    ("keras.layers.Conv2D(8, 3, (2, 2), 'valid', 'channels_first', input_shape=(3, 8, 9))",
     Conv2d(3, 8, 3, 2)),
    ("Conv2D(8, 3, (1, 1), 'valid', None, 2, 2, 'relu', False, in_channels=4)",
     Conv2d(4, 8, 3, dilation=2, groups=2, bias=False)),
    ("x = Conv1D(2, 3, padding='causal', dilation_rate=2, in_channels=1)",
     Conv1d(1, 2, 3, dilation=2, padding="causal")),
    ("Convolution3D(2, 3, in_channels=1)", Conv3d(1, 2, 3)),
    ("DepthwiseConv2D(3, in_channels=4)", Conv2d(4, 4, 3, groups=4)),
    ("DepthwiseConv1D(3, 2, 'same', 2, in_channels=3)",
     Conv1d(3, 6, 3, 2, padding=SAME, groups=3)),
    ("Conv2DTranspose(8, 4, strides=2, in_channels=1)", ConvTranspose2d(1, 8, 4, 2)),
    ("Conv2DTranspose(8, 2, strides=3, in_channels=1)",
     ConvTranspose2d(1, 8, 2, 3, output_padding=1)),
    ("Conv1DTranspose(8, 3, 2, 'valid', 1, in_channels=1)",
     ConvTranspose1d(1, 8, 3, 2, output_padding=1)),
    ("Conv3DTranspose(8, 3, 2, 'valid', None, 1, in_channels=1)",
     ConvTranspose3d(1, 8, 3, 2, output_padding=1)),
    ("MaxPooling2D()", MaxPool2d(2)), ("MaxPool1D(3, strides=2)", MaxPool1d(3, 2)),
    ("MaxPooling3D((2, 2, 2), padding='same')", MaxPool3d(2, padding=SAME)),
    ("AveragePooling2D((2, 3), padding='SAME')",
     AvgPool2d((2, 3), padding=SAME, count_include_pad=False)),
    ("AvgPool1D(2)", AvgPool1d(2, count_include_pad=False)),
    ("Dense(10, activation='softmax', input_shape=(784,))", Linear(784, 10)),
    ("Dense(10, input_dim=5, use_bias=False)", Linear(5, 10, bias=False))])
def test_keras_is_read(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@pytest.mark.parametrize(("text", "layer"), [
    ("flax.linen.Conv(features=64, kernel_size=(3, 3), in_channels=3)",
     Conv2d(3, 64, 3, padding=SAME)),
    ("nn.Conv(64, (3, 3), 2, 'VALID', kernel_dilation=1, feature_group_count=2, use_bias=False, "
     "dtype=jnp.bfloat16, in_channels=4)", Conv2d(4, 64, 3, 2, groups=2, bias=False)),
    ("Conv(features=4, kernel_size=3, in_channels=1)", Conv1d(1, 4, 3, padding=SAME)),
    ("nn.Conv(4, (4, 2), padding='CIRCULAR', in_channels=1)",
     Conv2d(1, 4, (4, 2), padding=((1, 2), (0, 1)), padding_mode="circular")),
    ("nn.Conv(4, (3,), padding='CAUSAL', input_dilation=(1,), in_channels=1)",
     Conv1d(1, 4, 3, padding="causal")),
    ("nn.Conv(4, (3, 3), padding=((1, 0), (2, 1)), strides=None, in_channels=1)",
     Conv2d(1, 4, 3, padding=((1, 0), (2, 1)))),
    ("nn.ConvTranspose(4, (2, 2), strides=(3, 3), padding='VALID', in_channels=1)",
     ConvTranspose2d(1, 4, 2, 3, output_padding=1)),
    ("nn.Dense(10, in_features=4)", Linear(4, 10)), ("nn.Dense(features=3, in_features=4)",
                                                     Linear(4, 3)),
    ("nn.max_pool(x, (2, 2), strides=(2, 2))", MaxPool2d(2)),
    ("nn.max_pool(x, window_shape=(3, 3), padding='SAME')", MaxPool2d(3, 1, SAME)),
    ("nn.avg_pool(x, (2,), count_include_pad=False)", AvgPool1d(2, 1, count_include_pad=False)),
    ("nnx.Conv(3, 8, kernel_size=(3, 3), rngs=nnx.Rngs(0))", Conv2d(3, 8, 3, padding=SAME)),
    ("Conv(3, 8, (3, 3), rngs=rngs)", Conv2d(3, 8, 3, padding=SAME)),
    ("nnx.Linear(4, 2, rngs=rngs)", Linear(4, 2))])
def test_flax_is_read(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@pytest.mark.parametrize(("text", "layer"), [
    ("Conv2dSame(3, 32, kernel_size=(3, 3), stride=(2, 2), bias=False)",
     Conv2d(3, 32, 3, 2, SAME, bias=False)),
    ("(conv_stem): Conv2dSame(3, 32, 3, 2, 1, groups=1)", Conv2d(3, 32, 3, 2, SAME)),
    ("MaxPool2dSame(kernel_size=(3, 3), stride=(2, 2), padding=(0, 0), dilation=(1, 1), "
     "ceil_mode=False)", MaxPool2d(3, 2, SAME)),
    ("AvgPool2dSame(2, 2)", AvgPool2d(2, padding=SAME))])
def test_timm_is_read(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@pytest.mark.parametrize(("text", "layer"), [
    ("Conv(kernel_shape=[3,3], pads=[1,1,1,1], strides=[2,2])",
     Conv2d(stride=2, padding=1, bias=False)),
    ("Conv(kernel_shape=[2, 3], pads=[0, 1, 2, 3])",
     Conv2d(kernel_size=(2, 3), padding=((0, 2), (1, 3)), bias=False)),
    ("Conv(auto_pad='SAME_LOWER', kernel_shape=[5], dilations=[2], strides=[2])",
     Conv1d(kernel_size=5, dilation=2, stride=2, padding="same_lower", bias=False)),
    ("Conv(group=4, kernel_shape=[3, 3], in_channels=4, out_channels=8)",
     Conv2d(4, 8, groups=4, bias=False)),
    ("ConvTranspose(kernel_shape=[3, 3], strides=[2, 2], output_padding=[1, 0])",
     ConvTranspose2d(stride=2, output_padding=(1, 0), bias=False)),
    ("MaxPool(kernel_shape=[2, 2])", MaxPool2d(2, 1)),
    ("MaxPool(kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1, storage_order=0)",
     MaxPool2d(3, 2, ceil_mode=True)),
    ("AveragePool(kernel_shape=[2, 2], auto_pad=SAME_UPPER)",
     AvgPool2d(2, 1, SAME, count_include_pad=False)),
    ("AveragePool(kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)",
     AvgPool2d(3, 1, 1)),
    ("LpPool(kernel_shape=[2, 2], p=3)", LPPool2d(3, 2, 1)),
    ("%y = Conv[dilations = [1, 1], group = 1, kernel_shape = [3, 3], pads = [1, 1, 1, 1], "
     "strides = [1, 1]](%x, %w)", Conv2d(padding=1, bias=False)),
    ("%y = Conv[kernel_shape = [3, 3]](%x, %w, %b)", Conv2d()),
    ("y = MaxPool <kernel_shape: ints = [2, 2], strides: ints = [2, 2]> (x)", MaxPool2d(2))])
def test_an_onnx_node_is_read(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@pytest.mark.parametrize(("text", "layer"), [
    ("F.max_pool2d(x, 2)", MaxPool2d(2)), ("max_pool1d(h, kernel_size=3, stride=1)",
                                           MaxPool1d(3, 1)),
    ("x = F.avg_pool2d(F.relu(x), 3, 2, 1, count_include_pad=False)",
     AvgPool2d(3, 2, 1, count_include_pad=False)),
    ("torch.nn.functional.lp_pool2d(x, 3, 2)", LPPool2d(3, 2)),
    ("F.conv2d(x, w, stride=2, kernel_size=3)", Conv2d(stride=2, bias=False)),
    ("F.conv2d(x, self.weight, self.bias, 2, 1, kernel_size=(3, 5))",
     Conv2d(kernel_size=(3, 5), stride=2, padding=1)),
    ("F.conv2d(torch.randn(1, 4, 9, 9), torch.randn(8, 2, 5, 3), None, groups=2)",
     Conv2d(4, 8, (5, 3), groups=2, bias=False)),
    ("F.conv_transpose2d(x, torch.zeros((4, 2, 3, 3)), stride=2, groups=2)",
     ConvTranspose2d(4, 4, 3, 2, groups=2, bias=False)),
    ("F.linear(x, torch.rand(3, 4), b)", Linear(4, 3))])
def test_a_functional_call_is_read(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@pytest.mark.parametrize("text", [
    "Conv2DTranspose(8, (3, 2), strides=3, padding='same', in_channels=1)",
    "nn.ConvTranspose(4, (3, 3), (2, 2), in_channels=1)",
    "ConvTranspose(kernel_shape=[3, 3], strides=[2, 2], auto_pad=SAME_UPPER)"])
def test_same_of_a_transposed_layer_fills_its_input_times_the_stride(text: str) -> None:
    reading = read_layer(text)
    assert reading.layer_type is ConvTranspose2d
    assert reading.settings["padding"] == SAME
    assert "output_padding" not in reading.settings


def test_case_tells_keras_from_torch() -> None:
    assert parse_layer("Conv2d(32, 3, 5)") == Conv2d(32, 3, 5)
    assert parse_layer("conv2d(32, 3, 5)") == Conv2d(32, 3, 5)
    assert parse_layer("Conv2D(32, 3, in_channels=5)") == Conv2d(5, 32, 3)
    assert parse_layer("nn.Conv2d(3, 8, 3, device='cuda', dtype=torch.half)") == Conv2d(3, 8, 3)


# What the text leaves open.

@pytest.mark.parametrize(("text", "missing", "advice"), [
    ("Conv2D(32, 3)", "in_channels", "in_channels=3"),
    ("Conv2D(32)", "kernel_size and in_channels", "kernel_size=3 and in_channels=3"),
    ("Conv2D()", "out_channels, kernel_size and in_channels",
     "out_channels=8, kernel_size=3 and in_channels=3"),
    ("DepthwiseConv2D(3)", "in_channels", "in_channels=3"), ("Dense(10)", "in_features",
                                                             "in_features=4"),
    ("flax.linen.Conv(features=64, kernel_size=(3, 3))", "in_channels", "in_channels=3"),
    ("nnx.Conv(3, kernel_size=(3, 3), rngs=rngs)", "out_channels", "out_channels=8"),
    ("Conv(strides=[2, 2])", "kernel_size", "kernel_size=3"),
    ("F.conv2d(x, w, stride=2)", "kernel_size", "kernel_size=3"),
    ("F.linear(x, w)", "in_features and out_features", "in_features=4 and out_features=3"),
    ("Conv2dSame(3, 32)", "kernel_size", "kernel_size=3"),
    ("Conv2d(1, 3)", "kernel_size", "kernel_size=3"),
    ("Conv2d(1, 3, stride=2)", "kernel_size", "kernel_size=3"),
    ("Conv2d(3)", "out_channels and kernel_size", "out_channels=8 and kernel_size=3"),
    ("ConvTranspose1d(1, 3)", "kernel_size", "kernel_size=3"),
    ("LPPool2d(2)", "kernel_size", "kernel_size=3"), ("Linear(4)", "out_features",
                                                      "out_features=3")])
def test_what_is_missing_is_asked_for_and_can_be_added(text: str, missing: str, advice: str
                                                       ) -> None:
    asked = f"{text!r} does not say {missing}: "
    message = refusal(NotationError, lambda: read_layer(text, Beside()))
    assert message == f"{asked}add it, such as {advice}"
    message = refusal(NotationError, lambda: parse_layer(text))
    assert message.startswith(f"{asked}write it in the text, such as ")
    assert parse_layer(message.partition("such as ")[2])
    added = advice.replace(" and ", ", ")
    separator = "" if text.endswith("()") else ", "
    completed = parse_layer(f"{text[:-1]}{separator}{added})")
    beside = eval(f"dict({added})")
    assert read(text, **beside) == completed


@pytest.mark.parametrize("text", ["Conv2d()", "Conv2d(stride=2, padding=1)", "MaxPool2d()",
                                  "Linear()", "Conv2d(in_channels=3)"])
def test_keywords_alone_keep_the_defaults(text: str) -> None:
    assert parse_layer(text) == eval(text)
    assert read_layer(text).notes == ()


def test_the_channels_come_from_the_input_where_the_text_is_silent() -> None:
    def shaped(text: str, *shape: int) -> Layer:
        reading = read_layer(text, Beside(input_shape=lambda: shape))
        return build_layer(reading.layer_type, reading.settings)

    assert shaped("Conv2D(8, 3)", 3, 9, 9) == Conv2d(3, 8, 3)
    assert shaped("Conv2D(8, 3)", 9, 9) == Conv2d(1, 8, 3)
    assert shaped("Conv2D(8, 3, in_channels=2)", 3, 9, 9) == Conv2d(2, 8, 3)
    assert shaped("Dense(8)", 5) == Linear(5, 8)
    assert shaped("Conv(kernel_shape=[3, 3])", 3, 9, 9) == Conv2d(3, bias=False)
    assert shaped("Conv2d(stride=2)", 3, 9, 9) == Conv2d(stride=2)
    assert "in_channels" in refusal(NotationError, lambda: shaped("Conv2D(8, 3)", 9))


@pytest.mark.parametrize(("text", "size"), [
    ("Conv2D(8, 3, input_shape=(28, 20, 3))", (28, 20)), ("Conv1D(8, 3, input_shape=(9, 3))", (9,)),
    ("MaxPool2D(2, input_shape=(3, 6, 8), data_format='channels_first')", (6, 8)),
    ("Conv2DTranspose(8, 3, batch_input_shape=(None, 4, 5, 3))", (4, 5)),
    ("Conv2D(8, 3, input_shape=(None, None, 3))", None), ("Dense(8, input_dim=5)", None),
    ("Conv2D(8, 3, input_shape=(28, 3))", None), ("Conv2D(8, 3, in_channels=3)", None),
    ("F.conv2d(torch.randn(1, 3, 28, 20), torch.randn(8, 3, 5, 5))", (28, 20)),
    ("F.conv2d(torch.zeros((3, 28, 20)), torch.randn(8, 3, 5, 5))", (28, 20)),
    ("F.max_pool2d(torch.randn(3, 8, 6), 2)", (8, 6)),
    ("F.conv_transpose1d(torch.randn(1, 3, 9), torch.randn(3, 2, 5))", (9,)),
    ("F.linear(torch.randn(2, 4), torch.randn(3, 4))", None),
    ("F.conv2d(torch.randn(28, 20), torch.randn(8, 3, 5, 5))", None),
    ("F.conv2d(x, torch.randn(8, 3, 5, 5))", None), ("Conv2d(3, 8, 5)", None)])
def test_the_size_of_the_input_is_taken_where_the_text_says_it(
        text: str, size: tuple[int, ...] | None) -> None:
    assert read_layer(text).input_size == size
    layer, found = recognize(text)
    assert found == size
    panel = resolve({}, text).panels[0]
    assert panel.input_size == (layer.default_input_size() if size is None else size)
    if layer.rank:
        assert resolve({"input_size": 40}, text).panels[0].input_size == (40,) * layer.rank


def test_channels_come_from_the_array_that_a_call_is_given() -> None:
    assert read("F.conv1d(torch.randn(1, 3, 9), w)", kernel_size=3) == Conv1d(
        3, 1, 3, bias=False)


@pytest.mark.parametrize(("text", "settings", "note"), [
    ("AvgPool2d(kernel_size=3, stride=2, padding=1)", {},
     "PyTorch writes no ceil_mode, count_include_pad and divisor_override here: this is drawn with "
     "ceil_mode=False and count_include_pad=True; add what is otherwise"),
    ("AvgPool1d(kernel_size=(3,), stride=(2,), padding=(1,))", {"ceil_mode": True},
     "PyTorch writes no count_include_pad and divisor_override here: this is drawn with "
     "count_include_pad=True; add what is otherwise"),
    ("Conv(kernel_shape=[3, 3])", {},
     "ONNX writes no in_channels and out_channels here: this is drawn with in_channels=1 and "
     "out_channels=1; add what is otherwise"),
    ("F.conv2d(x, w, kernel_size=3)", {"in_channels": 3},
     "torch.nn.functional writes no out_channels here: this is drawn with out_channels=1; add what "
     "is otherwise")])
def test_what_a_library_does_not_write_is_said(text: str, settings: dict[str, Any], note: str
                                               ) -> None:
    (said,) = read_layer(text, Beside(settings)).notes
    assert spelled(said) == note
    assert_readable(note)


@pytest.mark.parametrize(("text", "settings"), [
    ("AvgPool2d(3, 2, 1)", {}), ("AvgPool2d(kernel_size=3)", {}),
    ("AvgPool2d(kernel_size=3, stride=2, padding=1, ceil_mode=True)", {}),
    ("MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)", {}),
    ("Conv(kernel_shape=[3, 3])", {"in_channels": 1, "out_channels": 2}),
    ("F.conv2d(x, torch.ones(3, 2, 1, 1))", {}), ("F.max_pool2d(x, 2)", {}),
    ("Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1))", {})])
def test_nothing_is_said_where_nothing_is_open(text: str, settings: dict[str, Any]) -> None:
    assert read_layer(text, Beside(settings)).notes == ()


# What is not read.

@pytest.mark.parametrize(("text", "kind", "answer"), [
    ("Conv2D(32, 3, stride=2)", LayerError,
     "Conv2D has no 'stride', as Keras writes it: did you mean strides?"),
    ("Conv2D(32, 3, padding='full', in_channels=1)", LayerError,
     "padding 'full' is none of Keras': there is valid, same, causal"),
    ("Conv2D(32, 3, padding=1, in_channels=1)", LayerError, "padding 1 is none of Keras'"),
    ("Conv2D(32, filters=3)", LayerError, "Conv2D got filters twice: give it once"),
    ("Conv2D(32, 3, out_channels=3)", LayerError, "Conv2D got out_channels twice: give it once"),
    ("DepthwiseConv2D(3, depth_multiplier='a', in_channels=2)", LayerError,
     "depth_multiplier 'a' are no counts"),
    ("Conv2DTranspose(8, 3, 2, 'same', 1, in_channels=1)", LayerError,
     "output_padding beside padding='same' lies differently in each of Keras' backends"),
    ("SeparableConv2D(32, 3)", UnknownNameError,
     "SeparableConv2D is two layers, DepthwiseConv2D and then Conv2D with kernel 1"),
    ("Resizing(3, 3)", UnknownNameError, "changes the size by a rule of its own"),
    ("BatchNormalization()", UnknownNameError, "rescales numbers and keeps the shape"),
    ("nn.Conv2D(3, 8, 3)", NotationError, "nn.Conv2D is not torch's, and whose it is is not said"),
    ("nn.Conv(4, (3, 3), input_dilation=2, in_channels=1)", LayerError,
     "input_dilation 2 is not drawn, a transposed layer puts zeros"),
    ("nn.Conv(4, (3, 3), mask=m, in_channels=1)", LayerError, "mask 'm' is not drawn"),
    ("nn.Conv(4, (3, 3), padding='FULL', in_channels=1)", LayerError,
     "padding 'FULL' is none of Flax'"),
    ("nn.ConvTranspose(4, (3, 3), padding=1, in_channels=1)", LayerError,
     "give SAME or VALID, or torch's ConvTranspose2d"),
    ("nn.Conv(4, (3, 3), stride=2)", LayerError, "as Flax writes it: did you mean strides?"),
    ("Conv(kernel_shape=[3, 3], pads=[1, 1, 1])", LayerError,
     "pads [1, 1, 1] is no list of all begins and then all ends"),
    ("Conv(kernel_shape=[3, 3], auto_pad='SAME_UPPER', pads=[1, 1, 1, 1])", LayerError,
     "auto_pad 'SAME_UPPER' and pads [1, 1, 1, 1] are both given, which ONNX forbids: leave one "
     "out"),
    ("Conv(kernel_shape=[3, 3], auto_pad='SAME')", LayerError,
     "auto_pad 'SAME' is none of ONNX': did you mean SAME_UPPER or SAME_LOWER?"),
    ("ConvTranspose(kernel_shape=[3, 3], output_shape=[5, 5])", LayerError,
     "output_shape is the size of one input's output"),
    ("Conv(kernel_shape=[3, 3], dilation=[1, 1])", LayerError,
     "Conv has no 'dilation', as ONNX writes it: did you mean dilations?"),
    ("F.conv2d(x, w, kernel=3)", LayerError,
     "conv2d has no 'kernel', as torch.nn.functional writes it: did you mean kernel_size?"),
    ("F.relu(x)", NotationError, "is not a layer as PyTorch prints it")])
def test_what_is_not_read_says_why(text: str, kind: type[ConvgifError], answer: str) -> None:
    assert answer in refusal(kind, lambda: parse_layer(text))


ARGUMENTS = st.one_of(
    st.integers(-2, 5).map(str), st.sampled_from(["x", "None", "True", "'same'", "'SAME'", "[1, 1]",
                                                  "(3, 3)", "f(2)", "1.5", "[1, 1, 1, 1]", "''"]))
NAMES = st.sampled_from(["filters", "kernel_size", "strides", "padding", "pads", "kernel_shape",
                         "group", "groups", "features", "in_channels", "input_shape", "rngs",
                         "auto_pad", "input", "weight", "depth_multiplier", "units"])
CALLS = st.tuples(
    st.sampled_from(["Conv2D", "Conv1DTranspose", "DepthwiseConv2D", "Dense", "MaxPooling2D",
                     "nn.Conv", "nn.ConvTranspose", "nnx.Conv", "nn.max_pool", "Conv", "MaxPool",
                     "ConvTranspose", "F.conv2d", "F.max_pool2d", "F.linear", "Conv2dSame"]),
    st.lists(ARGUMENTS, max_size=4), st.dictionaries(NAMES, ARGUMENTS, max_size=4)).map(
    lambda call: f"{call[0]}({', '.join([*call[1], *map('='.join, call[2].items())])})")


@repeatable(400)
@given(CALLS)
def test_from_any_call_comes_a_layer_or_a_readable_refusal(text: str) -> None:
    try:
        layer = parse_layer(text)
    except ConvgifError as error:
        assert_readable(str(error))
    else:
        assert parse_layer(repr(layer)) == layer


@pytest.mark.parametrize("name", DIALECTS)
def test_the_example_of_a_library_is_its_own_and_is_read(name: str) -> None:
    own = [dialect.name for dialect in DIALECTS.values()
           if dialect.name != "PyTorch" and dialect.spelling(read_call(dialect.example))
           and dialect.example == DIALECTS[name].example]
    assert own == ([] if name == "PyTorch" else [name])
    assert parse_layer(DIALECTS[name].example).weight_shape


def test_every_library_has_a_row() -> None:
    assert list(DIALECTS) == ["torch.nn.functional", "Keras", "Flax", "Flax NNX", "timm", "ONNX",
                              "PyTorch"]


SAMPLING = {
    "Col2Im(image_shape=[5, 5], block_shape=[2, 2])": "Fold((5, 5), (2, 2))",
    "Col2Im(image_shape=[5, 5], block_shape=[2, 2], pads=[1, 0, 1, 0], strides=[2, 1])":
        "Fold((5, 5), (2, 2), padding=(1, 0), stride=(2, 1))",
    "Resize(mode='linear', scales=[1, 1, 2, 2])": "Upsample(scale_factor=2, mode='bilinear')",
    "Resize(mode='linear', sizes=[4, 6], axes=[-2, -1])": "Upsample(size=(4, 6), mode='bilinear')",
    "Resize(scales=[1, 1, 2.0])": "Upsample(scale_factor=(2,))",
    "y = Resize[mode = 'linear', coordinate_transformation_mode = 'align_corners', "
    "scales = [1, 1, 2]](x)": "Upsample(scale_factor=2, mode='linear', align_corners=True)",
    "Upsample(mode='nearest', scales=[1, 1, 2, 3])": "Upsample(scale_factor=(2, 3))",
    "Pad(mode='reflect', pads=[0, 0, 1, 2, 0, 0, 3, 4])": "ReflectionPad2d((2, 4, 1, 3))",
    "Pad(pads=[0, 0, 1, 0, 0, -2])": "ZeroPad1d((1, -2))",
    "Pad(mode='constant', pads=[0, 0, 1, 0, 0, 1], constant_value=5)": "ConstantPad1d(1, 5)",
    "Cropping1D((1, 2))": "ZeroPad1d((-1, -2))",
    "keras.layers.Cropping2D(cropping=((1, 2), (3, 4)))": "ZeroPad2d((-3, -4, -1, -2))",
    "Cropping3D(2)": "ZeroPad3d(-2)",
    "AdaptiveAveragePooling2D(3)": "AdaptiveAvgPool2d(3)",
    "AdaptiveMaxPooling1D(output_size=4)": "AdaptiveMaxPool1d(4)",
    "GlobalLpPool(norm_type=3)": "GlobalLpPool2d(3)", "GlobalLpPool(p=3)": "GlobalLpPool2d(3)",
    "UpsamplingNearest2d(scale_factor=2.0, mode='nearest')": "Upsample(scale_factor=2)",
    "nn.UpsamplingNearest2d((4, 5))": "Upsample((4, 5))",
    "UpsamplingBilinear2d(scale_factor=2.0, mode='bilinear')":
        "Upsample(scale_factor=2, mode='bilinear', align_corners=True)"}


@pytest.mark.parametrize("text", SAMPLING)
def test_what_samples_or_pads_is_read_by_its_other_names(text: str) -> None:
    assert parse_layer(text) == parse_layer(SAMPLING[text])


@pytest.mark.parametrize(("text", "said"), [
    ("Col2Im(image_shape=[5, 5])", "does not say kernel_size"),
    ("Col2Im(image_shape=[5, 5], block_shape=[2, 2], pads=[0, 1, 0, 0])", "give equal ones"),
    ("Resize(mode='linear')", "give scales or sizes"),
    ("Resize(scales=[1, 2, 2, 2])", "let the first two be 1"),
    ("Resize(mode='cubic', scales=[1, 1, 2, 2])", "use nearest or linear"),
    ("Pad(pads=[0, 1, 1, 0, 0, 1])", "of batch and channels 0"),
    ("Pad(mode='same', pads=[0, 0, 1, 0, 0, 1])", "there is constant, reflect, edge, wrap"),
    ("Cropping2D('a')", "give one number, or 4"), ("Pad(1)", "such as ZeroPad2d")])
def test_what_is_not_read_of_these_is_said(text: str, said: str) -> None:
    with pytest.raises(ConvgifError) as caught:
        parse_layer(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", [
    "import torch.nn as nn\nnn.Conv2d(3, 6, 5)", "from torch import nn\nnn.Conv2d(3, 6, 5)",
    ">>> nn.Conv2d(3, 6, 5)", ">>> nn.Conv2d(3,\n...           6, 5)",
    ">>> conv\nConv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))",
    "In [3]: conv\nOut[3]: Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))",
    "In [3]: conv\nOut[3]:\nConv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))\n"])
def test_what_is_copied_out_of_a_console_is_read(text: str) -> None:
    assert parse_layer(text) == Conv2d(3, 6, 5)
