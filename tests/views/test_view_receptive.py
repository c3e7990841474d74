"""The receptive view: exact sets of cells, how the field grows, and what is refused."""

from typing import Any

import numpy as np
import pytest
from story_reading import texts

import convgif
from convgif.animation import draw
from convgif.errors import ConvgifError
from convgif.networks.joins import Join
from convgif.networks.network import INPUT, Network, NetworkLayer
from convgif.networks.reading import sized_network
from convgif.scenes.scene import Cell
from convgif.settings.resolving import resolve
from convgif.views import NETWORK_VIEWS
from convgif.views.receptive.cones import cones_of


def cones(network: Any, size: Any = None, **settings: Any) -> Any:
    settings = {"view": "receptive", "input_size": size, **settings}
    animation = convgif.animate(network, **settings)
    return cones_of(sized_network(network, size), animation.settings)


def read_by_gradients(network: str, size: tuple[int, ...], unit: tuple[int, ...]
                      ) -> set[tuple[int, ...]]:
    """Which cells of the input change that unit, found by going through every layer backwards."""
    layers = [layer.layer for layer in sized_network(network, size).layers if layer.layer]
    traces = []
    x = np.ones(size)
    for layer in layers:
        weight = None if layer.weight_shape is None else np.ones(layer.weight_shape)
        traces.append(convgif.trace(layer, x, weight))
        x = np.ones_like(traces[-1].output)
    gradient = np.zeros_like(x)
    gradient[(0, *unit)] = 1
    for trace in reversed(traces):
        gradient = trace.backward(gradient).grad_input
    return {tuple(map(int, place)) for place in np.argwhere(gradient[0] != 0)}


@pytest.mark.parametrize(("network", "size", "unit"), [
    ("Sequential(Conv1d(1, 1, 2, padding='causal', dilation=2), Conv1d(1, 1, 3, stride=2))",
     (1, 12), (2,)),
    ("Sequential(Conv2d(1, 1, 3, padding=1), AvgPool2d(2), Conv2d(1, 1, 3, dilation=2))",
     (1, 14, 14), (1, 2)),
    ("Sequential(Conv1d(1, 1, 3, stride=2), ConvTranspose1d(1, 1, 4, stride=2, padding=1))",
     (1, 11), (5,)),
    ("Sequential(Conv2d(1, 1, 3, stride=4), Conv2d(1, 1, 2))", (1, 13, 13), (0, 1))])
def test_what_a_unit_reads_is_what_its_gradient_reaches(network: str, size: tuple[int, ...],
                                                        unit: tuple[int, ...]) -> None:
    _, (cone, _) = cones(network, size, unit=unit)
    inside = {place for place in cone[0] if all(
        0 <= cell < length for cell, length in zip(place, size[1:], strict=True))}
    assert inside == read_by_gradients(network, size, unit)


def test_presets_have_the_published_fields() -> None:
    _, (cone, beside) = cones("causal_dilations", unit=15)
    assert {*cone[0]} == {(cell,) for cell in range(16)}
    assert [len(cells) for cells in reversed(cone)] == [1, 2, 4, 8, 16]
    assert {*beside[0]} == {(cell,) for cell in range(-1, 15)}  # one of them on padding
    _, (cone, _) = cones("gridding")
    odd = range(1, 14, 2)  # a field of 13 of which 7 are read
    assert {*cone[0]} == {(row, column) for row in odd for column in odd}
    _, (cone, beside) = cones("stride_twice")
    assert [min(column for _, column in each[0]) for each in (cone, beside)] == [4, 8]  # 4 apart
    assert [len({column for _, column in each[0]}) for each in (cone, beside)] == [7, 7]


@pytest.mark.parametrize(("name", "said"), [
    ("causal_dilations", ["r = 1", "r = 1·1 + (9 − 1) = 9", "r = 1·9 + (5 − 1) = 13",
                          "r = 1·13 + (3 − 1) = 15", "r = 1·15 + (2 − 1) = 16"]),
    ("stride_twice", ["r = 1", "r = 2·1 + (3 − 2) = 3", "r = 2·3 + (3 − 2) = 7"]),
    ("three_of_three", ["r = 1", "r = 1·1 + (3 − 1) = 3", "r = 1·3 + (3 − 1) = 5",
                        "r = 1·5 + (3 − 1) = 7"])])
