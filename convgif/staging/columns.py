"""Strips laid out for a column of print."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from convgif.scenes.legibility import column_layout, numbers_in
from convgif.staging.panel import Staged
from convgif.staging.showing import Animation
from convgif.views.base import DEEP

LEAST_DEEP = 0.375  # of its usual width: how wide a step with depth is at least


def in_a_column(strip: Animation, text_at: Callable[[int], str]) -> Animation:
    """The strip laid out for a column of print, where it can be read in one. text_at: how much is
    written at a width."""
    @cache  # the one that is found has been laid out
    def laid_out(size_px: int, in_a_row: int) -> Animation:
        settings = replace(strip.settings, size_px=size_px, grows=False, text=text_at(size_px))
        staged = Staged(strip.traces, strip.view, settings)
        return replace(strip, staged=staged, columns=in_a_row)

    numbers = numbers_in(strip.story.stage) if strip.view.has_numbers else 0
    layer = strip.traces[0].layer
    least_px = LEAST_DEEP * strip.view.default_size_px(layer) if layer.rank == DEEP else 0.0
    found = column_layout(len(strip.pose), numbers,
                          lambda *layout: laid_out(*layout).story.stage, least_px)
    return laid_out(*found) if found else strip
