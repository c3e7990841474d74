"""What the pages of the manual hold that convgif makes: its tables, what commands print, and what
pictures show, in words.

`scripts/write_manual` writes it into them, so that they can be read unbuilt too; a test holds that
it is as it would be written now.

    .. Made from the table of views:

    .. list-table::
       ...

    .. code-block:: sh

       convgif embed conv.gif --for rst

    .. code-block:: text
       :class: printed

       ...

    .. code-block:: rst

       .. convgif:: Conv2d(kernel_size=3)

    .. container:: unbuilt

       ...
"""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from convgif.cli import main
from convgif.cli.helping import views_that_take
from convgif.embed.places import PLACES
from convgif.embed.settings import SETTINGS, drawn, read_picture
from convgif.formats import FORMATS
from convgif.frames.themes import THEMES
from convgif.inputs.kernels import KERNELS, SIZES_IN_WORDS
from convgif.inputs.sources import existing
from convgif.layers import LAYERS
from convgif.layers.dialects import DIALECTS
from convgif.layers.padding import PADDING_MODES, PADDING_WORDS
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import NAMED
from convgif.views import ALL_VIEWS

HERE = Path(__file__).parent
TABLE = re.compile(r"(\.\. Made from the table of (.*):\n\n)\.\. list-table::\n(?: .*\n|\n(?= ))*")
PRINTED = re.compile(r"(\.\. code-block:: sh\n\n((?:   .*\n)+)\n\.\. code-block:: text\n   :class: "
                     r"printed\n\n)(?:   .*\n|\n(?=   ))+")

Rows = Iterable[tuple[str, ...]]


def _described(rows: Mapping[str, Any]) -> Rows:
    return [(f"`{name}`", row.description) for name, row in rows.items()]


def _options(*groups: str) -> Rows:
    for option in OPTIONS.values():
        if option.group in groups:
            flags = ", ".join(f"`{flag}`" for flags in option.flags for flag in flags.split("/"))
            default = option.default_help or ("" if option.default is None else str(option.default))
            views = ", ".join(f"`{view}`" for view in views_that_take(option.name))
            yield (flags, f"`{option.name}`", f"`{option.metavar}`" if option.metavar else "",
                   f"{views}: {option.help}" if views else option.help, default)


def _is_shared(parameter: click.Option) -> bool:
    """Whether it is one of OPTIONS, and no other of that name."""
    option = OPTIONS.get(parameter.name or "")
    return option is not None and option.help in (parameter.help or "")


def _flags(command: str) -> Rows:
    """What a command takes besides OPTIONS."""
    for parameter in main.commands[command].params:
        if isinstance(parameter, click.Option) and not _is_shared(parameter):
            flags = ", ".join(f"`{flag}`" for flag in (*parameter.opts, *parameter.secondary_opts))
            value = "" if parameter.is_flag else f"`{parameter.metavar}`"
            yield flags, " ".join((parameter.help or "").split()), value


def _views() -> Rows:
    for name, row in ALL_VIEWS.items():
        own = ", ".join(f"`{OPTIONS[taken].flags[0].partition('/')[0]}`" for taken in row.takes)
        yield f"`{name}`", row.description, own


