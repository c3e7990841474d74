"""Modules in modules -> the layers of a network, joined.

What a module prints says its layers and how they nest, not how they are joined: they are taken one
after the other, but a block's `downsample` or `shortcut`, which by convention leads its input
around it, and what BLOCKS knows.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from convgif.errors import ConvgifError, NotationError, UnknownNameError
from convgif.layers import Layer
from convgif.layers.dialects import NOTHING_BESIDE, read, read_call
from convgif.layers.dialects.calls import UnsaidNamesError
from convgif.layers.notation import build_layer
from convgif.networks.blocks import BLOCKS, Block
from convgif.networks.joins import Join
from convgif.networks.modules import HOLDERS, MOST_LAYERS, MOST_MODULES, Module, too_long
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.numbers import EXAMPLE
from convgif.networks.operations import (
    UNKNOWN,
    Operation,
    find_kind,
    is_other_resizing,
    read_operation,
)

IN_ORDER = ("what forward() adds, concatenates or calls as a function is not in this text: its "
            "layers are taken one after the other; the model exported as .onnx has all of it")
ATTENTION = "MultiheadAttention"  # which is printed as if it held one layer
AROUND = frozenset({"downsample", "shortcut", "skip"})  # children that take their block's input


def _whole(module: Module) -> Module:
    """It; attention by its arguments, of which the last layer in it has those that are printed."""
    inner = next((child for name, child in module.children if name == "out_proj"), None)
    if inner is None or module.name != ATTENTION:
        return module
    given = read_call(inner.text).named
    said = [f"{ours}={ast.unparse(given[name])}" for name, ours in (
        ("in_features", "embed_dim"), ("bias", "bias")) if name in given]
    return Module(module.name, ", ".join(said))


def network_of_modules(top: Module, *, is_printed: bool = False) -> Network:
    """The network of the modules. is_printed: by PyTorch, so that what is unknown is meant. Raises
    NotationError, LayerError."""
    found = Assembly(is_printed)
    found.join(top, "", INPUT)
    return found.network(IN_ORDER if _has_own_forward(top) else "")


def _has_own_forward(module: Module) -> bool:
    """Whether it, or one in it, holds several that its own code may join."""
    joins = module.name.rpartition(".")[2] not in ("", *HOLDERS) and len(module.children) > 1
    return joins or any(_has_own_forward(child) for _, child in module.children)


@dataclass
class Assembly:
    """Layers of modules, joined. unsaid: by each name that stands where a number does, and that
    nothing says, a number that may be meant."""

    is_printed: bool = False
    layers: list[NetworkLayer] = field(default_factory=list)
    unsaid: dict[str, int] = field(default_factory=dict)
    visited: int = 0

    def network(self, note: str = "") -> Network:
        """The network of the layers. Raises NotationError where nothing says numbers, or where
        there are none."""
        if self.unsaid:
            raise UnsaidNamesError.of("the text of the network", self.unsaid)
        if not self.layers:
            raise NotationError(f"a network without layers was given: give some, such as {EXAMPLE}")
        return Network(tuple(self.layers), note=note)

    def join(self, module: Module, path: str, source: int) -> int:
        """Adds the layers of the module, which takes its input from that layer; the last of them.
        What leads around the others of a block is added to theirs at its end, wherever it is
        printed."""
        joined = BLOCKS.get(module.name)
        if joined is not None and module.children:
            return joined(self._block(module, path), source)
        last, around = source, list[int]()
        for name, child in module.children:
            full = f"{path}.{name}" if path else name
            leads_around = name in AROUND and len(module.children) > 1
            if leads_around and not path and child.is_empty:
                continue  # not of a block, and it does nothing
            made = self._through(child, full, source if leads_around else last)
            if leads_around:
                around.append(made)
            else:
                last = made
        for other in around:
            last = self._meet("add", (last, other), path)
        return last

    def _through(self, module: Module, path: str, source: int) -> int:
        """Adds its layers, or the one that it is; the last of them."""
        self.visited += 1
        if self.visited > MOST_MODULES:
            raise too_long()
        whole = _whole(module)
        return (self.join(whole, path, source) if whole.children
                else self.add(whole, path, source))

    def _meet(self, kind: str, sources: Sequence[int], path: str) -> int:
        """Adds where branches meet."""
        self.layers.append(NetworkLayer(f"{path}.{kind}" if path else kind, Join(kind),
                                        tuple(sources)))
        return len(self.layers) - 1

    def _block(self, module: Module, path: str) -> Block:
        """A block of a public model, whose parts are joined as there."""
        parts = dict(module.children)
        before = f"{path}." if path else ""
        return Block(list(parts), lambda part, source: self._through(
            parts[part], before + part, source), lambda kind, sources, part: self._meet(
                kind, sources, before + part if part else path),
            lambda part: self._block(parts[part], before + part))

    def add(self, module: Module, name: str, source: int) -> int:
        """Adds the layer of that name, unless there is none."""
        if module.is_empty:
            return source
        if len(self.layers) >= MOST_LAYERS:
            raise too_long()
        try:
            operation = read_operation_or_layer(module.text)
        except UnknownNameError as error:
            if not self.is_printed:
                raise NotationError(f"{name}: {error.message}") from None
            operation = Operation(module.name, UNKNOWN, module.text)
        except UnsaidNamesError as error:
            self.unsaid = {**self.unsaid, **error.likely, **self.unsaid}
            return source
        except ConvgifError as error:
            raise NotationError(f"{name}: {error.message}") from None
        self.layers.append(NetworkLayer(name, operation, (source,)))
        return len(self.layers) - 1


@lru_cache(maxsize=1000)
def read_operation_or_layer(text: str) -> Layer | Operation:
    """One layer of a network, whose text may stand there often. Raises ConvgifError."""
    call = read_call(text)
    kind = find_kind(call.name)
    if kind is None and is_other_resizing(call):
        kind = "resizing"
    if kind is not None:
        return read_operation(call, kind)
    reading = read(call, NOTHING_BESIDE)
    return build_layer(reading.layer_type, reading.settings)
