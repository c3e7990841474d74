"""What is left empty stands in no file, of any view and any format that words can be read from."""

import re
import shutil
import subprocess
from io import BytesIO
from itertools import product

import numpy as np
import pytest
from conftest import without
from PIL import Image

import convgif
from convgif.errors import ViewError
from convgif.formats import FORMATS
from convgif.views import NETWORK_VIEWS, VIEWS

LAYER = convgif.Conv2d(kernel_size=2, stride=2, padding=1)
LAYERS = {"stamp": convgif.ConvTranspose2d(kernel_size=2, stride=2), "moves": convgif.Unfold(2),
          "lanes": convgif.Conv1d(kernel_size=2, stride=2, padding=1)}
BIG = np.arange(9.0).reshape(1, 3, 3) * 1000 + 5007  # whose sums are found nowhere else
FACTORS = np.array([[[[2.0, 3.0], [5.0, 7.0]]]])
APART = np.array([[[[74301.0, 74302.0], [74303.0, 74304.0]]]])  # so that nothing is numbered so
WORDS_IN = ("svg", "html", "tex", "beamer", "png")
SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", "$": "", ",": None})


def picture(view, **settings):
    layer = LAYERS.get(view, LAYER)
    own = {"values": True} if "values" in VIEWS[view].takes and view != "im2col" else {}
    one_axis, learns = view == "lanes", layer.weight_shape is not None
    is_kernel = settings.get("blank") == "kernel"
    weight, x = (APART, np.full_like(BIG, 3.0)) if is_kernel else (FACTORS, BIG)
    return convgif.animate(
        layer, input=x[:, 0] if one_axis else x, view=view, size_px=1400, text="full",
        weight=(weight[:, :, 0] if one_axis else weight) if learns else None, force=True, **own,
        **settings)


def words_in(animation, name):
    """All that can be read of a file, and of what a notebook is given besides."""
    data = FORMATS[name].encode(animation)
    if name == "png":
        return " ".join([str(value) for value in Image.open(BytesIO(data)).info.values()])
    return data.decode()


def secrets(animation, blank):
    """The numbers that are left empty, which nothing else comes to."""
    (trace,) = animation.traces
    values = trace.weight if blank == "kernel" else np.array([
        trace.output[element.index] for element in animation.story.stage.blanks
        if element.array == "output"])
    shown = {*trace.input.ravel().tolist()}
    return {f"{value:.0f}" for value in values.ravel().tolist()
            if abs(value) > 300 and value not in shown}


@pytest.mark.slow
@pytest.mark.parametrize(("view", "blank"), [
    *product(VIEWS, ("outputs", "kernel")), *product(("values", "channels", "backward"), (2,))])
def test_no_file_of_any_view_says_what_is_left_empty(view, blank):
    try:
        animation = picture(view, blank=blank)
        _ = animation.story
    except ViewError as error:
        if "has no cells of" in str(error):
            return
        raise
    hidden = secrets(animation, blank)
    for name in WORDS_IN:
        shown = animation if name in ("svg", "beamer") else animation.strip(2)
        if name == "html" and not shows_what_it_is_worked_out_from(shown):
            continue
        assert found_in(words_in(shown, name), hidden) == [], name
    assert found_in(animation.describe(), hidden) == []
    if view == "values":
        assert hidden
        assert found_in(words_in(picture(view), "svg"), hidden) or blank == "kernel"


def shows_what_it_is_worked_out_from(animation):
    """Whether a page of it is not refused, since it could not grade."""
    try:
        words_in(animation, "html")
    except ViewError as error:
        if "a page that grades must show the numbers of" in str(error):
            return False
        raise
    return True


def found_in(text, numbers):
    text = text.translate(SIGNS)
    return [one for one in numbers if re.search(rf"(?<![\d.]){one}(?!\d)", text)]


@pytest.mark.slow
@pytest.mark.parametrize("blank", ["outputs", "kernel"])
def test_the_words_of_a_pdf_do_not_say_it(blank, tmp_path):
    if shutil.which("pdftotext") is None:
        without("pdftotext", "apt-get install poppler-utils")
    animation = picture("values", blank=blank)
    hidden = secrets(animation, blank)
    for answers in (True, False):
        path = picture("values", blank=blank, answers=answers).strip(2).save(tmp_path / "a.pdf")
        said = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True,
                              text=True).stdout
        assert bool(found_in(said, hidden)) is answers


@pytest.mark.slow
@pytest.mark.parametrize("view", NETWORK_VIEWS)
def test_no_file_of_a_network_says_the_sizes_that_are_left_empty(view):
    network = "Sequential(Conv2d(1, 6, 5), MaxPool2d(2), Conv2d(6, 16, 5))"
    animation = convgif.animate(network, input_size=(1, 28, 28), view=view, blank="sizes")
    for name in ("svg", "tex", "png"):
        assert not re.search(r"24×24|12×12", words_in(animation.still(), name)), name


def test_answers_are_told_apart_without_colour():
    for blank in ("outputs", "kernel"):
        animation = picture("values", blank=blank, answers=True).still("last")
        (seen,) = animation.story.snapshots()
        plain = animation.theme.paint(("output",))
        for id, roles in seen.roles.items():
            if "blanked" in roles:
                paint = animation.theme.paint(roles)
                assert paint.fill == animation.theme.background, id
                assert paint.width_px > plain.width_px
