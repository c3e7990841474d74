"""Colours: as they are written, how they mix, and how far they stand apart."""

import re
from typing import TypeAlias

from convgif.errors import NotationError, shorten

Color: TypeAlias = tuple[int, int, int]

SHARES = 16  # of white or black that are tried


def parse_color(text: str, *others: str) -> Color:
    """The colour of `#rgb`, `#rrggbb` or one of a few plain names. Raises NotationError, which says
    what others would do."""
    named = {"white": "#ffffff", "black": "#000000", "gray": "#808080", "grey": "#808080"}
    given = text.strip() if isinstance(text, str) else ""
    digits = named.get(given.lower(), given).removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        *known, last = ["#rrggbb", *named, *others]
        raise NotationError(f"{shorten(text)} is no colour: give {', '.join(known)} or {last}")
    pairs = [d * 2 for d in digits] if len(digits) == 3 else re.findall("..", digits)
    red, green, blue = (int(pair, 16) for pair in pairs)
    return red, green, blue


def mixed(first: Color, second: Color, share: float) -> Color:
    """The colour that far from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def seen(color: Color, ground: Color, least: float) -> Color:
    """The colour, with the least white or black that gives it that contrast with the ground, or
    what comes nearest to it."""
    end = max(((0, 0, 0), (255, 255, 255)), key=lambda end: contrast(end, ground))
    mixes = [mixed(color, end, share / SHARES) for share in range(SHARES + 1)]
    return next((mix for mix in mixes if contrast(mix, ground) >= least), end)


def contrast(first: Color, second: Color) -> float:
    """The contrast of two colours as WCAG has it, 1 to 21."""
    dark, light = sorted(map(_luminance, (first, second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    linear = [(c / 255 + 0.055) ** 2.4 / 1.055 ** 2.4 if c > 10 else c / 255 / 12.92 for c in color]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
