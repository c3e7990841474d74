"""A format as its module would be: the alt text, and how long each frame is shown."""

from pathlib import Path

from convgif.formats import Animated, Format
from convgif.formats.facts import Facts

FORMAT = Format("plain", "words alone", ".txt", "text/plain", "toy_format:encode_plain",
                "toy_format:plain_facts")


def encode_plain(animation: Animated) -> bytes:
    """The animation as words."""
    times = " ".join(map(str, animation.timeline_ms))
    return f"{animation.describe()}\n{times}\n".encode()


def plain_facts(path: Path) -> Facts:
    """What it says of itself."""
    return Facts(path.read_text("utf-8").splitlines()[0], 0, 0)
