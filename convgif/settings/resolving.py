"""Settings given by name -> the picture that they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from convgif.errors import ConvgifError, LayerError, listed, look_up, setting, shorten
from convgif.layers import LAYERS, Layer
from convgif.layers.notation import build_layer, find_layer
from convgif.layers.presets import PRESETS
from convgif.layers.recognizing import is_preset, unasked
from convgif.networks.presets import own_view
from convgif.phrases import Phrase
from convgif.settings.arranging import filled
from convgif.settings.by_panel import LAYERS_SAID, by_panel, with_pair
from convgif.settings.declared import FIELD_OPTIONS
from convgif.settings.layer_texts import is_network_text, read_text
from convgif.settings.options import NUMBER_FILES, OPTIONS, TAKES_OUTPUT, WITH_TRANSPOSE
from convgif.settings.picture import AnyPanel, Chosen, NetworkPanel, Panel, Picture
from convgif.views import VIEWS, View, check_draws, is_network_view, network_view
from convgif.views.settings import AT_LAYER, BEAT

PLANE = 2  # axes


def resolve(settings: Mapping[str, Any], layer_text: str | None = None, *, force: bool = False
            ) -> Picture:
    """The picture that is asked for.

    settings: parsed values by option name, only those that were given, a Group where panels differ.
    They win over a preset and over `layer_text`, a layer as PyTorch prints it or a preset's name,
    or several that are arranged, which may also be the setting `layer`; without a layer as printed
    there is no bias unless asked for. A file has the size that is not given. Raises ConvgifError.
    """
    settings, layer_text = with_pair(settings, layer_text)
    whole = {name: settings[name] for name in settings if OPTIONS[name].group == "picture"}
    own = {name: settings[name] for name in settings if name not in whole}
    arranged, asked = by_panel(own, layer_text)
    panels = _following([_panel(*panel, alone=len(asked) == 1) for panel in asked])
    if whole.get(WITH_TRANSPOSE):
        panels = [_by_the_small_map(panel) for panel in panels]
    return Picture(filled(arranged, iter(panels)), Chosen(whole), force)


def _following(panels: Sequence[AnyPanel]) -> list[AnyPanel]:
    """The panels, those that take the output of the one before on an input of that size. Raises
    ConvgifError where that makes none."""
    found: list[AnyPanel] = []
    for panel in panels:
        before = found[-1] if found else None
        if isinstance(panel, Panel) and panel.settings.get(TAKES_OUTPUT):
            if not isinstance(before, Panel):
                raise ConvgifError(f"{setting(TAKES_OUTPUT)} is for a panel after that of a layer: "
                                   "leave it out of the first")
            made = before.layer.output_shape(before.layer.input_shape(before.input_size))
            layer = panel.layer.for_rank(len(made) - 1)
            panel = replace(panel, layer=layer, input_size=layer.spatial_size(made[1:]),
                            channels=None if layer.input_channels else made[0])
        found.append(panel)
    return found


def _panel(settings: Mapping[str, Any], layer_text: str | None, *, alone: bool) -> AnyPanel:
    said = {LAYERS_SAID[0]: layer_text, **{name: settings.get(name) for name in LAYERS_SAID[1:]}}
    networks = [text for text in said.values() if text is not None and is_network_text(text)]
    if not networks:
        return _layer_panel(settings, layer_text, alone=alone)
    if sum(value is not None for value in said.values()) > 1:
        raise ConvgifError("a network and a layer are both given: leave one out")
    return _network_panel(networks[0], {name: value for name, value in settings.items()
                                        if name not in LAYERS_SAID})


def _network_panel(text: str, given: Mapping[str, Any]) -> NetworkPanel:
    """The panel of a network. Raises ConvgifError."""
    from convgif.networks.reading import sized_network

    check_suits_network({name: value for name, value in given.items()
                         if OPTIONS[name].group == "layer"})
    own = Chosen({name: value for name, value in given.items() if name != "input_size"})
    network_view(own.get("view", own_view(text)), own)
    sized = sized_network(text, given.get("input_size"), own.get(AT_LAYER.name))
    return NetworkPanel(text, sized.input_shape, own)


def check_suits_network(settings: Mapping[str, Any]) -> None:
    """Raises ConvgifError for what is said of a layer, and so has no effect on a network."""
    strange = [setting(name, value) for name, value in settings.items() if name != "input_size"]
    if strange:
        raise ConvgifError(f"{listed(strange)} is for one layer, and this is a network: leave it "
                           f"out, or name a layer by {setting('at_layer', 'NAME')}")


def _layer_panel(settings: Mapping[str, Any], layer_text: str | None, *, alone: bool) -> Panel:
    given = dict(settings)
    name, preset_name = given.pop("layer", None), given.pop("preset", None)
    if name is not None and ("(" in name or is_preset(name)):
        if layer_text is not None:
            raise ConvgifError(f"a layer and {setting('layer')} are both given: leave one out")
        name, layer_text = None, name
    if preset_name is None and layer_text is not None and is_preset(layer_text):
        preset_name, layer_text = layer_text, None
    transposed, size = given.pop("transposed", False), given.pop("input_size", None)
    output_size = given.pop("output_size", None)
    fields = {name: given.pop(name) for name in FIELD_OPTIONS if name in given}
    base: dict[str, Any] = {}
    kind: type[Layer] | None = None
    if layer_text is not None:
        if preset_name is not None:
            raise ConvgifError(f"a layer and a {setting('preset')} are both given: leave one out")
        reading = read_text(layer_text, settings, alone=alone)
        pasted = build_layer(reading.layer_type, reading.settings)
        kind, base = type(pasted), pasted.settings()
        size = reading.input_size if size is None and "input" not in given else size
    elif preset_name is not None:
        preset = look_up(PRESETS, preset_name, "preset")
        kind, base = LAYERS[preset.layer], dict(preset.settings)
        size = preset.input_size if size is None and "input" not in given else size
    kind = _kind(name, transposed, kind, [size, output_size, *fields.values()])
    if layer_text is None:
        base = unasked(kind) | base
    if layer_text is None and "weight" in given and "kernel_size" not in {**base, **fields}:
        fields |= _kernel_size_of(kind, given["weight"])
    view = VIEWS.get(given.get("view", ""))
    if layer_text is None and preset_name is None and view and given.keys().isdisjoint(
            NUMBER_FILES):
        base |= _channels_of(kind, view, fields)
    channels, size = _channels_and_axes(size, kind, {**base, **fields})
    if size is not None and "input_size" in kind.field_kinds():
        fields["input_size"] = size
    own_size = next((name for name in ("output_size", "size") if name in kind.field_kinds()), "")
    if output_size is not None and own_size:
        fields[own_size], output_size = output_size, None
    layer = build_layer(kind, {**base, **fields})
    layer = layer.for_rank(len(size) if isinstance(size, tuple) and len(size) > 1 else layer.rank)
    if not given.keys().isdisjoint(NUMBER_FILES):
        size = _size_from_files(layer, size, given)
    if size is None:
        size = view.default_input_size(layer) if view else layer.default_input_size()
    if (isinstance(size, tuple) and len(size) == PLANE + 1
            and name is None and layer_text is None and preset_name is None):
        _check_is_volume(layer, size)
    layer = layer.made_for(size).with_output_size(size, output_size)
    if is_network_view(given.get("view")):
        check_draws(given["view"], layer)
    return Panel(layer, layer.spatial_size(size), Chosen(given), channels)


def _check_is_volume(layer: Layer, size: Sequence[int]) -> None:
    """Raises LayerError where three numbers, which alone ask for three axes, suit none: they may be
    the channels and two axes."""
    try:
        layer.plan(size)
    except LayerError as error:
        plane = f"{layer.family}{PLANE}d"
        raise LayerError(Phrase("{reason}; or, for channels first, give {layer}({channels}, 1, 3)",
                                reason=error.message, layer=plane, channels=size[0])) from None


def _channels_and_axes(size: Any, kind: type[Layer], arguments: Mapping[str, Any]
                       ) -> tuple[int | None, Any]:
    """The size of the input, where it is said with its channels first as the shape that it has in a
    network; and these, of a layer that takes any."""
    if not (kind.rank and isinstance(size, tuple) and len(size) == kind.rank + 1):
        return None, size
    counted = kind.field_kinds().get("in_channels")
    if counted is None and size[0] > 0:
        return size[0], size[1:]
    is_shape = counted is not None and size[0] == arguments.get("in_channels", counted.default)
    return None, size[1:] if is_shape else size


def _by_the_small_map(panel: AnyPanel) -> AnyPanel:
    """The panel, a step of which is about a cell of the small map, as is one of a convolution, if
    nothing else is asked for."""
    if isinstance(panel, NetworkPanel):
        return panel
    takes = look_up(VIEWS, panel.view, "view").settings
    if panel.layer.kind != "transposed" or BEAT not in takes or BEAT.name in panel.settings:
        return panel
    return replace(panel, settings=Chosen({**panel.settings, BEAT.name: "small"}))


def _channels_of(kind: type[Layer], view: View, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The channels that the view shows where none are asked for."""
    names = ("in_channels", "out_channels", "groups")
    if not fields.keys().isdisjoint(names) or not kind.field_kinds().keys() >= set(names):
        return {}
    return dict(zip(names, view.channels, strict=False))


