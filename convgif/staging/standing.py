"""Animations beside each other: panels of one picture on one clock."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from convgif.errors import ConvgifError, look_up, shorten
from convgif.frames.themes import THEMES, TRANSPARENT
from convgif.scenes.clocks import CLOCKS
from convgif.scenes.panels import ALIKE, FITS
from convgif.staging.composition import Composition, Panels
from convgif.staging.playing import Played

Each = TypeVar("Each", bound=Played)


def beside(*animations: Each, below: bool = False, clock: str | None = None,
           fit: str = ALIKE) -> Each:
    """The animations as panels of one picture on one clock: side by side, or one below the other.

    clock: `together` (steps of the same number; who is done holds), `even` (each its steps at an
    even pace, all done at once) or `beat` (the same place of an output or input at the same time);
    if not given, `beat` where the beats of one animation are all in the others', else `together`.
    A row is as wide as all in it; what is over 960 px goes on below. What they share of title,
    legend and formula is said once. fit: `alike` (the labels of all are as large, so are the cells
    of like layers in one view) or `each` (as large as each has them alone). All need the same
    theme, background, density, times and language; what is made can stand beside others again.
    `beside(a, b)` is `a | b`, and `beside(a, b, below=True)` is `a & b`. Raises ConvgifError.
    """
    if not animations:
        raise ConvgifError("there is no animation to put beside others: give one or more")
    for each in animations:
        if not isinstance(each, Played):
            raise ConvgifError(f"{shorten(each)} is no animation: give some, as in beside(a, b)")
    if clock is not None:
        look_up(CLOCKS, clock, "clock")
    look_up({name: name for name in FITS}, fit, "fit")
    first = animations[0]
    for other in animations:
        _check_goes_with(first, other)
    if len(animations) == 1:
        return first
    parts: list[Composition] = []
    for staged in (animation.staged for animation in animations):
        flat = (isinstance(staged, Panels) and staged.below == below
                and staged.clock in (None, clock) and staged.fit == fit)
        parts += staged.parts if isinstance(staged, Panels) and flat else [staged]
    notes = dict.fromkeys([note for animation in animations for note in animation.numbers_notes])
    panels = Panels(tuple(parts), below, clock, fit)
    if clock is not None:
        _ = panels.count  # where the clock does not suit them, it is said now
    return replace(first, staged=panels, numbers_notes=tuple(notes),
                   force=any(animation.force for animation in animations))


def _check_goes_with(first: Played, other: Played) -> None:
    """Raises ConvgifError where both cannot be in one picture."""
    if first.pose or other.pose:
        raise ConvgifError("a still or a strip is no panel: put the animations beside each other, "
                           "and stop what that makes: beside(a, b).still()")
    for name, of in WHOLE.items():
        if of(first) != of(other):
            raise ConvgifError(f"panels have one {name} together, and these have "
                               f"{shorten(of(first))} and {shorten(of(other))}: give all the same")


# What holds for the whole of a picture, whatever its panels are.
WHOLE: Mapping[str, Callable[[Played], object]] = {
    "theme": lambda animation: next((name for name, theme in THEMES.items()
                                     if theme.description == animation.theme.description),
                                    "another"),
    "background": lambda animation: (TRANSPARENT if animation.transparent
                                     else f"#{bytes(animation.theme.background).hex()}"),
    "matte": lambda animation: animation.matte and f"#{bytes(animation.matte).hex()}",
    "density": lambda animation: animation.density,
    "duration": lambda animation: animation.step_ms,
    "hold": lambda animation: animation.hold_ms, "loop": lambda animation: animation.loop,
    "easing": lambda animation: animation.easing, "language": lambda animation: animation.language,
    "notation": lambda animation: None if animation.letters is None else (
        animation.letters.description)}
