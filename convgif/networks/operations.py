"""Layers of a network that are only counted: what they make of a shape, and their parameters.

OPERATIONS has a row for each kind; its names are matched with case, hyphens and underscores left
out, and without the digit of axes. Most have no MACs; where nobody counts them, it is said.
"""

import re
from ast import Constant
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from math import prod
from typing import Any, TypeAlias

from convgif.errors import LayerError, fold, shorten
from convgif.layers.dialects import Call
from convgif.layers.fields import MOST, is_list, whole_number
from convgif.layers.resizing import OTHER_MODES
from convgif.networks.sequences import (
    ATTENTION,
    EMBEDDING,
    RECURRENT,
    TRANSFORMER,
    attended_products,
    attention,
    embedding,
    looked_up,
    recurrent,
    repeated,
    stepped,
    stepped_products,
    transformer,
)
from convgif.phrases import Phrase

Shape: TypeAlias = tuple[int, ...]
Arguments: TypeAlias = Mapping[str, Any]


class UnfitError(LayerError):
    """Something else arrives than a layer takes: the fact, and what to do where no forward() may
    have left something out."""

    def __init__(self, fact: str, advice: str) -> None:
        super().__init__(Phrase("{reason}: {advice}", reason=fact, advice=advice))
        self.fact = fact


# Arguments that are no numbers.
SWITCHES = frozenset({"affine", "elementwise_affine", "bias", "batch_first", "bidirectional"})


@dataclass(frozen=True)
class Kind:
    """A row of OPERATIONS. names: a pattern for folded names, "" for what no text names. takes: its
    arguments in their order. shape: what comes out of a shape; parameters: how many numbers it
    learns; macs: its multiply-accumulates on its inputs, None where nobody counts
    them. no_size: why nobody can say here what comes out, "" where one can."""

    names: str
    takes: tuple[str, ...] = ()
    shape: Callable[[Arguments, Shape], Shape] = lambda _, shape: shape
    parameters: Callable[[Arguments], int] = lambda _: 0
    macs: Callable[[Arguments, Sequence[Shape]], int | None] = lambda *_: 0
    no_size: str = ""


@dataclass(frozen=True)
class Operation:
    """A layer that is only counted. text: as it was written."""

    name: str
    kind: str
    text: str
    arguments: Arguments = field(default_factory=dict)

    def __repr__(self) -> str:
        return self.text

    def output_shape(self, shape: Shape) -> Shape:
        """What comes out of an input of that shape, channels first. Raises LayerError."""
        row = OPERATIONS[self.kind]
        if row.no_size:
            raise LayerError(Phrase(
                "{name} {why}: sizes end here, and of what follows only parameters are said",
                name=self.name, why=row.no_size))
        return row.shape(self.arguments, shape)

    @property
    def is_sized(self) -> bool:
        """Whether it is known what comes out of a shape."""
        return not OPERATIONS[self.kind].no_size

    def mac_count(self, shapes: Sequence[Shape]) -> int | None:
        """Number of multiply-accumulates on inputs of these shapes; None where nobody counts
        them."""
        return OPERATIONS[self.kind].macs(self.arguments, shapes)

    @property
    def may_learn_more(self) -> bool:
        """Whether it is not known what it learns: a print of nobody's layer that has arguments."""
        return self.kind == UNKNOWN and not self.text.endswith("()")

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases that it learns."""
        return OPERATIONS[self.kind].parameters(self.arguments)


class Reads(Enum):
    """What of its input each element reads that a layer makes of which only the file says more."""

    ONE = auto()
    LAST_AXIS = auto()
    ALL = auto()


def find_kind(name: str) -> str | None:
    """The kind of the layer of that name; None where it is no such layer."""
    stem = re.sub("[123]d$", "", fold(name)[:80])
    return next((kind for kind, row in OPERATIONS.items() if re.fullmatch(row.names, stem)), None)


def is_other_resizing(call: Call) -> bool:
    """Whether it resizes in a way of torch's that is not computed here, and so is only counted."""
    mode = call.named.get("mode")
    return fold(call.name) == "upsample" and isinstance(mode, Constant) and (
        mode.value in OTHER_MODES)


