"""Blocks of public models, by the names of their classes: how forward() joins what a print lists.

BLOCKS has a row for each; of other classes a print says only which layers they hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from convgif.networks.joins import CONCATENATE

MULTIPLY = "multiply"


@dataclass(frozen=True)
class Block:
    """A block whose parts are to be joined. parts: their names; through: the number of the last
    layer of the part of a name, which takes its input from that of a number; meet: that of the
    branches of these numbers, where they meet, after the part of a name if one is given; inside:
    the block that the part of a name is."""

    parts: Sequence[str]
    through: Callable[[str, int], int]
    meet: Callable[[str, Sequence[int], str], int]
    inside: Callable[[str], "Block"]

    def in_order(self, parts: Sequence[str], source: int) -> int:
        """Through these, one after the other."""
        for part in parts:
            source = self.through(part, source)
        return source


Joined = Callable[[Block, int], int]


def _growing(block: Block, source: int) -> int:
    """Each part adds its channels to what it takes."""
    for part in block.parts:
        source = block.meet(CONCATENATE, (source, block.through(part, source)), part)
    return source


def _beside(block: Block, source: int) -> int:
    """All parts take the same, and their channels follow each other."""
    return block.meet(CONCATENATE, [block.through(part, source) for part in block.parts], "")


def _gate(block: Block, source: int) -> int:
    """What its parts make scales what the block takes, channel by channel."""
    return block.meet(MULTIPLY, (source, block.in_order(block.parts, source)), "")


def _fire(block: Block, source: int) -> int:
    """A squeeze, and two that expand it beside each other."""
    ways = ("expand1x1", "expand3x3")
    squeezed = block.in_order([part for part in block.parts if not part.startswith(ways)], source)
    return block.meet(CONCATENATE, [block.in_order(
        [part for part in block.parts if part.startswith(way)], squeezed) for way in ways], "")


def _bridged(block: Block, source: int) -> int:
    """A way down and one up: on each level up, what the same level down made stands beside what
    comes from below."""
    down = [part for part in block.parts if part.startswith(("inc", "down"))]
    up = [part for part in block.parts if part.startswith("up")]
    last = block.parts[len(down) + len(up):]
    insides = [block.inside(part) for part in up]
    if (list(block.parts) != [*down, *up, *last] or len(up) != len(down) - 1
            or not all(len(inside.parts) == 2 for inside in insides)):
        return block.in_order(block.parts, source)
    levels = []
    for part in down:
        source = block.through(part, source)
        levels.append(source)
    for inside, level in zip(insides, reversed(levels[:-1]), strict=True):
        grown, conv = inside.parts
        met = inside.meet(CONCATENATE, (level, inside.through(grown, source)), "")
        source = inside.through(conv, met)
    return block.in_order(last, source)


BLOCKS: Mapping[str, Joined] = {
    "_DenseBlock": _growing, "Inception": _beside, "Fire": _fire, "UNet": _bridged,
    **dict.fromkeys(("SqueezeExcitation", "SqueezeExcite"), _gate)}
