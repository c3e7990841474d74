"""Models of words and of patches: what of them is known is said, and nothing that is not.

Parameters are those that PyTorch 2.13 counts.
"""

import json

import pytest
from click.testing import CliRunner, Result

from convgif import read_network
from convgif.cli import main
from convgif.networks.assembling import read_operation_or_layer

LSTM = """Classifier(
  (words): Embedding(1000, 64, padding_idx=0)
  (lstm): LSTM(64, 128, num_layers=2, batch_first=True, dropout=0.5, bidirectional=True)
  (drop): Dropout(p=0.5, inplace=False)
  (fc): Linear(in_features=256, out_features=2, bias=True)
)"""
ENCODER = """TransformerEncoder(
  (layers): ModuleList(
    (0-1): 2 x TransformerEncoderLayer(
      (self_attn): MultiheadAttention(
        (out_proj): NonDynamicallyQuantizableLinear(in_features=64, out_features=64, bias=True)
      )
      (linear1): Linear(in_features=64, out_features=128, bias=True)
      (dropout): Dropout(p=0.1, inplace=False)
      (linear2): Linear(in_features=128, out_features=64, bias=True)
      (norm1): LayerNorm((64,), eps=1e-05, elementwise_affine=True, bias=True)
      (norm2): LayerNorm((64,), eps=1e-05, elementwise_affine=True, bias=True)
    )
  )
)"""
PATCHES = f"""Vision(
  (patches): Conv2d(3, 64, kernel_size=(8, 8), stride=(8, 8))
  (permute): Permute()
  (encoder): {ENCODER}
)"""


def shape(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["shape", *arguments])


@pytest.mark.parametrize(("text", "parameters"), [
    ("LSTM(64, 128, num_layers=2, batch_first=True, dropout=0.5, bidirectional=True)", 593_920),
    ("nn.LSTM(64, 128, 2, bidirectional=True)", 593_920), ("GRU(28, 64, bias=False)", 17_664),
    ("LSTM(64, 32, proj_size=8)", 9_728), ("LSTMCell(8, 4)", 224), ("RNN(4, 4)", 40),
    ("Embedding(1000, 64, padding_idx=0)", 64_000), ("EmbeddingBag(10, 3, mode='mean')", 30),
    ("nn.MultiheadAttention(64, 4)", 16_640), ("MultiheadAttention(64, 4, bias=False)", 16_384),
    ("nn.TransformerEncoderLayer(d_model=64, nhead=4, dim_feedforward=128)", 33_472),
    ("nn.TransformerDecoderLayer(64, 4, 128)", 50_240)])
def test_parameters_are_those_of_pytorch(text: str, parameters: int) -> None:
    assert read_operation_or_layer(text).parameter_count == parameters


@pytest.mark.parametrize(("text", "size", "sized", "parameters", "said"), [
    (LSTM, (), 0, 658_434, "words: Embedding looks words up in a table: sizes end here"),
    (LSTM, ("--i", "20"), 0, 658_434, "words: Embedding looks words up in a table"),
    (ENCODER, ("--i", "20x64"), 0, 66_944,
     "layers.0.self_attn: MultiheadAttention lets all places read each other"),
    (PATCHES, ("--i", "3x32x32"), 1, 12_352 + 66_944,
     "permute: Permute is none of PyTorch's own, and a print does not say what it does")])
def test_what_is_known_is_said_and_the_layer_named(text: str, size: tuple[str, ...], sized: int,
                                                   parameters: int, said: str) -> None:
    told, data = shape(text, *size), json.loads(shape(text, *size, "--json").stdout)
    assert told.exit_code == 1
    assert said in told.stderr
    assert data["parameters"] == parameters
    assert len(data["layers"]) == sized
    assert len(data["layers"]) + len(data["unsized"]) == len(read_network(text).layers)
    lines = told.stdout.splitlines()
    assert lines[-1].split()[:3] == ["in", "all", f"{parameters:,}"]
    assert lines[-1].endswith(f"≥ {data['macs']:,}")
    assert len(lines) == 3 + len(read_network(text).layers)


def test_what_nobodys_layer_learns_is_not_said_to_be_nothing() -> None:
    """A print of a class of one's own that has arguments: parameters are at least so many."""
    told = shape("Net(\n  (a): Conv3DSimple(3, 8, kernel_size=(3, 3, 3))\n  (b): Linear(8, 2)\n)",
                 "--i", "3x8x8x8")
    row, _, total = told.stdout.splitlines()[2:]
    assert row.split() == ["a", "Conv3DSimple", *"––––––"]
    assert total.split() == ["in", "all", "≥", "18", "≥", "0"]


def test_a_print_whose_channels_do_not_fit_is_told_what_it_leaves_out() -> None:
    text = "Net(\n  (a): Conv2d(1, 2, 3)\n  (b): BatchNorm2d(4)\n  (c): ReLU()\n)"
    assert "where forward() concatenates branches" in shape(text, "--i", "8").stderr
    written = shape("Sequential(Conv2d(1, 2, 3), BatchNorm2d(4))", "--i", "8").stderr
    assert written.endswith("it is for 4 channels, and 2 arrive: write 2\n")


def test_what_has_no_size_makes_no_pictures_and_one_line() -> None:
    for command in ("report", "batch"):
        refused = CliRunner().invoke(main, [command, LSTM, "-o", "nowhere"])
        assert refused.exit_code == 1
        assert refused.stderr.startswith("convgif: words: Embedding looks words up in a table")
        assert refused.stderr.count("\n") == 1


def test_attention_prints_its_last_layer_under_another_name() -> None:
    assert repr(read_operation_or_layer(
        "NonDynamicallyQuantizableLinear(in_features=64, out_features=64, bias=True)")) == (
        "Linear(in_features=64, out_features=64, bias=True)")


def test_a_name_that_is_typed_is_no_layer_of_somebody() -> None:
    refused = shape("Sequential(Conv2d(1, 2, 3), Permutee(2))", "--i", "8")
    assert refused.stderr.startswith("convgif: 1: unknown layer 'Permutee'")