def read_operation(call: Call, kind: str) -> Operation:
    """The layer that the call writes, which is of that kind. What changes neither shape nor
    parameters is not looked at."""
    row = OPERATIONS[kind]
    given = {**dict(zip(row.takes, call.positional, strict=False)), **call.named}
    call.check_says(*(given[name] for name in row.takes if name in given and name not in SWITCHES))
    rank = re.search("([123])d$", call.name)
    text = " ".join(call.text.split()).removeprefix("torch.").removeprefix("nn.")
    return Operation(call.name, kind, text, {
        **({"rank": int(rank[1])} if rank else {}),
        **{name: call.value(given[name]) for name in row.takes if name in given}})


# Shapes.

def _by_channel(name: str) -> Callable[[Arguments, Shape], Shape]:
    """The shape, of a layer that has numbers of its own for so many channels."""
    def shape_of(arguments: Arguments, shape: Shape) -> Shape:
        count = arguments.get(name)
        rank = arguments.get("rank")
        if rank is not None and len(shape) - 1 != rank and (rank, len(shape)) != (1, 1):
            raise LayerError(Phrase(
                "it is for {rank} axes, and {shape} arrives, which has {axes}: take the one for "
                "these", rank=rank, shape=shorten(shape), axes=len(shape) - 1))
        if count not in (None, 0, shape[0]):
            raise UnfitError(Phrase("it is for {wanted} channels, and {channels} arrive",
                                    wanted=count, channels=shape[0]),
                             Phrase("write {channels}", channels=shape[0]))
        return shape
    return shape_of


def _grouped(arguments: Arguments, shape: Shape) -> Shape:
    groups = whole_number(arguments.get("num_groups", arguments.get("groups", 1)), "groups", 1)
    if shape[0] % groups:
        raise LayerError(Phrase(
            "{channels} channels do not divide into {groups} groups: take another number of groups",
            channels=shape[0], groups=groups))
    return _by_channel("num_channels")(arguments, shape)


def _sloped(arguments: Arguments, shape: Shape) -> Shape:
    return shape if _slopes(arguments) == 1 else _by_channel("num_parameters")(arguments, shape)


def _normalized(arguments: Arguments, shape: Shape) -> Shape:
    """The last axes are those of normalized_shape; of one for maps, the channels."""
    if "normalized_shape" not in arguments:
        return shape
    sizes = _numbers(arguments["normalized_shape"], "normalized_shape")
    found = shape[:1] if "rank" in arguments else shape[-len(sizes):]
    if prod(sizes) != prod(found):
        raise UnfitError(Phrase("it is for {sizes}, and {shape} arrives",
                                sizes=shorten(sizes), shape=shorten(shape)),
                         Phrase("write what arrives, or before it what turns the axes"))
    return shape


def _unflattened(arguments: Arguments, shape: Shape) -> Shape:
    axis = _axis(arguments.get("dim", 1), len(shape) + 1, "dim")
    sizes = _numbers(arguments.get("unflattened_size", ()), "unflattened_size")
    if axis < 1 or shape[axis - 1] != prod(sizes):
        raise LayerError(Phrase(
            "{shape} does not unflatten to {sizes} on axis {axis}: their products differ",
            shape=shorten(shape), sizes=shorten(sizes), axis=axis))
    return (*shape[:axis - 1], *sizes, *shape[axis:])


def _padded(arguments: Arguments, shape: Shape) -> Shape:
    """Torch's order: the last axis first, before and after."""
    padding = arguments.get("padding", 0)
    sides = (list(_numbers(padding, "padding", -MOST)) if is_list(padding)
             else [whole_number(padding, "padding", -MOST)] * (2 * (len(shape) - 1)))
    if len(sides) % 2 or len(sides) > 2 * len(shape):
        raise LayerError(Phrase(
            "padding {value} does not suit {rank} axes: give a number for before and after each",
            value=shorten(padding), rank=len(shape) - 1))
    sizes = list(shape)
    for axis, pair in enumerate(zip(sides[::2], sides[1::2], strict=True), 1):
        sizes[-axis] += sum(pair)
    return _positive(tuple(sizes), "padding")