def test_it_says_how_the_field_grows(name: str, said: list[str]) -> None:
    animation = convgif.animate(name, view="receptive")
    assert [text for text in texts(animation) if text.startswith("r =")] == said
    field = "×".join(map(str, sized_network(name).layers[-1].receptive_field))
    assert f"field {field}, neighbours" in " ".join(texts(animation))
    assert field in animation.describe()


def test_where_fields_do_not_grow_by_a_formula_it_says_what_the_unit_reads() -> None:
    stack = "Sequential(ConvTranspose1d(1, 1, 4, stride=2, padding=1), Conv1d(1, 1, 3))"
    animation = convgif.animate(stack, view="receptive", input_size=(1, 6), unit=4)
    _, (cone, _) = cones(stack, (1, 6), unit=4)
    (last,), (first,) = max(cone[0]), min(cone[0])
    read = last - first + 1
    assert [text for text in texts(animation) if text.startswith("r =")] == [
        "r = 1", "r = 1·1 + (3 − 1) = 3", f"r = {read}"]


@pytest.mark.parametrize("name", ["causal_dilations", "gridding", "stride_twice"])
def test_the_cone_opens_layer_by_layer_and_then_its_neighbour_is_shown(name: str) -> None:
    animation = convgif.animate(name, view="receptive")
    levels, found = cones(name)
    story = animation.story
    assert len(story.scenes) == animation.staged.count == len(levels)
    for step, shot in enumerate(story.snapshots()):
        cone, deepest = found[step == len(levels) - 1], max(0, len(levels) - 2 - step)
        lit = {id[1] for id, roles in shot.roles.items() if id[0] == "unit"
               and not {"window", "read_on"}.isdisjoint(roles)}
        for number, level in enumerate(levels[:-1]):
            inside = {place[1:] for place in lit if place[0] == number}
            assert inside == ({*cone[number]} if number >= deepest else set())
            assert level.sizes
        assert sum("output_active" in roles for roles in shot.roles.values()) == 1
    for mark in story.stage.marks.values():
        if isinstance(mark.shape, Cell):
            assert all(0 <= x <= story.stage.width_px and 0 <= y <= story.stage.height_px
                       for x, y in mark.shape.corners)


def test_holes_are_hatched_and_padding_is_told_from_the_input() -> None:
    gridding = convgif.animate("gridding", view="receptive").story
    looks = {roles for scene in gridding.scenes for roles in scene.roles.values()}
    assert ("input", "dropped") in looks
    assert ("output", "dropped") in looks
    causal = convgif.animate("causal_dilations", view="receptive", unit=0).story
    looks = {roles for scene in causal.scenes for roles in scene.roles.values()}
    assert ("padding", "window") in looks


@pytest.mark.parametrize(("network", "asked", "answer"), [
    ("Sequential(Conv2d(1, 1, 3))", {"input_size": (1, 600, 600)},
     "1@600×600 has over 512 cells along an axis"),
    ("Sequential(Conv1d(1, 1, 3))", {"input_size": (1, 65)}, "1@65 has over 64 cells along"),
    ("gridding", {"unit": (3, 0)}, "there is no unit 3,0: the last map is 3×3"),
    ("gridding", {"unit": 1}, "there is no unit 1"),
    ("Sequential(Linear(4, 2))", {}, "layers that slide over one axis or two"),
    ("Sequential(" + ", ".join(["Conv2d(1, 1, 1), Conv2d(1, 1, 3, padding=1)"] * 6) + ")",
     {"input_size": (1, 4, 4)},
     "13 maps are over 12: give a part of the network, such as at_layer='10'"),
    ("gridding", {"at_layer": "a"}, "unknown layer of the network 'a'"),
    ("Sequential(Conv2d(1, 1, 3), Flatten(), Linear(16, 3))", {"input_size": 6, "at_layer": "2"},
     "2 makes none or comes after their end: give the last layer that does, at_layer='0'"),
    ("gridding", {"size_px": 90}, "do not fit a width")])
