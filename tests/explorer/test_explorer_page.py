"""The explorer in Chromium: sliders, addresses, what is taken along, and what it keeps out."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote
from zlib import decompress

import imageio.v3 as iio
import pytest
from hostile_words import ATTACKS, HOST

from convgif.batch.planning import Plan
from convgif.batch.sweeping import Sweep, run
from convgif.explorer.packs import BETWEEN, SUFFIX, make_pack
from convgif.explorer.site import make_file, make_folder, plan_site

pytestmark = pytest.mark.slow

SLID = {"layer": "Conv1d", "input_size": [3, 4, 5], "kernel_size": [2, 3], "stride": [1, 2, 3],
        "padding": [0, 1], "dilation": [1, 2]}
VIEWS = {**SLID, "input_size": [4, 5], "stride": 1, "dilation": 1, "view": ["matrix"]}
STAMPED = {"layer": "ConvTranspose1d", "input_size": [3, 4], "kernel_size": [2, 3],
           "stride": [2, 3], "padding": [0, 1], "dilation": 1, "output_padding": [0, 1, 2]}
CHINESE = {"layer": "Conv1d", "input_size": 5, "kernel_size": 3, "stride": [1, 2], "padding": 1,
           "dilation": 1, "language": "zh"}
RECTANGLES = {"layer": "Conv2d", "input_size": [4, 5], "kernel_size": [2, 3, (3, 2)], "stride": 1,
              "padding": 0, "dilation": 1}
IN_A_FILE = {**SLID, "input_size": [4, 5], "stride": 1, "padding": 0, "dilation": 1}
SAID = "document.getElementById('explorer-said').textContent"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *values: object) -> None:
        pass

    def copyfile(self, *files: Any) -> None:
        with suppress(ConnectionError):  # the page was left before all of it was there
            super().copyfile(*files)


def sweep(plan: Plan, packs: Path) -> Sweep:
    return run(plan, packs, maker=make_pack)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of that grid, in two languages, and one that is a file."""
    folder = tmp_path_factory.mktemp("explorer")
    for name, grids in (("site", [SLID, VIEWS, STAMPED]), ("zh", [CHINESE]),
                        ("rectangles", [RECTANGLES])):
        make_folder(plan_site(grids), folder / name, sweep)
    make_file(plan_site([IN_A_FILE]), folder / "page.html", sweep)
    return folder


@pytest.fixture(scope="module")
def address(made: Path) -> Iterator[str]:
    """Where it is served from."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(made)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Page:
    """The page in a browser, with what it asked for and complained of."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(accept_downloads=True, **{
            "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options})
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text)
                     if message.type in ("error", "warning") else None)
        self.address = address

    def open(self, fragment: str = "", path: str = "/site/index.html") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}{path}{fragment}")
        self.settle()

    def settle(self) -> None:
        """Waits until all is shown, and the address says it."""
        self.page.wait_for_timeout(350)
        self.page.wait_for_function(
            "window.addressOf === undefined || ['', addressOf()].includes(location.hash)")

    def slider(self, name: str) -> Any:
        return self.page.locator(f"#explorer-axes [name={name}]")

    def slide(self, name: str, value: int) -> None:
        """Moves a slider to the value of that number, as a hand does."""
        self.slider(name).evaluate(
            "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }",
            value)
        self.settle()

    @property
    def values(self) -> dict[str, str]:
        """What the controls show."""
        return dict(self.page.eval_on_selector_all(
            "#explorer-axes .axis", """parts => parts.map((part) => {
                const input = part.querySelector('input, select');
                const said = part.querySelector('output')?.textContent;
                return [input.name, said ?? input.selectedOptions[0].textContent];
            })"""))

    @property
    def said(self) -> str:
        return str(self.page.evaluate(SAID))

    @property
    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))

    @property
    def label(self) -> str:
        """What is read out for the picture that is there."""
        return str(self.page.evaluate(
            "document.querySelector('convgif-player').shadowRoot.querySelector('.picture svg')"
            ".getAttribute('aria-label')"))


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Page]:
    found = Page(browser, address)
    yield found
    found.context.close()
    assert found.complaints == []
    assert [url for url in found.asked
            if not url.startswith((address, "data:", "blob:", "about:"))] == []


