"""Sliders in notebooks: what they do by themselves, in JupyterLab, in marimo and exported."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from conftest import environment
from html_reading import HOSTILE
from optional_libraries import needed

import convgif
from convgif.errors import ConvgifError
from convgif.explorer.sliding import slid

CONV = convgif.Conv2d(stride=2, padding=1)
START_S = 60


def axes(explorer: Any) -> dict[str, tuple[list[str], int]]:
    """The values of each axis, and which is shown."""
    return {axis["name"]: (axis["labels"], axis["at"]) for axis in explorer.axes}


@pytest.fixture
def explorer() -> Any:
    needed("anywidget")
    return convgif.explore(CONV, input_size=5)


# What is slid.

def test_the_sliders_are_what_the_layer_has(explorer: Any) -> None:
    assert list(axes(explorer)) == ["input_size", "kernel_size", "stride", "padding", "dilation",
                                    "padding_mode", "view"]
    assert axes(explorer)["stride"] == (["1", "2", "3", "4", "5"], 1)
    assert [axis["key"] for axis in explorer.axes][:5] == ["i", "k", "s", "p", "d"]
    assert explorer.animation.traces[0].layer == CONV
    assert explorer.layer == CONV


@pytest.mark.parametrize(("layer", "names"), [
    (convgif.MaxPool2d(2), ["input_size", "kernel_size", "stride", "padding", "dilation",
                            "ceil_mode", "view"]),
    (convgif.ConvTranspose1d(stride=2), ["input_size", "kernel_size", "stride", "padding",
                                         "output_padding", "dilation", "view"]),
    (convgif.Conv2d(2, 4, groups=2), ["input_size", "in_channels", "out_channels", "kernel_size",
                                      "stride", "padding", "dilation", "groups", "padding_mode",
                                      "view"]),
    (convgif.Conv2d(kernel_size=(3, 5), padding="same"), [
        "input_size", "kernel_size.rows", "kernel_size.columns", "stride", "padding", "dilation",
        "padding_mode", "view"]),
    (convgif.Conv1d(padding=((1, 0),)), ["input_size", "kernel_size", "stride", "padding.before",
                                         "padding.after", "dilation", "padding_mode", "view"]),
    (convgif.Upsample(scale_factor=2), ["input_size", "scale_factor", "mode", "view"]),
    (convgif.Upsample(size=4), ["input_size", "size", "mode", "view"]),
    (convgif.AdaptiveAvgPool2d(2), ["input_size", "output_size", "view"]),
    (convgif.AdaptiveMaxPool1d((3,)), ["input_size", "output_size", "view"]),
    (convgif.ZeroPad2d(1), ["input_size", "padding", "view"]),
    (convgif.ZeroPad2d((1, 0, 2, 1)), [
        "input_size", "padding.columns.before", "padding.columns.after", "padding.rows.before",
        "padding.rows.after", "view"]),
    (convgif.ConstantPad2d(1, 5), ["input_size", "padding", "value", "view"]),
    (convgif.LocallyConnected1d(), ["input_size", "kernel_size", "stride", "padding", "dilation",
                                    "padding_mode", "view"]),
    (convgif.Linear(4, 3), ["in_features", "out_features", "view"])], ids=repr)
def test_an_argument_of_numbers_has_a_slider_or_one_for_each(layer: Any, names: list[str]) -> None:
    assert [axis.name for axis in slid(layer, {}).axes()] == names


def test_a_rectangle_has_a_slider_for_each_axis_also_where_it_becomes_a_square() -> None:
    layer = convgif.Conv2d(3, 4, (3, 5), padding=(1, 2))
    begun = slid(layer, {"input_size": (5, 7)})
    names = [axis.name for axis in begun.axes()]
    assert names[:2] == ["input_size.rows", "input_size.columns"]
    now = begun
    for name, value in (("input_size.columns", 5), ("kernel_size.columns", 3),
                        ("padding.columns", 1)):
        now = now.with_value(next(axis.range for axis in now.axes() if axis.name == name), value)
    assert [axis.name for axis in now.axes()] == names
    assert (now.input_size, now.shown) == ((5, 5), convgif.Conv2d(3, 4, 3, padding=1))
    label = {language: begun.axes()[names.index("kernel_size.columns")].as_data(language)["label"]
             for language in ("en", "zh")}
    assert label == {"en": "kernel columns", "zh": "卷积核 列"}


def test_a_word_is_chosen_among_words_and_numbers() -> None:
    begun = slid(convgif.Conv2d(padding="same"), {"input_size": 5})
    axis = next(axis for axis in begun.axes() if axis.name == "padding")
    assert (axis.is_slider, axis.values[axis.at]) == (False, "same")
    now = begun.with_value(axis.range, 1)
    assert now.shown == convgif.Conv2d(padding=1)
    again = next(axis for axis in now.axes() if axis.name == "padding")
    assert (again.values, again.values[again.at]) == (axis.values, 1)
    assert now.with_value(again.range, "same").shown == begun.shown


@pytest.mark.parametrize(("layer", "name", "values"), [
    (convgif.ConstantPad2d(1, -2), "value", range(-7, 4)),
    (convgif.ZeroPad2d(-1), "padding", range(-4, 5)),
    (convgif.Upsample(scale_factor=1.5), "scale_factor", [1, 1.5, 2, 3, 4]),
    (convgif.AdaptiveAvgPool2d((None, 3)), "output_size.rows", [None, 1, 2, 3, 4])], ids=repr)
def test_the_values_are_around_the_one_that_it_has(layer: Any, name: str, values: Any) -> None:
    axis = next(axis for axis in slid(layer, {"input_size": 5}).axes() if axis.name == name)
    assert [*axis.values] == [*values]


def test_numbers_that_are_given_fix_what_they_fix() -> None:
    given = slid(convgif.Conv1d(bias=False), {"input": [[1, 2, 3, 4, 5]], "weight": [[[1, 0, 2]]]})
    assert [axis.name for axis in given.axes()] == ["stride", "padding", "dilation",
                                                    "padding_mode", "view"]
    assert given.animation().traces[0].input.tolist() == [[1, 2, 3, 4, 5]]


def test_a_wish_is_followed(explorer: Any) -> None:
    explorer.wish = ["kernel_size", 1, 1]
    assert explorer.layer == convgif.Conv2d(kernel_size=2, stride=2, padding=1)
    assert (axes(explorer)["kernel_size"][1], explorer.said) == (1, "")
    assert explorer.animation.traces[0].output.shape == (1, 3, 3)
    explorer.wish = ["input_size", 7, 2]
    explorer.wish = ["view", axes(explorer)["view"][0].index("values"), 3]
    assert explorer.animation.traces[0].input_size == (8, 8)
    alone = convgif.animate(explorer.layer, input_size=8, view="values", theme="auto")
    assert explorer.animation.describe() == alone.describe()
    assert explorer.markup.count("<convgif-player") == 1


def test_what_is_impossible_is_not_reached_and_said(explorer: Any) -> None:
    dilation = next(axis for axis in explorer.axes if axis["name"] == "dilation")
    assert [bool(refusal) for refusal in dilation["refusals"]] == [False, False, False, True]
    explorer.wish = ["dilation", 3, 1]
    assert explorer.layer.dilation == (3, 3)
    assert explorer.said.startswith("dilation 4 is impossible here: kernel 3 dilated by 4 spans 9")
    assert explorer.said.endswith("Taken: 3.")


def test_a_widget_beside_chinese_pictures_says_reasons_in_chinese() -> None:
    explorer = convgif.explore(CONV, input_size=5, language="zh")
    explorer.wish = ["dilation", 3, 1]  # a window of 9
    assert explorer.said.startswith("膨胀率 4 在这里不可行：卷积核 3 以膨胀率 4 跨 9 格，而")
    dilation = next(axis for axis in explorer.axes if axis["name"] == "dilation")
    assert dilation["refusals"][3].startswith("卷积核 3 以膨胀率 4 跨 9 格，而")


@pytest.mark.parametrize("wish", [
    [], ["stride"], ["stride", 99, 1], ["stride", -99, 1], ["stride", "1", 1], [None, None],
    [HOSTILE, 0, 1], ["__class__", 0, 1], [["stride"], 0], ["stride", 1.5, 1]], ids=str)
def test_what_no_slider_asks_for_changes_nothing(explorer: Any, wish: list[Any]) -> None:
    before = explorer.markup
    explorer.wish = wish
    assert (explorer.layer, explorer.markup) == (CONV, before)


def test_a_network_has_sliders_too() -> None:
    needed("anywidget")
    text = "Sequential(Conv2d(1, 6, 5), ReLU(), MaxPool2d(2))"
    explorer = convgif.explore(text, input_size=12)
    assert list(axes(explorer)) == ["input_size", "view"]
    before = explorer.animation.describe()
    explorer.wish = ["input_size", axes(explorer)["input_size"][1] + 2, 1]
    assert explorer.animation.describe() != before
    assert explorer.layer.input_shape == (1, 14, 14)


def test_what_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    needed("anywidget")
    with pytest.raises(ConvgifError, match="kernel 3 is larger than the input"):
        convgif.explore(convgif.Conv2d(), input_size=2)
    monkeypatch.setattr("convgif.explorer.exploring.find_spec", lambda name: None)
    with pytest.raises(ConvgifError, match=re.escape(
            'explore needs a library that is not installed: pip install "convgif[notebook]"')):
        convgif.explore(CONV)


def test_words_are_in_the_language_of_the_pictures() -> None:
    needed("anywidget")
    explorer = convgif.explore(CONV, language="zh")
    assert [axis["label"] for axis in explorer.axes][:3] == ["输入", "卷积核", "步幅"]


def test_a_place_without_widgets_shows_the_player_or_the_still(explorer: Any) -> None:
    data, metadata = explorer._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"
            } <= data.keys()
    assert "convgif-player" in data["text/html"]
    assert data["text/plain"] == explorer.animation.describe()
    assert metadata["image/png"]["width"] == 320


def test_it_needs_no_more_than_a_module_of_its_own(explorer: Any) -> None:
    """In VS Code and Colab, a module that imports another, asks for an address, keeps something or
    makes a frame may get none of it."""
    script = explorer._esm
    assert re.findall(r"^export .*", script, re.MULTILINE) == ["export default {render};"]
    assert not re.search(r"\bimport\b|\bfetch\(|XMLHttpRequest|localStorage|<iframe|srcdoc", script)
    assert "@import" not in explorer._css
    assert "url(" not in explorer._css


def test_what_a_place_asks_of_widgets_is_kept(monkeypatch: pytest.MonkeyPatch, explorer: Any
                                              ) -> None:
    import anywidget

    kind, manager = "application/vnd.jupyter.widget-view+json", {"colab": {"url": "x"}}
    monkeypatch.setattr(anywidget.AnyWidget, "_repr_mimebundle_",
                        lambda self, **kwargs: ({kind: {"model_id": "1"}}, {kind: manager}))
    data, metadata = explorer._repr_mimebundle_()
    assert data[kind] == {"model_id": "1"}
    assert metadata[kind] == manager  # Colab's own manager of widgets


# In notebooks.

CELL = ("import convgif\n"
        "explorer = convgif.explore(convgif.Conv1d(stride=2, padding=1), input_size=5)\n"
        "explorer")


def notebook(*cells: str) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [{"id": f"cell{number}", "cell_type": "code", "metadata": {}, "outputs": [],
                   "execution_count": None, "source": text}
                  for number, text in enumerate(cells)]}


@pytest.mark.slow
def test_an_exported_notebook_shows_the_player(tmp_path: Path) -> None:
    nbformat, client = needed("nbformat"), needed("nbclient")
    exporters = needed("nbconvert").exporters
    made = nbformat.from_dict(notebook(CELL))
    client.NotebookClient(made, timeout=100, kernel_name="python3", store_widget_state=False,
                          resources={"metadata": {"path": str(tmp_path)}}).execute()
    page, _ = exporters.HTMLExporter().from_notebook_node(made)
    assert "&lt;convgif-player" in page
    latex, resources = exporters.LatexExporter().from_notebook_node(made)
    assert "includegraphics" in latex
    assert any(name.endswith(".png") for name in resources["outputs"])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts a server in a folder of its own, {port} and {folder} filled in, and waits for it."""
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "sliders.ipynb").write_text(json.dumps(notebook(CELL, "print(explorer.layer)")))
    (folder / "sliders.py").write_text(
        "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n"
        + "".join(f"    {line}\n" for line in CELL.splitlines())
        + "    return (explorer,)\n\n\nif __name__ == '__main__':\n    app.run()\n")
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str, path: str) -> str:
        port = free_port()
        with (folder / "log").open("wb") as log:
            started.append(subprocess.Popen(
                [sys.executable, "-m", *(word.format(port=port, folder=folder) for word in words)],
                cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env=environment(HOME=str(folder), JUPYTER_CONFIG_DIR=str(folder / "config"),
                                JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
                                XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder))))
        address = f"http://127.0.0.1:{port}{path}"
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            try:
                with urlopen(address, timeout=5):
                    return address
            except OSError:
                time.sleep(0.3)
        pytest.fail((folder / "log").read_text(errors="replace")[-2000:])

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


