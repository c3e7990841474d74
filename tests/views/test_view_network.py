"""The network view: what is drawn of a network, and that its chain of windows reads on."""

from itertools import combinations, pairwise
from math import sqrt
from typing import Any

import pytest
from story_reading import texts

import convgif
from convgif.animation import draw
from convgif.errors import ConvgifError
from convgif.networks.joins import Join
from convgif.networks.network import INPUT, Network, NetworkLayer, SizedNetwork
from convgif.networks.operations import RECORDED, Operation, Reads
from convgif.networks.presets import NETWORK_PRESETS
from convgif.networks.reading import read_network, sized_network
from convgif.scenes.scene import Cell, Film, Line, Text
from convgif.scenes.sparing import seen_strokes
from convgif.settings.file_names import file_stem
from convgif.settings.resolving import resolve
from convgif.settings.spec import spec_of
from convgif.views.kit.typesetting import text_box
from convgif.views.network.blocks import blocks_of
from convgif.views.network.chain import Box, chain_of, sheet_of
from convgif.views.network.layout import rows_of

BLOCK = """BasicBlock(
  (conv1): Conv2d(8, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
  (bn1): BatchNorm2d(8)
  (relu): ReLU()
  (conv2): Conv2d(8, 8, kernel_size=(3, 3), padding=(1, 1))
  (downsample): Sequential(
    (0): Conv2d(8, 8, kernel_size=(1, 1), stride=(2, 2))
  )
)"""
SEVERAL: list[tuple[Any, Any]] = [
    *((name, None) for name in NETWORK_PRESETS), (BLOCK, (8, 16, 16)),
    ("Sequential(Conv1d(1, 4, 3), ReLU(), Conv1d(4, 8, 3, dilation=2), Flatten())", (1, 16)),
    ("Sequential(Conv3d(1, 4, 3), AdaptiveAvgPool3d(1), Flatten(), Linear(4, 2))", (1, 5, 6, 7)),
    ("Sequential(Upsample(scale_factor=2), Conv2d(3, 8, 3, dilation=2), PixelShuffle(2))",
     (3, 6, 6)),
    ("Sequential(Linear(12, 4), ReLU(), Linear(4, 1))", None)]


@pytest.mark.parametrize(("name", "parameters", "macs"), [
    ("lenet5", 61_706, 416_520), ("vgg16", 138_357_544, 15_470_264_320),
    ("dcgan_generator", 3_576_704, 104_628_224), ("dcgan_discriminator", 2_765_568, 103_817_216)])
def test_presets_come_to_what_is_published_and_say_so(name: str, parameters: int, macs: int
                                                      ) -> None:
    sized = sized_network(name)
    assert (sized.parameters, sized.macs) == (parameters, macs)
    animation = convgif.animate(name)
    assert f"in all {parameters:,} parameters, {macs:,} MACs" in texts(animation)
    assert f"{parameters:,}" in animation.describe()
    blocks = blocks_of(sized)
    assert sum(block.parameters for block in blocks) == parameters  # what is folded counts too
    assert sum(block.macs for block in blocks) == macs


def test_maps_of_lenet_with_their_shapes_and_formulas() -> None:
    blocks = blocks_of(sized_network("lenet5"))
    assert [block.label for block in blocks] == [
        "1@28×28", "6@28×28", "6@14×14", "16@10×10", "16@5×5", "400", "120", "84", "10"]
    assert blocks[1].formulas == ("28 + 2·2 − 5 + 1 = 28",)
    assert blocks[5].formulas == ("16·5·5 = 400",)
    assert [block.tags for block in blocks[1:4]] == [("Sigmoid",), (), ("Sigmoid",)]
    assert [block.field for block in blocks[1:5]] == [(5, 5), (6, 6), (14, 14), (16, 16)]


def test_repeats_are_folded_but_not_across_a_branch() -> None:
    names = [block.name for block in blocks_of(sized_network("vgg16"))]
    assert names == ["", "2 × Conv2d 3×3", "MaxPool2d 2×2", "2 × Conv2d 3×3", "MaxPool2d 2×2",
                     *["3 × Conv2d 3×3", "MaxPool2d 2×2"] * 3, "Flatten", "2 × Linear", "Linear"]
    branching = blocks_of(sized_network(BLOCK, (8, 16, 16)))
    assert [block.sources for block in branching] == [(-1,), (0,), (1,), (0,), (3, 2)]
    assert "← 8@8×8" in texts(convgif.animate(BLOCK, input_size=(8, 16, 16)))


