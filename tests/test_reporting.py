"""What is said of a layer, wherever it is said: in the report of its shapes, and of its picture."""

import pytest

from convgif.animation import draw
from convgif.formats import FORMATS
from convgif.layers import LAYERS
from convgif.reporting import animation_line, animation_report, layer_report
from convgif.scenes.words import times
from convgif.settings.resolving import resolve

# Layers that take any number of channels, and what says the arguments that have no default.
ANY_CHANNELS = {name: "norm_type=2" if name.startswith("LPPool") else ""
                for name, kind in LAYERS.items()
                if not {"in_channels", "in_features"} & kind.field_kinds().keys()}


@pytest.mark.parametrize("name", ANY_CHANNELS)
def test_channels_that_are_asked_for_are_in_all_that_is_said(name: str) -> None:
    text = f"{name}({ANY_CHANNELS[name]})"
    (usual,) = resolve({}, text).layers
    channels, *size = usual.layer.input_shape(usual.input_size)
    shape = (2 * channels, *size)
    picture = resolve({"input_size": shape}, text)
    (panel,) = picture.layers
    said = layer_report(panel.layer, panel.input_size, panel.channels)
    assert said["input"] == [*shape]

    report = animation_report(draw(picture), None, FORMATS["svg"], 1)
    assert {key: report[key] for key in said} == said
    assert animation_line(report).endswith(f"output {times(said['output'])}")
    sides = ("output",) if panel.view == "formula" else ("input", "output")  # which says no more
    assert [times(said[side]) for side in sides if times(said[side]) not in report["alt"]] == []
