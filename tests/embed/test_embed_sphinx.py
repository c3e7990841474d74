"""The Sphinx directive: real builds, and what each builder is given."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any
from xml.etree import ElementTree

import imageio.v3 as iio
import pytest
from conftest import without
from layers_on_pages import ALT, MISTAKES, SVG
from optional_libraries import needed
from sphinx_project import build, make_project

import convgif
from convgif.frames.themes import THEMES
from convgif.settings.options import OPTIONS

OLDEST = "6.2.1"
PAGE = """\
Strides
=======

.. convgif:: Conv2d(kernel_size=3, stride=2, padding=1)
   :input-size: 5
   :view: isometric
   :theme: auto
   :width: 300px
   :name: halves

   Stride 2 halves *the* map.

   A legend.

See :numref:`halves`.
"""
PICTURES = re.compile(r"convgif-[0-9a-f]{20}(?:-dark|-inline)?\.\w+")


@pytest.fixture(autouse=True)
def _sphinx() -> None:
    needed("sphinx")


def page(*lines: str, argument: str = "Conv2d(kernel_size=3)") -> dict[str, str]:
    """A project of one page with one directive, whose options these are."""
    body = "".join(f"   {line}\n" for line in lines)
    return {"index.rst": f"Title\n=====\n\n.. convgif:: {argument}\n{body}"}


def made(folder: Path) -> dict[str, int]:
    """The files that are kept, and when each was made."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("doctrees/convgif/*")}


def html_of(tmp_path: Path, *lines: str, **given: str) -> str:
    """The page of a project with one directive."""
    said = build(make_project(tmp_path, page(*lines, **given)), "html")
    assert said == ""
    return (tmp_path / "out/html/index.html").read_text("utf-8")


def image_tag(html: str) -> dict[str, str]:
    """The attributes of the picture on the page."""
    (found,) = re.findall(r'<img [^>]*class="convgif[^>]*/>', html)
    return dict(ElementTree.fromstring(found).attrib)


# What each builder is given.

@pytest.mark.slow
def test_builders_share_what_was_read(tmp_path: Path) -> None:
    project = make_project(tmp_path, {"index.rst": PAGE})
    assert build(project, "html") == ""
    read = (project / "doctrees/index.doctree").stat().st_mtime_ns
    for builder in ("singlehtml", "dirhtml", "epub", "latex", "text", "man", "texinfo"):
        assert build(project, builder) == "", builder
    assert (project / "doctrees/index.doctree").stat().st_mtime_ns == read

    for builder, name in (("html", "index"), ("singlehtml", "index"), ("dirhtml", "index")):
        html = (project / f"out/{builder}/{name}.html").read_text("utf-8")
        image = image_tag(html)
        assert image["alt"] == ALT
        assert image["style"].startswith("width:300px;height:auto")
        svg = project / f"out/{builder}" / image["src"]
        assert ElementTree.parse(svg).getroot().tag.endswith("svg")
        assert "prefers-color-scheme:dark" in svg.read_text("utf-8")
        assert re.search(r'<figure [^>]*id="halves"', html)
        assert "Stride 2 halves <em>the</em> map." in html
        assert '<div class="legend">' in html
        assert re.search(r'href="[^"]*#halves"[^>]*><span class="std std-numref">Fig. 1', html)

    with zipfile.ZipFile(project / "out/epub/Layers.epub") as book:
        chapter = book.read("index.xhtml").decode()
        (name,) = PICTURES.findall(chapter)
        assert name.endswith(".svg")
        assert f"_images/{name}" in book.namelist()
        listed = {item.get("href"): item.get("media-type")
                  for item in ElementTree.fromstring(book.read("content.opf")).iter()}
        assert listed[f"_images/{name}"] == "image/svg+xml"
        ElementTree.fromstring(chapter.encode())

    tex = (project / "out/latex/layers.tex").read_text("utf-8")
    found = re.search(r"includegraphics\[width=300\\sphinxpxdimen\]\{\{(convgif-\w+)\}\.pdf\}", tex)
    assert found, tex
    assert (project / f"out/latex/{found[1]}.pdf").read_bytes().startswith(b"%PDF")
    assert not list((project / "out/latex").glob("*-dark*"))
    assert r"\caption{Stride 2 halves \sphinxstyleemphasis{the} map.}" in tex

    for file in ("text/index.txt", "man/layers.1"):
        text = (project / "out" / file).read_text("utf-8")
        assert ALT in " ".join(text.split())
        assert "convgif-" not in text
    (still,) = PICTURES.findall((project / "out/texinfo/layers.texi").read_text("utf-8")) or [""]
    assert not still.endswith(".gif")


