"""The digest of what an animation shows, whatever library encodes it.

Two animations with the same digest show the same: stage, scenes, paints, pixels, times and words
agree. It depends on no library's version, nor on the process or the order of a dict or set.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from convgif.animation import Animation
from convgif.frames.themes import Theme
from convgif.scenes.scene import SELDOM, Line, Roles
from convgif.scenes.sparing import seen_strokes

_SAID = object()  # the value of no field


def scene_digest(animation: Animation) -> str:
    """The SHA-256, in hex, of the animation's story, paints, pixels, times and alt text.

    What is farther apart than 1e-6 px is told apart.
    """
    digest = sha256()
    for line in _lines(animation):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _lines(animation: Animation) -> Iterator[str]:
    """All that decides how it looks, as text."""
    story, theme = animation.played, animation.theme
    roles = {mark.roles for mark in story.stage.marks.values()}
    roles |= {taken for scene in story.scenes for taken in scene.roles.values()}
    yield _canonical({
        "pixels": animation.size, "density": animation.density, "loop": animation.loop,
        "durations": animation.durations, "alt": animation.describe(),
        "transparent": animation.matte or animation.transparent, **_painted(theme, roles),
        **({} if animation.easing else {"easing": False})})
    if theme.dark:
        yield _canonical(_painted(theme.dark, roles))
    yield _canonical(story.stage)
    for scene in story.scenes:
        yield _canonical(scene)


def _painted(theme: Theme, roles: set[Roles]) -> dict[str, Any]:
    """What the theme paints those roles with; of its inks those that are used, weakest first."""
    paints = {taken: theme.paint(taken) for taken in roles}
    used = {paint.line for paint in paints.values()}
    used |= {paint.hatch.color for paint in paints.values() if paint.hatch}
    return {"background": theme.background, "paints": paints,
            "inks": [ink for ink in theme.inks if ink in used]}


def _canonical(value: Any) -> str:
    """The value as text: numbers to six places, mappings sorted, dataclasses by their fields."""
    kind = type(value)
    if kind is float or kind is int:
        return _number(value)
    if kind is tuple or kind is list:
        return f"({','.join([_canonical(item) for item in value])})"
    if kind is str or value is None or kind is bool:
        return repr(value)
    if kind is Line and value.spared:
        value = Line(seen_strokes(value))
    if is_dataclass(kind):
        found = [(name, getattr(value, name), usual) for name, usual in _names(kind)]
        parts = [f"{name}={_canonical(part)}" for name, part, usual in found if part is not usual]
        return f"{kind.__name__}({','.join(parts)})"
    if isinstance(value, Mapping):
        items = sorted([(_kept(key), _kept(item) if type(item) is tuple else _canonical(item))
                        for key, item in value.items()])
        return f"{{{','.join([f'{key}:{item}' for key, item in items])}}}"
    if isinstance(value, Sequence):
        return _canonical(tuple(value))
    return _number(value)


@lru_cache(maxsize=4096)
def _number(value: float) -> str:
    """A number as text; coordinates come again and again."""
    text = f"{value:.6f}"
    return "0.000000" if text == "-0.000000" else text


@lru_cache(maxsize=4096)
def _kept(value: Any) -> str:
    """The same, kept: marks and runs of roles come again and again."""
    return _canonical(value)


@cache
def _names(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields that count, each with the value at which it is not said: what few pictures give
    another one, so that the others have the digest that they had before there was such a field."""
    return tuple((field.name, field.default if field.metadata == SELDOM else _SAID)
                 for field in fields(kind) if field.compare)
