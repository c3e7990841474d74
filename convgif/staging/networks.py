"""One panel that shows a network."""

from dataclasses import dataclass
from functools import cached_property

from convgif.networks.network import SizedNetwork
from convgif.networks.operations import Shape
from convgif.scenes.scene import Story
from convgif.scenes.words import times
from convgif.staging.left_empty import Sizes, left_empty, sizes_of_network, title_size, untold
from convgif.staging.panel import AnyStaged
from convgif.staging.timing import Reading
from convgif.views import NetworkView
from convgif.views.legends import truly_told

READING_MS = 1500  # of a step: a map, its formula and its costs


@dataclass(frozen=True, eq=False, kw_only=True)
class StagedNetwork(AnyStaged):
    """A network as a view shows it."""

    view: NetworkView
    network: SizedNetwork

    def __repr__(self) -> str:
        return f"Network({self.named})"

    @property
    def count(self) -> int:
        """How many steps there are; nothing is staged to know."""
        return self.view.frames(self.network, self.settings)

    @property
    def telling(self) -> int:
        """The last step: the whole chain."""
        return self.count - 1

    @property
    def reading(self) -> Reading:
        """How it is read."""
        return Reading([READING_MS] * self.count, opens=not self.settings.prefilled)

    @cached_property
    def story(self) -> Story:
        """The story of every step."""
        told = truly_told(self.view.load().stage, self.network, self.settings)
        return left_empty(told, self.settings, self._sizes)

    @property
    def kind(self) -> str:
        """That it is a network."""
        return "network"

    @property
    def named(self) -> str:
        """Its title, or its shapes."""
        took, made = self.shapes
        return self.settings.title or f"{times(took)} → {title_size(made, self.settings)}"

    @property
    def usual_px(self) -> int:
        """How wide its view is."""
        return self.view.size_px

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        """Of the input and of the output, channels first."""
        return self.network.input_shape, self.network.layers[-1].output_shape

    def describe(self) -> str:
        """The alt text of all steps, without what is left empty."""
        told = self.view.load().describe(self.network, self._spoken)
        return untold(told, self.settings, self._sizes)

    @property
    def _sizes(self) -> Sizes:
        """What is said of the shapes that its layers make of the input's."""
        return sizes_of_network([layer for layer in self.network.layers if layer.output_shape
                                 != self.network.input_shape], self.settings.words)
