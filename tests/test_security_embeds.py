"""Hostile words in other people's documents: the lines of every row in PLACES, fences and
galleries, read by what reads them there, are the same whatever the words."""

import ast
import re
import shlex
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hostile_words import (
    ATTACKS,
    HARMLESS,
    HOST,
    Trap,
    check_refusal,
    on_a_page,
    places_of_words,
    without_lines,
)
from optional_libraries import needed

from convgif import Animation, ConvgifError
from convgif.embed.markdown import LAYOUT
from convgif.embed.places import EVERY_WISH, PLACES
from convgif.embed.snippet import snippet
from convgif.gallery import Gallery, read_gallery
from convgif.gallery.page import page_text
from convgif.gallery.pictures import Drawn
from convgif.gallery.readme import readme_text
from convgif.gallery.snippets import command, markdown, python_lines, restructuredtext

pytestmark = pytest.mark.usefixtures("nothing_is_made")
SHOWN = {name: words for name, words in ATTACKS.items() if words}
ON_ONE_LINE = without_lines(SHOWN.items())


# What reads the lines of a place, and makes HTML of them; nothing in it is cleaned away.

def _by_comrak(text: str) -> str:
    comrak = needed("comrak")
    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in ("alerts", "footnotes", "strikethrough", "table", "tasklist",
                 "math_dollars", "math_code"):
        setattr(extensions, name, True)
    rendering.unsafe_ = True
    return str(comrak.render_markdown(text, extension_options=extensions,
                                      render_options=rendering))


def _by_docutils(text: str, **options: Any) -> str:
    return str(needed("docutils.core").publish_parts(text, writer="html5", settings_overrides={
        "report_level": 1, "halt_level": 2, "embed_stylesheet": False}, **options)["body"])


def _by_python_markdown(text: str) -> str:
    needed("pymdownx")
    return str(needed("markdown").markdown(text, extensions=[
        "attr_list", "md_in_html", "extra", "admonition", "toc", "pymdownx.extra",
        "pymdownx.magiclink", "pymdownx.betterem", "pymdownx.caret", "pymdownx.mark",
        "pymdownx.tilde", "pymdownx.emoji", "pymdownx.keys", "pymdownx.inlinehilite",
        "pymdownx.smartsymbols", "pymdownx.tasklist", "pymdownx.snippets", "pymdownx.critic"]))


READERS: Mapping[str, Callable[[str], str]] = {
    "github": _by_comrak, "markdown": _by_comrak, "pypi": _by_comrak, "html": str,
    "rst": _by_docutils,
    "myst": lambda text: _by_docutils(text, parser=needed("myst_parser.docutils_").Parser()),
    "mkdocs": _by_python_markdown,
    "revealjs": str, "quarto": _by_python_markdown, "marp": _by_comrak,
    "jupyter": lambda text: str(needed("nbconvert.filters").markdown2html(text))}
NO_HTML = {"latex", "beamer", "typst",  # see test_security_builds.py
           "powerpoint", "keynote", "google-slides"}  # the words by themselves


def test_every_place_has_a_reader() -> None:
    assert READERS.keys() | NO_HTML == PLACES.keys()


