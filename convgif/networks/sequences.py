"""What layers of sequences learn. What comes out of them depends on how forward() calls them, and
their work is not a product at each position: neither is said here."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from convgif.layers.fields import whole_number

Arguments: TypeAlias = Mapping[str, Any]

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


def _size(arguments: Arguments, name: str, default: int | None = None) -> int:
    return whole_number(arguments.get(name, default), name, 0 if default == 0 else 1)


def _has_bias(arguments: Arguments) -> bool:
    return bool(arguments.get("bias", True))
