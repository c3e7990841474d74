"""The explorer without a browser: grids, index, packs, and what is written of them."""

import json
import re
import shlex
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import decompress

import pytest
from conftest import invoke
from hostile_words import ATTACKS
from html_reading import HOSTILE

from convgif.batch.manifest import NAME as MANIFEST
from convgif.batch.sweeping import Sweep, run
from convgif.cli.quantities import said_bytes
from convgif.errors import ConvgifError
from convgif.explorer.copying import directive
from convgif.explorer.grids import DEFAULTS, page_grids
from convgif.explorer.index import index_of
from convgif.explorer.packs import BETWEEN, SUFFIX, make_pack
from convgif.explorer.site import Site, make_file, make_folder, plan_site
from convgif.explorer.words import ENGLISH, WORDS
from convgif.layers import LAYERS
from convgif.layers.dialects.writing import NOTES

SMALL = {"layer": "Conv1d", "input_size": [4, 5], "kernel_size": [2, 3], "stride": [1, 2],
         "padding": [0, 1], "dilation": [1, 2]}


def sweep(plan: Any, folder: Path) -> Sweep:
    return run(plan, folder, maker=make_pack)


@pytest.fixture(scope="module")
def site() -> Site:
    return plan_site([SMALL])


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of that grid."""
    made = tmp_path_factory.mktemp("explorer") / "site"
    make_folder(site, made, sweep)
    return made


def made_at(folder: Path) -> dict[str, int]:
    """When each file of the folder was made."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def pack(path: Path) -> tuple[str, str, Any]:
    """The SVG, the player and the words of a pack."""
    svg, player, told = decompress(path.read_bytes()).decode().split(BETWEEN)
    return svg, player, json.loads(told)


# Grids.

def test_the_page_without_a_grid_has_the_usual_layers_and_few_others() -> None:
    assert set(DEFAULTS) < set(LAYERS)
    grids = page_grids([{}])
    assert {grid["layer"] for grid in grids} == set(DEFAULTS)
    assert {grid["theme"] for grid in grids} == {"auto"}
    first = {name: next(grid for grid in grids if grid["layer"] == name) for name in DEFAULTS}
    for name, grid in first.items():
        sizes = range(2, 5) if "Transpose" in name else range(3, 9)
        assert grid["input_size"] == list(sizes)


def test_what_is_given_wins_over_what_is_usual() -> None:
    (grid,) = page_grids([{"layer": "conv", "input_size": [7], "theme": "dark"}])
    assert (grid["layer"], grid["input_size"], grid["theme"]) == ("Conv2d", [7], "dark")
    assert grid["kernel_size"] == DEFAULTS["Conv2d"][0]["kernel_size"]
    assert "view" not in grid
    (viewed,) = page_grids([{"layer": ["Conv2d"], "view": "values"}])
    assert viewed["view"] == "values"
    assert page_grids([{"preset": "dilation"}]) == [{"preset": "dilation", "theme": "auto"}]
    assert {grid["input_size"] for grid in page_grids([{"input_size": 4}])} == {4}
    text = "Conv2d(1, 1, kernel_size=(3, 3))"
    assert page_grids([{"layer": text}]) == [{"layer": text, "theme": "auto"}]


def test_what_only_some_layers_have_is_left_out_of_the_others() -> None:
    grids = page_grids([{"layer": ["Conv2d", "AvgPool2d"], "ceil_mode": True}])
    assert {grid["layer"] for grid in grids if "ceil_mode" in grid} == {"AvgPool2d"}


@pytest.mark.parametrize(("given", "said"), [
    ({"format": "gif"}, "format is not for a page"), ({"still": "last"}, "still is not for a page"),
    ({"layer": "Conv2d", "input_size": 2, "kernel_size": 5, "padding": 0, "dilation": 1},
     "no combination makes a layer: kernel 5 is larger than the input"),
    ({"layer": "Linear", "view": "lanes"}, "nothing is drawn: the lanes view does not draw")])
