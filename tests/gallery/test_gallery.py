"""The gallery: its source, what is made from it, and a check that notices what differs."""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import ROOT, decode, run
from made_fonts import HIGH, PRIVATE, make_font
from packed_players import unpacked
from PIL import Image

from convgif.animation import draw
from convgif.errors import ConvgifError, OutputError
from convgif.formats import FORMATS
from convgif.gallery import build_gallery, check_gallery, entries, read_gallery, snippets
from convgif.gallery import words as gallery_words
from convgif.gallery.entries import Entry
from convgif.gallery.readme import readme_text
from convgif.layers import LAYERS
from convgif.layers.presets import PRESETS
from convgif.layers.sliding import WindowLayer
from convgif.settings.arranging import filled
from convgif.settings.options import FILES, OPTIONS
from convgif.settings.picture import Chosen, Panel, Picture
from convgif.settings.resolving import resolve

GALLERY = ROOT / "gallery"
COMMITTED = read_gallery(GALLERY / "gallery.toml")
ENTRIES = {entry.name: entry for entry in COMMITTED.entries}
LISTED = [entry for section in COMMITTED.shown for entry in section.entries]
MOST_BYTES = 6 * 1024 * 1024

SMALL = """\
title = "Small"
text = "Two."
reuse = "Free."
settings = { size_px = "60", text = "none" }
[[section]]
title = "One"
text = "A sentence."
[[section.entry]]
name = "first"
title = "First"
caption = "Caption."
settings = { input_size = "3" }
[[section.entry]]
name = "second"
title = "Second"
caption = "Caption."
settings = { layer = "conv1d", input_size = "4", density = "2" }
[[section]]
title = "Hidden"
text = "Not listed."
hidden = true
settings = { theme = "dark" }
[[section.entry]]
name = "third"
title = "Third"
caption = "Caption."
settings = { transposed = true, input_size = "1", size_px = "50" }
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small gallery that is built and right."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "gallery.toml").write_text(SMALL)
    build_gallery(folder)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path


def change_source(folder: Path, before: str, after: str) -> None:
    path = folder / "gallery.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in folder.rglob("*") if path.is_file()}


# The repository's own.

def test_the_gallery_is_up_to_date_as_the_script_checks(tmp_path: Path) -> None:
    before = contents(GALLERY)
    done = run("--check", cwd=tmp_path, program=[str(ROOT / "scripts" / "build_gallery")])
    assert contents(GALLERY) == before
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    rasters = 2 * sum(entry.gif for entry in COMMITTED.entries)
    stacked = sum(entry.animation().narrower is not None for entry in LISTED)
    each_language = len(("README.md", "index.html"))
    of_figures = len([*COMMITTED.articles.files] if COMMITTED.articles else [])
    count = (rasters + len(COMMITTED.entries) + stacked + len(LISTED) + of_figures
             + len(COMMITTED.languages) * each_language + len(("player.js", "pictures.json")))
    assert done.stderr.decode() == f"{count} files in {GALLERY} are what gallery.toml says\n"


def only_panel(entry: Entry) -> Panel:
    (panel,) = entry.picture.panels
    return panel


def with_files(picture: Picture, files: Mapping[str, object]) -> Picture:
    """The picture with its files by those names."""
    def named(settings: Chosen) -> Chosen:
        return Chosen({name: files.get(name, value) for name, value in settings.items()})
    return replace(picture, settings=named(picture.settings), arranged=filled(
        picture.arranged, (replace(panel, settings=named(panel.settings))
                           for panel in picture.panels)))


def test_the_fifteen_come_first_in_their_order_and_under_their_names() -> None:
    section = COMMITTED.shown[0]
    assert [entry.name for entry in section.entries] == list(PRESETS)[:15]
    for entry in section.entries:
        preset = PRESETS[entry.name]
        assert entry.given["preset"] == entry.name
        assert type(only_panel(entry).layer) is LAYERS[preset.layer]
        assert set(only_panel(entry).input_size) == {preset.input_size}


def test_it_has_what_the_reference_lacks() -> None:
    layers = [panel.layer for entry in LISTED for panel in entry.picture.panels
              if isinstance(panel, Panel) and isinstance(panel.layer, WindowLayer)]
    assert any(len(set(layer.kernel_size)) > 1 for layer in layers)
    assert any(len(set(layer.stride)) > 1 for layer in layers)
    assert any(isinstance(pad, tuple) for layer in layers for pad in layer.padding)
    words = [layer.padding for layer in layers]
    assert words.index("same_upper") + 1 == words.index("same_lower")
    assert "causal" in words
    transposed = [layer for layer in layers if "Transpose" in layer.family]
    assert any(set(layer.dilation) != {1} for layer in transposed)
    pools = [layer.arguments() for layer in layers if layer.kind == "pooling"]
    assert {pool["ceil_mode"] for pool in pools} == {False, True}
    averages = [pool for pool in pools if "divisor_override" in pool]
    assert {pool["count_include_pad"] for pool in averages} == {False, True}
    assert any(pool["divisor_override"] for pool in averages)


def test_no_entry_shows_what_another_does() -> None:
    known: dict[object, str] = {}
    for entry in LISTED:
        shown = tuple(replace(panel, settings=panel.settings.telling.without("size_px", "view"))
                      for panel in entry.picture.panels), tuple(
            panel.view for panel in entry.picture.panels), entry.picture.poses, (
            entry.picture.settings.get("with_transpose"))
        assert known.setdefault(shown, entry.name) == entry.name


def test_what_output_padding_adds_is_not_zero() -> None:
    entry = ENTRIES["output_padding_1"]
    (made,) = entry.animation().traces
    added = [axis.added for axis in made.layer.plan(made.input_size)]
    assert added == [1, 1]
    assert entry.picture.panels[0].view == "values"  # so that they are read
    assert np.all(made.output[0, -1])
    assert np.all(made.output[0, :, -1])


def test_all_of_it_is_small() -> None:
    assert sum(path.stat().st_size for path in GALLERY.iterdir()) < MOST_BYTES


def test_every_gif_has_a_still_of_the_same_size() -> None:
    for entry in [entry for entry in LISTED if entry.gif]:
        size_px, density = int(entry.given["size_px"]), int(entry.given["density"])
        paired = entry.picture.settings.get("with_transpose", False)
        panels = len(entry.picture.panels) * (1 + paired)  # of pairs, side by side
        if "view" not in entry.given and panels == 1:
            assert (size_px, density) == (150, 2)
        with Image.open(GALLERY / f"{entry.name}.gif") as moving, \
                Image.open(GALLERY / f"{entry.name}.png") as still:
            assert moving.width == panels * size_px * density
            assert moving.size == still.size
            assert moving.n_frames > 1
            assert getattr(still, "n_frames", 1) == 1


# The README.

def test_the_readme_has_every_picture_with_alt_text() -> None:
    text = (GALLERY / "README.md").read_text("utf-8")
    images = re.findall(r'<img src="([\w.]+)" width="(\d+)" alt="([^"]+)"(?: /)?>', text)
    assert [image[:2] for image in images] == [
        (entry.file, f"{entry.animation().story.stage.width_px:.0f}") for entry in LISTED]
    assert all(len(alt) > 60 for _, _, alt in images)
    assert "free to reuse" in text
    assert "front" not in [name for name, _, _ in images]
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    assert max(row.count("<td") for row in rows) == 4
    assert "<table>\n\n" not in text  # a blank line would end the HTML


# What there is to copy.

SAMPLE = ["padding_strides", "rectangular_stride", "causal_dilated", "transposed_doubling",
          "same_lower", "padding_by_side", "front_dark", "numbers_linear", "channels_values",
          "stamp_values", "macs_bias", "mode_reflect", "kernel_sobel", "output_padding_1",
          "zero_insertion_against_stamps"]


def is_the_picture(folder: Path, name: str) -> bool:
    file = ENTRIES[name].file
    mine, theirs = ((where / file).read_bytes() for where in (folder, GALLERY))
    if file.endswith(".svg"):
        return mine == theirs
    frames = decode(mine), decode(theirs)
    return len(frames[0]) == len(frames[1]) and all(map(np.array_equal, *frames))


@pytest.mark.parametrize("name", SAMPLE)
def test_the_command_makes_the_picture(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                       ) -> None:
    from click.testing import CliRunner

    from convgif.cli import main
    words = shlex.split(snippets.command(ENTRIES[name]))
    assert words[:2] == ["convgif", "render"]
    shutil.copytree(GALLERY / "inputs", tmp_path / "inputs")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, words[1:])
    assert done.exit_code == 0, done.output
    assert is_the_picture(tmp_path, name)


def test_so_it_does_in_a_process_of_its_own(tmp_path: Path) -> None:
    name = SAMPLE[-1]
    shutil.copytree(GALLERY / "inputs", tmp_path / "inputs")
    done = run(*shlex.split(snippets.command(ENTRIES[name]))[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert is_the_picture(tmp_path, name)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_python_lines_make_the_picture(name: str, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(GALLERY / "inputs", tmp_path / "inputs")
    monkeypatch.chdir(tmp_path)
    exec(snippets.python_lines(ENTRIES[name]), {})
    assert is_the_picture(tmp_path, name)


@pytest.mark.parametrize("given", [
    {"layer": "conv2d", "stride": "2"}, {"transposed": "true", "clock": "even"},
    {"layer": "Conv2d() | Conv2d(stride=2)", "still": "3", "beat": "large"}])
def test_the_python_lines_make_a_layer_beside_its_transpose(
        given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {name: OPTIONS[name].read(text)
                for name, text in {**given, "with_transpose": "true"}.items()}
    picture = resolve(settings)
    monkeypatch.chdir(tmp_path)
    exec(snippets.python_lines(Entry("a", "", "", given, picture)), {})
    draw(picture).save("b.gif")
    assert Path("a.gif").read_bytes() == Path("b.gif").read_bytes()


def test_every_command_says_the_settings_of_its_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from convgif.cli import main
    command = main.commands["render"]
    monkeypatch.chdir(GALLERY)  # where the files that are named are
    for entry in COMMITTED.entries:
        context = command.make_context("render", shlex.split(snippets.command(entry))[2:])
        given = {name: value for name, value in context.params.items() if value is not None}
        files = {name: entry.given[name] for name in FILES if name in entry.given}
        found = resolve({name: given[name] for name in OPTIONS.keys() & given.keys()})
        assert found == with_files(entry.picture, files)
    assert CliRunner().invoke(main, ["gallery", "--help"]).exit_code == 0


def test_a_flag_that_is_off_is_spelled() -> None:
    def command(**given: str | bool) -> str:
        return snippets.command(Entry("a", "", "", given, ENTRIES["padding_strides"].picture))
    assert command(transposed=True) == "convgif render --transposed -o a.gif"
    assert command(transposed=False) == "convgif render -o a.gif"
    assert command(prefilled=False) == "convgif render --no-prefilled -o a.gif"
    assert command(title="a b") == 'convgif render --title "a b" -o a.gif'
    assert command(show_out="0,2") == 'convgif render --show-out "0,2" -o a.gif'
    assert command(title="it's $5") == """convgif render --title 'it'"'"'s $5' -o a.gif"""


def test_markup_escapes_the_alt_text() -> None:
    entry, alt = ENTRIES["dilation"], 'a "b" <c> & [d](e) `f` *g* _h_ __i__ out_put'
    assert snippets.html(entry, alt, 150) == (
        '<img src="dilation.gif" width="150" alt="a &quot;b&quot; &lt;c&gt; &amp; [d](e) `f` *g* '
        '_h_ __i__ out_put" />')
    assert snippets.markdown(entry, alt) == (
        r'![a "b" &lt;c&gt; &amp; \[d\](e) \`f\` \*g\* \_h\_ \_\_i\_\_ out_put](dilation.gif)')
    assert snippets.restructuredtext(entry, alt, 150) == (
        f".. image:: dilation.gif\n   :alt: {alt}\n   :width: 150px\n   :class: no-scaled-link")


def test_the_picture_that_moves_has_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOVING", FORMATS["webp"])
    entry, name = ENTRIES["dilation"], "dilation.webp"
    text = readme_text(COMMITTED, {entry.name: entry.animation() for entry in COMMITTED.entries})
    assert f'href="{name}"><img src="{name}"' in text
    for said in (text, snippets.command(entry), snippets.python_lines(entry),
                 snippets.markdown(entry, ""), snippets.html(entry, "", 150),
                 snippets.restructuredtext(entry, "", 150)):
        assert name in said
        assert ".gif" not in said


# Building.

def test_it_makes_pictures_stills_and_texts(folder: Path) -> None:
    made = [f"{name}.{suffix}" for name in ("first", "second", "third")
            for suffix in ("gif", "png", "svg", "js") if (name, suffix) != ("third", "js")]
    assert {path.name for path in folder.iterdir()} == {
        "gallery.toml", "README.md", "index.html", "pictures.json", "player.js", *made}
    assert iio.improps(folder / "first.gif", plugin="pillow").n_images == 1
    assert iio.imread(folder / "second.png", plugin="pillow").shape[1] == 120
    assert "third" not in (folder / "index.html").read_text("utf-8")
    assert "third" not in (folder / "README.md").read_text("utf-8")
    assert list(json.loads((folder / "pictures.json").read_text("utf-8"))["pictures"]) == made
    check_gallery(folder)


def test_a_second_build_touches_nothing(folder: Path) -> None:
    before = contents(folder)
    built = build_gallery(folder)
    assert (built.written, built.removed, len(built.kept)) == ([], [], 15)
    assert contents(folder) == before


def test_only_what_changed_is_built_again(folder: Path) -> None:
    before = contents(folder)
    change_source(folder, 'input_size = "4"', 'input_size = "5"')
    built = build_gallery(folder)
    assert built.written == ["second.gif", "second.png", "second.svg", "second.js", "README.md",
                             "index.html", "pictures.json"]
    after = contents(folder)
    assert {name for name in after if after[name] == before[name]} == {
        "first.gif", "first.png", "first.svg", "first.js", "third.gif", "third.png", "third.svg",
        "player.js"}
    check_gallery(folder)


def test_another_encoding_is_left_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library encodes differently from now on is neither complained of nor made again."""
    from convgif.formats import gif, png
    for module, name in ((gif, "encode_gif"), (png, "encode_png")):
        old = getattr(module, name)
        monkeypatch.setattr(module, name, lambda animation, old=old: old(animation) + b"\0")
    check_gallery(folder)
    before = contents(folder)
    assert build_gallery(folder).written == []
    assert contents(folder) == before
    assert len(build_gallery(folder, force=True).written) == 7
    check_gallery(folder)


