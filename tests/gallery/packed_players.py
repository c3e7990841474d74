"""What a player's file of a gallery holds, unpacked."""

import json
import re
from base64 import b85decode
from pathlib import Path
from typing import Any
from zlib import decompress


def unpacked(path: Path, languages: int) -> list[tuple[str, Any, str]]:
    """The entry's name, what there is to copy and the player's markup, in each language."""
    (call,) = re.findall(r"convgifPlayer\((.*)\)\n", path.read_text("utf-8"))
    name, packed = json.loads(call)
    turns = decompress(b85decode(packed)).decode().split("\0")
    texts = ["".join(turns[number::languages]) for number in range(languages)]
    return [(name, json.loads(snippets), player)
            for snippets, _, player in [text.partition("\n") for text in texts]]