OPTION_HEADS = ("Option", "In Python", "Value", "What it sets", "Default")
TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[], Rows]]] = {
    "layer options": (OPTION_HEADS, lambda: _options("layer")),
    "picture options": (OPTION_HEADS, lambda: _options("view", "picture")),
    "render options": (("Option", "What it does", "Value"), lambda: _flags("render")),
    "batch options": (("Option", "What it does", "Value"), lambda: _flags("batch")),
    "report options": (("Option", "What it does", "Value"), lambda: _flags("report")),
    "explore options": (("Option", "What it does", "Value"), lambda: _flags("explore")),
    "embed options": (("Option", "What it does", "Value"), lambda: _flags("embed")),
    "views": (("View", "What it shows", "Its own options"), _views),
    "themes": (("Theme", "What it is for"), lambda: _described(THEMES)),
    "formats": (("Format", "What it is"), lambda: _described(FORMATS)),
    "places": (("Place", "What it is"), lambda: _described(PLACES)),
    "presets": (("Preset", "What it shows"), lambda: _described(NAMED)),
    "dialects": (("Library", "How it writes a layer"), lambda: [
        (row.name, f"`{row.example}`") for row in DIALECTS.values()]),
    "padding words": (("Word", "What it means"), lambda: _described(PADDING_WORDS)),
    "padding modes": (("Mode", "How far it may reach"), lambda: [
        (f"`{name}`", row.bound or "any number of cells") for name, row in PADDING_MODES.items()]),
    "kernels": (("Kernel", "What it does", "Sizes"), lambda: [
        (f"`{name}`", row.description, SIZES_IN_WORDS[row.sizes])
        for name, row in KERNELS.items()]),
    "layers": (("Layer", "What it is"), lambda: [
        (f"`{name}`", (row.__doc__ or "").partition(":")[0]) for name, row in LAYERS.items()])}

WIDTHS = {2: (1, 3), 3: (1, 3, 2), 5: (10, 8, 5, 14, 9)}  # of the columns, by how many there are


SHOWN = re.compile(r"(\.\. code-block:: rst\n\n   \.\. convgif:: (.*)\n((?:      :.*\n)*)"
                   r"(?:\n?      .*\n)*)(?:\n\.\. container:: unbuilt\n\n   .*\n)?")


def page_text(text: str) -> str:
    """The text of a page as it is when all that is made in it is made now."""
    text = TABLE.sub(lambda found: found[1] + _table(found[2]), text)
    text = PRINTED.sub(lambda found: found[1] + _indented(_printed(found[2])), text)
    return SHOWN.sub(lambda found: f"{found[1]}\n.. container:: unbuilt\n\n   "
                     f"{_inline(_words(found[2], found[3]))}\n", text)


def _words(layer: str, fields: str) -> str:
    """The alt text of a picture, from the argument and the options of its directive."""
    settings = dict(re.findall(r":([\w-]+):[ ]*(.*)\n", fields))
    return drawn(read_picture(layer, {name: value for name, value in settings.items()
                                      if name in SETTINGS},
                              locate=lambda name: existing(HERE / name))).describe()


def _table(name: str) -> str:
    heads, rows = TABLES[name]
    widths = " ".join(map(str, WIDTHS[len(heads)]))
    lines = [".. list-table::", "   :class: convgif-table", "   :header-rows: 1",
             f"   :widths: {widths}", ""]
    for row in (heads, *rows()):
        for number, cell in enumerate(row):
            lines.append(f"   {' ' if number else '*'} - {_inline(cell)}".rstrip())
    return "\n".join(lines) + "\n"


def _inline(text: str) -> str:
    """The text; what stands between backticks is code."""
    return "".join(f"``{part}``" if number % 2 else re.sub(r"([*|\\]|_(?=\W|$))", r"\\\1", part)
                   for number, part in enumerate(text.split("`")))


def _printed(commands: str) -> str:
    """What the last of some commands prints, run one after the other."""
    with TemporaryDirectory() as folder, chdir(folder):
        return [_output(line) for line in commands.splitlines()][-1]


def _output(line: str) -> str:
    printed, told = StringIO(), StringIO()
    with redirect_stdout(printed), redirect_stderr(told):
        try:
            main(shlex.split(line)[1:], "convgif", standalone_mode=False)
        except SystemExit:
            raise RuntimeError(f"{line}: {told.getvalue().strip()}") from None
    return printed.getvalue().rstrip()


def _indented(text: str) -> str:
    return "".join(f"   {line}".rstrip() + "\n" for line in text.splitlines())


def pages() -> list[Path]:
    """The pages of the manual."""
    return sorted(HERE.glob("*.rst"))
