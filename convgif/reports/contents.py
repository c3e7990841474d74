"""What the page of a network has: the network on its input, and its pictures, planned."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from os.path import relpath
from pathlib import Path
from typing import Any

from convgif.batch.grids import FORMAT
from convgif.batch.of_networks import NetworkPicture, drawn_whole, instead_of, pictures_of_network
from convgif.batch.planning import Plan, Task, plan
from convgif.networks.network import SizedNetwork
from convgif.networks.presets import preset_called
from convgif.networks.reading import file_of, read_network
from convgif.views.settings import DIRECTION

VECTOR = "svg"  # small, sharp, and follows its reader
THEME = {"theme": "auto"}
NARROW = {"view": "network", DIRECTION.name: "down", "size_px": 400}  # for a phone
TEXT_FILE = "network.txt"  # which holds a text that is too long for commands
_NAMED = re.compile(r"\s*([A-Za-z_]\w*)\(")


@dataclass(frozen=True)
class Planned:
    """A picture, and the file of it, None where it is not drawn."""

    picture: NetworkPicture
    task: Task | None

    @property
    def view(self) -> str:
        """The view of the whole network that it is, "" where it is of a layer."""
        return "" if self.picture.layers else str(self.picture.settings["view"])


@dataclass(frozen=True)
class Contents:
    """What stands on the page. text: of the network, its file or its name. settings: those that
    are shared by all pictures. whole: its pictures, and narrow: one for a phone. layers: a picture
    of each kind."""

    text: str
    network: SizedNetwork
    settings: Mapping[str, Any]
    whole: tuple[Planned, ...]
    narrow: Planned
    layers: tuple[Planned, ...]

    @property
    def plan(self) -> Plan:
        """All files that are to be made."""
        tasks = [each.task for each in (*self.whole, self.narrow, *self.layers)]
        return Plan(tuple({task.file: task for task in tasks if task is not None}.values()),
                    Counter())

    @property
    def title(self) -> str:
        """What the network is called, "" where nothing says it."""
        if preset_called(self.text):
            return self.text.strip()
        file = file_of(self.text)
        if file is not None:
            return file.stem
        named = _NAMED.match(self.text)
        return "" if named is None or named[1] in ("Sequential", "ModuleList") else named[1]

    def source(self, folder: Path) -> str:
        """What commands that are run in the folder of the page name it by: a text by the file that
        holds it, another file as it is found from there."""
        if not self.is_named:
            return TEXT_FILE
        file = file_of(self.text)
        if file is None or file.is_absolute():
            return self.text
        try:
            return Path(relpath(file, folder)).as_posix()
        except ValueError:  # on another drive
            return str(file.absolute())

    @property
    def is_named(self) -> bool:
        """Whether it is a name, or that of a file."""
        return preset_called(self.text) is not None or file_of(self.text) is not None


def contents_of(text: str, settings: Mapping[str, Any]) -> Contents:
    """What the page of that network has, with those settings for all pictures. Raises
    ConvgifError."""
    asked = {"layer": text, **THEME, **settings}
    found = [_planned(instead_of(picture)) for picture in pictures_of_network(asked)]
    whole = tuple(each for each in found if each.view)
    narrow = next(iter(whole))
    if narrow.task is not None:
        narrow = _planned(drawn_whole({**narrow.picture.settings, **NARROW}))
    return Contents(text, read_network(text).on(settings.get("input_size")), asked, whole, narrow,
                    tuple(each for each in found if not each.view))


def _planned(picture: NetworkPicture) -> Planned:
    if picture.refusal:
        return Planned(picture, None)
    (task,) = plan([{**picture.settings, FORMAT: VECTOR}]).tasks
    return Planned(picture, task)


def failed(contents: Contents, reasons: Mapping[str, str]) -> Contents:
    """The same, without the files that could not be made, by the reason of each."""
    def checked(each: Planned) -> Planned:
        if each.task is None or each.task.file not in reasons:
            return each
        return Planned(replace(each.picture, refusal=reasons[each.task.file]), None)

    return replace(contents, whole=tuple(map(checked, contents.whole)),
                   narrow=checked(contents.narrow), layers=tuple(map(checked, contents.layers)))


def files_of(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """What is written beside its pictures, but for the page itself."""
    if not contents.is_named:
        yield TEXT_FILE, contents.text.encode()
