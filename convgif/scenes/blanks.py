"""What can be left empty in a picture for its reader to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass

from convgif.scenes.scene import Roles

UNTOLD = "?"  # in the place of a size that is left empty, in words that are no field
WRITTEN_OUT = frozenset(("total", "total_zero"))  # words of a sum


@dataclass(frozen=True)
class Blank:
    """A kind of what can be left empty. arrays: of traces. made: roles of cells that say the same,
    though they show no element. away: roles of words that give it away; begins: or how they begin,
    in a sum that is written out; around: roles of lines that point it out."""

    meaning: str
    arrays: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    begins: str = ""
    around: frozenset[str] = frozenset()

    def given_away(self, words: str, roles: Roles) -> bool:
        """Whether the words, in those roles, give it away."""
        return not self.away.isdisjoint(roles) or bool(
            self.begins and words.startswith(self.begins) and not WRITTEN_OUT.isdisjoint(roles))


OUTPUTS, KERNEL, SIZES = "outputs", "kernel", "sizes"
BLANKS: Mapping[str, Blank] = {
    OUTPUTS: Blank("what is made: outputs, or gradients", frozenset(
        ("output", "canvas", "grad_input", "grad_weight", "grad_bias")),
        frozenset(("output", "output_active", "product")), frozenset(("subtotal",)),
        around=frozenset(("winner", "largest"))),
    KERNEL: Blank("the weights", frozenset(("weight", "share", "matrix", "padded_matrix")),
                  begins="·"),
    SIZES: Blank("the size of what comes out, in words and formulas")}


@dataclass(frozen=True)
class LeftBlank:
    """What is left empty. what: one of BLANKS, or how many outputs. seed: which these are.
    answered: whether the answers are there, in another colour."""

    what: str | int
    seed: int = 0
    answered: bool = False

    @property
    def kind(self) -> Blank:
        """Its row of BLANKS."""
        return BLANKS[OUTPUTS if isinstance(self.what, int) else self.what]

    def hides(self, kind: str) -> bool:
        """Whether something of that kind is not to be seen, nor told."""
        return not self.answered and self.kind is BLANKS[kind]
