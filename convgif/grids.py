"""Grids: lists of settings, as text or values, and every combination of them."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from convgif.errors import ConvgifError, NotationError, OutputError, shorten, suggest
from convgif.options import OPTIONS, Option

Settings: TypeAlias = dict[str, Any]
Grid: TypeAlias = Mapping[str, Any]

LONGEST_RANGE = 10_000
_RANGE = re.compile(r"\s*([0-9]{1,9})\.\.([0-9]{1,9})(?:\.\.([0-9]{1,9}))?\s*")


def parse_items(option: Option, text: str) -> list[Any]:
    """The values of a list: items by comma, ranges `1..5` with both ends, `1..9..2` by steps.

    `parse_items(OPTIONS["stride"], "1,2..4")` is [1, 2, 3, 4]. Raises NotationError.
    """
    values: list[Any] = []
    for item in text.split(","):
        found = _RANGE.fullmatch(item)
        if found is None:
            values.append(option.parse(item) if option.parse else item)
            continue
        first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
        if step < 1 or last < first or (last - first) // step >= LONGEST_RANGE:
            raise NotationError(f"{shorten(item)} is an empty or endless range: "
                                "give it upwards, such as 1..5 or 1..9..2")
        values += range(first, last + 1, step)
    return values


def combinations(grid: Grid, *, pair: bool = False) -> Iterator[Settings]:
    """The settings of each combination, the last name changing fastest.

    grid: for each option's name a value or a list of them (a tuple is one size). pair: the first
    items of all lists together, then the second, ... Raises ConvgifError for unequal lists.
    """
    for name in grid:
        if name not in OPTIONS:
            raise ConvgifError(f"unknown setting {shorten(name)}: {suggest(name, OPTIONS)}")
    lists = {name: list(value) if isinstance(value, list | range) else [value]
             for name, value in grid.items()}
    if pair:
        longest = max(map(len, lists.values()), default=1)
        uneven = [name for name, values in lists.items() if len(values) not in (1, longest)]
        if uneven:
            raise ConvgifError(f"{uneven[0]} has {len(lists[uneven[0]])} values and another list "
                               f"has {longest}: to pair them give equally many, or one")
        lists = {name: values if len(values) == longest else values * longest
                 for name, values in lists.items()}
        rows: Iterator[tuple[Any, ...]] = zip(*lists.values(), strict=True)
    else:
        rows = product(*lists.values())
    for row in rows:
        yield dict(zip(lists, row, strict=True))


def read_sets(path: Path) -> dict[str, Grid]:
    """The named grids of a TOML file: tables whose keys are option names, values as typed or lists.

    Raises OutputError for a file that cannot be read, ConvgifError for what is no grid.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"cannot read {path}: {reason}: name another file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConvgifError(f"{path} is no TOML: {' '.join(str(error).split())}") from None
    return {name: _read_grid(f"{path}: [{name}]", table) for name, table in tables.items()}


def _read_grid(where: str, table: object) -> Grid:
    if not isinstance(table, dict):
        raise ConvgifError(f"{where} is no table of settings: write name = \"value\" lines in it")
    grid: dict[str, Any] = {}
    for name, value in table.items():
        known = name.replace("-", "_")
        if known not in OPTIONS:
            raise ConvgifError(f"{where}: unknown setting {shorten(name)}: "
                               f"{suggest(name, OPTIONS)}")
        option, items = OPTIONS[known], value if isinstance(value, list) else [value]
        grid[known] = [parsed for item in items for parsed in _read_item(option, item)]
    return grid


def _read_item(option: Option, item: object) -> Sequence[Any]:
    if isinstance(item, bool) or not isinstance(item, str):
        return [item]
    return parse_items(option, item) if option.many else [option.parse(item) if option.parse
                                                          else item]
