"""The manual: it builds without a warning, says all there is, and needs no network."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from fcntl import LOCK_EX, flock
from html import unescape
from html.parser import HTMLParser
from inspect import signature
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from click.testing import CliRunner
from conftest import environment
from optional_libraries import needed

from convgif import Animation, animate, beside
from convgif import __all__ as public_names
from convgif.cli import main
from convgif.embed.places import PLACES
from convgif.errors import ConvgifError
from convgif.formats import FORMATS
from convgif.frames.themes import THEMES
from convgif.inputs.kernels import KERNELS
from convgif.layers import LAYERS
from convgif.layers.padding import PADDING_MODES, PADDING_WORDS
from convgif.settings.declared import FIELD_OPTIONS
from convgif.settings.options import OPTIONS, PARTNERS, TAKES_OUTPUT
from convgif.settings.pairs import NAMED
from convgif.views import ALL_VIEWS

DOCS = Path(__file__).parents[1] / "docs"
sys.path.append(str(DOCS))
import made  # noqa: E402  # found through the line above

SOURCES = {path.stem: path.read_text("utf-8") for path in DOCS.glob("*.rst")}
DIRECTIVES = re.findall(r"\.\. convgif:: (.*)\n((?: +:[\w-]+:.*\n)*)", "\n".join(SOURCES.values()))
WITHOUT_PICTURE = {"layer", "transposed", "preset"}  # the directive's argument says these
DRAWN = re.compile(r"\.\. code-block:: rst\n\n {3}\.\. convgif:: ")


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code in that language, flush left."""
    found = re.findall(rf"\.\. code-block:: {language}\n\n((?:   .*\n|\n)+)", SOURCES[page])
    return [re.sub("^   ", "", block, flags=re.MULTILINE) for block in found]


COMMANDS = {page: [line for block in blocks(page, "sh") for line in block.splitlines()
                   if line.startswith("convgif ")] for page in SOURCES}
LOADING = {"img": "src", "script": "src", "iframe": "src", "source": "srcset", "video": "src",
           "link": "href", "object": "data", "image": "href", "use": "href"}

pytestmark = pytest.mark.slow


class Loads(HTMLParser):
    """What a page loads when it is shown; links that a reader may follow are not among it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if LOADING.get(tag) == name]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages; the build is free of warnings. All workers share it: who
    comes second waits."""
    needed("sphinx")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "docs"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "right").exists():
            done = subprocess.run(
                [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html",
                 "-d", folder / "doctrees", DOCS, folder / "html"], capture_output=True,
                text=True, check=False, timeout=280, env=environment(NO_COLOR="1"))
            assert (done.returncode, done.stderr) == (0, "")
            (folder / "right").touch()
    return folder / "html"


def code_in(built: Path, page: str) -> set[str]:
    """What stands in a page as code."""
    html = (built / f"{page}.html").read_text("utf-8")
    found = re.findall(r"<code[^>]*>(.*?)</code>", html, re.DOTALL)
    return {unescape(re.sub("<[^>]+>", "", code)) for code in found}


@pytest.mark.parametrize(("page", "names"), [
    ("views", ALL_VIEWS), ("options", THEMES), ("options", FORMATS), ("options", KERNELS),
    ("layers", LAYERS), ("layers", PADDING_WORDS), ("layers", PADDING_MODES),
    ("layers", NAMED), ("places", PLACES),
    ("options", [flag for option in OPTIONS.values() for flags in option.flags
                 for flag in flags.split("/")])],
    ids=["views", "themes", "formats", "kernels", "layers", "padding words", "padding modes",
         "presets", "places", "options"])
def test_every_name_is_in_a_table(built: Path, page: str, names: list[str]) -> None:
    assert set(names) - code_in(built, page) == set()


def test_every_option_has_its_name_in_python(built: Path) -> None:
    taken = {*signature(animate).parameters, *signature(beside).parameters, *FIELD_OPTIONS,
             *WITHOUT_PICTURE, TAKES_OUTPUT,  # in Python one takes the output itself
             *PARTNERS}  # these are Animation.of_transpose() and of_gradient()
    assert callable(Animation.of_transpose)
    assert callable(Animation.of_gradient)
    assert set(OPTIONS) - code_in(built, "options") == set()
    assert set(OPTIONS) - taken == set()


@pytest.mark.parametrize(("command", "pages"), [
    ("render", ["options"]), ("batch", ["options", "batch"]), ("report", ["options", "batch"]),
    ("embed", ["places"]), ("explore", ["options", "sliders"])])
def test_every_flag_of_a_command_is_in_a_table(built: Path, command: str, pages: list[str]
                                               ) -> None:
    flags = {flag for parameter in main.commands[command].params
             for flag in (*parameter.opts, *parameter.secondary_opts) if flag.startswith("-")}
    assert len(flags) > 6
    assert flags - set().union(*(code_in(built, page) for page in pages)) == set()


def test_every_option_of_the_directive_and_of_the_fence_is_named(built: Path) -> None:
    from convgif.embed import markdown, sphinx
    from convgif.embed.page import page_format
    names = {"format", *sphinx.LAYOUT, *markdown.LAYOUT}
    for name in FORMATS:
        with suppress(ConvgifError):
            names.add(page_format(name).name)
    assert {"svg", "html", "loading"} <= names
    assert names - code_in(built, "places") == set()


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_a_how_to_with_the_lines_that_it_takes(built: Path, place: str) -> None:
    """What is printed for it follows the commands that make the file."""
    commands = re.findall(rf"^   (convgif embed .*--for {place}\b.*)$", SOURCES["places"], re.M)
    html = re.sub("</?span[^>]*>", "", (built / "places.html").read_text("utf-8"))
    assert commands
    for command in commands:
        printed = re.search(r'</pre></div>\s*</div>\s*<div class="printed .*?<pre>(.*?)</pre>',
                            html.partition(command)[2], re.DOTALL)
        assert printed, command
        name = shlex.split(command)[2]
        assert {name, f"{Path(name).stem}.*"} & set(re.findall(r"[\w.*-]+/?", printed[1]))
        assert "Conv2d" in printed[1]


