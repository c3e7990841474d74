"""The lanes view: channels of two maps along time, staged by what a step is about."""

from collections.abc import Sequence

from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings, goes_by_input
from convgif.views.lanes import readers, stamps, windows


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each cell of its output, or of its input. Raises
    ViewError."""
    (trace,) = traces
    if not goes_by_input(trace.layer, settings):
        return windows.stage(trace, settings)
    if trace.stamp_axes:
        return stamps.stage(trace, settings)
    return readers.stage(trace, settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in words."""
    (trace,) = traces
    if not goes_by_input(trace.layer, settings):
        return windows.describe(trace, settings)
    if trace.stamp_axes:
        return stamps.describe(trace, settings)
    return readers.describe(trace, settings)
