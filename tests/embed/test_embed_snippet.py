"""Snippets: read back by what reads them in their place, they show the file and say its words."""

import re
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any
from zlib import crc32

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import invoke
from html_reading import HOSTILE, Tags, only_tag
from optional_libraries import needed
from sphinx_project import build, make_project

from convgif import Animation, Conv2d, animate
from convgif.cli import main
from convgif.embed.builders import SPHINX_HTML, SPHINX_LATEX
from convgif.embed.page import page_format
from convgif.embed.places import PLACES
from convgif.embed.snippet import alt_text, snippet
from convgif.errors import OutputError, UnknownNameError
from convgif.formats import FORMATS
from convgif.formats.escaping import one_line

ODD_NAMES = ["a b.gif", "a%20b#c?d.gif", "javascript:alert(1).gif", '"><img src=x onerror=y>.gif',
             "a](b) ![c].gif", "`a`_b_*c*.gif", "$x$&amp;'.gif"]


def animation(**settings: Any) -> Animation:
    return animate(Conv2d(), **{"input_size": 4, "size_px": 400, "text": "none", **settings})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def suffix_for(place: str) -> str:
    """Of the still with the most in common with what the place shows."""
    return next(row.suffix for row in FORMATS.values()
                if PLACES[place].takes(row) and not row.animated)


# Every place.

