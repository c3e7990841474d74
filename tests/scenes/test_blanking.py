"""What is left empty is nowhere to be read, and the answers are those of the trace."""

import re
from collections import Counter

import numpy as np
import pytest

import convgif
from convgif.errors import ConvgifError, ViewError
from convgif.formats import FORMATS
from convgif.scenes.blanks import BLANKS
from convgif.scenes.scene import Text
from convgif.views import VIEWS

LAYER = convgif.Conv2d(kernel_size=2, stride=2, padding=1)
BIG = np.arange(25.0).reshape(1, 5, 5) * 1000 + 7  # whose sums are found nowhere else
LAYERS = {"stamp": convgif.ConvTranspose2d(kernel_size=2, stride=2), "moves": convgif.Unfold(2),
          "lanes": convgif.Conv1d(kernel_size=2, stride=2, padding=1)}


def drawn(view="values", **settings):
    layer = LAYERS.get(view, LAYER)
    own = {"values": True} if "values" in VIEWS[view].takes else {}
    x = BIG[:, 0] if view == "lanes" else BIG
    return convgif.animate(layer, input=x, weight=None, view=view, seed=3,
                           size_px=2400, **own, **settings)


def strings(animation, *roles):
    """All words of all steps that are seen, or those in that role."""
    return [shape.string for seen in animation.story.snapshots()
            for id, shape in seen.shapes.items()
            if isinstance(shape, Text) and shape.string and "pending" not in seen.roles[id]
            and (not roles or {*roles} & {*seen.roles[id]})]


def on_stage(animation, *roles):
    """The words that are there before the first step, or those in that role."""
    return [mark.shape.string for mark in animation.story.stage.marks.values()
            if isinstance(mark.shape, Text) and (not roles or {*roles} & {*mark.roles})]


def numbers(words):
    return {float(found.replace("\N{MINUS SIGN}", "-")) for found in words
            if re.fullmatch("\N{MINUS SIGN}?[0-9.]+", found)}


@pytest.mark.parametrize("view", ["values", "macs", "channels", "matrix", "lanes",
                                  "stamp", "backward", "formula", "equivariance"])
def test_no_view_tells_an_output_that_is_left_empty(view):
    animation = drawn(view, blank="outputs")
    (trace,) = animation.traces
    outputs = {*trace.output.ravel().tolist()} - {*trace.input.ravel().tolist()}
    outputs = {value for value in outputs if abs(value) > 100}
    assert len(outputs) > 1
    assert numbers(strings(drawn(view))) & outputs
    assert not numbers(strings(animation)) & outputs
    assert not any(f"{value:.0f}" in animation.describe() for value in outputs)


@pytest.mark.parametrize("view", [name for name in VIEWS if name != "nodes"])
def test_every_view_has_boxes_to_write_in(view):
    animation = convgif.animate(LAYERS.get(view, LAYER), input_size=4, view=view, blank="outputs")
    (last,) = animation.still("last").story.snapshots()
    empty = [id for id, element in last.elements.items() if element.array in ("output", "canvas")]
    assert empty
    assert all("blanked" in last.roles[id] for id in empty)


@pytest.mark.parametrize("view", ["values", "macs", "matrix", "stamp"])
def test_a_kernel_that_is_left_empty_is_not_told(view):
    def animation(**settings):
        own = {"values": True} if "values" in VIEWS[view].takes else {}
        return convgif.animate(LAYERS.get(view, LAYER), input=np.full((1, 3, 3), 7.0), view=view,
                               weight=np.array([[[[301.0, 302.0], [303.0, 304.0]]]]),
                               size_px=2400, **own, **settings)

    weights = re.compile(r"(?<!\d)30[1-4](?!\d)")
    assert any(map(weights.search, strings(animation())))
    assert not any(map(weights.search, strings(animation(blank="kernel"))))


@pytest.mark.parametrize("view", ["values", "channels"])
def test_nothing_points_out_a_maximum_that_is_left_empty(view):
    def pointed(**settings):
        told = convgif.animate(convgif.MaxPool2d(2), input=BIG[:, :4, :4], view=view, **settings)
        return [sum(not {"winner", "largest"}.isdisjoint(roles) for roles in seen.roles.values())
                for seen in told.story.snapshots()]

    shown = pointed()
    assert all(shown)
    assert pointed(blank="outputs") == [0] * 4
    assert view != "values" or pointed(blank="outputs", answers=True) == shown
    assert sorted(pointed(blank=1)) == [0, *shown[1:]]


