"""What a step is about, where a view leaves the choice: an output, or a cell of the input."""

from dataclasses import dataclass
from typing import Protocol

from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace
from convgif.views.base import ViewSettings, goes_by_input


class Staging(Protocol):
    """A module that stages a trace."""

    def stage(self, trace: Trace, settings: ViewSettings) -> Story:
        """The story of the trace. Raises ViewError."""

    def describe(self, trace: Trace, settings: ViewSettings) -> str:
        """The alt text: what the animation shows."""


@dataclass(frozen=True)
class Beats:
    """How a view is staged, by what a step is about. windows: an output; stamps: a cell of the
    input, where that is stamped on the output; readers: the outputs that read one."""

    windows: Staging
    stamps: Staging
    readers: Staging

    def of(self, trace: Trace, settings: ViewSettings) -> Staging:
        """The one of the three that is asked for."""
        if not goes_by_input(trace.layer, settings):
            return self.windows
        return self.stamps if trace.stamp_axes else self.readers
