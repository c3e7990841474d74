"""Values for settings that views declare, by their kind: a new view's need none of their own."""

from typing import Any

from convgif.views import AnyView
from convgif.views.settings import Numbers, OneOf, Setting, Switch, WholeNumber


def switches(view: AnyView) -> list[str]:
    """The names of what it shows or not, as it is asked."""
    return [setting.name for setting in view.settings if isinstance(setting, Switch)]


def another_value(setting: Setting[Any]) -> Any:
    """A value that is not the default."""
    if isinstance(setting, OneOf):
        return setting.choices[-1]
    return {Switch: True, Numbers: (0,), WholeNumber: 2}[type(setting)]
