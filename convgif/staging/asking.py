"""What is asked for in words and numbers, checked: what a view shows, what paints it, how it is
stopped."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from convgif.bounds import PaperWidth
from convgif.errors import ConvgifError, look_up, setting, shorten
from convgif.frames.colors import Color, parse_color
from convgif.frames.themes import THEMES, TRANSPARENT, Theme
from convgif.inputs.loading import FileName
from convgif.inputs.sources import file_digest
from convgif.layers import Layer
from convgif.layers.letters import NOTATIONS
from convgif.scenes.blanks import OUTPUTS, LeftBlank
from convgif.scenes.poses import still_steps, strip_steps
from convgif.scenes.scene import Font
from convgif.scenes.text import check_font, composed
from convgif.scenes.words import words_of
from convgif.settings.limits import Amount, check_amount, checked_blank, checked_title, within
from convgif.settings.origins import Origin
from convgif.settings.parsers import parse_width
from convgif.staging.panel import is_drawn
from convgif.views import (
    TEXT_MODES,
    VIEWS,
    AnyView,
    View,
    ViewSettings,
    check_activates,
    check_draws,
    check_takes,
    default_view,
    text_for,
)

AUTO = "auto"


class Painted(NamedTuple):
    """What paints a picture: see `Animation`."""

    theme: Theme
    transparent: bool
    matte: Color | None


def painted(theme: str, background: str | None, matte: str | None) -> Painted:
    """What paints it. Raises ConvgifError."""
    paints, transparent = look_up(THEMES, theme, "theme"), background == TRANSPARENT
    if background is not None and not transparent:
        paints = paints.on(parse_color(background, TRANSPARENT))
    ground = None if matte is None else parse_color(matte)
    if ground is not None and not transparent:
        raise ConvgifError(f"{setting('matte')} is for a transparent background: leave it "
                           f"out, or add {setting('background', TRANSPARENT)}")
    return Painted(paints, transparent, ground)


def view_of(layer: Layer, name: str | None, settings: Mapping[str, object], *, activated: bool
            ) -> View:
    """The view of that name, or the first that draws the layer, if it does and takes those settings
    of its own. Raises ConvgifError."""
    name = default_view(layer) if name is None else name
    check_draws(name, layer)
    row = look_up(VIEWS, name, "view")
    check_takes(row, layer, settings)
    check_activates(row, layer, activated)
    return row


def text_mode(text: str, theme: Theme) -> str:
    """How much is written, which of `auto` the theme says. Raises ConvgifError."""
    mode = look_up({mode: mode for mode in (AUTO, *TEXT_MODES)}, text, "text")
    return theme.text if mode == AUTO else mode


def asked_of(row: AnyView, usual_px: int, theme: Theme, *, size_px: int | str | None, text: str,
             title: str | None, prefilled: bool | None, language: str, notation: str | None,
             font: FileName | None, own: Mapping[str, object], left: LeftBlank | None
             ) -> ViewSettings:
    """What the view is asked for; usual_px: its width where none is given; size_px: in px, or
    as a text with a unit; own: its own settings.
    Raises ConvgifError."""
    given_px = width_px(size_px)
    width = within("size_px", usual_px if given_px is None else given_px)
    return ViewSettings(
        size_px=width, grows=size_px is None, text=text_for(text_mode(text, theme), width),
        title=None if title is None else composed(checked_title(title)),
        prefilled=theme.prefilled if prefilled is None else prefilled,
        words=words_of(language),
        letters=None if notation is None else look_up(NOTATIONS, notation, "notation"),
        font=None if font is None else _font(font), own=row.checked(own),
        left=left, unit=given_px.unit if isinstance(given_px, PaperWidth) else "")


def width_px(size: int | str | None) -> int | None:
    """The width in px; as a text it has a unit. Raises ConvgifError."""
    if not isinstance(size, str):
        return size
    if size.strip().isdecimal():
        raise ConvgifError(f"{setting('size_px')} {shorten(size)} is no whole number: leave the "
                           "quotes out, or add a unit, as in '85mm'")
    return parse_width(size)


def left_blank(what: str | int | None, seed: int, *, answered: bool) -> LeftBlank | None:
    """What is left empty. Raises ConvgifError."""
    if what is None:
        if answered:
            raise ConvgifError(f"{setting('answers', True)} fills in what is left empty, and "
                               f"nothing is: add {setting('blank', OUTPUTS)}, or leave it out")
        return None
    return LeftBlank(checked_blank(what), seed, answered)


def check_one_pose(still: object, strip: object) -> None:
    """Raises ConvgifError where a picture is to be stopped in two ways."""
    if still is not None and strip is not None:
        raise ConvgifError(f"{setting('still')} and {setting('strip')} are both given: leave one "
                           "out")


def check_is_meant(row: View, asked: ViewSettings, origin: Origin, density: float,
                   still: int | str | None, strip: int | Sequence[int] | None) -> None:
    """Raises LimitError for more than can be meant."""
    pose = (partial(still_steps, still) if still is not None else
            None if strip is None else partial(strip_steps, strip))
    check_amount(Amount(row, asked, origin.layer, origin.input_shape, density, pose), is_drawn)


def check_is_for_networks(**given: object) -> None:
    """Raises ConvgifError for what says something of a single layer."""
    said = [name for name, value in given.items() if value is not None and value is not False
            and (name, value) != ("seed", 0)]
    if said:
        raise ConvgifError(f"{said[0]} is for one layer, and this is a network: leave it out, or "
                           "give one of its layers")


def _font(file: FileName) -> Font:
    """The font in that file. Raises ConvgifError."""
    font = Font(str(file), file_digest(file))
    check_font(font)
    return font
