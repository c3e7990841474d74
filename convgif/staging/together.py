"""What animations have to have in common to be the panels of one picture."""

from collections.abc import Callable, Mapping
from typing import Protocol

from convgif.errors import ConvgifError, shorten
from convgif.formats import Animated
from convgif.frames.colors import Color
from convgif.frames.themes import THEMES, TRANSPARENT


class Timed(Animated, Protocol):
    """An animation, as far as it is asked about here: see `Animation`."""

    @property
    def matte(self) -> Color | None: ...
    @property
    def step_ms(self) -> int | None: ...
    @property
    def hold_ms(self) -> int: ...


def check_together(first: Timed, other: Timed) -> None:
    """Raises ConvgifError where both cannot be in one picture."""
    if first.pose or other.pose:
        raise ConvgifError("a still or a strip is no panel: put the animations beside each other, "
                           "and stop what that makes: beside(a, b).still()")
    for name, of in WHOLE.items():
        if of(first) != of(other):
            raise ConvgifError(f"panels have one {name} together, and these have "
                               f"{shorten(of(first))} and {shorten(of(other))}: give all the same")


# What holds for the whole of a picture, whatever its panels are.
WHOLE: Mapping[str, Callable[[Timed], object]] = {
    "background": lambda animation: (TRANSPARENT if animation.transparent
                                     else animation.theme.background),
    "theme": lambda animation: next((name for name, theme in THEMES.items()
                                     if theme == animation.theme), "another"),
    "matte": lambda animation: animation.matte, "density": lambda animation: animation.density,
    "duration": lambda animation: animation.step_ms,
    "hold": lambda animation: animation.hold_ms, "loop": lambda animation: animation.loop,
    "easing": lambda animation: animation.easing, "language": lambda animation: animation.language}
