"""What stands in a page itself, as part of its text."""

from convgif.formats import Animated
from convgif.formats.player import fragment
from convgif.formats.svg import encode_svg

FILLING = b'<svg style="display:block;width:100%;height:100%" '


def inline_svg(animation: Animated) -> bytes:
    """The animation as an SVG that is as large as what is around it."""
    return encode_svg(animation).replace(b"<svg ", FILLING, 1)


def inline_player(animation: Animated) -> bytes:
    """The animation as a player that waits for the script of its page."""
    return fragment(animation, with_script=False).encode()
