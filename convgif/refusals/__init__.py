"""REFUSALS: why a layer or a network is refused, by language, for pages in that language.

English is what a refusal is written in, where it arises, as a `Phrase`; the rows here are its
patterns in another language, with the same holes. The command line speaks English.
"""

from collections.abc import Mapping

from convgif.errors import Spell, as_keyword, spelled
from convgif.phrases import Patterns, said_in
from convgif.refusals.chinese import CHINESE

REFUSALS: Mapping[str, Patterns] = {"zh": CHINESE}


def refusal_in(language: str, message: str, spell: Spell = as_keyword) -> str:
    """What is said of a refusal in that language, in English where it has no words for it. spell:
    how it names settings."""
    return spelled(said_in(message, REFUSALS.get(language, {})), spell)
