"""Keras' layers that keep the shape, and activations within others -> layers that are only counted,
with arguments under the names of FUNCTIONS."""

from collections.abc import Mapping
from typing import Any

from convgif.errors import fold
from convgif.layers.fields import is_list
from convgif.networks.keras_layers.stored import Read, Stored
from convgif.networks.operations import Operation

CHANNELS = 1  # the axis of them, with the batch, as they lie here
# Functions of Keras whose arguments are not those of torch where nothing is said.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "leakyrelu": {"negative_slope": 0.2}, "softmax": {"dim": CHANNELS},
    "logsoftmax": {"dim": CHANNELS}}
NAMES: Mapping[str, str] = {"exponential": "exp", "hardsilu": "hardswish"}


def activation_of(stored: Stored) -> Operation | None:
    """The function within a layer that does more, None where there is none."""
    name = stored.settings.get("activation")
    if not isinstance(name, str) or name == "linear" or stored.type == "Activation":
        return None
    return _called(name)


def _called(name: str) -> Operation:
    plain = fold(name)
    return Operation(name, "activation", name, {
        "function": NAMES.get(plain, plain), **DEFAULTS.get(plain, {})})


def _activation(stored: Stored) -> Operation:
    """The function that it is called by; a function that is no name is not known."""
    name = stored.settings.get("activation")
    said = _called(name).arguments if isinstance(name, str) else {"function": ""}
    return stored.operation("activation", **said)


def _rectified(stored: Stored) -> Operation:
    most = stored.settings.get("max_value")
    return stored.operation("activation", function="rectifier", **{
        **({} if most is None else {"max_value": most}),
        "negative_slope": _number(stored, ("negative_slope",), 0.0),
        "threshold": _number(stored, ("threshold",), 0.0)})


def _number(stored: Stored, names: tuple[str, ...], default: float) -> Any:
    """The first of those settings that is said."""
    return next((value for name in names if (value := stored.settings.get(name)) is not None),
                default)


def _softmax(stored: Stored) -> Operation:
    """Along the axis that it says, with the channels last."""
    axis, axes = stored.settings.get("axis", -1), stored.rank + 2
    if type(axis) is not int:
        return stored.operation("activation", function="")
    return stored.operation("activation", dim=(
        CHANNELS if axis in (-1, axes - 1) or not stored.shapes else 1 + axis % axes))


def _normalized(kind: str, name: str) -> Read:
    """How to read a normalization of that kind along the channels. name: of what says how many."""
    def read(stored: Stored) -> Operation:
        both = [bool(stored.settings.get(one, True)) for one in ("scale", "center")]
        axis = stored.settings.get("axis", -1)
        axes = axis if is_list(axis) else [axis]
        is_known = len(axes) == 1 and axes[0] in (-1, stored.rank + 1)
        return stored.operation(kind, **{
            name: stored.channels, "affine": any(both), "elementwise_affine": any(both),
            "bias": all(both), "rank": max(stored.rank, 1), "eps": _number(
                stored, ("epsilon",), 1e-3), "num_groups": stored.settings.get("groups", 1),
            **({} if is_known else {"function": ""})})
    return read


def _passing(kind: str, **named: tuple[str, float]) -> Read:
    """How to read a layer of that kind. named: by its names here its settings and their
    defaults."""
    return lambda stored: stored.operation(kind, **{
        ours: _number(stored, (theirs,), default) for ours, (theirs, default) in named.items()})


def _leaky(stored: Stored) -> Operation:
    return stored.operation("activation", negative_slope=_number(
        stored, ("negative_slope", "alpha"), 0.3))  # alpha in Keras 2


_KEPT = ("Normalization", "UnitNormalization", "RandomFlip", "RandomRotation", "RandomZoom",
         "RandomTranslation", "RandomContrast", "RandomBrightness", "Masking")
PASSING: Mapping[str, Read] = {
    "Activation": _activation, "ReLU": _rectified, "LeakyReLU": _leaky, "Softmax": _softmax,
    "ELU": _passing("activation", alpha=("alpha", 1.0)),
    "ThresholdedReLU": _passing("activation", threshold=("theta", 1.0)),
    "Rescaling": _passing("identity", scale=("scale", 1.0), offset=("offset", 0.0)),
    **dict.fromkeys(_KEPT, _passing("identity")),  # what turns pictures does so in training alone
    "BatchNormalization": _normalized("normalization", "num_features"),
    "LayerNormalization": _normalized("layer normalization", "normalized_shape"),
    "GroupNormalization": _normalized("group normalization", "num_channels")}
