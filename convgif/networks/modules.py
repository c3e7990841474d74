"""Modules in modules, as a print or lines of code say them, and how many are read."""

from dataclasses import dataclass, field

from convgif.errors import NotationError

LONGEST_TEXT, DEEPEST = 1_000_000, 50
MOST_LAYERS, MOST_MODULES = 10_000, 100_000
HOLDERS = ("Sequential", "ModuleList", "ModuleDict")


@dataclass
class Module:
    """A module as it is printed: its arguments, or the modules in it by name."""

    name: str
    arguments: str = ""
    children: list[tuple[str, "Module"]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The module as it is printed where it holds none."""
        return f"{self.name}({self.arguments})"

    @property
    def is_holder(self) -> bool:
        """Whether it is there to hold others."""
        return self.name.rpartition(".")[2] in HOLDERS

    @property
    def is_empty(self) -> bool:
        """Whether it is there to hold others, and holds none."""
        return not self.children and self.is_holder


def too_long() -> NotationError:
    """What to raise for a network of more layers than are read."""
    return NotationError(f"a network of over {MOST_LAYERS:,} layers is too long: give a part")
