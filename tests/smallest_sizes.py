"""Animations in the smallest width that works, as the message that refuses another names it."""

import re
from typing import Any

from convgif.animation import Animation, animate
from convgif.errors import ViewError

SMALLEST = r"a size of (\d+) or more"


class NoSizeHelpsError(AssertionError):
    """A message that names no width."""


def smallest_named(message: str, given: int) -> int:
    """The width that the message names, larger than the one that was given."""
    found = re.search(SMALLEST, message)
    if found is None:
        raise NoSizeHelpsError(message)
    assert int(found[1]) > given
    return int(found[1])


def fitted(layer: Any, size_px: int, **settings: Any) -> Animation:
    """The animation, in the smallest width that works where that one is too small."""
    try:
        animation = animate(layer, size_px=size_px, force=True, **settings)
        assert animation.story.scenes
    except ViewError as error:
        return animate(layer, size_px=smallest_named(str(error), size_px), force=True, **settings)
    return animation
