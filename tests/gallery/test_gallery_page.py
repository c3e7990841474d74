"""The gallery's page: what is written into it, and how it behaves in a real browser."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import ROOT
from packed_players import unpacked

from convgif.gallery import build_gallery, read_gallery
from convgif.gallery.cards import Card, section_markup
from convgif.gallery.page import script_json
from convgif.gallery.pictures import Drawn
from convgif.settings.picture import Panel

GALLERY = ROOT / "gallery"
PAGE = GALLERY / "index.html"
LISTED = [entry for section in read_gallery(GALLERY / "gallery.toml").shown
          for entry in section.entries]
HOSTILE = '<script>alert("x")</script><!-- ]]> </SCRIPT> \'"&amp; *b* _i_ `c` | [l](m) {{data}} $1'

# What is written.


def page_data(text: str) -> Any:
    (found,) = re.findall(r'<script type="application/json" id="page-data">(.*?)</script>', text,
                          re.DOTALL)
    return json.loads(found)


def test_nothing_comes_from_elsewhere() -> None:
    text = PAGE.read_text("utf-8")
    addresses = [address for address in re.findall(r"[a-z]+://[^\s\"'<>]+", text)
                 if not address.startswith("http://www.w3.org/")]  # the name of SVG in the icon
    assert addresses == []
    assert "@import" not in text
    assert re.findall(r'<(?:script|link)[^>]* (?:src|href)="(?!data:)', text) == []


def test_every_part_is_filled_in() -> None:
    text = PAGE.read_text("utf-8")
    assert "{{" not in text
    entries = page_data(text)["entries"]
    assert list(entries) == [entry.name for entry in LISTED]
    networks = {entry.name for entry in LISTED if not entry.animation().traces}
    cards = dict(re.findall(r'<li class="card" id="(\w+)">(.*?)</p></li>', text))
    parameters, formulas = ({name: re.findall(rf'<{tag} class="{kind}">(.*?)</{tag}>', card)
                             for name, card in cards.items()}
                            for tag, kind in (("ul", "parameters"), ("p", "formula")))
    for name, entry in entries.items():
        assert all(entry[key] for key in ("stills", "layer", "input", "output", "kinds", "values"))
        assert bool(parameters[name][0]) == (name not in networks)
        assert bool(formulas[name][0]) == (name not in networks and entry["layer"] != "Linear")
    odd = entries["padding_strides_odd_transposed"]
    assert (odd["input"], odd["output"]) == ("3×3", "6×6")
    assert formulas["padding_strides_odd_transposed"] == [
        "<span>(3−1)·2 − 2·1 + 3 + 1 = 6</span>"]
    assert parameters["padding_strides_odd_transposed"] == [
        "<li>kernel <b>3</b></li><li>stride <b>2</b></li><li>padding <b>1</b></li>"
        "<li>output padding <b>1</b></li>"]


@pytest.mark.parametrize("where", ["index.html", "index.zh.html"])
def test_every_entry_is_a_picture_and_links_in_the_page_itself(where: str) -> None:
    text = (GALLERY / where).read_text("utf-8")
    cards = re.findall(r'<li class="card" id="(\w+)">(.*?)</p></li>', text)
    assert [name for name, _ in cards] == [entry.name for entry in LISTED]
    for entry, (name, card) in zip(LISTED, cards, strict=True):
        ((source, alt),) = re.findall(
            r'<img src="([\w.]+)" loading="lazy" alt="([^"]{20,})"', card)
        assert source == f"{name}.svg"
        is_wide = entry.animation().narrower is not None
        assert (f'srcset="{name}_stacked.svg"' in card) == is_wide
        links = re.findall(r'href="([\w.]+)"', card)
        assert links == [source, source, *([f"{name}.gif", f"{name}.png"] if entry.gif else [])]
        assert all((GALLERY / link).is_file() for link in links)
        assert alt in (GALLERY / where.replace("index", "README").replace("html", "md")
                       ).read_text("utf-8")


def test_the_address_of_each_still_is_in_its_picture() -> None:
    text = PAGE.read_text("utf-8")
    cards = re.findall(r'<li class="card" id="(\w+)">(.*?)</p></li>', text)
    entries = page_data(text)["entries"]
    for name, card in cards:
        files = re.findall(r'src(?:set)?="([\w.]+)"', card)
        for file, still in zip(files, entries[name]["stills"], strict=True):
            assert f'id="{still.removeprefix("#")}"' in (GALLERY / file).read_text("utf-8")


@pytest.mark.parametrize(("name", "scrolls"), [
    ("lenet5", True), ("padding_strides", False), ("stride_against_dilation", False)])
def test_a_wide_picture_keeps_its_size_and_scrolls(name: str, scrolls: bool) -> None:
    """Where no panels of it can be stacked."""
    section = next(section for section in read_gallery(GALLERY / "gallery.toml").shown
                   if name in [entry.name for entry in section.entries])
    entry = next(entry for entry in section.entries if entry.name == name)
    markup = section_markup(section, [Card(entry, Drawn(entry, entry.animation(), ("en",)), "en")])
    assert ('<div class="picture wide"><div class="scroller" tabindex="0"' in markup) is scrolls
    assert ('<div class="picture"><picture>' in markup) is not scrolls


def test_json_ends_no_script() -> None:
    written = script_json([HOSTILE, "\u2028\u2029", "<!--<script>"])
    assert not re.search(r"[<>&\u2028\u2029]", written)
    assert json.loads(written) == [HOSTILE, "\u2028\u2029", "<!--<script>"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery whose words try to be markup."""
    folder = tmp_path_factory.mktemp("hostile")
    words = {key: json.dumps(HOSTILE) for key in ("title", "text", "reuse", "caption")}
    (folder / "gallery.toml").write_text(
        f"title = {words['title']}\ntext = {words['text']}\nreuse = {words['reuse']}\n"
        f"[[section]]\ntitle = {words['title']}\ntext = {words['text']}\n"
        f"[[section.entry]]\nname = \"only\"\ntitle = {words['title']}\n"
        f"caption = {words['caption']}\n"
        'settings = { input_size = "3", size_px = "80", text = "none", title = "a\\"<b>" }\n'
        f"[articles]\ntitle = {words['title']}\ntext = {words['text']}\n"
        f"[[articles.article]]\nname = \"article\"\ntitle = {words['title']}\n"
        f"text = {words['text']}\n[[articles.article.figure]]\ntitle = {words['title']}\n"
        f"note = {words['caption']}\nentry = \"only\"\n"
        f"[[articles.article.figure]]\ntitle = {words['title']}\nwhy_not = {words['text']}\n",
        "utf-8")
    build_gallery(folder)
    return folder


