"""A picture on the page of a network: what shows it, and what there is to copy for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from convgif.batch.manifest import Entry as Made
from convgif.batch.planning import Task
from convgif.formats.markup import element, text
from convgif.formats.svg import still_fragment
from convgif.gallery import snippets
from convgif.gallery.entries import Entry
from convgif.inputs.files import read_whole
from convgif.reports.words import ReportWords
from convgif.settings.picture import NetworkPanel, Picture
from convgif.settings.spec import typed

PHONE = "(max-width: 46rem)"  # as in page.css


@dataclass(frozen=True)
class Figure:
    """A picture in the folder of the page. made: what its manifest says of it; source: what
    commands name the network by."""

    folder: Path
    task: Task
    made: Made
    source: str

    @cached_property
    def still(self) -> str:
        """Its address where it does not move."""
        return self.made.file + still_fragment(read_whole(self.folder / self.made.file))

    def markup(self, narrow: "Figure | None" = None) -> str:
        """The element that shows it, or on a phone the narrow one."""
        image = element("img", {"src": self.made.file, "data-still": self.still,
                                "width": self.made.width, "height": self.made.height,
                                "alt": self.made.alt, "loading": "lazy"})
        if narrow is None:
            return image
        source = element("source", {
            "media": PHONE, "srcset": narrow.made.file, "data-still": narrow.still,
            "width": narrow.made.width, "height": narrow.made.height})
        return element("picture", {}, source + image)

    def copies(self, words: ReportWords) -> str:
        """What there is to copy: the command and the lines that make it, and those that show it,
        folded."""
        command, *others = self._snippets(words)
        inside = "".join(copied(*each) for each in others)
        summary = element("summary", {}, text(words.page["embed"]))
        return copied(*command) + element("details", {}, summary + inside)

    def _snippets(self, words: ReportWords) -> Iterator[tuple[str, str]]:
        entry, alt, width_px = self._entry, self.made.alt, self.made.width
        yield words.command, snippets.command(entry)
        yield "Python", snippets.python_lines(entry)
        yield "Markdown", snippets.markdown(entry, alt)
        yield "HTML", snippets.html(entry, alt, width_px)
        yield "reStructuredText", snippets.restructuredtext(entry, alt, width_px)

    @property
    def _entry(self) -> Entry:
        """It, as a gallery has it."""
        given = {name: value if isinstance(value, bool) else str(value)
                 for name, value in typed(self.task.settings).items() if value is not None}
        picture = self.task.picture
        if isinstance(picture.arranged, NetworkPanel):
            given["layer"] = self.source
            picture = self._named(picture, picture.arranged)
        return Entry(Path(self.made.file).stem, "", "", given, picture, gif=False)

    def _named(self, picture: Picture, panel: NetworkPanel) -> Picture:
        return replace(picture, arranged=replace(panel, text=self.source))


def copied(title: str, code: str) -> str:
    """A text to be copied, and what it is."""
    return element("div", {"class": "copy"}, "".join((
        element("p", {"class": "label"}, text(title)),
        element("pre", {"tabindex": "0", "aria-label": title}, element("code", {}, text(code))))))
