"""One panel: a trace as a view shows it, staged once for all that is made of it."""

from dataclasses import dataclass, replace
from functools import cached_property

from convgif.errors import ConvgifError
from convgif.scenes.focus import focused
from convgif.scenes.scene import Story
from convgif.scenes.words import words_of
from convgif.settings.limits import Amount
from convgif.traces.tracing import Trace, trace
from convgif.views import View, ViewSettings
from convgif.views.kit.fitting import grown
from convgif.views.legends import truly_told


@dataclass(frozen=True, eq=False)
class Staged:
    """One panel: a trace as a view shows it, staged when first looked at, once for all that is made
    of it."""

    traces: tuple[Trace, ...]
    view: View
    settings: ViewSettings

    @property
    def panels(self) -> "tuple[Staged, ...]":
        """The panels in reading order."""
        return (self,)

    @property
    def count(self) -> int:
        """How many steps there are; nothing is staged to know."""
        first = self.traces[0]
        return self.view.frames(first.layer, first.input.shape, self.settings)

    @cached_property
    def story(self) -> Story:
        """The story of every step."""
        return focused(truly_told(self.view.load().stage, self.traces, self.settings))

    @cached_property
    def filled(self) -> Story:
        """The same with the output full from the start."""
        return self.story.filled()

    def posed(self, steps: tuple[int, ...], *, full: bool) -> "Staged":
        """Laid out for those steps alone; full: with the output full from the start."""
        return replace(self, settings=replace(self.settings, pose=steps,
                                              prefilled=self.settings.prefilled or full))

    def describe(self) -> str:
        """The alt text of all steps."""
        words = words_of(self.settings.words.spoken)
        return self.view.load().describe(self.traces, replace(self.settings, words=words))


def is_drawn(amount: Amount) -> bool:
    """Whether the view can stage that."""
    channels, *size = amount.input_shape
    try:
        traced = trace(amount.layer, input_size=size or None, channels=channels)
        grown(amount.view.load().stage, (traced,), amount.settings)
    except ConvgifError:
        return False
    return True