def test_what_makes_no_page_is_said(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConvgifError, match=re.escape(said)):
        plan_site([given])


def test_a_network_is_a_setting_a_picture() -> None:
    site = plan_site([{"layer": "lenet5"}])
    index = index_of(site.found["en"], ENGLISH)
    assert "lenet5" in [layer["name"] for layer in index["layers"]]
    assert any(file.startswith("conv2d_i8_k5_in-channels6") for file in index["files"])
    assert any("view-network" in file for file in index["files"])


# The index.

def test_the_index_says_what_each_combination_comes_to(site: Site) -> None:
    index = index_of(site.found["en"], ENGLISH)
    (layer,) = index["layers"]
    assert [axis["key"] for axis in layer["axes"]] == ["i", "k", "s", "p", "d"]
    assert [axis["values"] for axis in layer["axes"]] == [
        ["4", "5"], ["2", "3"], ["1", "2"], ["0", "1"], ["1", "2"]]
    assert len(layer["made"]) == 32
    refused = [number for number, found in enumerate(layer["made"]) if found < 0]
    assert refused == [number for number, found in enumerate(site.found["en"]) if found.refusal]
    assert len(refused) == 2  # a kernel of 3 dilated by 2 spans 5: on 4 cells without padding
    assert index["refusals"] == [
        "kernel 3 dilated by 2 spans 5, but the input is only 4 long: pad by 1 or lower the "
        "dilation"]
    assert index["files"][layer["made"][index["start"]]] == "conv1d_i5_k3_s2_p1_theme-auto"


def test_what_is_in_no_grid_is_told_from_what_is_impossible() -> None:
    found = plan_site([{**SMALL, "dilation": 1},
                       {**SMALL, "dilation": 1, "input_size": 5, "padding": 1,
                        "padding_mode": "circular"}])
    index = index_of(found.found["en"], ENGLISH)
    (layer,) = index["layers"]
    modes = layer["axes"][-1]
    assert (modes["name"], modes["values"], modes["labels"]) == (
        "padding_mode", ["", "circular"], ["zeros", "circular"])
    assert layer["made"].count(None) == 12
    assert sum(number is not None for number in layer["made"]) == 16 + 4


def test_a_view_that_draws_no_such_layer_is_impossible() -> None:
    site = plan_site([{**SMALL, "layer": ["Conv1d", "MaxPool1d"], "view": ["lanes", "matrix"]}])
    index = index_of(site.found["en"], ENGLISH)
    _, pool = index["layers"]
    refused = {index["refusals"][-1 - number] for number in pool["made"] if number < 0}
    assert any("the matrix view does not draw MaxPool1d" in reason for reason in refused)


def test_reasons_are_in_the_language_of_the_page() -> None:
    site = plan_site([{**SMALL, "layer": ["Conv1d", "MaxPool1d"], "view": ["lanes", "matrix"],
                       "language": "zh"}])
    refused = index_of(site.found["zh"], WORDS["zh"])["refusals"]
    assert "卷积核 3 以膨胀率 2 跨 5 格，而输入的长只有 4：请填充 1，或减小膨胀率" in refused
    assert "视图 matrix 不画 MaxPool1d（其输出不是输入的加权和）：请用 view='lanes'" in refused


# Packs: what the command line makes, byte for byte.

