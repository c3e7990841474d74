"""TikZ: LaTeX sets it, in the document's font, as it is drawn elsewhere."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from conftest import without

from convgif import Conv2d, animate
from convgif.embed.snippet import snippet
from convgif.errors import OutputError
from convgif.formats import FORMATS
from convgif.formats.facts import read_facts
from convgif.formats.tikz import tex_words

DOCUMENT = r"""\documentclass{article}
\usepackage{tikz}
\usepackage[margin=0pt,paperwidth=%dbp,paperheight=%dbp]{geometry}
\pagestyle{empty}\parindent0pt\parskip0pt\topskip0pt
\begin{document}
%s
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
    assert snippet(tmp_path / "a.tex", "latex").text == rf"\input{{{tmp_path / 'a.tex'}}}"
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
    ("a_b & 5%", r"a\_b \& 5\%"), ("w₀₁", "w$_0$$_1$"), ("⌊x⌋ − 1", r"$\lfloor$x$\rfloor$ $-$ 1"),
    (r"\input{x}", r"\textbackslash{}input\{x\}"), ("宽度", "宽度")])
def test_signs_are_commands(words, written):
    assert tex_words(words) == written


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
