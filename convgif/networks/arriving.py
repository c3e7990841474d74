"""Whether a layer of a network takes what arrives."""

from math import prod

from convgif.errors import LayerError, shorten
from convgif.layers import Layer, Linear
from convgif.networks.operations import RECORDED, Operation, Reads, Shape, UnfitError
from convgif.phrases import Phrase

MOST_UNITS = 500_000  # along an axis: 11 seconds of sound
MOST_NUMBERS = 10**11  # in a map
OTHER_INPUT = Phrase("give the input that the model is made for")
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


def along_last_axis(layer: Layer, shape: Shape) -> Operation | None:
    """A fully connected layer that takes no map of that shape as one row of numbers, but place by
    place the numbers of its last axis, as torch's does; None for all else."""
    is_row = prod(shape) == shape[-1]
    if not isinstance(layer, Linear) or is_row or shape[-1] != layer.in_features:
        return None
    places = prod(shape[:-1])
    return Operation(layer.printed_name, RECORDED, repr(layer), {
        "takes": (shape,), "makes": (*shape[:-1], layer.out_features),
        "macs": places * layer.mac_count(()), "count": layer.parameter_count,
        "reads": Reads.LAST_AXIS})


def check_arrives(operation: Layer, shape: Shape, *, says_all: bool = False) -> None:
    """Raises LayerError where the layer does not take what arrives. says_all: whether the network
    says all that it calls."""
    wanted = operation.input_channels
    if not operation.rank and wanted not in (None, prod(shape)):
        product = f"{'·'.join(map(str, shape))} = " if len(shape) > 1 else ""
        raise LayerError(Phrase(
            "{layer!r} takes {wanted:,} numbers, but {numbers} arrive: {advice}", layer=operation,
            wanted=wanted, numbers=f"{product}{prod(shape):,}", advice=(
                OTHER_INPUT if says_all else _why_so(operation, shape))))
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