def test_hostile_words_stay_words(hostile: Path) -> None:
    page = (hostile / "index.html").read_text("utf-8")
    assert len(re.findall("<script", page, re.IGNORECASE)) == 2
    assert len(re.findall("</script", page, re.IGNORECASE)) == 2
    assert f"<p data-caption=\"data-caption\">{escape(HOSTILE, quote=False)}</p>" in page
    readme = (hostile / "README.md").read_text("utf-8")
    assert "<script" not in readme.lower()
    assert r"\*b\* \_i\_ \`c\` \| \[l\](m)" in readme
    assert 'alt="a&quot;&lt;b&gt;: Conv2d' in readme


# In the browser.

class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing. It has no icon, which browsers ask for by themselves."""

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *values: object) -> None:
        pass

    def copyfile(self, *files: Any) -> None:
        with suppress(ConnectionError):  # the page was left before all of it was there
            super().copyfile(*files)


@pytest.fixture(scope="module")
def address(hostile: Path) -> Iterator[dict[str, str]]:
    """Where the page is served from."""
    servers = {name: ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        for name, folder in (("gallery", GALLERY), ("hostile", hostile))}
    for server in servers.values():
        Thread(target=server.serve_forever, daemon=True).start()
    yield {name: f"http://127.0.0.1:{server.server_port}/" for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


class Visit:
    """Pages of one test, and all that they complained of or asked from elsewhere."""

    def __init__(self, browser: Any, addresses: dict[str, str]) -> None:
        self.browser, self.addresses = browser, addresses
        self.contexts: list[Any] = []
        self.complaints: list[str] = []

    def open(self, where: str = "index.html", at: str = "gallery", **options: Any) -> Any:
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900},
                                              **options})
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        root = self.addresses[at]
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: None if request.url.startswith((root, "data:"))
                else self.complaints.append(request.url))
        page.on("response", lambda response: None if response.status < 400
                else self.complaints.append(f"{response.status} {response.url}"))
        page.goto(root + where)
        return page


@pytest.fixture
def visit(browser: Any, address: dict[str, str]) -> Iterator[Visit]:
    """Opens pages; in the end none has complained or asked for anything outside its folder."""
    visit = Visit(browser, address)
    yield visit
    for context in visit.contexts:
        context.close()
    assert visit.complaints == []


def shown(page: Any) -> list[str]:
    return page.eval_on_selector_all(".card:not([hidden])", "cards => cards.map(card => card.id)")


def sources(page: Any, selector: str = ".card img") -> list[str]:
    return page.eval_on_selector_all(
        selector, "images => images.map(image => image.getAttribute('src'))")


def wait_for_address(page: Any, end: str) -> None:
    """Returns when the page's address ends so: it changes some time after what changes it."""
    page.wait_for_url(lambda address: address.endswith(end))


