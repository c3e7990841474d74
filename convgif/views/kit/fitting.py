"""Pictures in the width that is asked for, or what would help where that is too small."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from convgif.bounds import in_unit
from convgif.errors import ViewError, setting
from convgif.scenes.scene import Story
from convgif.views.base import SIZE_PX, ViewSettings
from convgif.views.kit.drafts import Draft
from convgif.views.kit.typesetting import TooWideError
from convgif.views.settings import VALUES

Built = TypeVar("Built")
Shown = TypeVar("Shown")  # what a view shows: traces, or a network
Stager: TypeAlias = Callable[[Shown, ViewSettings], Story]
WIDEST_GROWN_PX = 960  # what most pages and screens still show whole


def grown(stage: Stager[Shown], shown: Shown, settings: ViewSettings) -> Story:
    """The story that `stage` makes: where its width may grow, in the smallest that shows all that
    is asked for. Raises ViewError."""
    try:
        return stage(shown, settings)
    except ViewError as error:
        enough_px = error.enough_px
        if not settings.grows or enough_px is None or enough_px > WIDEST_GROWN_PX:
            raise
    return stage(shown, replace(settings, size_px=enough_px))


def check_written(drafts: Sequence[Draft], text_px: Mapping[str, float | None],
                  settings: ViewSettings) -> None:
    """Raises TooWideError where values are asked for and there is no room for them in one of these.
    text_px: of the numbers of each, None where it has none."""
    if settings[VALUES] and any(any(draft.strings) and text_px[draft.name] is None
                                for draft in drafts):
        raise TooWideError(f"the numbers do not fit a width of {settings.size_px}:",
                           f"leave out {setting('values')}")


def fitted(build: Callable[[ViewSettings], Built], settings: ViewSettings) -> Built:
    """What `build` makes. Raises ViewError where that is too wide, naming the smallest width
    that is not, and what else would do."""
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
    enough_px = sizes[at] if at < len(sizes) else None
    given = [f"a size of {in_unit(enough_px, settings.unit)} or more"] if enough_px else []
    given += [setting("text", "none")] if fits(settings.size_px, "none") else []
    remedies = [f"give {', or '.join(given)}"] if given else []
    remedies += [too_wide.remedy] if too_wide.remedy else []
    raise ViewError(f"{too_wide} {', or '.join(remedies)}", enough_px)
