"""Hostile words in what is built: LaTeX, Typst and Sphinx, with their own programs."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import without
from hostile_words import (
    ATTACKS,
    HARMLESS,
    Trap,
    on_a_page,
    places_of_words,
    seen,
)
from sphinx_project import build, make_project
from test_security import staged
from test_security_embeds import ON_ONE_LINE, as_file, needed, picture

from convgif import ConvgifError
from convgif.embed.snippet import snippet
from convgif.formats.escaping import escape_latex, one_line, typst_string

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_is_made")]
Typeset = Callable[..., Path]
SPLIT = re.compile(r"[\s\u00ad-]+")  # where lines are broken
LIGATURES = str.maketrans({
    **dict.fromkeys("'`\"\u2018\u2019\u201c\u201d\u201e,\u2013\u2014"), "\xab": "<<", "\xbb": ">>",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi"})
IN_TEX = {name: words for name, words in ON_ONE_LINE.items()
          if one_line(words) and words.isascii() and len(words) < 1000}
IN_SPHINX = {name: words for name, words in IN_TEX.items() if words.isprintable()}  # all it keeps
DOCUMENT = r"""\documentclass{article}
\usepackage{cmap}
\usepackage[T1]{fontenc}
\usepackage{graphicx}
\usepackage[paperwidth=9000pt,textwidth=8000pt]{geometry}
\pagestyle{empty}
\begin{document}
%s
\end{document}
"""


def words_of(pdf: Path) -> str:
    """What a PDF says, without what line breaks change."""
    try:
        ran = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True,
                             timeout=60)
    except FileNotFoundError:
        without("pdftotext", "apt-get install poppler-utils")
    text = ran.stdout.decode()
    assert "root:" not in text  # of /etc/passwd
    return plain(text)


def plain(text: str) -> str:
    return SPLIT.sub("", text.translate(LIGATURES))


def test_latex_says_the_words(tmp_path: Path, pdflatex: Typeset) -> None:
    lines = [f"Begins {escape_latex(words)} ends.\\par" for words in IN_TEX.values()]
    assert len(lines) > 50
    said = words_of(pdflatex(tmp_path, DOCUMENT % "\n".join(lines)))
    for name, words in IN_TEX.items():
        assert plain(f"Begins {one_line(words)} ends.") in said, name


def test_latex_shows_files_of_any_name_and_words(tmp_path: Path, pdflatex: Typeset) -> None:
    lines = [snippet(picture("a.png", words), "latex").text for words in ATTACKS.values()]
    for name in filter(None, map(as_file, (words for words in ATTACKS.values() if words))):
        try:
            lines.append(snippet(name, "latex").text)
        except ConvgifError:
            continue
    assert len(lines) > len(ATTACKS) + 20
    before = set(tmp_path.rglob("*"))
    pdf = pdflatex(tmp_path, DOCUMENT % "\\par\n".join((*lines, "All is there.")))
    assert plain("All is there.") == words_of(pdf)
    assert {path.name for path in set(tmp_path.rglob("*")) - before} == {
        f"document.{suffix}" for suffix in ("tex", "pdf", "aux", "log")}


def test_typst_says_the_words(tmp_path: Path) -> None:
    typst = needed("typst")
    lines = [f"#text({typst_string(words)})" for words in IN_TEX.values()]
    expected = []
    for words in filter(None, ATTACKS.values()):
        lines.append(snippet(picture("a.png", words), "typst").text)
        expected.append(words)
        try:
            lines.append(snippet(as_file(words) or "a.png", "typst").text)
            expected.append(HARMLESS if as_file(words) else words)
        except ConvgifError:
            lines.append(snippet("a.png", "typst").text)
            expected.append(words)
    Path("a.typ").write_text("\n\n".join(lines), "utf-8")
    typst.compile("a.typ", output="a.pdf")
    said = words_of(Path("a.pdf"))
    for name, words in IN_TEX.items():
        assert plain(one_line(words)) in said, name
    found = json.loads(typst.query("a.typ", "image", field="alt"))
    assert list(map(seen, found)) == [seen(re.sub("[\ud800-\udfff]", "\ufffd", words))
                                      for words in expected]


# Sphinx.

def page(words: str, titled: bool) -> str:
    """A page on which a directive says those words in its picture, beside and below it."""
    caption = re.sub(r"([^\w\s]|_)", r"\\\1", words.strip())
    title = f"   :title: {words}\n" if titled else ""
    return "".join(f".. convgif:: Conv2d()\n   :i: 3\n   :text: none\n   :size: 1600\n"
                   f"   :alt: {words}\n{title}   :loading: {loading}\n\n   {caption}\n\n"
                   for loading in ("link", "embed"))


def is_drawn(words: str) -> bool:
    return staged(words).settings.title == words


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a page for each attack, built."""
    needed("sphinx")
    folder = tmp_path_factory.mktemp("project")
    pages = {"index.rst": "All\n===\n\n.. toctree::\n   :glob:\n\n   page*\n"}
    for titled in (True, False):
        for number, words in enumerate((HARMLESS, *IN_SPHINX.values())):
            if not titled or is_drawn(words):
                pages[f"page-{titled}-{number:03}.rst"] = "Page\n====\n\n" + page(words, titled)
    make_project(folder, pages)
    for builder in ("html", "latex"):
        assert "convgif" not in build(folder, builder)
    return folder


@pytest.mark.parametrize("titled", [True, False])
def test_sphinx_shows_the_words(project: Path, trap: Trap, titled: bool) -> None:
    shown = {}
    for number, words in enumerate((HARMLESS, *IN_SPHINX.values())):
        path = project / f"out/html/page-{titled}-{number:03}.html"
        if path.exists():
            (found,) = re.findall("<section .*</section>", path.read_text("utf-8"), re.DOTALL)
            shown[words] = on_a_page(found)
    assert len(shown) > 40
    assert places_of_words(trap, [words for words in shown if words != HARMLESS],
                           shown.__getitem__) >= 4 + titled


def test_sphinx_makes_a_pdf_that_says_them(project: Path, pdflatex: Typeset) -> None:
    folder = project / "out/latex"
    before = {path.name for path in folder.iterdir()}
    said = words_of(pdflatex(folder, (folder / "layers.tex").read_text("utf-8"), "layers"))
    for name, words in IN_SPHINX.items():
        assert plain(one_line(words)) in said, name
    made = {path.name for path in folder.iterdir()} - before
    assert {Path(name).stem for name in made} == {"layers"}


def test_what_a_directive_refuses_is_shown_in_no_page(tmp_path: Path, trap: Trap) -> None:
    from convgif.embed.sphinx import Convgif

    text = "Page\n====\n\n"
    options = sorted(Convgif.option_spec.keys() - {"alt", "title"})
    for number, words in enumerate(IN_SPHINX.values()):
        name = options[number % len(options)]
        text += (f".. convgif:: Conv2d()\n   :i: 3\n   :{name}: {words}\n\n"
                 f".. convgif:: {words}\n\n.. convgif:: Conv2d({words})\n   :alt: {words}\n\n")
    make_project(tmp_path, {"index.rst": text}, "keep_warnings = True\n")
    build(tmp_path, "html")
    (found,) = re.findall("<section .*</section>", (
        tmp_path / "out/html/index.html").read_text("utf-8"), re.DOTALL)
    (shape,) = trap.read([on_a_page(found)])
    names = set(re.findall(r"'([\w-]+)', \[", repr(shape["shape"])))
    assert not names & {"script", "iframe", "link", "base", "object", "embed"}
    assert not re.search(r"'on\w+'", repr(shape["shape"]))
