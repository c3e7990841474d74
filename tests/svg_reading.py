"""An SVG of ours read as a browser reads it: what is seen at a point, and what is written, at any
time. Only what we write is known; anything else fails."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import nan
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import numpy as np
from numpy.typing import NDArray
from picture_audit import Points, inside

NAMESPACE = "{http://www.w3.org/2000/svg}"
Run = list[tuple[float, float]]


@dataclass(frozen=True)
class Context:
    """What an element has from those around it."""

    color: str = "#000"
    filled: bool = True
    opacity: float = 1.0
    variables: dict[str, str] = field(default_factory=dict)
    shift: tuple[float, float] = (0.0, 0.0)
    through: tuple[tuple[Element, tuple[float, float]], ...] = ()  # masks, and how far they moved
    form: str = ""  # the d that it has at the moment, where that changes


class Svg:
    """One file. moving: as where motion is welcome; else as where it is not. dark: the page. forms:
    whether the browser knows CSS that changes the form of a path."""

    def __init__(self, data: bytes, moving: bool = True, dark: bool = False,
                 forms: bool = True) -> None:
        self.root = fromstring(data)
        self.prefix = self.root.attrib["class"]
        (style,) = self.root.iter(NAMESPACE + "style")
        self.css = style.text or ""
        self.rules = dict(re.findall(r"@keyframes (\w+)\{(.*)\}\n", self.css))
        timing = re.search(r"prefers-reduced-motion:no-preference\)\{\.\w+ \*\{(.*?)\}\}", self.css)
        self.timing = dict(re.findall(r"animation-([a-z-]+):([^!;]+)!important;",
                                      timing[1] if timing else ""))
        self.duration_ms = int(self.timing.get("duration", "0ms").removesuffix("ms"))
        self.moving, self.forms = moving, forms
        themes = re.findall(r"(?:^|\{)\.\w+(?::not\(:is\([^()]*\) \*\))?\{((?:--[A-Z]+:#\w+;)+)\}",
                            self.css, re.MULTILINE)
        assert len(themes) in (0, 2)
        self.palette = dict(re.findall(r"(--[A-Z]+):(#\w+);", "".join(themes[:1 + dark])))
        unseen = re.search(r"^\.\w+\{((?:--[a-z]+:transparent;)+)\}$", self.css, re.MULTILINE)
        self.palette |= re.findall(r"(--[a-z]+):(\w+);", unseen[1] if unseen else "")
        self.ids = {element.attrib["id"]: element for element in self.root.iter()
                    if "id" in element.attrib}
        self._painted_last: tuple[float, list[tuple[Element, Context]]] = nan, []

    def colors_at(self, points: Points, time_ms: float) -> list[str | None]:
        """The fill on top at each point, None for none; without lines, discs, texts and films."""
        seen: list[str | None] = [None] * len(points)
        for element, context in self._painted_at(time_ms):
            if not context.filled or context.color == "transparent" or context.opacity < 1:
                continue
            covered = np.ones(len(points), bool)
            if element.tag == NAMESPACE + "path":
                covered = _covering(element.attrib["d"], context.shift, points) > 0
            elif element.tag != NAMESPACE + "rect":
                continue
            for path, shift in context.through:
                counts = _covering(path.attrib["d"], shift, points)
                even = path.get("clip-rule") == "evenodd"
                covered &= counts % 2 == 1 if even else counts > 0
            for number in np.flatnonzero(covered):
                seen[number] = context.color
        return seen

    def films(self, time_ms: float) -> list[tuple[Run, str, float]]:
        """The corners, the colour and the opacity of each film that is seen."""
        return [(turned([(x + context.shift[0], y + context.shift[1]) for x, y in run]),
                 context.color, context.opacity)
                for element, context in self._painted_at(time_ms)
                if context.opacity < 1 and context.color != "transparent"
                for run in path_runs(element.attrib["d"])]

    def strokes(self, time_ms: float) -> list[Run]:
        """The runs that are drawn with a pen and seen, to two places."""
        return [[(round(x + context.shift[0], 2), round(y + context.shift[1], 2)) for x, y in run]
                for element, context in self._painted_at(time_ms)
                if not context.filled and context.color != "transparent"
                for run in path_runs(element.attrib["d"])]

    def texts(self, time_ms: float) -> set[tuple[str, str, str, str]]:
        """The string, x, y and colour of each text that is seen."""
        return {(*placed, context.color) for element, context in self._painted_at(time_ms)
                if element.tag == NAMESPACE + "text" and context.color != "transparent"
                for placed in placed_texts(element)}

    def _painted_at(self, time_ms: float) -> list[tuple[Element, Context]]:
        """All that is painted, kept as long as the same time is asked about."""
        if self._painted_last[0] != time_ms:
            self._painted_last = time_ms, [*self._painted(self.root, Context(), time_ms)]
        return self._painted_last[1]

    def _painted(self, element: Element, around: Context, time_ms: float
                 ) -> Iterator[tuple[Element, Context]]:
        if element.tag in (NAMESPACE + "mask", NAMESPACE + "clipPath", NAMESPACE + "style"):
            return
        unseen = "one-by-one" if self.forms else "forms"
        if element.get("class") == f"{self.prefix}-{unseen}":
            return
        context = self._context(element, around, time_ms)
        if context.form:
            element = Element(element.tag, element.attrib | {"d": context.form})
        if element.tag in (NAMESPACE + tag for tag in ("path", "rect", "circle", "text")):
            yield element, context
        for child in element:
            yield from self._painted(child, context, time_ms)

    def _context(self, element: Element, around: Context, time_ms: float) -> Context:
        styles = dict(part.split(":", 1) for part in element.get("style", "").split(";") if part)
        name = styles.pop("animation", None)
        context = replace(
            around, variables=around.variables | {
                key: value for key, value in styles.items() if key.startswith("--")},
            color=element.get("color", around.color),
            filled=element.get("fill", "currentColor" if around.filled else "none") != "none",
            opacity=float(element.get("fill-opacity", around.opacity)))
        if "color" in styles:
            context = replace(context, color=self._resolved(styles.pop("color"), context))
        assert all(key.startswith("--") for key in styles), styles
        shift, form = _translation(element.get("transform", "translate(0 0)")), ""
        for rule in name.split(",") if name is not None and self.moving else ():
            key, value = self._at(self.rules[rule], time_ms)
            if key == "color":
                context = replace(context, color=self._resolved(value, context))
            elif key == "d":
                form = value.removeprefix('path("').removesuffix('")')
            else:
                assert key == "transform"
                shift = _translation(value)
        x, y = context.shift[0] + shift[0], context.shift[1] + shift[1]
        through = list(context.through)
        for attribute in ("mask", "clip-path"):
            if element.get(attribute, "path(").startswith("path("):  # of lines: no fill is cut
                continue
            found = re.fullmatch(r"url\(#(.+)\)", element.attrib[attribute])
            assert found is not None
            (path,) = self.ids[found[1]]
            through.append((path, (x, y)))
        return replace(context, shift=(x, y), through=tuple(through), form=form)

    def _at(self, rule: str, time_ms: float) -> tuple[str, str]:
        """What a rule says at that time."""
        at = _declared(rule)
        share = 100 * time_ms / self.duration_ms
        declared = at[max(begin for begin in at if begin <= share)]
        key, value = declared.removesuffix(";order:1").split(":", 1)
        return key, value

    def _resolved(self, value: str, context: Context) -> str:
        while found := re.fullmatch(r"var\((--\w+)\)", value):
            value = (self.palette | context.variables)[found[1]]
        return value


@lru_cache(maxsize=1000)
def _declared(rule: str) -> dict[float, str]:
    """What a rule says, by the share of the time in percent from which on it does."""
    return {100.0 if share == "to" else float(share.removesuffix("%")): declared
            for when, declared in re.findall(r"([^{}]+)\{([^{}]+)\}", rule)
            for share in when.split(",")}


def _covering(data: str, shift: tuple[float, float], points: Points) -> NDArray[np.int64]:
    """How many runs of a path are around each point."""
    return np.sum([inside(points, np.array(run) + shift) for run in path_runs(data)], axis=0)


def placed_texts(element: Element) -> list[tuple[str, str, str]]:
    """The strings of a text, each with its x and y: one, or a digit for each place."""
    string, xs, ys = element.text or "", element.attrib["x"].split(), element.attrib["y"].split()
    parts = [string] if len(xs) == 1 else list(string)
    return list(zip(parts, xs, ys * len(xs) if len(ys) == 1 else ys, strict=True))


def _translation(text: str) -> tuple[float, float]:
    number = r"(-?[\d.]+)(?:px)?"
    found = re.fullmatch(rf"translate\({number}(?:[ ,]{number})?\)", text)
    assert found, text
    return float(found[1]), float(found[2] or 0)


@lru_cache(maxsize=1000)
def path_runs(data: str) -> list[Run]:
    """The runs of points of a path."""
    runs: list[Run] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
        values = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        if command in "zZ":
            x, y = runs[-1][0]
        elif command in "hvHV":
            (value,) = values
            x, y = {"h": (x + value, y), "v": (x, y + value), "H": (value, y), "V": (x, value)}[
                command]
            runs[-1].append((x, y))
        else:
            assert command in "mlM", command
            for number, (dx, dy) in enumerate(zip(values[::2], values[1::2], strict=True)):
                x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
                if command in "mM" and number == 0:
                    runs.append([])
                runs[-1].append((x, y))
    return runs


def turned(corners: Sequence[tuple[float, float]]) -> Run:
    """The corners of a polygon to two places, each once, beginning with the first by its x."""
    each = [*dict.fromkeys([(round(x, 2), round(y, 2)) for x, y in corners])]
    first = each.index(min(each))
    return each[first:] + each[:first]


def elements(svg: Svg, tag: str) -> list[Any]:
    """All elements with that tag."""
    return list(svg.root.iter(NAMESPACE + tag))