def wait_for_focus(page: Any, name: str) -> None:
    """Returns when the focus is in that card."""
    page.wait_for_function(f"document.activeElement.closest('.card')?.id === '{name}'")


def chooser(page: Any, name: str) -> Any:
    return page.get_by_role("combobox", name=name)


def wait_for_playing(page: Any, name: str, *, plays: bool = True) -> None:
    page.wait_for_function(
        f"document.querySelector('#{name} img').getAttribute('src').includes('-still') !== "
        + json.dumps(plays))


def stand_still(found: list[str]) -> bool:
    return all(re.fullmatch(r"\w+\.svg(\?\d+)?#\w+-still", source) for source in found)


@pytest.mark.slow
def test_all_entries_are_there_with_pictures_and_words(visit: Visit) -> None:
    page = visit.open()
    assert shown(page) == [entry.name for entry in LISTED]
    card = page.locator("#padding_strides")
    assert card.locator("h3").inner_text() == "Padding, strides"
    assert "Conv2d: 5×5 → 3×3" in card.inner_text()
    assert "(5 + 2·1 − 3)/2 + 1 = 3" in card.inner_text()
    assert card.locator("img").get_attribute("alt").startswith("Conv2d: a window of 3×3")
    for entry in LISTED:  # each picture loads once it is in sight
        page.locator(f"#{entry.name}").scroll_into_view_if_needed()
        page.wait_for_function("name => (image => image.naturalWidth == image.getAttribute("
                               "'width'))(document.getElementById(name).querySelector('img'))",
                               arg=entry.name)


def entries_with(*wanted: Callable[[Any], bool]) -> list[str]:
    """The names of the entries that have a panel with such a layer, for each of the wishes one."""
    return [entry.name for entry in LISTED
            if all(any(isinstance(panel, Panel) and wish(panel.layer)
                       for panel in entry.picture.panels) for wish in wanted)]


def with_all(name: str, value: int) -> Callable[[Any], bool]:
    """Whether a layer's argument of that name is the value on all axes."""
    return lambda layer: bool(layer.rank) and set(layer.arguments().get(name, ())) == {value}


