"""scene_digest(): what is drawn, as one line that changes when the picture would."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256

from convgif.animation import Animation


def scene_digest(animation: Animation) -> str:
    """The SHA-256, in hex, of an animation's stage, scenes, paints, size and timing.

    Of what is drawn, not of encoded bytes: the same in any process, with any libraries. Numbers
    count to a millionth.
    """
    what = (animation.story.stage, list(animation.scenes), animation.theme, animation.transparent,
            animation.density, animation.durations, animation.loop)
    return sha256("\n".join(_lines(what)).encode()).hexdigest()


def _lines(value: object) -> Iterator[str]:
    """The value as text, depth first; mappings in their order."""
    if is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__
        for part in fields(value):
            yield from _lines(getattr(value, part.name))
    elif isinstance(value, dict):
        yield f"{{{len(value)}"
        for key, item in value.items():
            yield from _lines(key)
            yield from _lines(item)
    elif isinstance(value, tuple | list):
        yield f"({len(value)}"
        for item in value:
            yield from _lines(item)
    else:
        yield repr(round(value, 6) + 0.0 if isinstance(value, float) else value)
