"""The page of a network: all that it shows is there, and it needs no other address."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convgif.cli import main
from convgif.reports.contents import THEME
from convgif.reports.words import WORDS

NETWORK = """Net(
  (conv): Conv2d(1, 2, kernel_size=(3, 3), stride=(2, 2))
  (act): ReLU()
  (again): Conv2d(2, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (more): Conv2d(2, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (flat): Flatten(start_dim=1, end_dim=-1)
  (fc): Linear(in_features=98, out_features=4000, bias=True)
)"""


def report(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def test_help_says_the_theme_that_a_page_has() -> None:
    assert f"[{THEME['theme']}]" in report("--help").output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "site"
    made = report(NETWORK, "--i", "1x16x16", "-o", str(folder))
    assert made.exit_code == 0, made.output
    assert made.stdout == f"{folder / 'index.html'}\n"
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "index.html").read_text("utf-8")


def attributes(page: str, name: str) -> list[str]:
    return re.findall(rf' {name}="([^"]*)"', page)


def test_all_that_it_shows_is_in_its_folder(folder: Path, page: str) -> None:
    shown = {*attributes(page, "src"), *attributes(page, "srcset")}
    assert shown == {path.name for path in folder.glob("*.svg")}
    assert len(shown) == 7  # twice the network, its field, and four kinds of layer
    assert not re.findall(r"(?:src|href|srcset)=\"(?:https?:)?//", page)
    assert {still.partition("#")[0] for still in attributes(page, "data-still")} == shown
    assert all("#" in still for still in attributes(page, "data-still"))
    assert {entry["file"] for entry in json.loads((folder / "manifest.json").read_text())[
        "animations"]} == shown


def test_each_layer_of_the_table_leads_to_its_kind(page: str) -> None:
    links = {name: address for address, name in re.findall(r'<a href="#([\w-]+)">(\w+)</a>', page)}
    assert links["again"] == links["more"] != links["conv"]
    assert {*links.values()} <= {*attributes(page, "id")}
    assert "act" not in links
    kind = page.partition(f'id="{links["again"]}"')[2].partition("</li></ul>")[0]
    assert "<b>again</b> 2×7×7 → 2×7×7, 38 parameters, 1,764 MACs" in kind
    assert "<b>more</b>" in kind


def test_the_totals_and_what_is_drawn_smaller_are_said(page: str) -> None:
    assert "Net</h1>" in page
    assert "1×16×16 → 4000 in 6 layers, with 396,096 parameters" in page
    assert "Linear(in_features=98, out_features=4000, bias=True)" in page
    assert "drawn with fewer features, as Linear(in_features=8, out_features=6, bias=True)" in page
    assert "the last layer reads 23×23" in page


def test_commands_make_its_pictures_again(folder: Path, page: str, tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the network name the file of its text."""
    assert (folder / "network.txt").read_text() == NETWORK
    command = next(line for line in re.findall(r"<code>(.*?)</code>", page)
                   if line.startswith("convgif render") and "--view network" in line)
    words = re.findall(r'"[^"]*"|\S+', command)[1:]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "network.txt").write_text(NETWORK)
    again = CliRunner().invoke(main, [word.strip('"') for word in words])
    assert again.exit_code == 0, again.output
    assert (tmp_path / words[-1]).read_bytes() == (folder / words[-1]).read_bytes()


def test_it_is_gone_on_with(folder: Path) -> None:
    before = (folder / "index.html").read_bytes()
    again = report(NETWORK, "--i", "1x16x16", "-o", str(folder))
    assert "0 made, 7 kept, 0 failed" in again.stderr
    assert (folder / "index.html").read_bytes() == before


def test_it_speaks_chinese_and_has_the_theme_that_is_asked_for(tmp_path: Path) -> None:
    made = report("Sequential(Conv2d(1, 1, 3, stride=2))", "--i", "1x9x9", "--lang", "zh",
                  "--theme", "dark", "-o", str(tmp_path))
    assert made.exit_code == 0, made.output
    page = (tmp_path / "index.html").read_text("utf-8")
    assert '<html lang="zh">' in page
    assert "color-scheme: dark;" in page
    assert all(heading in page for heading, _ in WORDS["zh"].sections.values())
    assert "步幅 2" in page
    english = [said for name, said in WORDS["en"].page.items() if name != "copied"]
    assert not [said for said in english if f">{said}<" in page]


@pytest.mark.parametrize(("arguments", "said"), [
    (("Conv2d(1, 1, 3)",), "'Conv2d(1, 1, 3)' is no network: give what print(model) says"),
    (("Sequential(Conv2d(1, 1, 3))",), "a network needs the size of its input: add --i 1x32x32"),
    (("Sequential(Conv2d(1, 1, 9))", "--i", "4"), "0: kernel 9 is larger than the input, which")])
def test_mistakes_are_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    made = report(*arguments, "-o", str(tmp_path / "site"))
    assert made.exit_code == 1
    assert said in made.stderr
    assert made.stderr.count("\n") == 1
    assert not (tmp_path / "site").exists()


def test_a_page_of_others_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    refused = report("lenet5", "-o", str(tmp_path))
    assert refused.exit_code == 1
    assert "is there, and is no page of a report: take another folder, or add --force" in (
        refused.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_where_sizes_end_the_page_says_so(tmp_path: Path) -> None:
    made = report("Sequential(Conv2d(1, 2, 3), Linear(5, 4))", "--i", "1x9x9", "-o", str(tmp_path))
    assert made.exit_code == 1
    assert "1: Linear(in_features=5" in made.stderr
    assert "The sizes end here: 1: Linear(in_features=5" in (tmp_path / "index.html").read_text()


def test_where_sizes_end_is_said_in_chinese(tmp_path: Path) -> None:
    report("Sequential(Conv2d(1, 2, 3), Conv2d(2, 1, 9))", "--i", "1x9x9", "--lang", "zh",
           "-o", str(tmp_path))
    assert ("尺寸到此为止：1：卷积核 9 大于输入，其高只有 7：请填充 1，或取更大的输入，"
            "使到达这里的有 9 格"
            in (tmp_path / "index.html").read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_phones_and_desks(launch: Callable[..., Any], folder: Path, width: int, scheme: str
                                  ) -> None:
    browser = launch()
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert all(url.startswith(("file:", "data:")) for url in asked)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", ground))) < 100) is (scheme == "dark")
    image = page.locator("#network img")
    assert ("direction-down" in image.evaluate("image => image.currentSrc")) is (width == 390)
    page.locator("#page-pause").click()
    assert "#" in image.get_attribute("src")
    browser.close()


def test_what_is_not_drawn_is_said_in_the_language_of_the_page(tmp_path: Path) -> None:
    text = "Sequential(Linear(6, 4), Linear(4, 2))"  # which has no receptive field
    for language, said in (("en", "Not drawn: the receptive view draws"),
                           ("zh", '<p class="refused">未画出：the receptive view draws')):
        report(text, "--lang", language, "-o", str(tmp_path / language))
        assert said in (tmp_path / language / "index.html").read_text("utf-8")


SMALL = "Sequential(Conv2d(1, 1, 3, stride={stride}))"


def test_what_a_page_no_longer_has_is_removed(tmp_path: Path) -> None:
    """What was changed by hand is somebody's, and so is what no page made."""
    first = report(SMALL.format(stride=1), "--i", "1x5x5", "-o", str(tmp_path))
    assert "removed" not in first.stderr
    had = {path.name for path in tmp_path.glob("*.svg")}
    (tmp_path / "mine.svg").write_text("<svg/>")
    changed, *others = sorted(had)
    (tmp_path / changed).write_text("<svg/>")
    second = report(SMALL.format(stride=2), "--i", "1x9x9", "-o", str(tmp_path))
    assert f"4 made, 0 kept, 0 failed, {len(others)} of an earlier page removed" in second.stderr
    page = (tmp_path / "index.html").read_text()
    shown = {*attributes(page, "src"), *attributes(page, "srcset")}
    assert {path.name for path in tmp_path.glob("*.svg")} == {*shown, "mine.svg", changed}
    listed = json.loads((tmp_path / "manifest.json").read_text())["animations"]
    assert {entry["file"] for entry in listed} == {*shown, changed}
    preset = report("three_of_three", "-o", str(tmp_path))
    assert "5 of an earlier page removed" in preset.stderr
    assert not (tmp_path / "network.txt").exists()


def test_a_page_lists_no_files_of_other_folders(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    site = tmp_path / "site"
    report(SMALL.format(stride=1), "--i", "1x5x5", "-o", str(site))
    page = (site / "index.html").read_text()
    digest = sha256(b"mine").hexdigest()
    (site / "index.html").write_text(page.replace(
        'id="page-files">{', f'id="page-files">{{"../mine.txt":"{digest}",'))
    assert "removed" in report(SMALL.format(stride=2), "--i", "1x9x9", "-o", str(site)).stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_command_of_a_page_is_run_in_its_folder(tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "net.txt").write_text(SMALL.format(stride=1))
    for given, source in (("models/net.txt", "../models/net.txt"), ("three_of_three",) * 2,
                          (str(tmp_path / "models" / "net.txt"),) * 2,
                          (SMALL.format(stride=1), "network.txt")):
        monkeypatch.chdir(tmp_path)
        made = report(given, "--i", "1x9x9", "-o", "site")
        assert made.exit_code == 0, made.output
        page = (tmp_path / "site" / "index.html").read_text()
        assert WORDS["en"].run_here in page
        command = f"convgif report {source} --i 1x9x9 -o ."
        assert f"<code>{command}</code>" in page
        monkeypatch.chdir(tmp_path / "site")
        again = report(*command.split()[2:])
        assert again.exit_code == 0, again.output
        assert f"<code>{command}</code>" in (tmp_path / "site" / "index.html").read_text()
    assert (tmp_path / "site" / "network.txt").exists()


def test_of_a_picture_of_a_smaller_input_the_real_field_is_said(tmp_path: Path) -> None:
    for language, drawn in (
            ("en", "Drawn up to layer 1, and on a smaller input: 1×64×64 instead of 1×3000×3000. "
             "On the real input one unit of layer 1 reads 5×5."),
            ("zh", "画到层 1 为止，并用较小的输入：1×64×64，而不是 1×3000×3000。在真实输入上，层 1 "
             "的一个单元读取 5×5。")):
        report("Sequential(Conv2d(1, 1, 3), Conv2d(1, 1, 3))", "--i", "1x3000x3000", "--lang",
               language, "-o", str(tmp_path / language))
        page = (tmp_path / language / "index.html").read_text("utf-8")
        assert f">{drawn}<" in page.partition('id="receptive"')[2].partition("<section")[0]


def test_fields_that_the_border_of_the_input_cuts_are_said(tmp_path: Path) -> None:
    for language, cut in (
            ("en", "the middle unit of layer 1 has 9×9, of which 5×5 are the input, and the rest "
             "is padding."),
            ("zh", "层 1 的中间单元为 9×9，其中 5×5 在输入之内，其余是填充。")):
        report("Sequential(Conv2d(1, 1, 1), Conv2d(1, 1, 9, padding=4))", "--i", "1x5x5", "--lang",
               language, "-o", str(tmp_path / language))
        page = (tmp_path / language / "index.html").read_text("utf-8")
        assert f"{cut}<" in page.partition('id="table"')[2].partition("<section")[0]
