"""What SVGs and pages of ours say of themselves."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from math import inf
from pathlib import Path
from xml.etree import ElementTree

from convgif.errors import OutputError, named, setting
from convgif.formats.escaping import file_address
from convgif.formats.facts import Facts, smallest
from convgif.inputs.files import read_whole

MOST_MARKUP_BYTES = 20_000_000
SVG = "{http://www.w3.org/2000/svg}"
DESCRIPTION, STYLE = SAID_IN = f"{SVG}desc", f"{SVG}style"


class _Head:
    """What an SVG says of itself: the attributes of its root, the first text of each kind right
    below that, and the sizes of all text. Nothing else of the document is kept."""

    def __init__(self) -> None:
        self.root: Mapping[str, str] = {}
        self.text_sizes: set[str] = set()
        self._texts: dict[str, list[str]] = {}
        self._open: list[str] | None = None
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth == 1:
            self.root = attributes
        self.text_sizes.add(attributes.get("font-size", ""))
        is_said = self._depth == 2 and tag in SAID_IN and tag not in self._texts
        self._open = self._texts.setdefault(tag, []) if is_said else None

    def data(self, text: str) -> None:
        """There is text, or more of it."""
        if self._open is not None:
            self._open.append(text)

    def end(self, tag: str) -> None:
        """The element ends."""
        self._depth, self._open = self._depth - 1, None

    def text(self, tag: str) -> str:
        """What the first element of that kind says."""
        return "".join(self._texts.get(tag, ()))


def svg_facts(path: Path) -> Facts:
    """What an SVG of ours says of itself."""
    head = _Head()
    parser = ElementTree.XMLParser(target=head)
    parser.feed(read_whole(path, MOST_MARKUP_BYTES))
    parser.close()
    style = head.text(STYLE)
    duration = re.search(r"animation-duration:([0-9]+)ms", style)
    times = re.search(r"animation-iteration-count:([0-9]+)", style)
    return Facts(head.text(DESCRIPTION), round(float(head.root["width"])),
                 round(float(head.root["height"])), int(duration[1]) if duration else 0,
                 int(times[1]) if times else inf,
                 follows_reader="prefers-color-scheme" in style,
                 text_px=smallest(head.text_sizes))


def page_facts(path: Path) -> Facts:
    """What a page of the player says of itself: in its head, its first picture, and its data."""
    text = read_whole(path, MOST_MARKUP_BYTES).decode("utf-8")
    described = re.search(r'<meta name="description" content="([^"]*)">', text)
    size = _drawn_size(_between("<svg", ">", text))
    data = _between('<script type="application/json">', "</script>", text)
    if described is None and size and data:
        raise OutputError(f"{named(path)} is a fragment: paste what is in it into the page, or "
                          f"make it again without {setting('fragment')}")
    if text.rstrip().endswith("</html>") and (described is None or size is None or not data):
        address = file_address(path.as_posix())
        raise OutputError(f"{named(path)} is a page of its own, and no player: link to it, or show "
                          f'it in a frame, <iframe src="{address}" width="100%" height="800" '
                          f'title="{path.stem}"></iframe>')
    said = json.loads(data)
    if described is None or size is None or not isinstance(said, dict):
        raise ValueError
    words = [(str(name), str(value)) for name, value in said.get("facts", ())]
    found = Facts(unescape(described[1]), *size, follows_reader=len(said["themes"]) > 1,
                  words=words, least_px=round(said.get("least", 0)),
                  frames=len(said.get("durations", "?")), asks="exercise" in said)
    narrower = _drawn_size(_between("<template><svg", ">", text))
    return found if narrower is None else replace(found, narrower=replace(
        found, width_px=narrower[0], height_px=narrower[1],
        least_px=round(said["narrower"]["least"])))


def _drawn_size(svg: str) -> tuple[int, int] | None:
    """The width and the height that a picture says of itself, None where it does not."""
    width, height = [re.search(rf' {side}="([0-9.]+)"', svg) for side in ("width", "height")]
    return (round(float(width[1])), round(float(height[1]))) if width and height else None


def _between(start: str, end: str, text: str) -> str:
    """What stands between the first of these and the first of those after it; "" where there is
    none."""
    inside, closed, _ = text.partition(start)[2].partition(end)
    return inside if closed else ""
