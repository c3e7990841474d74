"""What the stamp view says: the labels of its grids, the legend, notes, and the alt text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from convgif.layers.transposed import ConvTranspose
from convgif.scenes.words import (
    Words,
    by_axis,
    by_number,
    enumerated,
    joined,
    times,
)
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.captions import Caption, drawn_pair, map_labels, size_formulas, spoken, told
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.parameters import by_size, parameter_phrases
from convgif.views.settings import PRECISION, VALUES
from convgif.views.stamp.stamping import Stamping
from convgif.views.stamp.words import WORDS


def grid_labels(stamping: Stamping, settings: ViewSettings) -> dict[str, tuple[str, ...]]:
    """What is written at each grid, and for the canvas also what it says once it is cropped."""
    words = WORDS[settings.words.language]
    input_label, output_label = map_labels(stamping.trace, settings)
    canvas = words.canvas.format(shape=times(stamping.canvas_size))
    whole = len(stamping.output_cells) == stamping.canvas_cells
    if not settings[VALUES]:
        canvas, output_label = (words.counts.format(map=label) for label in (canvas, output_label))
    return {"input": (input_label,), "kernel": (f"× {words.kernel_name}",),
            "stamp": (f"= {words.stamp}",),
            "canvas": (output_label,) if whole else (canvas, output_label)}


def notes(stamping: Stamping, settings: ViewSettings) -> tuple[str, str] | None:
    """What the sums on the canvas lack, and what the last scene adds; None where that is nothing.
    """
    if not stamping.is_partial:
        return None
    words, own, bias = settings.words, WORDS[settings.words.language], stamping.trace.bias
    lacking, added = [], []
    if stamping.other_channels:
        lacking.append(own.channel_alone.format(
            channel=words.channel.format(number=stamping.in_channel)))
        added.append(by_number(own.channels_added, stamping.other_channels))
    if bias is not None:
        value = float(bias[stamping.out_channel])
        number = format_number(value, decimals([value], settings[PRECISION]))
        lacking.append(own.without_bias)
        added.append(own.bias_added.format(value=number))
    return words.comma.join(lacking), "".join(f"+ {what} " for what in added).rstrip()


def legend(stamping: Stamping, settings: ViewSettings) -> list[Caption]:
    """The kernel, the shades, and the parameters that are not at their default."""
    kernel = captions.legend(stamping.trace, settings.words)[0]
    return [replace(kernel, swatch=("kernel",)), *_shades(stamping, settings),
            *parameters(stamping, settings)]


def alt_text(stamping: Stamping, settings: ViewSettings) -> str:
    """What the animation shows, in a sentence, for those who do not see it."""
    trace, words, own = stamping.trace, settings.words, WORDS[settings.words.language]
    counts = enumerated(words, *map(str, sorted(set(stamping.output_counts))))
    lacking_and_added = notes(stamping, settings) if settings[VALUES] else None
    details = words.list_separator.join([
        own.overlaps.format(counts=counts), *(lacking_and_added or ()),
        *spoken(parameters(stamping, settings)),
        *size_formulas(trace, settings)])
    return told(settings, sentence(stamping, settings), details)


def sentence(stamping: Stamping, settings: ViewSettings) -> str:
    """What is stamped on what, and which channels of it are drawn."""
    trace, words, own = stamping.trace, settings.words, WORDS[settings.words.language]
    stamps = own.sentence.format(
        layer=trace.layer.printed_name, kernel=times(trace.layer.parameters()["kernel_size"]),
        input=times(trace.input_size), canvas=times(stamping.canvas_size),
        output=times(trace.output.shape[1:]),
        steps=by_number(words.steps, len(stamping.imprints)))
    return joined(words.sentence_gap, stamps, drawn_pair(trace, settings))


def _shades(stamping: Stamping, settings: ViewSettings) -> Iterator[Caption]:
    """A swatch for each shade and how many stamps reach its cells: 1 stamp, 2, 4, 8–9."""
    own = WORDS[settings.words.language]
    counts = [count for count in sorted(set(stamping.reached.values()))
              if ("output", stamping.overlap(count)) not in settings.unseen]
    for number, (role, alike) in enumerate(groupby(counts, stamping.overlap)):
        fewest, *more = alike
        written = f"{fewest}–{more[-1]}" if more else str(fewest)
        yield Caption(written if number else by_number(own.stamp_count, fewest),
                      ("output", role))


def parameters(stamping: Stamping, settings: ViewSettings) -> Iterator[Caption]:
    """Those beside the kernel, with what they do to stamps."""
    for name, phrase in parameter_phrases(stamping.trace, settings.words).items():
        note = NOTES[name](stamping, phrase, settings.words) if name in NOTES else Caption(phrase)
        if note is not None:
            yield note


def _apart(stamping: Stamping, phrase: str, words: Words) -> Caption:
    stride = stamping.trace.layer.parameters()["stride"]
    apart = WORDS[words.language].stamps_apart.format(size=by_size(stride))
    return Caption(joined(words.colon, phrase, apart))


def _cropped(stamping: Stamping, phrase: str, words: Words) -> Caption | None:
    """What padding cuts off the canvas, and below zero adds to it."""
    layer = stamping.trace.layer
    assert isinstance(layer, ConvTranspose)  # no other stamps
    sides = [side for axis in range(layer.rank) for side in layer.crops(axis)]
    if not any(sides) and not isinstance(layer.padding, str):
        return None
    cropped, grown, own = max(sides) > 0, min(sides) < 0, WORDS[words.language]
    added = own.border_added if grown else ""
    does = joined(words.comma, own.border_cropped if cropped else "", added)
    return Caption(joined(words.colon, phrase, does), ("cropped",) if cropped else None)


def _added(stamping: Stamping, phrase: str, words: Words) -> Caption:
    more = by_axis(words, words.added, stamping.trace.layer.parameters()["output_padding"])
    return Caption(joined(words.colon, phrase, more),
                   ("output", "output_padding", "output_pending"))


NOTES: Mapping[str, Callable[[Stamping, str, Words], Caption | None]] = {
    "kernel_size": lambda *_: None, "stride": _apart, "padding": _cropped,
    "output_padding": _added}
