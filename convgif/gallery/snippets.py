"""What there is to copy for an entry: the command, the Python lines, and markup for its picture.

All of it names the picture by its file name.
"""

from string import ascii_lowercase
from typing import Any, TypeAlias

from convgif.formats.escaping import escape_markdown, restructuredtext_image
from convgif.formats.markup import image_element
from convgif.gallery.commands import command_line
from convgif.gallery.entries import Entry
from convgif.gallery.words import WORDS
from convgif.settings.arranging import Group, filled, leaves
from convgif.settings.options import (
    FILES,
    OF_PANELS,
    OPTIONS,
    PARTNERS,
    WITH_GRADIENT,
    WITH_TRANSPOSE,
)
from convgif.settings.picture import Chosen, Panel

Snippets: TypeAlias = list[tuple[str, str]]  # what each is called, and it


def snippets_of(entry: Entry, language: str, alt: str, width_px: int) -> Snippets:
    """All that there is to copy for an entry. alt: of its picture, that wide."""
    return [(WORDS[language].snippets["command"], command(entry)),
            ("Python", python_lines(entry)), ("Markdown", markdown(entry, alt)),
            ("HTML", html(entry, alt, width_px)),
            ("reStructuredText", restructuredtext(entry, alt, width_px))]


def command(entry: Entry) -> str:
    """The command line that makes the picture."""
    return command_line(["render"], entry.given, entry.file)


def python_lines(entry: Entry) -> str:
    """The Python lines that make the picture."""
    picture = entry.picture
    settings = picture.settings
    calls = [call for name, call in (
        (WITH_TRANSPOSE, ".of_transpose()"),
        (WITH_GRADIENT, f".of_gradient({settings.get(WITH_GRADIENT)!r})")) if settings.get(name)]
    if not isinstance(picture.arranged, Group) and not calls:
        (size_and_settings,) = _arguments(entry, picture.settings)
        what = "layer" if isinstance(picture.arranged, Panel) else "network"
        made = [f"{what} = {picture.arranged.code}",
                f"animation = convgif.animate({what}, {size_and_settings})"]
    else:
        moving = settings.without(*OF_PANELS, *PARTNERS, *picture.poses)
        each = zip(picture.panels, _arguments(entry, moving), strict=True)
        made = [f"{name} = convgif.animate({panel.code}, {given})"
                for name, (panel, given) in zip(ascii_lowercase, each, strict=False)]
        together = "".join(f", {name}={picture.settings[name]!r}" for name in OF_PANELS
                           if name in picture.settings)
        names = (f"convgif.beside({', '.join([name, *map(name.__add__, calls)])}{together})"
                 if calls else name for name in ascii_lowercase)
        poses = "".join(f".{pose}({picture.settings[pose]!r})" for pose in picture.poses)
        made.append(f"animation = {_beside(filled(picture.arranged, names), together)}{poses}")
    return "\n".join(("import convgif", "", *made, f'animation.save("{entry.file}")'))


def _arguments(entry: Entry, whole: Chosen) -> list[str]:
    """What animate() takes beside the layer, for each panel."""
    files = {name: leaves(OPTIONS[name].read(str(entry.given[name])))
             for name in sorted(FILES) if name in entry.given}
    found = []
    for number, panel in enumerate(entry.picture.panels):
        sizes = panel.input_size
        size = {"input_size": sizes[0] if len(set(sizes)) == 1 else sizes} if sizes else {}
        own = {name: each[number % len(each)] for name, each in files.items()}
        settings: dict[str, Any] = {**size, **Chosen({**panel.settings, **whole}), **own}
        found.append(", ".join(f"{name}={_literal(value)}" for name, value in settings.items()))
    return found


def _beside(arranged: object, together: str) -> str:
    """The call that puts what has those names beside and below each other. together: its other
    arguments."""
    if not isinstance(arranged, Group):
        return str(arranged)
    below = ", below=True" if arranged.below else ""
    inside = ", ".join(_beside(member, together) for member in arranged.members)
    return f"convgif.beside({inside}{below}{together})"


def markdown(entry: Entry, alt: str) -> str:
    """The picture in Markdown."""
    return f"![{escape_markdown(alt)}]({entry.file})"


def html(entry: Entry, alt: str, width_px: int) -> str:
    """The picture in HTML, as wide as it is meant."""
    return image_element(entry.file, alt, width_px)


def restructuredtext(entry: Entry, alt: str, width_px: int) -> str:
    """The picture in reStructuredText."""
    return restructuredtext_image(entry.file, alt, width_px)


def _literal(value: object) -> str:
    """The value as Python reads it, whole factors without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
