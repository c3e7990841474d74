"""Notebooks: what is shown in them, and what is left of it in HTML and LaTeX."""

import base64
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import pytest
from conftest import ROOT
from html_reading import HOSTILE, Tags, only_tag
from optional_libraries import needed

from convgif import Conv2d, ConvTranspose2d, Layer, Linear, animate
from convgif.formats import FORMATS
from convgif.formats.escaping import one_line

CELL = ("import convgif\n"
        "convgif.animate(convgif.Conv2d(), input_size=4, theme='auto', title='Stride')")


def test_the_types_that_are_shown() -> None:
    made = animate(Conv2d(), input_size=4)
    data, metadata = made._repr_mimebundle_()
    assert list(data) == ["text/html", "image/png", "text/plain"]
    assert data["text/plain"] == made.describe()
    height = made.story.stage.height_px
    assert metadata == {"image/png": {"width": 320, "height": height}}
    poster = iio.imread(BytesIO(base64.b64decode(data["image/png"])))
    assert poster.shape[:2] == (2 * height, 640)
    assert list(made._repr_mimebundle_(include=["text/plain"])[0]) == ["text/plain"]
    assert list(made._repr_mimebundle_(exclude=["text/html", "image/png"])[0]) == ["text/plain"]


def test_a_player_is_a_still_where_no_html_is_shown() -> None:
    made = animate(Conv2d(), input_size=4)
    for player in (made.player(), made.player(fragment=True)):
        data, metadata = player._repr_mimebundle_()
        assert list(data) == ["text/html", "image/png", "text/plain"]
        assert data["text/html"] == player._repr_html_()
        assert data["text/plain"] == made.describe()
        assert (data["image/png"], metadata) == (made._repr_mimebundle_()[0]["image/png"],
                                                 made._repr_mimebundle_()[1])


@pytest.mark.parametrize("layer", [Conv2d(), Linear(4, 3), ConvTranspose2d(stride=2)], ids=repr)
def test_what_a_prompt_shows_is_one_line_that_says_which(layer: Layer) -> None:
    made = animate(layer)
    shown = [made, made.strip(2), made.traces[0], made.story, made.player(), made.traces[0].steps,
             made.traces[0].stamps]
    for each in shown:
        assert repr(each).startswith(f"{type(each).__name__}(")
        assert len(repr(each)) < 160
        assert repr(each).isprintable()
    assert repr(layer) in repr(made)
    assert f"{len(made.durations)} frames" in repr(made)
    assert "2 steps side by side" in repr(made.strip(2))


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_html_is_an_image_that_holds_itself(theme: str) -> None:
    made = animate(Conv2d(), input_size=4, theme=theme, title=HOSTILE, size_px=900)
    found = only_tag(made._repr_html_())
    assert (found["width"], found["alt"]) == ("900", one_line(made.describe()))
    kind, _, data = str(found["src"]).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data) == FORMATS["svg"].encode(made)


def run_notebook(folder: Path, cell: str) -> Any:
    """A notebook of one cell, run."""
    formats, client = needed("nbformat"), needed("nbclient")
    needed("ipykernel")
    book = formats.v4.new_notebook(cells=[formats.v4.new_code_cell(cell)])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        client.NotebookClient(book, timeout=100, kernel_name="python3", allow_errors=True,
                              resources={"metadata": {"path": str(folder)}}).execute()
    finally:
        os.environ.pop("PYTHONPATH")
        os.environ.update({"PYTHONPATH": before} if before else {})
    return book


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook with an animation in it."""
    return run_notebook(tmp_path_factory.mktemp("notebook"), CELL)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_mistake_is_one_line(tmp_path: Path) -> None:
    book = run_notebook(tmp_path, "import convgif\nconvgif.Conv2d(stride=0)")
    (output,) = book.cells[0].outputs
    assert output.traceback == ["LayerError: stride 0 is too small: use 1 or more"]


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # what other libraries deprecate is theirs
class TestExports:
    """One line in a cell, in every form that a notebook takes."""

    def test_the_cell(self, notebook: Any) -> None:
        (output,) = notebook.cells[0].outputs
        assert set(output.data) == {"text/html", "image/png", "text/plain"}

    def test_html(self, notebook: Any) -> None:
        text, _ = needed("nbconvert").HTMLExporter().from_notebook_node(notebook)
        ((_, shown),) = [(tag, found) for tag, found in Tags(text).tags if tag == "img"]
        assert str(shown["src"]).startswith("data:image/svg+xml;base64,")
        assert shown["width"] == "320"
        assert str(shown["alt"]).startswith("Stride: Conv2d")

    def test_latex(self, notebook: Any) -> None:
        self.is_a_still_in_latex(notebook)

    def test_a_player_in_latex(self, tmp_path: Path) -> None:
        self.is_a_still_in_latex(run_notebook(tmp_path, f"{CELL}.player()"))

    def is_a_still_in_latex(self, notebook: Any) -> None:
        text, resources = needed("nbconvert").LatexExporter().from_notebook_node(notebook)
        (name,) = resources["outputs"]
        assert name.endswith(".png")
        assert name in text
        assert "svg" not in text
        assert len(text.partition(r"\maketitle")[2]) < 5000


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_marimo_shows_the_same() -> None:
    formatting = needed("marimo._output.formatting")
    made = animate(Conv2d(), input_size=4)
    kind, text = formatting.try_format(made).mimetype, formatting.try_format(made).data
    assert kind == "text/html"
    assert text == made._repr_html_()
