"""What convgif promises to those who import it: names, arguments and defaults."""

import ast
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal

import convgif
from convgif.errors import ArrayError, ConvgifError, LayerError, UnknownNameError
from convgif.settings.declared import FIELD_OPTIONS
from convgif.settings.options import OF_PANELS, OPTIONS, PARTNERS, TAKES_OUTPUT

NAMES = ["AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d",
         "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "Animation", "AvgPool1d", "AvgPool2d",
         "AvgPool3d", "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d",
         "ConstantPad2d", "ConstantPad3d", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d",
         "ConvTranspose2d", "ConvTranspose3d", "ConvgifError", "Flatten", "Fold",
         "GlobalAveragePool", "GlobalAveragePool1d", "GlobalAveragePool2d", "GlobalAveragePool3d",
         "GlobalLpPool", "GlobalLpPool1d", "GlobalLpPool2d", "GlobalLpPool3d", "GlobalMaxPool",
         "GlobalMaxPool1d", "GlobalMaxPool2d", "GlobalMaxPool3d", "LPPool1d", "LPPool2d",
         "LPPool3d", "Layer", "Linear", "LocallyConnected1d", "LocallyConnected2d", "MaxPool1d",
         "MaxPool2d", "MaxPool3d", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "Network",
         "PixelShuffle", "PixelUnshuffle", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d",
         "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "Trace", "Unfold", "Upsample",
         "ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "__version__", "animate", "beside", "explore",
         "read_network", "sweep", "trace"]
HOMES = {"Animation": "animation", "animate": "animation", "beside": "animation",
         "ConvgifError": "errors", "explore": "explorer.exploring",
         "Network": "networks.network", "read_network": "networks.reading",
         "sweep": "batch.sweeping", "Trace": "traces.tracing", "trace": "traces.tracing",
         "__version__": "version"}
ANIMATE = {
    "input": None, "weight": None, "bias": None, "input_size": None, "output_size": None, "seed": 0,
    "true_convolution": False, "activation": None, "view": None, "theme": "light",
    "text": "auto", "blank": None, "answers": False, "title": None,
    "prefilled": None, "background": None, "matte": None, "size_px": None, "density": 1,
    "duration_ms": None, "hold_ms": 1500, "loop": 0, "easing": True, "show_in": None,
    "show_out": None, "beat": None, "slices": False, "values": False, "precision": None,
    "names": None, "steps": None, "at": None,
    "padded": False, "grid": False, "of": None, "by_place": False, "shift": None,
    "direction": None, "at_layer": None, "unit": None, "paths": False, "still": None, "strip": None,
    "language": "en", "notation": None, "font": None, "force": False}
# What only Python takes: force is the command's own flag, and bias is an argument of layers there.
NOT_TEXT = {"bias", "force"}
# They say which layer it is, or how several panels go together.
NOT_ANIMATE = {"layer", "transposed", "preset", *PARTNERS, TAKES_OUTPUT, *OF_PANELS,
               *FIELD_OPTIONS}


def test_the_public_names() -> None:
    assert sorted(convgif.__all__) == NAMES
    assert set(NAMES) <= set(dir(convgif))


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_that_of_its_module(name: str) -> None:
    home = import_module(f"convgif.{HOMES.get(name, 'layers')}")
    assert getattr(convgif, name) is getattr(home, name)
    assert name == "__version__" or getattr(convgif, name).__doc__


def test_a_star_import_gives_the_public_names() -> None:
    found: dict[str, object] = {}
    exec("from convgif import *", found)
    assert sorted(found.keys() - {"__builtins__"}) == NAMES


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'convgif' has no attribute 'Conv4d'"):
        _ = convgif.Conv4d
    assert not hasattr(convgif, "_MODULE")


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(convgif.__file__).read_text("utf-8"))
    imported = {alias.asname or alias.name for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("convgif")
                for alias in node.names}
    assert sorted(imported) == NAMES
    assert (Path(convgif.__file__).parent / "py.typed").exists()