@pytest.mark.slow
def test_filters_and_search(visit: Visit) -> None:
    page = visit.open()
    count = page.locator("#page-count")
    everything = shown(page)

    def expect(wanted: list[str]) -> None:
        assert shown(page) == wanted
        assert count.inner_text() == f"{len(wanted)} of {len(everything)} animations"

    page.get_by_label("Transposed", exact=True).check()
    expect(entries_with(lambda layer: layer.kind == "transposed"))
    page.get_by_label("Pooling", exact=True).check()
    expect(entries_with(lambda layer: layer.kind == "pooling"))
    page.get_by_label("1-D", exact=True).check()
    expect(entries_with(lambda layer: layer.rank == 1))
    page.get_by_label("3-D", exact=True).check()
    expect(entries_with(lambda layer: layer.rank == 3))
    page.get_by_label("Convolution", exact=True).check()
    expect(entries_with(lambda layer: layer.kind == "convolution"))
    chooser(page, "Dilation").select_option("2")
    expect(entries_with(lambda layer: layer.kind == "convolution", with_all("dilation", 2)))
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("document.getElementById('page-count').textContent.length < 15")
    assert count.inner_text() == f"{len(everything)} animations"
    chooser(page, "Stride").select_option("2")
    chooser(page, "Kernel").select_option("2")
    chooser(page, "Padding").select_option("0")
    expect(entries_with(with_all("stride", 2), with_all("kernel_size", 2), with_all("padding", 0)))
    page.get_by_role("button", name="Clear").click()
    chooser(page, "View").select_option("stamp")
    expect([entry.name for entry in LISTED
            if any(panel.view == "stamp" for panel in entry.picture.panels)])
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Search").fill("same UPPER")
    assert shown(page) == ["same_upper", "same_upper_against_same_lower"]
    page.get_by_label("Search").fill("3x5")
    assert shown(page) == ["rectangular_kernel"]
    page.get_by_label("Search").fill("padding_strides odd")
    assert shown(page) == ["padding_strides_odd", "padding_strides_odd_transposed"]
    page.get_by_label("Search").fill("zzz")
    assert shown(page) == []
    assert page.locator("#page-nothing").is_visible()
    assert page.locator("main > section:visible").count() == 0


@pytest.mark.slow
def test_a_filter_has_every_value_and_one_for_any(visit: Visit) -> None:
    page = visit.open()
    for name in ("View", "Kernel", "Stride", "Padding", "Dilation"):
        options = chooser(page, name).locator("option").all_inner_texts()
        assert options[0] == "any"
        assert len(set(options)) == len(options) > 2
        for option in options[1:]:
            chooser(page, name).select_option(option)
            assert shown(page)
        chooser(page, name).select_option("")


@pytest.mark.slow
def test_the_address_opens_an_entry_and_goes_with_it(visit: Visit) -> None:
    page = visit.open("index.html#padding_strides")
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading", level=2).inner_text() == "Padding, strides"
    page.wait_for_function("document.activeElement.id === 'page-dialog-title'")
    page.keyboard.press("ArrowRight")
    wait_for_address(page, "#padding_strides_transposed")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    wait_for_address(page, "#no_padding_strides_transposed")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    wait_for_address(page, "index.html")
    wait_for_focus(page, "no_padding_strides_transposed")


@pytest.mark.slow
def test_a_click_opens_an_entry_and_back_closes_it(visit: Visit) -> None:
    page = visit.open()
    page.locator("#same_padding_no_strides").click(position={"x": 100, "y": 100})  # the picture
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    wait_for_address(page, "#same_padding_no_strides")
    player = dialog.locator("convgif-player")
    assert player.locator(".facts dd").first.inner_text().startswith("Conv2d(1, 1, kernel_size")
    assert player.locator(".picture").bounding_box()["width"] > 250
    assert not dialog.locator(".picture img").is_visible()
    page.go_back()
    dialog.wait_for(state="hidden")
    page.locator("#dilation h3 a").focus()
    page.keyboard.press("Enter")
    dialog.wait_for()
    for _ in range(30):  # the focus stays inside
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body"
                             " || !!document.activeElement.closest('dialog')")
    page.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")
    wait_for_focus(page, "dilation")


@pytest.mark.slow
def test_an_unknown_address_opens_nothing(visit: Visit) -> None:
    page = visit.open("index.html#nothing_like_it")
    assert not page.get_by_role("dialog").is_visible()
    assert len(shown(page)) == len(LISTED)


@pytest.mark.slow
def test_every_copy_button_copies_what_is_shown(visit: Visit) -> None:
    page = visit.open("index.html#dilation", permissions=["clipboard-read", "clipboard-write"])
    (_, snippets, _), _ = unpacked(GALLERY / "dilation.js", len(("en", "zh")))
    titles = ["Command line", "Python", "Markdown", "HTML", "reStructuredText"]
    assert [title for title, _ in snippets] == titles
    for title, code in snippets:
        page.get_by_role("button", name=f"Copy: {title}").click()
        page.wait_for_function("title => document.getElementById('page-copied').textContent"
                               " === title + ' copied'", arg=title)
        assert page.evaluate("navigator.clipboard.readText()") == code
    links = page.locator("dialog .files a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))")
    assert links == ["dilation.svg", "dilation.gif", "dilation.png"]