@pytest.mark.parametrize(("network", "size"), SEVERAL)
def test_each_cell_that_is_lit_lies_in_the_next_window(network: Any, size: Any) -> None:
    blocks = blocks_of(sized_network(network, size))
    links = chain_of(blocks)
    for number, (link, block) in enumerate(zip(links, blocks[1:], strict=True), 1):
        rows, columns = sheet_of(block.shape)
        assert 0 <= link.lit.top < rows
        assert 0 <= link.lit.left < columns
        if number > 1 and block.source == number - 1:
            lit, window = links[number - 2].lit, link.window
            assert window.top <= lit.top < window.bottom
            assert window.left <= lit.left < window.right


def test_windows_are_those_of_the_layers() -> None:
    first, second, third, fourth, flat, dense, *_ = chain_of(blocks_of(sized_network("lenet5")))
    assert (first.window, first.made) == (Box(12, 12, 17, 17), Box(14, 14, 15, 15))
    assert (second.window, second.made) == (Box(14, 14, 16, 16), Box(7, 7, 8, 8))
    assert third.window.bottom - third.window.top == 5
    assert fourth.window.bottom - fourth.window.top == 2
    assert (flat.window, flat.made) == (Box(0, 0, 5, 5), Box(0, 0, 25, 1))  # the first channel
    assert flat.lit.top == 5 * fourth.made.top + fourth.made.left
    assert dense.window == Box(0, 0, 400, 1)
    stamps = chain_of(blocks_of(sized_network("dcgan_generator")))
    assert stamps[0].made == Box(0, 0, 4, 4)
    assert stamps[2].made == Box(2 * stamps[2].window.top - 1, 2 * stamps[2].window.left - 1,
                                 2 * stamps[2].window.top + 3, 2 * stamps[2].window.left + 3)


@pytest.mark.parametrize("size_px", [300, 340, 480])
def test_from_top_to_bottom_all_tags_are_there(size_px: int) -> None:
    """Those that have no room behind the shape stand below it."""
    animation = convgif.animate("dcgan_discriminator", view="network", direction="down",
                                size_px=size_px)
    marks = animation.story.stage.marks
    texts = [mark.shape for mark in marks.values() if isinstance(mark.shape, Text)]
    said = [text.string for text in texts]
    assert (said.count("LeakyReLU"), said.count("BatchNorm2d")) == (4, 3)
    frames = [mark.shape.strokes for mark in marks.values()
              if mark.id[0] == "tag" and isinstance(mark.shape, Line)]
    assert len(frames) == 8
    assert max(x for strokes in frames for run in strokes for x, _ in run) <= size_px
    boxes = sorted(map(text_box, texts), key=lambda box: box[1])
    assert not [(one, other) for one, other in combinations(boxes, 2)
                if one[3] > other[1] + 1 and one[0] < other[2] and other[0] < one[2]]


@pytest.mark.parametrize("direction", ["right", "left", "down"])
@pytest.mark.parametrize(("network", "size"), SEVERAL)
def test_every_map_comes_in_its_step_and_words_do_not_meet(network: Any, size: Any, direction: str
                                                           ) -> None:
    animation = convgif.animate(network, input_size=size, view="network", direction=direction)
    blocks = blocks_of(sized_network(network, size))
    story, shown = animation.story, set[Any]()
    assert len(story.scenes) == animation.staged.count == len(blocks) - 1
    for scene in story.scenes:
        sheets = {id for id, roles in scene.roles.items() if roles == ("output",)}
        assert sheets
        assert not sheets & shown
        shown |= sheets
    marks = story.stage.marks
    assert shown == {id for id, mark in marks.items() if mark.roles == ("output_pending",)}
    assert set(texts(animation)) >= {block.label for block in blocks}
    for mark in marks.values():
        if isinstance(mark.shape, Cell | Film):
            assert all(0 <= x <= story.stage.width_px and 0 <= y <= story.stage.height_px
                       for x, y in mark.shape.corners)


def test_sides_go_by_their_square_roots_and_equal_maps_of_dcgan_stand_below_each_other() -> None:
    def fronts(direction: str, name: str) -> dict[int, tuple[float, float]]:
        """By the side of each map, where its first sheet begins and how wide it is."""
        sides: dict[int, tuple[float, float]] = {}
        animation = convgif.animate(name, direction=direction)
        for mark in animation.story.stage.marks.values():
            if mark.id[0] == "sheet" and isinstance(mark.shape, Cell):
                (left, _), (right, _), *_ = mark.shape.corners
                sides[round((right - left) * 100)] = (left, right - left)
        return sides

    up, back = fronts("right", "dcgan_generator"), fronts("left", "dcgan_discriminator")
    assert [*up] == [*back][::-1]
    for width in up.keys() - {min(up)}:  # 100 channels of 1×1 are deeper than one
        assert up[width][0] == pytest.approx(back[width][0])
    widths = sorted(width for _, width in up.values())
    assert [width / widths[0] for width in widths] == pytest.approx(
        [sqrt(size) for size in (1, 4, 8, 16, 32, 64)])


