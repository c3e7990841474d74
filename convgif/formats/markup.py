"""Words and data for XML and HTML."""

import json
import re

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(words: str) -> str:
    """The words, with a replacement character for each that no XML file may hold."""
    return NOT_IN_XML.sub("\ufffd", words)


def script_json(data: object, indent: int | None = None) -> str:
    """The data as JSON that can end no script and begin no comment in HTML."""
    separators = None if indent is not None else (",", ":")
    text = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
