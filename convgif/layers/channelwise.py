"""Layers without weights that work on each channel by itself."""

from collections.abc import Sequence

from convgif.errors import LayerError
from convgif.layers.base import Layer
from convgif.phrases import Phrase


class ChannelwiseLayer(Layer):
    """A layer that takes any number of channels, and makes each of the one of its number."""

    @property
    def input_channels(self) -> int | None:
        return None

    def output_channels(self, input_channels: int) -> int:
        return input_channels

    def channels_read(self, out_channel: int) -> range:
        return range(out_channel, out_channel + 1)

    def mac_count(self, input_size: int | Sequence[int]) -> int:
        self.plan(input_size)
        return 0


class BareLayer(ChannelwiseLayer):
    """Such a layer on the bare input, whose outputs read windows that differ: what they read at
    most depends on the input's size."""

    @property
    def receptive_field(self) -> tuple[int, ...]:
        """Raises LayerError: it depends on the input."""
        raise LayerError(Phrase(
            "what an output of {layer} reads depends on its input: ask for "
            "receptive_field_on(input_size)", layer=type(self).__name__))

    def receptive_field_on(self, input_size: int | Sequence[int]) -> tuple[int, ...]:
        return tuple(axis.most_taps for axis in self.plan(input_size))

    def default_input_size(self, smallest: int | None = None, outputs: int | None = None
                           ) -> tuple[int, ...]:
        least, _ = self._least(smallest, outputs)
        return (least,) * self.rank
