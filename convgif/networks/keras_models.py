"""A model as Keras stores it -> the network. Its weights are not looked at; Keras is not needed."""

import json
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from convgif.errors import NotationError, named, shorten
from convgif.inputs.files import read_whole
from convgif.layers import Layer
from convgif.layers.fields import is_list
from convgif.networks.keras_layers import activation_of, parts_of
from convgif.networks.keras_layers.stored import Config, Stored
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.operations import Operation, Shape

MOST_LAYERS, DEEPEST = 10_000, 20
MOST_BYTES = 50_000_000  # of the description of a model
MOST_LISTED = 10_000_000  # bytes of the list of what is in a file: some 100,000 entries
CONFIG = "config.json"
MODELS = frozenset({"Sequential", "Functional", "Model"})
_ENDING, _LONGEST_ENDING = b"PK\x05\x06", 22 + 2 ** 16

Call = tuple[str, int]  # a layer's name, and which of its calls


def read_keras(path: Path) -> Network:
    """The network in a `.keras` file, with the size of its input if the file says it.

    Raises NotationError for a file that is no model, or has layers that are not read, OSError.
    """
    _check_list(path)
    try:
        with ZipFile(path) as packed, packed.open(CONFIG) as file:
            data = file.read(MOST_BYTES + 1)
    except (BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError, zlib.error):
        raise _no_model(named(path)) from None
    return read_keras_config(_loaded(data, named(path)), named(path))


def read_keras_json(path: Path) -> Network:
    """The network in a file of what `model.to_json()` says. Raises NotationError, OSError."""
    return read_keras_config(_loaded(read_whole(path, MOST_BYTES), named(path)), named(path))


def read_keras_config(config: object, of: str) -> Network:
    """The network of a model's description. of: what it is of, in messages. Raises
    NotationError."""
    top = _dict(config, of)
    if top.get("class_name") not in MODELS:
        raise _no_model(of)
    reader = _Reader(of)
    reader.add_model(_dict(top.get("config"), of), "", INPUT, 0)
    if not any(isinstance(layer.operation, Layer | Operation) for layer in reader.layers):
        raise NotationError(f"{of} has no layers: give a model that has some")
    return Network(tuple(reader.layers), reader.own_input, says_all=True)


