"""LaTeX: what is printed for it, compiled by TeX and looked at as a page."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest
from conftest import ROOT, environment, run, without
from numpy.typing import NDArray
from optional_libraries import needed
from sphinx_project import make_project

from convgif import Animation, Conv2d, animate
from convgif.embed.snippet import snippet
from convgif.embed.tex import animategraphics, save_frames

pytestmark = pytest.mark.slow

TeX = Callable[..., Path]
Image = NDArray[np.uint8]
ARTICLE = r"""\documentclass{article}
\usepackage[margin=1in]{geometry}
\usepackage{graphicx}
\pagestyle{empty}
\begin{document}
\noindent %s
\end{document}
"""
BEAMER = r"""\pdfcompresslevel=0 \pdfobjcompresslevel=0
\documentclass{beamer}
\usepackage{animate}
\begin{document}
\begin{frame}{A layer}
%s
\end{frame}
\end{document}
"""
HOSTILE = r"50% #1 $x^2$ \input{/etc/passwd} {open ~ & _ ] , alt=no \end{document} ^^41 %"
PX_TO_THE_INCH, POINTS_TO_THE_INCH = 96, 72
LARGEST_DIFFERENCE = 0.01  # of the sample values, in the mean over a picture


def animation(**settings: Any) -> Animation:
    return animate(Conv2d(stride=2, padding=1), **{"input_size": 5, **settings})


def poppler(program: str, *arguments: str | Path) -> bytes:
    """What one of Poppler's programs prints."""
    if shutil.which(program) is None:
        without(program, "apt-get install poppler-utils")
    return subprocess.run([program, *arguments], check=True, capture_output=True,
                          timeout=60).stdout


