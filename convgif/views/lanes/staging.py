"""The lanes view: channels of two maps along time, staged by what a step is about."""

from collections.abc import Sequence

from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings
from convgif.views.kit.beats import Beats
from convgif.views.lanes import readers, stamps, windows

BEATS = Beats(windows, stamps, readers)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each cell of its output, or of its input. Raises
    ViewError."""
    (trace,) = traces
    return BEATS.of(trace, settings).stage(trace, settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in words."""
    (trace,) = traces
    return BEATS.of(trace, settings).describe(trace, settings)