@pytest.mark.slow
def test_where_copying_is_not_allowed_the_text_is_selected(visit: Visit) -> None:
    page = visit.open("index.html#causal")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()); }")
    page.get_by_role("button", name="Copy: Command line").click()
    page.wait_for_function("String(getSelection()).startsWith('convgif render')")


@pytest.mark.slow
def test_pause_one_and_all(visit: Visit) -> None:
    page = visit.open()
    first, second = (entry.name for entry in LISTED[:2])
    page.locator(f"#{first}").scroll_into_view_if_needed()
    wait_for_playing(page, first)
    wait_for_playing(page, second)
    page.locator(f"#{first}").get_by_role("button", name="Pause").click()
    wait_for_playing(page, first, plays=False)
    wait_for_playing(page, second)
    assert not page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Pause all").click()
    assert stand_still(sources(page))
    page.locator(f"#{second}").get_by_role("button", name="Play").click()
    wait_for_playing(page, second)
    wait_for_playing(page, first, plays=False)
    page.get_by_role("button", name="Pause all").click()
    page.get_by_role("button", name="Play all").click()
    wait_for_playing(page, first)
    wait_for_playing(page, second)


@pytest.mark.slow
def test_what_is_off_screen_or_covered_does_not_play(visit: Visit) -> None:
    page = visit.open()
    first, last = LISTED[0].name, LISTED[-1].name
    page.locator(f"#{first}").scroll_into_view_if_needed()
    wait_for_playing(page, first)
    wait_for_playing(page, last, plays=False)
    page.locator(f"#{last}").scroll_into_view_if_needed()
    wait_for_playing(page, last)
    wait_for_playing(page, first, plays=False)
    page.locator(f"#{last} h3 a").click()
    page.get_by_role("dialog").locator("convgif-player").wait_for()
    assert stand_still(sources(page))
    page.keyboard.press("Escape")
    wait_for_playing(page, last)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["index.html", "index.zh.html"])
def test_pairs_stack_where_they_have_less_room(visit: Visit, where: str) -> None:
    page = visit.open(where, viewport={"width": 390, "height": 900})
    pair = page.locator("#stride_against_dilation")
    pair.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#stride_against_dilation img').currentSrc"
                           ".endsWith('stride_against_dilation_stacked.svg')")
    box = pair.locator("img").bounding_box()
    assert 300 < box["width"] < box["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("document.querySelector('#stride_against_dilation img').currentSrc"
                           ".endsWith('stride_against_dilation.svg')")


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("where", ["index.html", "index.zh.html"])
def test_a_phone_shows_a_picture_at_once(visit: Visit, where: str, scripts: bool) -> None:
    page = visit.open(where, viewport={"width": 390, "height": 840}, java_script_enabled=scripts)
    box = page.locator(".card img").first.bounding_box()
    assert box["y"] + box["height"] <= 840
    fold = page.locator("#page-fold")
    assert fold.locator(".fields").is_visible() is False
    if scripts:
        fold.locator("summary").click()
        assert fold.get_by_role("searchbox").is_visible()
        page.set_viewport_size({"width": 1280, "height": 900})
        assert not fold.locator("summary").is_visible()
        assert fold.get_by_role("searchbox").is_visible()


@pytest.mark.slow
def test_without_scripts_it_is_a_list_of_pictures_and_links(visit: Visit) -> None:
    page = visit.open(java_script_enabled=False)
    assert page.locator(".card img").count() == len(LISTED)
    assert not page.locator(".filters").is_visible()
    files = page.locator("#dilation .files a")
    assert files.all_inner_texts() == ["SVG", "GIF", "PNG"]
    assert files.first.is_visible()
    page.locator("#dilation h3 a").click()
    wait_for_address(page, "/dilation.svg")


