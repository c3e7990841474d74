"""Pictures in the width that is asked for, or what would help where that is too small."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from convgif.errors import ViewError, setting
from convgif.views.base import SIZE_PX, ViewSettings
from convgif.views.kit.typesetting import TooWideError

Built = TypeVar("Built")


def fitted(build: Callable[[ViewSettings], Built], settings: ViewSettings) -> Built:
    """What `build` makes. Raises ViewError where that is too wide, naming the smallest width that
    is not, and what else would do."""
    try:
        return build(settings)
    except TooWideError as error:
        too_wide = error

    def fits(size_px: int, text: str = settings.text) -> bool:
        try:
            build(replace(settings, size_px=size_px, text=text))
        except TooWideError:
            return False
        return True

    sizes = range(settings.size_px + 1, SIZE_PX[1] + 1)
    at = bisect_left(sizes, True, key=fits)
    given = [f"a size of {sizes[at]} or more"] if at < len(sizes) else []
    given += [setting("text", "none")] if fits(settings.size_px, "none") else []
    remedies = [f"give {', or '.join(given)}"] if given else []
    remedies += [too_wide.remedy] if too_wide.remedy else []
    raise ViewError(f"{too_wide} {', or '.join(remedies)}")
