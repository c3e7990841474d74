"""Padding: the words for it, and which input cell each border cell repeats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from convgif.errors import LayerError
from convgif.phrases import Phrase

Pairs: TypeAlias = tuple[tuple[int, int], ...]
PaddingValue: TypeAlias = int | str | Sequence[int | Sequence[int]]


@dataclass(frozen=True)
class PaddingWord:
    """A word for padding: how many cells before and after, from size, span and stride.

    crops: how many a transposed layer cuts off its output at both ends, from how many it has more
    than input * stride; None where such a layer does not take the word. sets_output: whether it
    says how large the output is.
    """

    description: str
    pads: Callable[[int, int, int], tuple[int, int]]
    any_stride: bool = True
    any_rank: bool = True
    crops: Callable[[int], tuple[int, int]] | None = None
    sets_output: bool = False


def _same_total(size: int, span: int, stride: int) -> int:
    """ONNX's rule for SAME_UPPER and SAME_LOWER: the output is ceil(size / stride)."""
    return max((-(-size // stride) - 1) * stride + span - size, 0)


def _smaller_half_first(total: int) -> tuple[int, int]:
    return total // 2, total - total // 2


def _larger_half_first(total: int) -> tuple[int, int]:
    return total - total // 2, total // 2


PADDING_WORDS: dict[str, PaddingWord] = {
    "valid": PaddingWord(
        "no padding", lambda size, span, stride: (0, 0), crops=lambda excess: (0, 0)),
    "same": PaddingWord(
        "torch's rule: the output is as large as the input, stride 1 only",
        lambda size, span, stride: _smaller_half_first(span - 1), any_stride=False),
    "same_upper": PaddingWord(
        "ONNX's and TensorFlow's rule for any stride, the odd cell at the end",
        lambda size, span, stride: _smaller_half_first(_same_total(size, span, stride)),
        crops=_smaller_half_first, sets_output=True),
    "same_lower": PaddingWord(
        "the same with the odd cell at the beginning",
        lambda size, span, stride: _larger_half_first(_same_total(size, span, stride)),
        crops=_larger_half_first, sets_output=True),
    "full": PaddingWord(
        "every position that touches the input",
        lambda size, span, stride: (span - 1, span - 1)),
    "causal": PaddingWord(
        "1-D: all of it before the input, so that no output sees the future",
        lambda size, span, stride: (span - 1, 0), any_rank=False),
}
TRANSPOSED_WORDS = tuple(word for word, row in PADDING_WORDS.items() if row.crops is not None)


@dataclass(frozen=True)
class PaddingMode:
    """What border cells hold: the source of the cell at `index` (outside 0 .. size-1), how many
    border cells an input of a size can fill, and how the source is written: from an expression for
    the index, and whether there is a border before and after."""

    source: Callable[[int, int], int | None]
    most: Callable[[int], int | None]
    bound: str = ""
    index: Callable[[str, bool, bool], str] = lambda place, before, after: place


def _reflected(index: int, size: int) -> int:
    return -index if index < 0 else 2 * (size - 1) - index


def _index_reflected(place: str, before: bool, after: bool) -> str:
    place = f"|{place}|" if before else place
    return f"{{I}}−1−|{{I}}−1−{_in_brackets(place)}|" if after else place


def _index_repeated(place: str, before: bool, after: bool) -> str:
    place = f"max({place}, 0)" if before else place
    return f"min({place}, {{I}}−1)" if after else place


def _index_around(place: str, before: bool, after: bool) -> str:
    return f"{_in_brackets(place)} mod {{I}}" if before or after else place


def _in_brackets(place: str) -> str:
    """The expression as it stands beside others."""
    return f"({place})" if " " in place and place[0] != "|" else place


PADDING_MODES: dict[str, PaddingMode] = {
    "zeros": PaddingMode(lambda index, size: None, lambda size: None),
    "reflect": PaddingMode(_reflected, lambda size: size - 1, Phrase("less than the input"),
                           _index_reflected),
    "replicate": PaddingMode(lambda index, size: min(max(index, 0), size - 1), lambda size: None,
                             index=_index_repeated),
    "circular": PaddingMode(lambda index, size: index % size, lambda size: size,
                            Phrase("no more than the input"), _index_around),
}


def crops_all(before: int, after: int, size: int, adjective: Phrase) -> LayerError:
    """What to raise where padding below zero leaves nothing of an input that is so long, high, ...
    """
    return LayerError(Phrase(
        "padding {before}:{after} crops all of an input that is only {size} {adjective}: crop less "
        "or take a larger input", before=before, after=after, size=size, adjective=adjective))


def border_sources(size: int, before: int, after: int, mode: str) -> tuple[int | None, ...]:
    """The source index of each cell of a padded axis, None where it is a zero.

    Length before + size + after. Raises LayerError where the mode cannot fill the border.
    """
    row = PADDING_MODES[mode]
    most = row.most(size)
    if most is not None and max(before, after) > most:
        raise LayerError(Phrase(
            "{mode} padding {cells} does not fit an input of {size}: it must be {bound}; pad by "
            "{most} at most, or take a larger input", mode=mode, cells=max(before, after),
            size=size, bound=row.bound, most=most))
    return (*(row.source(index, size) for index in range(-before, 0)), *range(size),
            *(row.source(index, size) for index in range(size, size + after)))