def test_what_it_does_not_draw_is_refused(network: str, asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(ConvgifError, match=answer):
        _ = convgif.animate(network, view="receptive", **asked).story


BLOCK = ("Block(\n  (conv): Conv2d(1, 1, 3, padding={padding})\n"
         "  (shortcut): Conv2d(1, 1, 1{around})\n)")
ALIGNED = BLOCK.format(padding=1, around="")
ASIDE = BLOCK.format(padding="((0, 2), (1, 1))", around="")


def test_branches_are_drawn_with_lines_to_each() -> None:
    levels, (cone, _) = cones(ALIGNED, (1, 6, 6))
    assert [level.sources for level in levels] == [(), (0,), (0,), (2, 1)]
    assert len(cone[0]) == 9  # the window, in the middle of which both branches read
    assert cone[0][2, 2] == 2
    animation = convgif.animate(ALIGNED, view="receptive", input_size=(1, 6, 6))
    lines = {id[1] for id in animation.story.stage.marks if id[0] == "cone"}
    assert lines == {(which, number, source) for which in (0, 1)
                     for number, source in ((1, 0), (2, 0), (3, 2), (3, 1))}


def test_a_map_of_one_cell_is_read_by_every_unit_that_it_meets() -> None:
    """As in squeeze and excitation."""
    excited = Network((
        NetworkLayer("conv", convgif.Conv2d(padding=1), (INPUT,)),
        NetworkLayer("squeeze", convgif.GlobalAveragePool2d(), (0,)),
        NetworkLayer("excite", Join("multiply"), (0, 1))))
    _, (cone, _) = cones(excited, (1, 5, 5))
    assert {*cone[2]} == {(0, 0)}
    assert len(cone[1]) == 25  # by the squeeze, all of it
    assert len(convgif.animate(excited, view="receptive", input_size=(1, 5, 5)).story.scenes) == 4


@pytest.mark.parametrize("enlarging", ["Upsample(scale_factor=2)", "PixelShuffle(2)"])
def test_units_that_read_the_same_stand_side_by_side(enlarging: str) -> None:
    animation = convgif.animate(f"Sequential(Conv2d(1, 4, 3, padding=1), {enlarging})",
                                view="receptive", input_size=(1, 3, 3))
    cells = [mark.shape.corners[0] for mark in animation.story.stage.marks.values()
             if mark.id[0] == "unit" and mark.id[1][0] == 2 and isinstance(mark.shape, Cell)]
    assert len({(round(x, 3), round(y, 3)) for x, y in cells}) == len(cells) == 36


def test_branches_that_are_not_aligned_are_marked_and_said_to_be() -> None:
    aside, aligned = (convgif.animate(network, view="receptive", input_size=(1, 6, 6))
                      for network in (ASIDE, ALIGNED))
    assert "add: branches 1 × 0 apart" in texts(aside)
    assert "what they read lies 1 × 0 apart" in aside.describe()
    marked = [roles for scene in aside.story.scenes for roles in scene.roles.values()]
    assert ("cone_apart",) in marked
    assert not any("branches" in text for text in texts(aligned))
    sized = sized_network(ASIDE, (1, 6, 6))
    assert sized.layers[-1].branches_apart == (1, 0)
    assert sized.layers[-1].note == "its branches' fields lie 1 and 0 apart"


@pytest.mark.parametrize(("layers", "counts"), [(2, "12321"), (3, "1367631")])
def test_paths_are_counted_in_shades_and_numbers(layers: int, counts: str) -> None:
    stack = f"Sequential({', '.join(['Conv1d(1, 1, 3)'] * layers)})"
    animation = convgif.animate(stack, view="receptive", input_size=(1, len(counts)), paths=True,
                                size_px=360)
    shot = list(animation.story.snapshots())[-1]
    written = {id[1]: shot.shapes[id].string for id, roles in shot.roles.items()
               if roles == ("path_count",)}
    assert "".join(written[0, 0, cell] for cell in range(len(counts))) == counts
    shades = [shot.roles["unit", (0, cell)][1] for cell in range(len(counts))]
    assert shades == shades[::-1]
    assert (shades[0], shades[len(counts) // 2]) == ("paths_1", "paths_9")
    assert f"1 to {max(counts)} paths" in animation.describe()


def test_a_part_of_a_network_is_shown_by_the_name_of_its_last_layer() -> None:
    whole = convgif.animate("gridding", view="receptive")
    part = convgif.animate("gridding", view="receptive", at_layer="1")
    assert "field 9×9, neighbours" in " ".join(texts(part))
    assert "field 13×13, neighbours" in " ".join(texts(whole))
    assert part.staged.count == whole.staged.count - 1
    network = convgif.animate("lenet5", at_layer="2")
    assert "6×14×14" in network.describe()
    assert "16×" not in network.describe()


def test_it_is_a_view_of_networks() -> None:
    assert "receptive" in NETWORK_VIEWS
    with pytest.raises(ConvgifError, match="the receptive view draws networks"):
        convgif.animate("Conv2d()", view="receptive")


@pytest.mark.parametrize(("network", "size", "taken"), [
    ("Sequential(Conv2d(1, 1, 3), Conv2d(1, 1, 515))", (1, 520, 520),
     {"input_size": (1, 512, 512), "at_layer": "0"}),
    ("Sequential(Conv2d(1, 1, 3), Upsample(scale_factor=2), Conv2d(1, 1, 3))", (1, 300, 300),
     {"at_layer": "0"}),
    ("Sequential(Conv1d(1, 1, 3), Upsample(scale_factor=2), Conv1d(1, 1, 3))", (1, 60),
     {"at_layer": "0"})])
def test_where_maps_are_too_large_the_advice_helps(network: str, size: tuple[int, ...],
                                                   taken: dict[str, Any]) -> None:
    with pytest.raises(ConvgifError) as caught:
        assert convgif.animate(network, view="receptive", input_size=size).story
    for name, value in taken.items():
        assert f"{name}={value!r}" in str(caught.value)
    assert convgif.animate(network, view="receptive", **{"input_size": size, **taken}).story


@pytest.mark.parametrize("name", ["gridding", "stride_twice"])
def test_networks_that_are_about_the_field_are_shown_so(name: str) -> None:
    shown = convgif.animate(name, view="receptive").describe()
    assert convgif.animate(name).describe() == shown
    assert draw(resolve({}, name)).describe() == shown
    assert draw(resolve({"view": "network"}, name)).describe() != shown


@pytest.mark.parametrize(("text", "size", "english", "chinese"), [
    ("Sequential(Conv2d(1, 1, 3, padding=1), ConvTranspose2d(1, 1, 4, 2, 1))", 4,
     "lies 0 or 1 further.", "相邻单元的感受野相距 0 或 1。"),
    ("Sequential(ConvTranspose2d(1, 1, (4, 3), (2, 1), 1))", 4, "lies (0 or 1)×1 further.",
     "相距 (0 或 1)×1。"),
    ("Sequential(Conv1d(1, 1, 3, padding=1), AdaptiveAvgPool1d(4))", 10, "lies 2 or 3 further.",
     "相距 2 或 3。"),
    ("Sequential(Conv2d(1, 1, 3, 2), Conv2d(1, 1, 3, 2))", 9, "lies 4×4 further.", "相距 4×4。"),
    ("Sequential(Conv1d(1, 1, 3), AdaptiveAvgPool1d(1))", 6, "AdaptiveAvgPool1d: 6.",
     "AdaptiveAvgPool1d：6。")])
def test_how_far_neighbours_lie_is_said_where_it_is_no_one_number(text: str, size: int,
                                                                  english: str, chinese: str
                                                                  ) -> None:
    for language, said in (("en", english), ("zh", chinese)):
        told = convgif.animate(text, input_size=size, view="receptive",
                               language=language).describe()
        assert said in told
        assert "–" not in told


def sheets_of(animation: convgif.Animation) -> dict[int, list[tuple[int, ...]]]:
    """Of each map that is a sheet the first cells of its tiles."""
    marks = animation.story.stage.marks
    numbers = [id[1][0] for id in marks if id[0] == "edge"]
    return {number: [id[1][1:] for id in marks if id[0] == "unit" and id[1][0] == number]
            for number in numbers}


def area(animation: convgif.Animation, roles: set[str], number: int) -> float:
    """Of the marks of a map that have one of those roles at the end of the first cone."""
    shot = list(animation.story.snapshots())[-2]
    corners = [mark.shape.corners for id, mark in animation.story.stage.marks.items()
               if id[0] == "unit" and id[1][0] == number and isinstance(mark.shape, Cell)
               and not roles.isdisjoint(shot.roles[id])]
    return sum((b[0] - a[0]) * (c[1] - b[1]) for a, b, c, _ in corners)


def test_cells_that_are_too_small_are_sheets_with_a_block_of_what_is_read() -> None:
    """LeNet-5 at its own size."""
    small = convgif.animate("lenet5", view="receptive", size_px=480)
    assert {*sheets_of(small)} == {0, 1}  # those of 28 cells
    assert {*sheets_of(convgif.animate("lenet5", view="receptive", size_px=720))} == set()
    for number, field in ((0, 16), (1, 12)):
        lit, whole = (area(small, roles, number) for roles in (
            {"window", "read_on"}, {"tile", "lit_tile"}))
        assert lit / whole == pytest.approx((field / 28) ** 2)
    assert "r = 1·12 + (5 − 1) = 16" in texts(small)
    assert small.story.stage.height_px < 600


def test_the_padding_and_the_holes_of_sheets_are_told() -> None:
    text = "Sequential(" + ", ".join(["Conv2d(1, 1, 3, dilation=2)"] * 6) + ")"
    size: dict[str, Any] = {"view": "receptive", "input_size": (1, 60, 60)}
    coarse, counted = (convgif.animate(text, size_px=240, paths=paths, **size)
                       for paths in (False, True))
    for animation, role in ((coarse, "partly_read"), (counted, "partly_counted")):
        assert any(role in roles for scene in animation.story.scenes
                   for roles in scene.roles.values())
        assert "not all are read" in texts(animation)
    padded = convgif.animate("dcgan_discriminator", view="receptive", unit=(0, 0))
    looks = {roles for scene in padded.story.scenes for roles in scene.roles.values()}
    assert ("padding", "window", "lit_tile") in looks
    assert ("rim", (0,)) in padded.story.stage.marks


def test_a_deep_network_is_drawn_with_its_repeats_folded_and_not_too_high() -> None:
    animation = convgif.animate("vgg16", view="receptive", input_size=(3, 96, 96), at_layer="30")
    said = [text for text in texts(animation) if text.startswith("r =")]
    assert said[0] == "r = 1"
    assert said[2] == "r = 1·2 + (7 − 1) = 8"  # through three 3×3 layers
    assert said[-1] == "r = 1·208 + (5 − 1) = 212"
    assert texts(animation).count("3 × Conv2d 3×3") == 3
    assert animation.story.stage.height_px < 2 * animation.story.stage.width_px
    assert animation.staged.count == 11  # ten for as many layers and pools, and the neighbour


def test_counts_that_are_too_long_to_be_read_are_powers_of_ten() -> None:
    text = "Sequential(" + ", ".join(["Conv2d(64, 64, 3)"] * 7) + ")"
    said = convgif.animate(text, view="receptive", input_size=(64, 16, 16), paths=True).describe()
    assert f"lead {64 ** 8 / 1e14:.1f}·10¹⁴ to" in said  # by way of all channels
