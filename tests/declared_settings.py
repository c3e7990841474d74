"""Values for settings that views declare, by their kind: a new view's need none of their own."""

from typing import Any

from convgif.views.settings import Name, Numbers, OneOf, Setting, Switch, WholeNumber


def another_value(setting: Setting[Any]) -> Any:
    """A value that is not the default."""
    if isinstance(setting, OneOf):
        return setting.choices[-1]
    return {Switch: True, Numbers: (0,), WholeNumber: 2, Name: "0"}[type(setting)]