def page(pdf: Path, number: int = 1, dpi: float = PX_TO_THE_INCH) -> Image:
    """A page of a PDF as it is shown, uint8 (rows, columns, 3)."""
    shown = poppler("pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), "-png", pdf)
    return iio.imread(BytesIO(shown), extension=".png", mode="RGB")


def texts(pdf: Path) -> list[str]:
    """The words on each page of a PDF."""
    pages = poppler("pdftotext", "-enc", "UTF-8", pdf, "-").decode().split("\f")[:-1]
    return [" ".join(text.split()) for text in pages]


def difference(shown: Image, picture: Image) -> tuple[float, tuple[int, int]]:
    """How much a page differs from a picture of ours where it is most like it, as a part of the
    sample values in the mean, and the row and column of that place. Both are softened before, for
    a place need not be at whole pixels."""
    large, small = softened(shown), softened(picture)
    (rows, columns), (h, w) = large.shape[:2], small.shape[:2]
    assert min(rows - h, columns - w) >= 0, f"the page is too small for it: {shown.shape}"
    ink, ours = large.sum(axis=2), small.sum(axis=2)
    spectrum = np.fft.rfft2(ink) * np.fft.rfft2(ours, ink.shape).conj()
    alike = np.fft.irfft2(spectrum, ink.shape)[:rows - h + 1, :columns - w + 1]
    sums = np.pad((ink ** 2).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    squares = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]
    row, column = divmod(int(np.argmin(squares - 2 * alike)), alike.shape[1])
    return float(np.abs(large[row:row + h, column:column + w] - small).mean()), (row, column)


def softened(image: Image) -> NDArray[np.float64]:
    """The ink of an image, 0 to 1, each pixel's in the mean with those beside it."""
    ink = 1 - image / 255
    rows, columns = (size - 2 for size in image.shape[:2])
    return sum(ink[i:rows + i, j:columns + j] for i in range(3) for j in range(3)) / 9


def only_frame(made: Animation) -> Image:
    (frame,) = made.frames
    return frame


# Stills in an article.

@pytest.mark.parametrize(("format", "density"), [("pdf", 1), ("png", 1), ("png", 2)])
def test_the_line_shows_the_still_in_its_size(format: str, density: int, pdflatex: TeX,
                                              tmp_path: Path) -> None:
    made = animation(still="middle", density=density)
    path = made.save(tmp_path / f"x.{format}")
    done = run("embed", path.name, "--for", "latex", cwd=tmp_path)
    shown = page(pdflatex(tmp_path, ARTICLE % done.stdout.decode().strip()),
                 dpi=density * PX_TO_THE_INCH)
    found, place = difference(shown, only_frame(made))
    assert found < LARGEST_DIFFERENCE
    assert place == pytest.approx((density * PX_TO_THE_INCH,) * 2, abs=1)  # the margins


def test_a_strip_is_as_wide_as_a_narrower_column(pdflatex: TeX, tmp_path: Path) -> None:
    path = animation(strip=4, theme="print").save(tmp_path / "x.pdf")
    two_columns = ARTICLE.replace("{article}", "[twocolumn]{article}")
    line = r"\hsize=200bp \linewidth=\hsize " + snippet(path, "latex").text
    pdf = pdflatex(tmp_path, two_columns % line)
    assert "Overfull" not in pdf.with_suffix(".log").read_text("latin-1")
    columns = np.flatnonzero((page(pdf, dpi=POINTS_TO_THE_INCH) < 250).any(axis=(0, 2)))
    left, right = 72, 72 + 200
    assert left <= columns[0] < left + 10
    assert right - 10 < columns[-1] <= right


@pytest.mark.parametrize("settings", [
    {"still": 3, "prefilled": True}, {"size_px": 310}, {"theme": "print"}],
    ids=str)
def test_another_picture_is_seen_to_be_another(settings: dict[str, Any], pdflatex: TeX,
                                               tmp_path: Path) -> None:
    other = animation(**{"still": "middle", **settings}).save(tmp_path / "x.pdf")
    shown = page(pdflatex(tmp_path, ARTICLE % snippet(other, "latex").text))
    assert difference(shown, only_frame(animation(still="middle")))[0] > LARGEST_DIFFERENCE


@pytest.mark.parametrize("format", ["pdf", "png"])
@pytest.mark.parametrize("name", ["two words", "a_b^c&d$e~f", "-a", "~a", "|a", "é", "卷积", "a.b",
                                  "!'()*+,;=@[]`:?<>", "deep/er é/a"])
def test_names_of_files(name: str, format: str, pdflatex: TeX, monkeypatch: pytest.MonkeyPatch,
                        tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(f"{name}.{format}")
    path.parent.mkdir(parents=True, exist_ok=True)
    animation(still=0).save(path)
    assert pdflatex(tmp_path, ARTICLE % snippet(path, "latex").text).is_file()


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
@pytest.mark.parametrize("settings", [{"title": HOSTILE}, {"language": "zh", "title": "卷积"}],
                         ids=["hostile", "zh"])
def test_alt_texts(engine: str, settings: dict[str, Any], request: pytest.FixtureRequest,
                   tmp_path: Path) -> None:
    """Whatever they hold, they stay what they are: no command, and no word on the page."""
    typeset = request.getfixturevalue(engine)
    made = animation(still="middle", **settings)
    line = snippet(made.save(tmp_path / "x.pdf"), "latex").text.replace(f"{tmp_path}/", "")
    pdf = typeset(tmp_path, ARTICLE % line)
    assert texts(pdf) == texts(tmp_path / "x.pdf")  # those of the picture alone
    assert difference(page(pdf), only_frame(made))[0] < LARGEST_DIFFERENCE


# Frames in Beamer.

def played_in_beamer(made: Animation, format: str, typeset: TeX, folder: Path) -> Path:
    """A PDF of one slide, on which the printed line plays the frames."""
    save_frames(made, folder / "frames", format)
    return typeset(folder, BEAMER % animategraphics(made, "frames", format), runs=2)


@pytest.mark.parametrize("format", ["png", "pdf"])
def test_a_slide_shows_the_last_frame(format: str, pdflatex: TeX, tmp_path: Path) -> None:
    made = animation()
    pdf = played_in_beamer(made, format, pdflatex, tmp_path)
    log = (tmp_path / "document.log").read_text("utf-8", "replace")
    assert "Overfull" not in log
    assert "Package animate Warning" not in log
    data = pdf.read_bytes()
    box = re.search(rb"/T \(anm0\).*?/Rect \[([^]]*)\]", data, re.DOTALL)
    assert box is not None
    left, bottom, right, top = map(float, box[1].split())
    assert 0 < left < right < 363  # points of a slide
    assert 0 < bottom < top < 273
    assert (right - left) / (top - bottom) == pytest.approx(made.size[1] / made.size[0], rel=0.01)
    shown = page(pdf, dpi=POINTS_TO_THE_INCH * made.size[1] / (right - left))
    *others, last = made.frames
    from_last = difference(shown, last)[0]
    assert from_last < 2 * LARGEST_DIFFERENCE  # pixels that meet no whole pixel
    # Every other frame lies clearly further off, the one before, too.
    assert all(difference(shown, other)[0] > from_last + LARGEST_DIFFERENCE for other in others)


PLAY = """script => {
    let now = 0, last = 0;
    const timers = new Map(), shown = [];
    window.app = {setInterval: (code, wait) => (timers.set(++last, {code, wait, due: now + wait}),
                                               last),
                  clearInterval: id => timers.delete(id)};
    window.display = {hidden: 1, visible: 0};
    window.getField = name => ({buttonGetIcon: () => +name.split(".")[1],
                                buttonSetIcon: icon => shown.push([icon, now])});
    (0, eval)(script);
    while (timers.size && now < 60000) {
        const timer = [...timers.values()].sort((a, b) => a.due - b.due)[0];
        now = timer.due;
        timer.due += timer.wait;
        (0, eval)(timer.code);
    }
    return [shown, timers.size > 0];
}"""


@pytest.mark.parametrize("loop", [0, 1, 2])
def test_a_slide_plays_what_the_animation_does(loop: int, pdflatex: TeX, browser: Any,
                                               tmp_path: Path) -> None:
    """The script that animate puts into the PDF, run by Chromium against a clock of ours."""
    made = animation(loop=loop, duration_ms=700)
    data = played_in_beamer(made, "pdf", pdflatex, tmp_path).read_bytes()
    script = re.search(rb"stream\r?\n(app\.focusRect.*?)\r?\nendstream", data, re.DOTALL)
    assert script is not None
    tab = browser.new_page()
    shown, goes_on = tab.evaluate(PLAY, script[1].decode("latin-1"))
    tab.close()
    at = {ms: frame for frame, ms in shown}  # of those at the same time only the last is seen
    starts = list(at)
    steps = len(made.scenes)
    assert goes_on is (loop == 0)
    times = loop or len(starts) // steps
    assert times >= (loop or 4)
    assert [at[ms] % steps for ms in starts][:times * steps] == [*range(steps)] * times
    lasted = np.diff(starts[:times * steps])
    assert lasted == pytest.approx((made.durations * times)[:len(lasted)], rel=1e-4)
    if loop:  # the last stays, after its time
        assert [at[ms] % steps for ms in starts[times * steps:]] == [steps - 1]


@pytest.mark.parametrize("name", ["a_b^c&d$e~f", "~a", "|a", "é", "卷积", "a,b=c", "deep/er/é",
                                  "!'()*+;@[]`:?<>"])
def test_names_of_folders(name: str, pdflatex: TeX, tmp_path: Path) -> None:
    made = animate(Conv2d(), input_size=4)
    save_frames(made, tmp_path / name, "pdf")
    pdflatex(tmp_path, BEAMER % animategraphics(made, name, "pdf"))
    assert "4 frames built" in (tmp_path / "document.log").read_text("utf-8", "replace")


def test_a_slide_for_each_frame(pdflatex: TeX, tmp_path: Path) -> None:
    """What needs no viewer that plays."""
    made = animation(prefilled=False)
    save_frames(made, tmp_path / "frames", "pdf")
    done = run("embed", "frames/", "--for", "beamer", cwd=tmp_path)
    pdf = pdflatex(tmp_path, BEAMER % done.stdout.decode(), runs=2)
    log = (tmp_path / "document.log").read_text("utf-8", "replace")
    assert "Overfull" not in log
    frames = list(made.frames)
    assert len(texts(pdf)) == len(frames)
    slides = [page(pdf, number + 1) for number in range(len(frames))]
    assert all((one != other).any() for one, other in combinations(slides, 2))


def test_one_step(pdflatex: TeX, tmp_path: Path) -> None:
    played_in_beamer(animate(Conv2d(), input_size=3), "png", pdflatex, tmp_path)


# Sphinx.

def latexpdf(project: Path, folder: Path, *settings: str) -> tuple[Path, str]:
    """What `make latexpdf` makes of a project in a folder, and TeX's log of it."""
    needed("sphinx")
    for program in ("latexmk", "make"):
        if shutil.which(program) is None:
            without(program, f"apt-get install {program}")
    ran = subprocess.run(
        [sys.executable, "-m", "sphinx", "-M", "latexpdf", project, folder,
         *[part for setting in settings for part in ("-D", setting)]],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=280,
        env=environment(NO_COLOR="1", max_print_line="999",
                        LATEXMKOPTS="-interaction=nonstopmode -halt-on-error -no-shell-escape"))
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-3000:]
    assert "WARNING" not in ran.stderr, ran.stderr
    (log,) = (folder / "latex").glob("*.log")
    return log.with_suffix(".pdf"), log.read_text("utf-8", "replace")


@pytest.mark.parametrize(("language", "caption", "engine"), [
    ("en", "Stride 2 halves the map.", "pdflatex"), ("zh_CN", "步幅为 2，输出减半。", "xelatex")])
def test_a_sphinx_project(language: str, caption: str, engine: str,
                          request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.getfixturevalue(engine)  # which Sphinx takes for the language by itself
    text = ("Layers\n======\n\n.. convgif:: Conv2d(kernel_size=3, stride=2, padding=1)\n"
            f"   :input-size: 5\n   :theme: auto\n   :width: 300px\n   :lang: {language[:2]}\n\n"
            f"   {caption}\n")
    pdf, log = latexpdf(make_project(tmp_path / "project", {"index.rst": text}),
                        tmp_path / "built", f"language={language}")
    assert "Missing character" not in log
    (number,) = [number for number, words in enumerate(texts(pdf), 1)
                 if caption.replace(" ", "") in words.replace(" ", "")]
    still = animation(language=language[:2]).poster
    shown = page(pdf, number, PX_TO_THE_INCH * still.size[1] / 300)
    assert difference(shown, only_frame(still))[0] < LARGEST_DIFFERENCE


@pytest.mark.usefixtures("xelatex")
def test_the_manual(tmp_path: Path) -> None:
    """docs/ as one PDF, with every picture and every word, in Chinese too."""
    pdf, log = latexpdf(ROOT / "docs", tmp_path, "latex_engine=xelatex",
                        r"latex_elements.preamble=\usepackage{xeCJK}", "latex_use_xindy=0")
    assert "Missing character" not in log
    made = {path.name for path in (tmp_path / "latex").glob("convgif-*.pdf")}
    assert len(made) > 20
    assert set(re.findall(r"convgif-[0-9a-f]{20}\.pdf", log)) == made
    assert sum("卷积" in words for words in texts(pdf)) > 0


# Notebooks.

@pytest.mark.filterwarnings("default")  # what other libraries deprecate is theirs
def test_a_notebook(xelatex: TeX, tmp_path: Path) -> None:
    """By nbconvert, whose PDFs are made by xelatex."""
    exporters, formats = needed("nbconvert"), needed("nbformat").v4
    data, metadata = animation()._repr_mimebundle_()
    cell = formats.new_code_cell("animation", outputs=[formats.new_output(
        "display_data", data, metadata=metadata)])
    text, resources = exporters.LatexExporter().from_notebook_node(
        formats.new_notebook(cells=[cell]))
    for name, content in resources["outputs"].items():
        (tmp_path / name).write_bytes(content)
    shown = page(xelatex(tmp_path, text), dpi=2 * PX_TO_THE_INCH)
    assert difference(shown, only_frame(animation(density=2).poster))[0] < LARGEST_DIFFERENCE