def test_no_index_says_which_maximum_is_left_empty():
    layer = convgif.MaxPool2d(2, return_indices=True)

    def page(**settings):
        return FORMATS["html"].encode(convgif.animate(
            layer, input_size=4, view="values", **settings)).decode()

    labels = re.compile(r'"output\[0, \d, \d\] \(')
    assert len(labels.findall(page())) == 4
    assert not labels.findall(page(blank="outputs"))


def test_answers_are_those_of_the_trace_in_a_colour_of_their_own():
    animation = drawn(blank="outputs", answers=True).still("last")
    (seen,) = animation.story.snapshots()
    answers = {seen.shapes[id].string.replace("\N{MINUS SIGN}", "-")
               for id, roles in seen.roles.items() if "answer" in roles}
    assert answers == {f"{value:.0f}" for value in animation.traces[0].output.ravel()}
    for theme in convgif.frames.themes.THEMES.values():
        assert theme.paint(("value", "answer")).line != theme.paint(("value",)).line


def test_so_many_are_drawn_by_the_seed():
    def cells(seed, count=3):
        animation = convgif.animate(LAYER, input_size=5, view="values", blank=count, seed=seed)
        return {*animation.story.stage.blanks}

    assert {len(cells(seed)) for seed in range(3)} == {3}
    assert cells(1) == cells(1)
    assert len({frozenset(cells(seed)) for seed in range(6)}) > 3
    with pytest.raises(ViewError, match="blank=10 is more than the 9 cells"):
        cells(0, 10)


@pytest.mark.parametrize("language", ["en", "zh", "symbols"])
def test_a_size_that_is_left_empty_is_in_no_word(language):
    def animation(**settings):
        return convgif.animate(convgif.Conv2d(kernel_size=5), input_size=(31, 33), text="full",
                               language=language, **settings)

    told, empty = animation(), animation(blank="sizes")
    said = re.compile("27|29")
    assert any(map(said.search, on_stage(told)))
    assert not any(map(said.search, [*on_stage(empty), empty.describe()]))
    assert any("_" in words for words in on_stage(empty))
    answers = on_stage(animation(blank="sizes", answers=True), "answer")
    assert {"27×29", "27", "29"} & {*answers}


def test_a_size_of_one_axis_is_not_told():
    animation = convgif.animate(convgif.Conv1d(), input_size=19, blank="sizes", text="full")
    assert not [words for words in [*strings(animation), animation.describe()]
                if re.search(r"\b17\b", words)]
    assert "window of 3 slides over an input of 19" in animation.describe()


def test_what_a_formula_comes_to_is_left_empty_and_no_number_that_it_begins_with():
    for notation, said in ((None, "(6 − 3)/2 + 1 = _______: "), ("guide", "⌊(6 − 3)/2⌋ + 1 = ___")):
        animation = convgif.animate(convgif.Conv2d(stride=2), input_size=6, text="full",
                                    notation=notation, blank="sizes")
        assert any(said in words for words in on_stage(animation, "formula"))
        assert "2.5" not in animation.describe()
        assert {gap.size for gap in animation.story.stage.gaps} == {"2×2", "2"}


def test_nothing_in_the_player_says_a_size_that_is_left_empty():
    animation = convgif.animate(convgif.Conv2d(kernel_size=5), input_size=(31, 33), text="full",
                                blank="sizes")
    text = FORMATS["html"].encode(animation).decode()
    assert "27×29" not in text
    assert "\u2212 5 + 1 = 27" not in text
    assert "Conv2d 31×33 → ?" in text


def test_only_sizes_are_left_out_of_what_is_said_of_a_network():
    animation = convgif.animate("lenet5", blank="sizes")
    assert "Linear makes ?; Linear makes ?; Linear makes ?; in all 61,706" in animation.describe()
    strings = on_stage(animation)
    assert "16@10×___" not in strings
    assert "?·?·? = ___" in strings
    gaps = [(gap.size, gap.worked) for gap in animation.story.stage.gaps]
    assert ("16@10×10", "14 − 5 + 1 = 10") in gaps
    assert ("10", "14 − 5 + 1 = 10") in gaps  # of the convolution
    assert ("10", "") in gaps  # of the last layer, which is no such sum
    assert [gap.maker for gap in animation.story.stage.gaps][:5] == [
        "Conv2d", "AvgPool2d", "Conv2d", "AvgPool2d", "Flatten"]