@pytest.mark.parametrize("stem", ["conv1d_i5_k3_s2_p1_theme-auto", "conv1d_i4_k2_d2_theme-auto"])
def test_a_pack_is_what_its_command_makes(folder: Path, tmp_path: Path, stem: str) -> None:
    svg, player, told = pack(folder / "settings" / f"{stem}{SUFFIX}")
    snippets = {title: code for title, code, _ in told["snippets"]}
    program, *words = shlex.split(snippets["command"])
    assert (program, words[-1]) == ("convgif", f"{stem}.svg")
    assert invoke(*words, cwd=tmp_path).returncode == 0
    assert (tmp_path / f"{stem}.svg").read_bytes() == svg.encode()
    assert invoke(*words[:-1], "a.html", "--fragment", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.html").read_text("utf-8").startswith(player.strip())
    _, *words = shlex.split(snippets["gif"])
    assert invoke(*words, cwd=tmp_path).returncode == 0
    assert (tmp_path / words[-1]).read_bytes()[:6] == b"GIF89a"


def test_the_python_lines_make_the_same(folder: Path, tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    svg, _, told = pack(folder / "settings" / f"conv1d_i5_k3_s2_p1_theme-auto{SUFFIX}")
    monkeypatch.chdir(tmp_path)
    exec(dict(each[:2] for each in told["snippets"])["Python"], {})
    (made,) = tmp_path.iterdir()
    assert made.read_bytes() == svg.encode()


def test_what_is_said_beside_the_picture(folder: Path) -> None:
    _, _, told = pack(folder / "settings" / f"conv1d_i5_k3_s2_p1_theme-auto{SUFFIX}")
    assert told["shapes"] == [["5", "3"]]
    assert told["formula"] == ["(5 + 2·1 − 3)/2 + 1 = 3"]
    titles = [title for title, *_ in told["snippets"]]
    assert titles == ["command", "gif", "Python", "PyTorch", "ONNX", "Flax", "Keras", "directive",
                      "HTML", "Markdown", "reStructuredText"]
    code = {title: code for title, code, _ in told["snippets"]}
    assert code["directive"].splitlines()[0].startswith(".. convgif:: Conv1d(1, 1, kernel_size=(3")
    assert code["directive"].splitlines()[1:] == ["   :input-size: 5", "   :theme: auto"]


def test_the_directive_turns_switches_on() -> None:
    site = plan_site([{"layer": "Conv1d(1, 1, 3)", "prefilled": True}])
    from convgif.explorer.copying import telling
    from convgif.gallery.entries import Entry

    (task,) = site.plan.tasks
    entry = Entry("a", "", "", telling(task.settings, task.picture), task.picture, gif=False)
    assert "   :prefilled:" in directive(entry).splitlines()


# The folder, and the page as a file.

def test_a_folder_is_gone_on_with(site: Site, folder: Path) -> None:
    packs = folder / "settings"
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "settings"]
    before = made_at(packs)
    lost, *_ = sorted(packs.glob(f"*{SUFFIX}"))
    data = lost.read_bytes()
    lost.unlink()
    make_folder(site, folder, sweep)
    assert lost.read_bytes() == data
    changed = {name for name, time in made_at(packs).items() if before[name] != time}
    assert changed <= {lost.name, "manifest.json"}


def test_packs_of_another_version_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                                ) -> None:
    """They look the same, and say something else perhaps."""
    planned = plan_site([{"layer": "Conv1d(1, 1, 3)"}]).plan
    counts = []
    for version in ("one", "one", "another"):
        monkeypatch.setattr("convgif.settings.picture.fingerprint", lambda version=version: version)
        report = sweep(planned, tmp_path)
        counts.append((report.made, report.kept))
    assert counts == [(1, 0), (0, 1), (1, 0)]


