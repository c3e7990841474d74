"""What the tables of gallery.toml say, key by key: words, switches, settings as they are typed."""

import re
from collections.abc import Mapping
from typing import Any

from convgif.errors import ConvgifError, NotationError, shorten, suggest
from convgif.formats.escaping import one_line
from convgif.gallery.words import FIRST, WORDS
from convgif.settings.options import OPTIONS
from convgif.settings.setting_files import as_typed, check_is_new, option_called

Table = Mapping[str, Any]
Given = Mapping[str, str | bool]  # settings as they are spelled
Told = Mapping[str, Mapping[str, str]]  # by language, what is said in another than the first
OTHERS = tuple(language for language in WORDS if language != FIRST)


def told_of(table: Table, keys: tuple[str, ...], needed: tuple[str, ...] = (),
            addresses: tuple[str, ...] = ()) -> Told:
    """By language what the table says in it. needed: the languages that it has to be in. addresses:
    keys that it may say, too."""
    told = {}
    for language in OTHERS:
        if language in table and isinstance(table[language], dict):
            own = table[language]
            check_keys(own, (*keys, *addresses))
            told[language] = {**{key: text_of(own, key) for key in keys},
                              **{key: address_of(own, key) for key in addresses if key in own}}
        elif language in table or language in needed:
            example = ", ".join(f'{key} = "..."' for key in keys)
            raise ConvgifError(f"{language} is missing or no table: write {language} = "
                               f"{{ {example} }}")
    return told


def settings_of(table: Table) -> Given:
    """The settings of a table as they would be typed."""
    settings = table.get("settings", {})
    if not isinstance(settings, dict):
        raise ConvgifError("settings is no table: write settings = { stride = 2 }")
    given: dict[str, str | bool] = {}
    for name, value in settings.items():
        option = option_called(name)
        check_is_new(name, option, given)
        try:
            given[option.name] = as_typed(option, value)
        except ConvgifError as error:
            raise NotationError(f"{name}: {error.message}") from None
    return given


def over(own: Given, shared: Given) -> Given:
    """Both, the own ones first; they win."""
    return {**own, **{name: value for name, value in shared.items() if name not in own}}


def parsed(name: str, value: str | bool) -> Any:
    """What the setting says. Raises NotationError."""
    try:
        return value if isinstance(value, bool) else OPTIONS[name].read(value)
    except NotationError as error:
        raise NotationError(f"{name}: {error.message}") from None


def text_of(table: Table, key: str) -> str:
    """The text of a key, on one line."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConvgifError(f"{key} is missing or no text: write {key} = \"...\"")
    return " ".join(one_line(value).split())


def address_of(table: Table, key: str) -> str:
    """The address of a key, on the web or below the gallery; "" where there is none."""
    if key not in table:
        return ""
    address = text_of(table, key)
    if ":" in address and not re.match("https?://", address):
        raise ConvgifError(f"{key} {shorten(address)} is no page: write one that begins with "
                           "https://, or a path beside the gallery")
    return address


def switch_of(table: Table, key: str, usual: bool) -> bool:
    """What is said of something that is so or not."""
    value = table.get(key, usual)
    if not isinstance(value, bool):
        raise ConvgifError(f"{key} is {shorten(value)}: write {str(not usual).lower()} or leave it "
                           "out")
    return value


def tables_of(table: Table, key: str) -> list[Table]:
    """The tables of a list of them; none where it is left out. Raises ConvgifError."""
    tables = table.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
        raise ConvgifError(f"{key} is no list of tables: write them under [[...{key}]]")
    return tables


def check_keys(table: Table, known: tuple[str, ...]) -> None:
    """Raises ConvgifError for a key that the table has and that is not known."""
    for key in table:
        if key not in known:
            raise ConvgifError(f"unknown key {shorten(key)}: {suggest(key, known)}")