def told(made: Path, stem: str, site: str = "site") -> list[str]:
    """The parts of a pack."""
    return decompress((made / site / "settings" / f"{stem}{SUFFIX}").read_bytes()).decode().split(
        BETWEEN)


def test_it_begins_with_a_setting_that_is_in_the_page(page: Page) -> None:
    page.open()
    assert page.values == {"input_size": "5", "kernel_size": "3", "stride": "2", "padding": "1",
                           "dilation": "1", "view": "lanes"}
    assert page.label.startswith("Conv1d: a window of 3 slides over an input of 5")
    first, *others = page.asked
    assert first.endswith("/site/index.html")
    assert all(url.endswith(SUFFIX) for url in others if url.startswith("http"))
    assert len(others) < 14  # the neighbours, and no more


def test_a_slider_shows_another_setting_and_the_address_holds_it(page: Page, made: Path) -> None:
    page.open()
    page.slide("kernel_size", 0)
    assert page.values["kernel_size"] == "2"
    assert page.hash.startswith("#layer=Conv1d&i=5&k=2&s=2&p=1&d=1")
    inside = page.page.evaluate("document.querySelector('convgif-player script').textContent")
    assert inside in told(made, "conv1d_i5_k2_s2_p1_theme-auto")[1]
    assert page.page.inner_text("#explorer-shapes") == "Conv1d: 5 → 3"
    formula = page.page.locator("#explorer-formula")
    assert formula.inner_text().startswith("(5 + 2·1 − 2)/2 + 1 = 3")
    assert formula.locator("mark").all_inner_texts()[0] == "2"  # and no other number changed
    command = page.page.inner_text("#explorer-snippets code >> nth=0")
    assert command == ("convgif render --layer Conv1d --i 5 --k 2 --s 2 --p 1 --theme auto -o "
                       "conv1d_i5_k2_s2_p1_theme-auto.svg")
    hash, label = page.hash, page.label
    page.open(hash)
    assert (page.hash, page.label) == (hash, label)


def test_what_is_impossible_is_shown_and_never_reached(page: Page) -> None:
    page.open("#layer=Conv1d&i=5&k=3&s=1&p=0&d=2")
    ticks = page.slider("input_size").locator("xpath=..").locator(".ticks span")
    assert ticks.evaluate_all("ticks => ticks.map((tick) => tick.className)") == [
        "impossible", "impossible", "chosen"]
    assert "spans 5, but the input is only 3 long" in ticks.nth(0).get_attribute("title")
    page.slide("input_size", 0)
    assert page.values["input_size"] == "5"
    assert page.slider("input_size").input_value() == "2"
    assert page.said.startswith("input 3 is impossible here: kernel 3 dilated by 2 spans 5, but")
    assert page.said.endswith("Taken: 5.")


def test_arrow_keys_step_over_what_is_impossible_and_say_where_it_ends(page: Page) -> None:
    page.open("#layer=ConvTranspose1d&i=3&k=3&s=3&p=0&output_padding=2")
    page.slider("stride").press("ArrowLeft")  # output padding 2 needs a stride of 3
    page.settle()
    assert page.values["stride"] == "3"
    assert page.said.startswith("stride 2 is impossible here: output_padding 2 is too large")
    page.slider("kernel_size").press("ArrowRight")
    assert page.said == "kernel goes no further here."
    page.slider("kernel_size").press("ArrowDown")
    page.settle()
    assert (page.values["kernel_size"], page.said) == ("2", "")
    assert page.slider("kernel_size").get_attribute("aria-valuetext") == "kernel 2"


def test_another_layer_takes_the_settings_along(page: Page) -> None:
    page.open("#layer=Conv1d&i=4&k=2&s=3&p=1&d=1")
    page.page.select_option("#explorer-layer", label="ConvTranspose1d")
    page.settle()
    assert page.values == {"input_size": "4", "kernel_size": "2", "stride": "3", "padding": "1",
                           "output_padding": "0"}
    page.slide("output_padding", 2)
    page.page.select_option("#explorer-layer", label="Conv1d")
    page.page.select_option("#explorer-layer", label="ConvTranspose1d")
    page.settle()
    assert page.values["output_padding"] == "2"
    assert page.page.locator("#explorer-formula mark").count() == 0  # of another layer


