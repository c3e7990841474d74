"""What stands in a page itself, as part of its text."""

from convgif.formats import Recording
from convgif.formats.player import fragment
from convgif.formats.svg import encode_svg

FILLING = b'<svg style="display:block;width:100%;height:100%" '


def inline_svg(recording: Recording) -> bytes:
    """The recording as an SVG that is as large as what is around it."""
    return encode_svg(recording).replace(b"<svg ", FILLING, 1)


def inline_player(recording: Recording) -> bytes:
    """The recording as a player that waits for the script of its page."""
    return fragment(recording, with_script=False).encode()
