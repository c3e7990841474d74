"""The articles of a gallery: their figures one after the other, in its page and its README.

    [articles]                                  # title, text; of all of them
    [[articles.article]]                        # name, title, text
    [[articles.article.figure]]                 # title; note: what is right where the article errs
    entry = "dilation"                          # or a row of SHOWN: how it is shown
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from convgif.errors import ConvgifError, listed, shorten
from convgif.formats.escaping import escape_markdown
from convgif.formats.markup import element, text
from convgif.gallery.figures import SHOWN, Entries, Page, Shown, SmallFile
from convgif.gallery.tables import Table, Told, check_keys, tables_of, text_of, told_of

WORDS_OF_A_FIGURE = ("title", "note", "why_not")  # of which it has the first, and others at times


@dataclass(frozen=True)
class Figure:
    """A figure, table or formula of an article. note: what there is to say of it; why_not: why it
    is not made."""

    title: str
    shown: Shown
    note: str = ""
    why_not: str = ""
    told: Told = field(default_factory=dict)


@dataclass(frozen=True)
class Article:
    """An article by name, and its figures in its order."""

    name: str
    title: str
    text: str
    figures: tuple[Figure, ...]
    told: Told = field(default_factory=dict)


@dataclass(frozen=True)
class Articles:
    """All of them under one title."""

    title: str
    text: str
    articles: tuple[Article, ...]
    told: Told = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What the pictures of their figures are called."""
        return [figure.shown.stem for article in self.articles for figure in article.figures
                if figure.shown.stem]

    def check(self, entries: Entries) -> None:
        """Raises ConvgifError for a figure whose entry is none of those."""
        for article in self.articles:
            for figure in article.figures:
                try:
                    figure.shown.command(entries)
                except ConvgifError as error:
                    raise ConvgifError(f"figure {shorten(figure.title)}: {error}") from None

    @property
    def files(self) -> Iterator[SmallFile]:
        """The pictures that are made for their figures."""
        return (file for article in self.articles for figure in article.figures
                for file in figure.shown.files())


def read_articles(table: Table, folder: Path, languages: tuple[str, ...]) -> Articles:
    """What the table says; languages: that all of it has to be in. Raises ConvgifError."""
    check_keys(table, ("title", "text", "article", *languages))
    return Articles(
        text_of(table, "title"), text_of(table, "text"),
        tuple(_article(each, folder, languages) for each in tables_of(table, "article")),
        told_of(table, ("title", "text"), languages))


def _article(table: Table, folder: Path, languages: tuple[str, ...]) -> Article:
    try:
        check_keys(table, ("name", "title", "text", "figure", *languages))
        return Article(
            text_of(table, "name"), text_of(table, "title"), text_of(table, "text"),
            tuple(_figure(each, folder, languages) for each in tables_of(table, "figure")),
            told_of(table, ("title", "text"), languages))
    except ConvgifError as error:
        raise ConvgifError(f"article {shorten(table.get('title'))}: {error}") from None


def _figure(table: Table, folder: Path, languages: tuple[str, ...]) -> Figure:
    try:
        check_keys(table, ("name", "seen", *WORDS_OF_A_FIGURE, *SHOWN, *languages))
        shown = [read for key, read in SHOWN.items() if key in table]
        if len(shown) != 1:
            raise ConvgifError(f"it is shown in {len(shown)} ways: say one of "
                               f"{listed(list(SHOWN), 'or')}")
        said = [key for key in WORDS_OF_A_FIGURE if key in table or key == "title"]
        return Figure(shown=shown[0](table, folder), told=told_of(table, tuple(said), languages),
                      **{key: text_of(table, key) for key in said})
    except ConvgifError as error:
        raise ConvgifError(f"figure {shorten(table.get('title'))}: {error}") from None


def articles_markup(articles: Articles, page: Page) -> str:
    """The section of a page that has them."""
    return element("section", {"class": "articles"}, "\n".join((
        element("h2", {}, text(articles.title)), element("p", {}, text(articles.text)),
        *(_article_markup(article, page) for article in articles.articles))))


def _article_markup(article: Article, page: Page) -> str:
    return element("article", {"id": article.name}, "\n".join((
        element("h3", {}, text(article.title)), element("p", {}, text(article.text)),
        element("ol", {"class": "figures"}, "\n".join([
            _figure_markup(figure, page) for figure in article.figures])))))


def _figure_markup(figure: Figure, page: Page) -> str:
    command = figure.shown.command(page.entries)
    return element("li", {}, "".join((
        element("h4", {}, text(figure.title)),
        *(element("p", {"class": "note"}, text(said)) for said in (figure.note, figure.why_not)
          if said),
        element("pre", {"tabindex": 0}, element("code", {}, text(command))) if command else "",
        figure.shown.markup(page))))


def articles_lines(articles: Articles, entries: Entries) -> Iterator[str]:
    """The same in Markdown, without what the commands make."""
    yield from ("", f"## {escape_markdown(articles.title)}", "", escape_markdown(articles.text))
    for article in articles.articles:
        yield from ("", f"### {escape_markdown(article.title)}", "", escape_markdown(article.text))
        for figure in article.figures:
            said = ": ".join(filter(None, (f"**{escape_markdown(figure.title)}**", *map(
                escape_markdown, filter(None, (figure.note, figure.why_not))))))
            yield from ("", f"- {said}")
            command = figure.shown.command(entries)
            if command:
                yield from ("", "  ```sh", f"  {command}", "  ```")
