"""The articles of the gallery: every figure with the command that makes it, or why not."""

import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT

from convgif.cli import main
from convgif.costs.presets import PRESETS as CHARTS
from convgif.errors import ConvgifError
from convgif.gallery import read_gallery
from convgif.gallery.articles import Articles, articles_lines, articles_markup
from convgif.gallery.figures import SHOWN, ByEntry, Charted, Drawn, NotMade, Page, Printed
from convgif.settings.options import OPTIONS
from convgif.settings.pairs import ARTICLE_PICTURES
from convgif.settings.resolving import resolve

GALLERY = read_gallery(ROOT / "gallery" / "gallery.toml")
ENTRIES = GALLERY.by_name


def articles(language: str = "en") -> Articles:
    found = GALLERY.in_language(language).articles
    assert found is not None
    return found


FIGURES = [figure for article in articles().articles for figure in article.figures]


def of_kind(kind: type) -> list[Any]:
    return [figure.shown for figure in FIGURES if isinstance(figure.shown, kind)]


def test_there_are_five_with_all_that_they_show() -> None:
    assert len(articles().articles) == 5
    assert len(FIGURES) > 80
    nine = [shown.given["preset"] for shown in of_kind(Drawn) if shown.given.get("preset") in
            ARTICLE_PICTURES]
    assert nine == [*ARTICLE_PICTURES]
    assert {shown.preset for shown in of_kind(Charted)} == CHARTS.keys() - {"conv2d"}
    assert all(figure.why_not for figure in FIGURES if isinstance(figure.shown, NotMade))
    assert len({type(figure.shown) for figure in FIGURES}) == len(SHOWN)


def test_what_articles_have_wrong_is_said_beside_the_figure() -> None:
    notes = " ".join(figure.note for figure in FIGURES)
    for said in ("It is rounded down", "50 weights and 5 biases: 55", "That makes (2, 3, 8)",
                 "3 times the size is 9 times", "2 times the stride is a quarter", "equivariant",
                 "(I + 2p − d·(k − 1) − 1)/s + 1"):
        assert said in notes


@pytest.mark.parametrize("number", range(len(of_kind(Printed))))
def test_numbers_are_what_the_command_prints(number: int) -> None:
    shown = of_kind(Printed)[number]
    done = CliRunner().invoke(main, shlex.split(shown.command({}))[1:])
    assert done.exit_code == 0, done.output
    assert done.stdout == shown.printed() + "\n"


def test_commands_of_pictures_say_their_settings() -> None:
    command = main.commands["render"]
    for shown in of_kind(Drawn):
        words = shlex.split(shown.command({}))
        assert words[:2] == ["convgif", "render"]
        context = command.make_context("render", words[2:])
        given = {name: value for name, value in context.params.items()
                 if value is not None and name in OPTIONS}
        assert resolve(given) == shown.picture


def test_a_chart_is_what_its_command_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = of_kind(Charted)[-1]
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(shown.command({}))[1:])
    assert done.exit_code == 0, done.output
    (file,) = shown.files()
    assert Path(file.name).read_bytes() == file.data


def test_pictures_are_small() -> None:
    assert sum(len(file.data) for file in articles().files) < 180_000


@pytest.mark.parametrize("language", GALLERY.languages)
def test_the_page_and_the_readme_have_every_figure(language: str) -> None:
    told, entries = articles(language), GALLERY.in_language(language).by_name
    page, readme = (articles_markup(told, Page(entries, language)),
                    "\n".join(articles_lines(told, entries)))
    for article in told.articles:
        for figure in article.figures:
            assert figure.title.split(":")[0] in page
            command = figure.shown.command(entries)
            assert command in readme
            assert page.count("<h4>") == len(FIGURES)
    for shown in of_kind(ByEntry):
        assert f'href="#{shown.entry}"' in page
    assert page.count("<img ") == len([*told.files])
    assert ("文章" in page) == (language == "zh")


SMALL = """\
title = "Small"
text = "One."
reuse = "Free."
[[section]]
title = "One"
text = "A sentence."
[[section.entry]]
name = "first"
title = "First"
caption = "Caption."
[articles]
title = "Articles"
text = "All."
[[articles.article]]
name = "only"
title = "Only"
text = "One."
[[articles.article.figure]]
title = "A <figure>"
note = "Right."
entry = "first"
"""


@pytest.mark.parametrize(("before", "after", "said"), [
    ('entry = "first"', 'entry = "frist"', "there is no entry 'frist': did you mean first"),
    ('entry = "first"', "", "shown in 0 ways: say one of entry, settings, shape, cost or why_not"),
    ('entry = "first"', 'entry = "first"\nwhy_not = "a"', "shown in 2 ways"),
    ('entry = "first"', 'shape = { layers = "a" }', "shape is no table with a layer"),
    ('entry = "first"', 'shape = { layer = "Conv2d()", i = 5 }', "unknown key 'i'"),
    ('entry = "first"', 'shape = { layer = "Conv2d(", input_size = "5" }', "figure 'A <figure>'"),
    ('entry = "first"', 'cost = "conv2"', "unknown chart of costs 'conv2': did you mean conv2d"),
    ('entry = "first"', 'name = "first"\nsettings = { preset = "dilation" }', "are called first"),
    ('note = "Right."', 'nota = "Right."', "unknown key 'nota': did you mean note"),
    ('title = "Articles"', 'title = 3', "title is missing or no text"),
    ('reuse = "Free."', 'reuse = "Free."\nzh = { title = "小", text = "一。", reuse = "自由。" }',
     "zh is missing or no table")])
def test_what_is_wrong_is_said_in_one_line(before: str, after: str, said: str, tmp_path: Path
                                           ) -> None:
    path = tmp_path / "gallery.toml"
    path.write_text(SMALL, "utf-8")
    assert read_gallery(path).articles is not None
    path.write_text(SMALL.replace(before, after), "utf-8")
    with pytest.raises(ConvgifError) as caught:
        read_gallery(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_of_figures_are_not_markup(tmp_path: Path) -> None:
    (tmp_path / "gallery.toml").write_text(SMALL, "utf-8")
    small = read_gallery(tmp_path / "gallery.toml")
    assert small.articles is not None
    page = articles_markup(small.articles, Page(small.by_name, "en"))
    assert "A &lt;figure&gt;" in page
    assert '<a href="#first">First</a>' in page
