"""The isometric view: two maps above each other. What a step is about says how they are staged."""

from collections.abc import Sequence

from convgif.errors import ViewError, setting
from convgif.layers import Layer
from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace
from convgif.views.base import DEEP, ViewSettings
from convgif.views.isometric import readers, stamps, windows
from convgif.views.isometric.settings import SLICES
from convgif.views.kit.beats import Beats
from convgif.views.settings import BEAT

BEATS = Beats(windows, stamps, readers)


def stage(traces: Sequence[Trace], settings: ViewSettings) -> Story:
    """The story of one trace: a scene for each cell of its output, or of its input. Raises
    ViewError."""
    (trace,) = traces
    _check_slices(trace.layer, settings)
    return BEATS.of(trace, settings).stage(trace, settings)


def describe(traces: Sequence[Trace], settings: ViewSettings) -> str:
    """The alt text: what the animation shows, in a sentence."""
    (trace,) = traces
    return BEATS.of(trace, settings).describe(trace, settings)


def _check_slices(layer: Layer, settings: ViewSettings) -> None:
    """Raises ViewError where channels are to be slices and cannot be."""
    if not settings[SLICES]:
        return
    if layer.rank == DEEP:
        raise ViewError(f"{setting('slices', True)} shows channels, and those of "
                        f"{type(layer).__name__} have slices of their own: leave it out")
    if settings[BEAT] is not None:
        raise ViewError(f"{setting('slices', True)} goes from output to output: leave out "
                        f"{setting('beat', settings[BEAT])}")
