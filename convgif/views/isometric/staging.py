"""The isometric view: two maps above each other. What a step is about says how they are staged."""

from collections.abc import Sequence

from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.isometric import goes_by_input, readers, stamps, windows


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each cell of its output, or of its input."""
    (trace,) = traces
    if not goes_by_input(trace.layer, settings):
        return windows.stage(trace, settings)
    if trace.stamp_axes:
        return stamps.stage(trace, settings)
    return readers.stage(trace, settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    (trace,) = traces
    if not goes_by_input(trace.layer, settings):
        return windows.describe(trace, settings)
    if trace.stamp_axes:
        return stamps.describe(trace, settings)
    return readers.describe(trace, settings)
