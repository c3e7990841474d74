"""Whether a layer of a network takes what arrives."""

from math import prod

from convgif.errors import LayerError, shorten
from convgif.layers import Layer
from convgif.networks.operations import Shape, UnfitError
from convgif.phrases import Phrase

MOST_UNITS = 500_000  # along an axis: 11 seconds of sound
MOST_NUMBERS = 10**11  # in a map
FITS = Phrase("give what fits in one of them, or another input")


def check_extent(shape: Shape) -> None:
    """Raises LayerError for a map that is larger than any is meant to be."""
    longest = max(shape[1:], default=0)
    if longest > MOST_UNITS:
        raise LayerError(Phrase(
            "an axis of {cells:,} cells is over {most:,}: take a smaller input, stride or size",
            cells=longest, most=MOST_UNITS))
    if prod(shape) > MOST_NUMBERS:
        raise LayerError(Phrase(
            "a map of {shape} has over {most:,} numbers: take a smaller input, stride or size",
            shape=shorten(shape), most=MOST_NUMBERS))


def check_arrives(operation: Layer, shape: Shape) -> None:
    """Raises LayerError where the layer does not take what arrives."""
    wanted = operation.input_channels
    if not operation.rank and wanted not in (None, prod(shape)):
        product = f"{'·'.join(map(str, shape))} = " if len(shape) > 1 else ""
        raise LayerError(Phrase(
            "{layer!r} takes {wanted:,} numbers, but {numbers} arrive: {advice}", layer=operation,
            wanted=wanted, numbers=f"{product}{prod(shape):,}", advice=_why_so(operation, shape)))
    if operation.rank and len(shape) != operation.rank + 1:
        axes = Phrase("1 axis") if operation.rank == 1 else Phrase("{rank} axes",
                                                                   rank=operation.rank)
        raise LayerError(Phrase(
            "{layer!r} takes channels and {axes}, but {shape} arrives: give another input, or the "
            "layers that are missing before it", layer=operation, axes=axes, shape=shorten(shape)))
    if operation.rank and wanted not in (None, shape[0]):
        channels = Phrase("1 channel") if wanted == 1 else Phrase("{count} channels", count=wanted)
        arrive = Phrase("1 arrives") if shape[0] == 1 else Phrase("{count} arrive", count=shape[0])
        raise UnfitError(Phrase("{layer!r} takes {channels}, but {arrive}", layer=operation,
                                channels=channels, arrive=arrive), FITS)


def _why_so(operation: Layer, shape: Shape) -> Phrase:
    """What may be missing before a fully connected layer that other numbers arrive at."""
    per_channel, rest = divmod(operation.input_channels or 0, shape[0])
    if len(shape) > 1 and not rest and per_channel < prod(shape[1:]):
        return Phrase(
            "a print leaves out what forward() calls as functions, such as F.max_pool2d, or calls "
            "again: add those layers where they are used, or take another input")
    return Phrase("take another input, or the layers that are missing before it")
