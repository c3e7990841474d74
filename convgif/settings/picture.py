"""The picture that is asked for, as a value that is compared, hashed and sent to other processes.

    text  ->  picture  ->  animation

What reads text makes one, by `convgif.settings.resolving`; `convgif.animation.draw` draws it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from convgif.errors import ConvgifError, look_up, shorten
from convgif.formats import Format
from convgif.frames.themes import THEMES, Theme
from convgif.inputs.files import digest
from convgif.layers import Layer
from convgif.networks.presets import own_view
from convgif.scenes.poses import POSES, TELLING
from convgif.settings.arranging import Group, filled, leaves
from convgif.settings.options import FILES, NUMBER_FILES, OPTIONS, TAKES_OUTPUT
from convgif.version import fingerprint
from convgif.views import NETWORK_VIEWS, default_view
from convgif.views.settings import AT_LAYER

if TYPE_CHECKING:
    from convgif.networks.network import SizedNetwork

_PLACES = {name: place for place, name in enumerate(OPTIONS)}


class Chosen(Mapping[str, Any]):
    """Settings by name: those that were chosen, in the order of OPTIONS. They do not change."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._values = {name: settings[name] for name in sorted(settings, key=_PLACES.__getitem__)}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return f"Chosen({self._values!r})"

    def without(self, *names: str) -> "Chosen":
        """The others."""
        return Chosen({name: value for name, value in self.items() if name not in names})

    @property
    def telling(self) -> "Chosen":
        """Those of them that are not the default."""
        return Chosen({name: value for name, value in self.items()
                       if value != OPTIONS[name].default})


@dataclass(frozen=True)
class Panel:
    """A layer on an input of that size. settings: what the numbers are, and how it is shown.
    channels: of the input, where a layer that takes any was given a shape with them."""

    layer: Layer
    input_size: tuple[int, ...]
    settings: Chosen
    channels: int | None = None

    @property
    def view(self) -> str:
        """The name of the view that shows it. Raises ViewError where none does."""
        return self.settings.get("view") or default_view(self.layer)

    @property
    def drawn_channels(self) -> int | None:
        """The channels of the input that were asked for, where they are not in its numbers; None
        where the view says how many there are."""
        if "input" in self.settings or self.settings.get(TAKES_OUTPUT):
            return None
        return self.channels

    @property
    def shown(self) -> Layer:
        """What `animate` takes for it."""
        return self.layer

    @property
    def text(self) -> str:
        """What is read as its layer."""
        return repr(self.layer)

    @property
    def code(self) -> str:
        """The layer in Python."""
        return f"convgif.{self.layer!r}"


@dataclass(frozen=True)
class NetworkPanel:
    """A network on an input of that shape, channels first. text: of the network, its file or its
    name. settings: how it is shown."""

    text: str
    input_size: tuple[int, ...]
    settings: Chosen

    @property
    def view(self) -> str:
        """The name of the view that shows it."""
        return self.settings.get("view") or own_view(self.text) or next(iter(NETWORK_VIEWS))

    @property
    def shown(self) -> "SizedNetwork":
        """What `animate` takes for it, read now. Raises ConvgifError."""
        from convgif.networks.reading import sized_network  # and with it numpy

        return sized_network(self.text, self.input_size, self.settings.get(AT_LAYER.name))

    @property
    def code(self) -> str:
        """The network in Python."""
        return repr(self.text)


AnyPanel: TypeAlias = Panel | NetworkPanel


@dataclass(frozen=True)
class Picture:
    """Panels as they stand, and the settings of all: paint, time, pose. force: however large."""

    arranged: AnyPanel | Group[AnyPanel]
    settings: Chosen
    force: bool = False

    @property
    def panels(self) -> tuple[AnyPanel, ...]:
        """All of them, in reading order."""
        return leaves(self.arranged)

    @property
    def layers(self) -> tuple[Panel, ...]:
        """The same, where all are of layers. Raises ConvgifError for a network."""
        found: list[Panel] = []
        for panel in self.panels:
            if isinstance(panel, NetworkPanel):
                raise ConvgifError(f"{shorten(panel.text)} is a network, and this is for layers: "
                                   "give one of its layers, or make its picture by render")
            found.append(panel)
        return tuple(found)

    @property
    def theme(self) -> Theme:
        """What paints it. Raises UnknownNameError."""
        return look_up(THEMES, self.settings.get("theme", OPTIONS["theme"].default), "theme")

    @property
    def poses(self) -> tuple[str, ...]:
        """Those of POSES that are asked for."""
        return tuple(pose for pose in POSES if pose in self.settings)

    def held_by(self, format: Format) -> "Picture":
        """The same; as a still where the format holds no more, of which all steps may be too many
        to draw."""
        if format.animated or self.poses:
            return self
        return replace(self, settings=Chosen({**self.settings, "still": TELLING}))

    def settings_of(self, panel: AnyPanel) -> Chosen:
        """The panel's own and those of all."""
        return Chosen({**panel.settings, **self.settings})

    @property
    def telling(self) -> "Picture":
        """The same without what is said and is the default anyway."""
        return replace(self, settings=self.settings.telling, arranged=filled(
            self.arranged, (replace(panel, settings=panel.settings.telling)
                            for panel in self.panels)))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that its numbers and glyphs come from, each once."""
        from convgif.inputs.loading import is_file  # and with it numpy
        from convgif.networks.reading import file_of

        models = (file_of(panel.text) for panel in self.panels
                  if isinstance(panel, NetworkPanel))
        return tuple(dict.fromkeys([*filter(None, models), *(
            Path(chosen[name]) for chosen in map(self.settings_of, self.panels)
            for name in sorted(FILES & chosen.keys())
            if name not in NUMBER_FILES or is_file(chosen[name]))]))

    def fingerprint(self) -> str:
        """A digest of the code that draws it, and of those files. Raises ArrayError."""
        if all(isinstance(panel, Panel) and FILES.isdisjoint(self.settings_of(panel))
               for panel in self.panels):
            return fingerprint()
        from convgif.inputs.sources import file_digest

        return digest("\n".join([fingerprint(), *map(file_digest, self.files)]).encode())