def _check_list(path: Path) -> None:
    """Raises NotationError for a file that lists more than a model holds."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_ENDING))
        ending = file.read()
    at = ending.rfind(_ENDING)
    if at >= 0 and int.from_bytes(ending[at + 12:at + 16], "little") > MOST_LISTED:
        raise _no_model(named(path))


def _loaded(data: bytes, of: str) -> object:
    if len(data) > MOST_BYTES:
        raise NotationError(f"{of} describes a model in over {MOST_BYTES // 10**6} MB: give a part "
                            "of it")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise _no_model(of) from None


def _no_model(of: str) -> NotationError:
    return NotationError(f"{of} is no model that Keras saved: save it by model.save(\"m.keras\"), "
                         "or what model.to_json() says as m.json")


def _dict(found: object, of: str) -> Config:
    if not isinstance(found, dict):
        raise _no_model(of)
    return found


def _list(found: object, of: str) -> Sequence[Any]:
    if not isinstance(found, list):
        raise _no_model(of)
    return found


@dataclass
class _Reader:
    """Adds the layers of a model, and of those in it, in an order in which each comes after those
    that it takes its input from."""

    of: str
    layers: list[NetworkLayer] = field(default_factory=list)
    own_input: Shape | None = None
    data_format: str = "channels_last"
    read: set[int] = field(default_factory=set)  # the descriptions of layers, by their ids

    def add_model(self, model: Config, path: str, source: int, depth: int) -> int:
        """The number of the last layer of the model, whose input is made by that layer."""
        if depth > DEEPEST:
            raise NotationError(f"{self.of} holds models over {DEEPEST} deep: give a part of it")
        entries = [_dict(entry, self.of) for entry in _list(model.get("layers"), self.of)]
        self.data_format = next((found for entry in entries if (found := _dict(
            entry.get("config"), self.of).get("data_format"))), self.data_format)
        if any("inbound_nodes" in entry for entry in entries):
            return self._add_graph(model, entries, path, source, depth)
        last = source
        for entry in entries:
            last = self._add(entry, path, (last,), depth, 0)
        return last

    def _add_graph(self, model: Config, entries: Sequence[Config], path: str, source: int,
                   depth: int) -> int:
        calls = [((str(entry.get("name")), number), entry, sources) for entry in entries
                 for number, sources in enumerate(self._sources(entry))]
        made: dict[Call, int] = {}
        while calls:
            later = []
            for call, entry, sources in calls:
                if all(one in made for one in sources):
                    numbers = tuple(made[one] for one in sources) or (source,)
                    made[call] = self._add(entry, path, numbers, depth, call[1])
                else:
                    later.append((call, entry, sources))
            if len(later) == len(calls):
                raise NotationError(f"{self.of} has layers that take what none before them makes, "
                                    f"such as {shorten(later[0][0][0])}: save the model again")
            calls = later
        inputs = {call for call, number in made.items() if number == source}
        if len(inputs) != 1 and not path:
            raise NotationError(f"{self.of} has {len(inputs)} inputs: give a model of one")
        for output in _calls(model.get("output_layers")):
            if output in made:
                return made[output]
        return next(reversed(made.values()), source)

    def _sources(self, entry: Config) -> Iterator[list[Call]]:
        """What each call of the layer takes; an input is called once, and takes nothing."""
        nodes = _list(entry.get("inbound_nodes"), self.of)
        if not nodes:
            yield []
        for node in nodes:
            yield list(_calls(node))

    def _add(self, entry: Config, path: str, sources: tuple[int, ...], depth: int, call: int
             ) -> int:
        """The number of the layer that is stored there; call: how often it was called before."""
        settings = _dict(entry.get("config"), self.of)
        type, name = str(entry.get("class_name")), str(settings.get("name") or entry.get("name"))
        full = (f"{path}.{name}" if path else name) + (f":{call}" if call else "")
        if type == "InputLayer":
            if not path:
                self._take_input(settings)
            return sources[0]
        if type in MODELS:
            return self.add_model(settings, full, sources[0], depth + 1)
        stored = Stored(type, full, {"data_format": self.data_format} | {**settings},
                        _shapes(entry))
        parts = parts_of(stored)
        is_again = id(entry) in self.read
        self.read.add(id(entry))
        for number, part in enumerate(parts):
            if len(self.layers) >= MOST_LAYERS:
                raise NotationError(f"{self.of} has over {MOST_LAYERS:,} layers: give a part of it")
            self.layers.append(NetworkLayer(
                full if len(parts) == 1 else f"{full}.{number}", part, sources,
                is_again, activation_of(stored) if number == len(parts) - 1 else None))
            sources = (len(self.layers) - 1,)
        return sources[0]

    def _take_input(self, settings: Config) -> None:
        """The shape of what the network is given; where sizes are open they are to be said."""
        shape = settings.get("batch_shape", settings.get("batch_input_shape"))
        sizes = [size for size in shape[1:] if type(size) is int] if is_list(shape) else []
        if is_list(shape) and sizes and len(sizes) == len(shape) - 1:
            self.own_input = (tuple(sizes) if self.data_format == "channels_first"
                              else (sizes[-1], *sizes[:-1]))


def _calls(node: object) -> Iterator[Call]:
    """The calls that a node takes: in each version of Keras a list that begins with the layer's
    name and the number of its call."""
    if isinstance(node, dict):
        history = node.get("keras_history")
        for one in [history] if history is not None else node.values():
            yield from _calls(one)
    elif isinstance(node, list):
        if len(node) >= 3 and isinstance(node[0], str) and type(node[1]) is int:
            yield node[0], node[1]
        else:
            for one in node:
                yield from _calls(one)


def _shapes(entry: Config) -> Sequence[Sequence[int | None]]:
    """The shapes of what goes into a layer, as far as the file says them."""
    build = entry.get("build_config")
    shape = build.get("input_shape") if isinstance(build, dict) else None
    if not is_list(shape) or not shape:
        return [*_tensor_shapes(entry.get("inbound_nodes"))]
    return shape if is_list(shape[0]) else [shape]


def _tensor_shapes(node: object) -> Iterator[Sequence[int | None]]:
    if isinstance(node, dict):
        if "keras_history" in node and is_list(node.get("shape")):
            yield node["shape"]
        else:
            node = [*node.values()]
    if isinstance(node, list):
        for one in node:
            yield from _tensor_shapes(one)
