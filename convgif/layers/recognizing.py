"""What may be given for a layer -> the layer: itself, its text, a preset's name, a torch module."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from convgif.errors import LayerError, NotationError, fold, look_up, nearest, shorten, suggest
from convgif.layers import LAYERS, Layer
from convgif.layers.dialects import NOTHING_BESIDE, Beside
from convgif.layers.notation import build_layer, read_layer
from convgif.layers.presets import PRESETS, Preset

# What an argument is unless it is asked for, where that is not the layer's own default.
UNASKED: Mapping[str, Any] = {"bias": False}


@runtime_checkable
class TorchModule(Protocol):
    """A module of torch.nn, known by what it has: torch itself is not imported."""

    def extra_repr(self) -> str:
        """Its arguments as it prints them."""

    def named_children(self) -> Any:
        """The modules in it."""


LayerLike: TypeAlias = Layer | str | TorchModule


class Recognized(NamedTuple):
    """A layer, and the size of its input where its name or text says one."""

    layer: Layer
    input_size: int | tuple[int, ...] | None = None


def is_preset(text: str) -> bool:
    """Whether that is the name of a preset."""
    return fold(text) in map(fold, PRESETS)


def check_is_no_typing_error(text: str, names: Iterable[str] = PRESETS) -> None:
    """Raises NotationError for what is almost one of the names, which are those of presets."""
    known = tuple(names)
    is_layer = "(" in text or fold(text) in map(fold, LAYERS)
    near = [] if is_layer else nearest(text, known)
    if near:
        raise NotationError(f"{shorten(text)} is neither a layer, such as Conv2d(kernel_size=3), "
                            f"nor a preset: {suggest(text, known)}")


def unasked(layer_type: type[Layer]) -> dict[str, Any]:
    """What arguments are where no text of the layer says them."""
    return {name: UNASKED[name] for name in UNASKED if name in layer_type.field_kinds()}


def recognize(what: LayerLike, beside: Beside = NOTHING_BESIDE) -> Recognized:
    """The layer that is meant, with what is said beside a text that leaves something open.

    Raises LayerError for what is no layer, NotationError or UnknownNameError for such a text.
    """
    if isinstance(what, Layer):
        return Recognized(what)
    if isinstance(what, str):
        if is_preset(what):
            preset: Preset = look_up(PRESETS, what, "preset")
            layer_type = LAYERS[preset.layer]
            return Recognized(build_layer(layer_type, unasked(layer_type) | {**preset.settings}),
                              preset.input_size)
        check_is_no_typing_error(what)
        reading = read_layer(what, beside)
        return Recognized(build_layer(reading.layer_type, reading.settings), reading.input_size)
    if isinstance(what, TorchModule) and not isinstance(what, type):
        return Recognized(_of_module(what))
    raise LayerError(f"{shorten(what)} is no layer: give one such as convgif.Conv2d(kernel_size=3),"
                     " its text, a preset's name, or a module of torch.nn")


def as_text(what: Any) -> str:
    """The text of what may be given for a layer or a network: a name, or that of a file, as it is,
    and what a module that holds others prints. Raises what `recognize` does."""
    if isinstance(what, str | Path):
        return str(what)
    holds = isinstance(what, TorchModule) and not isinstance(what, type) and any(
        True for _ in what.named_children())
    return str(what) if holds else repr(recognize(what).layer)


def _of_module(module: TorchModule) -> Layer:
    """The layer that the module prints itself as, with what it does not print."""
    name = type(module).__name__
    if any(True for _ in module.named_children()):
        raise LayerError(f"{name} holds layers: give one of them, such as model[0]")
    reading = read_layer(str(module))
    own = vars(module)
    return build_layer(reading.layer_type, reading.settings | {
        name: own[name] for name in reading.layer_type.field_kinds()
        if name in own and name not in reading.settings})
