"""Settings that views declare: all that is made of a declaration, for a view that is new."""

import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest

from convgif import animate
from convgif.settings.declared import VIEW_PARSERS
from convgif.settings.options import OPTIONS
from convgif.views import ALL_VIEWS, VIEW_SETTINGS

# A view of another package, in whose folder stand its settings; then the command line runs.
NEW_VIEW = """
import sys
from dataclasses import replace
from convgif import views
from convgif.views import values
from convgif.views.settings import Switch, WholeNumber, by_name

SHADED, BOLD = Switch("shaded", "cells are shaded"), WholeNumber("bold_lines", "how many are bold")
row = replace(values.VIEW, settings=(*values.VIEW.settings, SHADED, BOLD))
views.VIEWS["new"] = row
views.VIEW_SETTINGS |= by_name(row.settings)

import convgif
animation = convgif.animate("Conv2d()", view="new", bold_lines=3)
assert (animation.settings[BOLD], animation.settings[SHADED]) == (3, False)
assert "bold_lines: how many are bold" in " ".join(convgif.animate.__doc__.split())
assert "shaded" in str(__import__("inspect").signature(convgif.animate))
for given, wanted in (({"bold_lines": 3}, "the isometric view takes no bold_lines: leave it out, "
                       "or use view='new'"), ({"shadet": 3}, "did you mean shaded?")):
    try:
        convgif.animate("Conv2d()", **given)
    except convgif.ConvgifError as error:
        assert wanted in str(error), error

from convgif.cli import main
for line in ("views", "render --help-all", "render --view new --shaded --bold-lines 4 --spec",
             "batch --view new --bold-lines 7 --s 1,2 -o OUT -q"):
    main(line.replace("OUT", sys.argv[1]).split(), standalone_mode=False)
"""


def test_a_setting_that_a_new_view_declares_is_one_everywhere(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", NEW_VIEW, str(tmp_path)], capture_output=True,
                         text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "[--show-in, --show-out, --precision, --names, --shaded, --bold-lines]" in ran.stdout
    assert "--shaded / --no-shaded" in ran.stdout
    assert "--bold-lines N" in ran.stdout
    assert "shaded = true\nbold_lines = 4\n" in ran.stdout
    assert len([path for path in tmp_path.glob("*.gif") if "bold-lines7" in path.name]) == 2


def test_one_name_is_one_setting_and_the_options_are_made_of_them() -> None:
    declared = {setting for view in ALL_VIEWS.values()
                for setting in (*view.settings, *view.always)}
    assert len(declared) == len({setting.name for setting in declared})
    assert declared == set(VIEW_SETTINGS.values())
    assert all(VIEW_SETTINGS[name].default is OPTIONS[name].default for name in VIEW_SETTINGS)
    assert {type(setting) for setting in declared} <= VIEW_PARSERS.keys()


@pytest.mark.parametrize("name", VIEW_SETTINGS)
def test_help_of_animate_says_what_may_be_passed(name: str) -> None:
    assert signature(animate).parameters[name].default is VIEW_SETTINGS[name].default
    told = " ".join((animate.__doc__ or "").split())
    assert f"{name}: {VIEW_SETTINGS[name].help}" in told
    assert "{settings}" not in told
