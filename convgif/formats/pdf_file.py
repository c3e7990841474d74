"""The objects of a PDF, numbered and laid into a file, and strings as PDF writes them."""

import zlib
from collections.abc import Mapping, Sequence

from convgif.formats.units import PT_PER_PX

HEADER = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"  # the second line says that it is no text
IN_PX = f"{PT_PER_PX} 0 0 -{PT_PER_PX} 0"  # how a page of ours begins: in px from its upper left
ESCAPED = {ord(sign): f"\\{name}".encode("latin-1") for sign, name in (
    ("(", "("), (")", ")"), ("\\", "\\"), ("\r", "r"), ("\n", "n"))}


class PdfFile:
    """Takes objects, and gives each a number by which others refer to it."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def add(self, entries: Mapping[str, object]) -> str:
        """A reference to the dictionary, which is now in the file."""
        return self._added(dictionary(entries))

    def add_family(self, parent: Mapping[str, object], children: Sequence[Mapping[str, object]]
                   ) -> str:
        """A reference to the parent, which has those children: pages of a book."""
        above = f"{len(self._objects) + 1} 0 R"
        below = [f"{len(self._objects) + 2 + number} 0 R" for number in range(len(children))]
        self.add({**parent, "Kids": f"[{' '.join(below)}]", "Count": len(children)})
        for child in children:
            self.add({**child, "Parent": above})
        return above

    def add_stream(self, data: bytes, **entries: object) -> str:
        """A reference to a stream of that data, compressed."""
        packed = zlib.compress(data, 9)
        head = dictionary({"Length": len(packed), "Filter": "/FlateDecode", **entries})
        return self._added(head + b"\nstream\n" + packed + b"\nendstream")

    def data(self, root: str, info: str) -> bytes:
        """The file; root, info: references to its catalogue, and to what it says of itself."""
        parts, offsets, size = [HEADER], [], len(HEADER)
        for number, body in enumerate(self._objects, 1):
            offsets.append(size)
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
            size += len(parts[-1])
        table = b"".join([b"%010d 00000 n \n" % offset for offset in offsets])
        count = len(self._objects) + 1
        trailer = dictionary({"Size": count, "Root": root, "Info": info})
        return b"".join((*parts, b"xref\n0 %d\n0000000000 65535 f \n" % count, table, b"trailer\n",
                         trailer, b"\nstartxref\n%d\n%%%%EOF\n" % size))

    def _added(self, body: bytes) -> str:
        self._objects.append(body)
        return f"{len(self._objects)} 0 R"


def dictionary(entries: Mapping[str, object]) -> bytes:
    """A dictionary; its values are written as they are, bytes too."""
    written = [b"/%s %s" % (name.encode(), value if isinstance(value, bytes) else
                            str(value).encode("ascii")) for name, value in entries.items()]
    return b"<< " + b" ".join(written) + b" >>"


def string(words: str) -> bytes:
    """A string, in UTF-16 where ASCII is not enough."""
    raw = words.encode() if words.isascii() else b"\xfe\xff" + words.encode("utf-16-be")
    return b"(" + b"".join([ESCAPED.get(byte, bytes([byte])) for byte in raw]) + b")"
