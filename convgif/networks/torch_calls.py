"""What a module of torch calls while it runs -> layers: modules without others, and functions."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, TypeAlias

from convgif.errors import ConvgifError, LayerError, fold
from convgif.layers import Flatten, Layer
from convgif.layers.recognizing import recognize
from convgif.networks.assembling import read_operation_or_layer
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.operations import RECORDED, Operation, Reads, Shape, find_kind

Part: TypeAlias = Layer | Operation | Join

JOINS: Mapping[str, str] = {
    **dict.fromkeys(("add", "iadd"), "add"), **dict.fromkeys(("sub", "isub"), "subtract"),
    **dict.fromkeys(("mul", "imul", "multiply"), "multiply"),
    **dict.fromkeys(("div", "truediv", "itruediv"), "div"),
    "maximum": "maximum", "minimum": "minimum"}
WITH_NUMBERS = frozenset({*JOINS, "radd", "rsub", "rmul", "rdiv", "rtruediv", "pow", "ipow", "neg"})
CONCATENATING = frozenset({"cat", "concat", "concatenate"})
SHAPING = frozenset({"flatten", "view", "reshape", "squeeze", "unsqueeze", "unflatten"})
# What makes the same numbers in the same shape.
SAME = frozenset({"contiguous", "clone", "detach", "to", "float", "type", "requires_grad"})
# What only moves numbers.
MOVING = frozenset({
    "permute", "transpose", "t", "swapaxes", "movedim", "chunk", "split", "getitem", "expand",
    "repeat", "stack", "narrow", "unbind", "flip", "pad", "roll", *SHAPING, *CONCATENATING})
# What adds none up as products.
WITHOUT_PRODUCTS = MOVING | JOINS.keys() | {
    "mean", "sum", "amax", "max", "min", "norm", "index_select", "masked_fill", "where", "eq", "ne",
    "gt", "lt", "ge", "le", "new_zeros", "zeros_like", "embedding"}


def of_module(module: Any, count: int, takes: Sequence[Shape], makes: Shape) -> Part:
    """The module, which learns so many numbers and makes that; where nobody knows what it does,
    the run says what comes out."""
    name = type(module).__name__
    return _fitting(_read_module(module), takes, makes) or _recorded(
        name, fold(name), takes, makes, count)


def of_function(name: str, args: Any, kwargs: Any, takes: Sequence[Shape], makes: Shape, count: int
                ) -> Part:
    """The function of that name on those arguments, of which it takes maps of these shapes; count:
    of the numbers that are learnt in others."""
    return _fitting(_read_function(name, args, kwargs, takes, makes, count), takes, makes
                    ) or _recorded(name, name, takes, makes, count)


def _read_function(name: str, args: Any, kwargs: Any, takes: Sequence[Shape], makes: Shape,
                   count: int) -> Part | None:
    """What the function is here, None where that is not known."""
    if name in JOINS and len(takes) > 1 and not kwargs and not count:
        return Join(JOINS[name])
    if name in CONCATENATING and len(takes) == len(args[0] if args else kwargs["tensors"]):
        dim = kwargs.get("dim", args[1] if len(args) > 1 else 0)
        return Join(CONCATENATE, dim % (len(takes[0]) + 1) - 1)
    if len(takes) > 1:
        return None
    if name in WITH_NUMBERS:
        return Operation(name, "constant", name, {"count": count})
    if name in SHAPING:
        return Flatten() if len(makes) == 1 < len(takes[0]) else Operation(
            name, "reshape", name, {"to": makes})
    if count:
        return None
    said = [*(f"{each!r}" for each in args[1:]),
            *(f"{key}={each!r}" for key, each in kwargs.items() if each is not None)]
    text = (f"{name}({', '.join(said)})" if find_kind(name) is not None else
            f"F.{name}({', '.join(['x', *said])})")
    try:
        return read_operation_or_layer(text)
    except ConvgifError:
        return None  # the run says what comes out of it


def _fitting(found: Part | None, takes: Sequence[Shape], makes: Shape) -> Part | None:
    """What was read, where it makes what the run made; else None."""
    if isinstance(found, Join):
        try:
            made = found.joined_shape(takes)
        except LayerError:
            return None
        return found if made == makes else None
    if found is None or (isinstance(found, Operation) and not found.is_sized):
        return None
    sized = Network((NetworkLayer("", found, (INPUT,)),)).on(takes[0])
    return found if sized.layers and sized.layers[0].output_shape == makes else None


def _read_module(module: Any) -> Part | None:
    """What a module without others is here; None where that is not known."""
    try:
        found = read_operation_or_layer(str(module))
        return recognize(module).layer if isinstance(found, Layer) else found
    except ConvgifError:
        return None  # the run says what comes out of it


def _recorded(shown: str, name: str, takes: Sequence[Shape], makes: Shape, count: int) -> Operation:
    return Operation(shown, RECORDED, shown, {
        "takes": tuple(takes), "makes": makes, "macs": _products(name, takes, makes),
        "count": count, "reads": Reads.ONE if name in MOVING else Reads.ALL})


def _products(name: str, takes: Sequence[Shape], makes: Shape) -> int | None:
    """The multiply-accumulates of a function; None where nobody counts them."""
    if name in ("matmul", "bmm", "linear"):
        return prod(makes) * takes[0][-1]
    if name == "scaled_dot_product_attention" and len(takes) == 3:
        asked, answers, said = takes
        return prod(asked[:-1]) * answers[-2] * (asked[-1] + said[-1])
    return 0 if name in WITHOUT_PRODUCTS else None
