"""Whether a picture's cells are large enough for what its theme tells them apart by."""

from bisect import bisect_left

from convgif.bounds import in_unit
from convgif.errors import ViewError, setting
from convgif.frames.themes import Theme
from convgif.scenes.legibility import smallest_cell_px
from convgif.scenes.scene import Story
from convgif.staging.composition import Composition
from convgif.staging.panel import AnyStaged
from convgif.views import SIZE_PX


def check_told_apart(story: Story, staged: Composition, theme: Theme) -> None:
    """Raises ViewError where they are too small, and says from which size on they are not. story:
    what is staged, all of it or full."""
    if not _is_legible(story, theme):
        raise ViewError(_too_small(staged, theme))


def _is_legible(story: Story, theme: Theme) -> bool:
    least = theme.smallest_cell_px
    return not least or smallest_cell_px(story.stage) >= least


def _too_small(staged: Composition, theme: Theme) -> str:
    least, help = theme.smallest_cell_px, "give a larger size"
    if isinstance(staged, AnyStaged):
        sizes = range(staged.settings.size_px + 1, SIZE_PX[1] + 1)
        at = bisect_left(sizes, True, key=lambda size_px: _is_legible(
            staged.resized(size_px).story, theme))
        help = (f"give a size of {in_unit(sizes[at], staged.settings.unit)} or more"
                if at < len(sizes) else "")
    return (f"cells under {least:g} px are too small for a theme that tells them apart by "
            f"their lines: {help}{', or ' if help else ''}take a smaller input, or "
            f"{setting('theme', 'light')}")
