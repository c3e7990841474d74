"""What the manual adds to Sphinx: tables made from convgif's own, pictures with their source, and
commands with what they print.

    .. convgif-table:: views

    .. example::

       .. convgif:: Conv2d(kernel_size=3)

    .. printed::

       convgif render --k 3 -o conv.gif
       convgif embed conv.gif --for rst
"""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import click
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from convgif.cli import main
from convgif.dialects import DIALECTS
from convgif.embed.places import PLACES
from convgif.formats import FORMATS
from convgif.kernels import KERNELS, SIZES_IN_WORDS
from convgif.layers import LAYERS
from convgif.layers.padding import PADDING_MODES, PADDING_WORDS
from convgif.options import OPTIONS
from convgif.presets import PRESETS
from convgif.themes import THEMES
from convgif.views import VIEWS

Rows = Iterable[tuple[str, ...]]


def _described(rows: Mapping[str, Any]) -> Rows:
    return [(f"`{name}`", row.description) for name, row in rows.items()]


def _options(group: str) -> Rows:
    for option in OPTIONS.values():
        if option.group == group:
            flags = ", ".join(f"`{flag}`" for flags in option.flags for flag in flags.split("/"))
            default = option.default_help or ("" if option.default is None else str(option.default))
            yield (flags, f"`{option.name}`", f"`{option.metavar}`" if option.metavar else "",
                   option.help, default)


def _is_shared(parameter: click.Option) -> bool:
    """Whether it is one of OPTIONS, and no other of that name."""
    option = OPTIONS.get(parameter.name or "")
    return option is not None and (parameter.help or "").startswith(option.help)


def _flags(command: str) -> Rows:
    """What a command takes besides OPTIONS."""
    for parameter in main.commands[command].params:
        if isinstance(parameter, click.Option) and not _is_shared(parameter):
            flags = ", ".join(f"`{flag}`" for flag in (*parameter.opts, *parameter.secondary_opts))
            value = "" if parameter.is_flag else f"`{parameter.metavar}`"
            yield flags, " ".join((parameter.help or "").split()), value


def _views() -> Rows:
    for name, row in VIEWS.items():
        own = ", ".join(f"`{OPTIONS[taken].flags[0].partition('/')[0]}`" for taken in row.takes)
        yield f"`{name}`", row.description, own


OPTION_HEADS = ("Option", "In Python", "Value", "What it sets", "Default")
TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[], Rows]]] = {
    "layer options": (OPTION_HEADS, lambda: _options("layer")),
    "picture options": (OPTION_HEADS, lambda: _options("picture")),
    "render options": (("Option", "What it does", "Value"), lambda: _flags("render")),
    "batch options": (("Option", "What it does", "Value"), lambda: _flags("batch")),
    "embed options": (("Option", "What it does", "Value"), lambda: _flags("embed")),
    "views": (("View", "What it shows", "Its own options"), _views),
    "themes": (("Theme", "What it is for"), lambda: _described(THEMES)),
    "formats": (("Format", "What it is"), lambda: _described(FORMATS)),
    "places": (("Place", "What it is"), lambda: _described(PLACES)),
    "presets": (("Preset", "What it shows"), lambda: _described(PRESETS)),
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


class Table(SphinxDirective):
    """A table of TABLES."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        heads, rows = TABLES[directives.choice(self.arguments[0], tuple(TABLES))]
        group = nodes.tgroup("", cols=len(heads))
        group += [nodes.colspec(colwidth=width) for width in WIDTHS[len(heads)]]
        group += nodes.thead("", _row(heads))
        group += nodes.tbody("", *map(_row, rows()))
        return [nodes.table("", group, classes=["convgif-table"])]


def _row(texts: Iterable[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *_inline(text)))
                           for text in texts))


def _inline(text: str) -> Iterator[nodes.Node]:
    """The text; what stands between backticks is code."""
    for number, part in enumerate(text.split("`")):
        if part:
            yield nodes.literal("", part) if number % 2 else nodes.Text(part)


class Example(SphinxDirective):
    """What is written, and what it makes."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        source = "\n".join(self.content)
        shown = nodes.container(classes=["example"])
        self.state.nested_parse(self.content, self.content_offset, shown)
        return [nodes.literal_block(source, source, language="rst"), shown]


class Printed(SphinxDirective):
    """Commands that are run one after the other, and what the last of them prints."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        with TemporaryDirectory() as folder, chdir(folder):
            texts = [self._output(line) for line in self.content]
        source = "\n".join(self.content)
        return [nodes.literal_block(source, source, language="sh"),
                nodes.literal_block(texts[-1], texts[-1], language="text", classes=["printed"])]

    def _output(self, line: str) -> str:
        printed, told = StringIO(), StringIO()
        with redirect_stdout(printed), redirect_stderr(told):
            try:
                main(shlex.split(line, comments=True)[1:], "convgif", standalone_mode=False)
            except SystemExit:
                raise self.error(f"{line}: {told.getvalue().strip()}") from None
        return printed.getvalue().rstrip()


def plain_docstring(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
                    ) -> None:
    """Docstrings are plain text: only `code` is marked up in them, and blocks that are indented."""
    parts = "\n".join(lines).split("`")
    text = "".join(f"``{part}``" if number % 2 else re.sub(r"([*_|\\])", r"\\\1", part)
                   for number, part in enumerate(parts))
    lines[:] = re.sub(r"\n\n( {4,})", r"\n\n::\n\n\1", text).split("\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx wants to know of the extension."""
    app.add_directive("convgif-table", Table)
    app.add_directive("example", Example)
    app.add_directive("printed", Printed)
    app.connect("autodoc-process-docstring", plain_docstring)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
