"""Texts, values and files that ask for far too much, and a process that notices when they get it.

Everything is small to write down: a part, how often it comes, and what stands around it.
"""

import os
import resource
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from conftest import environment
from hypothesis import strategies as st

from convgif.formats import FORMATS
from convgif.settings.declared import Option
from convgif.settings.options import OPTIONS

MOST_SECONDS, MOST_BYTES = 5, 10**9  # of a core; of memory
LONGEST_WAIT_SECONDS = 120  # for what waits for what never comes
LONGEST_ARGUMENT = 120_000  # bytes; of more than 128 KiB the system starts no process
FILE_BYTES = 9_000_000


@dataclass(frozen=True)
class End:
    """How a command ended. seconds: of a core; kilobytes: of memory at most."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    kilobytes: int


def run_within_bounds(arguments: Sequence[str], folder: Path) -> End:
    """The end of a command, which the system stops where it takes more than it may."""
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (2 * MOST_BYTES, 2 * MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(LONGEST_WAIT_SECONDS)

    with TemporaryFile() as out, TemporaryFile() as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "convgif", *arguments], cwd=folder, preexec_fn=limit,
            stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env=environment(OPENBLAS_NUM_THREADS="1"))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read(100_000).decode(errors="replace"))
    return End(process.returncode, said[0], said[1], used.ru_utime + used.ru_stime, used.ru_maxrss)


def assert_bounded(arguments: Sequence[str], folder: Path) -> End:
    """The end of a command that is done, or refused in a line, within its bounds."""
    end = run_within_bounds(arguments, folder)
    told = f"{[argument[:200] for argument in arguments]}: {end.seconds:.1f} s, " \
           f"{end.kilobytes // 1000} MB, exit {end.code}: {end.stderr[-1500:]}"
    assert end.code in (0, 1, 2), told
    assert "Traceback" not in end.stderr, told
    assert end.kilobytes * 1024 <= MOST_BYTES, told
    return end


# Texts.

PARTS = ("1", "0", "9,", "x", "3x", "1:", "(", ")", "()", "[", "{", "a.", "a=", "=", "<svg", "<a>",
         "\\", '"', "'", "日", "é", " ", "-", ",", ";", "..", "0..9999,", "1..2,", "word ", "W",
         "e1", ".5 ", "#", "\t", "(1, ", "Conv2d(", "&amp;", "%", "%20", "/", "../")
NUMBERS = ("0", "1", "2", "3", "7", "60", "100", "224", "1000", "9999", "50000", "1000000",
           "4294967295", "999999999999", "-1", "-1000000", "9" * 5000, "1.5", "0.5", "nan", "1e9")


def repeated(most: int, parts: Sequence[str] = PARTS) -> st.SearchStrategy[str]:
    """A part again and again, with another before and behind it: so many bytes at most."""
    def text(before: str, part: str, count: int, behind: str) -> str:
        whole = before + part * (count // len(part)) + behind
        return whole.encode()[:most].decode(errors="ignore")  # 日 is three

    return st.builds(
        text,
        st.sampled_from(("", *parts)), st.sampled_from(parts), st.integers(0, most),
        st.sampled_from(("", *parts)))


def sizes() -> st.SearchStrategy[str]:
    """Numbers, one an axis, some of them large."""
    return st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3).map("x".join)


def lists() -> st.SearchStrategy[str]:
    """Numbers and ranges by comma."""
    ranges = st.builds("{}..{}".format, st.integers(0, 99), st.integers(0, 10_100))
    return st.lists(st.one_of(st.sampled_from(NUMBERS), ranges), min_size=1, max_size=8
                    ).map(",".join)


def values_of(option: Option) -> st.SearchStrategy[str]:
    """Values for an option, most of which it takes."""
    named = sorted(option.names or (option.proposes and option.proposes()) or ())
    return st.one_of(
        *([st.sampled_from(named)] * 2 if named else []), sizes(), lists(),
        repeated(LONGEST_ARGUMENT, [part for part in PARTS if "\0" not in part]))


def options(most: int) -> st.SearchStrategy[list[str]]:
    """Options as they are typed, with their values."""
    def typed(option: Option) -> st.SearchStrategy[list[str]]:
        flag = option.flags[0].partition("/")[0]
        if option.parse is None:
            return st.just([flag])
        return values_of(option).map(lambda value: [f"{flag}={value}"] if flag.startswith("--")
                                     else [flag, value])
    one = st.sampled_from(list(OPTIONS.values())).flatmap(typed)
    return st.lists(one, max_size=most).map(lambda found: [word for words in found
                                                           for word in words])


LAYERS = ("Conv2d(1, 1, 3)", "Conv2d({}, {}, {})", "Conv1d(1, 1, {}, stride={})", "MaxPool2d({})",
          "ConvTranspose2d(1, 1, {}, stride={})", "Linear({}, {})", "AvgPool1d({}, padding={})",
          "Conv2d({}, {}, 3, groups={})", "nn.LPPool2d({}, {})", "keras.layers.Conv2D({}, {})",
          "Conv[kernel_shape = [{}, {}]](%x, %w)")


def layers() -> st.SearchStrategy[str]:
    """The text of a layer, with numbers that may be large, or of none."""
    numbers = st.tuples(*[st.sampled_from(NUMBERS)] * 3)
    return st.one_of(
        st.builds(lambda text, chosen: text.format(*chosen), st.sampled_from(LAYERS), numbers),
        repeated(1_000), repeated(LONGEST_ARGUMENT))


def commands() -> st.SearchStrategy[list[str]]:
    """What is typed after `convgif`, without files."""
    formats = st.sampled_from([f"o{row.suffix}" for row in FORMATS.values() if not row.library])
    render = st.builds(lambda layer, given, output: ["render", *given, *layer, "-o", output],
                       st.lists(layers(), max_size=1), options(4), formats)
    shape = st.builds(lambda layer, given: ["shape", *given, *layer], st.lists(
        layers(), max_size=1), options(3))
    batch = options(4).map(lambda given: ["batch", *given, "-o", "out", "--dry-run"])
    return st.one_of(render, render, shape, batch)


# Files.

Content = st.SearchStrategy[bytes]
TOML_PARTS = ("a.", "a = 1\n", "[a]\n", "[[a]]\n", "a = [", "{a = ", "'a'.", '"a" . ', "1, ", "#",
              "stride = [1]\n", "[a.b]\n", '"""', "'", "\\", "a.b = 1\n", "1979-05-27T07:32:00")
