"""The page of a network: what there is to choose of it, and that it fits."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from convgif.batch.sweeping import run
from convgif.errors import ConvgifError
from convgif.explorer.grids import page_grids
from convgif.explorer.index import index_of
from convgif.explorer.packs import make_pack
from convgif.explorer.site import make_folder, plan_site
from convgif.explorer.words import ENGLISH, WORDS

SMALL = "Sequential(Conv2d(1, 2, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(18, 3), Sigmoid())"
SIZE = (1, 8, 8)


def index(given: dict[str, Any], language: str = "en") -> dict[str, Any]:
    return index_of(plan_site([given]).found[language], WORDS[language])


def axes(layer: dict[str, Any]) -> dict[str, list[str]]:
    return {axis["name"]: axis["labels"] for axis in layer["axes"]}


def test_a_network_is_shown_up_to_each_layer_in_each_view_that_draws_it() -> None:
    found = index({"layer": SMALL, "input_size": SIZE})
    network, *alone = found["layers"]
    assert axes(network) == {
        "view": ["network", "receptive"], "direction": ["right", "down"],
        "at_layer": ["0: Conv2d", "2: MaxPool2d", "3: Flatten", "5: Sigmoid"],
        "unit": ["the middle one", "0,0"]}
    assert [layer["name"].partition("(")[0] for layer in alone] == [
        "Conv2d", "MaxPool2d", "Flatten", "Linear"]
    names = [file.partition("_view-")[2] for file in found["files"] if "_view-" in file]
    assert sum(name.startswith("network") for name in names) == 2 * 4
    assert sum(name.startswith("receptive") for name in names) == 2 * 2


def test_its_page_begins_with_all_of_it_and_a_narrow_one_drawn_down() -> None:
    found = index({"layer": SMALL, "input_size": SIZE})
    made = found["layers"][0]["made"]
    first, narrow = (found["files"][made[found[name]]] for name in ("start", "narrow"))
    assert "direction-down" in narrow
    assert "direction" not in first
    assert "at-layer" not in first + narrow


def test_its_page_begins_with_the_view_that_it_is_there_for() -> None:
    found = index({"preset": ["gridding"]})
    first = found["files"][found["layers"][0]["made"][found["start"]]]
    assert found["layers"][0]["axes"][0]["labels"] == ["receptive", "network"]
    assert "view-receptive" in first


def test_a_map_that_is_too_large_for_a_view_is_a_smaller_one_there() -> None:
    given = {"layer": "Sequential(Conv2d(1, 1, 3), MaxPool2d(2))", "input_size": (1, 520, 520)}
    grids = {grid["view"]: grid for grid in page_grids([given]) if "view" in grid}
    assert grids["network"]["input_size"] == (1, 520, 520)
    assert grids["receptive"]["input_size"] == (1, 64, 64)


def test_who_chooses_a_view_has_that_alone() -> None:
    assert page_grids([{"layer": "lenet5", "view": "network"}]) == [
        {"layer": "lenet5", "view": "network", "theme": "auto"}]


def test_in_chinese_it_has_chinese_words() -> None:
    found = index({"layer": "gridding", "language": "zh"}, "zh")
    assert axes(found["layers"][0])["unit"] == ["中间", "0,0"]


def test_a_network_that_ends_is_refused_in_a_line() -> None:
    with pytest.raises(ConvgifError, match=r"1: Linear.* takes 5 numbers, but"):
        plan_site([{"layer": "Sequential(Conv2d(1, 2, 3), Linear(5, 4))", "input_size": SIZE}])


# In Chromium.

class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *values: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("network")
    site = plan_site([{"layer": SMALL, "input_size": SIZE}])
    make_folder(site, folder, lambda plan, packs: run(plan, packs, maker=make_pack))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


FITS = """() => {
  const stage = document.querySelector('convgif-player').shadowRoot.querySelector('.stage');
  return stage.scrollWidth <= stage.clientWidth
      && document.documentElement.scrollWidth <= innerWidth;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_every_picture_of_it_fits(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    assert ENGLISH.page["network_text"] in page.content()
    for view in ("network", "receptive"):
        page.get_by_label("view").select_option(label=view)
        page.wait_for_function("view => document.querySelector('convgif-player').textContent"
                               ".length && location.hash.includes(`view=${view}`)", arg=view)
        page.wait_for_timeout(200)
        assert page.evaluate(FITS)
    assert ("direction" in page.url) is (width < 960)
    page.close()
