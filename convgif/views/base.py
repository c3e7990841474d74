"""What a view is: a row of VIEWS, and what it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from convgif.errors import ViewError
from convgif.words import Words

if TYPE_CHECKING:
    from convgif.scene import Story
    from convgif.tracing import Trace

TEXT_MODES = ("none", "sizes", "legend", "full")
TEXT_FROM_PX = {"sizes": 0, "legend": 200, "full": 300}


@dataclass(frozen=True)
class ViewSettings:
    """What a view is asked for. text is one of TEXT_MODES; show_in, show_out choose channels."""

    size_px: int
    words: Words
    text: str = "full"
    title: str | None = None
    prefilled: bool = False
    show_in: int = 0
    show_out: int = 0

    def shows(self, text: str) -> bool:
        """Whether that much text is wanted."""
        return TEXT_MODES.index(self.text) >= TEXT_MODES.index(text)


class Staging(Protocol):
    """What a view's module has."""

    def stage(self, traces: "Sequence[Trace]", settings: ViewSettings) -> "Story":
        """The story that shows the traces. Raises ViewError."""

    def describe(self, traces: "Sequence[Trace]", settings: ViewSettings) -> str:
        """The alt text: what the story shows, in words."""


@dataclass(frozen=True)
class View:
    """A row of VIEWS: the numbers of spatial axes that it draws, and the module that does it."""

    description: str
    size_px: int
    ranks: tuple[int, ...]
    module: str

    def load(self) -> Staging:
        """The view's module, imported now."""
        return cast(Staging, import_module(self.module))


def text_for(mode: str, size_px: int) -> str:
    """The text mode that `auto` stands for at that width; any other mode as it is."""
    if mode != "auto":
        return mode
    return max((from_px, text) for text, from_px in TEXT_FROM_PX.items() if size_px >= from_px)[1]


def check_channels(trace: "Trace", settings: ViewSettings) -> None:
    """Raises ViewError where show_in or show_out name no channel, or a pair that never meets."""
    for name, shown, channels in (("show_in", settings.show_in, trace.input.shape[0]),
                                  ("show_out", settings.show_out, trace.output.shape[0])):
        if not 0 <= shown < channels:
            raise ViewError(f"{name} {shown} is no channel: there "
                            + (f"are 0 to {channels - 1}" if channels > 1 else "is only 0"))
    read = trace.layer.channels_read(settings.show_out)
    if settings.show_in not in read:
        raise ViewError(f"output channel {settings.show_out} never reads input channel "
                        f"{settings.show_in}: with these groups it reads {read[0]} to {read[-1]}")
