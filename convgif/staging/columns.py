"""Strips laid out for a column of print."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from convgif.bounds import PaperWidth
from convgif.errors import ViewError, setting
from convgif.scenes.legibility import column_layout, layout_within, numbers_in
from convgif.staging.showing import Animation
from convgif.views.base import DEEP

LEAST_DEEP = 0.375  # of its usual width: how wide a step with depth is at least


def in_a_column(strip: Animation, text_at: Callable[[int], str], width: PaperWidth | None = None
                ) -> Animation:
    """The strip laid out for a column of print, where it can be read in one; width: of that column,
    else one in which most papers are set. text_at: how much is written at a width. Raises ViewError
    for a width that it does not fit."""
    @cache  # the one that is found has been laid out
    def laid_out(size_px: int, in_a_row: int) -> Animation:
        settings = replace(strip.settings, size_px=size_px, grows=False, text=text_at(size_px))
        staged = strip.panels[0].asked(settings)
        return replace(strip, staged=staged, columns=in_a_row)

    numbers = numbers_in(strip.story.stage) if strip.view.has_numbers else 0
    if width is not None:
        found = layout_within(len(strip.pose), numbers, width,
                              lambda *layout: laid_out(*layout).story.stage)
        if found is None:
            raise ViewError(f"a strip of {len(strip.pose)} steps does not fit a width of {width}: "
                            f"give a wider {setting('size_px')}, or fewer steps")
        return laid_out(*found)
    is_deep = any(shown.layer.rank == DEEP for shown in strip.traces)
    least_px = LEAST_DEEP * strip.panels[0].usual_px if is_deep else 0.0
    found = column_layout(len(strip.pose), numbers,
                          lambda *layout: laid_out(*layout).story.stage, least_px)
    return laid_out(*found) if found else strip