MARKUP_PARTS = ("<svg", "<svg ", "<a>", "<a/>", '<svg width="1', "<script", "</script>", "<!--",
                '<script type="application/json">', '<meta name="description" content="', "&lt;",
                "<![CDATA[", "<desc>", "\n", "9", "\\")


def text_files(before: Sequence[str], parts: Sequence[str], behind: Sequence[str], most: int
               ) -> Content:
    """Parts again and again, between the beginning and the end of what the reader expects."""
    return st.builds(lambda start, inner, end: (start + inner + end).encode(),
                     st.sampled_from(before), repeated(most, parts), st.sampled_from(behind))


def npy(shape: str, dtype: str, data: bytes) -> bytes:
    """An array as numpy saves one, whose head may lie."""
    head = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data


def png(columns: int, rows: int, mode: tuple[int, int] = (8, 0), data: bytes = b"") -> bytes:
    """A picture of that size, all of one colour, or with other data than its size says."""
    def chunk(name: bytes, content: bytes) -> bytes:
        return (struct.pack(">I", len(content)) + name + content
                + struct.pack(">I", zlib.crc32(name + content)))
    packer = zlib.compressobj(1)
    lines = b"".join(packer.compress(bytes(1 + columns * mode[0] // 8)) for _ in range(
        min(rows, FILE_BYTES * 5 // max(1, columns)))) + packer.flush()
    return b"".join((b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", struct.pack(
        ">IIBBBBB", columns, rows, *mode, 0, 0, 0)), chunk(b"IDAT", data or lines),
        chunk(b"IEND", b"")))


def gif(columns: int, rows: int, frames: int) -> bytes:
    """A GIF whose frames are a pixel each, of a screen that may be large."""
    frame = (b"\x21\xf9\x04\x04\x05\x00\x00\x00\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0")
    return (b"GIF89a" + struct.pack("<HH", columns, rows) + b"\x80\0\0\0\0\0\xff\xff\xff"
            + frame * frames + b";")


def arrays() -> Content:
    """Arrays whose head says more, or less, than there is."""
    side = st.sampled_from((0, 1, 3, 1000, 2000, 9000, 10**6, 10**12))
    return st.builds(
        lambda shape, dtype, data: npy(str(tuple(shape)), dtype, data),
        st.lists(side, max_size=5), st.sampled_from(("|u1", "<f8", "<f2", "|b1", "<c16", "|O")),
        st.sampled_from((b"", bytes(8), bytes(1_000_000), bytes(8_000_000))))


def pictures() -> Content:
    """Pictures of a size that may be large."""
    side = st.sampled_from((1, 30, 3000, 8000, 60_000))
    kinds = st.sampled_from(((8, 0), (8, 2), (16, 0), (8, 6), (1, 0)))
    return st.one_of(st.builds(png, side, side, kinds), st.builds(
        gif, side, side, st.sampled_from((1, 100, 20_000))), st.binary(max_size=500))


def tables() -> Content:
    """Numbers by comma, and what is nearly that."""
    parts = ("1", "1,", "1;", "1\n", "1.", ".1", "1e9,", " ", "x", "\t", "é", "1,2\n", '"', "\r")
    return text_files(("", "1,2\n"), parts, ("", "x", "\n3,4"), FILE_BYTES)


def tomls() -> Content:
    """Settings in TOML, and what is nearly that."""
    return text_files(("", "[a]\n", "[a]\nstride = ", '[[section]]\ntitle = "t"\ntext = "'),
                      TOML_PARTS + PARTS, ("", "\n", " = 1\n", "]\n"), 900_000)


def markup() -> Content:
    """SVG and HTML, and what is nearly that."""
    before = ("", '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">', "<html>",
              '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><desc>')
    return text_files(before, MARKUP_PARTS, ("", "</svg>", "</desc></svg>", ">"), FILE_BYTES)


def pdfs() -> Content:
    """PDFs, and what is nearly that."""
    parts = ("/Title (", "\\(", "/MediaBox [ 0 0 1", "/FlateDecode >>\nstream\n", "\nendstream",
             "9", "(", ")", "/MediaBox [ 0 0 9 9 ]")
    return text_files(("%PDF-1.4\n", "%PDF-1.4\n/MediaBox [ 0 0 9 9 ] "), parts, ("", ")"),
                      FILE_BYTES)


def jsons() -> Content:
    """A manifest, and what is nearly that."""
    return text_files(("", '{"convgif": "0.1.0", "animations": ', '{"convgif": "9.'),
                      ("[", "{}", "[],", "{},", '"', "1", "\\u1234", '{"a":', "[{},"),
                      ("", "]}", "}"), FILE_BYTES)


def fonts() -> Content:
    """Fonts with some of their bytes changed."""
    import matplotlib

    whole = Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSansMono.ttf").read_bytes()

    def damaged(places: Sequence[tuple[int, int]], length: int) -> bytes:
        data = bytearray(whole)
        for place, byte in places:
            data[place % len(data)] = byte
        return bytes(data[:length])
    places = st.lists(st.tuples(st.integers(0, 5_000) | st.integers(0, len(whole)),
                                st.integers(0, 255)), max_size=40)
    return st.builds(damaged, places, st.just(len(whole)) | st.integers(0, len(whole)))


# What is typed about a file, and what may be in it.
READERS: Mapping[str, tuple[str, Callable[[], Content]]] = {
    "table": ("render --input a.csv -o o.gif", tables),
    "weights": ("render --weight a.csv -o o.gif", tables),
    "array": ("render --input a.npy -o o.gif", arrays),
    "weights of an array": ("render --weight a.npy -o o.gif", arrays),
    "picture": ("render --input a.png -o o.gif", pictures),
    "coloured picture": ("render --input a.png --in-channels 3 -o o.gif", pictures),
    "grids": ("batch --from a.toml -o out --dry-run", tomls),
    "gallery": ("gallery build --check .", tomls),
    "manifest": ("batch --k 3 -o . --jobs 1", jsons),
    "svg": ("embed a.svg --for html", markup), "page": ("embed a.html --for html", markup),
    "pdf": ("embed a.pdf --for latex", pdfs), "gif": ("embed a.gif --for github", pictures),
    "png": ("embed a.png --for github", pictures), "webp": ("embed a.webp --alt", pictures),
    "font": ("render --font a.ttf --title 日Aæ☃ -o o.svg", fonts),
}
NAMES = {"gallery": "gallery.toml", "manifest": "manifest.json"}


def file_of(reader: str) -> str:
    """The name of the file that is read."""
    return NAMES.get(reader) or next(word for word in READERS[reader][0].split()
                                     if word.startswith("a."))
