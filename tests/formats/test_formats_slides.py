"""Slides: read back by python-pptx, opened by LibreOffice, and what their notes say by the player.
"""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import invoke, without
from PIL import Image
from pptx import Presentation

from convgif import Animation, AvgPool2d, Conv2d, ConvTranspose2d, MaxPool2d, animate
from convgif.embed.decks import save_deck
from convgif.embed.snippet import snippet
from convgif.errors import ConvgifError, LimitError, OutputError, spelled
from convgif.formats import FORMATS
from convgif.formats.deck import NO_CLOCK
from convgif.formats.facts import read_facts
from convgif.formats.player import page
from convgif.frames.themes import THEMES

LAYER = Conv2d(padding=1)
PPTX = FORMATS["pptx"]
CASES = {
    "values": lambda: animate(Conv2d(2, 1, 2), input_size=3, view="values"),
    "average": lambda: animate(AvgPool2d(2), input_size=4, activation="relu"),
    "maximum": lambda: animate(MaxPool2d(2), input_size=4, view="values"),
    "macs": lambda: animate(Conv2d(kernel_size=2), input_size=3, view="macs"),
    "backward": lambda: animate(Conv2d(kernel_size=2), input_size=3, view="backward"),
    "stamp": lambda: animate(ConvTranspose2d(kernel_size=2), input_size=2, view="stamp"),
    "panels": lambda: animate(Conv2d(), input_size=4) | animate(MaxPool2d(2), input_size=4),
    "Chinese": lambda: animate(Conv2d(), input_size=4, language="zh")}


def deck_of(animation: Animation) -> Any:
    return Presentation(BytesIO(PPTX.encode(animation)))


def pictures(deck: Any) -> list[Any]:
    """The one picture of each slide."""
    found = [[shape for shape in slide.shapes if shape.has_text_frame is False]
             for slide in deck.slides]
    assert {len(each) for each in found} == {1}
    return [shape for (shape,) in found]


def alt_of(shape: Any) -> str:
    (alt,) = shape._element.xpath(".//p:cNvPr/@descr")
    return str(alt)


def notes_of(deck: Any) -> list[str]:
    return [slide.notes_slide.notes_text_frame.text for slide in deck.slides]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_slide_a_step_with_title_alt_text_and_sum_in_order(theme: str) -> None:
    animation = animate(LAYER, input_size=3, view="values", theme=theme)
    deck, (trace,) = deck_of(animation), animation.traces
    assert deck.slide_width * 9 == deck.slide_height * 16
    before, *alts = map(alt_of, pictures(deck))
    assert before == f"{animation.describe()} Before step 0."
    assert alts == [f"{animation.describe()} Shown is step {step} of 0 to 8." for step in range(9)]
    opening, *notes = notes_of(deck)
    assert opening == "Before step 0"
    for number, (step, said) in enumerate(zip(trace.steps, notes, strict=True)):
        first, line = said.split("\n")
        assert first == f"Step {number} of 0 to 8"
        assert line.startswith(f"output[{', '.join(map(str, step.output_index))}] = ")
        assert line.endswith(f" (bias) = {step.value:g}".replace("-", "\N{MINUS SIGN}"))
        assert line.count("·") == 9
    for slide in deck.slides:
        assert slide.shapes.title.text == "Conv2d 3×3 → 3×3"
        assert tuple(slide.background.fill.fore_color.rgb) == THEMES[theme].background


def test_pictures_are_the_frames_dense_and_within_their_slide() -> None:
    animation = animate(LAYER, input_size=3)
    deck, (height, width) = deck_of(animation), animation.size
    shown = pictures(deck)
    assert len({shape.image.sha1 for shape in shown}) == len(shown) == 9
    for shape in shown:
        assert shape.image.size == (3 * width, 3 * height)
        assert shape.width / shape.height == pytest.approx(width / height, rel=1e-3)
        assert shape.left >= 0 <= shape.top
        assert shape.left + shape.width <= deck.slide_width
        assert shape.top + shape.height <= deck.slide_height
    with Image.open(BytesIO(shown[0].image.blob)) as image:
        assert image.convert("RGB").getpixel((0, 0)) == THEMES["light"].background