@pytest.fixture(scope="module")
def a_file_of_each_format(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same picture as every format writes it, each alone in its folder."""
    return {name: animation().save(tmp_path_factory.mktemp(name) / f"a{row.suffix}")
            for name, row in FORMATS.items()}


@pytest.mark.parametrize("place", PLACES)
def test_only_what_the_place_shows(place: str, a_file_of_each_format: dict[str, Path]) -> None:
    for name, row in FORMATS.items():
        made = a_file_of_each_format[name]
        if PLACES[place].takes(row):
            assert f"a{row.suffix}" in snippet(made, place).text
        else:
            with pytest.raises(OutputError, match=f"{place} shows no {name}: give it "):
                snippet(made, place)


IMAGES = {"gif", "webp", "apng", "svg", "png"}


@pytest.mark.parametrize(("place", "formats"), [
    ("github", IMAGES), ("markdown", IMAGES), ("pypi", IMAGES),
    ("html", {*IMAGES, "mp4", "html"}), ("rst", IMAGES), ("myst", IMAGES),
    ("mkdocs", IMAGES), ("latex", {"png", "pdf", "tex"}),
    ("beamer", {"png", "pdf", "tex", "beamer"}),
    ("typst", {"gif", "webp", "svg", "png"}), ("jupyter", IMAGES),
    ("revealjs", {*IMAGES, "mp4", "html"}), ("quarto", IMAGES), ("marp", IMAGES),
    ("powerpoint", {"gif", "png", "svg", "mp4", "pptx"}),
    ("keynote", {"gif", "png", "pdf", "mp4", "pptx"}),
    ("google-slides", {"gif", "png", "pptx"})])
def test_what_each_place_shows(place: str, formats: set[str]) -> None:
    assert {name for name, row in FORMATS.items() if PLACES[place].takes(row)} == formats


def test_a_new_format_is_shown_by_what_its_row_says(folder: Path, monkeypatch: pytest.MonkeyPatch
                                                    ) -> None:
    new = replace(FORMATS["png"], name="avif", suffix=".avif", media_type="image/avif")
    monkeypatch.setitem(FORMATS, "avif", new)
    monkeypatch.setitem(FORMATS, "webm", replace(
        FORMATS["mp4"], name="webm", suffix=".webm", media_type="video/webm"))
    path = animation().save("a.avif")
    assert only_tag(snippet(path, "html").text)["src"] == "a.avif"
    with pytest.raises(OutputError, match=r"latex shows no avif: give it png, pdf, tex, or a "
                                          r"folder of frames, -o frames/$"):
        snippet(path, "latex")
    made = animation(duration_ms=2000).save("a.webm")
    assert "controls" in Tags(snippet(made, "html").text).tags[0][1]
    assert snippet(made, "html").warnings == ()
    assert {"avif", "webm"} <= {page_format(name).name for name, row in FORMATS.items()
                                if row.kind != "application"}


@pytest.mark.parametrize("place", ["github", "html"])
def test_a_picture_for_each_wish(place: str, folder: Path) -> None:
    for name in ("a.gif", "a_dark.gif", "a_still.png", "a_dark_still.png"):
        animation().save(folder / name)
    read = Tags(snippet("a.gif", place).text)
    assert [(name, found.get("media"), found.get("srcset", found.get("src")))
            for name, found in read.tags] == [
        ("picture", None, None),
        ("source", "(prefers-reduced-motion: reduce) and (prefers-color-scheme: dark)",
         "a_dark_still.png"),
        ("source", "(prefers-reduced-motion: reduce)", "a_still.png"),
        ("source", "(prefers-color-scheme: dark)", "a_dark.gif"),
        ("img", None, "a.gif")]


def test_the_still_of_the_same_name_and_those_that_are_given(folder: Path) -> None:
    for name in ("a.gif", "a.png", "other.gif"):
        animation().save(folder / name)
    assert 'srcset="a.png"' in snippet("a.gif", "html").text
    text = snippet("a.gif", "html", dark="other.gif", address="https://x.org/d/a.gif").text
    assert 'srcset="https://x.org/d/other.gif"' in text
    assert 'srcset="https://x.org/d/a.png"' in text


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wish", ["dark", "still", "dark_still"])
def test_a_file_for_a_wish_is_there_and_used_or_refused(place: str, wish: str, folder: Path
                                                        ) -> None:
    made = animation(still=0).save(folder / f"a{suffix_for(place)}")
    other = animation(still=0).save(folder / "b.png")
    if wish in PLACES[place].wishes:
        shown = "b.png#only-dark" if place == "mkdocs" else 'srcset="'
        assert shown in snippet(made, place, **{wish: other}).text
        message = rf"^{wish} none\.png is no file that is there: make it first, with .*none\.png`$"
    else:
        known = "github or html or mkdocs" if wish == "dark" else "github or html"
        message = (rf"^{wish} none\.png is given, and {place} shows no other file to readers who "
                   f"prefer that: leave it out, or write for {known}$")
    with pytest.raises(OutputError, match=message):
        snippet(made, place, **{wish: "none.png"})


@pytest.mark.parametrize("suffix", [".mp4", ".html"])
def test_nothing_stands_in_for_what_is_no_image(suffix: str, folder: Path) -> None:
    made = animation().save(folder / f"a{suffix}")
    other = animation().save(folder / "b.gif")
    with pytest.raises(OutputError, match=r"^dark b\.gif is given, and nothing stands in for "
                                          rf"{suffix[1:]}: leave it out, or show gif, "):
        snippet(made, "html", dark=other.relative_to(folder))


@pytest.mark.parametrize("place", PLACES)
def test_an_address_is_shown_or_refused(place: str, folder: Path) -> None:
    made, address = animation(still=0).save(f"a{suffix_for(place)}"), "https://x.org/b"
    if PLACES[place].by_path:
        with pytest.raises(OutputError, match=rf"^address '{address}' is given, and {place} shows a"
                                              r" file by its path: leave it out, or write for git"):
            snippet(made, place, address=address)
    else:
        assert address in snippet(made, place, address=address).text


def test_what_is_given_in_vain_is_one_line_of_the_command(folder: Path) -> None:
    animation().save(folder / "a.gif")
    for more, said in (
            (("--for", "pypi", "--dark", "no.gif", "--still", "no.png"), "--dark no.gif"),
            (("--for", "rst", "--address", "https://x.org/a.gif", "--dark", "b.gif"), "--address"),
            (("--for", "github", "--dark-still", "no.png"), "--dark-still no.png")):
        done = invoke("embed", "a.gif", *more, cwd=folder)
        assert (done.returncode, done.stdout) == (1, b"")
        assert re.fullmatch(rf"convgif: {re.escape(said)} .*\n", done.stderr.decode())


def test_plain_markdown_has_no_widths(folder: Path) -> None:
    made = animation(loop=1).save("a.gif")
    assert snippet(made, "markdown").warnings == ()
    assert snippet(made, "markdown").text == f"![{animation().describe()}](a.gif)"
    with pytest.raises(OutputError, match=r"^width is given, and markdown has no widths: leave it "
                                          r"out, or write for html$"):
        snippet(made, "markdown", width_px=300)
    dense = animation(loop=1, density=2).save("b.gif")
    assert snippet(dense, "markdown").warnings == (
        "plain Markdown says no width, and shows b.gif 800 px wide, not 400: make it with "
        "--density 1, or write for html",)


def test_mkdocs_shows_a_dark_twin(folder: Path) -> None:
    for name in ("a.gif", "a_dark.gif", "a.png"):
        animation(loop=1).save(folder / name)
    alt = animation().describe()
    assert snippet("a.gif", "mkdocs").text.splitlines() == [
        f'![{alt}](a.gif#only-light){{ width="400" }}',
        f'![{alt}](a_dark.gif#only-dark){{ width="400" }}']
    assert "](https://x.org/a_dark.gif#only-dark)" in snippet(
        "a.gif", "mkdocs", address="https://x.org/a.gif").text
    (folder / "a_dark.gif").unlink()
    assert snippet("a.gif", "mkdocs").text == f'![{alt}](a.gif){{ width="400" }}'


@pytest.mark.parametrize(("place", "suffix", "menu"), [
    ("powerpoint", ".gif", "Insert > Pictures"), ("powerpoint", ".mp4", "Insert > Video"),
    ("keynote", ".png", "Format > Image > Description"), ("keynote", ".mp4", "Format > Movie"),
    ("google-slides", ".gif", "Insert > Image")])
def test_a_program_that_takes_no_lines_gets_what_to_do(place: str, suffix: str, menu: str,
                                                       folder: Path) -> None:
    made = animation(size_px=480).save(f"a{suffix}")
    text = snippet(made, place).text
    assert f"a{suffix}" in text.splitlines()[0]
    assert menu in text
    assert "Its width: 5.00 in, 12.7 cm" in text
    shown = animation(still="telling") if suffix == ".png" else animation()
    assert text.splitlines()[-1] == shown.describe()
    assert "3.12 in" in snippet(made, place, width_px=300).text


def test_powerpoint_moves_no_svg(folder: Path) -> None:
    assert snippet(animation(loop=1).save("a.svg"), "powerpoint").warnings == (
        "PowerPoint shows a.svg standing still: make a gif, or an mp4",)
    assert snippet(animation(still=1).save("b.svg"), "powerpoint").warnings == ()


# What Sphinx shows of `name.*`.

def test_the_order_in_which_sphinx_takes_files() -> None:
    needed("sphinx")
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.builders.latex import LaTeXBuilder
    assert list(SPHINX_HTML) == StandaloneHTMLBuilder.supported_image_types[:len(SPHINX_HTML)]
    assert list(SPHINX_LATEX) == LaTeXBuilder.supported_image_types[:len(SPHINX_LATEX)]


@pytest.mark.parametrize(("shown", "beside", "path", "advice"), [
    ("a.gif", ["a.pdf"], "a.*", ""), ("a.svg", ["a.pdf"], "a.*", ""),
    ("a.svg", ["a.png"], "a.*", ""), ("a.svg", ["a.gif", "a.png", "a.pdf"], "a.*", ""),
    ("a.png", [], "a.png", ""), ("a.png", ["a.gif", "a.pdf"], "a.*", ""),
    ("a.png", ["a.svg"], "a.png", ""),
    ("a.gif", [], "a.gif", "make a.pdf beside it, by --poster, and ask again"),
    ("a.gif", ["a.png"], "a.gif", "make a.pdf, by --poster, and call a.png a_still.png, for "
     "Sphinx's HTML would show it in place of the gif"),
    ("a.gif", ["a.svg", "a.pdf"], "a.gif", "call a.svg a_still.svg"),
    ("a.webp", ["a.pdf"], "a.webp", "show a gif or an svg, with a.pdf beside it"),
    ("a[1].gif", ["a[1].pdf"], "a[1].gif", "rename it, without * ? [ ]")])
@pytest.mark.parametrize("place", ["rst", "myst"])
def test_a_line_for_every_builder(place: str, shown: str, beside: list[str], path: str, advice: str,
                                  folder: Path) -> None:
    for name in (shown, *beside):
        made = animation(loop=1, still=0 if name.endswith("pdf") else None)
        made.save(name)
    made = snippet(shown, place)
    assert re.search(r"image(?:::|}) (.*)", made.text)[1] == path
    assert len(made.warnings) == bool(advice)
    assert advice in "".join(made.warnings)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["rst", "myst"])
@pytest.mark.parametrize("shown", ["a.gif", "a.svg"])
def test_sphinx_builds_the_line_for_every_builder(place: str, shown: str, folder: Path) -> None:
    needed("sphinx")
    needed("myst_parser")
    animation().save(shown)
    animation().save_poster("a.pdf")
    page = f"Layer\n=====\n\n{snippet(shown, place).text}\n"
    make_project(folder, {f"index.{'md' if place == 'myst' else 'rst'}": page},
                 more=', "myst_parser"')
    for builder, name, kept in (("html", "index.html", shown), ("latex", "layers.tex", "a.pdf")):
        assert build(folder, builder, "-W") == ""
        text = (folder / "out" / builder / name).read_text("utf-8")
        if builder == "html":
            assert re.search(rf'<img[^>]*src="_images/{shown}"', text)
            assert f'href="_images/{shown}"' not in text, "the picture is a link to itself"
        else:
            assert "{{a}.pdf}" in text
        assert list((folder / "out" / builder).rglob(kept)) != []


def test_the_alt_text_alone(folder: Path) -> None:
    made = animation(title=HOSTILE)
    made.save("a.svg")
    done = invoke("embed", "a.svg", "--alt", cwd=folder)
    assert done.stdout.decode() == one_line(made.describe()) + "\n"
    assert done.stderr == b""
    for arguments, said in (((), "say where it goes by --for PLACE, or take --alt alone"),
                            (("--alt", "--for", "html"), "--for and --alt are both given")):
        done = invoke("embed", "a.svg", *arguments, cwd=folder)
        assert (done.returncode, done.stdout) == (2, b"")
        assert said in done.stderr.decode()
    iio.imwrite("b.png", np.zeros((4, 4), np.uint8))
    with pytest.raises(OutputError, match=r"^b\.png has no alt text: write what it shows$"):
        alt_text("b.png")


def test_an_svg_needs_no_still(folder: Path) -> None:
    animation().save(folder / "a.svg")
    animation().save(folder / "a.png")
    assert snippet("a.svg", "github").text.startswith("<img ")


@pytest.mark.parametrize("place", ["pypi", "jupyter"])
def test_a_plain_image_where_nothing_else_is_left(place: str, folder: Path) -> None:
    for name in ("a.gif", "a_dark.gif", "a_still.png"):
        animation(density=2).save(folder / name)
    found = only_tag(snippet("a.gif", place).text)
    assert (found["src"], found["width"]) == ("a.gif", "400")


def test_a_video_has_controls_and_a_player_a_frame(folder: Path) -> None:
    animation().save(folder / "a.mp4")
    animation().save(folder / "a.html")
    video = Tags(snippet("a.mp4", "html").text)
    ((name, found),) = video.tags
    assert name == "video"
    assert "controls" in found
    assert found["aria-label"] == video.others == animation().describe()
    frame = only_tag(snippet("a.html", "html").text, "iframe")
    assert (frame["title"], frame["width"]) == (animation().describe(), "100%")
    assert only_tag(snippet("a.html", "html", width_px=500).text, "iframe")["width"] == "500"


# What is warned of.

def test_what_is_warned_of(folder: Path) -> None:
    animation(duration_ms=500).save(folder / "forever.gif")
    animation(duration_ms=500, loop=1, hold_ms=0).save(folder / "once.gif")
    (warning,) = snippet("forever.gif", "github").warnings
    assert warning == ("forever.gif moves for ever, 3.5 s a round, and WCAG 2.2.2 asks for a way "
                       "to stop what moves for more than 5 s: make it with --loop 1")
    assert snippet("once.gif", "github").warnings == ()
    (warning,) = snippet("once.gif", "pypi").warnings
    assert "--address" in warning
    assert snippet("once.gif", "pypi", address="https://x.org/once.gif").warnings == ()


def test_a_transparent_gif_is_warned_of_and_what_suits_every_page_is_named(folder: Path) -> None:
    settings = {"duration_ms": 500, "loop": 1, "hold_ms": 0, "background": "transparent"}
    animation(**settings).save("clear.gif")
    for place, suited in (("github", "webp or apng or svg"), ("mkdocs", "webp or apng or svg"),
                          ("rst", "webp or apng or svg")):
        (warning,) = [said for said in snippet("clear.gif", place).warnings if "--matte" in said]
        assert f"its --matte, and show on pages of another: make {suited}, whose edges" in warning
        assert ("clear_dark.gif" in warning) == (place != "rst")
    for suited in ("webp", "apng", "svg"):
        assert snippet(animation(**settings).save(f"clear.{suited}"), "github").warnings == ()
    animation(**settings, theme="dark", matte="#0d1117").save("clear_dark.gif")
    assert snippet("clear.gif", "github").warnings == ()
    animation(still=1, background="transparent").save("stopped.gif")
    (warning,) = snippet("stopped.gif", "github").warnings
    assert "make webp or apng or svg or png, whose" in warning
    for name in ("once.gif", "stopped.png"):
        animation(**{**settings, "background": None}).save_poster(name)
        assert snippet(name, "github").warnings == ()


def test_where_nothing_moves_only_a_still_is_right(folder: Path) -> None:
    for name in ("a.gif", "a.webp", "a.svg", "a.png"):
        animation().save(folder / name)
    for name in ("a.gif", "a.webp"):
        (warning,) = snippet(name, "typst").warnings
        assert f"typst shows only the first step of {name}" in warning
    for name in ("a.svg", "a.png"):
        assert snippet(name, "typst").warnings == ()
    assert snippet(animation(still=1).save("still.gif"), "typst").warnings == ()


@pytest.mark.parametrize("format", ["pdf", "svg", "png"])
def test_text_too_small_on_paper_is_said_with_what_helps(folder: Path, format: str) -> None:
    place = "latex" if format == "pdf" else "typst"
    column, row = Path(f"column.{format}"), Path(f"row.{format}")
    animate(Conv2d(), input_size=5, strip=4).save(column)
    assert snippet(column, place).warnings == ()
    text_px = 9  # of a strip of 360 px
    narrowest = ceil(6 * 360 / text_px / 0.75)
    assert snippet(column, place, width_px=narrowest).warnings == ()
    (warning,) = snippet(column, place, width_px=narrowest - 10).warnings
    assert warning.startswith(f"text of {text_px} px in column.{format} would be 5.8 pt")
    assert warning.endswith(f"give --width {narrowest} or more")
    animate(Conv2d(), input_size=5, strip=4, size_px=320).save(row)
    (warning,) = snippet(row, place).warnings
    assert warning.endswith("make it at most 514 px wide in all, with one step by --size 514, with "
                            "more by fewer or narrower ones")
    for settings in ({"still": 4, "size_px": 514}, {"strip": 4, "size_px": 514 // 4}):
        animate(Conv2d(), input_size=5, **settings).save(row)
        assert snippet(row, place).warnings == ()


def test_what_follows_its_reader_needs_a_place_that_lets_it(folder: Path) -> None:
    animation(theme="auto").save(folder / "a.svg")
    with pytest.raises(OutputError, match=r"make a\.svg again with theme='light'$"):
        snippet("a.svg", "typst")
    assert snippet("a.svg", "github").text.startswith("<img ")


def test_what_stops_by_itself_is_not_warned_of(folder: Path) -> None:
    made = animate(Conv2d(), input_size=4, duration_ms=500, hold_ms=0, loop=3)
    assert snippet(made.save(folder / "a.gif"), "html").warnings == ()


def test_the_advice_about_what_moves_helps_where_it_is_given(folder: Path) -> None:
    for loop, place in ((0, "html"), (0, "github"), (0, "keynote"), (1, "html")):
        animation(loop=loop).save(folder / "a.gif")
        warnings = snippet("a.gif", place).warnings
        advised = re.findall(r"or as (\w+)", "".join(warnings))
        assert advised == [name for name, row in FORMATS.items()
                           if row.has_controls and PLACES[place].takes(row) and not loop]
        for name in advised:
            assert snippet(animation().save(f"b.{name}"), place).warnings == ()


def test_a_large_file_is_warned_of(folder: Path) -> None:
    path = animation(still=0).save(folder / "a.png")
    whole, bulk = path.read_bytes(), b"buLk" + bytes(5_000_001)  # a chunk that readers pass over
    path.write_bytes(whole[:-12] + (len(bulk) - 4).to_bytes(4, "big") + bulk
                     + crc32(bulk).to_bytes(4, "big") + whole[-12:])
    (warning,) = snippet(path, "github").warnings
    assert "is 5.0 MB, over 5" in warning


def test_what_is_wrong_is_one_line(folder: Path) -> None:
    animation().save(folder / "a.gif")
    with pytest.raises(UnknownNameError, match="did you mean github"):
        snippet("a.gif", "githab")
    with pytest.raises(OutputError, match=r"there is no file b\.gif"):
        snippet("b.gif", "github")
    done = invoke("embed", "a.gif", "--for", "github", "--width", "0", cwd=folder)
    assert (done.returncode, done.stderr.decode().count("\n")) == (1, 1)
    animation().save(folder / "a\nb.gif")
    with pytest.raises(OutputError, match="signs that are not seen"):
        snippet("a\nb.gif", "github")


# What reads it.

def hostile(folder: Path, place: str) -> tuple[str, str]:
    """A snippet whose alt text tries to be markup, and the alt text."""
    made = animation(title=HOSTILE)
    path = made.save(Path(f"a{suffix_for(place)}"))
    return snippet(path, place).text, one_line(made.describe())


@pytest.mark.parametrize("place", ["github", "pypi", "html", "jupyter"])
@pytest.mark.parametrize("name", ["a.gif", *ODD_NAMES])
def test_html_is_one_tag_whatever_the_words(place: str, name: str, folder: Path) -> None:
    made = animation(title=HOSTILE)
    made.save(folder / name)
    found = only_tag(snippet(name, place).text)
    assert (found["alt"], set(found)) == (one_line(made.describe()), {"src", "width", "alt"})
    assert ":" not in str(found["src"])


def test_pypi_keeps_it_all(folder: Path) -> None:
    clean = needed("readme_renderer.clean").clean
    animation(title=HOSTILE).save(folder / "a.gif")
    text = snippet("a.gif", "pypi", address="https://x.org/a.gif").text
    found = only_tag(clean(text))
    assert (found["src"], found["width"]) == ("https://x.org/a.gif", "400")
    assert found["alt"] == one_line(animation(title=HOSTILE).describe())


@pytest.mark.parametrize("name", ["a.gif", "a b.gif", "a\\b_c*.gif"])
def test_docutils_reads_rst(name: str, folder: Path) -> None:
    core = needed("docutils.core")
    made = animation(title=HOSTILE)
    made.save(folder / name)
    document = core.publish_doctree(snippet(name, "rst").text,
                                    settings_overrides={"report_level": 1, "halt_level": 2})
    (image,) = document.findall(needed("docutils.nodes").image)
    assert image["uri"] == name
    assert image["width"] == "400px"
    assert image["alt"] == one_line(made.describe())


@pytest.mark.parametrize("name", ["a.gif", "a b.gif", "`a`.gif"])
def test_myst_reads_it(name: str, folder: Path) -> None:
    core, parser = needed("docutils.core"), needed("myst_parser.docutils_")
    made = animation(title=HOSTILE)
    made.save(folder / name)
    document = core.publish_doctree(snippet(name, "myst").text, parser=parser.Parser(),
                                    settings_overrides={"report_level": 1, "halt_level": 2})
    (image,) = document.findall(needed("docutils.nodes").image)
    assert (image["uri"], image["alt"]) == (name, one_line(made.describe()))


@pytest.mark.parametrize("name", ["a.gif", *ODD_NAMES])
def test_python_markdown_reads_it(name: str, folder: Path) -> None:
    markdown = needed("markdown")
    made = animation(title=HOSTILE)
    made.save(folder / name)
    read = Tags(markdown.markdown(snippet(name, "mkdocs").text, extensions=["attr_list"]))
    assert [tag for tag, _ in read.tags] == ["p", "img"]
    assert read.tags[1][1]["alt"] == one_line(made.describe())
    assert read.tags[1][1]["width"] == "400"
    assert read.others.strip() == ""


def test_typst_shows_an_svg_as_what_it_is(folder: Path) -> None:
    typst = needed("typst")
    seen = []
    for name in ("a.svg", "a.png"):
        text = snippet(animation().save(name), "typst").text
        Path("a.typ").write_text(f"#set page(width: auto, height: auto, margin: 0pt)\n{text}",
                                 "utf-8")
        page = typst.compile("a.typ", format="png", ppi=96)
        seen.append(iio.imread(page, mode="RGB").astype(float))
    assert abs(seen[0] - seen[1]).mean() < 1.0


def test_typst_shows_a_strip_no_wider_than_the_line(folder: Path) -> None:
    typst = needed("typst")
    strip = animation().strip(4)
    text = snippet(strip.save("a.svg"), "typst").text
    (frame,) = strip.frames
    rows, columns = frame.shape[:2]
    Path("a.typ").write_text(f"#set page(width: 200pt, height: auto, margin: 0pt)\n{text}", "utf-8")
    page = iio.imread(typst.compile("a.typ", format="png", ppi=72))
    assert page.shape[:2] == (pytest.approx(200 * rows / columns, abs=1), 200)


def test_typst_compiles_it(folder: Path) -> None:
    typst = needed("typst")
    text, alt = hostile(folder, "typst")
    Path("a.typ").write_text(text, "utf-8")
    typst.compile("a.typ", output="a.pdf")
    assert Path("a.pdf").read_bytes().startswith(b"%PDF")
    assert (found := typst.query("a.typ", "image", field="alt")) is not None
    assert alt.split()[0] in found


@pytest.mark.parametrize(("place", "own", "asked"), [
    ("latex", r"width=\ifdim300bp<\linewidth 300bp\else\linewidth\fi,", "width=600bp,"),
    ("typst", "width: calc.min(300pt, size.width),", "width: 600pt,")])
def test_on_paper_it_is_as_wide_as_it_is_but_no_wider_than_the_line(
        folder: Path, place: str, own: str, asked: str) -> None:
    animation().still().save(folder / "a.png")
    assert own in snippet("a.png", place).text
    assert asked in snippet("a.png", place, width_px=800).text


def test_latex_is_one_balanced_command(folder: Path) -> None:
    text, _ = hostile(folder, "latex")
    assert text.startswith(r"\includegraphics[width=\ifdim300bp<\linewidth 300bp\else")
    assert text.endswith("}]{a.png}")
    bare = re.sub(r"\\(textbackslash|textasciicircum|textasciitilde)\{\}|\\[{}#$%&_]", "", text)
    inside = bare.partition("alt={")[2].rpartition("}]")[0]
    assert not re.search(r"[\\{}#$%&_^~]", inside)


def test_the_help_of_the_command_names_every_place() -> None:
    """It is written there by hand: the table would bring numpy on the way to --help."""
    (place,) = [each for each in main.commands["embed"].params if each.name == "place"]
    assert re.findall(r"[a-z-]+", place.help.replace(" or ", ", ")) == list(PLACES)


def test_the_command_prints_it_and_warns_apart(folder: Path) -> None:
    animation().save(folder / "a.gif")
    made = snippet("a.gif", "github")
    done = invoke("embed", "a.gif", "--for", "github", cwd=folder)
    assert done.stdout.decode() == made.text + "\n"
    assert done.stderr.decode().splitlines() == [f"convgif: {said}" for said in made.warnings]
    assert "moves for ever" in made.warnings[0]
    assert invoke("embed", "a.gif", "--for", "github", "-q", cwd=folder).stderr == b""


@pytest.mark.parametrize(("name", "meant"), [
    ("sphinx", "rst or myst"), ("Notebook", "jupyter"), ("hugo", "markdown"), ("latx", "latex")])
def test_a_place_by_another_name(tmp_path: Path, name: str, meant: str) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean {meant}\\?$"):
        snippet(tmp_path / "a.gif", name)
