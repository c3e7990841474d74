"""Values for settings that views declare, by their kind: a new view's need none of their own."""

from collections.abc import Iterable
from typing import Any

from convgif.views import AnyView
from convgif.views.settings import Name, Numbers, OneOf, Setting, Switch, WholeNumber


def choices(*views: AnyView) -> list[tuple[str, Any]]:
    """What they may be asked to show, or from which side: names, and values of few."""
    return sorted({(setting.name, value) for view in views for setting in view.settings
                   if isinstance(setting, Switch | OneOf)
                   for value in ((True,) if isinstance(setting, Switch) else setting.choices)},
                  key=str)


def taken(view: AnyView, asked: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Those that the view takes."""
    return {name: value for name, value in asked if name in view.takes}


def another_value(setting: Setting[Any]) -> Any:
    """A value that is not the default."""
    if isinstance(setting, OneOf):
        return setting.choices[-1]
    return {Switch: True, Numbers: (0,), WholeNumber: 2, Name: "0"}[type(setting)]
