"""What the moves view says below the maps."""

from collections.abc import Iterator

from convgif.layers.moving import MovingLayer
from convgif.layers.notation import format_sizes
from convgif.layers.padding_layers import Pad
from convgif.layers.unfolding import WindowColumns
from convgif.scenes.words import Words, by_number, joined
from convgif.traces.tracing import Trace
from convgif.views.base import DEEP, ViewSettings
from convgif.views.captions import Caption
from convgif.views.kit.numerals import format_number
from convgif.views.moves.drafts import drawn_part, in_lines
from convgif.views.moves.words import WORDS, MovesWords
from convgif.views.parameters import by_size


def captions_of(trace: Trace, settings: ViewSettings, *, alone: bool = False) -> list[Caption]:
    """The parameters, what outputs hold that take nothing, what hues and maps are, and what is
    overwritten. alone: of numbers that are moved one by one, in no column."""
    own = WORDS[settings.words.language]
    said = [*moved_captions(trace, settings)]
    if isinstance(trace.layer, WindowColumns) and not alone:
        said.append(Caption(own.places, spoken=own.spoken["places"]))
    is_long = any(in_lines(array).ndim > array.ndim for array in (trace.input, trace.output))
    return [*said, *[Caption(own.lines)] * is_long, *[Caption(own.slices)] * (
        trace.layer.rank == DEEP), *_indices(trace, own),
        *[Caption(own.some)] * (not drawn_part(trace).is_all)]


def moved_captions(trace: Trace, settings: ViewSettings) -> Iterator[Caption]:
    """The parameters, what outputs hold that take nothing, and what is never taken."""
    words, layer, moves = settings.words, trace.layer, trace.moves
    assert isinstance(layer, MovingLayer)
    assert moves is not None
    own = WORDS[words.language]
    for name, value in layer.parameters().items():
        phrase = _phrase(name, value, words)
        if isinstance(layer, Pad) and name == "padding" and layer.mode != "zeros":
            phrase = joined(words.comma, phrase, layer.mode)
        if phrase:
            yield Caption(phrase)
    if (moves < 0).all(axis=1).any():
        fill = float(layer.fill if trace.activation is None else trace.activation(layer.fill))
        name, said = ("border", own.border) if isinstance(layer, Pad) else (
            "unfilled", own.unfilled)
        value = format_number(fill, None if fill == int(fill) else 2)
        yield Caption(said.format(value=value), ("unfilled",), own.spoken[name].format(value=value))
    if isinstance(layer, Pad) and layer.repeats(trace.input.shape):
        yield Caption(own.repeated, ("output", "border"), own.spoken["repeated"])
    if trace.extended.dropped.any() and trace.given_indices is None:
        yield Caption(words.dropped["input"], ("input", "dropped"), own.spoken["unread"])


def _indices(trace: Trace, own: MovesWords) -> Iterator[Caption]:
    """What small numbers are, and how many numbers are lost by them."""
    moves = trace.moves
    assert moves is not None
    if trace.given_indices is not None:
        yield Caption(own.indices, spoken=own.spoken["indices"])
        part = drawn_part(trace)
        seen = moves if part.is_all else moves[[*map(part.draws, range(len(moves)))]]
        given = trace.input if part.is_all else trace.input[[*part.inputs]]
        lost = given.size - int((seen >= 0).sum())
        if lost:
            yield Caption(by_number(own.lost, lost))


def _phrase(name: str, value: object, words: Words) -> str:
    """A parameter as it is said, or nothing where the sizes say it."""
    own = WORDS[words.language]
    sizes = value if isinstance(value, tuple) else ()
    phrases = {
        "upscale_factor": own.blocks.format(size=f"{value}×{value}"),
        "downscale_factor": own.blocks.format(size=f"{value}×{value}"),
        "order": joined(words.colon, str(value), own.orders.get(str(value), "")),
        "kernel_size": words.kernel.format(size=format_sizes(sizes, sign="×")),
        "stride": words.stride.format(size=by_size(sizes)) if sizes else "",
        "dilation": words.dilation.format(size=by_size(sizes)) if sizes else "",
        "padding": _padding(sizes, words) if sizes else ""}
    return phrases.get(name, "")


def _padding(sizes: tuple[int, ...], words: Words) -> str:
    """One number where all are equal, else the sides that are not 0."""
    if len(set(sizes)) == 1:
        return words.padding.format(size=str(sizes[0]).replace("-", "\N{MINUS SIGN}"))
    return joined(words.colon, words.padding.format(size="").strip(), _sides(sizes, words))


def _sides(sizes: tuple[int, ...], words: Words) -> str:
    names = words.sides.get(len(sizes) // 2)
    if names is None or len(sizes) % 2:
        return by_size(sizes)
    pairs = zip(reversed(names), zip(sizes[::2], sizes[1::2], strict=True), strict=True)
    return words.comma.join([f"{side} {count}".replace("-", "\N{MINUS SIGN}")
                             for sides, counts in pairs
                             for side, count in zip(sides, counts, strict=True) if count])
