"""`convgif shape` of networks: what their text leaves open is said, and advice helps when taken."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import convgif
from convgif.cli import main
from convgif.errors import NotationError
from convgif.networks.reading import read_network

MODELS = Path(__file__).parents[1] / "networks" / "models"
BRANCHED = """UNet(
  (down): Conv2d(1, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (deep): Conv2d(8, 16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (up): ConvTranspose2d(16, 8, kernel_size=(2, 2), stride=(2, 2))
  (last): Conv2d(16, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
)"""
JOINED = ("Network(down=Conv2d(1, 8, 3, padding=1), pool=MaxPool2d(2), deep=Conv2d(8, 16, 3, "
          "padding=1), up=ConvTranspose2d(16, 8, 2, 2), both=concatenate(up, down), "
          "last=Conv2d(16, 8, 3, padding=1))")
KERAS = ('keras.Sequential([Input((28, 28, 1)), Conv2D(6, 5, activation="relu", '
         'kernel_initializer=tf.he()), SeparableConv2D(8, 3), MaxPooling2D(2), Flatten(), '
         'Dense(10, name="out")])')


def shape(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["shape", *arguments])


def test_what_a_print_leaves_to_forward_is_said() -> None:
    said = shape(str(MODELS / "resnet18.txt"), "--i", "3x64x64").stderr
    assert said.startswith("note: what forward() adds, concatenates or calls as a function is not")
    assert said.count("\n") == 1
    assert not shape("lenet5").stderr
    assert json.loads(shape(str(MODELS / "alexnet.txt"), "--i", "3x224x224", "--json").stdout)[
        "note"].startswith("what forward() adds")


def test_where_branches_would_be_concatenated_the_advice_helps() -> None:
    failed = shape(BRANCHED, "--i", "1x16x16")
    assert failed.exit_code == 1
    assert ("takes 16 channels, but 8 arrive: where forward() concatenates branches, this text "
            "does not say so: export the model as .onnx, or say what each") in failed.stderr
    assert "export" not in shape("Sequential(Conv2d(1, 8, 3), Conv2d(16, 8, 3))", "--i", "9").stderr
    assert json.loads(shape(JOINED, "--i", "1x16x16", "--json").stdout)["output"] == [8, 16, 16]


def test_fields_that_the_border_of_the_input_cuts_are_said() -> None:
    """Of the unit in the middle: others read padding in most networks."""
    said = ("fields reach past the input of 64×64, first in layer 11: the middle unit of layer 12 "
            "has 94×94, of which 64×64 are the input")
    assert shape("dcgan_discriminator").stdout.splitlines()[-1] == said
    assert shape("dcgan_discriminator", "--markdown").stdout.splitlines()[-2:] == ["", said]
    layers = json.loads(shape("dcgan_discriminator", "--json").stdout)["layers"]
    assert (layers[11]["middle_first"], layers[11]["middle_last"]) == ([-15, -15], [78, 78])
    assert (layers[8]["middle_first"], layers[8]["middle_last"]) == ([1, 1], [46, 46])
    for name in ("lenet5", "vgg16", "dcgan_generator"):
        assert "reach past" not in shape(name).stdout
    one_side = shape("causal_dilations").stdout.splitlines()[-1]
    assert one_side.endswith("the middle unit of layer 3 has 16, of which 8 are the input")


def test_several_are_told_one_after_the_other() -> None:
    said = shape("dcgan")
    assert said.exit_code == 0
    first, second = said.stdout.split("\n\n")
    assert first.startswith("dcgan_generator\nname ")
    assert second.startswith("dcgan_discriminator\nname ")
    both = json.loads(shape("lenet5 | Conv2d(1, 1, 3)", "--json").stdout)
    assert [report["macs"] for report in both] == [416_520, 81]
    assert shape("dcgan", "--csv").exit_code == 2


@pytest.mark.parametrize(("text", "meant"), [
    ("lenet", "lenet5"), ("vgg", "vgg16"), ("dcgan_gen", "dcgan_generator"),
    ("causal_dilation", "causal_dilations")])
def test_names_of_networks_are_suggested(text: str, meant: str) -> None:
    assert f"did you mean {meant}?" in shape(text).stderr
    for read in (read_network, convgif.animate):
        with pytest.raises(NotationError, match=meant):
            read(text)
    assert shape("LeNet-5").exit_code == 0


@pytest.mark.parametrize(("text", "let"), [
    ("nn.Conv2d(nc, ndf, k, s, p)", "--let nc=64,ndf=64,k=3,s=2,p=1"),
    ("nn.Conv2d(3, 8, k)", "--let k=3"), ("nn.MaxPool2d(size)", "--let size=3"),
    ("nn.Linear(a, b)", "--let a=64,b=64")])
def test_numbers_for_names_suit_their_places(text: str, let: str) -> None:
    assert f"add {let}, with your own number" in shape(text).stderr
    flag, numbers = let.split()
    assert shape(text, flag, numbers).exit_code == 0


def test_names_in_tables_are_those_of_frameworks() -> None:
    said = shape("Sequential(Upsample(scale_factor=2), Flatten())", "--i", "2x3x4").stdout
    assert " Upsample, scale factor 2" in said
    assert "Flatten3d" not in shape("Sequential(Conv3d(1, 2, 2), Flatten())", "--i", "3").stdout


def test_only_layers_with_weights_are_compared_with_fully_connected_ones() -> None:
    assert "fully connected" not in shape("MaxPool2d(2)").stdout
    assert "fully connected" in shape("Conv2d(1, 1, 2)").stdout


def test_channels_that_are_last_are_told_from_others() -> None:
    said = shape("Sequential(Conv2d(3, 4, 3))", "--i", "28x28x3").stderr
    assert "(28, 28, 3) has its 3 channels last: give them first, --i 3x28x28" in said


def test_a_sequential_of_keras_is_read_as_it_is_written() -> None:
    """Keras itself counts as much."""
    report = json.loads(shape(KERAS, "--json").stdout)
    assert report["input"] == [1, 28, 28]
    assert report["parameters"] == 156 + (54 + 56) + 9690
    assert report["layers"][-1]["name"] == "out"
    within = KERAS.replace("Input((28, 28, 1)), ", "").replace("5, act", "5, input_shape=(28, 28, 1"
                                                               "), act")
    assert json.loads(shape(within, "--json").stdout)["output"] == [10]


@pytest.mark.parametrize(("text", "said"), [
    ("Sequential([Conv2D(6, 5), Dense(3)])", "write Input((28, 28, 1)) before it, channels last"),
    ("Sequential([Input((None, None, 3)), Conv2D(6, 5)])", "leaves sizes open: write numbers"),
    ("Sequential([Input((4, 4, 3)), Conv2D(6, 5)])", "kernel 5 is larger than the input, which")])
def test_what_a_sequential_of_keras_leaves_open_is_asked_for(text: str, said: str) -> None:
    result = shape(text)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr


def test_text_may_come_by_stdin() -> None:
    text = (MODELS / "lenet5.txt").read_bytes()
    for arguments in (["-"], []):
        piped = subprocess.run([sys.executable, "-m", "convgif", "shape", *arguments, "--i",
                                "1x28x28"], input=text, capture_output=True, check=True)
        assert piped.stdout.decode().rstrip().endswith("416,520")
    empty = CliRunner().invoke(main, ["shape", "-"], input="")
    assert "stdin has no text: give a layer or network by it" in empty.stderr
    assert shape("-", "--i", "5").exit_code == 1
    assert CliRunner().invoke(main, ["shape", "-"], input=b"\xff\xfe\xfd").exit_code == 1


BRANCHLESS = ("Network(conv=Conv2d(1, 4, 3, padding=1), pool=MaxPool2d(2), up=Upsample("
              "scale_factor=2), pad=ZeroPad2d(1), shuffle=PixelShuffle(2))")


@pytest.mark.parametrize(("layer", "is_said"), [
    ("conv", False), ("pool", True), ("up", True), ("pad", True), ("shuffle", False)])
def test_channels_that_are_not_drawn_are_said(layer: str, is_said: bool, tmp_path: Path) -> None:
    arguments = ["render", BRANCHLESS, "--i", "4", "--at-layer", layer, "--still", "last", "-o",
                 str(tmp_path / "a.svg")]
    said = f"layer {layer} works on each of its 4 channels alike: not all are drawn"
    made = CliRunner().invoke(main, arguments)
    assert made.exit_code == 0, made.output
    assert (said in made.stderr) is is_said
    assert said not in CliRunner().invoke(main, [*arguments, "-q"]).stderr
