"""Text to layers, sizes and padding and back; hostile text is refused and nothing else happens."""

import builtins
import warnings
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from layer_strategies import (
    LayerAndSize,
    any_layers,
    assert_readable,
    conv_layers,
    refusal,
    repeatable,
)

from convgif.errors import ConvgifError, LayerError, NotationError, UnknownNameError
from convgif.layers import (
    LAYERS,
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
    LPPool1d,
    LPPool2d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from convgif.layers.notation import (
    build_layer,
    find_layer,
    format_padding,
    format_sizes,
    parse_layer,
    parse_padding,
    parse_sizes,
)

PASTED = "Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)"
PASTED_LAYER = Conv2d(3, 8, 3, 2, 1, bias=False)


# Layers as PyTorch prints them.

@pytest.mark.parametrize("text", [
    PASTED, f"nn.{PASTED}", f"torch.nn.{PASTED}", f"(conv1): {PASTED}", f"(0): {PASTED}",
    f"(conv1): nn.{PASTED}", f"conv1: {PASTED}", f"conv1 = nn.{PASTED}", f"conv1={PASTED},",
    f"{PASTED},", f"  {PASTED} ,\n", f"\t(conv1): {PASTED}", PASTED.replace(", ", ",\n    "),
    PASTED.replace(" ", ""), PASTED.replace("Conv2d", "conv2d"),
    PASTED.replace("Conv2d", "CONV_2d"), PASTED.replace("Conv2d", "conv"),
    PASTED.replace("(3, 3)", "[3, 3]"),
    "Conv2d(3, 8, 3, 2, 1, 1, 1, False)",
    "Conv2d(out_channels=8, bias=False, in_channels=3, stride=2, padding=1, kernel_size=3)"])
def test_a_pasted_layer_is_read(text: str) -> None:
    assert parse_layer(text) == PASTED_LAYER


@pytest.mark.parametrize(("text", "layer"), [
    ("Conv2d()", Conv2d()),
    ("Conv1d(1, 1, kernel_size=(3,), stride=(1,), padding=same)", Conv1d(padding="same")),
    ("Conv1d(1, 1, 3, padding='same', padding_mode=circular)",
     Conv1d(padding="same", padding_mode="circular")),
    ("Conv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), padding=(2, 2), dilation=(2, 2), groups=4, "
     "padding_mode=reflect)", Conv2d(4, 4, padding=2, dilation=2, groups=4,
                                     padding_mode="reflect")),
    ("Conv3d(1, 2, kernel_size=(1, 2, 3), stride=(1, 1, 1))", Conv3d(1, 2, (1, 2, 3))),
    ("Conv2d(padding=((1, 0), (2, 1)))", Conv2d(padding=((1, 0), (2, 1)))),
    ("ConvTranspose2d(16, 33, kernel_size=(3, 5), stride=(2, 1), padding=(4, 2), "
     "output_padding=(1, 0))", ConvTranspose2d(16, 33, (3, 5), (2, 1), (4, 2), (1, 0))),
    ("nn.ConvTranspose1d(1, 1, 3, 2, 1, 1)", ConvTranspose1d(1, 1, 3, 2, 1, 1)),
    ("torch.nn.ConvTranspose3d(2, 2, 3, groups=2, bias=False)",
     ConvTranspose3d(2, 2, 3, groups=2, bias=False)),
    ("MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)", MaxPool2d(2)),
    ("MaxPool2d(3, 2, 1, 1, False, True)", MaxPool2d(3, 2, 1, ceil_mode=True)),
    ("nn.MaxPool1d(2, return_indices=True)", MaxPool1d(2, return_indices=True)),
    ("AvgPool2d(kernel_size=3, stride=2, padding=1)", AvgPool2d(3, 2, 1)),
    ("AvgPool2d(2, None, 0, True, False, 3)",
     AvgPool2d(2, ceil_mode=True, count_include_pad=False, divisor_override=3)),
    ("AvgPool1d(kernel_size=(3,), stride=(2,), padding=(1,))", AvgPool1d(3, 2, 1)),
    ("LPPool2d(norm_type=2, kernel_size=3, stride=2, ceil_mode=False)", LPPool2d(2, 3, 2)),
    ("LPPool1d(norm_type=1.2, kernel_size=3, stride=None, ceil_mode=False)", LPPool1d(1.2, 3)),
    ("(fc): Linear(in_features=512, out_features=10, bias=True)", Linear(512, 10)),
    ("nn.Linear(4, 3, False)", Linear(4, 3, bias=False))])
def test_each_argument_is_read(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@repeatable(150)
@given(any_layers((0, 1, 2, 3)), st.sampled_from(["", "nn.", "torch.nn."]),
       st.sampled_from(["", "(conv1): ", "conv1 = "]), st.sampled_from(["", ","]))
def test_a_layer_is_read_back_as_it_prints_itself(made: LayerAndSize, prefix: str, label: str,
                                                  end: str) -> None:
    layer, _ = made
    assert parse_layer(f"{label}{prefix}{layer!r}{end}") == layer
    assert parse_layer(f"{label}{prefix}{layer!r}{end}".replace("'", "")) == layer


@pytest.mark.parametrize("text", [
    "Conv2d（3, 8, kernel_size=3, stride=2, padding=1, bias=False)",
    "Conv2d(3，8，3，2，1，bias＝False）",
    "（conv1）：Conv2d（３，８，３，２，１，　bias＝False），",
    "conv1＝Conv2d(3, 8, （3，3）, 2, 1, bias=False)"])
def test_full_width_signs_and_digits_are_read(text: str) -> None:
    assert parse_layer(text) == PASTED_LAYER


# What is refused.

HOSTILE: dict[str, str] = {
    "nothing": "",
    "blanks": " \n ",
    "a number": "3",
    "a name": "Conv2d",
    "two layers": "Conv2d(), Conv2d()",
    "two lines": "Conv2d()\nConv2d()",
    "no closing": "Conv2d(",
    "statement": "import os",
    "assignment": "x = y = Conv2d()",
    "attribute": "Conv2d.__class__",
    "attribute of call": "Conv2d().__class__()",
    "foreign module": "os.system('true')",
    "deep module": "torch.nn.modules.Conv2d()",
    "call of call": "Conv2d()()",
    "call of index": "[Conv2d][0]()",
    "call of lambda": "(lambda: 1)()",
    "call of text": "'Conv2d'()",
    "call of f-string": "f'{1}'()",
    "call of f-string with control character": "f\"{'\x7f'}\"()",
    "method of f-string with control character": "f\"{'\x1b'}\".Conv2d()",
    "import": "Conv2d(__import__('os').getpid())",
    "call inside": "Conv2d(int('3'))",
    "attribute inside": "Conv2d(os.name)",
    "index inside": "Conv2d([1][0])",
    "power inside": "Conv2d(9**9**9**9)",
    "product inside": "Conv2d('a'*10**9)",
    "shift inside": "Conv2d(1<<10**9)",
    "f-string inside": "Conv2d(f'{1}')",
    "lambda inside": "Conv2d(lambda: 1)",
    "list comprehension": "Conv2d([1 for _ in (1,)])",
    "walrus": "Conv2d(x := 3)",
    "await": "Conv2d(await x)",
    "yield": "Conv2d((yield))",
    "condition": "Conv2d(1 if 1 else 2)",
    "names in a tuple": "Conv2d((same, same))",
    "starred": "Conv2d(*(1, 1))",
    "starred text": "Conv2d(*'11')",
    "double starred": "Conv2d(**{'stride': 2})",
    "minus chain": f"Conv2d({'-' * 900}1)",
    "not chain": f"Conv2d({'not ' * 200}1)",
    "parentheses": f"Conv2d({'(' * 400}1{')' * 400})",
    "tuples": f"Conv2d({'(' * 190}1{',)' * 190})",
    "deep tuples": f"Conv2d({'(' * 300}1{',)' * 300})",
    "lists": f"Conv2d({'[' * 190}1{']' * 190})",
    "calls of calls": f"Conv2d{'()' * 450}",
    "attributes": f"Conv2d{'.a' * 450}()",
    "only parentheses": "(" * 1000,
    "10 MB of digits": f"Conv2d({'1' * 10**7})",
    "10 MB of parentheses": "(" * 10**7,
    "10 MB of blanks": " " * 10**7,
    "null": "Conv2d(\0)",
    "null at the end": "Conv2d()\0",
    "surrogate": "Conv2d('\udcff')",
    "surrogate name": "\udcffConv2d()",
    "byte order mark inside": "Conv2d(\ufeff)",
    "continuation": "Conv2d(\\",
    "open quote": "Conv2d('",
    "named twice": "Conv2d(stride=1, stride=2)",
    "print in label": "print(1): Conv2d()",
    "900 digits": f"Conv2d({'9' * 900})",
    "900 hexadecimal digits": f"Conv2d(stride=0x{'f' * 900})",
    "complex": "Conv2d(1+2j)",
    "infinity": "Conv2d(1e999)",
    "bytes": "Conv2d(1, 1, b'ab')",
    "set": "Conv2d(1, 1, {3})",
    "dict": "Conv2d(1, 1, {3: 3})",
    "unhashable": "Conv2d({[]: 1})",
    "ellipsis": "Conv2d(...)",
    "none": "Conv2d(None)",
    "negative": "Conv2d(-1)",
    "word as number": "Conv2d(stride=two)",
    "multi-line word": "Conv2d(padding='a\\nb')",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_what_is_no_layer_is_refused_in_one_line(text: str) -> None:
    with pytest.raises((NotationError, LayerError)) as caught:
        parse_layer(text)
    assert_readable(str(caught.value))


@pytest.mark.parametrize(("text", "kind", "answer"), [
    ("3", NotationError, "'3' is not a layer as PyTorch prints it: "
     "write it like Conv2d(1, 1, kernel_size=(3, 3), stride=(2, 2)), or input_size=3"),
    (" 5x7 ", NotationError, "stride=(2, 2)), or input_size=(5, 7)"),
    ("conv1d", NotationError, "stride=(2, 2)), or layer='Conv1d'"),
    ("max-pool", NotationError, "stride=(2, 2)), or layer='MaxPool2d'"),
    ("Conv2d（３，８", NotationError, "'Conv2d（３，８' is not a layer as PyTorch prints it"),
    ("os.system('true')", NotationError, "is not a layer as PyTorch prints it"),
    ("Conv2d(int('3'))", NotationError, "has an argument that is no plain number, word or tuple"),
    ("x" * 1001, NotationError, "a layer text of 1001 characters is too long: give one layer"),
    ("Conv2d(**{'a': 1})", NotationError, "is not a layer as PyTorch prints it"),
    ("Conv4d(1, 1)", UnknownNameError, "unknown layer 'Conv4d': did you mean Conv"),
    ("Linea(1)", UnknownNameError, "unknown layer 'Linea': "),
    ("exec('1')", UnknownNameError, "unknown layer 'exec': there is Conv1d, Conv2d"),
    ("deconv(1, 1)", UnknownNameError, "use ConvTranspose2d"),
    ("Conv2d(kernel=3)", LayerError, "Conv2d has no 'kernel': did you mean kernel_size?"),
    ("Conv2d(padding_mod=3)", LayerError, "did you mean padding_mode?"),
    ("Conv2d(zzz=3)", LayerError, "Conv2d has no 'zzz': there is in_channels, out_channels"),
    ("Conv2d(output_padding=1)", LayerError, "Conv2d has no 'output_padding', it belongs to "
     "ConvTranspose1d, ConvTranspose2d, ConvTranspose3d: leave it out or take such a layer"),
    ("Conv2d(k=3)", LayerError, "Conv2d has no 'k': did you mean kernel_size?"),
    ("Conv2d(kernal_size=3)", LayerError, "did you mean kernel_size?"),
    ("Conv2d(64, 3, activation='relu')", LayerError,
     "Conv2d has no 'activation', which is Keras': write Conv2D"),
    ("Conv2d(1, 1, 3, 1, 0, 1, 1, True, 'zeros', None)", LayerError,
     "Conv2d takes 9 arguments at most, and 10 were given: it takes in_channels, out_channels"),
    ("Conv2d(1, 1, in_channels=1)", LayerError, "Conv2d got in_channels twice: give it once"),
    ("Conv2d(1, 1, kernel_size=(3, 3, 3))", LayerError, "has 3 numbers, but the layer has 2 axes"),
    ("Conv2d(padding=smae)", LayerError, "unknown padding 'smae': did you mean same?"),
    ("Conv2d(padding=zzz)", LayerError, "unknown padding 'zzz': there is valid, same, same_upper, "
     "same_lower, full, causal, numbers"),
    ("ConvTranspose2d(padding=same)", LayerError,
     "padding 'same' is no word for this kind of layer: use valid, same_upper, same_lower, or "
     "numbers"),
    ("AvgPool2d(padding=full)", LayerError, "padding 'full' is no word for this kind of layer: use "
     "valid, same_upper, same_lower, or numbers")])
def test_the_answer_says_what_to_do(text: str, kind: type[ConvgifError], answer: str) -> None:
    said = refusal(kind, lambda: parse_layer(text))
    assert answer in said
    assert not said.endswith("?, or numbers")


def test_text_is_never_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("text was evaluated")

    for name in ("eval", "exec", "__import__"):
        monkeypatch.setattr(builtins, name, forbidden)
    caught = []
    for text in (PASTED, *HOSTILE.values()):
        try:
            parse_layer(text)
        except ConvgifError:
            caught.append(text)
        except ValueError:
            pass  # what else escapes is another test's matter
    monkeypatch.undo()
    assert len(caught) > len(HOSTILE) // 2


@pytest.mark.parametrize("text", [r"Conv2d('\d')", "Conv2d(1, 1, 3in x)", "Conv2d(1, 1, 0x1for x)"])
def test_no_warning_of_pythons_own_reaches_the_user(text: str) -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with pytest.raises(ConvgifError):
            parse_layer(text)
    assert [str(warning.message) for warning in heard] == []


TOKENS = st.sampled_from([
    "Conv2d", "conv", "ConvTranspose1d", "nn.", "torch", "os", ".", "(", ")", "[", "]", "{", "}",
    ",", ", ", "=", ":", "*", "**", "-", "+", "1", "3", "0", "10", "99999999", "1e9", "2j", "True",
    "None", "'", '"', "'same'", "same", "padding=", "stride=", "kernel_size=", "(3, 3)", "lambda",
    "f'{1}'", "b'ab'", " ", "\n", "\\", "#", ";", "@", "…", "é", "\0", "\udcff", "_", "()",
    "((1,0),"])
ATOMS = st.one_of(
    st.integers(-3, 12).map(str), st.floats().map(str), st.booleans().map(str),
    st.text(max_size=3),
    st.binary(max_size=3).map(repr), st.text(max_size=4).map(repr), st.text(max_size=2).map(ascii),
    st.sampled_from(["same", "None", "...", "2j", "x", "10**9", "lambda: 1", "set()"]))
EXPRESSIONS = st.recursive(ATOMS, lambda inner: st.one_of(
    st.lists(inner, max_size=3).map(lambda items: f"({', '.join(items)})"),
    st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    st.lists(inner, max_size=2).map(lambda items: f"{{{', '.join(items)}}}"),
    inner.map("-{}".format), inner.map("({},)".format), inner.map("*{}".format),
    inner.map("{}.real".format), inner.map("int({})".format), inner.map("f'{{{}}}'".format),
    st.tuples(inner, inner).map("{0[0]}({0[1]})".format)), max_leaves=6)
ARGUMENTS = st.one_of(EXPRESSIONS, st.tuples(
    st.sampled_from(["in_channels", "kernel_size", "stride", "padding", "dilation", "groups",
                     "bias", "padding_mode", "output_padding", "device", "zzz", "*", "**"]),
    EXPRESSIONS).map("=".join))
LAYER_LIKE = st.tuples(
    st.sampled_from(["Conv1d", "Conv2d", "nn.Conv3d", "ConvTranspose2d", "deconv", "(a): Conv2d",
                     "f'{1}'", "Conv", "a.Conv2d", "lambda: Conv2d"]),
    st.lists(ARGUMENTS, max_size=4)).map(lambda call: f"{call[0]}({', '.join(call[1])})")


@repeatable(700)
@given(st.one_of(st.text(), st.lists(TOKENS, max_size=25).map("".join), EXPRESSIONS, LAYER_LIKE))
def test_from_any_text_comes_a_layer_or_a_readable_refusal(text: str) -> None:
    try:
        layer = parse_layer(text)
    except ConvgifError as error:
        assert_readable(str(error))
    else:
        assert parse_layer(repr(layer)) == layer


@repeatable(300)
@given(st.one_of(st.text(), st.text("0123456789xX×:- ,same_", max_size=12),
                 st.lists(TOKENS, max_size=8).map("".join)))
def test_from_any_text_come_sizes_and_padding_or_a_readable_refusal(text: str) -> None:
    for call in (parse_sizes, parse_padding, find_layer):
        try:
            found = call(text)
            if call is parse_sizes:
                Conv2d(kernel_size=found)
            elif call is parse_padding:
                Conv2d(padding=found)
        except ConvgifError as error:
            assert_readable(str(error))


# Names.

@pytest.mark.parametrize("cls", LAYERS.values(), ids=list(LAYERS))
def test_a_layer_is_found_by_its_name_in_any_case(cls: type[Layer]) -> None:
    name = cls.__name__
    hyphens = name.replace("Transpose", "-Transpose-").replace("Pool", "-Pool-")
    for written in (name, name.lower(), name.upper(), f" {name}", hyphens,
                    hyphens.replace("-", "_")):
        assert find_layer(written) is cls
        assert find_layer(written, cls.rank) is cls


@pytest.mark.parametrize(("name", "rank", "cls"), [
    ("conv", None, Conv2d), ("conv", 1, Conv1d), ("Conv", 3, Conv3d),
    ("conv-transpose", None, ConvTranspose2d), ("conv_transpose", 1, ConvTranspose1d),
    ("ConvTranspose", 3, ConvTranspose3d), ("conv-transpose-1d", None, ConvTranspose1d),
    ("max-pool", None, MaxPool2d), ("avgpool", None, AvgPool2d), ("lp-pool", 1, LPPool1d),
    ("MAX_POOL", 3, MaxPool3d), ("linear", None, Linear), ("Linear", 3, Linear)])
def test_a_digit_left_out_comes_from_the_sizes_or_is_2(name: str, rank: int | None,
                                                       cls: type[Layer]) -> None:
    assert find_layer(name, rank) is cls


@pytest.mark.parametrize("name", [
    "deconv", "deconvolution", "fractionally-strided", "Deconvolution", "DECONV",
    "fractionally_strided", "fractionally strided convolution", "transposed-convolution", "upconv"])
def test_other_names_for_a_transposed_convolution_are_answered_with_it(name: str) -> None:
    assert refusal(UnknownNameError, lambda: find_layer(name)) == (
        f"{name!r} is called ConvTranspose2d here, as in torch.nn: use ConvTranspose2d")


@pytest.mark.parametrize("name", ["deconv2d", "Deconv1d", "deconvolution2d", "Deconvolution3D"])
def test_other_names_with_a_digit_are_answered_with_a_transposed_convolution(name: str) -> None:
    assert "ConvTranspose" in refusal(UnknownNameError, lambda: find_layer(name))


@pytest.mark.parametrize(("name", "rank", "answer"), [
    ("convolution", None, "'convolution' is called Conv2d here"),
    ("conv", 4, "conv has no 4-D form: use 1 to 3 sizes"),
    ("convv2d", None, "unknown layer 'convv2d': did you mean Conv2d?"),
    ("convtranpose2d", None, "did you mean ConvTranspose2d?"),
    ("zzz", None, "unknown layer 'zzz': there is Conv1d, Conv2d, Conv3d, ConvTranspose1d, "
                  f"ConvTranspose2d and {len(LAYERS) - 5} more, see `convgif layers`"),
    ("conv-transposed", None, "did you mean ConvTranspose1d, ConvTranspose2d or ConvTranspose3d?"),
    (3, None, "unknown layer 3: there is Conv1d, "), (None, 2, "unknown layer None: there is "),
    ("max-pool", 4, "max-pool has no 4-D form: use 1 to 3 sizes"),
    ("max pooling", None, "'max pooling' is called MaxPool2d here"),
    ("average-pooling", 1, "'average-pooling' is called AvgPool1d here"),
    ("average_pool3d", None, "'average_pool3d' is called AvgPool3d here"),
    ("lp pooling", None, "'lp pooling' is called LPPool2d here"),
    ("dense", None, "'dense' is called Linear here, as in torch.nn: use Linear"),
    ("Fully-Connected", 2, "'Fully-Connected' is called Linear here"),
    ("linera", None, "unknown layer 'linera': did you mean Linear?"),
    ("", None, "unknown layer ''"), ("2d", None, "unknown layer '2d'"),
    ("a\nb", None, r"unknown layer 'a\nb'"), ("conv" * 10**6, None, "unknown layer 'convconv")],
    ids=lambda value: str(value)[:20])
def test_unknown_layer_is_answered_with_the_nearest_or_all(name: str, rank: int | None,
                                                           answer: str) -> None:
    assert answer in refusal(UnknownNameError, lambda: find_layer(name, rank))


def test_a_layer_is_built_from_settings_and_a_wrong_one_is_answered() -> None:
    assert build_layer(Conv2d, {}) == Conv2d()
    assert build_layer(Conv2d, {"stride": 2, "padding": (1, 0)}) == Conv2d(stride=2, padding=(1, 0))
    assert refusal(LayerError, lambda: build_layer(ConvTranspose1d, {"strid": 2})) == (
        "ConvTranspose1d has no 'strid': did you mean stride?")


# Sizes and padding.

@pytest.mark.parametrize(("text", "sizes"), [
    ("3", 3), (" 3 ", 3), ("3x5", (3, 5)), ("3X5", (3, 5)), ("3×5", (3, 5)), ("3 x 5", (3, 5)),
    ("３", 3), ("５x７", (5, 7)),
    ("1x2x3", (1, 2, 3)), ("007", 7), ("-1", -1), ("1x-2", (1, -2)), ("999999999", 999999999)])
def test_sizes_are_read(text: str, sizes: Any) -> None:
    assert parse_sizes(text) == sizes


@pytest.mark.parametrize("text", [
    "", " ", "x", "3x", "x3", "3xx5", "3,5", "3*5", "3 5", "1.5", "1e3", "three", "same", "1:2",
    "0x10 5", "+3", "--3", "٣", "3\0", "x" * 10**6, "(3, 5)",
    "3\n5", "\udcff"],
    ids=lambda text: ascii(text[:12]))
def test_what_are_no_sizes_is_refused(text: str) -> None:
    message = refusal(NotationError, lambda: parse_sizes(text))
    assert message.endswith("is not understood: give a number such as 3, or 3x5 for rows x columns")


@pytest.mark.parametrize(("text", "answer"), [
    ("9" * 10, "is too large: use a million at most"),
    ("9" * 10_000, "is too large: use a million at most"),
    ("3x" + "9" * 10, "is too large: use a million at most"),
    ("-" + "9" * 10, "is too small: use minus a million or more")], ids=["10", "10000", "3x", "-"])
def test_a_number_of_many_digits_is_out_of_range(text: str, answer: str) -> None:
    assert refusal(NotationError, lambda: parse_sizes(text)).endswith(answer)
    assert refusal(NotationError, lambda: parse_padding(text)).endswith(answer)
    assert refusal(NotationError, lambda: parse_padding(f"1:{text}")).endswith(answer)


@pytest.mark.parametrize(("text", "padding"), [
    ("1", 1), ("1x2", (1, 2)), ("1:0", ((1, 0),)), ("1:0x2:1", ((1, 0), (2, 1))),
    ("1：0", ((1, 0),)), ("１：０×２", ((1, 0), 2)),
    ("1x2:1", (1, (2, 1))), (" 1 : 0 x 2 ", ((1, 0), 2)), ("same", "same"),
    (" Same-Upper ", "same_upper"), ("same_lower", "same_lower"), ("FULL", "full"), ("-1", -1),
    ("\N{MINUS SIGN}1", -1), ("0:\N{MINUS SIGN}1", ((0, -1),)), ("－１", -1), ("zzz", "zzz")])
def test_padding_is_read(text: str, padding: Any) -> None:
    assert parse_padding(text) == padding


@pytest.mark.parametrize("text", [
    "", ":", "1:", ":1", "1:2:3", "1:0x", "1;2", "1,2", "same:1", "1:same", "samex1!", "1.5",
    "(1, 2)", "\0", "same\nsame", "1:2:3:4" * 10**5],
    ids=lambda text: ascii(text[:12]))
def test_what_is_no_padding_is_refused(text: str) -> None:
    message = refusal(NotationError, lambda: parse_padding(text))
    assert message.endswith("give a number, 1x2 for rows x columns, before:after such as 1:0x2:1, "
                            "or a word")


@pytest.mark.parametrize(("sizes", "text", "short", "shown"), [
    ((3,), "3", "3", "3"), ((3, 5), "3x5", "3x5", "3×5"), ((3, 3), "3x3", "3", "3×3"),
    ((1, 2, 3), "1x2x3", "1x2x3", "1×2×3"), ((2, 2, 2), "2x2x2", "2", "2×2×2")])
def test_sizes_are_written(sizes: tuple[int, ...], text: str, short: str, shown: str) -> None:
    assert format_sizes(sizes) == text
    assert format_sizes(sizes, shorten_equal=True) == short
    assert format_sizes(sizes, sign="×") == shown


@pytest.mark.parametrize(("padding", "text"), [
    ((1,), "1"), ((1, 1), "1"), ((1, 2), "1x2"), (((1, 0), (2, 1)), "1:0x2:1"),
    (((1, 0), (1, 0)), "1:0"), (((1, 1), (2, 1)), "1x2:1"), ("same_upper", "same_upper")])
def test_padding_is_written(padding: Any, text: str) -> None:
    assert format_padding(padding) == text


@repeatable(60)
@given(st.lists(st.integers(0, 999), min_size=2, max_size=3).map(tuple), st.sampled_from("xX×"))
def test_sizes_are_read_back(sizes: tuple[int, ...], sign: str) -> None:
    assert parse_sizes(format_sizes(sizes, sign=sign)) == sizes
    assume(all(sizes))
    kernel = parse_sizes(format_sizes(sizes, shorten_equal=True))
    cls = {2: Conv2d, 3: Conv3d}[len(sizes)]
    assert cls(kernel_size=kernel).kernel_size == sizes


@repeatable(100)
@given(conv_layers())
def test_padding_is_read_back_as_the_same_layers(made: LayerAndSize) -> None:
    layer, _ = made
    again = parse_padding(format_padding(layer.padding))
    assert type(layer)(padding=again, stride=layer.stride) == type(layer)(
        padding=layer.padding, stride=layer.stride)
