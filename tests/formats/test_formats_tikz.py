"""TikZ: LaTeX sets it, in the document's font, as it is drawn elsewhere."""

import re
import shutil
import subprocess
from collections import defaultdict

import numpy as np
import pytest
from conftest import without

from convgif import Conv2d, animate
from convgif.embed.snippet import snippet
from convgif.errors import OutputError
from convgif.formats import FORMATS
from convgif.formats.facts import read_facts
from convgif.formats.paths import written
from convgif.formats.tikz import tex_words

DOCUMENT = r"""\documentclass{article}
\usepackage{tikz}
\usepackage[margin=0pt,paperwidth=%dbp,paperheight=%dbp]{geometry}
\pagestyle{empty}\parindent0pt\parskip0pt\topskip0pt
\begin{document}
%s
\end{document}
"""
SLIDES = r"""\documentclass{beamer}
\usepackage{tikz}
\begin{document}
\begin{frame}
%s
\end{frame}
\end{document}
"""
HOSTILE = r"50% #1 $x^2$ \input{/etc/passwd} {open ~ & _ ] \end{document} ^^41 %"


def picture(**settings):
    return animate(Conv2d(stride=2, padding=1), input_size=5, **settings)


def source(animation):
    return FORMATS["tex"].encode(animation).decode()


def test_it_says_of_itself_what_others_do(tmp_path):
    animation = picture(view="values").still()
    _, facts = read_facts(animation.save(tmp_path / "a.tex"))
    stage = animation.story.stage
    assert (facts.alt, facts.width_px, facts.height_px) == (
        animation.describe(), stage.width_px, stage.height_px)
    assert snippet(tmp_path / "a.tex", "latex").text == (
        rf"\noindent\resizebox{{\linewidth}}{{!}}{{\input{{{tmp_path / 'a.tex'}}}}}")
    (tmp_path / "b.tex").write_text("mine")
    with pytest.raises(OutputError, match=r"b\.tex is no picture of convgif"):
        read_facts(tmp_path / "b.tex")


def test_words_are_text_to_edit_and_colours_have_one_name():
    text = source(picture(view="values"))
    assert r"{input 5$\times$5}" in text
    assert r"{$-$1}" in text
    assert "font=" not in text
    named = re.findall(r"\\definecolor\{(\w+)\}", text)
    assert len(named) == len({*named})
    assert {*re.findall(r"convgif[0-9a-f]{6}", text)} == {*named}


def test_a_transparent_one_has_no_ground_and_a_strip_all_its_steps():
    filled = r"\fill[convgifffffff] (0,0) rectangle"
    assert filled in source(picture())
    assert filled not in source(picture(background="transparent"))
    assert source(picture(strip=3)).count("input 5") == 3


@pytest.mark.parametrize(("words", "written"), [
    ("a_b & 5%", r"a\_b \& 5\%"), ("w₀₁", "$w_{0,1}$"), ("·w⁰₁₀,₂", r"$\cdot w^{0}_{10,2}$"),
    ("⌊x⌋ − 1", r"$\lfloor$x$\rfloor$ $-$ 1"),
    (r"\input{x}", r"\textbackslash{}input\{x\}"), ("宽度", "宽度")])
def test_signs_are_commands(words, written):
    assert tex_words(words) == written


def test_letters_are_quantities_where_words_are_formulas():
    assert tex_words("W 4×9: x, a row of b", letters=True) == (
        r"$W$ 4$\times$9: $x$, a row of $b$")
    assert tex_words("plan b") == "plan b"
    assert r"{plan b}" in source(picture(view="values", title="plan b", size_px=600))
    named = source(picture(view="values", names="all").still(0))
    assert r"{$w_{1,2}$}" in named
    assert r"{$\cdot w_{1,2}$}" in named
    assert r"{ + $b$}" in named


def test_each_look_is_defined_once_and_each_mark_has_a_line():
    still = picture(view="values").still("middle")
    text = source(still)
    styles = re.findall(r"^  ([a-z0-9 ]+)/\.style=\{(.*)\},$", text, re.MULTILINE)
    assert {"input cell", "padding line", "window cell", "window outline line",
            "value text"} <= {name for name, _ in styles}
    assert len({name for name, _ in styles}) == len(styles)
    assert {*re.findall(r"\\(?:fill|draw|node)\[([^]]+)\]", text)} == {
        name for name, _ in styles} | {"convgifffffff"}  # the ground
    assert "% input number" in text.splitlines()
    stage = still.story.stage
    for mark in stage.marks.values():
        if mark.id[0] in ("input", "kernel", "output") and mark.roles != ("padding",):
            (x, y), _, (x1, y1), _ = mark.shape.corners
            area = f"({written(x)},{written(y)}) rectangle ({written(x1)},{written(y1)})"
            assert sum(area in line for line in text.splitlines()) == 1
    assert text == source(picture(view="values").still("middle"))


def overlays(text):
    """What is drawn on each slide, without what is on all."""
    shown = defaultdict(list)
    for slides, command in re.findall(r"\\only<([0-9,-]+)>\{(.*?)\}$(?=\n[\\%])", text,
                                      re.MULTILINE | re.DOTALL):
        for run in slides.split(","):
            first, _, last = run.partition("-")
            for slide in range(int(first), int(last or first) + 1):
                shown[slide].append(command)
    return shown


