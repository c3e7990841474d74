"""A layer as Keras stores it -> what it is in a network.

KERAS_LAYERS says what each class of layer is that slides nothing; the others are read as their text
is. What is in neither is refused by name. Keras has channels last, networks here first.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

from convgif.errors import ConvgifError, NotationError, shorten
from convgif.layers import LAYERS, Layer
from convgif.layers.dialects.keras import ROWS
from convgif.layers.fields import is_list
from convgif.layers.notation import build_layer, read_layer
from convgif.networks.joins import CONCATENATE, Join
from convgif.networks.keras_layers.passing import PASSING, activation_of
from convgif.networks.keras_layers.sequences import LAYERS_OF_SEQUENCES
from convgif.networks.keras_layers.stored import Part, Read, Stored
from convgif.networks.operations import UNRECORDED, Operation

__all__ = ["KERAS_LAYERS", "activation_of", "parts_of"]
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


def parts_of(stored: Stored) -> tuple[Part, ...]:
    """What the layer is here. Raises NotationError."""
    read = KERAS_LAYERS.get(stored.type, _written if stored.type in ROWS else None)
    if read is None:
        raise NotationError(f"{stored.name}: layers of type {shorten(stored.type)} are not read: "
                            "save the part of the model before it")
    try:
        found = read(stored)
    except ConvgifError as error:
        raise NotationError(f"{stored.name}: {error.message}") from None
    return found if isinstance(found, tuple) else (found,)


# What layers are.

def _written(stored: Stored, type: str = "", **changed: Any) -> Layer:
    """What slides, as its text says it; a fully connected layer at each cell of a map is a
    convolution that reads one cell."""
    type = type or stored.type
    if type == "Dense" and stored.rank:
        type, changed = f"Conv{stored.rank}D", {"filters": stored.settings.get("units"),
                                                "kernel_size": 1}
    given = {name: value for name, value in {**stored.settings, **changed}.items()
             if name in ROWS[type].takes and value is not None}
    if stored.shapes:
        given["input_shape"] = (*stored.shapes[0][1:],)
    said = ", ".join(f"{name}={value!r}" for name, value in given.items())
    reading = read_layer(f"{type}({said})")
    return build_layer(reading.layer_type, reading.settings)


def _separable(stored: Stored) -> tuple[Layer, Layer]:
    """Every channel by itself, and then all of each cell."""
    axes = stored.type.removeprefix("SeparableConv")
    each = stored.settings.get("depth_multiplier", 1)
    apart = _written(stored, f"DepthwiseConv{axes}", use_bias=False)
    size = (None,) * stored.rank
    together = _written(
        Stored(stored.type, stored.name, {**stored.settings, "data_format": "channels_last"},
               [(None, *size, stored.channels * each)]),
        f"Conv{axes}", kernel_size=1, strides=1, dilation_rate=1, padding="valid")
    return apart, together


def _joining(kind: str) -> Read:
    return lambda stored: Join(kind)


def _concatenated(stored: Stored) -> Join:
    axis, axes = stored.settings.get("axis", -1), stored.rank + 2
    return Join(CONCATENATE, 0 if axis in (-1, axes - 1) else axis % axes)


def _slopes(stored: Stored) -> Operation:
    shared = stored.settings.get("shared_axes") or ()
    sizes = stored.shapes[0][1:] if stored.shapes else ()
    return stored.operation("constant", count=prod(
        1 if axis in shared else size or 1 for axis, size in enumerate(sizes, 1)))


def _pooled(stored: Stored) -> Part:
    if not stored.settings.get("keepdims"):
        return stored.operation("flat global pooling")
    kind = "GlobalAveragePool" if "Average" in stored.type else "GlobalMaxPool"
    return LAYERS[f"{kind}{stored.type[-2]}d"]()


def _padded(sign: int) -> Read:
    """Before and after each axis, or a number for both."""
    def read(stored: Stored) -> Layer:
        given = stored.settings.get("padding" if sign > 0 else "cropping", 1)
        axes = [given] if stored.type.endswith("1D") else given
        pairs = [one if is_list(one) else (one, one) for one in axes]
        return LAYERS[f"ZeroPad{len(pairs)}d"](tuple(
            sign * side for pair in reversed(pairs) for side in pair))
    return read


def _enlarged(stored: Stored) -> Part:
    size = stored.settings.get("size", 2)
    mode = stored.settings.get("interpolation", "nearest")
    return _resizing(stored, mode, {"scale_factor": list(size) if is_list(size) else size})


def _resized(stored: Stored) -> Part:
    mode = stored.settings.get("interpolation", "bilinear")
    if mode == "nearest" or any(stored.settings.get(name) for name in (
            "crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias")):
        mode = "its own"
    return _resizing(stored, mode, {
        "size": [stored.settings.get("height"), stored.settings.get("width")]})


def _resizing(stored: Stored, mode: str, given: Mapping[str, Any]) -> Part:
    """As a layer by a rule that is computed, else only its shape."""
    rank = 2 if stored.type == "Resizing" else int(stored.type[-2])
    if mode in ("nearest", LINEAR[rank]):
        return LAYERS[f"Upsample{rank}d"](**given, mode=mode)
    return Operation(stored.type, "resizing", f"{stored.type}({mode})", given)


def _flattened(stored: Stored) -> Layer:
    return LAYERS["Flatten"]()


def _reshaped(stored: Stored) -> Operation:
    """To what it says, channels first."""
    sizes = tuple(stored.settings.get("target_shape") or (-1,))
    return stored.operation(
        "reshape", to=sizes if stored.is_channels_first else (sizes[-1], *sizes[:-1]))


def _permuted(stored: Stored) -> Operation:
    """The axes as they are counted there, from 1 and the channels last."""
    dims = [int(axis) for axis in stored.settings.get("dims") or ()]
    last = len(dims)
    return stored.operation("transpose", order=tuple(
        axis % last for axis in (dims if stored.is_channels_first else [*dims[-1:], *dims[:-1]])))


def _at_each_step(stored: Stored) -> Part | tuple[Part, ...]:
    """A layer at each step by itself; it is known what comes out of one that is fully connected."""
    inner = stored.inner("layer")
    if inner.type in ("Dense", *PASSING, *_DROPPED):
        return KERAS_LAYERS.get(inner.type, _written)(inner)
    step = [(*shape[:1], *shape[2:]) for shape in stored.shapes]
    made = parts_of(Stored(inner.type, stored.name, inner.settings, step))
    return stored.operation(UNRECORDED, count=sum(part.parameter_count for part in made))


_JOINED = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
_DROPPED = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
            "GaussianDropout", "GaussianNoise", "ActivityRegularization")
_AXES = ("1D", "2D", "3D")
KERAS_LAYERS: Mapping[str, Read] = {
    **PASSING,
    **dict.fromkeys(_DROPPED, lambda stored: stored.operation("dropout")),
    **{name: _joining(name.lower()) for name in _JOINED},
    **dict.fromkeys((f"SeparableConv{axes}" for axes in _AXES[:2]), _separable),
    **dict.fromkeys((f"Global{kind}Pooling{axes}" for kind in ("Average", "Max")
                     for axes in _AXES), _pooled),
    **dict.fromkeys((f"ZeroPadding{axes}" for axes in _AXES), _padded(1)),
    **dict.fromkeys((f"Cropping{axes}" for axes in _AXES), _padded(-1)),
    **dict.fromkeys((f"UpSampling{axes}" for axes in _AXES), _enlarged),
    "Concatenate": _concatenated, "PReLU": _slopes, "Flatten": _flattened,
    "Reshape": _reshaped, "Resizing": _resized, "Permute": _permuted,
    "TimeDistributed": _at_each_step, **LAYERS_OF_SEQUENCES,
}
