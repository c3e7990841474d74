"""What a shell completes: the values of parameters, by name from the tables or as files."""

from collections.abc import Callable, Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem

Names = Callable[[], Mapping[str, object]]


def no_names() -> Mapping[str, object]:
    """No names at all."""
    return {}


class Text(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """A parameter that is text: one of those names, or where `path` says so a "file" or "dir"."""

    name = "text"

    def __init__(self, names: Names = no_names, path: str = "", as_list: bool = False) -> None:
        self._names, self._path, self._as_list = names, path, as_list

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str
                       ) -> list[CompletionItem]:
        """What may stand there: files first, for bash forgets all that came before them."""
        before, comma, item = incomplete.rpartition(",") if self._as_list else ("", "", incomplete)
        paths = [CompletionItem(incomplete, type=self._path)] if self._path else []
        return paths + [CompletionItem(before + comma + name, help=_described(row))
                        for name, row in self._names().items()
                        if name.lower().startswith(item.lower())]


def _described(row: Any) -> str | None:
    """What a row of a table says that it is."""
    found: str | None = getattr(row, "description", None)
    return found
