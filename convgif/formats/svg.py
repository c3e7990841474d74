"""SVG: every mark once, and its changes as keyframes of CSS. No script, no font from elsewhere:
glyphs that not every reader has are in the file.

Where there are no CSS animations, or less motion is wished for, the still is seen; so it is where
an address ends in its `still_fragment`, by which a page stops an image. In Chromium a
step is as the frame of a raster, texts aside: 3 of 255 off on average, and at most 1.5% of its
pixels by more than a quarter, where one smooths a line otherwise than the other.
"""

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, tostring

from convgif.formats import Animated
from convgif.formats.cutting import painted
from convgif.formats.drawing import (
    FONTS,
    Style,
    drawn,
    hex_color,
    style_attributes,
    style_of,
    texts_of,
)
from convgif.formats.fonts import faces, family_list
from convgif.formats.keyframes import Keyframes, sharing_rules, short_name
from convgif.formats.markup import legal
from convgif.formats.motion import Window, in_motion
from convgif.formats.paths import path_data, written
from convgif.formats.pieces import Painting, Piece, Tint, check_changes
from convgif.formats.schemes import scheme_rules
from convgif.scenes.easing import eases_ms
from convgif.scenes.scene import Cell

PREFIX = "\0"  # of all names, until the true one is known; nothing else has it
PREFIX_LETTERS = 5
KNOWS_FORMS = 'd:path("M0 0")'  # not all browsers let CSS change the form of a path
_STILL = re.compile(rb'<svg [^>]*?id="([^"]*-still)"')


def encode_svg(animation: Animated) -> bytes:
    """The animation as an SVG, animated by CSS, with its title and alt text.

    Its names begin with a hash of all that is in it, so that many go on one page.
    """
    check_changes(animation)
    seen = painted(animation.played, animation.poster.story, animation.theme.schemes,
                   animation.transparent, animation.easing)
    text = tostring(_Writer(animation, seen).document(), encoding="unicode")
    digest = b32encode(sha256(text.encode()).digest()).decode().lower()
    return text.replace(" />", "/>").replace(PREFIX, f"c{digest[:PREFIX_LETTERS]}").encode()


def still_fragment(svg: bytes) -> str:
    """What the address of that SVG ends in where it is to stand still, with the #."""
    found = _STILL.search(svg)
    return f"#{found[1].decode()}" if found else ""


class _Colors:
    """Colours as they are written: literally, or where there are two themes as variables; and those
    of states, which are variables too, and transparent where nothing else is said."""

    def __init__(self) -> None:
        self._names: dict[Tint, str] = {}
        self._unseen: set[str] = set()

    def value(self, tint: Tint | None) -> str:
        """The colour in CSS."""
        if tint is None or len(tint) == 1:
            return hex_color(tint)
        return f"var({self._names.setdefault(tint, '--' + short_name(len(self._names)).upper())})"

    def attributes(self, tint: Tint | None, *styles: str) -> dict[str, str]:
        """The attributes that give something the colour, and other styles."""
        if tint is not None and len(tint) > 1:  # both: not all that shows SVG knows variables
            styles = (*styles, f"color:{self.value(tint)}")
        return {"color": hex_color(tint)} | ({"style": ";".join(styles)} if styles else {})

    def states(self, tints: Sequence[Tint | None]) -> list[str]:
        """The styles that give something a colour in each state."""
        names = [f"--{short_name(state)}" for state in range(len(tints))]
        self._unseen |= {name for name, tint in zip(names, tints, strict=True) if tint is None}
        return [f"{name}:{self.value(tint)}"
                for name, tint in zip(names, tints, strict=True) if tint]

    def rules(self, scope: str) -> list[str]:
        """What the variables are: of states that are not seen, and by the page's colour scheme."""
        unseen = "".join([f"{name}:{hex_color(None)};" for name in sorted(self._unseen)])
        light, dark = ["".join([f"{name}:{hex_color(tint[theme:])};" for tint, name
                                in self._names.items()]) for theme in (0, 1)]
        return [*([f"{scope}{{{unseen}}}"] if unseen else []),
                *(scheme_rules(scope, light, dark) if light else [])]


