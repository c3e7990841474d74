"""Pictures that stand still and are of no layer, such as pages: what formats take of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from convgif.formats import Animated
from convgif.frames.raster import Frames, rasterize
from convgif.frames.themes import Theme
from convgif.layers.letters import Letters
from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace


class StandsStill:
    """What all formats take that hold a still, of a picture with a story of one step, a theme and
    words of its own: the rest is the same for all."""

    if TYPE_CHECKING:  # of one a field, of another made when it is asked for
        @property
        def story(self) -> Story: ...

    theme: Theme
    density: float
    transparent: bool
    pose: Sequence[int] = (0,)
    timeline_ms: Sequence[int] = (1000,)
    loop = 0
    easing = False
    still_step = 0
    traces: Sequence[Trace] = ()
    letters: Letters | None = None
    precisions: Sequence[int | None] = ()
    shown_in: Sequence[tuple[int, ...]] = ()
    steps_ms: Sequence[tuple[int, int]] = ()
    narrower: Animated | None = None

    @property
    def played(self) -> Story:
        """The same."""
        return self.story

    @property
    def poster(self) -> Self:
        """Itself."""
        return self

    def draw(self, story: Story | None = None) -> Frames:
        """The one frame, in palette space, or those of others on its stage."""
        return rasterize(story or self.story, self.theme, self.density, self.transparent)


@dataclass(frozen=True, eq=False)
class Standing(StandsStill):
    """A story of one step in a theme. alt: its words."""

    story: Story
    theme: Theme
    title: str
    alt: str
    language: str = "en"
    density: float = 1.0
    transparent: bool = False
    force: bool = True

    def describe(self) -> str:
        """Its words."""
        return self.alt
