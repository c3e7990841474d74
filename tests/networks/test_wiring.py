"""Networks as lists of layers by name: in one line of text, and in TOML wherever settings stand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from convgif.batch.grids import read_sets
from convgif.cli import main
from convgif.errors import ConvgifError
from convgif.gallery import read_gallery
from convgif.networks.network import INPUT
from convgif.networks.reading import is_network, read_network
from convgif.networks.wiring import read_wired, table_of_wired, wired_of_table
from convgif.settings.picture import NetworkPanel
from convgif.settings.spec import read_spec

TEXT = ("Network(conv=Conv2d(1, 2, 3, padding=1), act=ReLU(), both=add(act, conv), "
        "**{'more.x': Conv2d(2, 2, 1)}, last=concatenate('more.x', input))")
TOML = """
input_size = "1x8x8"
theme = "dark"

[network]
layers = [
  { name = "conv", layer = "Conv2d(1, 2, 3, padding=1)" },
  { name = "act", layer = "ReLU()" },
  { name = "both", layer = "add", inputs = ["act", "conv"] },
  { name = "more.x", layer = "Conv2d(2, 2, 1)" },
  { name = "last", layer = "concatenate", inputs = ["more.x", "input"] },
]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.toml"
    path.write_text(TOML)
    return path


def test_a_line_names_layers_and_what_they_take() -> None:
    network = read_network(TEXT)
    assert is_network(TEXT)
    assert [(layer.name, layer.inputs) for layer in network.layers] == [
        ("conv", (INPUT,)), ("act", (0,)), ("both", (1, 0)), ("more.x", (2,)), ("last", (3, INPUT))]
    sized = network.on((1, 8, 8))
    assert [layer.output_shape[0] for layer in sized.layers] == [2, 2, 2, 2, 3]
    assert sized.macs == 8 * 8 * (2 * 9 + 2 * 2)


def test_what_has_no_name_is_called_by_its_number() -> None:
    network = read_network("Network(Conv2d(1, 2, 3), ReLU(), end=Conv2d(2, 1, 1)('0'))")
    assert [(layer.name, layer.inputs) for layer in network.layers] == [
        ("0", (INPUT,)), ("1", (0,)), ("end", (0,))]


def test_text_and_table_say_the_same() -> None:
    table = table_of_wired(TEXT)
    assert wired_of_table(table) == TEXT
    assert read_wired(wired_of_table({"layers": ["ReLU()", {"layer": "Flatten()"}]}))[1].name == "1"


def test_a_file_of_a_picture_is_a_file_of_its_network(file: Path) -> None:
    network = read_network(file)
    assert network.own_input == (1, 8, 8)
    assert network.layers == read_network(TEXT).layers
    result = CliRunner().invoke(main, ["shape", str(file), "--json"])
    assert json.loads(result.stdout)["output"] == [3, 8, 8]


def test_a_picture_is_asked_for_and_said_again(file: Path) -> None:
    assert read_spec(file) == {"input_size": (1, 8, 8), "theme": "dark", "layer": TEXT}
    said = CliRunner().invoke(main, ["render", "--from", str(file), "--spec"])
    assert said.stdout == TOML.lstrip()
    as_json = CliRunner().invoke(main, ["render", "--from", str(file), "--spec", "--json"])
    assert json.loads(as_json.stdout)["network"]["layers"][1] == {"name": "act", "layer": "ReLU()"}
    file.with_suffix(".json").write_text(as_json.stdout)
    assert read_spec(file.with_suffix(".json")) == read_spec(file)


def test_grids_and_galleries_have_networks_too(tmp_path: Path) -> None:
    layers = '["Conv2d(1, 2, 3)", { name = "act", layer = "ReLU()" }]'
    grid = tmp_path / "grid.toml"
    grid.write_text(f'[one]\nnetwork.layers = {layers}\ninput_size = "1x9x9"\n')
    assert read_sets(grid)["one"]["layer"] == ["Network(**{'0': Conv2d(1, 2, 3)}, act=ReLU())"]
    made = CliRunner().invoke(main, ["batch", "--from", str(grid), "-o", "out", "--dry-run"])
    assert made.stdout.startswith("3 animations")
    gallery = tmp_path / "gallery.toml"
    gallery.write_text(f"""
title = "T"
text = "T"
reuse = "T"
[[section]]
title = "T"
text = "T"
[[section.entry]]
name = "net"
title = "T"
caption = "T"
[section.entry.settings]
input_size = "1x9x9"
network.layers = {layers}
""")
    panel = read_gallery(gallery).entries[0].picture.arranged
    assert isinstance(panel, NetworkPanel)
    assert panel.shown.layers[-1].name == "act"


@pytest.mark.parametrize(("text", "said"), [
    ("Network(a=Conv2d(1, 2, 3), a2=ReLU()(b))", "a2 takes 'b', and no layer before it is called"),
    ("Network(a=ReLU()(a))", "a takes 'a', and no layer before it is called so"),
    ("Network(a=add(input))", "a: add joins two layers or more: name them as its inputs"),
    ("Network(a=ReLU(), b=ReLU()(a, input))", "b: 'ReLU()' takes one input: join them before it"),
    ("Network(input=ReLU())", "or one is called input: rename one"),
    ("Network(a=3)", "is not understood: write layers by name"),
    ("Network(a=ReLU(), **other)", "is not understood: write layers by name"),
    ("Network(a=ReLU()", "is not understood: write layers by name"),
    ("Network(a=Conv2d(1, 2, 3), b=Nix())", "b: unknown layer 'Nix'"),
    ("Network(a=ReLU()(input[0]))", "'input[0]' is no name of a layer: put it in quotes")])
def test_what_is_no_network_is_said_in_a_line(text: str, said: str) -> None:
    with pytest.raises(ConvgifError) as caught:
        read_network(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("toml", "said"), [
    ("[network]\n", "a network has a list of layers: write layers = ["),
    ("[network]\nlayer = 3\n", "unknown key 'layer' of a network: write layers = ["),
    ("[network]\nlayers = [3]\n", "layer 0 of the network, 3, has no text"),
    ('[network]\nlayers = ["Conv2d"]\n', "is not understood"),
    ('[network]\nlayers = [{ layer = "ReLU()", input = "a" }]\n', "unknown key 'input' of layer 0"),
    ('[network]\nlayers = [{ layer = "add", inputs = "a" }]\n', "write a list of names"),
    ('layer = "lenet5"\nnetwork.layers = ["ReLU()"]\n', "network says again what layer says")])
def test_mistakes_in_a_file_are_one_line(toml: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text(toml)
    result = CliRunner().invoke(main, ["render", "--from", str(path), "--spec"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr


def test_a_file_without_a_network_says_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text('layer = "Conv2d(1, 1, 3)"\n')
    with pytest.raises(ConvgifError, match=r"has no network: write \[network\], and below it"):
        read_network(path)