class _Writer:
    """Writes one picture."""

    def __init__(self, animation: Animated, seen: Painting) -> None:
        self._animation, self._picture = animation, seen
        self._keyframes = Keyframes(animation.timeline_ms, animation.loop, PREFIX,
                                    eases_ms(animation.played, animation.timeline_ms))
        self._colors = _Colors()
        moving, self._windows = in_motion(seen, len(animation.timeline_ms))
        self._pieces = list(sharing_rules(moving))

    def document(self) -> Element:
        """The whole file."""
        stage = self._animation.story.stage
        width, height = written(stage.width_px), written(stage.height_px)
        found = faces(texts_of(self._picture))
        root = Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg", "id": f"{PREFIX}-still", "class": PREFIX,
            "lang": self._animation.language, "width": width, "height": height,
            "viewBox": f"0 0 {width} {height}", "role": "img",
            "aria-labelledby": f"{PREFIX}-title {PREFIX}-desc", "fill": "currentColor",
            "stroke-linecap": "round", "stroke-linejoin": "round",
            "font-family": family_list(found, FONTS)})
        for tag, words in (("title", self._animation.title), ("desc", self._animation.describe())):
            SubElement(root, tag, {"id": f"{PREFIX}-{tag}"}).text = legal(words)
        style = SubElement(root, "style")
        if self._picture.background:
            SubElement(root, "rect", {"width": width, "height": height,
                                      **self._colors.attributes(self._picture.background)})
        root.extend(self._layers(f"M0 0h{width}v{height}H0z"))
        rules = [face.rule for face in found]
        rules += self._colors.rules(f".{PREFIX}") + self._keyframes.rules(f".{PREFIX}")
        if any(piece.forms for piece in self._pieces):
            forms, one_by_one = f".{PREFIX}-forms", f".{PREFIX}-one-by-one"
            rules += [f"{forms}{{display:none}}", f"@supports({KNOWS_FORMS}){{{forms}"
                      f"{{display:inline}}{one_by_one}{{display:none}}}}"]
        style.text = "\n".join(("", *rules, ""))
        for child in root:
            child.tail = "\n"
        return root

    def _layers(self, canvas: str) -> list[Element]:
        """All that is on the canvas; what lies below transparent cells without what they hide."""
        holes = self._picture.holes
        content: list[Element] = []
        for order in sorted({*[piece.depth[0] for piece in self._pieces], *holes}):
            if content and order in holes:
                name = f"{PREFIX}-below{order}"
                clip = Element("clipPath", {"id": name})
                cells = path_data([cell.corners for cell in holes[order]], closed=True)
                SubElement(clip, "path", {"clip-rule": "evenodd", "d": canvas + cells})
                clipped = Element("g", {"clip-path": f"url(#{name})"})
                clipped.extend(content)
                content = [clip, clipped]
            pieces = [piece for piece in self._pieces if piece.depth[0] == order]
            top = order, self._picture.top
            content += self._groups([piece for piece in pieces if piece.depth < top])
            for number, window in enumerate(self._windows):
                if window.depth[0] == order:
                    content += self._window(window, f"{PREFIX}-window{number}")
            content += self._groups([piece for piece in pieces if piece.depth >= top])
        return content

    def _window(self, window: Window, name: str) -> Iterator[Element]:
        """A mask that goes about, over what stays where it is because it goes back as far."""
        mask = Element("mask", {"id": name})
        widest = max((piece.pen.width_px for piece in window.inside if piece.pen), default=0)
        cells = [piece.shape.corners for piece in window.cells if isinstance(piece.shape, Cell)]
        SubElement(mask, "path", {"d": path_data(cells, closed=True), "fill": "#fff",
                                  "stroke": "#fff", "stroke-width": written(widest)})
        yield mask
        (x, y), back = window.still_move, tuple([(step, (-x, -y)) for step, (x, y) in window.moves])
        outer = Element("g", {"style": self._keyframes.follow(window.moves), **_moved(x, y)})
        outer.set("mask", f"url(#{name})")
        inner = SubElement(outer, "g", {"style": self._keyframes.follow(back), **_moved(-x, -y)})
        inner.extend(self._groups(window.inside))
        yield outer

    def _groups(self, pieces: Sequence[Piece]) -> Iterator[Element]:
        """A group for all that is painted alike; in it one element for what changes together."""
        groups: dict[tuple[int, str, Style], dict[Hashable, list[Piece]]] = {}
        each = [(form, "one-by-one") for piece in pieces for form in piece.one_by_one]
        for piece, way in [*[(piece, "forms" if piece.forms else "") for piece in pieces], *each]:
            changes = piece.changes if len(piece.seen) > 1 else ()
            style = style_of(piece, piece.tints if changes else (piece.still_tint,))
            members = groups.setdefault((piece.depth[1], way, style), {})
            alike = changes, piece.still_tint, piece.moves, piece.still_move, piece.forms
            members.setdefault(alike, []).append(piece)
        for (_, way, style), members in groups.items():
            usual, _ = Counter([these[0].still_tint for these in members.values()]
                               ).most_common(1)[0]
            states = self._colors.states(style.tints) if len(style.tints) > 1 else []
            group = Element("g", style_attributes(style) | self._colors.attributes(usual, *states)
                            | ({"class": f"{PREFIX}-{way}"} if way else {}))
            for these in members.values():
                own = self._own(these[0], usual)
                for element in drawn(style, these):
                    element.attrib.update(own)
                    group.append(element)
            yield group

    def _own(self, piece: Piece, usual: Tint | None) -> dict[str, str]:
        """What a piece has beside what its group sets: its changes, its colour in the still."""
        colors = [piece.changes] if len(piece.seen) > 1 else []
        way = piece.moves or piece.forms
        own = (self._keyframes.ease(way, *colors) if way and piece.eases else
               {"style": self._keyframes.follow(way or colors[0])} if way or colors else {})
        if piece.still_tint != usual:
            own |= self._colors.attributes(piece.still_tint, *filter(None, [own.get("style")]))
        return own | _moved(*piece.still_move)


def _moved(x: float, y: float) -> dict[str, str]:
    return {"transform": f"translate({written(x)} {written(y)})"} if x or y else {}
