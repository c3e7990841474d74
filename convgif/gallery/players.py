"""The players of a gallery: one script for all, and a file an entry of what its dialog shows.

A page without a server may load scripts only, so each file is a call with what it holds. That is
packed, or all of them would weigh more than all pictures do: a player, and what there is to copy,
in each language. Fonts do not come along: who reads the page has one for its language.
"""

from base64 import b85encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from json import dumps
from zlib import compress

from convgif.animation import Animation
from convgif.batch.digest import scene_digest
from convgif.formats.markup import script_json
from convgif.formats.player import fragment, script
from convgif.gallery.snippets import Snippets
from convgif.scenes.words import words_of

PLAYER = ".js"
SHARED = f"player{PLAYER}"  # what all players are shown by
CALL = "convgifPlayer"  # the function of the page that takes what is packed
# Languages differ little, and take turns so that each repeats the one before it, as far as DEFLATE
# looks back: 32 KiB.
TURN_CHARACTERS = 12_000
BETWEEN_TURNS = "\0"  # neither JSON nor a player has that


def shared_script(languages: Iterable[str]) -> str:
    """The script of all players, with the words around them in those languages."""
    words = {language: words_of(language).player for language in languages}
    return f'{script()}customElements.get("convgif-player").words = {script_json(words)};\n'


def player_file(name: str, told: Sequence[tuple[Animation, Snippets]]) -> bytes:
    """The file that gives the page what it shows of that entry; told: in each of its languages."""
    packed = b85encode(compress(_in_turns([_text(*each) for each in told]).encode(), 9)).decode()
    return f"{CALL}({dumps([name, packed])})\n".encode()


def _text(animation: Animation, snippets: Snippets) -> str:
    """A line of what there is to copy, and then the player."""
    player = fragment(animation, with_script=False, is_alone=False)
    return f"{dumps(snippets, ensure_ascii=False)}\n{player}"


def _in_turns(texts: Sequence[str]) -> str:
    turns = 1 + max(map(len, texts)) // TURN_CHARACTERS
    return BETWEEN_TURNS.join([text[len(text) * turn // turns:len(text) * (turn + 1) // turns]
                               for turn in range(turns) for text in texts])


def player_digest(told: Sequence[tuple[Animation, Snippets]]) -> str:
    """What tells whether a player's file would be the same."""
    each = [(scene_digest(animation), animation.language, snippets)
            for animation, snippets in told]
    return sha256(dumps([each, _script_digest()]).encode()).hexdigest()


@cache
def _script_digest() -> str:
    """The data of a player is read by its script: with another one all are made anew."""
    return sha256(script().encode()).hexdigest()
