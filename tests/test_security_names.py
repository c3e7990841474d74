"""Hostile names and files from elsewhere: what is said of them is one line, and nothing is done."""

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile_words import ATTACKS, check_refusal, is_one_line

from convgif import ConvgifError
from convgif.cli import main
from convgif.embed.snippet import snippet

pytestmark = pytest.mark.usefixtures("nothing_is_made")


def _png(rows: int, columns: int) -> bytes:
    """A PNG that says it is that large."""
    parts = ((b"IHDR", struct.pack(">2I5B", columns, rows, 8, 0, 0, 0, 0)),
             (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts)


def _svg(before: str, inside: str) -> bytes:
    return (f'{before}<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5">'
            f"<desc>{inside}</desc></svg>").encode()


OTHERS: Mapping[str, bytes] = {  # files that convgif never made
    "larger than any screen.png": _png(60_000, 60_000), "large.png": _png(10_000, 12_000),
    "file in an entity.svg": _svg(
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    "entities in entities.svg": _svg('<!DOCTYPE svg [<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>", "&a11;"),
    "elements in elements.svg": b"<svg>" * 100_000, "nothing.svg": b"", "nothing.gif": b"",
    "cut.pdf": b"%PDF-1.4 /MediaBox [ 0 0 1 1 ] /Title (", "sizes.svg": _svg("", "").replace(
        b'"5"', b'"1e999"'), "page.html": b'<meta name="description" content="">'}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_others_does_no_harm(name: str) -> None:
    Path(name).write_bytes(OTHERS[name])
    with pytest.raises(ConvgifError) as caught:
        snippet(name, "html")
    check_refusal(caught.value)


# The command.

GIVEN: Mapping[str, Callable[[str], list[str]]] = {
    "file": lambda words: ["embed", "--for", "html", "--", words],
    "file in a folder": lambda words: ["embed", "--for", "html", "--", f"./{words}/a.png"],
    "damaged file": lambda words: ["embed", "--for", "html", "--", _damaged(words, ".gif")],
    "place": lambda words: ["embed", "a.png", "--for", words],
    "output": lambda words: ["render", "--k", "3", "--i", "3", "-o", words],
    "output in a folder": lambda words: ["render", "--i", "3", "-o", f"./{words}/a.png"],
    "poster": lambda words: ["render", "--k", "3", "--i", "3", "-o", "a.png", "--poster", words],
    "layer": lambda words: ["shape", "--", words],
    "folder of a gallery": lambda words: ["gallery", "build", "--", words],
    **{f"{option} of {suffix}": lambda words, option=option, suffix=suffix: [
        "render", "--i", "3", "-o", "a.png", f"--{option}", _damaged(words, suffix)]
       for option, suffixes in (("input", (".png", ".csv", ".npy")), ("weight", (".csv", ".npy")),
                                ("font", (".ttf",)))
       for suffix in suffixes}}


def _damaged(words: str, suffix: str) -> str:
    """The name of a file that holds nothing of use, where there can be one."""
    name = f"{words}{suffix}"
    if not name.startswith(("/", "..")):
        try:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(b"of no use")
        except (OSError, ValueError):
            pass
    return name


@pytest.mark.parametrize("given", GIVEN)
def test_the_command_answers_in_one_line(given: str) -> None:
    refused = 0
    for words in ATTACKS.values():
        if re.search("[\0\ud800-\udbff]", words):
            continue  # no program is given any
        ran = CliRunner().invoke(main, GIVEN[given](words))
        assert isinstance(ran.exception, SystemExit | None), words
        assert ran.exit_code in (0, 1, 2), words
        assert all(map(is_one_line, ran.stderr.split("\n"))), words
        assert ran.exit_code != 1 or ran.stderr.count("\n") == 1, words
        refused += ran.exit_code == 1
    assert refused