def test_every_public_name_is_in_the_reference(built: Path) -> None:
    html = (built / "api.html").read_text("utf-8")
    assert {name for name in public_names if f'id="convgif.{name}"' not in html} == set()


def test_every_directive_left_its_picture(built: Path) -> None:
    pages = [(built / f"{name}.html").read_text("utf-8") for name in SOURCES]
    shown = [len(re.findall(r'class="convgif[ "]', page)) for page in pages]
    assert not any("unbuilt" in page for page in pages)
    assert shown == [len(DRAWN.findall(text)) for text in SOURCES.values()]


def test_every_view_theme_padding_and_option_has_a_picture() -> None:
    arguments = " ".join(argument for argument, _ in DIRECTIVES)
    settings = dict.fromkeys(re.findall(r":([\w-]+):", "".join(rest for _, rest in DIRECTIVES)))
    values = {tuple(pair) for _, rest in DIRECTIVES
              for pair in re.findall(r":([\w-]+): (\S+)", rest)}
    for name, option in OPTIONS.items():
        if name in FIELD_OPTIONS and f"{name}=" in arguments:
            continue
        long = {flag[2:] for flags in option.flags for flag in flags.split("/")}
        assert name in WITHOUT_PICTURE or not long.isdisjoint(settings), name
    assert {name for name in ALL_VIEWS if ("view", name) not in values} == set()
    assert {name for name in THEMES if ("theme", name) not in values} == set()
    for word in (*PADDING_WORDS, *PADDING_MODES):
        assert f"='{word}'" in arguments


def test_nothing_is_loaded_from_the_network(built: Path) -> None:
    pages = list(built.glob("*.html"))
    assert len(pages) >= len(SOURCES)
    for page in pages:
        addresses = Loads(page.read_text("utf-8")).addresses
        assert addresses
        for address in addresses:
            assert not re.match(r"(\w+:)?//", address), (page.name, address)
    for style in built.rglob("*.css"):
        loaded = re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style.read_text("utf-8"))
        assert loaded == [], style.name


@pytest.mark.parametrize("page", [page for page, commands in COMMANDS.items() if commands])
def test_the_commands_of_a_page_run_as_written(page: str, tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the README do in processes of their own."""
    monkeypatch.chdir(tmp_path)
    iio.imwrite(tmp_path / "photo.jpg", np.arange(99, dtype=np.uint8).reshape(9, 11))
    np.savetxt(tmp_path / "numbers.csv", np.eye(6), delimiter=",")
    np.savetxt(tmp_path / "kernel.csv", np.eye(2), delimiter=";")
    if any("model.onnx" in command for command in COMMANDS[page]):
        light = Path(needed("onnx").__file__).parent / "backend" / "test" / "data" / "light"
        shutil.copy(light / "light_squeezenet.onnx", tmp_path / "model.onnx")
    for command in COMMANDS[page]:
        done = CliRunner().invoke(main, shlex.split(command)[1:], prog_name="convgif")
        assert done.exit_code == 0, (command, done.output)


@pytest.mark.parametrize("page", [page for page in SOURCES if blocks(page, "python")])
def test_the_python_lines_of_a_page_run_as_written(page: str, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(block, names)


@pytest.mark.parametrize("page", SOURCES)
def test_what_is_made_in_a_page_is_as_it_would_be_made_now(page: str) -> None:
    """Else run scripts/write_manual."""
    assert made.page_text(SOURCES[page]) == SOURCES[page]


def test_every_table_stands_in_a_page() -> None:
    text = "\n".join(SOURCES.values())
    assert [name for name in made.TABLES if f"Made from the table of {name}:\n" not in text] == []


@pytest.mark.parametrize("page", SOURCES)
def test_a_page_reads_unbuilt(page: str) -> None:
    """As a code host shows it, which knows no directive of ours: nothing of it is lost."""
    ours = re.findall(r"^\.\. (convgif[\w-]*|example|printed)::", SOURCES[page], re.MULTILINE)
    assert ours == []
    needed("sphinx")
    document = needed("docutils.core").publish_doctree(
        SOURCES[page], settings_overrides={"report_level": 5, "halt_level": 5})
    text = document.astext()
    assert text.count(".. convgif::") == SOURCES[page].count(".. convgif::")
    words = re.findall(r"\.\. container:: unbuilt\n\n   (.{40,})\n", SOURCES[page])
    assert len(words) == len(DRAWN.findall(SOURCES[page]))
    for name in re.findall(r"Made from the table of (.*):\n", SOURCES[page]):
        for cell in next(iter(made.TABLES[name][1]())):
            assert cell.replace("`", "") in text


def test_there_is_something_to_run() -> None:
    assert {page for page, commands in COMMANDS.items() if commands} == {
        "index", "places", "batch", "chinese", "command_line", "views", "lessons", "layers",
        "options", "sliders", "your_model", "exercises"}
    assert {page for page in SOURCES if blocks(page, "python")} == {
        "index", "places", "batch", "api", "chinese", "command_line"}