def test_a_view_is_kept_and_the_rest_moves_to_what_there_is(page: Page) -> None:
    page.open("#layer=Conv1d&i=4&k=2&s=3&p=1&d=2")
    page.page.select_option("#explorer-axes [name=view]", label="matrix")
    page.settle()
    assert (page.values["view"], page.values["stride"], page.values["dilation"]) == (
        "matrix", "1", "1")
    assert page.said == "Nearest that there is: stride 1, dilation 1."


@pytest.mark.parametrize(("asked", "shown", "said"), [
    ("#layer=conv1d&k=2", "#layer=Conv1d&i=5&k=2&s=2&p=1&d=1", ""),
    ("#layer=Conv1d&kernel_size=2", "#layer=Conv1d&i=5&k=2&s=2&p=1&d=1", ""),
    ("#i=99&k=3", "#layer=Conv1d&i=5&k=3&s=2&p=1&d=1", "input_size 99"),
    ("#layer=conv-transpose-1d&input-size=3&K=2&view=STAMP",
     "#layer=ConvTranspose1d&i=3&k=2&s=2&p=0&output_padding=0", "view STAMP"),
    ("#layer=Conv1d&i=4&k=2&s=1&p=0&d=1&view=Lanes", "#layer=Conv1d&i=4&k=2&s=1&p=0&d=1", ""),
    ("#ask=Conv1d&i=4", "#layer=Conv1d&i=4", "ask Conv1d"),
    ("#layer=Conv9d&i=4", "#layer=Conv1d&i=4&k=3&s=2&p=1&d=1", "layer Conv9d"),
    ("#layer=Conv1d&color=red", "#layer=Conv1d&i=5&k=3&s=2&p=1&d=1", "color red"),
    ("#layer=Conv1d&i=4&k=3&s=1&p=0&d=2", "#layer=Conv1d&i=4&k=2&s=1&p=0&d=2", "")])
def test_an_address_is_followed_as_far_as_it_goes(page: Page, asked: str, shown: str, said: str
                                                  ) -> None:
    page.open(asked)
    assert page.hash.startswith(shown)
    if said:
        assert page.said == (f"The address asks for what is not here: {said}. Shown: what is "
                             "nearest.")
    else:
        assert page.said == ("" if shown.endswith("d=1") else "Nearest that there is: kernel 2.")


@pytest.mark.parametrize(("asked", "shown"), [
    ("layer=Conv2d&i=5&k=5&s=1&p=0", "i=5&k=3"), ("layer=conv&i=5&k=3x3", "i=5&k=3"),
    ("layer=conv-2d&i=4&k=3x1", "i=4&k=3x2"), ("layer=Conv2d&k=1x1", "i=5&k=2"), ("", "i=5&k=3")])
def test_what_is_nearest_is_so_by_number_beside_rectangles_too(page: Page, asked: str, shown: str
                                                               ) -> None:
    page.open(f"#{asked}", "/rectangles/index.html")
    assert page.hash in ("", f"#layer=Conv2d&{shown}")
    kernel = shown.partition("k=")[2]
    assert page.values == {"input_size": shown[2], "kernel_size": kernel}


def test_the_address_holds_the_step_that_it_is_stopped_at(page: Page) -> None:
    page.open("#layer=Conv1d&i=5&k=2&s=1&p=0&d=1&step=3")
    player = "document.querySelector('convgif-player')"
    assert page.page.evaluate(f"[{player}.step, {player}.playing]") == [3, False]
    page.page.locator("convgif-player").get_by_role("button", name="Previous step").click()
    page.settle()
    assert page.hash.endswith("&step=2")
    page.slide("kernel_size", 1)  # it stays stopped, and there
    assert page.page.evaluate(f"[{player}.step, {player}.playing]") == [2, False]
    page.open("#layer=Conv1d&step=1")  # of the picture that the page begins with
    assert page.page.evaluate(f"[{player}.step, {player}.playing]") == [1, False]
    assert page.hash.endswith("&step=1")