def test_what_cannot_be_made_is_told_and_impossible_on_the_page(tmp_path: Path) -> None:
    arguments = ("explore", "--layer", "Conv1d(1, 1, 3)", "--size", "60,320", "--view", "values",
                 "-q", "-o", "site")
    done = invoke(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(r"convgif: conv1d\S+: .*\n", done.stderr.decode())
    text = (tmp_path / "site" / "index.html").read_text("utf-8")
    (data,) = re.findall(r'id="explorer-data">(.*?)</script>', text)
    index = json.loads(data)["index"]
    assert sorted(index["layers"][0]["made"]) == [-1, 0]
    assert index["refusals"][0] in done.stderr.decode()


def test_one_file_has_all_of_it(tmp_path: Path) -> None:
    site = plan_site([{**SMALL, "input_size": 4, "dilation": 1}])
    made = make_file(site, tmp_path / "page.html", sweep)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    text = made.page.read_text("utf-8")
    held = re.findall(r'<script type="text/plain" id="pack-([^"]+)">([^<]+)</script>', text)
    assert len(held) == made.settings == len(site.plan.tasks)
    assert decompress(b64decode(held[0][1])).startswith(b"<svg ")
    assert "connect-src 'none'" in text


def test_a_page_in_each_language(tmp_path: Path) -> None:
    site = plan_site([{"layer": "Conv1d(1, 1, 3)", "language": ["en", "zh"]}])
    make_folder(site, tmp_path / "site", sweep)
    for name, language, other in (("index.html", "en", "index.zh.html"),
                                  ("index.zh.html", "zh", "index.html")):
        text = (tmp_path / "site" / name).read_text("utf-8")
        assert f'<html lang="{language}">' in text
        assert f'href="{other}"' in text
    with pytest.raises(ConvgifError, match="one page is in one language, and the grid has en and"):
        make_file(site, tmp_path / "page.html", sweep)


def test_the_policy_allows_the_two_scripts_and_no_others(folder: Path) -> None:
    text = (folder / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join([f"'sha256-{each}'" for each in hashes])
    assert len(scripts) == 2
    assert policy.startswith(f"default-src 'none'; script-src {allowed}; ")
    assert "{{" not in text
    assert not re.search(r'(?:src|href)="(?!data:|#|index)', text)


def test_words_of_every_language_say_the_same() -> None:
    for words in WORDS.values():
        for name in ("page", "script", "titles", "notes"):
            ours, first = getattr(words, name), getattr(ENGLISH, name)
            assert ours.keys() == first.keys()
            for key, text in first.items():
                assert set(re.findall(r"\{\w+\}", ours[key])) <= set(re.findall(r"\{\w+\}", text))
        assert set(words.notes) == set(NOTES)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    title = HOSTILE[:80]
    site = plan_site([{"layer": "Conv1d(1, 1, 3)", "title": title}])
    make_folder(site, tmp_path, sweep)
    text = (tmp_path / "index.html").read_text("utf-8")
    assert len(re.findall("<script", text, re.IGNORECASE)) == 4
    assert len(re.findall("</script", text, re.IGNORECASE)) == 4
    assert ATTACKS["script"] not in text


# The command.

def test_the_command_makes_a_page_and_says_where(tmp_path: Path) -> None:
    arguments = ("explore", "--layer", "conv1d", "--i", "4", "--k", "2,3", "--s", "1", "--p", "0",
                 "--d", "1", "-o")
    done = invoke(*arguments, "site/", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == "site/index.html\n"
    files = [path for path in (tmp_path / "site").rglob("*")
             if path.is_file() and path.name != MANIFEST]
    size = said_bytes(sum(path.stat().st_size for path in files))
    assert f"\n2 settings, {size} in site/\n" in done.stderr.decode()
    done = invoke(*arguments, "all.html", "-q", cwd=tmp_path)
    assert (done.stdout, done.stderr) == (b"all.html\n", b"")
    dry = invoke(*arguments, "other/", "--dry-run", cwd=tmp_path)
    assert dry.stdout == b"2 settings, in other/\n"
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("name", ["index.html", "mine.html"])
def test_a_page_of_others_is_not_written_over(site: Site, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    where = tmp_path if name == "index.html" else tmp_path / name
    make = make_folder if where == tmp_path else make_file
    with pytest.raises(ConvgifError, match=f"{name} is there, and is no page of sliders: take"):
        make(site, where, sweep)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]
    for force in (True, False):  # one of its own is replaced
        make(site, where, sweep, force=force)
        assert "mine" not in (tmp_path / name).read_text("utf-8")[:99]
