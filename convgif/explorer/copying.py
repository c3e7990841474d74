"""What there is to copy for a setting: the command and the Python lines that make its picture, the
layer as other libraries write it, and the markup that shows the file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from convgif.gallery.entries import Entry
from convgif.gallery.snippets import command, html, markdown, python_lines, restructuredtext
from convgif.layers.dialects import DIALECTS
from convgif.settings.arranging import Group
from convgif.settings.options import OPTIONS, as_typed_text
from convgif.settings.picture import Panel, Picture


class Snippet(NamedTuple):
    """What is copied. title: of a place or a library, or a name in the page's words. notes: what is
    otherwise there, by names in the page's words."""

    title: str
    code: str
    notes: tuple[str, ...] = ()


def snippets(stem: str, settings: Mapping[str, Any], picture: Picture, alt: str, width_px: int
             ) -> Iterator[Snippet]:
    """All of them for the picture that those settings ask for. stem: of its file's name."""
    entry = Entry(stem, "", "", telling(settings, picture), picture, gif=False)
    yield Snippet("command", command(entry))
    yield Snippet("gif", command(replace(entry, given=_painted(entry.given), gif=True)))
    yield Snippet("Python", python_lines(entry))
    yield from _elsewhere(picture)
    if all(isinstance(panel, Panel) for panel in picture.panels):
        yield Snippet("directive", directive(entry))
    yield Snippet("HTML", html(entry, alt, width_px))
    yield Snippet("Markdown", markdown(entry, alt))
    yield Snippet("reStructuredText", restructuredtext(entry, alt, width_px))


def _painted(given: Mapping[str, str | bool]) -> Mapping[str, str | bool]:
    """The settings for a file that cannot follow its reader: light, if nothing else is said."""
    return {name: value for name, value in given.items() if (name, value) != ("theme", "auto")}


def _elsewhere(picture: Picture) -> Iterator[Snippet]:
    """The layer as each library writes it that writes layers."""
    for panel in picture.panels:
        for name, dialect in reversed([*DIALECTS.items()]):
            written = dialect.write and isinstance(panel, Panel) and dialect.write(panel.layer)
            if written:
                yield Snippet(name, *written)


def directive(entry: Entry) -> str:
    """The lines that draw it in Sphinx, with the extension of convgif."""
    lines = [f".. convgif:: {' '.join(panel.text for panel in entry.picture.panels)}"]
    layer = entry.picture.layers[0].layer
    said = {name: value for name, value in entry.given.items()
            if name not in layer.field_kinds() and name != "layer"}
    return "\n   ".join([*lines, *(f":{name.replace('_', '-')}: {value}".replace(": True", ":")
                                   for name, value in said.items())])


def telling(settings: Mapping[str, Any], picture: Picture) -> dict[str, str | bool]:
    """The settings as they are typed, without those that are the layer's default anyway."""
    panel = picture.arranged
    usual: set[str] = set()
    if isinstance(panel, Panel) and not any(isinstance(each, Group) for each in settings.values()):
        usual = panel.layer.field_kinds().keys() - panel.layer.settings().keys() - {"kernel_size"}
        usual |= {"layer"} if settings.get("layer") == "Conv2d" else set()
    names = sorted(settings, key=["layer", *OPTIONS].index)
    said = {name: settings[name] for name in names}
    return {name: value if isinstance(value, bool) else as_typed_text(name, value)
            for name, value in said.items()
            if name not in usual and (value != OPTIONS[name].default or name == "kernel_size")}