def test_the_keywords_of_animate_and_their_defaults() -> None:
    what, *keywords = inspect.signature(convgif.animate).parameters.values()
    assert (what.name, what.kind) == ("what", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    assert {keyword.name: keyword.default for keyword in keywords} == ANIMATE
    assert {keyword.kind for keyword in keywords} == {inspect.Parameter.KEYWORD_ONLY}


def test_options_and_keywords_of_animate_are_the_same() -> None:
    assert {name: option.default for name, option in OPTIONS.items()
            if name not in NOT_ANIMATE} == {
        name: default for name, default in ANIMATE.items() if name not in NOT_TEXT}


def test_the_arguments_of_trace() -> None:
    parameters = inspect.signature(convgif.trace).parameters
    assert list(parameters) == ["layer", "input", "weight", "bias", "input_size",
                                "output_size", "seed", "true_convolution", "activation", "channels",
                                "indices"]
    assert [name for name, parameter in parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY] == [
                "input_size", "output_size", "seed", "true_convolution", "activation",
                "channels", "indices"]


def test_what_an_animation_has() -> None:
    public = {name for name in dir(convgif.Animation) if not name.startswith("_")}
    assert {"frames", "durations", "scenes", "describe", "save", "of_transpose",
            "of_gradient"} <= public


def test_what_leads_back() -> None:
    parameters = inspect.signature(convgif.Trace.backward).parameters.values()
    assert [(each.name, each.default) for each in parameters][1:] == [
        ("grad_output", None), ("seed", 0)]
    back = convgif.trace(convgif.Conv2d(), input_size=5).backward()
    assert {name for name in dir(back) if not name.startswith("_")} == {
        "layer", "grad_output", "gradients", "grad_input", "grad_weight", "grad_bias", "terms"}
    assert back.terms("bias", 0)[0]._fields == ("output_index", "input_index", "weight_index",
                                                "grad_output", "derivative", "product", "total")
    assert list(inspect.signature(convgif.Layer.transpose).parameters) == ["self", "input_size"]


def test_the_lines_of_the_design_run(tmp_path: Path) -> None:
    layer = convgif.Conv2d(in_channels=1, out_channels=1, kernel_size=3, stride=2, padding=1)
    assert layer.output_shape((1, 5, 5)) == (1, 3, 3)
    traced = convgif.trace(layer, input_size=5)
    assert traced.steps[4].output_index == (0, 1, 1)
    assert layer.transpose(input_size=6) == convgif.ConvTranspose2d(
        stride=2, padding=1, output_padding=1)
    back = traced.backward()
    assert [back.grad_input.shape, back.grad_weight.shape, back.grad_bias.shape] == [
        (1, 5, 5), (1, 1, 3, 3), (1,)]
    animation = convgif.animate(layer, input_size=5, view="isometric", theme="light")
    assert animation.save(tmp_path / "conv.gif") == tmp_path / "conv.gif"
    assert convgif.animate(traced).describe() == animation.describe()


# What is none of what a function takes.

@pytest.mark.parametrize("given", [convgif.Conv2d, None, 5, ["Conv2d()"], slice(3)],
                         ids=lambda given: repr(given)[:30])
@pytest.mark.parametrize("call", [convgif.animate, convgif.trace])
def test_what_is_no_layer_is_refused_with_how_to_get_one(call: Callable[..., Any], given: Any
                                                         ) -> None:
    message = refusal(LayerError, lambda: call(given, input_size=5))
    assert message.startswith(repr(given)[:50])
    assert message.endswith(" is no layer: give one such as convgif.Conv2d(kernel_size=3), its "
                            "text, a preset's name, or a module of torch.nn")


# A keyword that a function does not have is answered with the one that is meant.

@pytest.mark.parametrize(("call", "answer"), [
    (lambda: convgif.animate("dilation", size=300), "animate has no 'size': did you mean size_px?"),
    (lambda: convgif.animate("dilation", i=7), "did you mean input_size?"),
    (lambda: convgif.animate("dilation", duration=300), "did you mean duration_ms?"),
    (lambda: convgif.animate("dilation", hold=300), "did you mean hold_ms?"),
    (lambda: convgif.animate("dilation", lang="zh"), "did you mean language?"),
    (lambda: convgif.animate("dilation", step=3), "did you mean steps?"),
    (lambda: convgif.animate("dilation", colour="red"), "did you mean theme?"),
    (lambda: convgif.animate("dilation", veiw="macs"), "did you mean view?"),
    (lambda: convgif.animate("dilation", k=3),
     "kernel_size is an argument of the layer, such as Conv2d(kernel_size=3): write it there"),
    (lambda: convgif.animate("dilation", zzz=3), "there is what, input, weight, bias, input_size"),
    (lambda: convgif.trace("dilation", size=7), "trace has no 'size': did you mean input_size?"),
    (lambda: convgif.trace("dilation", i=7), "did you mean input_size?"),
    (lambda: convgif.trace("dilation", inptu=7), "did you mean input?"),
    (lambda: convgif.sweep({}, "out", jobs=2), "sweep has no 'jobs': did you mean workers?"),
    (lambda: convgif.sweep({}, "out", zip=True), "did you mean pair?")])
def test_a_keyword_that_is_none_is_answered(call: Callable[[], object], answer: str) -> None:
    assert answer in refusal(UnknownNameError, call)


@pytest.mark.parametrize(("call", "answer"), [
    (lambda: convgif.Conv2d(kernal_size=3), "Conv2d has no 'kernal_size': did you mean kernel"),
    (lambda: convgif.Conv2d(k=3), "did you mean kernel_size?"),
    (lambda: convgif.MaxPool2d(strides=3), "MaxPool2d has no 'strides': did you mean stride?"),
    (lambda: convgif.Linear(bais=True), "Linear has no 'bais': did you mean bias?")])
def test_an_argument_that_a_layer_does_not_have_is_answered(call: Callable[[], object],
                                                            answer: str) -> None:
    assert answer in refusal(LayerError, call)


@pytest.mark.parametrize(("arguments", "start"), [
    (("photo.jpg",), "input 'photo.jpg'"), ((Path("photo.jpg"),), f"input {Path('photo.jpg')!r}"),
    ((np.ones((1, 5, 5)), "box"), "weight 'box'"),
    ((np.ones((1, 5, 5)), None, "b.npy"), "bias 'b.npy'")], ids=str)
def test_names_of_files_and_kernels_are_not_for_trace(arguments: Any, start: str) -> None:
    message = refusal(ArrayError, lambda: convgif.trace(convgif.Conv2d(), *arguments))
    assert message == (f"{start} is a name, and trace takes arrays: give names of files and "
                       "kernels to animate, or read the file first")


@pytest.mark.parametrize("size", [5, np.int64(5)], ids=repr)
@pytest.mark.parametrize("call", [convgif.animate, convgif.trace])
def test_a_size_in_place_of_an_input_is_refused_with_its_own_argument(call: Callable[..., Any],
                                                                      size: Any) -> None:
    message = refusal(ArrayError, lambda: call(convgif.Conv2d(), input=size))
    assert message == (f"input {size!r} is one number, and the input is an array: its size is "
                       "input_size=5")
    assert "takes (4)" in refusal(ArrayError, lambda: call(convgif.Linear(), input=size))


@pytest.mark.parametrize("shape", [5, None, 5.5, "155", {1, 5}, np.array((1, 5, 5))], ids=repr)
def test_an_input_shape_that_is_none_is_refused(shape: Any) -> None:
    message = refusal(LayerError, lambda: convgif.Conv2d().output_shape(shape))
    assert message == (f"input shape {shape!r} does not suit Conv2d: give channels first, such as "
                       "(1, 5, 5)")


@pytest.mark.parametrize("channels", [0, -1, "a", 1.5, True], ids=repr)
def test_channels_that_a_shape_cannot_have_are_refused(channels: Any) -> None:
    message = refusal(LayerError, lambda: convgif.MaxPool2d().output_shape((channels, 5, 5)))
    assert message.startswith(f"number of channels {channels!r} is ")


@pytest.mark.parametrize("wanted", [{"smallest": "a"}, {"smallest": 2.5}, {"outputs": -1}],
                         ids=str)
def test_a_default_size_by_what_is_no_number_is_refused(wanted: Any) -> None:
    assert refusal(LayerError, lambda: convgif.Conv2d().default_input_size(**wanted)).startswith(
        next(iter(wanted)))


@pytest.mark.parametrize("executor", [4, "threads", ThreadPoolExecutor], ids=repr)
def test_what_is_no_executor_is_refused_before_anything_is_made(executor: Any, tmp_path: Path
                                                                ) -> None:
    message = refusal(ConvgifError, lambda: convgif.sweep({"kernel_size": [2, 3]},
                                                          tmp_path / "new", executor))
    assert message == (f"executor {executor!r} is none: give one such as "
                       "concurrent.futures.ProcessPoolExecutor(2), or leave it out")
    assert list(tmp_path.iterdir()) == []
