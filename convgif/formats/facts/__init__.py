"""What a file says of itself: its alt text, its size as it is meant, how long it moves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from convgif.errors import OutputError, named, reason_of
from convgif.formats import FORMATS, Format, format_by_suffix, load
from convgif.inputs.files import check_length
from convgif.inputs.pictures import UNREADABLE

MOST_WORDS_BYTES = 1_000_000


@dataclass(frozen=True)
class Facts:
    """Width and height in px as displayed. round_ms: how long it moves until it begins again, 0
    for what stands still; rounds: how often, inf for ever. follows_reader: whether it is light or
    dark as its reader prefers. is_transparent: whether one sees through some of it, as far as it
    says. density: pixels for each px. words: of a player, the pairs that stand beside its picture;
    least_px: how wide that is shown at least; narrower: the same of its picture where there is less
    room, if that is another. text_px: the size of its smallest text, None where it has none or does
    not say. frames: how many it shows one by one, of a player, a deck or overlays; asks: whether it
    grades what its reader writes. format: its name, where the suffix is also that of another.
    needs: what a document has to have for it.
    """

    alt: str
    width_px: int
    height_px: int
    round_ms: float = 0
    rounds: float = 1
    follows_reader: bool = False
    is_transparent: bool = False
    density: float = 1
    words: Sequence[Sequence[str]] = ()
    least_px: int = 0
    narrower: "Facts | None" = None
    text_px: float | None = None
    frames: int = 1
    asks: bool = False
    format: str = ""
    needs: str = ""

    @property
    def moves(self) -> bool:
        """Whether it moves at all."""
        return self.round_ms > 0


def read_facts(path: Path) -> tuple[Format, Facts]:
    """The format of a file, by its suffix or as it says itself, and what else it says. Raises
    OutputError."""
    row = format_by_suffix(path, advice="name a file that convgif made,")
    row.check()
    try:
        check_length(path)
        facts: Facts = load(row.facts_function)(path)
        return FORMATS[facts.format] if facts.format else row, facts
    except FileNotFoundError:
        raise OutputError(f"there is no file {named(path)}: make it first, with `convgif render -o "
                          f"{named(path)}`") from None
    except (*UNREADABLE, ElementTree.ParseError) as error:
        reason = reason_of(error) if getattr(error, "strerror", None) else (
            f"it is no whole {row.suffix}")
        raise OutputError(f"cannot read {named(path)}: {reason}: make it again") from None


def smallest(sizes: Iterable[str]) -> float | None:
    """The smallest of the sizes in px; what is written as no number is none."""
    return min([float(size) for size in sizes if re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", size)],
               default=None)