def test_a_row_begins_with_the_last_map_of_the_one_before() -> None:
    for count, columns in ((9, 4), (2, 2), (13, 8), (5, 5)):
        rows = rows_of(count, columns)
        assert rows[0][0] == 0
        assert rows[-1][1] == count - 1
        assert all(last == first for (_, last), (first, _) in pairwise(rows))


def test_a_network_is_a_picture_as_others_are() -> None:
    picture = resolve({"language": "zh"}, "lenet5")
    assert spec_of(picture) == {"layer": "lenet5", "input_size": "1x28x28", "language": "zh"}
    assert file_stem(resolve({}, "lenet5")) == "lenet5_i1x28x28"
    network = read_network("lenet5")
    animation = convgif.animate(network)
    assert animation.story == convgif.animate("lenet5").story == convgif.animate(network.on()).story
    assert animation.traces == ()
    assert "61,706" in animation.player().html
    panels = animation | convgif.animate(convgif.Conv2d(), input_size=4)
    assert [len(panel.traces) for panel in panels.panels] == [0, 1]
    assert len(panels.scenes) == 8
    assert repr(animation) == "Animation(Network(1×28×28 → 10), view network, 9 frames)"


@pytest.mark.parametrize(("asked", "answer"), [
    ({"weight": [[1]]}, "weight is for one layer, and this is a network"),
    ({"view": "macs"}, "the macs view draws one layer"),
    ({"size_px": 60}, "do not fit a width of 60"), ({"direction": "up"}, "unknown direction 'up'"),
    ({"precision": 2}, "takes no precision"), ({"input_size": (1, 4, 4)}, "3: kernel 5 is larger")])
