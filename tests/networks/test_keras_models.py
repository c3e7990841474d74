"""Models as Keras stores them: against the sizes that Keras makes."""

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from convgif import ConvgifError, read_network
from convgif.networks.keras_models import MOST_BYTES, MOST_LISTED

MODELS = Path(__file__).parent / "keras"
FACTS = json.loads((MODELS / "facts.json").read_text("utf-8"))


def packed(tmp_path: Path, config: bytes, name: str = "config.json") -> Path:
    """A file as Keras saves it, with that in it."""
    path = tmp_path / "model.keras"
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        made.writestr("metadata.json", "{}")
        made.writestr(name, config)
    return path


@pytest.mark.parametrize("name", FACTS)
def test_models_have_the_sizes_that_keras_makes(name: str, tmp_path: Path) -> None:
    """facts.json: by scripts/keras_models."""
    described = MODELS / f"{name}.json"
    network = read_network(packed(tmp_path, described.read_bytes()))
    assert network == read_network(described)
    sized, facts = network.on(), FACTS[name]
    assert not sized.failure
    assert sized.parameters == facts["parameters"]
    made = {layer.name.removesuffix(".1"): layer.output_shape for layer in sized.layers}
    for layer, shape in facts["shapes"].items():
        if layer in made:
            assert made[layer] == (shape[-1], *shape[:-1])
    assert len(made.keys() & facts["shapes"]) >= len(sized.layers) - 6


def test_weights_of_a_layer_that_is_called_twice_count_once() -> None:
    sized = read_network(MODELS / "branched.json").on()
    first, again = (layer for layer in sized.layers if layer.name.startswith("conv2d_1"))
    assert (first.parameters, again.parameters, again.macs) == (81, 0, first.macs)
    assert again.name == "conv2d_1:1"
    assert again.note == "its weights are counted above"


def test_vgg_has_the_published_field() -> None:
    sized = read_network(MODELS / "vgg16.json").on()
    (last,) = [layer for layer in sized.layers if layer.name == "block5_pool"]
    assert (last.receptive_field, last.jump) == ((212, 212), (32, 32))


@pytest.mark.parametrize(("name", "layer", "macs"), [
    ("stepping", "bidirectional", 20 * 2 * 4 * 24 * (32 + 24)),
    ("stepping", "gru_1", 18 * 3 * 8 * (10 + 8)),
    ("stepping", "rnn", 18 * 4 * 6 * (8 + 6)), ("stepping", "embedding", 0),
    # Queries, keys, values and what comes out; pairs of places compared, and values added up.
    ("attending", "multi_head_attention", 4 * 16 * 32 * 32 + 2 * 16 * 16 * 32),
    ("attending", "multi_head_attention_1",
     16 * 32 * 10 + 8 * 24 * (10 + 14) + 2 * 16 * 8 * (5 + 7) + 16 * 14 * 32),
    ("attending", "attention", 16 * 16 * (32 + 32))])
def test_products_of_sequences_are_counted(name: str, layer: str, macs: int) -> None:
    (found,) = (each for each in read_network(MODELS / f"{name}.json").on().layers
                if each.name == layer)
    assert (found.macs, found.is_counted) == (macs, True)


def test_a_length_may_be_said_later() -> None:
    """Of words there are only so many: numbers without channels."""
    network = read_network("Sequential([Input((9,)), Embedding(input_dim=50, output_dim=4), "
                           "Bidirectional(LSTM(3)), Dense(1)])")
    assert [layer.output_shape for layer in network.on().layers] == [(4, 9), (6,), (1,)]
    assert network.on(30).layers[0].output_shape == (4, 30)
    with pytest.raises(ConvgifError, match="needs the size of its input: add input_size=\\(32,"):
        replace(network, own_input=None).on()
    assert network.on().parameters == 200 + 2 * 4 * 3 * (4 + 3 + 1) + 7