def _kernel_size_of(kind: type[Layer], weight: Any) -> dict[str, Any]:
    """The argument that the weight sets where it is a file. Raises ConvgifError."""
    from convgif.inputs.loading import kernel_size_in  # and with it numpy

    size = kernel_size_in(weight, kind.rank) if isinstance(weight, str | Path) else None
    return {"kernel_size": size} if size and "kernel_size" in kind.field_kinds() else {}


def _size_from_files(layer: Layer, size: Any, given: Mapping[str, Any]) -> Any:
    """The size of the input, by its file if it has one. Raises ConvgifError for a file that does
    not suit the layer."""
    from convgif.inputs.loading import load_input, load_weight

    for name in NUMBER_FILES & given.keys():
        if not isinstance(given[name], str | Path):
            raise ConvgifError(f"{name} {shorten(given[name])} is no file: give its name; arrays "
                               "are for animate()")
    if "weight" in given:
        load_weight(layer, given["weight"])
    return load_input(layer, given["input"], size).values.shape[1:] if "input" in given else size


def _kind(name: str | None, transposed: bool, base: type[Layer] | None, values: list[Any]
          ) -> type[Layer]:
    """The kind of layer that is asked for, on top of what a preset or a pasted layer is."""
    ranks = [len(value) for value in values if isinstance(value, tuple) and len(value) > 1]
    rank = ranks[0] if ranks else base.rank if base else None
    if name is not None or base is None:
        base = find_layer(name or "conv", rank)
    if not transposed or base.family.endswith("Transpose"):
        return base
    twin = LAYERS.get(f"{base.family}Transpose{base.rank}d")
    if twin is None:
        raise LayerError(f"{base.__name__} has no transposed form: leave out "
                         f"{setting('transposed')}, or use {setting('layer', 'conv-transpose')}")
    return twin
