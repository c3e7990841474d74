"""The players of a gallery: one script for all, and a file of data an entry and language.

A page without a server may load scripts only, so each file is a call with the player's markup. It
is packed, or all of them would weigh more than all pictures do. Fonts do not come along: who reads
the page has one for its language.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from zlib import compress

from convgif.animation import Animation
from convgif.batch.digest import scene_digest
from convgif.formats.markup import script_json
from convgif.formats.player import fragment, script

PLAYER = ".js"
SHARED = f"player{PLAYER}"  # what all players are shown by
CALL = "convgifPlayer"  # the function of the page that takes the markup


def shared_script() -> str:
    """The script of all players."""
    return script()


def player_file(name: str, animation: Animation) -> bytes:
    """The file that gives the page the player of that entry."""
    markup = fragment(animation, with_script=False, with_fonts=False)
    packed = b64encode(compress(markup.encode(), 9)).decode()
    return f"{CALL}({script_json([name, packed])})\n".encode()


def player_digest(animation: Animation) -> str:
    """What tells whether a player's file would be the same."""
    told = scene_digest(animation), animation.language, _script_digest()
    return sha256("\n".join(told).encode()).hexdigest()


@cache
def _script_digest() -> str:
    """The data of a player is read by its script: with another one all are made anew."""
    return sha256(script().encode()).hexdigest()