def test_the_same_picture_is_the_same_bytes_without_a_clock() -> None:
    first, second = (PPTX.encode(animate(LAYER, input_size=3)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as parts:
        assert {info.date_time for info in parts.infolist()} == {NO_CLOCK.timetuple()[:6]}
    said = Presentation(BytesIO(first)).core_properties
    assert said.created == said.modified == NO_CLOCK


def test_stills_networks_and_blanks_are_slides_too() -> None:
    assert len(deck_of(animate(LAYER, input_size=3).still("middle")).slides) == 1
    network = animate("Sequential(Conv2d(1, 6, 5), MaxPool2d(2))", input_size=(1, 28, 28))
    assert notes_of(deck_of(network))[-1].startswith("Step ")
    empty = notes_of(deck_of(animate(Conv2d(), input_size=4, view="values", blank="outputs")))
    assert not any("·" in said or "=" in said for said in empty)


def test_more_slides_than_are_clicked_through_are_refused() -> None:
    large = animate(Conv2d(), input_size=18, force=False)
    with pytest.raises(LimitError, match="256 steps are over 200 slides: take a smaller input"):
        PPTX.encode(large)


def test_what_is_clicked_through_has_all_steps_though_a_loop_leaves_some_out(tmp_path: Path
                                                                             ) -> None:
    read = animate(Conv2d(stride=2, padding=1), input_size=9, view="values")
    assert len(read.steps_ms) < 25
    assert read.notes
    for name in ("pptx", "beamer"):
        held = read.held_by(FORMATS[name])
        assert [step for step, _ in held.steps_ms] == list(range(25))
        assert not held.notes
    assert read_facts(read.save(tmp_path / "all.pptx"))[1].frames == 26
    assert "26 steps\n" in read.save(tmp_path / "all.tex", "beamer").read_text()
    assert held.held_by(FORMATS["gif"]).steps_ms == read.steps_ms
    many = animate(Conv2d(), input_size=20, view="values").held_by(FORMATS["pptx"])
    (said,) = many.notes
    assert len(many.steps_ms) < 200
    assert spelled(said).endswith("through: duration_ms=800 and force=True show all")


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convgif.formats.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=re.escape(
            'pptx needs a library that is not installed: pip install "convgif[slides]"')):
        PPTX.encode(animate(LAYER, input_size=3))


def test_the_file_says_what_it_shows_and_places_open_it(tmp_path: Path) -> None:
    animation = animate("lenet5")  # whose words are more than a property of Office holds
    path = animation.save(tmp_path / "talk.pptx")
    _, facts = read_facts(path)
    assert facts.alt == animation.describe()
    assert (facts.height_px, facts.width_px, facts.moves) == (*animation.size, False)
    assert facts.frames == len(animation.durations)
    assert snippet(path, "powerpoint").text.startswith("Open it, or Home > New Slide > ")
    assert snippet(path, "keynote").text.startswith("File > Open: ")
    for broken in (b"PK", path.read_bytes()[:-100]):
        path.write_bytes(broken)
        with pytest.raises(OutputError, match=r"cannot read .*: it is no whole \.pptx"):
            read_facts(path)


def test_a_file_plays_on_one_slide_on_its_own_ground(tmp_path: Path) -> None:
    animation = animate(Conv2d(), input_size=4, theme="dark")
    for suffix in (".gif", ".png", ".mp4"):
        file = animation.save(tmp_path / f"a{suffix}")
        made = save_deck(file, "keynote", tmp_path / "one.pptx")
        (slide,) = Presentation(made).slides
        (shape,) = pictures(Presentation(made))
        assert alt_of(shape) == read_facts(file)[1].alt
        assert slide.shapes.title.text == "Conv2d"
        ground = tuple(slide.background.fill.fore_color.rgb)
        assert max(abs(a - b) for a, b in zip(ground, THEMES["dark"].background, strict=True)) < 4
        with zipfile.ZipFile(made) as parts:
            held = [parts.read(name) for name in parts.namelist() if "/media/" in name]
        assert file.read_bytes() in held  # as it is, so that it moves
        again = save_deck(file, "powerpoint", tmp_path / "two.pptx")
        assert made.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(("arguments", "said"), [
    (("a.gif", "--for", "github", "-o", "a.pptx"), "github shows no deck of slides: leave out -o"),
    (("a.gif", "--for", "keynote", "-o", "a.key"), "a.key is no name of a deck: end it in .pptx"),
    (("a.svg", "--for", "keynote", "-o", "a.pptx"), "a slide holds no svg: give it gif, mp4, png"),
    (("a.gif", "--alt", "-o", "a.pptx"), "-o makes a deck, which has no use for --alt"),
    (("a.gif", "--for", "keynote", "--width", "9", "-o", "a.pptx"), "no use for --width")])
def test_what_makes_no_deck_is_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...], said: str
                                              ) -> None:
    for suffix in (".gif", ".svg"):
        animate(Conv2d(), input_size=4).save(tmp_path / f"a{suffix}")
    done = invoke("embed", *arguments, cwd=tmp_path)
    assert done.returncode
    assert said in done.stderr.decode()
    assert not (tmp_path / "a.pptx").exists()


def test_a_deck_is_not_said_to_play(tmp_path: Path) -> None:
    done = invoke("render", "--i", "4", "-o", "a.pptx", cwd=tmp_path)
    assert done.returncode == 0
    assert "frames" in done.stderr.decode()
    assert "plays" not in done.stderr.decode()


def test_slides_are_light_or_dark_whoever_reads_them() -> None:
    with pytest.raises(ConvgifError, match="pptx cannot be light or dark"):
        PPTX.encode(animate(LAYER, input_size=3, theme="auto"))


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_notes_say_what_the_player_says(name: str, browser: Any) -> None:
    animation = CASES[name]()
    shown = browser.new_page(reduced_motion="reduce")
    shown.set_content(page(animation))
    told = shown.evaluate("""() => {
        const {account, last, data} = document.querySelector("convgif-player");
        return data.focus.map((pairs) => pairs.map(([about]) => account.describe(about)));
    }""")
    shown.close()
    notes = notes_of(deck_of(animation))
    assert len(notes) == len(told)
    assert any(told)
    for said, lines in zip(notes, told, strict=True):
        for line in lines:
            assert any(part.startswith(line) for part in said.split("\n")), (line, said)


@pytest.mark.slow
def test_libreoffice_shows_a_page_for_each_slide(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        without("soffice", "apt-get install libreoffice-impress")
    animation = animate(LAYER, input_size=3, theme="dark")
    animation.save(tmp_path / "talk.pptx")
    subprocess.run([soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                    "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
                    tmp_path / "talk.pptx"], check=True, capture_output=True, timeout=120)
    subprocess.run(["pdftoppm", "-r", "20", "-png", tmp_path / "talk.pdf", tmp_path / "page"],
                   check=True, timeout=60)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) == 9
    for path in pages:
        with Image.open(path) as image:
            found = image.convert("RGB")
            corners = {found.getpixel((x, y)) for x in (3, found.width - 4)
                       for y in (3, found.height - 4)}
            assert corners == {THEMES["dark"].background}
            assert len(found.getcolors(found.width * found.height)) > 20  # a picture