def moves(page: Any, picture: Any) -> bool:
    """Whether it is painted otherwise within some steps; it may be late on a busy machine."""
    page.wait_for_timeout(500)
    first = picture.screenshot(animations="allow")
    for _ in range(10):
        page.wait_for_timeout(250)
        if picture.screenshot(animations="allow") != first:
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dilation", "macs_bias", "stride_against_dilation"])
def test_a_picture_is_seen_to_stop_however_often(visit: Visit, name: str) -> None:
    page = visit.open()
    picture = page.locator(f"#{name} img")
    picture.scroll_into_view_if_needed()
    assert moves(page, picture)
    for _ in range(2):
        page.locator(f"#{name}").get_by_role("button", name="Pause").click()
        wait_for_playing(page, name, plays=False)
        picture.evaluate("image => image.decode()")
        assert not moves(page, picture)
        page.locator(f"#{name}").get_by_role("button", name="Play").click()
        wait_for_playing(page, name)
        assert moves(page, picture)


@pytest.mark.slow
def test_where_less_motion_is_wished_for_only_players_play(visit: Visit) -> None:
    page = visit.open(reduced_motion="reduce")
    assert stand_still(sources(page))
    assert not page.get_by_role("button", name="Pause all").is_visible()
    page.locator(f"#{LISTED[0].name} h3 a").click()
    count = page.locator("convgif-player .count")
    before = count.inner_text()
    page.locator("convgif-player .main").click()
    page.wait_for_function("before => document.querySelector('convgif-player').shadowRoot"
                           ".querySelector('.count').textContent !== before", arg=before)


@pytest.mark.slow
def test_where_a_browser_is_too_old_for_the_player_the_picture_is_large(visit: Visit) -> None:
    page = visit.open()
    page.evaluate("() => { delete window.DecompressionStream; }")
    page.locator("#dilation h3 a").click()
    image = page.get_by_role("dialog").locator(".picture img")
    assert image.bounding_box()["width"] > 250
    page.wait_for_timeout(500)
    assert image.is_visible()
    assert page.get_by_role("dialog").get_by_text("Receptive field").is_visible()


@pytest.mark.slow
def test_a_dark_page_has_no_white_pictures(visit: Visit) -> None:
    page = visit.open(color_scheme="dark")
    page.wait_for_function("document.querySelector('.card img').complete")
    shot = iio.imread(page.locator(".card .picture").first.screenshot(), plugin="pillow")
    assert np.median(shot[..., :3]) < 60
    page.locator(".card h3 a").first.click()
    page.locator("convgif-player").wait_for()
    shot = iio.imread(page.locator("#page-player").screenshot(), plugin="pillow")
    assert np.median(shot[..., :3]) < 60


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_it_fits_and_follows_the_colour_scheme(visit: Visit, width: int, scheme: str) -> None:
    page = visit.open(viewport={"width": width, "height": 844}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground, text = (page.evaluate(f"getComputedStyle(document.body).{name}")
                    for name in ("backgroundColor", "color"))
    brightness = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ground, text)]
    assert (brightness[0] > brightness[1]) is (scheme == "light")
    for name in ("padding_strides_odd_transposed", "rectangular_stride"):
        page.goto(page.url.partition("#")[0] + f"#{name}")
        page.get_by_role("dialog").wait_for()
        assert page.evaluate("(d => d.scrollWidth <= d.clientWidth)"
                             "(document.querySelector('dialog'))")


OUTLINES = ("getComputedStyle(document.activeElement).outlineStyle"
            " + getComputedStyle(document.activeElement, '::after').outlineStyle")


@pytest.mark.slow
def test_everything_has_a_name_and_is_reached_by_keyboard(visit: Visit) -> None:
    page = visit.open()
    nameless = page.evaluate("""[...document.querySelectorAll(
        ':is(button, a, input, select):not(dialog *)')].filter(
        element => !(element.ariaLabel || element.textContent.trim() || element.labels?.length))
        .map(element => element.outerHTML)""")
    assert nameless == []
    assert page.evaluate("[...document.images].filter(image => !image.alt).length") == 0
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name"
                                     " || document.activeElement.textContent.trim()"))
    assert reached[:10] == ["Skip to the animations", "中文", "search", "kind", "view",
                            "kernel_size", "stride", "padding", "dilation", "Clear"]
    assert reached[11] == "Sliders, for any layer"
    frame = page.frame(url="**/sliders/index.html")  # where the keyboard has come to
    for _ in range(3):
        assert frame.evaluate("document.activeElement !== document.body")
        assert frame.evaluate(OUTLINES).count("solid") == 1
        page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the animations")
    skip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # past the sliders
    wait_for_focus(page, LISTED[0].name)
    assert page.evaluate(OUTLINES).count("solid") == 1
    headings = page.evaluate("[...document.querySelectorAll('h1, main h2')].map(h => h.tagName)")
    assert headings.count("H1") == 1