def test_overlays_are_the_steps_and_what_stays_is_drawn_once():
    animation = picture(view="values", prefilled=False)
    text = FORMATS["beamer"].encode(animation).decode()
    steps = len(animation.durations)
    assert text.startswith(f"% convgif: 480 x {animation.size[0]} px, {steps} steps\n")
    shown = overlays(text)
    assert {*shown} == {*range(1, steps + 1)}
    for word in (r"{input 5$\times$5}", r"{kernel 3$\times$3}"):
        assert text.count(word) == 1
        assert not any(word in command for slide in shown.values() for command in slide)
    (trace,) = animation.traces
    for slide, step in enumerate(trace.steps, 2):
        result = f"{{{step.value:.0f}}}".replace("{-", "{$-$")
        assert any("east" not in command and result in command for command in shown[slide])


def test_a_file_of_overlays_is_shown_in_beamer_no_wider_and_no_higher_than_a_slide(tmp_path):
    made = picture(view="values")
    path = made.save(tmp_path / "a.tex", "beamer")
    assert read_facts(path)[1].width_px == 480
    assert snippet(path, "beamer").text == f"% {made.describe()}\n" + (
        r"\resizebox{!}{\ifdim\height>0.7\textheight 0.7\textheight\else\height\fi}{"
        r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{\input{" f"{path}" "}}}")
    assert snippet(path, "beamer", width_px=400).text == (
        f"% {made.describe()}\n\\resizebox{{300bp}}{{!}}{{\\input{{{path}}}}}")


@pytest.mark.slow
def test_beamer_shows_a_slide_for_each_step(tmp_path, pdflatex, xelatex):
    if shutil.which("pdftotext") is None:
        without("pdftotext", "apt-get install poppler-utils")
    animation = animate(Conv2d(kernel_size=2), input_size=3, view="values", prefilled=False)
    animation.save(tmp_path / "a.tex", "beamer")
    slides = SLIDES % snippet(tmp_path / "a.tex", "beamer").text
    for engine in (pdflatex, xelatex):
        made = engine(tmp_path, slides)
        said = subprocess.run(["pdftotext", "-layout", made, "-"], check=True, capture_output=True,
                              text=True).stdout.split("\f")[:-1]
        assert len(said) == len(animation.durations)
        for page, step in zip(said[1:], animation.traces[0].steps, strict=True):
            value = f"{step.value:.0f}"
            assert value in re.findall(r"-?[0-9]+", page.replace("\N{MINUS SIGN}", "-"))


@pytest.mark.slow
def test_latex_sets_what_is_drawn(tmp_path, pdflatex):
    if shutil.which("pdftoppm") is None:
        without("pdftoppm", "apt-get install poppler-utils")
    for view in ("values", "isometric", "channels"):
        animation = picture(view=view, title="x", text="full").still()
        rows, columns = animation.size
        made = pdflatex(tmp_path, DOCUMENT % (columns * 3 // 4 + 1, rows * 3 // 4 + 1,
                                              source(animation)))
        subprocess.run(["pdftoppm", "-r", "96", "-gray", made, tmp_path / "page"], check=True)
        data = next(tmp_path.glob("page*.pgm")).read_bytes()
        width, height = map(int, data.split(None, 3)[1:3])
        page = np.frombuffer(data[-width * height:], np.uint8).reshape(height, width)
        drawn = next(iter(animation.frames)).mean(axis=2)
        assert abs(height - rows) <= 3
        assert abs(width - columns) <= 3
        high, wide = min(height, rows), min(width, columns)
        assert np.abs(page[:high, :wide] - drawn[:high, :wide]).mean() < 12


@pytest.mark.slow
def test_hostile_words_are_shown_as_they_are(tmp_path, pdflatex):
    animation = picture(title=HOSTILE, size_px=900).still()
    made = pdflatex(tmp_path, DOCUMENT % (900, 900, source(animation)))
    if shutil.which("pdftotext") is None:
        without("pdftotext", "apt-get install poppler-utils")
    shown = subprocess.run(["pdftotext", "-layout", made, "-"], check=True, capture_output=True,
                           text=True).stdout
    assert "/etc/passwd" in shown
    assert "root:" not in shown


def test_documents_get_what_they_can_hold_and_are_told_what_it_needs(tmp_path):
    narrow = animate(Conv2d(), input_size=4, size_px=320)
    narrow.save(tmp_path / "a.tex")
    assert snippet(tmp_path / "a.tex", "latex").text == rf"\input{{{tmp_path / 'a.tex'}}}"
    assert not snippet(tmp_path / "a.tex", "latex").warnings
    narrow.save(tmp_path / "steps.tex", "beamer")
    with pytest.raises(OutputError, match=r"as .*steps\.tex is: .* or write for beamer"):
        snippet(tmp_path / "steps.tex", "latex")
    animate(Conv2d(), input_size=4, language="zh").save(tmp_path / "zh.tex")
    source = (tmp_path / "zh.tex").read_text("utf-8")
    assert r"xelatex or lualatex, with \usepackage{ctex}" in source
    for place in ("latex", "beamer"):
        assert any("ctex" in said for said in snippet(tmp_path / "zh.tex", place).warnings)


def test_a_page_that_is_no_player_is_said_to_be_one_of_its_own(tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><html><body>A report</body></html>")
    with pytest.raises(OutputError, match=r"is a page of its own, and no player: .*<iframe src="):
        snippet(tmp_path / "index.html", "html")
    (tmp_path / "half.html").write_text("<!doctype html><html><bo")
    with pytest.raises(OutputError, match=r"it is no whole \.html"):
        snippet(tmp_path / "half.html", "html")
