"""Markdown sites: a fence of pymdownx.superfences, for MkDocs (Material) and Zensical.

    ```convgif theme="auto"
    Conv2d(kernel_size=3, stride=2, padding=1)
    :input-size: 5

    Stride 2 halves the map.
    ```

Settings stand on the fence's own line, with _ for -, or below the layer as in Sphinx; what comes
after an empty line is the caption. A fence has no folder to write to: all that it shows stands in
the page.
"""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from itertools import takewhile
from typing import Any

from pymdownx.superfences import SuperFencesException

from convgif.embed.page import Layout, Shown, inlined, page_format, renderings
from convgif.embed.settings import SETTINGS, drawn, read_picture
from convgif.errors import ConvgifError, NotationError, shorten, suggest
from convgif.formats.markup import element, text

LAYOUT = ("alt", "width", "height", "format")  # beside the settings
LENGTH = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?(%|[a-z]{0,4})")
SETTING = re.compile(r"\s*:([A-Za-z][\w-]*):(?:\s+(.*))?")


def validator(language: str, inputs: Mapping[str, str], options: MutableMapping[str, str],
              attrs: MutableMapping[str, str], md: Any) -> bool:
    """True, and the settings of the fence's own line are its options.

    Raises SuperFencesException, which ends the build, for one that there is not.
    """
    try:
        for name, value in inputs.items():
            _add(options, name.replace("_", "-"), "" if value == name else value)
    except ConvgifError as error:
        raise SuperFencesException(f"convgif: {error}") from None
    return True


def fence(source: str, language: str, css_class: str, options: Mapping[str, str], md: Any, *,
          classes: Sequence[str] = (), id_value: str = "", **others: Any) -> str:
    """The figure that shows the layer in the source.

    Raises SuperFencesException, which ends the build, for what the user got wrong.
    """
    settings = dict(options)
    try:
        layer, caption = _read(source, settings)
        shown = _shown(layer, settings)
    except ConvgifError as error:
        first = source.strip().partition("\n")[0]
        raise SuperFencesException(f"convgif: {shorten(first)}: {error}") from None
    inside = shown.markup()
    if shown.format.needs_script:
        script = element("script", {}, shown.format.script())
        if not any(script in str(before) for before in md.htmlStash.rawHtmlBlocks):
            inside += script  # the first of a page brings it for all
    if caption:
        inside += element("figcaption", {}, text(caption))
    return element("figure", {
        "class": " ".join((css_class, *classes)).strip() or None, "id": id_value or None,
        "style": "width:100%" if shown.is_part_of_width else None}, inside)


def _shown(layer: str, settings: Mapping[str, str]) -> Shown:
    """The picture, all of it in the page. Raises ConvgifError."""
    own = {name: settings.get(name, "") for name in LAYOUT}
    for name in ("width", "height"):
        if own[name] and not LENGTH.fullmatch(own[name]):
            raise NotationError(f":{name}: {shorten(own[name])} is no length: "
                                "give one such as 300px or 50%")
    picture = read_picture(layer, {name: value for name, value in settings.items()
                                   if name not in LAYOUT})
    layout = Layout(own["width"], own["height"], inline=True)
    made = renderings(picture, drawn(picture), page_format(own["format"]), layout, alt=own["alt"])
    return inlined(made, [each.encode() for each in made], layout)


def _read(source: str, settings: MutableMapping[str, str]) -> tuple[str, str]:
    """The layer and the caption; the settings between them are added. Raises ConvgifError."""
    lines = source.strip().splitlines()
    layer = list(takewhile(lambda line: line.strip() and not SETTING.fullmatch(line), lines))
    rest = lines[len(layer):]
    for number, line in enumerate(rest):
        found = SETTING.fullmatch(line)
        if found is None:
            if line.strip():
                raise NotationError(f"{shorten(line.strip())} is no setting: write it like "
                                    ":theme: auto, or an empty line before a caption")
            return " ".join(layer), " ".join(" ".join(rest[number:]).split())
        _add(settings, found[1], (found[2] or "").strip())
    return " ".join(layer), ""


def _add(settings: MutableMapping[str, str], name: str, value: str) -> None:
    """Adds a setting. Raises ConvgifError for one that there is not, or is there already."""
    if name not in SETTINGS and name not in LAYOUT:
        known = (*SETTINGS, *LAYOUT)
        raise ConvgifError(f"unknown setting {shorten(name)}: {suggest(name, known)}")
    if name in settings:
        raise ConvgifError(f":{name}: is given twice: leave one out")
    settings[name] = value