def picture(path: str, words: str = HARMLESS) -> str:
    """The path of a file that says those words."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("Description", re.sub("[\ud800-\udfff]", "\ufffd", words))
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (3, 3)).save(path, "PNG", pnginfo=info)
    return path


@pytest.mark.parametrize("place", READERS)
def test_a_place_shows_the_words_of_a_file(trap: Trap, place: str) -> None:
    read = READERS[place]
    assert places_of_words(trap, SHOWN.values(), lambda words: on_a_page(
        read(snippet(picture("a.png", words), place).text))) == 1


def as_file(words: str) -> str | None:
    """A name below the working folder with those words in it, None for what no file can have."""
    name = f"{words}.png"
    if name.startswith("/") or ".." in name:
        return None
    try:
        return picture(name)
    except (OSError, ValueError):
        return None


NAMES = {name: words for name, words in SHOWN.items() if words != ATTACKS["number"]}


@pytest.mark.parametrize("place", PLACES)
def test_a_file_of_any_name_is_shown_or_refused(trap: Trap, place: str) -> None:
    named, shown = {}, {}
    for words in NAMES.values():
        name = as_file(words)
        if name is None:
            continue
        try:
            named[words] = snippet(name, place).text
        except ConvgifError as error:
            check_refusal(error)
    assert len(named) > 15
    if place in NO_HTML:
        return
    usual = snippet(picture(f"{HARMLESS}.png"), place).text
    for words, text in ((HARMLESS, usual), *named.items()):
        shown[words] = on_a_page(READERS[place](text))
    first, *others = trap.read(list(shown.values()))
    for words, found in zip(named, others, strict=True):
        assert found["shape"] == first["shape"], words
        (source,) = [value for where, value in found["words"] if where == "img[src]"]
        name = Path(f"{words}.png").as_posix()
        assert name in (source.removeprefix("./"), unquote(source).removeprefix("./"))


def test_a_path_is_no_network_path(tmp_path: Path) -> None:
    picture("a.png")
    for place in READERS:
        text = snippet(f"/{tmp_path}/a.png", place).text
        assert f"/{tmp_path}/a.png" not in text, place


@pytest.mark.parametrize("place", [name for name in READERS if not PLACES[name].by_path])
@pytest.mark.parametrize("suffix", [".png", ".html"])
def test_an_address_is_shown_as_it_is_or_refused(trap: Trap, place: str, suffix: str) -> None:
    from test_security import saying

    from convgif.formats import FORMATS

    picture("a.png")
    Path("a.html").write_bytes(FORMATS["html"].encode(saying(HARMLESS)))
    if not PLACES[place].takes(FORMATS[suffix[1:]]):
        return
    addresses, shown = [HARMLESS, *SHOWN.values()], []
    for words in addresses:
        if words.startswith("//") and HOST not in words:
            continue  # it is asked for
        try:
            text = snippet(f"a{suffix}", place, address=words.replace(HOST, "page.invalid")).text
        except ConvgifError as error:
            check_refusal(error)
            continue
        shown.append(on_a_page(READERS[place](text)))
    assert len(shown) > 20
    first, *others = trap.read(shown)
    for found in others:
        assert found["shape"] == first["shape"]


@pytest.mark.parametrize("place", [name for name, row in PLACES.items()
                                  if row.wishes == EVERY_WISH])
def test_files_for_other_wishes_are_named_as_they_are(trap: Trap, place: str) -> None:
    picture("a.png")
    names = [name for name in map(as_file, NAMES.values()) if name]
    read = trap.read([on_a_page(READERS[place](snippet(
        "a.png", place, dark=name, still=name, dark_still=name).text)) for name in names])
    for name, found in zip(names, read, strict=True):
        assert found["shape"] == read[0]["shape"]
        sources = [value for where, value in found["words"] if where == "source[srcset]"]
        read_back = [unquote(value, errors="surrogateescape") for value in sources]
        assert read_back == [Path(name).as_posix()] * 3
        assert not any(set(value) & set(" ,\"'<>:") for value in sources)


# Fences.

def fenced(field: str, words: str) -> str:
    """A fence in which those words stand in that field."""
    lines = {"caption": ["", words], "layer": [], "id": [], "class": []}.get(
        field, [f":{field}: {words}"])
    header = {"id": f"{{.convgif #{words}}}", "class": f"{{.convgif .{words}}}"}.get(
        field, "convgif")
    return "\n".join((f"~~~~~~~~~~~~{header}", words if field == "layer" else "Conv2d()",
                      ":i: 3", ":text: none", *(() if field == "width" else (":size: 1600",)),
                      *lines, "~~~~~~~~~~~~", ""))


FIELDS = (*LAYOUT, "title", "caption", "layer", "id", "class")
FREE = {"alt", "title", "caption"}
NO_FENCE = {"id", "class"}  # where their words cannot be these, there is no fence, but a block


@cache
def _markdown() -> Any:
    from convgif.embed.markdown import fence, validator

    return needed("markdown").Markdown(
        extensions=["attr_list", "pymdownx.superfences"], extension_configs={
            "pymdownx.superfences": {"custom_fences": [{
                "name": "convgif", "class": "convgif", "format": fence,
                "validator": validator}]}})


@pytest.mark.parametrize("field", FIELDS)
def test_a_fence_shows_the_words_or_ends_the_build(trap: Trap, field: str) -> None:
    from pymdownx.superfences import SuperFencesException

    attacks, shown = [HARMLESS, *ON_ONE_LINE.values()], {}
    for words in attacks:
        if "\x02" in words or (field == "caption" and not words.strip()):
            continue  # Python-Markdown takes such signs out, and blanks are no caption
        try:
            shown[words] = on_a_page(_markdown().reset().convert(fenced(field, words)))
        except SuperFencesException as error:
            check_refusal(error)
    if field in FREE:
        assert len(shown) > 40
        assert places_of_words(trap, [words for words in shown if words != HARMLESS],
                               shown.__getitem__) >= 1
    elif field in NO_FENCE:
        for found in trap.read(list(shown.values())):
            assert "script" not in repr(found["shape"]).replace("convgif", "")
    else:
        assert shown == {}


# Galleries.

def toml(words: str) -> str:
    """The words as a string of TOML."""
    return '"' + "".join(sign if sign.isprintable() and sign not in '"\\' else
                         f"\\U{ord(sign):08x}" for sign in words) + '"'


def gallery(words: str, titled: bool) -> Gallery:
    """A gallery that says those words wherever it can; titled: in its picture too. Raises
    ConvgifError."""
    said = toml(words)
    title = f', title = {said}' if titled else ""
    Path("gallery.toml").write_text(
        f"title = {said}\ntext = {said}\nreuse = {said}\n[[section]]\ntitle = {said}\n"
        f"text = {said}\n[[section.entry]]\nname = \"only\"\ntitle = {said}\n"
        f"caption = {said}\nsettings = {{ input_size = \"3\", size_px = \"1600\", "
        f"text = \"none\"{title} }}\n", "utf-8")
    found = read_gallery(Path("gallery.toml"))
    assert found.entries[0].animation().story
    return found


@cache
def galleries(titled: bool) -> dict[str, Gallery]:
    """The galleries by their words, but for those that are refused."""
    found = {}
    for words in (HARMLESS, *SHOWN.values()):
        try:
            found[words] = gallery(words, titled)
        except ConvgifError as error:
            check_refusal(error)
    return found


def test_only_what_no_file_holds_is_refused_by_a_gallery() -> None:
    refused = [name for name, words in SHOWN.items() if words not in galleries(False)]
    assert refused == ["halves of a pair", "no utf-8"]
    assert len(galleries(True)) > 40


# The dialog, and of what is to be copied nothing: there each word has a span of its own.
OPEN = """location.hash = "#only"; followAddress();
for (const code of document.querySelectorAll("code")) {
  const words = [...code.querySelectorAll("*")];
  if (words.some((e) => e.localName !== "span" || e.attributes.length > 1)) {
    throw new Error(code.innerHTML);
  }
  code.replaceChildren();
}"""


def _animations(made: Gallery) -> dict[str, Animation]:
    return {entry.name: entry.animation() for entry in made.entries}


def _page(made: Gallery) -> str:
    return page_text(made, {entry.name: Drawn(entry, entry.animation(), made.languages)
                            for entry in made.entries})


@pytest.mark.slow
@pytest.mark.parametrize("titled", [True, False], ids=["titled", "untitled"])
@pytest.mark.parametrize(("write", "act", "apart"), [
    (_page, OPEN, ()),
    (lambda made: _by_comrak(readme_text(made, _animations(made))), "", ())],
    ids=["page", "README"])
def test_a_gallery_shows_the_words(trap: Trap, write: Callable[[Gallery], str], act: str,
                                   apart: tuple[str, ...], titled: bool) -> None:
    made = galleries(titled)
    assert places_of_words(
        trap, [words for words in made if words != HARMLESS], lambda words: write(made[words]),
        act=act, apart=apart) >= 7 + titled


def test_what_there_is_to_copy_is_one_picture(trap: Trap) -> None:
    shown = []
    for words, made in galleries(True).items():
        (entry,) = made.entries
        alt = entry.animation().describe()
        given = shlex.split(command(entry))
        assert words == given[given.index("--title") + 1]
        assert words == ast.literal_eval(next(
            keyword.value for node in ast.walk(ast.parse(python_lines(entry)))
            if isinstance(node, ast.Call) for keyword in node.keywords if keyword.arg == "title"))
        shown.append(on_a_page(_by_comrak(markdown(entry, alt))
                               + _by_docutils(restructuredtext(entry, alt, 320))))
    first, *others = trap.read(shown)
    for words, found in zip([*galleries(True)][1:], others, strict=True):
        assert found["shape"] == first["shape"], words
