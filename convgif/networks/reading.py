"""The text of a network -> the network: as PyTorch prints a module, or as its code is written. Text
is never run."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeAlias, TypeGuard, runtime_checkable

from convgif.errors import LayerError, NotationError, listed, named, setting
from convgif.inputs.files import read_whole
from convgif.inputs.sources import Stamp, stamp_of
from convgif.inputs.toml_files import read_toml
from convgif.layers.dialects import half_width, pasted
from convgif.layers.notation import parse_sizes
from convgif.layers.recognizing import LayerLike, TorchModule, check_is_no_typing_error
from convgif.networks.assembling import Assembly, network_of_modules
from convgif.networks.joins import Join
from convgif.networks.keras_models import read_keras, read_keras_config, read_keras_json
from convgif.networks.keras_text import is_keras, read_keras_text
from convgif.networks.modules import LONGEST_TEXT, Module
from convgif.networks.network import INPUT, Network, NetworkLayer, SizedNetwork
from convgif.networks.numbers import Let, parse_let, with_numbers
from convgif.networks.onnx_models import read_onnx
from convgif.networks.presets import NETWORK_PRESETS, preset_called
from convgif.networks.printed import (
    is_part,
    is_printed,
    is_printed_by_line,
    read_part,
    read_printed,
)
from convgif.networks.running_modules import read_run, torch_of
from convgif.networks.source import is_holder, is_source, read_call_of, read_source
from convgif.networks.wiring import (
    INPUT_NAME,
    LIST_EXAMPLE,
    TABLE,
    Wired,
    is_wired,
    read_wired,
    wired_of_table,
)

NOTHING: Let = {}
_LABEL = re.compile(r"\s*(?:[\w.]+\s*[:=]\s*)?")  # `net = ` before a Sequential


TEXT_FILES = (".txt", ".py")
# What reads files, by their suffix.
FILES: Mapping[str, Callable[[Path, Let], Network]] = {
    ".onnx": lambda path, let: read_onnx(path), ".keras": lambda path, let: read_keras(path),
    ".json": lambda path, let: read_keras_json(path),
    ".toml": lambda path, let: _of_toml(path, let),
    **dict.fromkeys(TEXT_FILES, lambda path, let: _of_text(_text_in(path), let))}
# Files that hold what only the library that wrote them can read.
OTHER_FILES = frozenset({".pt", ".pth", ".pt2", ".h5", ".hdf5", ".safetensors", ".tflite", ".pb",
                         ".ckpt", ".mlmodel"})


def is_network(text: str) -> bool:
    """Whether the text is that of modules in a module, or names the file of a model or a preset of
    networks, rather than a layer."""
    if _suffix(text) in (*FILES, *OTHER_FILES) or preset_called(text):
        return True
    plain = pasted(text[:LONGEST_TEXT])
    return (_is_holder(plain) or is_wired(plain) or is_source(plain)
            or is_printed_by_line(plain) or is_part(plain))


def is_network_like(what: object) -> "TypeGuard[NetworkLike]":
    """Whether that is a network, or the text, file or module of one, rather than a layer."""
    if isinstance(what, str):
        return is_network(what)
    if isinstance(what, type):
        return False
    if isinstance(what, TorchModule):
        return any(True for _ in what.named_children())
    return isinstance(what, Network | SizedNetwork | KerasModel | Path)


def sized_network(what: "NetworkLike", input_size: int | Sequence[int] | None = None,
                  at_layer: str | None = None) -> SizedNetwork:
    """The network that is meant on an input of that size, all of it, or what leads to the layer of
    that name. Raises ConvgifError."""
    if isinstance(what, SizedNetwork) and input_size is None:
        sized = what
    elif isinstance(what, SizedNetwork):
        raise LayerError("a network on an input has its sizes already: leave out "
                         f"{setting('input_size')}, or give the network itself")
    else:
        sized = network_for(what, input_size).on(input_size)
    if at_layer is not None:
        return sized.up_to(at_layer)
    if sized.failure:
        raise LayerError(sized.failure)
    return sized


def network_for(what: "Readable | Network", input_size: int | Sequence[int] | None = None
                ) -> Network:
    """The network that is meant; a module of torch as it runs on an input of that size. Raises
    ConvgifError."""
    network = what if isinstance(what, Network) else read_network(what)
    if input_size is None or torch_of(what) is None:
        return network
    return read_run(what, network.input_shape(input_size))


def _is_holder(text: str) -> bool:
    return is_holder(_LABEL.sub("", text, count=1))


def _suffix(text: str) -> str:
    """The suffix of a file's name; empty for what is none."""
    name = text.strip()
    return "" if "(" in name or "\n" in name else Path(name).suffix.lower()


@runtime_checkable
class KerasModel(Protocol):
    """A model of Keras, known by what it has: Keras itself is not imported."""

    def to_json(self) -> str:
        """Its description."""

    def get_config(self) -> object:
        """Its description in parts."""


Readable: TypeAlias = str | Path | TorchModule | KerasModel | Sequence[LayerLike]
NetworkLike: TypeAlias = Readable | Network | SizedNetwork