def test_what_a_network_does_not_take_is_refused(asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(ConvgifError, match=answer):
        _ = convgif.animate("lenet5", **asked).story


def test_more_maps_than_are_told_apart_are_refused() -> None:
    many = "Sequential(" + ", ".join(f"Conv2d({n}, {n + 1}, 1)" for n in range(1, 110)) + ")"
    with pytest.raises(ConvgifError, match="110 maps are over 100"):
        _ = convgif.animate(many, input_size=(1, 4, 4)).story


def test_lines_lead_from_the_window_to_the_cell() -> None:
    story = convgif.animate("lenet5").story
    last = story.frozen(len(story.scenes) - 1).stage.marks.values()
    lines = [mark.shape for mark in last if mark.roles == ("net_line",)]
    assert len(lines) == 8
    corners = {corner for mark in last if isinstance(mark.shape, Film) for corner in
               mark.shape.corners}
    whole = {point for mark in last if mark.roles == ("net_whole",) and isinstance(mark.shape, Line)
             for stroke in mark.shape.strokes for point in stroke}
    for line in lines:
        assert isinstance(line, Line)
        assert all(end in corners | whole for stroke in line.strokes for end in stroke)


# What comes again and again, and what is tied.

def residual(stages: int) -> Network:
    """A convolution and so many blocks of two, each with its input added."""
    layers = [NetworkLayer("stem", convgif.Conv2d(3, 4, 3, padding=1), (INPUT,))]
    for stage in range(stages):
        first = len(layers) - 1
        layers += [NetworkLayer(f"{stage}.a", convgif.Conv2d(4, 8, 1), (first,)),
                   NetworkLayer(f"{stage}.b", convgif.Conv2d(8, 4, 3, padding=1), (first + 1,)),
                   NetworkLayer(f"{stage}.add", Join("add"), (first + 2, first))]
    return Network((*layers, NetworkLayer("head", convgif.Conv2d(4, 1, 1), (len(layers) - 1,))))


def test_residual_stages_are_drawn_once_with_how_often_they_come() -> None:
    network = residual(5).on((3, 8, 8))
    blocks = blocks_of(network)
    assert [(block.name, block.run) for block in blocks[1:]] == [
        ("Conv2d 3×3", None), ("Conv2d 1×1", (2, 5)), ("Conv2d 3×3", (2, 5)), ("add", (2, 5)),
        ("Conv2d 1×1", None)]
    assert blocks[4].sources == (3, 1)
    assert sum(block.parameters for block in blocks) == network.parameters
    assert sum(block.macs for block in blocks) == network.macs
    for direction in ("right", "down"):
        animation = convgif.animate(network, direction=direction)
        assert "×5" in texts(animation)
        assert ("run", ) in {mark.roles for mark in animation.story.stage.marks.values()}
    assert "add makes 4×8×8, these last 3 in all 5 times" in convgif.animate(network).describe()


def test_what_multiplies_is_a_map_and_what_is_not_counted_is_said() -> None:
    """Attention leaves a map of the size that it takes: what it costs stands below it."""
    def recorded(macs: int | None) -> Operation:
        return Operation("Attention", RECORDED, "Attention", {
            "takes": ((4, 6),), "makes": (4, 6), "count": 10, "macs": macs, "reads": Reads.ALL})

    def network(macs: int | None) -> SizedNetwork:
        return Network((NetworkLayer("a", recorded(macs), (INPUT,)),)).on((4, 6))

    assert [block.name for block in blocks_of(network(70))] == ["", "Attention"]
    assert {"70", "in all 10 parameters, 70 MACs"} <= {*texts(convgif.animate(network(70)))}
    assert len(blocks_of(network(0))) == 1
    assert "in all 10 parameters, ≥ 0 MACs" in texts(convgif.animate(network(None)))
    assert "≥ 0 MACs" in convgif.animate(network(None)).describe()


def test_what_is_read_from_the_middle_of_a_run_is_not_folded() -> None:
    whole = residual(2)
    aside = Network((*whole.layers, NetworkLayer("more", Join("add"), (2, 2))))  # from 0.b
    assert all(block.run is None for block in blocks_of(aside.on((3, 8, 8))))
    assert blocks_of(whole.on((3, 8, 8)))[2].run == (2, 2)


@pytest.mark.parametrize("size_px", [960, 720])
def test_equal_maps_of_dcgan_are_tied_between_words(size_px: int) -> None:
    stage = draw(resolve({"size_px": size_px}, "dcgan")).story.stage
    ties = [mark.shape for mark in stage.marks.values() if mark.roles == ("tie",)]
    assert len(ties) == 5  # all but the noise and the number
    for line in ties:
        assert isinstance(line, Line)
        (((x, y), (x1, y1)),) = line.strokes
        assert x == pytest.approx(x1)
        assert y < y1
        for mark in stage.marks.values():
            if isinstance(mark.shape, Text):
                left, top, right, bottom = text_box(mark.shape)
                assert not any(left < x < right and max(top, a) < min(bottom, b)
                               for (_, a), (_, b) in seen_strokes(line))


@pytest.mark.parametrize(("size_px", "lang", "said"), [
    (960, "en", "the same shape"), (720, "en", "the same shape"), (960, "zh", "形状相同")])
def test_what_ties_them_is_said_once_where_nothing_else_is(size_px: int, lang: str, said: str
                                                           ) -> None:
    marks = draw(resolve({"size_px": size_px, "language": lang}, "dcgan")).story.stage.marks
    (found,) = [mark for mark in marks.values()
                if isinstance(mark.shape, Text) and mark.shape.string == said]
    assert isinstance(found.shape, Text)
    left, top, right, bottom = text_box(found.shape)
    assert left > 0
    assert right < size_px
    for mark in marks.values():
        if isinstance(mark.shape, Text) and mark is not found:
            its_left, its_top, its_right, its_bottom = text_box(mark.shape)
            assert (left >= its_right or right <= its_left or top >= its_bottom
                    or bottom <= its_top)
        if mark.roles == ("tie",) and isinstance(mark.shape, Line):
            (((x, _), _),) = mark.shape.strokes
            assert not left < x < right
    bare = draw(resolve({"text": "sizes"}, "dcgan")).story.stage.marks.values()
    assert not any(mark.id[0] == "tie_says" for mark in bare)


@pytest.mark.parametrize(("network", "enlarges"), [("vgg16", True), ("lenet5", False)])
def test_no_window_is_a_speck(network: str, enlarges: bool) -> None:
    animation = convgif.animate(network, size_px=720 if enlarges else 960)
    for mark in animation.story.stage.marks.values():
        if mark.id[0] in ("net_window", "net_cell") and isinstance(mark.shape, Film):
            xs, ys = zip(*mark.shape.corners, strict=True)
            assert min(max(xs) - min(xs), max(ys) - min(ys)) > 1.9
    said = " ".join(texts(animation))
    assert ("windows too small to be seen are drawn larger" in said) == enlarges


def test_panels_that_say_most_at_their_end_stop_there() -> None:
    made = draw(resolve({"still": "telling"}, "dcgan"))
    assert made.pose == draw(resolve({"still": "last"}, "dcgan")).pose == (4,)
