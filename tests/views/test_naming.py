"""Names in place of numbers: those of the elements that cells show, in cells and in sums."""

import re

import pytest
from overlap_audit import layout_complaints

import convgif
from convgif.errors import ViewError
from convgif.scenes.scene import Text
from convgif.views import VIEWS
from convgif.views.kit.typesetting import text_box

BELOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
LETTERS = {"weight": "w", "input": "x", "extended": "x", "output": "y"}
DRAWN = [("values", convgif.Conv2d(kernel_size=2)), ("values", convgif.MaxPool2d(2)),
         ("values", convgif.ConvTranspose2d(kernel_size=2, stride=2)),
         ("values", convgif.Linear(3, 2)), ("values", convgif.Conv2d(2, 2, 2)),
         ("matrix", convgif.Conv2d(kernel_size=2)), ("im2col", convgif.Conv2d(2, 1, 2)),
         ("channels", convgif.Conv2d(2, 2, 2)), ("lanes", convgif.Conv1d(1, 2, 3, padding=1))]


def picture(view, layer, names="all", **settings):
    own = {"values": True} if view in ("channels", "lanes") else {}
    return convgif.animate(layer, view=view, names=names, **own, **settings)


def words(animation, step):
    """What is written at a step, by id."""
    found = animation.story.frozen(step).stage.marks.values()
    return {mark.id: mark.shape.string for mark in found
            if isinstance(mark.shape, Text) and "pending" not in mark.roles}


@pytest.mark.parametrize(("view", "layer"), DRAWN, ids=str)
def test_every_cell_has_the_name_of_its_element(view, layer):
    animation = picture(view, layer, input_size=3 if layer.rank else None).still("last")
    (trace,), stage = animation.traces, animation.story.stage
    named = set()
    for name, place in words(animation, 0):
        cell = name.removesuffix("_number").removeprefix("value "), place
        element = stage.elements.get(cell)
        if element is None or element.array not in LETTERS:
            continue
        string, index = words(animation, 0)[name, place], element.index
        if element.array == "extended" and trace.axes:
            source = trace.extended.source(index[1:])
            if source is None:
                assert string == "0"
                continue
            index = index[0], *source
        found = re.fullmatch(r"([wxy])([₀-₉]+)", string)
        assert found, string
        assert found[1] == LETTERS[element.array]
        short = found[2].translate(BELOW)
        assert "".join(map(str, index)).endswith(short)
        assert not any(index[:len(index) - len(short)])
        named.add(found[1])
    assert {"x", "y"} <= named
    assert not [*layout_complaints(animation.story)]


def test_a_sum_is_written_in_names_row_by_row():
    layer = convgif.Conv2d(kernel_size=2, stride=2, padding=1, bias=True)
    for names, wanted in (
            ("all", ["0·w₀₀", "0·w₀₁", "0·w₁₀", "x₀₀·w₁₁", "b", "y₀₀"]),
            ("weights", ["0·w₀₀", "0·w₀₁", "0·w₁₀", "6·w₁₁", "b", "8"])):
        told = words(picture("values", layer, names, input_size=4).still(0), 0)
        firsts = [told["sum_first", place] + told["sum_second", place]
                  for place in ((0, 0), (0, 1), (1, 0), (1, 1))]
        written = [*firsts, told["sum_after", ()].strip("+ "), told["total_number", (0, 0)]]
        assert written == wanted
        assert "sum_result" not in {name for name, _ in told}


@pytest.mark.parametrize(("layer", "wanted"), [
    (convgif.MaxPool2d(2), "max(x₀₀,x₀₁,x₁₀,x₁₁)=y₀₀"),
    (convgif.AvgPool2d(2), "(x₀₀+x₀₁+x₁₀+x₁₁)/4=y₀₀"),
    (convgif.Conv2d(2, 1, (1, 2)), "x₀₀₀·w₀₀₀₀+x₀₀₁·w₀₀₀₁+⋯+b=y₀₀")])
def test_a_sum_is_that_of_its_layer(layer, wanted):
    still = picture("values", layer, input_size=4).still(0)
    marks = [mark for mark in still.story.stage.marks.values()
             if isinstance(mark.shape, Text) and "pending" not in mark.roles
             and (mark.id[0].startswith("sum_") or mark.id[0] == "total_number")]
    marks.sort(key=lambda mark: (mark.shape.anchor[1], text_box(mark.shape)[0]))
    said = "".join([mark.shape.string for mark in marks]).replace(" ", "")
    assert said == wanted


def test_numbers_that_would_give_names_away_are_gone():
    pooled = convgif.MaxPool2d(2, return_indices=True)
    notes = [[string for (name, _), string in words(shown.still("last"), 0).items()
              if name.endswith("_note") and string] for shown in (
                  picture("values", pooled), convgif.animate(pooled, view="values"))]
    assert not notes[0]
    assert notes[1]
    for view in ("matrix", "im2col", "channels"):
        told = words(picture(view, convgif.Conv2d(kernel_size=2, bias=True)).still("last"), 0)
        labels = ("ramp", "label", "formula", "legend", "caption", "axis")
        assert not [string for (name, _), string in told.items()
                    if re.fullmatch(r"[\u2212-]?\d+", string) and not name.startswith(labels)]


def staged(layer, view, **settings):
    return convgif.animate(layer, view=view, **settings).story


def test_what_has_no_names_is_refused_with_what_helps():
    with pytest.raises(ViewError, match="has no weights"):
        staged(convgif.AvgPool2d(2), "values", names="weights")
    with pytest.raises(ViewError, match="add values=True"):
        staged(convgif.Conv2d(), "channels", names="all")
    with pytest.raises(ViewError, match=r"or use .*view='values'"):
        staged(convgif.Conv2d(), "macs", names="all")
    with pytest.raises(ViewError, match=r"a size of (\d+) or more") as raised:
        staged(convgif.Conv2d(), "values", input_size=11, size_px=300, names="all")
    enough = int(re.search(r"a size of (\d+)", str(raised.value))[1])
    assert staged(convgif.Conv2d(), "values", input_size=11, size_px=enough, names="all")
    assert all("names" not in VIEWS[name].takes  # where numbers are still added up
               for name in ("macs", "stamp", "backward"))