@pytest.mark.slow
def test_two_processes_build_what_one_does(tmp_path: Path) -> None:
    pages = {f"page{n}.rst": PAGE.replace("halves\n", f"halves{n}\n").replace(
        "`halves`", f"`halves{n}`") for n in range(12)}
    pages["index.rst"] = "All\n===\n\n.. toctree::\n   :glob:\n\n   page*\n"
    alone = make_project(tmp_path / "alone", pages)
    together = make_project(tmp_path / "together", pages)
    assert build(alone, "html") == build(together, "html", "-j2") == ""
    assert set(made(alone)) == set(made(together))
    assert len(made(alone)) == 1
    for n in range(12):
        one, two = (image_tag((project / f"out/html/page{n}.html").read_text("utf-8"))
                    for project in (alone, together))
        assert one == two
    assert not list(tmp_path.rglob(".convgif-partial*"))


@pytest.mark.slow
def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    project = make_project(tmp_path, {"index.rst": PAGE, "other.rst": page()["index.rst"]},
                           "exclude_patterns = ['out', 'doctrees']\n")
    build(project, "html")
    before = made(project)
    (project / "index.rst").write_text(PAGE + "\nMore words.\n", "utf-8")
    build(project, "html")
    assert made(project) == before
    (project / "index.rst").write_text(PAGE.replace("stride=2", "stride=1"), "utf-8")
    build(project, "html")
    after = made(project)
    assert before.items() < after.items()
    assert len(after) == len(before) + 1

    for path in (project / "doctrees/convgif").iterdir():
        path.unlink()
    (project / "other.rst").write_text(page()["index.rst"] + "\nMore words.\n", "utf-8")
    build(project, "html")
    assert len(made(project)) == 1
    for name in ("index", "other"):
        html = (project / f"out/html/{name}.html").read_text("utf-8")
        assert (project / "out/html" / image_tag(html)["src"]).is_file()


@pytest.mark.slow
def test_another_version_draws_anew(tmp_path: Path) -> None:
    """A new style of the player is enough: pages with pictures are read and written again."""
    package = tmp_path / "package" / "convgif"
    copytree(Path(convgif.__file__).parent, package, ignore=ignore_patterns("__pycache__"))
    project = make_project(tmp_path / "project", {
        "index.rst": page(":format: html")["index.rst"], "other.rst": ":orphan:\n\nOther\n=====\n"})

    def built() -> tuple[set[str], dict[str, int]]:
        assert build(project, "html", PYTHONPATH=str(package.parent)) == ""
        return set(made(project)), {path.stem: path.stat().st_mtime_ns
                                    for path in (project / "out/html").glob("[io]*.html")}

    files, written = built()
    assert built() == (files, written)
    style = package / "formats/player/player.css"
    style.write_text(style.read_text("utf-8") + ".new {}\n", "utf-8")
    new_files, new_written = built()
    assert len(new_files - files) == len(files) == 1
    assert new_written["index"] > written["index"]
    assert new_written["other"] == written["other"]
    assert ".new{}" in (project / "out/html/_static/convgif-player.js").read_text("utf-8")