def test_the_size_of_an_input_is_told_though_that_of_the_output_is_the_same():
    same = convgif.animate(convgif.Conv2d(padding=1), input_size=4, blank="sizes")
    assert "over an input of 4×4 and fills an output of ? in ? steps" in same.describe()


def test_sizes_of_a_network_are_left_empty():
    network = "Sequential(Conv2d(1, 6, 5), MaxPool2d(2))"
    left, whole = ([*strings(animation), animation.describe()] for animation in (
        convgif.animate(network, input_size=(1, 28, 28), blank=blank, size_px=900)
        for blank in ("sizes", None)))
    for size in ("24×24", "12×12"):
        assert not any(size in words for words in left)
        assert any(size in words for words in whole)


@pytest.mark.parametrize("format", ["svg", "html"])
@pytest.mark.parametrize("blank", ["outputs", "kernel", 2])
def test_no_file_tells_what_is_left_empty(format, blank):
    apart = np.array([[[[301.5, 302.25], [303.75, 304.5]]]])
    animation = convgif.animate(LAYER, input=BIG, weight=apart, view="values", size_px=1400,
                                blank=blank)
    trace = animation.traces[0]
    text = FORMATS[format].encode(animation).decode()
    secret = trace.weight if blank == "kernel" else np.array(
        [trace.output[element.index] for element in animation.story.stage.blanks])
    assert secret.size == {"outputs": 9, "kernel": 4, 2: 2}[blank]
    digits = [f"{abs(value):.2f}" for value in secret.ravel() if value]
    assert not [one for one in digits if one in text]
    plain = FORMATS[format].encode(convgif.animate(
        LAYER, input=BIG, weight=apart, view="values", size_px=1400)).decode()
    assert all(one in plain for one in digits)


def test_panels_leave_empty_what_each_is_asked_to():
    left = convgif.animate(LAYER, input_size=4, view="values", blank="outputs")
    right = convgif.animate(convgif.Conv2d(), input_size=4, view="values", seed=2)
    both = left | right
    assert Counter(element.trace for element in both.story.stage.blanks) == {0: 9}


@pytest.mark.parametrize(("settings", "message"), [
    ({"blank": "inputs"}, "unknown kind of blank 'inputs': there is outputs, kernel, sizes"),
    ({"blank": 0}, "blank=0 is no number of blanks: give 1 or more"),
    ({"blank": True}, "blank=True is no number of blanks"),
    ({"answers": True}, "add blank='outputs', or leave it out"),
    ({"blank": "kernel", "view": "isometric"}, "this view has no cells of the weights"),
    ({"blank": "outputs", "view": "isometric", "answers": True}, "no numbers"),
    ({"blank": "sizes", "text": "none"}, "no size is written"),
])
def test_what_cannot_be_left_empty_is_refused(settings, message):
    with pytest.raises(ConvgifError, match=re.escape(message)):
        _ = convgif.animate(LAYER, input_size=5, **settings).story


@pytest.mark.parametrize(("shown", "blank", "instead"), [
    ("lenet5", "kernel", "give blank='sizes'"), ("lenet5", "outputs", "give blank='sizes'"),
    (convgif.MaxPool2d(2), "kernel", "give blank='outputs' or blank='sizes'"),
    (convgif.Conv2d(), "kernel", "give blank='outputs', blank='sizes' or another view")])
def test_what_can_be_left_empty_instead_is_said_and_can(shown, blank, instead):
    with pytest.raises(ViewError) as refused:
        _ = convgif.animate(shown, blank=blank).story
    assert str(refused.value).endswith(f": {instead}")
    for other in re.findall("blank='([a-z]+)'", instead):
        assert convgif.animate(shown, blank=other).story


def test_kinds_are_of_arrays_that_differ():
    arrays = [array for row in BLANKS.values() for array in row.arrays]
    assert len(arrays) == len({*arrays})
