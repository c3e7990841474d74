"""What convgif promises to those who import it: names, arguments and defaults."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import convgif
from convgif.options import FIELD_OPTIONS, OPTIONS

NAMES = ["Animation", "AvgPool1d", "AvgPool2d", "AvgPool3d", "Conv1d", "Conv2d", "Conv3d",
         "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "ConvgifError", "LPPool1d",
         "LPPool2d", "LPPool3d", "Layer", "Linear", "MaxPool1d", "MaxPool2d", "MaxPool3d", "Trace",
         "__version__", "animate", "sweep", "trace"]
HOMES = {"Animation": "animation", "animate": "animation", "ConvgifError": "errors",
         "sweep": "sweeping", "Trace": "tracing", "trace": "tracing", "__version__": "version"}
ANIMATE = {
    "input": None, "weight": None, "bias": None, "input_size": None, "seed": 0,
    "true_convolution": False, "view": None, "theme": "light", "text": "auto", "title": None,
    "prefilled": None, "background": None, "size_px": None, "density": 1, "duration_ms": None,
    "hold_ms": 1500, "loop": 0, "show_in": None, "show_out": None, "values": False,
    "precision": None, "steps": None, "at": None, "still": None, "strip": None,
    "language": "en", "font": None, "force": False}
# What only Python takes: force is the command's own flag, and bias is an argument of layers there.
NOT_TEXT = {"bias", "force"}
NOT_ANIMATE = {"layer", "transposed", "preset", *FIELD_OPTIONS}  # they say which layer it is


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
    assert list(parameters) == ["layer", "input", "weight", "bias", "input_size", "seed",
                                "true_convolution", "channels"]
    assert [name for name, parameter in parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY] == [
                "input_size", "seed", "true_convolution", "channels"]


def test_what_an_animation_has() -> None:
    public = {name for name in dir(convgif.Animation) if not name.startswith("_")}
    assert {"frames", "durations", "scenes", "describe", "save"} <= public


def test_the_lines_of_the_design_run(tmp_path: Path) -> None:
    layer = convgif.Conv2d(in_channels=1, out_channels=1, kernel_size=3, stride=2, padding=1)
    assert layer.output_shape((1, 5, 5)) == (1, 3, 3)
    traced = convgif.trace(layer, input_size=5)
    assert traced.steps[4].output_index == (0, 1, 1)
    animation = convgif.animate(layer, input_size=5, view="isometric", theme="light")
    assert animation.save(tmp_path / "conv.gif") == tmp_path / "conv.gif"
    assert convgif.animate(traced).describe() == animation.describe()
