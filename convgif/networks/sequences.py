"""What layers of sequences learn, make and multiply. What comes out of PyTorch's depends on how
forward() calls them; Keras' say it."""

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any, TypeAlias

from convgif.errors import LayerError, shorten
from convgif.layers.fields import whole_number
from convgif.phrases import Phrase

Arguments: TypeAlias = Mapping[str, Any]
Shape: TypeAlias = tuple[int, ...]

RECURRENT = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout",
             "bidirectional", "proj_size")
ATTENTION = ("embed_dim", "num_heads", "dropout", "bias")
TRANSFORMER = ("d_model", "nhead", "dim_feedforward")
EMBEDDING = ("num_embeddings", "embedding_dim")


def recurrent(gates: int) -> Callable[[Arguments], int]:
    """The parameters of a layer, or of several on each other, that has so many gates."""
    def count(arguments: Arguments) -> int:
        hidden = _size(arguments, "hidden_size")
        projected = _size(arguments, "proj_size", 0)
        directions = 1 + bool(arguments.get("bidirectional", False))
        fed_back, read, total = projected or hidden, _size(arguments, "input_size"), 0
        for _ in range(_size(arguments, "num_layers", 1)):
            own = gates * hidden * (read + fed_back) + projected * hidden
            total += directions * (own + 2 * gates * hidden * _has_bias(arguments))
            read = fed_back * directions
        return total
    return count


def recurrent_products(gates: int, steps: int, directions: int, *, read: int, hidden: int) -> int:
    """The multiply-accumulates of a layer that goes through so many steps: at each, every gate
    reads what arrives and what is fed back."""
    return steps * directions * gates * hidden * (read + hidden)


def embedding(arguments: Arguments) -> int:
    """The parameters of a table with a row for each of so many words."""
    return _size(arguments, "num_embeddings") * _size(arguments, "embedding_dim")


def attention(arguments: Arguments) -> int:
    """The parameters of queries, keys, values and what comes out, each from all of a place."""
    size = _size(arguments, "embed_dim")
    return 4 * size * (size + _has_bias(arguments))


def transformer(attentions: int) -> Callable[[Arguments], int]:
    """The parameters of a layer of so many attentions, two fully connected ones, and a
    normalization after each of these steps."""
    def count(arguments: Arguments) -> int:
        size, wide = _size(arguments, "d_model"), _size(arguments, "dim_feedforward", 2048)
        return (attentions * attention({"embed_dim": size}) + 2 * size * wide + wide + size
                + 2 * size * (attentions + 1))
    return count


# What is said wholly: shapes are channels first, then the steps.

def stepped(arguments: Arguments, shape: Shape) -> Shape:
    """What goes step by step leaves behind: all that it made, or the last."""
    if len(shape) != 2:
        raise LayerError(Phrase(
            "it goes through a sequence of channels and steps, and {shape} arrives: give an input "
            "of two numbers, such as 32x10", shape=shorten(shape)))
    return (arguments["units"], shape[1]) if arguments["keeps_steps"] else (arguments["units"],)


def stepped_products(arguments: Arguments, shapes: Sequence[Shape]) -> int:
    """The same at each step."""
    return int(arguments["macs_a_step"]) * shapes[0][1]


def looked_up(arguments: Arguments, shape: Shape) -> Shape:
    """For each number a row of a table."""
    return (arguments["size"], *shape)


def repeated(arguments: Arguments, shape: Shape) -> Shape:
    """All of it at each step."""
    return (*shape, arguments["times"])


def attended_products(arguments: Arguments, shapes: Sequence[Shape]) -> int:
    """The multiply-accumulates of attention between places: queries, keys and values are made where
    it learns to, compared in pairs and added up, and what comes out is made of all heads."""
    query, value, key = (*shapes, shapes[-1], shapes[-1])[:3]
    asking, asked = prod(query[1:]), prod(value[1:])
    heads, compared, added = (arguments[name] for name in ("heads", "key_size", "value_size"))
    pairs = heads * asking * asked * (compared + added)
    if not arguments["count"]:
        return int(pairs)
    made = heads * (asking * query[0] * (compared + added)
                    + asked * (key[0] * compared + value[0] * added))
    return int(pairs + made)


def _size(arguments: Arguments, name: str, default: int | None = None) -> int:
    return whole_number(arguments.get(name, default), name, 0 if default == 0 else 1)


def _has_bias(arguments: Arguments) -> bool:
    return bool(arguments.get("bias", True))
