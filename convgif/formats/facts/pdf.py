"""What a PDF of ours says of itself."""

import re
import zlib
from contextlib import suppress
from pathlib import Path

from convgif.formats.facts import Facts, smallest
from convgif.formats.pdf_file import IN_PX
from convgif.formats.units import PT_PER_PX
from convgif.inputs.files import read_whole

PAGE_START = f"{IN_PX} ".encode()
LARGEST_STREAM = 10_000_000  # bytes


def pdf_facts(path: Path) -> Facts:
    """What a PDF of ours says of itself."""
    data = read_whole(path)
    box = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", data)
    if box is None:
        raise ValueError
    title = re.compile(rb"/Title \(((?:\\.|[^\\)])*+)\)", re.DOTALL).match(
        data, max(0, data.find(b"/Title (")))
    width, height = (round(float(side) / PT_PER_PX)
                     for side in box.groups())
    drawing = next(filter(None, map(_drawing, data.split(b"/FlateDecode >>\nstream\n")[1:])), b"")
    sizes = re.findall(rb"^/F[0-9]+ ([0-9.]+) Tf ", drawing, re.MULTILINE)
    return Facts(_pdf_text(title[1]) if title else "", width, height,
                 text_px=smallest([size.decode() for size in sizes]))


def _drawing(stream: bytes) -> bytes:
    """What a stream of a PDF draws, if it is one of ours that draws a page."""
    reader = zlib.decompressobj()
    with suppress(zlib.error):
        start = reader.decompress(stream, len(PAGE_START))
        if start == PAGE_START:
            return reader.decompress(reader.unconsumed_tail, LARGEST_STREAM)
    return b""


def _pdf_text(raw: bytes) -> str:
    """A string of a PDF."""
    letters = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    found = re.sub(rb"\\([0-7]{1,3}|.)", lambda code: bytes([int(code[1], 8)])
                   if code[1].isdigit() else letters.get(code[1], code[1]), raw, flags=re.DOTALL)
    return found.decode("utf-16" if found.startswith(b"\xfe\xff") else "latin-1")