@pytest.mark.slow
def test_a_figure_shows_the_picture_of_its_entry_and_leads_to_it(visit: Visit) -> None:
    page = visit.open(at="hostile")
    link = page.locator(".figures .seen a")
    assert re.fullmatch(r"only\.svg\?figure0#[\w-]+", link.locator("img").get_attribute("src"))
    assert page.locator(".figures .note").all_inner_texts() == [HOSTILE, HOSTILE]
    link.click()
    page.get_by_role("dialog").wait_for()
    wait_for_address(page, "/index.html#only")
    page.keyboard.press("Escape")
    assert page.locator(".articles").is_visible()
    page.get_by_role("searchbox").fill("nothing is called so")
    assert not page.locator(".articles").is_visible()


@pytest.mark.slow
def test_hostile_words_are_shown_as_they_are(visit: Visit) -> None:
    page = visit.open("index.html#only", at="hostile")
    dialog = page.get_by_role("dialog")
    assert dialog.locator("[data-caption]").inner_text() == HOSTILE
    assert dialog.get_by_role("heading", level=2).inner_text() == HOSTILE
    page.locator("convgif-player").wait_for()
    kinds = page.evaluate("[...document.scripts].map(script => script.getAttribute('src'))")
    assert kinds == ["player.js", "only.js", None, None, None]  # one of them of the player, data
    page.keyboard.press("Escape")
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("#only [data-caption]").inner_text() == HOSTILE
    assert page.title() == HOSTILE


@pytest.mark.slow
def test_it_works_from_a_file_without_a_server(browser: Any) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(f"{PAGE.as_uri()}#dilation")
    page.wait_for_function("document.querySelector('dialog convgif-player')?.shadowRoot")
    page.close()
    root = GALLERY.as_uri()
    assert [url for url in asked if not url.startswith((root, "data:"))] == []


# The sliders in the page.

def framed(page: Any) -> Any:
    """The frame of the sliders, with its picture there."""
    frame = page.frame_locator(".explorer iframe")
    frame.locator("convgif-player .picture svg").wait_for()
    return frame


@pytest.mark.slow
@pytest.mark.parametrize(("where", "said"), [
    ("index.html", "stride 2"), ("index.zh.html", "步幅 2")])
def test_the_sliders_show_a_picture_and_answer(visit: Visit, where: str, said: str) -> None:
    page = visit.open(where)
    frame = framed(page)
    picture = frame.locator("convgif-player .picture svg")
    assert said in picture.get_attribute("aria-label")
    frame.locator("#explorer-axes [name=stride]").press("ArrowLeft")
    frame.get_by_text("5×5 → 5×5").wait_for()
    assert said not in picture.get_attribute("aria-label")
    box = frame.locator("#explorer-picture").bounding_box()
    around = page.locator(".explorer iframe").bounding_box()
    assert box["y"] + box["height"] <= around["y"] + around["height"]
    page.get_by_role("searchbox").fill("causal")
    assert not page.locator(".explorer").is_visible()


@pytest.mark.slow
def test_a_phone_is_led_to_the_sliders(visit: Visit) -> None:
    page = visit.open(viewport={"width": 390, "height": 840})
    assert not page.locator(".explorer iframe").is_visible()
    assert [frame.url for frame in page.frames if "sliders" in frame.url] == []
    page.locator(".explorer a").click()
    wait_for_address(page, "sliders/index.html")
    box = page.locator("convgif-player .picture svg").bounding_box()
    assert box["y"] + box["height"] <= 840


@pytest.mark.slow
def test_the_first_of_the_sliders_is_there_from_a_disk(browser: Any) -> None:
    page = browser.new_page()
    page.goto(PAGE.as_uri())
    frame = framed(page)
    frame.get_by_text("a page that is opened from a disk may not load files").wait_for()
    assert frame.locator("#explorer-axes [name=stride]").is_disabled()
    page.close()
