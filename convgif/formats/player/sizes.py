"""How a size is to be written into its field: what the field asks for, and what is taken for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.formats.player.words import GradingWords
from convgif.scenes.scene import SizeGap

AXES = {1: "L", 2: "HW", 3: "DHW"}  # of a map with so many, each by its letter
CHANNELS, SIDE = "C", "n"
OF, BY = "@", "×"


@dataclass(frozen=True)
class AskedSize:
    """A size that a field asks for. sign: how it is to be written, in letters; taken: its numbers
    in each order in which they may be typed."""

    sign: str
    taken: tuple[tuple[int, ...], ...]

    def said(self, grading: GradingWords) -> str:
        """How it is to be written, in words."""
        if self.sign == SIDE:
            return grading.one_number
        named = [each for each in grading.letters.split(grading.between)
                 if each[0] in self.sign]
        return grading.form.format(sign=self.sign, letters=grading.between.join(named))


def asked_size(gap: SizeGap, rank: int) -> AskedSize:
    """What is asked for in that gap. rank: of how many axes the map is, of whose size it is a part,
    or all."""
    channels, of, axes = gap.size.rpartition(OF)
    sides = tuple(map(int, axes.split(BY)))
    if of:
        count = int(channels)
        return AskedSize(f"{CHANNELS}{OF}{_letters(len(sides))}",
                         ((count, *sides), (*sides, count)))
    if len(sides) > rank > 0:  # its channels are the first
        return AskedSize(BY.join([CHANNELS, *_letters(len(sides) - 1).split(BY)]),
                         (sides, (*sides[1:], sides[0])))
    if len(sides) > 1:
        return AskedSize(_letters(len(sides)), (sides, (1, *sides)))
    whole = gap.maker or rank < 2  # not a side of a map that is as high as wide
    return AskedSize(SIDE, (sides,) if whole else (sides, sides * rank))


def rank_of(gaps: Sequence[SizeGap]) -> int:
    """Of how many axes the maps are that these are the sizes of."""
    return max([len(gap.size.rpartition(OF)[2].split(BY)) for gap in gaps], default=0)


def _letters(count: int) -> str:
    return BY.join(AXES[count])