def test_the_files_are_those_of_the_command_line(page: Page, made: Path) -> None:
    page.open("#layer=Conv1d&i=5&k=2&s=1&p=1&d=1")
    stem = "conv1d_i5_k2_p1_theme-auto"
    with page.page.expect_download() as download:
        page.page.click("#explorer-svg")
    assert download.value.suggested_filename == f"{stem}.svg"
    assert Path(download.value.path()).read_bytes() == told(made, stem)[0].encode()
    with page.page.expect_download() as download:
        page.page.click("#explorer-png")
    pixels = iio.imread(BytesIO(Path(download.value.path()).read_bytes()), extension=".png")
    width, height = map(float, re.findall(r'(?:width|height)="([\d.]+)"', told(made, stem)[0])[:2])
    assert pixels.shape[1] == 2 * width
    assert abs(pixels.shape[0] - 2 * height) <= 1
    assert len({tuple(pixel) for pixel in pixels.reshape(-1, pixels.shape[-1])[::37]}) > 5


def test_what_there_is_to_copy_is_copied(browser: Any, address: str) -> None:
    page = Page(browser, address, permissions=["clipboard-read", "clipboard-write"])
    page.open()
    page.page.get_by_role("button", name="Copy: PyTorch").click()
    assert page.page.evaluate("navigator.clipboard.readText()").startswith("nn.Conv1d(1, 1, ")
    page.page.click("#explorer-link")
    page.settle()
    assert page.page.evaluate("navigator.clipboard.readText()") == page.page.url
    assert page.said == "Address copied"
    frame = page.page.locator("#explorer-snippets article", has_text="iframe").locator("code")
    assert f'src="{page.page.url.replace("&", "&amp;")}"' in frame.inner_text()
    page.context.close()


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_is_light_or_dark_as_its_reader_prefers(
        browser: Any, address: str, width: int, scheme: str) -> None:
    page = Page(browser, address, color_scheme=scheme, viewport={"width": width, "height": 844})
    page.open("#layer=ConvTranspose1d")
    assert page.page.evaluate("document.documentElement.scrollWidth") == width
    top = page.page.locator("#explorer-picture").bounding_box()["y"]
    assert top < 600  # the picture begins where it is seen
    ground = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    player = page.page.evaluate("""getComputedStyle(document.querySelector('convgif-player')
        .shadowRoot.querySelector('.player')).backgroundColor""")
    for color in (ground, player):
        is_dark = sum(map(int, re.findall(r"\d+", color)[:3])) < 3 * 128
        assert is_dark == (scheme == "dark")
    page.context.close()


def test_it_is_touched(browser: Any, address: str) -> None:
    page = Page(browser, address, has_touch=True, is_mobile=True,
                viewport={"width": 390, "height": 844})
    page.open()
    page.slider("kernel_size").locator("xpath=..").locator(".ticks span i").first.tap()
    page.settle()
    assert page.values["kernel_size"] == "2"
    box = page.slider("padding").bounding_box()
    page.page.touchscreen.tap(box["x"] + 6, box["y"] + box["height"] / 2)
    page.settle()
    assert page.values["padding"] == "0"
    assert box["height"] >= 32
    page.context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_it_plays_unless_less_motion_is_wished_for(browser: Any, address: str, motion: str
                                                   ) -> None:
    page = Page(browser, address, reduced_motion=motion)
    page.open()
    page.slide("padding", 0)
    playing = page.page.evaluate("document.querySelector('convgif-player').playing")
    assert playing == (motion == "no-preference")
    page.context.close()


def test_every_control_has_a_name_and_what_happens_is_said(page: Page) -> None:
    page.open("#layer=ConvTranspose1d")
    for name in ("input i", "kernel k", "stride s", "padding p", "output padding"):
        assert page.page.get_by_role("slider", name=name, exact=True).count() == 1, name
    assert page.page.get_by_role("combobox", name="Layer").count() == 1
    assert page.page.locator("#explorer-said").get_attribute("role") == "status"
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")  # the link that passes over the controls
    assert page.page.evaluate("document.activeElement.id") == "explorer-picture"
    assert page.hash.startswith("#layer=")


def test_the_page_is_in_chinese_too(page: Page) -> None:
    page.open(path="/zh/index.html")
    assert page.page.get_attribute("html", "lang") == "zh"
    page.slide("stride", 0)
    assert page.page.inner_text("#explorer-shapes") == "一维卷积 Conv1d：5 → 5"
    assert "步幅" in page.page.inner_text("#explorer-axes")
    assert "窗口" in page.label


