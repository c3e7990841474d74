"""A picture that stands still and is of no layer, such as a page: what formats take of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.formats import Animated
from convgif.frames.raster import Frames, rasterize
from convgif.frames.themes import Theme
from convgif.layers.letters import Letters
from convgif.scenes.scene import Story
from convgif.traces.tracing import Trace


@dataclass(frozen=True, eq=False)
class Standing:
    """A story of one step in a theme, which all formats take that hold a still. alt: its words."""

    story: Story
    theme: Theme
    title: str
    alt: str
    language: str = "en"
    density: float = 1.0
    transparent: bool = False
    force: bool = True
    pose: Sequence[int] = (0,)
    timeline_ms: Sequence[int] = (1000,)
    loop: int = 0
    easing: bool = False
    still_step: int = 0
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
    def poster(self) -> "Standing":
        """Itself."""
        return self

    def draw(self, story: Story | None = None) -> Frames:
        """The one frame, in palette space, or those of others on its stage."""
        return rasterize(story or self.story, self.theme, self.density, self.transparent)

    def describe(self) -> str:
        """Its words."""
        return self.alt
