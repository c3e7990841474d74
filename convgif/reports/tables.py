"""The table of a network, in the HTML of its page."""

from collections.abc import Iterator, Mapping
from typing import Any

from convgif.formats.markup import element, text
from convgif.reporting import (
    NETWORK_COLUMNS,
    NUMBERS_FROM,
    Report,
    total_macs,
    total_parameters,
    unsized_cells,
)
from convgif.reports.words import ReportWords
from convgif.scenes.words import times


def table_markup(report: Report, words: ReportWords, links: Mapping[str, str]) -> str:
    """The table. links: by a layer's name the id of what is told of its kind."""
    rows = [element("tr", {}, _cells(each, links)) for each in report["layers"]]
    rows += [_row({**dict.fromkeys(NETWORK_COLUMNS, "–"), **unsized_cells(each)})
             for each in report["unsized"]]
    given = {"name": words.input, "output": times(report["input"])}
    totals = {"name": words.total, "parameters": total_parameters(report),
              "MACs": total_macs(report)}
    heading = "".join(element("th", {"scope": "col", "class": _kind(number)},
                              text(words.columns[name]))
                      for number, name in enumerate(NETWORK_COLUMNS))
    return element("table", {}, "\n".join((
        element("thead", {}, element("tr", {}, heading)),
        element("tbody", {}, "\n".join([_row(given), *rows])),
        element("tfoot", {}, _row(totals)))))


def _row(said: Mapping[str, str]) -> str:
    """A row that is no layer's."""
    return element("tr", {}, "".join(
        element("td" if number else "th", {"scope": None if number else "row",
                                           "class": _kind(number)}, text(said.get(name, "")))
        for number, name in enumerate(NETWORK_COLUMNS)))


def _cells(row: Mapping[str, Any], links: Mapping[str, str]) -> str:
    return "".join(_each(row, links))


def _each(row: Mapping[str, Any], links: Mapping[str, str]) -> Iterator[str]:
    for number, cell in enumerate(NETWORK_COLUMNS.values()):
        said = text(cell(row))
        if number:
            yield element("td", {"class": _kind(number)}, said)
            continue
        address = links.get(row["name"])
        inside = element("a", {"href": f"#{address}"}, said) if address else said
        yield element("th", {"scope": "row", "class": _kind(number)}, inside)


def _kind(number: int) -> str | None:
    return "number" if number >= NUMBERS_FROM else None