@pytest.mark.slow
def test_a_file_is_found_beside_the_page_and_watched(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    numbers = tmp_path / "deep/numbers.csv"
    numbers.write_text("1,2,3,4\n5,6,7,8\n1,2,3,4\n5,6,7,8\n", "utf-8")
    project = make_project(tmp_path, {
        "index.rst": "All\n===\n\n.. toctree::\n\n   deep/page\n",
        "deep/page.rst": page(":input: numbers.csv", ":view: values")["index.rst"]})
    assert build(project, "html") == ""
    assert build(project, "text") == ""
    assert "input of 4×4" in (project / "out/text/deep/page.txt").read_text("utf-8")
    before = set(made(project))
    numbers.write_text("9,9,9,9\n5,6,7,8\n1,2,3,4\n5,6,7,8\n", "utf-8")
    assert build(project, "html") == ""
    assert len(set(made(project)) - before) == 1


# What is said of mistakes.

@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A project with a page for each mistake, and the lines that its build says."""
    needed("sphinx")
    pages = {f"mistake{number}.rst": page(*lines, argument=argument)["index.rst"]
             for number, (lines, argument, _) in enumerate(MISTAKES)}
    project = make_project(tmp_path_factory.mktemp("mistaken"), {
        **pages, "index.rst": "All\n===\n\n.. toctree::\n   :glob:\n\n   mistake*\n"})
    return project, build(project, "html").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "message"), [
    (number, message) for number, (_, _, message) in enumerate(MISTAKES)],
    ids=lambda value: str(value)[:30])
def test_a_mistake_is_a_warning_at_its_line(mistaken: tuple[Path, list[str]], number: int,
                                            message: str) -> None:
    project, said = mistaken
    at = f"{project / f'mistake{number}.rst'}:4: WARNING: "
    (line,) = [line for line in said if line.startswith(at)]
    assert message in line
    assert "convgif" not in re.findall(r'class="convgif', (
        project / f"out/html/mistake{number}.html").read_text("utf-8"))


@pytest.mark.slow
def test_warnings_of_mistakes_are_a_line_each_and_can_be_suppressed(
        mistaken: tuple[Path, list[str]]) -> None:
    project, said = mistaken
    assert len(said) == len(MISTAKES)
    assert build(project, "html", "-E", "-D", "suppress_warnings=convgif.settings") == ""


@pytest.mark.slow
def test_what_cannot_be_made_is_a_warning_of_another_kind(tmp_path: Path) -> None:
    project = make_project(tmp_path, page(":format: mp4", ":still: last"))
    said = build(project, "html")
    assert re.search(r"index\.rst:4: WARNING: mp4 holds no still: make [^\n]*\n$", said)
    assert build(project, "html", "-a", "-D", "suppress_warnings=convgif.picture") == ""


# Options.

def test_the_options_are_made_from_the_table() -> None:
    from convgif.embed.settings import SAID_BY_THE_LAYER, SETTINGS
    from convgif.embed.sphinx import LAYOUT, Convgif

    assert set(LAYOUT) == {"alt", "height", "width", "scale", "align", "class", "name", "loading"}
    assert not LAYOUT.keys() & SETTINGS.keys()
    assert Convgif.option_spec.keys() == {*LAYOUT, *SETTINGS, "format"}
    for name, option in OPTIONS.items():
        flags = {flag.removeprefix("--") for spelled in option.flags for flag in spelled.split("/")
                 if flag.startswith("--")}
        assert flags
        assert flags <= SETTINGS.keys() or name in SAID_BY_THE_LAYER, name


@pytest.mark.slow
def test_the_options_of_images(tmp_path: Path) -> None:
    html = html_of(tmp_path, ":alt: A <b>\"map\"</b> & more", ":width: 20em", ":scale: 50",
                   ":align: center", ":class: wide shadow", ":name: here", ":loading: lazy")
    image = image_tag(html)
    assert image["alt"] == 'A <b>"map"</b> & more'
    assert image["class"] == "convgif wide shadow align-center"
    assert image["style"].startswith("width:10em;height:auto;")
    assert (image["id"], image["loading"]) == ("here", "lazy")
    svg = ElementTree.parse(tmp_path / "out/html" / image["src"]).getroot()
    assert svg.findtext(f"{SVG}desc") == image["alt"]


@pytest.mark.slow
def test_height_alone(tmp_path: Path) -> None:
    assert image_tag(html_of(tmp_path, ":height: 200"))["style"].startswith(
        "width:auto;height:200px;")


@pytest.mark.slow
def test_a_gif_that_follows_its_reader_is_several_files(tmp_path: Path) -> None:
    html = html_of(tmp_path, ":format: gif", ":theme: auto", ":density: 2")
    (found,) = re.findall(r"<picture>.*?</picture>", html, re.DOTALL)
    element = ElementTree.fromstring(found)
    assert [(source.get("media"), Path(source.get("srcset", "")).suffix)
            for source in element.findall("source")] == [
        ("(prefers-reduced-motion: reduce) and (prefers-color-scheme: dark)", ".png"),
        ("(prefers-reduced-motion: reduce)", ".png"), ("(prefers-color-scheme: dark)", ".gif")]
    files = [source.get("srcset", "") for source in element.findall("source")]
    image = element.find("img")
    assert image is not None
    assert image.get("width") == "320"
    bytes_of = {(tmp_path / "out/html" / name).read_bytes()
                for name in [*files, image.get("src", "")]}
    assert len(bytes_of) == 4


@pytest.mark.slow
def test_the_players_of_a_project_share_one_script(tmp_path: Path) -> None:
    two = "".join(page(":format: html").values()) + "\n.. convgif:: dilation\n   :format: html\n"
    project = make_project(tmp_path, {"index.rst": two, "other.rst": "Plain\n=====\n"})
    build(project, "html", "-j2")
    html = (project / "out/html/index.html").read_text("utf-8")
    assert html.count("<convgif-player>") == 2
    assert len(re.findall(r'<script src="_static/convgif-player\.js[^>]*>', html)) == 1
    assert "convgif-player" not in (project / "out/html/other.html").read_text("utf-8")
    assert len(list((project / "out/html").rglob("convgif-player.js"))) == 1
    assert build(project, "latex").count("WARNING") == 0
    assert len(list((project / "out/latex").glob("convgif-*.pdf"))) == 2


@pytest.mark.slow
def test_pictures_follow_the_switch_of_their_page(browser: Any, tmp_path: Path) -> None:
    pages = {**page(":theme: auto"), "other.rst": ":orphan:\n\nPlain\n=====\n"}
    project = make_project(tmp_path, pages)
    assert build(project, "html") == ""
    assert "convgif.css" not in (project / "out/html/other.html").read_text("utf-8")
    for preferred in ("light", "dark"):
        opened = browser.new_page(color_scheme=preferred)
        opened.goto((project / "out/html/index.html").as_uri())
        assert opened.locator("img.convgif").get_attribute("class") == "convgif dark-light"
        for switch, theme in (
                ("auto", preferred), ("dark", "dark"), ("auto", preferred), ("light", "light"),
                ("auto", preferred)):
            opened.evaluate("theme => document.body.dataset.theme = theme", switch)
            seen = iio.imread(opened.locator("img.convgif").screenshot(), extension=".png")
            assert tuple(seen[2, 2, :3]) == THEMES[theme].background, (preferred, switch)
        opened.close()


@pytest.mark.slow
def test_embedded_it_is_part_of_the_page(tmp_path: Path) -> None:
    html = html_of(tmp_path, ":loading: embed")
    assert re.search(r'<div class="convgif"[^>]*><svg ', html)
    assert not (tmp_path / "out/html/_images").exists()


@pytest.mark.slow
def test_a_project_has_its_own_defaults(tmp_path: Path) -> None:
    project = make_project(tmp_path, page(":k: 2"), 'convgif_defaults = {"format": "gif", '
                           '"kernel-size": "3", "i": 4}\n')
    assert build(project, "html") == ""
    image = image_tag((project / "out/html/index.html").read_text("utf-8"))
    assert image["src"].endswith(".gif")
    assert "2×2 slides over an input of 4×4" in image["alt"]


@pytest.mark.slow
def test_the_fence_of_myst(tmp_path: Path) -> None:
    needed("myst_parser")
    text = ("# Title\n\n```{convgif} Conv2d(kernel_size=3, stride=2, padding=1)\n:input-size: 5\n"
            ":bias:\n:name: halves\n\nStride 2 *halves*.\n```\n\n"
            "```{convgif} Conv2d(0, 1, 3)\n```\n")
    project = make_project(tmp_path, {"index.md": text}, more=', "myst_parser"')
    said = build(project, "html")
    assert f"{project / 'index.md'}:11: WARNING: in_channels 0" in said
    assert said.count("WARNING") == 1
    html = (project / "out/html/index.html").read_text("utf-8")
    assert image_tag(html)["alt"] == ALT
    assert "Stride 2 <em>halves</em>." in html


# The oldest Sphinx.

@pytest.mark.slow
def test_the_oldest_sphinx(tmp_path: Path) -> None:
    """The same project, on the oldest Sphinx that is promised, in an environment of its own."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    python = str(venv / "bin/python")
    found = subprocess.run(
        [python, "-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check",
         f"sphinx=={OLDEST}",
         "numpy", "matplotlib", "imageio", "click"], capture_output=True, text=True, check=False,
        timeout=280)
    if found.returncode:
        without(f"Sphinx {OLDEST}", f"pip could not: {found.stderr[-200:]}")
    project = make_project(tmp_path / "project", {"index.rst": PAGE})
    for builder in ("html", "singlehtml", "epub", "latex", "text"):
        assert build(project, builder, "-j2", python=python) == "", builder
    assert image_tag((project / "out/html/index.html").read_text("utf-8"))["alt"] == ALT
    assert ALT in " ".join((project / "out/text/index.txt").read_text("utf-8").split())
    tex = (project / "out/latex/layers.tex").read_text("utf-8")
    assert re.search(r"\{\{convgif-\w+\}\.pdf\}", tex)
