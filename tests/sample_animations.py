"""Animations that tests of several formats look at."""

from dataclasses import replace
from typing import Any

from layer_strategies import preset_layer

from convgif import Animation, animate
from convgif.frames.themes import THEMES
from convgif.layers.presets import PRESETS


def of_preset(name: str, **settings: Any) -> Animation:
    """The animation of a preset, on its own input."""
    return animate(preset_layer(name), input_size=PRESETS[name].input_size, **settings)


def in_two_themes(animation: Animation) -> Animation:
    """The animation, which is dark on dark pages."""
    return replace(animation, theme=replace(animation.theme, dark=THEMES["dark"]))