def test_what_code_makes_is_not_known_and_the_rest_goes_on(tmp_path: Path) -> None:
    def entry(type: str, **config: object) -> dict[str, object]:
        return {"class_name": type, "config": {"name": type, **config},
                "build_config": {"input_shape": [None, 8, 3]}}

    given = {"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 3]}}
    sized = read_network(packed(tmp_path, layers(
        given, entry("LSTM", units=2, return_sequences=True), entry("Lambda"),
        entry("GRU", units=2)))).on()
    assert [layer.output_shape for layer in sized.layers] == [(2, 8)]
    assert sized.ends_unsized
    assert sized.failure.startswith("Lambda: Lambda makes what the file says no size of: sizes end")
    assert sized.parameters == 4 * 2 * (3 + 2 + 1) + 3 * 2 * (3 + 2 + 2)


def test_gates_that_slide_are_counted(tmp_path: Path) -> None:
    """1,744 of Keras' own: sizes end there."""
    sized = read_network(packed(tmp_path, layers(
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 14, 14, 8]}},
        {"class_name": "ConvLSTM2D", "config": {"name": "c", "filters": 4, "kernel_size": [3, 3]},
         "build_config": {"input_shape": [None, 8, 14, 14, 8]}}))).on()
    assert (sized.parameters, sized.ends_unsized) == (1_744, True)


class Live:
    """A model of Keras, as far as it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def to_json(self) -> str:
        return (MODELS / f"{self.name}.json").read_text("utf-8")

    def get_config(self) -> object:
        raise AssertionError("to_json says more")


def test_a_live_model_is_read_as_its_description() -> None:
    assert read_network(Live("branched")) == read_network(MODELS / "branched.json")


def test_open_sizes_are_asked_for() -> None:
    model = {"class_name": "Sequential", "config": {"layers": [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, None, None, 3]}},
        {"class_name": "Conv2D", "config": {"name": "c", "filters": 2, "kernel_size": [3, 3]},
         "build_config": {"input_shape": [None, None, None, 3]}}]}}

    class Open(Live):
        def to_json(self) -> str:
            return json.dumps(model)

    network = read_network(Open(""))
    with pytest.raises(ConvgifError, match="needs the size of its input"):
        network.on()
    assert network.on(9).layers[0].output_shape == (2, 7, 7)


def layers(*entries: object) -> bytes:
    return json.dumps({"class_name": "Sequential", "config": {"layers": entries}}).encode()


NODE = {"inbound_nodes": [[["b", 0, 0, {}]]], "name": "a", "class_name": "ReLU",
        "config": {"name": "a"}}


@pytest.mark.parametrize(("config", "said"), [
    (b"", "no model that Keras saved"), (b"[" * 100_000, "no model that Keras saved"),
    (b"{}", "no model that Keras saved"), (b'{"class_name": "Sequential"}', "no model that Keras"),
    (layers(3), "no model that Keras saved"), (layers(), "has no layers"),
    (layers({"class_name": "Mine", "config": {"name": "l"}}), "l: layers of type 'Mine' are not"),
    (layers({"class_name": "RNN", "config": {"name": "l", "cell": {
        "class_name": "Mine", "config": {}}}}), "l: a cell of type 'Mine' is not read"),
    (layers({"class_name": "Conv2D", "config": {"name": "c", "filters": 2}}), "c: .*kernel_size"),
    (layers(NODE), "take what none before them makes, such as 'a'"),
    (b" " * (MOST_BYTES + 1), "over 50 MB")],
    ids=["empty", "deep", "nothing", "no layers", "number", "none", "strange", "cell", "short",
         "circle", "long"])
def test_what_is_no_model_is_said_in_a_line(tmp_path: Path, config: bytes, said: str) -> None:
    with pytest.raises(ConvgifError, match=said) as raised:
        read_network(packed(tmp_path, config))
    assert "\n" not in raised.value.message


def test_a_file_without_a_description_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ConvgifError, match="no model that Keras saved"):
        read_network(packed(tmp_path, b"{}", "other.json"))
    (tmp_path / "m.keras").write_bytes(b"PK\x05\x06" + bytes(8) + (MOST_LISTED + 1).to_bytes(
        4, "little") + bytes(6))
    with pytest.raises(ConvgifError, match="no model that Keras saved"):
        read_network(tmp_path / "m.keras")
