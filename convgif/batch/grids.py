"""Grids: lists of settings, as text or values, and every combination of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from convgif.errors import (
    ConvgifError,
    NotationError,
    fold,
    look_up,
    named,
    shorten,
)
from convgif.inputs.toml_files import read_toml
from convgif.layers.fields import plain
from convgif.layers.notation import half_width
from convgif.settings.arranging import Group, divided, filled, leaves
from convgif.settings.declared import Option
from convgif.settings.limits import check_combinations
from convgif.settings.options import OPTIONS, suggest_setting
from convgif.settings.parsers import parse_range
from convgif.settings.setting_files import as_typed, check_is_new, option_called

Settings: TypeAlias = dict[str, Any]
Grid: TypeAlias = Mapping[str, Any]

FORMAT = "format"  # beside the options of a grid: the formats in which each combination is made


def parse_items(option: Option, text: str) -> list[Any]:
    """The values of a list: items by comma, ranges `1..5` with both ends, `1..9..2` by steps.

    `parse_items(OPTIONS["stride"], "1,2..4")` is [1, 2, 3, 4]. Raises NotationError.
    """
    items = _items_of_files(text) if option.is_file else _items(half_width(text))
    ranges = [parse_range(item) or [item.strip()] for item in items]
    check_combinations([sum(map(len, ranges))])
    return [option.read(str(item)) for items in ranges for item in items]


def parse_formats(text: str) -> list[str]:
    """The names of formats in a list: `parse_formats("svg, webp")` is ["svg", "webp"]."""
    return [name.strip() for name in half_width(text).split(",")]


def _items_of_files(text: str) -> list[str]:
    """The items of a list by comma, but for commas in the brackets of numbers."""
    return divided(text, ",") if "[" in text else text.split(",")


def _items(text: str) -> list[str]:
    """The items of a list by comma, but for commas in brackets, as the text of a layer has them."""
    items: list[list[str]] = [[]]
    depth = 0
    for part in re.split("([(),])", text):
        depth += (part == "(") - (part == ")")
        if part == "," and depth <= 0:
            items.append([])
        else:
            items[-1].append(part)
    return ["".join(parts) for parts in items]


def combinations(grid: Grid, *, pair: bool = False) -> Iterator[Settings]:
    """The settings of each combination: names in the order of OPTIONS, the last changing fastest.

    grid: for each option's name a value or a list of them (a tuple is one size). pair: the first
    items of all lists together, then the second, ... Raises ConvgifError for unequal or empty
    lists, for a name that is in no table, and for a value that is wrong whatever is beside it;
    LimitError for more combinations than are made at once.
    """
    count_combinations(grid, pair=pair)
    lists: dict[str, list[Any]] = {}
    for name, values in _lists(grid).items():
        if not values:
            raise ConvgifError(f"the list of {name} is empty: give a value or leave it out")
        lists[name] = [_checked(OPTIONS[name], value) for value in values]
    if pair and lists:
        longest = max(map(len, lists.values()))
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


def without_formats(grid: Grid) -> Grid:
    """The settings that make combinations. Raises ConvgifError for what is no grid."""
    if not isinstance(grid, Mapping):
        raise ConvgifError(f"the grid {shorten(grid)} names no settings: give a mapping, such as "
                           "{'kernel_size': [2, 3]}")
    return {name: value for name, value in grid.items() if name != FORMAT}


def count_combinations(grid: Grid, *, pair: bool = False) -> int:
    """How many combinations there are, before any is made. Raises LimitError for more than are made
    at once."""
    return check_combinations(map(len, _lists(grid).values()), pair=pair)


def _lists(grid: Grid) -> dict[str, Sequence[Any]]:
    """The values of each setting, in the order of OPTIONS. Raises ConvgifError."""
    for name in grid:
        if name not in OPTIONS:
            raise ConvgifError(f"unknown setting {shorten(name)}: {suggest_setting(name)}")
    given = {name: plain(grid[name]) for name in OPTIONS if name in grid}
    return {name: value if isinstance(value, list | range) else [value]
            for name, value in given.items()}


def _checked(option: Option, value: Any) -> Any:
    """The value as plain data; a name as its table spells it. Raises ConvgifError for what is wrong
    by itself."""
    if isinstance(value, Group):
        return filled(value, (_checked(option, item) for item in leaves(value)))
    value = option.kept(value)
    if option.check is not None and value is not None:
        option.check(value)
    if option.names is None or value is None:
        return value
    look_up(option.names, str(value), option.name)
    return next(known for known in option.names if fold(known) == fold(str(value)))


def read_sets(path: Path) -> dict[str, Grid]:
    """The named grids of a TOML file: tables whose keys are option names, values as typed or lists.

    Raises OutputError for a file that cannot be read, ConvgifError for what is no grid.
    """
    tables = read_toml(path, "name another file")
    if not tables:
        raise ConvgifError(f"{named(path)} holds no table of settings: write [a-name], and below "
                           "it name = \"value\" lines")
    return {name: _read_grid(f"{named(path)}: [{named(name)}]", table)
            for name, table in tables.items()}


def _read_grid(where: str, table: object) -> Grid:
    if not isinstance(table, dict):
        raise ConvgifError(f"{where} is no table of settings: write name = \"value\" lines in it")
    grid: dict[str, Any] = {}
    for name, value in table.items():
        if fold(name) == FORMAT:
            items = value if isinstance(value, list) else [value]
            grid[FORMAT] = [part for item in items for part in parse_formats(str(item))]
            continue
        try:
            option = option_called(name)
            check_is_new(name, option, grid)
        except ConvgifError as error:
            raise ConvgifError(f"{where}: {error.message}") from None
        try:
            grid[option.name] = [parsed for item in (value if isinstance(value, list) else [value])
                                 for parsed in _read_item(option, as_typed(option, item))]
        except ConvgifError as error:
            raise NotationError(f"{where}: {name}: {error.message}") from None
    return grid


def _read_item(option: Option, item: str | bool) -> list[Any]:
    """What one item of a list comes to."""
    if isinstance(item, bool):
        return [item]
    return parse_items(option, item) if option.many else [option.read(item)]