def _flat_global(arguments: Arguments, shape: Shape) -> Shape:
    return (shape[0],)


def _reshaped(arguments: Arguments, shape: Shape) -> Shape:
    """0 keeps an axis, and -1 takes what is left."""
    to = [shape[axis] if size == 0 and axis < len(shape) else size
          for axis, size in enumerate(arguments["to"])]
    left, rest = divmod(prod(shape), prod(size for size in to if size != -1) or 1)
    sizes = tuple(left if size == -1 else size for size in to)
    if rest or prod(sizes) != prod(shape):
        raise LayerError(Phrase(
            "{shape} does not reshape to {wanted}: the numbers of cells differ: give the input "
            "that the model is made for", shape=shorten(shape), wanted=shorten(arguments["to"])))
    return sizes


def _transposed(arguments: Arguments, shape: Shape) -> Shape:
    order = arguments["order"] or tuple(reversed(range(len(shape))))
    if sorted(order) != list(range(len(shape))):
        raise LayerError(Phrase(
            "{shape} has no axes {axes}: give the input that the model is made for",
            shape=shorten(shape), axes=shorten(order)))
    return tuple(shape[axis] for axis in order)


def _resized(arguments: Arguments, shape: Shape) -> Shape:
    wanted, factor = arguments.get("size"), arguments.get("scale_factor")
    axes = len(shape) - 1
    if wanted is not None:
        each = _numbers(wanted, "size") * (1 if is_list(wanted) else axes)
    else:
        factors: tuple[Any, ...] = tuple(factor) if is_list(factor) else (factor,) * axes
        if not all(isinstance(one, int | float) and 0 < one < MOST for one in factors):
            raise LayerError(Phrase(
                "scale_factor {value} is no number above 0: give one, or a size",
                value=shorten(factor)))
        each = tuple(int(size * one) for size, one in zip(shape[1:], factors, strict=False))
    if len(each) != axes:
        raise LayerError(Phrase("{count} sizes do not suit {rank} axes: give one an axis",
                                count=len(each), rank=axes))
    return _positive((shape[0], *each), "scale_factor")


def _recorded(arguments: Arguments, shape: Shape) -> Shape:
    """What the file says, on the input that it is said for."""
    takes: tuple[Shape, ...] | None = arguments["takes"]
    if takes is not None and shape != takes[0]:
        raise LayerError(Phrase(
            "the file says what it makes of {wanted}, and {shape} arrives: give the input that the "
            "model is made for", wanted=takes[0], shape=shorten(shape)))
    makes: Shape = arguments["makes"]
    return makes


def _axis(given: object, axes: int, name: str) -> int:
    axis = whole_number(given, name, -axes)
    if axis >= axes:
        raise LayerError(Phrase("{name} {axis} is no axis: with the batch there are {axes}",
                                name=name, axis=axis, axes=axes))
    return axis % axes


def _numbers(given: object, name: str, least: int = 1) -> Shape:
    return tuple(whole_number(one, name, least)
                 for one in (given if is_list(given) else (given,)))


def _positive(shape: Shape, name: str) -> Shape:
    if min(shape) < 1:
        raise LayerError(Phrase("{name} leaves nothing: {shape}", name=name, shape=shorten(shape)))
    return shape


# Parameters.

def _of_features(name: str, switch: str, on: bool) -> Callable[[Arguments], int]:
    """A weight and a bias for each of so many features; where the switch is off, none."""
    def count(arguments: Arguments) -> int:
        features: Sequence[int] = _numbers(arguments.get(name, 0), name, least=0)
        learns = bool(arguments.get(switch, on))
        return (1 + bool(arguments.get("bias", True))) * prod(features) * learns
    return count


def _recorded_count(arguments: Arguments) -> int:
    return int(arguments["count"])


def _slopes(arguments: Arguments) -> int:
    return whole_number(arguments.get("num_parameters", 1), "num_parameters", 1)


