"""The pictures of a network: the whole of it, and each kind of layer once, however often it is
there."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from convgif.batch.estimating import estimate
from convgif.batch.of_networks import pictures_of_network
from convgif.batch.planning import plan
from convgif.batch.sweeping import sweep
from convgif.cli import main
from convgif.layers import Layer
from convgif.networks.assembling import read_operation_or_layer
from convgif.settings.patterns import same_pattern

MODELS = Path(__file__).parents[1] / "networks" / "models"
SMALL = "Sequential(Conv2d(1, 2, 3), ReLU(), Conv2d(2, 2, 3), Conv2d(2, 2, 3), Flatten(), " \
        "Linear(200, 4000))"


def test_each_kind_of_layer_is_drawn_once_on_a_small_input() -> None:
    found = pictures_of_network({"layer": str(MODELS / "resnet50.txt"),
                                 "input_size": (3, 224, 224)})
    layers = [picture for picture in found if picture.layers]
    assert [picture.settings["view"] for picture in found[:2]] == ["network", "receptive"]
    assert len(layers) == 26
    assert sum(len(picture.layers) for picture in layers) == 56
    first = layers[0]
    assert first.settings["input_size"] == (8, 8)
    assert first.layers[0].name == "conv1"
    assert "2052048 cells" in layers[-1].refusal


def test_where_a_view_cannot_draw_all_it_draws_a_part() -> None:
    """As much as it can, on the largest input on which it can."""
    text = "Sequential(Conv1d(1, 1, 3), Conv1d(1, 1, 3), Conv1d(1, 1, 65))"
    whole, field, *_ = pictures_of_network({"layer": text, "input_size": (1, 70)})
    assert (whole.up_to, field.up_to, field.refusal) == ("", "1", "")
    assert field.settings["input_size"] == (1, 64)
    _, field, *_ = pictures_of_network({"layer": "lenet5"})
    assert (field.up_to, field.refusal) == ("", "")  # whole, at its own size


@pytest.mark.parametrize(("text", "given", "small"), [
    ("Conv2d(3, 64, 7, stride=2, padding=3)", 224, 8),  # both leave a column over
    ("Conv2d(3, 64, 7, stride=2, padding=3)", 225, 7),
    ("Conv2d(3, 64, 11, stride=4, padding=2)", 224, 20),
    ("Conv2d(3, 64, 4)", 4, 4), ("MaxPool2d(3, 2)", 55, 9), ("ConvTranspose2d(100, 3, 4)", 1, 1),
    ("Conv1d(1, 1, 2, dilation=8, padding='causal')", 64, 9),
    ("AdaptiveAvgPool2d(6)", 13, 13), ("AdaptiveAvgPool2d(7)", 224, 14),
    ("AdaptiveAvgPool2d(1)", 7, 4), ("Flatten()", 7, 2), ("Upsample(size=14)", 7, 7),
    ("LocallyConnected2d(1, 1, 3, input_size=6)", 6, 6)])
def test_a_small_input_shows_how_the_layer_goes_on(text: str, given: int, small: int) -> None:
    layer = read_operation_or_layer(text)
    assert isinstance(layer, Layer)
    assert same_pattern(layer, (given,) * layer.rank) == (small,) * layer.rank


def test_a_sweep_makes_the_files_of_a_network(tmp_path: Path) -> None:
    report = sweep({"layer": SMALL, "input_size": (1, 16, 16), "format": "svg"}, tmp_path)
    files = sorted(path.name for path in tmp_path.glob("*.svg"))
    assert (report.made, report.failed) == (5, {})
    assert [name.partition("_")[0] for name in files[:3]] == ["conv2d", "conv2d", "flatten"]
    assert [name.rpartition("_")[2] for name in files[3:]] == [
        "view-network.svg", "view-receptive.svg"]
    again = sweep({"layer": SMALL, "input_size": (1, 16, 16), "format": "svg"}, tmp_path)
    assert (again.made, again.kept) == (0, len(files))


def test_what_is_not_drawn_is_said_and_a_view_is_all_that_is_asked_for() -> None:
    planned = plan([{"layer": SMALL, "input_size": (1, 16, 16)}])
    (note,) = [note for note in planned.notes if "Linear" in note]
    assert note.startswith("left out: Linear(in_features=200, out_features=4000, bias=True): ")
    assert min(estimate(planned)) > 0
    assert len(plan([{"layer": ["lenet5", "vgg16"], "view": "network"}]).tasks) == 2


def test_a_preset_and_a_file_are_networks_too(tmp_path: Path) -> None:
    file = tmp_path / "net.toml"
    file.write_text(f"input_size = '1x16x16'\nlayer = '{SMALL}'\n")
    for settings in ({"preset": "dcgan_discriminator"}, {"layer": file}):
        tasks = plan([settings]).tasks
        assert [task.settings.get("view") for task in tasks[:3]] == ["network", "receptive", None]


def test_batch_takes_a_network(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["batch", SMALL, "--i", "1x16x16", "--theme", "light,dark",
                                       "--dry-run", "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("10 animations, about ")