def moves(page: Any, name: str) -> None:
    """The slider of that name, in whatever notebook, moves and its picture follows."""
    slider = page.get_by_role("slider", name=name, exact=True)
    slider.wait_for(timeout=90_000)
    shown = page.locator("convgif-player").first
    read = "player => player.shadowRoot.querySelector('.picture svg').getAttribute('aria-label')"
    assert "a window of 3 slides over an input of 5" in shown.evaluate(read)
    slider.press("ArrowLeft")
    for _ in range(100):
        page.wait_for_timeout(100)
        if "a window of 2" in page.locator("convgif-player").first.evaluate(read):
            break
    assert "a window of 2 slides over an input of 5" in page.locator(
        "convgif-player").first.evaluate(read)
    assert slider.get_attribute("aria-valuetext") == "2"


@pytest.mark.slow
def test_in_jupyterlab(browser: Any, serve: Callable[..., str]) -> None:
    needed("jupyterlab")
    address = serve("jupyterlab", "--no-browser", "--port={port}", "--ServerApp.token=",
                    "--ServerApp.password=", "--ServerApp.port_retries=0", "--allow-root",
                    "--ServerApp.root_dir={folder}", "--LabApp.news_url=None",
                    path="/lab/tree/sliders.ipynb")
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(90_000)
    page.goto(address)
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    # A run that is asked for while the kernel starts is dropped without a word.
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    moves(page, "kernel")
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").last.click()
    page.keyboard.press("Control+Enter")  # what the sliders say is what Python has
    page.get_by_text("Conv1d(1, 1, kernel_size=(2,)").first.wait_for()
    page.close()


@pytest.mark.slow
def test_in_marimo(browser: Any, serve: Callable[..., str]) -> None:
    needed("marimo")
    address = serve("marimo", "run", "sliders.py", "--headless", "--no-token", "--port", "{port}",
                    "--host", "127.0.0.1", path="/")
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.goto(address)
    moves(page, "kernel")
    page.close()
