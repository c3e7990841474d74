"""HTML and XML: elements, words and data. What is given is shown as it is, whatever it holds."""

import json
import re
from collections.abc import Mapping
from html import escape

from convgif.formats.escaping import one_line

# A set of each kind: one for all takes ten times as long to compile, at every start.
NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]|[\ufffe\uffff]")


def legal(words: str) -> str:
    """The words, with a replacement character for each that no XML file may hold."""
    return NOT_IN_XML.sub("\ufffd", words)


def text(words: str) -> str:
    """The words as the content of an element."""
    return escape(legal(words), quote=False)


def element(name: str, attributes: Mapping[str, str | int | bool | None],
            inside: str | None = None) -> str:
    """An element, good as HTML and as XML; inside: the markup in it.

    Attributes stand on one line. One that is True has no value, in HTML's eyes; those that are
    None or False are left out.
    """
    written = "".join(f' {key}="{escape(one_line(key if value is True else str(value)))}"'
                      for key, value in attributes.items()
                      if value is not None and value is not False)
    return f"<{name}{written} />" if inside is None else f"<{name}{written}>{inside}</{name}>"


def image_element(address: str, alt: str, width_px: int) -> str:
    """A picture, as wide as it is meant."""
    return element("img", {"src": address, "width": width_px, "alt": alt})


def script_json(data: object, indent: int | None = None) -> str:
    """The data as JSON that can end no script and begin no comment in HTML."""
    separators = None if indent is not None else (",", ":")
    written = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written