def test_what_is_damaged_or_missing_is_made_again(folder: Path) -> None:
    before = contents(folder)
    (folder / "first.gif").write_bytes(b"GIF89a")
    (folder / "second.png").unlink()
    assert build_gallery(folder).written == ["first.gif", "second.png"]
    assert {name: data for name, (data, _) in contents(folder).items()} == {
        name: data for name, (data, _) in before.items()}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pictures": []}', '{"pictures": {"a": 1}}'])
def test_broken_records_are_made_anew(folder: Path, text: str) -> None:
    (folder / "pictures.json").write_text(text)
    with pytest.raises(ConvgifError, match=r"first\.gif"):
        check_gallery(folder)
    build_gallery(folder)
    check_gallery(folder)


def test_what_belongs_to_no_entry_any_more_is_removed_and_nothing_else(folder: Path) -> None:
    change_source(folder, '"first"', '"renamed"')
    (folder / "foreign.png").write_bytes(b"someone's")
    assert sorted(build_gallery(folder).removed) == [
        "first.gif", "first.js", "first.png", "first.svg"]
    assert (folder / "foreign.png").exists()
    with pytest.raises(ConvgifError, match=r"foreign\.png: belongs to no entry"):
        check_gallery(folder)


def test_what_cannot_be_removed_is_named(folder: Path) -> None:
    change_source(folder, '"second"', '"renamed"')
    (folder / "second.gif").unlink()
    (folder / "second.gif").mkdir()
    with pytest.raises(OutputError, match=r"cannot remove .*second\.gif: .*: move it away"):
        build_gallery(folder)
    (folder / "second.gif").rmdir()
    build_gallery(folder)
    check_gallery(folder)


