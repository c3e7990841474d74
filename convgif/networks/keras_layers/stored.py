"""A layer as Keras stores it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convgif.errors import NotationError
from convgif.layers import Layer
from convgif.networks.joins import Join
from convgif.networks.operations import Operation

Config = Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """A layer as it is stored. shapes: of its inputs, with the batch, None where one is open;
    settings: its arguments."""

    type: str
    name: str
    settings: Config
    shapes: Sequence[Sequence[int | None]]

    @property
    def is_channels_first(self) -> bool:
        """Whether the channels of what it takes come first."""
        return self.settings.get("data_format") == "channels_first"

    @property
    def channels(self) -> int:
        """How many channels it takes; 0 where the file does not say."""
        shape = self.shapes[0] if self.shapes else ()
        return (shape[1 if self.is_channels_first else -1] or 0) if len(shape) > 1 else 0

    @property
    def rank(self) -> int:
        """How many spatial axes it takes."""
        return max(0, len(self.shapes[0]) - 2) if self.shapes else 0

    def inner(self, name: str) -> "Stored":
        """The layer that it wraps, which takes what it takes. Raises NotationError."""
        found = self.settings.get(name)
        config = found.get("config") if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping) or not isinstance(config, Mapping):
            raise NotationError(f"{self.type} has no {name} that is read: save the model again")
        return Stored(str(found.get("class_name")), self.name, config, self.shapes)

    def operation(self, kind: str, **arguments: Any) -> Operation:
        """It, as a layer that slides nothing."""
        return Operation(self.type, kind, self.type, arguments)


Part = Layer | Operation | Join
Read = Callable[[Stored], Part | tuple[Part, ...]]