def test_a_page_in_one_file_opens_from_a_disk(page: Page, made: Path) -> None:
    page.page.goto(f"{(made / 'page.html').as_uri()}#layer=Conv1d&i=4&k=2")
    page.settle()
    assert page.label.startswith("Conv1d: a window of 2 slides over an input of 4")
    page.slide("kernel_size", 1)
    assert "window of 3" in page.label
    assert all(url.startswith("file:") for url in page.asked if not url.startswith("about:"))
    page.asked.clear()


def test_a_folder_that_is_opened_from_a_disk_says_what_to_do(browser: Any, made: Path) -> None:
    page = Page(browser, "")
    page.page.goto((made / "site" / "index.html").as_uri())
    page.page.wait_for_selector("#explorer-choices:disabled")
    assert "put the folder on a server, or make one file" in page.said
    assert page.label.startswith("Conv")  # the one that is there plays
    page.context.close()


# What it keeps out.

FIELDS = ("layer", "i", "k", "kernel_size", "view", "step", "", "__proto__", "constructor")


def test_no_address_does_anything_but_choose(page: Page) -> None:
    """Each attack in each field, and as a field: nothing runs, nothing is asked for elsewhere."""
    page.open()
    shape = "[document.querySelectorAll('*').length, document.forms.length]"
    usual = page.page.evaluate(shape)
    attacks = [words.encode("utf-8", "replace").decode() for words in ATTACKS.values()]
    addresses = [f"#layer=Conv1d&{field}={quote(words[:300])}"
                 for words in attacks for field in FIELDS]
    addresses += [f"#{quote(words[:300])}=1" for words in attacks]
    addresses += [f"#{words[:300]}" for words in attacks]
    addresses += ["#layer=Conv1d&step=9999999", "#&&&==&", f"#{'i=4&' * 500}", "#%", "#%ff"]
    for_all = """async (addresses) => {
        for (const address of addresses) {
            history.replaceState(null, '', '#');
            try { location.hash = address; } catch { continue; }
            await new Promise((done) => setTimeout(done, 4));
        }
        await new Promise((done) => setTimeout(done, 400));
        return String(top.hacked);
    }"""
    assert page.page.evaluate(for_all, addresses) == "undefined"
    page.page.evaluate("location.hash = '#layer=Conv1d'")
    page.settle()
    assert page.page.evaluate(shape) == usual
    assert [url for url in page.asked if HOST in url] == []
    assert all(url.endswith((SUFFIX, "index.html")) or "index.html#" in url
               for url in page.asked if url.startswith("http"))


def test_what_the_address_says_is_shown_as_words(page: Page) -> None:
    page.open(f"#layer={quote('<b>Conv1d</b>')}")
    assert "layer <b>Conv1d</b>" in page.said
    assert page.page.locator("#explorer-said b").count() == 0


def test_the_policy_is_kept(browser: Any, address: str) -> None:
    """No other script runs, nothing is sent elsewhere; and in use it is never broken."""
    page = Page(browser, address)
    page.page.add_init_script("""window.broken = [];
        document.addEventListener('securitypolicyviolation', (event) => {
            broken.push(event.effectiveDirective);
        });""")
    page.open()
    for name, value in (("padding", 0), ("stride", 2), ("kernel_size", 0)):
        page.slide(name, value)
    page.page.select_option("#explorer-layer", label="ConvTranspose1d")
    with page.page.expect_download():
        page.page.click("#explorer-png")
    assert page.page.evaluate("broken") == []
    page.page.evaluate("""async (host) => {
        const script = document.createElement('script');
        script.textContent = 'top.hacked = 1';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', `
            <img src="http://${host}/x" onerror="top.hacked = 1">
            <iframe src="http://${host}/y"></iframe>
            <form action="http://${host}/f"><button id="send">x</button></form>`);
        await fetch(`http://${host}/z`).catch(() => {});
        document.getElementById('send').click();
        await new Promise((done) => setTimeout(done, 200));
    }""", HOST)
    assert page.page.evaluate("String(top.hacked)") == "undefined"
    assert {"connect-src", "img-src", "frame-src", "form-action"} <= set(
        page.page.evaluate("broken"))
    assert any(each.startswith("script-src") for each in page.page.evaluate("broken"))
    assert page.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    page.context.close()