def test_files_beside_the_source_are_found_from_anywhere(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_font(tmp_path / "own.ttf", {PRIVATE: HIGH})
    (tmp_path / "own.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    given = {"font": "own.ttf", "input": "own.csv", "weight": "own.csv"}
    assert given.keys() == FILES
    (tmp_path / "gallery.toml").write_text(SMALL)
    settings = {**given, "title": PRIVATE}.items()
    change_source(tmp_path, 'input_size = "3"',
                  ", ".join([f'{name} = "{value}"' for name, value in settings]))
    (elsewhere := tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(elsewhere)
    build_gallery(tmp_path)
    check_gallery(tmp_path)
    entry = read_gallery(tmp_path / "gallery.toml").entries[0]
    settings_of_all = entry.picture.settings_of(only_panel(entry))
    assert {name: settings_of_all[name] for name in FILES} == {
        name: str(tmp_path / file) for name, file in given.items()}
    lines = snippets.python_lines(entry)
    assert all(f"{name}='{file}'" in lines for name, file in given.items())


def test_records_cannot_have_anything_else_removed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.gif").touch()
    path = folder / "pictures.json"
    data = json.loads(path.read_text("utf-8"))
    data["pictures"] |= {"../outside.gif": {}, "gallery.toml": {}}
    path.write_text(json.dumps(data))
    assert build_gallery(folder).removed == []
    assert (tmp_path / "outside.gif").exists()
    assert (folder / "gallery.toml").exists()


# The check.

def overwrite(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def swap(folder: Path) -> None:
    """A picture that is whole, but of something else."""
    (folder / "first.gif").write_bytes((folder / "second.gif").read_bytes())


def recode(folder: Path) -> None:
    """The same picture in other bytes, which the build did not make."""
    (folder / "first.png").write_bytes((folder / "first.png").read_bytes() + b"\0")


@pytest.mark.parametrize(("spoil", "complaint"), [
    (overwrite("first.gif", b""), r"first\.gif: does not decode"),
    (overwrite("second.png", b"\x89PNG\r\n\x1a\n"), r"second\.png: does not decode"),
    (lambda folder: (folder / "third.gif").write_bytes(
        (folder / "third.gif").read_bytes()[:-200]), r"third\.gif: (does not decode|has other)"),
    (lambda folder: (folder / "third.png").unlink(), r"third\.png: is missing"),
    (swap, r"first\.gif: has other frames or another size"),
    (recode, r"first\.png: is not the file that was made"),
    (overwrite("first.svg", b"<svg/>"), r"first\.svg: is not the file that was made"),
    (overwrite("second.js", b""), r"second\.js: is not the file that was made"),
    (overwrite("player.js", b""), r"player\.js: is not what the entries make"),
    (overwrite("fourth.gif", b""), r"fourth\.gif: belongs to no entry"),
    (overwrite("Fifth.PNG", b""), r"Fifth\.PNG: belongs to no entry"),
    (overwrite("README.md", b"x"), r"README\.md: is not what the entries make"),
    (overwrite("index.html", b"x"), r"index\.html: is not what the entries make"),
    (lambda folder: (folder / "index.html").unlink(), r"index\.html: is missing"),
    (lambda folder: (folder / "pictures.json").unlink(), r"pictures\.json: is missing"),
    (lambda folder: change_source(folder, 'input_size = "3"', 'input_size = "4"'),
     r"first\.gif: (shows something else|has other)"),
    (lambda folder: change_source(folder, 'theme = "dark"', 'theme = "light"'),
     r"third\.gif: shows something else"),
    (lambda folder: change_source(folder, 'input_size = "3"', 'input_size = "3x3"'),
     r"first\.js: shows something else"),
    (lambda folder: change_source(folder, '"Second"', '"Other"'), r"index\.html: is not"),
])
def test_the_check_names_what_differs_and_writes_nothing(
        folder: Path, spoil: Callable[[Path], object], complaint: str) -> None:
    spoil(folder)
    before = contents(folder)
    with pytest.raises(ConvgifError, match=complaint):
        check_gallery(folder)
    assert contents(folder) == before
    build_gallery(folder)
    for name in ("fourth.gif", "Fifth.PNG"):
        (folder / name).unlink(missing_ok=True)
    check_gallery(folder)


def test_a_picture_drawn_differently_is_noticed(folder: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    from convgif.views.kit import pointers
    monkeypatch.setattr(pointers, "DOT", tuple(1.5 * size for size in pointers.DOT))
    with pytest.raises(ConvgifError, match=r"second\.gif: shows something else"):
        check_gallery(folder)


# The source.

@pytest.mark.parametrize(("before", "after", "message"), [
    ('input_size = "3"', 'input_siz = "3"', "entry 'first': unknown setting 'input_siz': "
     "did you mean input_size?"),
    ('input_size = "3"', "input_size = [3]", "entry 'first': input_size: [3] is no number and no "
     "text"),
    ('input_size = "3"', 'input_size = "a"', "entry 'first': "),
    ('input_size = "3"', 'input_size = "2"', "entry 'first': kernel 3 is larger"),
    ("transposed = true", 'transposed = "yes"', "transposed: 'yes' is neither true nor false"),
    ("hidden = true", 'hidden = "yes"', "section 'Hidden': hidden is 'yes'"),
    ("hidden = true", "gif = 1", "section 'Hidden': gif is 1: write false or leave it out"),
    ('name = "second"', 'name = "player"', "is neither index, readme nor player"),
    ('caption = "Caption."', 'captoin = "Caption."', "unknown key 'captoin': did you mean caption"),
    ('reuse = "Free."', "", "reuse is missing or no text"),
    ('reuse = "Free."', 'reuse = " "', "reuse is missing or no text"),
    ('reuse = "Free."', 'reuse = "Free."\nsliders = "javascript:alert(1)"',
     "sliders 'javascript:alert(1)' is no page: write one that begins with https://"),
    ('reuse = "Free."', 'reuse = "Free."\nzh = { title = "小", text = "两", reuse = "用", '
     'sliders = "data:text/html,a" }', "sliders 'data:text/html,a' is no page: write one that"),
    ('name = "second"', 'name = "first"', "two entries are called first"),
    ('name = "second"', 'name = "../x"', "a name is made of small letters"),
    ('name = "second"', 'name = "index"', "a name is made of small letters"),
    ("[[section.entry]]", "[section.entry]", "no TOML"),
    ('title = "Small"', "title = ", "no TOML"),
    ('settings = { input_size = "3" }', "settings = 3", "settings is no table"),
    ('theme = "dark"', 'theme = "drak"', "entry 'third': unknown theme 'drak': did you mean dark"),
])
def test_what_is_wrong_in_the_source_is_said_in_one_line(folder: Path, before: str, after: str,
                                                         message: str) -> None:
    change_source(folder, before, after)
    with pytest.raises(ConvgifError) as caught:
        check_gallery(folder)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot read .*gallery\.toml: no such file"):
        build_gallery(tmp_path)
    assert list(tmp_path.iterdir()) == []


# The command.

def test_the_command_builds_and_checks(tmp_path: Path) -> None:
    (tmp_path / "gallery").mkdir()
    (tmp_path / "gallery" / "gallery.toml").write_text(SMALL)
    built = run("gallery", "build", cwd=tmp_path)
    assert built.returncode == 0
    assert built.stdout.decode().splitlines()[0] == str(Path("gallery", "first.gif"))
    assert b"15 written" in built.stderr
    checked = run("gallery", "build", "--check", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, b"")
    assert checked.stderr == b"15 files in gallery are what gallery.toml says\n"
    silent = run("gallery", "build", "--check", "-q", cwd=tmp_path)
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, b"", b"")
    (tmp_path / "gallery" / "first.png").unlink()
    (tmp_path / "gallery" / "second.gif").unlink()
    failed = run("gallery", "build", "--check", "gallery", cwd=tmp_path)
    assert (failed.returncode, failed.stdout) == (1, b"")
    assert failed.stderr.decode().splitlines()[1:] == [
        "  first.png: is missing", "  second.gif: is missing"]


# In another language, and with panels.

CHINESE = 'zh = { title = "小", text = "两幅。", reuse = "自由使用。" }\n'


def in_chinese(text: str) -> str:
    """The small gallery, told in Chinese too."""
    told = text.replace('reuse = "Free."\n', 'reuse = "Free."\n' + CHINESE)
    told = told.replace('text = "A sentence."\n',
                        'text = "A sentence."\nzh = { title = "一", text = "一句话。" }\n')
    return told.replace('caption = "Caption."\n',
                        'caption = "Caption."\nzh = { title = "题目", caption = "说明。" }\n')


def test_a_gallery_leads_to_sliders_where_it_says_so(tmp_path: Path) -> None:
    source = in_chinese(SMALL)
    (tmp_path / "gallery.toml").write_text(source, "utf-8")
    build_gallery(tmp_path)
    assert "sliders" not in (tmp_path / "index.html").read_text("utf-8").lower()
    (tmp_path / "gallery.toml").write_text(
        source.replace('reuse = "Free."\n', 'reuse = "Free."\nsliders = "s/index.html"\n', 1))
    build_gallery(tmp_path)
    for name, words in (("index.html", "Sliders, for any layer"),
                        ("README.md", "Sliders, for any layer"),
                        ("index.zh.html", "滑块：任何层")):
        text = (tmp_path / name).read_text("utf-8")
        assert f'<a href="s/index.html">{words}</a>' in text


@pytest.mark.parametrize(("zh", "english", "chinese"), [
    ("", "s/index.html", "s/index.html"),
    (', sliders = "s/index.zh.html"', "s/index.html", "s/index.zh.html"),
    (', sliders = "https://a.example/s/"', "s/index.html", "https://a.example/s/")])
def test_sliders_beside_the_gallery_are_in_its_page(tmp_path: Path, zh: str, english: str,
                                                    chinese: str) -> None:
    """Those that lie elsewhere are led to: the page asks nothing of others."""
    (tmp_path / "gallery.toml").write_text(in_chinese(SMALL).replace(
        'reuse = "Free."\n', 'reuse = "Free."\nsliders = "s/index.html"\n', 1).replace(
        'reuse = "自由使用。"', f'reuse = "自由使用。"{zh}'), "utf-8")
    build_gallery(tmp_path)
    for name, address in (("index", english), ("index.zh", chinese)):
        text = (tmp_path / f"{name}.html").read_text("utf-8")
        assert f'<a href="{address}">' in text
        assert re.findall(r'<iframe src="([^"]+)"', text) == [address] * (":" not in address)
    said = (tmp_path / "README.zh.md").read_text("utf-8")
    assert f'<a href="{chinese}">' in said


def test_a_gallery_is_there_in_every_language_that_it_is_told_in(tmp_path: Path) -> None:
    (tmp_path / "gallery.toml").write_text(in_chinese(SMALL), "utf-8")
    build_gallery(tmp_path)
    page = (tmp_path / "index.zh.html").read_text("utf-8")
    readme = (tmp_path / "README.zh.md").read_text("utf-8")
    assert '<html lang="zh">' in page
    assert "{{" not in page
    for words in ("小", "一句话。", "题目", "说明。", "全部暂停", "窗口在 3×3 的输入上滑动",
                  "卷积核"):
        assert words in page
    assert 'href="index.html">English</a>' in page
    assert "[index.zh.html](index.zh.html)" in readme
    assert "Hidden" not in page
    english = (tmp_path / "index.html").read_text("utf-8")
    assert 'href="index.zh.html">中文</a>' in english
    assert "题目" not in english
    check_gallery(tmp_path)
    (tmp_path / "index.zh.html").write_text("", "utf-8")
    with pytest.raises(ConvgifError, match=r"index\.zh\.html: is not what the entries make"):
        check_gallery(tmp_path)


@pytest.mark.parametrize(("missing", "where"), [
    ('zh = { title = "题目", caption = "说明。" }\n', "entry 'first': zh is missing or no table"),
    ('zh = { title = "一", text = "一句话。" }\n', "section 'One': zh is missing or no table")])
def test_words_that_lack_in_a_language_are_named(tmp_path: Path, missing: str, where: str) -> None:
    (tmp_path / "gallery.toml").write_text(in_chinese(SMALL).replace(missing, ""), "utf-8")
    with pytest.raises(ConvgifError, match=where):
        read_gallery(tmp_path / "gallery.toml")


def test_every_word_of_the_page_is_there_in_every_language() -> None:
    for words in gallery_words.WORDS.values():
        for name in ("page", "script", "snippets"):
            assert getattr(words, name).keys() == getattr(gallery_words.ENGLISH, name).keys()
    said = {name for entry in LISTED for panel in entry.picture.panels
            if isinstance(panel, Panel) for name in panel.layer.parameters()}
    assert said - gallery_words.CHINESE.parameters.keys() == set()
    assert COMMITTED.languages == ("en", "zh")


def test_panels_have_a_twin_for_narrow_pages(tmp_path: Path) -> None:
    (tmp_path / "gallery.toml").write_text(
        SMALL.replace('settings = { input_size = "3" }',
                      'settings = { layer = "Conv2d | MaxPool2d", input_size = "4" }'), "utf-8")
    build_gallery(tmp_path)
    wide, narrow = (svg_size(tmp_path / f"first{ending}.svg") for ending in ("", "_stacked"))
    assert (wide[0], narrow[0]) == (120, 60)
    assert narrow[1] > wide[1]
    assert 'srcset="first_stacked.svg"' in (tmp_path / "index.html").read_text("utf-8")
    assert not (tmp_path / "third_stacked.svg").exists()


def svg_size(path: Path) -> tuple[int, int]:
    found = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"', path.read_text("utf-8"))
    assert found
    return int(found[1]), int(found[2])


def test_where_svg_is_enough_it_stands_wherever_the_gif_would(tmp_path: Path) -> None:
    (tmp_path / "gallery.toml").write_text(
        SMALL.replace('caption = "Caption."\n', 'caption = "Caption."\ngif = false\n', 1), "utf-8")
    build_gallery(tmp_path)
    assert not {"first.gif", "first.png"} & {path.name for path in tmp_path.iterdir()}
    entry = read_gallery(tmp_path / "gallery.toml").entries[0]
    assert snippets.command(entry).endswith("--theme auto -o first.svg")
    assert 'href="first.svg"' in (tmp_path / "README.md").read_text("utf-8")
    picture = (tmp_path / "first.svg").read_bytes()
    assert b"prefers-color-scheme:dark" in picture
    assert picture == FORMATS["svg"].encode(entry.animation())


def test_a_player_says_what_its_entry_does_in_the_language_of_its_page(tmp_path: Path) -> None:
    (tmp_path / "gallery.toml").write_text(in_chinese(SMALL), "utf-8")
    build_gallery(tmp_path)
    told = unpacked(tmp_path / "first.js", len(("en", "zh")))
    for (name, copies, markup), said, command in zip(
            told, ("slides over an input of 3×3", "窗口在 3×3 的输入上滑动"),
            ("Command line", "命令行"), strict=True):
        assert name == "first"
        assert said in markup
        assert "@font-face" not in markup  # who reads the page has a font for it
        assert [title for title, _ in copies] == [
            command, "Python", "Markdown", "HTML", "reStructuredText"]
        assert [said in code for _, code in copies] == [False, False, True, True, True]
    script = (tmp_path / "player.js").read_text("utf-8")
    assert '"pause":"Pause"' in script
    assert '"pause":"暂停"' in script
