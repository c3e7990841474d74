"""Templates: the files that pages are made of, which ship with the package."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Templates:
    """The files of a page by name. package: which has them; folder: in it, "" for itself."""

    package: str
    folder: str = ""

    def text(self, name: str) -> str:
        """The text of that file as it is."""
        place = filter(None, (self.folder, name))
        return files(self.package).joinpath(*place).read_text("utf-8")

    def filled(self, name: str, inside: Mapping[str, str]) -> str:
        """The same with what stands in place of each `{{name}}`."""
        return re.sub(r"\{\{(\w+)\}\}", lambda found: inside[found[1]], self.text(name))
