"""The hues of numbers that are moved, which go along: of their channel, or of their place in a
window."""

from math import prod

from convgif.layers.unfolding import WindowColumns
from convgif.scenes.roles import TONES
from convgif.scenes.scene import Roles
from convgif.traces.steps import Trace
from convgif.views.kit.boards import Board
from convgif.views.matrix.wiring import Tint, tint_in
from convgif.views.moves.drafts import drawn_part

# Of channels: not first the hue that is next to that of gradients.
CHANNELS = (*[Tint(hue) for hue in (1, 2, 3, None)], *[Tint(hue, 0) for hue in (1, 2, 3)],
            Tint(0, TONES - 1))


class Hues:
    """The tint of each number; none where all are of one channel. columns: whether columns of
    windows go as a whole."""

    def __init__(self, trace: Trace, *, columns: bool) -> None:
        self._trace, layer = trace, trace.layer
        self._columns = layer if columns and isinstance(layer, WindowColumns) else None
        self._by_output = False
        self._channel = 0  # how many numbers one has
        if not isinstance(layer, WindowColumns) and max(trace.input.ndim, trace.output.ndim) == 3:
            self._by_output = trace.input.ndim < 3 or len(trace.input) == 1
            array = trace.output if self._by_output else trace.input
            self._channel = array[0].size if array.ndim == 3 and len(array) > 1 else 0

    @property
    def of_places(self) -> bool:
        """Whether they are of places in a window, and seen only where one is lit."""
        return self._columns is not None

    @property
    def of_channels(self) -> bool:
        """Whether they are of channels, and seen at rest too."""
        return self._channel > 0

    def lit(self, output: int, given: int, board: Board) -> Roles:
        """That of a number which that output takes, as it is moved."""
        tint = self._tint(output, given)
        return () if tint is None else (tint.full, *self._hatch(tint, board))

    def at_rest(self, output: int, given: int, board: Board) -> Roles:
        """That of a number which that output takes, at rest."""
        tint = None if self.of_places else self._tint(output, given)
        return () if tint is None else (tint.pale, *self._hatch(tint, board))

    def _tint(self, output: int, given: int) -> Tint | None:
        if self._columns is not None:
            kernel = self._columns.kernel_size
            inside = self._trace.input if self._trace.input.ndim == 2 else self._trace.output
            number = given if inside is self._trace.input else output
            return tint_in(divmod(number // inside.shape[-1] % prod(kernel), kernel[1]), kernel)
        if not self._channel:
            return None
        channel = (output if self._by_output else given) // self._channel
        part = drawn_part(self._trace)
        number = (part.outputs if self._by_output else part.inputs).index(channel)
        return CHANNELS[number % len(CHANNELS)]

    def _hatch(self, tint: Tint, board: Board) -> Roles:
        """Of channels in any cell, of places where no number is."""
        return tint.hatch if not self.of_places or board.text_px is None else ()
