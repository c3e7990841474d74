"""What no window reads, in words: of the input which rows and columns, of the padding how many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convgif.layers import AxisPlan, CellKind, Unread
from convgif.scenes.words.base import Forms, Words
from convgif.scenes.words.phrases import axes_where, by_number, enumerated, joined

MISSED = (CellKind.INPUT, CellKind.PADDING)
MOST_RUNS = 4  # that are numbered: of more, the first


@dataclass(frozen=True)
class Part:
    """Some of the unread cells of an axis, as they are said: how many, and which."""

    forms: Forms
    count: int
    numbers: str = ""


def unread_phrases(words: Words, axes: Sequence[AxisPlan], *, brief: bool = False
                   ) -> Iterator[str]:
    """What no window reads; and where nothing of the input is lost, that. Of zeros that were
    inserted, and cells past the padding, only where that is all. brief: how many, not which."""
    if not any(axis.unread for axis in axes):
        return
    found = {kind: cells for kind in CellKind if (cells := _cells(words, axes, kind, brief))}
    missed = {kind: found[kind] for kind in MISSED if kind in found} or found
    unread = joined(words.comma, *(words.of_cells[kind.name.lower()].format(cells=cells)
                                   for kind, cells in missed.items()))
    if unread:
        yield words.unread.format(cells=unread)
    repeated = _cells(words, axes, CellKind.INPUT, brief, repeated=True)
    if repeated:
        yield words.read_repeated.format(cells=repeated)
    if CellKind.INPUT not in found:
        yield words.input_kept


def _cells(words: Words, axes: Sequence[AxisPlan], kind: CellKind, brief: bool, *,
           repeated: bool = False) -> str:
    """Those of one kind, axes of which the same is to be said together."""
    said = [next((_parts(words, unread, brief) for unread in axis.unread
                  if (unread.kind, unread.repeated) == (kind, repeated)), ()) for axis in axes]
    phrases = [by_number(part.forms, part.count, numbers=part.numbers,
                         axes=axes_where(words, [parts == others for others in said], part.count))
               for parts in dict.fromkeys(said) for part in parts]
    simple = max(map(len, said)) == 1
    return enumerated(words, *phrases) if simple else joined(words.comma, *phrases)


def _parts(words: Words, unread: Unread, brief: bool) -> tuple[Part, ...]:
    """The cells of one axis: the first, those in between, and the last; brief: all that there are.
    """
    first = [run for run in unread.runs if run.start == 0]
    last = [run for run in unread.runs[len(first):] if run.stop == unread.size]
    if brief or unread.kind is not CellKind.INPUT:  # it matters how many, not which
        return (Part(words.last if last == [*unread.runs] else words.counted, _count(unread.runs)),)
    if len(unread.runs) > 1 and unread.runs == tuple(
            range(cell, cell + 1) for cell in range(1, unread.size, 2)):
        return (Part((words.every_second,) * 2, 1),)
    between = [run for run in unread.runs if run not in (*first, *last)]
    named = [*map(_numbered, between)]
    if len(named) > MOST_RUNS:
        named[MOST_RUNS - 1:] = ["…"]
    place = words.between["taps" if unread.dilated else "windows"]
    inner = Part((place,) * 2, _count(between), words.number_separator.join(named))
    return tuple(part for part in (Part(words.first, _count(first)), inner,
                                   Part(words.last, _count(last))) if part.count)


def _count(runs: Sequence[range]) -> int:
    return sum(map(len, runs))


def _numbered(run: range) -> str:
    """A number, or the first and the last of several."""
    return f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0])