def read_network(source: Readable, let: Let | str = NOTHING, *, example: object = None) -> Network:
    """The network that is meant: its text, a preset's name, the file of a model (.onnx, .keras,
    .json or .toml, a text as .txt or .py), a module of torch.nn that holds others, a model of
    Keras, or layers one after the other.

    let: what names in its text stand for, {"nc": 3} or "nc=3". example: an input of a module of
    torch, or its shape without the batch: with it the module is run once, without numbers, so that
    what its code joins and calls as functions is there; without, its layers stand one after the
    other.
    `read_network("Sequential(Conv2d(1, 6, 5), MaxPool2d(2))").on((1, 28, 28))` has layers named 0
    and 1, of which the last has output_shape (6, 12, 12). Raises NotationError for text that is
    none, LayerError for a layer that cannot be.
    """
    if example is not None:
        return read_run(source, example)
    numbers = parse_let(let) if isinstance(let, str) else let
    preset = preset_called(source) if isinstance(source, str) else None
    if preset is not None:
        return replace(_of_text(preset.text), own_input=preset.input_shape)
    if isinstance(source, str) and not is_network(source):
        check_is_no_typing_error(source, NETWORK_PRESETS)
    if isinstance(source, Sequence) and not isinstance(source, str):
        texts = [layer if isinstance(layer, str) else str(layer) for layer in source]
        return network_of_modules(Module("", "", [(str(number), read_printed(text.strip()))
                                           for number, text in enumerate(texts)]))
    if isinstance(source, Path) or (isinstance(source, str) and is_network(source)
                                    and _suffix(source)):
        return _of_file(Path(source), numbers)
    if isinstance(source, KerasModel) and not isinstance(source, type):
        return read_keras_config(json.loads(source.to_json()), type(source).__name__)
    return _of_text(source if isinstance(source, str) else str(source), numbers)


def _of_file(path: Path, let: Let) -> Network:
    """The network in the file. Raises ConvgifError."""
    if path.suffix.lower() not in FILES:
        raise NotationError(f"{named(path)} is no file of a model that is read here: export it as "
                            f"{listed(list(FILES), 'or')}, or paste what print(model) says")
    return _read_file(path, stamp_of(path), tuple(sorted(let.items())))


@lru_cache(maxsize=8)
def _read_file(path: Path, stamp: Stamp, let: tuple[tuple[str, int], ...]) -> Network:
    """The network in the file as it is now, which one picture after another is of."""
    return FILES[path.suffix.lower()](path, dict(let))


def file_of(text: str) -> Path | None:
    """The file that the text of a network names, None where it names none."""
    return Path(text.strip()) if _suffix(text) in FILES else None


def text_of(text: str) -> str:
    """The text in the file of text that is named, or else the text itself. Raises
    ConvgifError."""
    if _suffix(text) not in TEXT_FILES:
        return text
    path = Path(text)
    stamp_of(path)  # which says what is no file
    return _text_in(path)


def _of_toml(path: Path, let: Let) -> Network:
    """The network that the file of a picture asks for: a table, or the text of a network. Raises
    ConvgifError."""
    found = read_toml(path, "name another file")
    table, text = found.get(TABLE), found.get("layer", "")
    if isinstance(table, dict):
        text = wired_of_table(table)
    elif not isinstance(text, str) or not is_network(text) or _suffix(text):
        raise NotationError(f"{named(path)} has no network: write [{TABLE}], and below it "
                            f"{LIST_EXAMPLE}")
    size = parse_sizes(str(found["input_size"])) if "input_size" in found else None
    own = (size,) if isinstance(size, int) else size
    network = read_network(text, let)
    return replace(network, own_input=own and network.input_shape(own)) if own else network


def _text_in(path: Path) -> str:
    """The text in the file. Raises NotationError for what is none."""
    try:
        return read_whole(path, 4 * LONGEST_TEXT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotationError(f"{named(path)} is no text: save what print(model) says as UTF-8"
                            ) from None


def _of_text(text: str, let: Let = NOTHING) -> Network:
    """The network that the text says. Raises NotationError, LayerError."""
    if len(text) > LONGEST_TEXT:
        raise NotationError(f"a network of {len(text):,} characters is too long: give one of "
                            f"{LONGEST_TEXT:,} at most")
    plain = with_numbers(pasted(half_width(text)).strip("\r\n").rstrip(), let)
    if is_wired(plain):
        return _of_wired(read_wired(plain))
    written = _written(plain)
    if is_keras(written):
        return read_keras_text(written)
    return network_of_modules(written if written.children else Module("", "", [("0", written)]),
                              is_printed=is_printed(plain) or is_part(plain))


def _of_wired(wired: Sequence[Wired]) -> Network:
    """The network of layers by name. Raises NotationError, LayerError."""
    numbers = {INPUT_NAME: INPUT, **{each.name: number for number, each in enumerate(wired)}}
    found = Assembly()
    for number, each in enumerate(wired):
        sources = tuple(numbers[name] for name in each.inputs) or (number - 1,)
        if each.is_join:
            found.layers.append(NetworkLayer(each.name, Join(each.layer), sources))
        else:
            found.add(read_printed(each.layer), each.name, sources[0])
    return found.network()


def _written(text: str) -> Module:
    """The modules as they are printed, or as they are written."""
    if is_printed(text):
        return read_printed(text)
    if is_part(text):
        return read_part(text)
    if is_source(text):
        return read_source(text)
    return read_call_of(text) if _is_holder(text) else read_printed(text)
