"""The cards of a gallery's page, in its HTML: they are there without a script."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from convgif.formats.markup import element, text
from convgif.gallery.entries import STILL, Entry, Section
from convgif.gallery.facts import entry_facts
from convgif.gallery.pictures import Drawn, Vector

WIDE_PX = 640  # a picture of one panel that is wider keeps its size, and scrolls
AROUND_PX = 80  # what is beside a card's picture on a page that is about as narrow as that


@dataclass(frozen=True, eq=False)
class Card:
    """An entry as it is told in a language, and what it is drawn as."""

    entry: Entry
    drawn: Drawn
    language: str

    @cached_property
    def alt(self) -> str:
        """What is read out for the picture."""
        return self.drawn.alts[self.language]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is said of it."""
        return entry_facts(self.entry, self.language)

    @property
    def files(self) -> list[tuple[str, str]]:
        """What there is to download: what it is called, and the address."""
        names = [self.drawn.vectors[0].file]
        if self.entry.gif:
            names += [self.entry.file, self.entry.name + STILL.suffix]
        return [(name.rpartition(".")[2].upper(), name) for name in names]

    @property
    def data(self) -> dict[str, Any]:
        """What the script shows of it beside the card."""
        return {"stills": [vector.still for vector in reversed(self.drawn.vectors)],
                **{name: self.facts[name] for name in (
                    "layer", "kinds", "values", "input", "output", "macs", "receptive")}}


def section_markup(section: Section, cards: Sequence[Card]) -> str:
    """A section of the page with its cards."""
    widest = max(card.drawn.vectors[0].width_px for card in cards)
    return element("section", {"style": f"--picture:{widest}px"}, "\n".join((
        element("h2", {}, text(section.title)), element("p", {}, text(section.text)),
        element("ul", {"class": "cards"}, "\n" + "\n".join(map(_card, cards))))))


def _card(card: Card) -> str:
    entry, facts = card.entry, card.facts
    parameters = (element("li", {}, f"{text(name)} {element('b', {}, text(value))}")
                  for name, value in facts["parameters"])
    return element("li", {"class": "card", "id": entry.name}, "".join((
        _framed(card),
        element("h3", {}, element("a", {"href": card.drawn.vectors[0].file}, text(entry.title))),
        element("p", {"data-caption": True}, text(entry.caption)),
        element("ul", {"class": "parameters"}, "".join(parameters)),
        element("p", {"class": "shapes"},
                text(f"{facts['layer']}: {facts['input']} → {facts['output']}")),
        element("p", {"class": "formula"}, _spans(facts["formula"])),
        element("p", {"class": "files"}, "".join(_links(card.files))))))


def _framed(card: Card) -> str:
    """The picture in its frame, which scrolls sideways where it would be too small to be read."""
    whole, *narrower = card.drawn.vectors
    if narrower or whole.width_px <= WIDE_PX:
        return element("div", {"class": "picture"}, _picture(card))
    scroller = element("div", {"class": "scroller", "tabindex": 0, "role": "group",
                               "aria-label": card.entry.title}, _picture(card))
    return element("div", {"class": "picture wide"},
                   scroller + element("span", {"class": "hint", "aria-hidden": "true"}, "↔"))


def _picture(card: Card) -> str:
    """The SVG; of panels the one in which they are stacked, where a page is too narrow."""
    whole, *narrower = card.drawn.vectors
    sources = [element("source", {
        "media": f"(max-width: {whole.width_px + AROUND_PX}px)", "srcset": vector.file,
        **_size(vector)}) for vector in narrower]
    image = element("img", {"src": whole.file, "loading": "lazy", "alt": card.alt, **_size(whole)})
    return element("picture", {}, "".join((*sources, image)))


def _size(vector: Vector) -> dict[str, int]:
    return {"width": vector.width_px, "height": vector.height_px}


def _spans(lines: Iterable[str]) -> str:
    return "".join([element("span", {}, text(line)) for line in lines])


def _links(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (element("a", {"href": address, "download": True}, text(name))
            for name, address in files)
