"""The rows of a toy layer, reduction, view, theme and format, before anything is made of the
tables; then all of them through every way out. Run in a process of its own, in an empty folder."""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from toy_format import FORMAT
from toy_layer import Minimum, MinPool2d
from toy_view import VIEW

from convgif.formats import FORMATS
from convgif.frames.themes import THEMES
from convgif.layers import LAYERS
from convgif.traces.reductions import REDUCTIONS
from convgif.views import VIEW_SETTINGS, VIEWS
from convgif.views.settings import by_name

LAYERS["MinPool2d"] = MinPool2d
REDUCTIONS["min"] = Minimum()
VIEWS["toy"] = VIEW
VIEW_SETTINGS.update(by_name(VIEW.settings))  # as the line below the table does
THEMES["sepia"] = replace(THEMES["light"], description="for brown pages").on((244, 236, 216))
FORMATS["plain"] = FORMAT

PAGE = """\
Toys
====

.. convgif:: MinPool2d(kernel_size=2)
   :input-size: 4
   :view: toy
   :framed:
   :theme: sepia
"""


def convgif(*arguments: str) -> str:
    """What the command prints, which goes well."""
    from click.testing import CliRunner

    from convgif.cli import main

    result = CliRunner().invoke(main, arguments, prog_name="convgif", catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def rendered(file: str, *arguments: str) -> str:
    """The text of the file that the command makes of the toy layer."""
    convgif("render", "--layer", "min-pool", "--k", "2", "--i", "4", *arguments, "-q", "-o", file)
    return Path(file).read_text("utf-8", errors="replace")


def by_command() -> None:
    """A GIF, an SVG, the player, the toy format and the listings."""
    import imageio.v3 as iio

    rendered("a.gif", "--theme", "sepia", "--view", "toy", "--framed")
    frames = iio.imread("a.gif")
    assert len(frames) == 4
    assert tuple(frames[0, 2, 2]) == (244, 236, 216)
    svg = rendered("a.svg", "--view", "values")
    assert "min pooling 2×2" in svg
    assert "min( " in svg
    page = rendered("a.html", "--view", "values,toy")
    assert '"before":"min("' in page
    assert "MinPool2d(" in page
    assert rendered("a.txt", "--view", "toy", "--lang", "zh").startswith("MinPool2d: 4 cells, one")
    assert "MinPool2d(" in convgif("shape", "MinPool2d(2)", "--i", "4")
    for listing, name in (("views", "toy"), ("themes", "sepia"), ("layers", "MinPool2d"),
                          ("formats", "plain")):
        assert f"\n{name} " in f"\n{convgif(listing)}"
    assert "--framed" in convgif("views")


def by_python() -> None:
    """What it computes, and its own setting."""
    from convgif import animate

    trace = animate("MinPool2d(2)", input_size=4, view="toy", framed=True).traces[0]
    assert trace.output[0, 0, 0] == trace.input[0, :2, :2].min()


def by_batch() -> None:
    """A grid of views."""
    convgif("batch", "--layer", "min-pool", "--i", "4,6", "--view", "toy,values", "--jobs", "1",
            "-q", "-o", "out")
    assert len(list(Path("out").glob("*.gif"))) == 4


def by_directive() -> None:
    """A page of Sphinx."""
    from sphinx.cmd.build import main as build

    Path("docs").mkdir()
    Path("docs/conf.py").write_text('extensions = ["convgif.embed.sphinx"]\n', "utf-8")
    Path("docs/index.rst").write_text(PAGE, "utf-8")
    assert build(["-q", "-W", "-b", "html", "docs", "built"]) == 0
    assert "4 cells, one by one." in Path("built/index.html").read_text("utf-8")


if __name__ == "__main__":
    for way in (by_command, by_python, by_batch, by_directive):
        way()