UNKNOWN, RECORDED, UNRECORDED = "unknown", "recorded", "unrecorded"
STEPS, LOOKING_UP, ATTENDING, REPEATING = "steps", "looking up", "attending", "repeating"
STEP_BY_STEP = Phrase("reads a sequence step by step")
ALL_PLACES = Phrase("lets all places read each other")
OPERATIONS: Mapping[str, Kind] = {
    "slope": Kind("prelu", ("num_parameters",), _sloped, parameters=_slopes),
    "activation": Kind(
        "(leaky|r|c)?relu(6)?|[cs]?elu|gelu|silu|swish|mish|(log|hard)?sigmoid|(hard)?tanh(shrink)?|"
        "(log)?softmax|softmin|softplus|softsign|hardswish|(hard|soft)shrink|threshold|activation"),
    "normalization": Kind("(sync|lazy)?batchnorm", ("num_features", "affine"),
                          _by_channel("num_features"),
                          _of_features("num_features", "affine", True)),
    "instance normalization": Kind("instancenorm", ("num_features", "affine"),
                                   _by_channel("num_features"),
                                   _of_features("num_features", "affine", False)),
    "group normalization": Kind("groupnorm", ("num_groups", "num_channels", "affine"), _grouped,
                                _of_features("num_channels", "affine", True)),
    "layer normalization": Kind(
        "layernorm", ("normalized_shape", "elementwise_affine", "bias"), _normalized,
        _of_features("normalized_shape", "elementwise_affine", True)),
    "dropout": Kind("(alpha|featurealpha|spatial|gaussian)?dropout|stochasticdepth|droppath"),
    "identity": Kind("identity|localresponsenorm|crossmaplrn"),
    "channel shuffle": Kind("channelshuffle", ("groups",), _grouped),
    "unflatten": Kind("unflatten", ("dim", "unflattened_size"), _unflattened),
    "padding of channels": Kind("", ("padding",), _padded),
    "flat global pooling": Kind("", (), _flat_global),
    "reshape": Kind("", ("to",), _reshaped),
    "transpose": Kind("", ("order",), _transposed),
    "constant": Kind("", ("count",), parameters=_recorded_count),
    "resizing": Kind("", ("size", "scale_factor"), _resized),
    **{name: Kind(f"{name}(cell)?", RECURRENT, parameters=recurrent(gates), no_size=STEP_BY_STEP)
       for name, gates in (("lstm", 4), ("gru", 3), ("rnn", 1))},
    "embedding": Kind("embedding(bag)?", EMBEDDING, parameters=embedding,
                      no_size=Phrase("looks words up in a table")),
    "attention": Kind("multiheadattention", ATTENTION, parameters=attention, no_size=ALL_PLACES),
    **{f"{name} layer": Kind(f"transformer{name}layer", TRANSFORMER, no_size=ALL_PLACES,
                             parameters=transformer(attentions))
       for name, attentions in (("encoder", 1), ("decoder", 2))},
    STEPS: Kind("", (), stepped, parameters=_recorded_count, macs=stepped_products),
    LOOKING_UP: Kind("", (), looked_up, parameters=_recorded_count),
    ATTENDING: Kind("", parameters=_recorded_count, macs=attended_products),
    REPEATING: Kind("", (), repeated),
    RECORDED: Kind("", (), _recorded, parameters=_recorded_count,
                   macs=lambda arguments, _: arguments["macs"]),
    UNRECORDED: Kind("", parameters=_recorded_count,
                     no_size=Phrase("makes what the file says no size of")),
    UNKNOWN: Kind("", no_size=Phrase(
        "is none of PyTorch's own, and a print does not say what it does")),
}
RESHAPING = frozenset({"reshape", "transpose", "unflatten"})
OF_SEQUENCES = frozenset({STEPS, LOOKING_UP, ATTENDING, REPEATING})
# Before these there may be no channels, or after them others: a size without them says too little.
TURNING = RESHAPING | OF_SEQUENCES | {RECORDED}
WITHOUT_CHANNELS = frozenset({LOOKING_UP, RECORDED})
