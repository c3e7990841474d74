"""animate() and Animation: frames, durations, limits, and what is refused in one line."""

import re
from ast import literal_eval
from collections.abc import Callable
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from declared_settings import another_value
from layer_strategies import assert_readable, refusal
from sample_stories import first_drawn

from convgif import (
    Animation,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose2d,
    Linear,
    MaxPool2d,
    animate,
    sweep,
    trace,
)
from convgif.batch.digest import scene_digest
from convgif.embed.tex import save_frames
from convgif.errors import (
    ArrayError,
    ConvgifError,
    LayerError,
    LimitError,
    NotationError,
    OutputError,
    UnknownNameError,
    ViewError,
)
from convgif.formats import FORMATS, Format
from convgif.formats.gif import encode_gif
from convgif.layers import LAYERS, AvgPool2d, Layer
from convgif.layers.presets import PRESETS
from convgif.scenes.scene import Snapshot, Text
from convgif.settings import limits
from convgif.views import VIEW_SETTINGS, VIEWS, View
from convgif.views.settings import SHOW_IN, SHOW_OUT, by_name

STRIDED = Conv2d(stride=2, padding=1)


def pixels(animation: Animation) -> np.ndarray:
    return np.stack(list(animation.frames))


# Frames, durations, scenes.

def test_frames_are_rgb_bytes_of_the_size_it_says() -> None:
    animation = animate(STRIDED, input_size=5)
    frames = list(animation.frames)
    assert len(frames) == len(animation.durations) == len(animation.scenes) == 9
    assert {(frame.dtype, frame.shape) for frame in frames} == {
        (np.dtype(np.uint8), (*animation.size, 3))}
    assert animation.size[1] == 320


def test_frames_can_be_asked_for_again_and_are_an_iterator() -> None:
    animation = animate(STRIDED, input_size=5)
    frames = animation.frames
    first = next(frames)
    assert len(list(frames)) == 8
    np.testing.assert_array_equal(first, next(animation.frames))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_a_frame_for_each_output_position(name: str) -> None:
    preset = PRESETS[name]
    layer = LAYERS[preset.layer](**preset.settings)
    animation = animate(layer, input_size=preset.input_size, size_px=100)
    positions = prod(layer.output_shape((1, preset.input_size, preset.input_size))[1:])
    assert len(animation.scenes) == len(list(animation.frames)) == positions


@pytest.mark.parametrize("layer", [
    Conv2d(3, 4), Conv2d(4, 6, groups=2), ConvTranspose2d(2, 3, kernel_size=2)], ids=repr)
def test_each_position_is_shown_once_however_many_channels_there_are(layer) -> None:
    animation = animate(layer, input_size=4)
    assert len(animation.scenes) == prod(layer.output_shape((layer.in_channels, 4, 4))[1:])


@pytest.mark.parametrize(("outputs", "step"), [
    (1, 800), (9, 800), (10, 800), (11, 720), (16, 500), (24, 330), (25, 320), (32, 250),
    (36, 250), (400, 250)])
def test_a_step_lasts_eight_seconds_by_the_frames_within_bounds(outputs: int, step: int) -> None:
    durations = animate(Conv1d(kernel_size=1), input_size=outputs).durations
    assert durations == [step] * (outputs - 1) + [step + 1500]


def durations_of(*row: int, rows: int = 1) -> list[int]:
    """Of rows of sums, all but the first with a longer pause before, after a frame without any."""
    first, *others = row
    later = [first + 500, *others] * (rows - 1)
    times = [1500, first, *others, *later]
    return [*times[:-1], times[-1] + 1500]


@pytest.mark.parametrize(("kernel", "size", "step"), [(3, 5, 2280), (2, 4, 1430), (1, 3, 920),
                                                      (5, 7, 2500)])
def test_a_sum_lasts_as_long_as_it_takes_to_read_and_a_new_row_longer(
        kernel: int, size: int, step: int) -> None:
    """A sum of nine products 2 to 2.5 s."""
    values = animate(Conv2d(kernel_size=kernel), input_size=size, view="values")
    assert values.durations == durations_of(*[step] * 3, rows=3)
    assert values.notes == ()
    drawn = animate(Conv2d(kernel_size=kernel), input_size=size)
    assert (values | drawn).durations == values.durations[1:], "read beside another too"
    assert animate(Conv2d(), view="values", duration_ms=300).durations == [300] * 9 + [1800]
    assert values.still().durations == [800 + 1500]


def test_a_product_lasts_as_long_as_it_takes_to_read() -> None:
    macs = animate(Conv2d(bias=True), view="macs")
    row = [1300, 900, 900]
    assert macs.durations == [1500, *row * 3, 1300, 1300 + 1500], "then the bias and the output"
    pooled = animate(MaxPool2d(2, padding=1), input_size=2, view="macs", at=(0, 0))
    assert pooled.durations == [1500, 1300, 1300 + 1500], "a corner of one tap"
    many = animate(Conv2d(kernel_size=9), view="macs")
    assert len(many.durations) == 84, "none is left out of a sum"
    assert sum(many.durations) <= 60_000


@pytest.mark.parametrize(("layer", "size", "places"), [
    (Conv2d(), 8, [(row, column) for row in (0, 1, 3, 5) for column in range(6)]),
    (Conv2d(), 14, [(row, column) for row in (0, 6, 11) for column in (*range(6), 6, 11)]),
    (Conv2d(), 20, [(row, column) for row in (0, 9, 17) for column in (*range(6), 9, 17)]),
    (Conv1d(kernel_size=9), 48, [(column,) for column in (*range(24), 39)])], ids=repr)
def test_a_loop_of_sums_lasts_a_minute_at_most_and_shows_corners_border_and_middle(
        layer: Layer, size: int, places: list[tuple[int, ...]]) -> None:
    values = animate(layer, input_size=size, view="values", force=True)
    opening, *made = values.played.scenes
    assert not opening.about
    assert [scene.about[0].element.index[1:] for scene in made] == places
    assert sum(values.durations) <= 60_000
    (note,) = values.notes
    assert f"{len(places)} of the {len(values.scenes)} steps are played" in note
    assert values.played.frozen(-1).stage.marks == values.story.frozen(-1).stage.marks
    every = animate(layer, input_size=size, view="values", force=True, duration_ms=800)
    assert len(every.durations) == len(every.scenes) + 1
    assert every.notes == (), "the advice helps"


@pytest.mark.parametrize("size", [7, 10])
def test_a_panel_that_is_glanced_at_plays_the_steps_of_the_sums_beside_it(size: int) -> None:
    glanced, read = (animate(Conv2d(), input_size=size, view=view)
                     for view in ("isometric", "values"))
    _, *steps = read.played.scenes
    for both in (glanced | read, read | glanced):
        assert [scene.about[0].element.index for scene in both.played.scenes] == [
            scene.about[0].element.index for scene in steps]
        assert both.durations[:-1] == read.durations[1:-1], "as long as it takes to read"
        assert both.played.frozen(-1).stage.marks == both.story.frozen(-1).stage.marks
    apart = read | animate(MaxPool2d(1), input_size=size, view="values")
    assert len(apart.durations) > size ** 2, "one goes on where the other is done"


@pytest.mark.parametrize("view", ["values", "macs"])
@pytest.mark.parametrize("layer", [Conv2d(bias=True), AvgPool2d(2), Linear(4, 3)], ids=repr)
def test_numbers_begin_with_nothing_computed(layer: Layer, view: str) -> None:
    animation = animate(layer, view=view)
    bare, first = [next(animation.played.frozen(frame).snapshots()) for frame in (0, 1)]
    assert len(list(animation.frames)) == len(animation.scenes) + 1 == len(animation.durations)

    def numbers(snapshot: Snapshot) -> set[str]:
        return {id[0] for id, shape in snapshot.shapes.items()
                if isinstance(shape, Text) and shape.string and snapshot.roles[id] != ("pending",)
                and id[0].startswith(("sum_", "output_number", "total_number",
                                         "product_number", "running_number"))}

    assert numbers(bare) == set()
    assert numbers(first) >= {"total_number", "sum_first"}
    assert bare.roles["total", (0, 0)] == ("pending",)
    full = animate(layer, view=view, prefilled=True)
    assert len(full.durations) == len(full.scenes)


def test_durations_as_asked_for() -> None:
    assert animate(STRIDED, input_size=5, duration_ms=600).durations == [600] * 8 + [2100]
    assert animate(STRIDED, input_size=5, duration_ms=20, hold_ms=0).durations == [20] * 9


# What it takes.

def test_a_trace_is_shown_as_the_layer_on_the_same_input() -> None:
    traced = trace(STRIDED, input_size=5)
    of_trace, of_layer = animate(traced), animate(STRIDED, input_size=5)
    np.testing.assert_array_equal(pixels(of_trace), pixels(of_layer))
    assert of_trace.traces == (traced,)


def test_arrays_seed_and_size_go_into_the_trace() -> None:
    x, weight, bias = np.full((1, 4, 6), 2.0), np.full((1, 1, 3, 3), 3.0), [5]
    (traced,) = animate(Conv2d(), input=x, weight=weight, bias=bias).traces
    np.testing.assert_array_equal(traced.output, np.full((1, 2, 4), 9 * 6 + 5.0))
    (seeded,) = animate(Conv2d(), input_size=(4, 6), seed=3).traces
    np.testing.assert_array_equal(seeded.input, trace(Conv2d(), input_size=(4, 6), seed=3).input)
    assert animate(Conv2d(dilation=2)).traces[0].input.shape == (1, 7, 7)


@pytest.mark.parametrize("given", [
    {"input": np.ones((1, 5, 5))}, {"weight": np.ones((1, 1, 3, 3))}, {"bias": [1]},
    {"input_size": 5}], ids=lambda given: next(iter(given)))
def test_a_trace_with_arrays_is_refused(given: dict[str, Any]) -> None:
    traced = trace(STRIDED, input_size=5)
    assert "leave out" in refusal(ConvgifError, lambda: animate(traced, **given))


def test_names_are_found_in_any_case() -> None:
    wanted = pixels(animate(STRIDED, input_size=5, theme="dark", text="full"))
    for names in ({"theme": "DARK"}, {"text": "Full"}, {"view": "Isometric"}, {"language": "EN"}):
        found = animate(STRIDED, input_size=5, **{"theme": "dark", "text": "full", **names})
        np.testing.assert_array_equal(pixels(found), wanted)


@pytest.mark.parametrize("text", ["auto", "AUTO", "Auto"])
def test_auto_is_found_in_any_case_and_goes_by_the_width(text: str) -> None:
    heights = [animate(STRIDED, input_size=5, text=text, size_px=100).size[0],
               animate(STRIDED, input_size=5, text="sizes", size_px=100).size[0],
               animate(STRIDED, input_size=5, text="legend", size_px=100).size[0]]
    assert heights[0] == heights[1] < heights[2]


# The picture's settings.

def test_size_is_the_width_and_density_multiplies_the_pixels() -> None:
    at_once, dense = (animate(STRIDED, input_size=5, size_px=200, density=d) for d in (1, 2))
    assert (at_once.size[1], dense.size) == (200, (2 * at_once.size[0], 400))
    assert next(dense.frames).shape == (*dense.size, 3)
    half = animate(STRIDED, input_size=5, size_px=200, density=0.5, text="none")
    assert next(half.frames).shape == (*half.size, 3)
    assert half.size[1] == 100


@pytest.mark.parametrize("settings", [
    {}, {"size_px": 200}, {"view": "values"}, {"size_px": 600}, {"title": "A title"}], ids=str)
def test_pixels_too_few_for_a_text_are_refused_by_the_density_that_is_enough(
        settings: dict[str, Any]) -> None:
    def sparse(density: float) -> Animation:
        return animate(STRIDED, input_size=5, **settings, density=density)

    said = refusal(ViewError, lambda: sparse(0.5).draw())
    found = re.fullmatch(r"density=0\.5 makes text of ([0-9.]+) pixels, and under 9 it cannot be "
                         r"read: give density=([0-9.]+) or more, or text='none'", said)
    assert found, said
    smallest = sparse(1).story.stage.smallest_text_px
    assert float(found[1]) == round(smallest / 2, 1) < 9
    enough = float(found[2])
    assert sparse(enough).draw().indices
    assert smallest * enough >= 9 > smallest * (enough - 0.01)
    assert FORMATS["svg"].encode(sparse(0.5))  # it has no pixels


def test_more_text_takes_more_room() -> None:
    heights = [animate(STRIDED, input_size=5, text=text).size[0]
               for text in ("none", "legend", "full")]
    assert heights == sorted(set(heights))
    assert animate(STRIDED, input_size=5, title="A title").size[0] > heights[-1]


def test_themes_bring_their_text_and_prefilled() -> None:
    classic = animate(STRIDED, input_size=5, theme="classic")
    light = animate(STRIDED, input_size=5)
    assert (classic.settings.text, classic.settings.prefilled) == ("none", True)
    assert (light.settings.text, light.settings.prefilled) == ("full", False)
    assert animate(STRIDED, input_size=5, theme="classic", text="full",
                   prefilled=False).settings.text == "full"


def test_prefilled_changes_all_but_the_last_frame() -> None:
    empty, full = (list(animate(STRIDED, input_size=5, prefilled=p).frames) for p in (False, True))
    assert not np.array_equal(empty[0], full[0])
    np.testing.assert_array_equal(empty[-1], full[-1])


@pytest.mark.parametrize(("background", "corner"), [
    ("#123456", (0x12, 0x34, 0x56)), ("#abc", (0xAA, 0xBB, 0xCC)), ("white", (255, 255, 255)),
    ("BLACK", (0, 0, 0))])
def test_background_is_the_colour_of_every_corner(background: str, corner: tuple[int, ...]) -> None:
    for frame in animate(STRIDED, input_size=5, background=background).frames:
        assert {tuple(frame[y, x].tolist()) for y in (0, -1) for x in (0, -1)} == {corner}


def test_the_seed_changes_numbers_only() -> None:
    one, two = (animate(STRIDED, input_size=5, seed=seed) for seed in (0, 1))
    assert not np.array_equal(one.traces[0].output, two.traces[0].output)
    np.testing.assert_array_equal(pixels(one), pixels(two))


def test_the_alt_text_says_what_is_shown() -> None:
    text = animate(STRIDED, input_size=5, title="Half the size").describe()
    for part in ("Half the size: ", "Conv2d", "3×3", "5×5", "9 steps", "stride 2", "padding 1"):
        assert part in text
    assert text.endswith(".")
    assert len(text.splitlines()) == 1
    several = animate(Conv2d(3, 8), input_size=6).describe()
    assert "3×6×6" in several
    assert "8×4×4" in several
    assert "180 degrees" in animate(ConvTranspose2d(), input_size=3).describe()


# Saving.

def test_save_returns_the_path_whether_given_as_text_or_path(tmp_path: Path) -> None:
    animation = animate(Conv1d(), input_size=4)
    assert animation.save(tmp_path / "a.gif") == tmp_path / "a.gif"
    assert animation.save(str(tmp_path / "b.GIF")) == tmp_path / "b.GIF"
    assert animation.save(tmp_path / "c", format="GIF") == tmp_path / "c"
    assert animation.save(tmp_path / "d.xyz", format=".gif") == tmp_path / "d.xyz"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "b.GIF", "c", "d.xyz"]
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


@pytest.mark.parametrize("name", ["a", "-"])
def test_a_poster_is_named_by_its_suffix_alone(name: str) -> None:
    message = refusal(OutputError, lambda: animate(Conv1d(), input_size=3).save_poster(name))
    assert f"{name!r} has no suffix: end the name in .gif" in message
    assert "format" not in message


@pytest.mark.parametrize(("name", "format", "kind", "fragment"), [
    ("a.xyz", None, OutputError, "unknown suffix '.xyz': end the name in .gif"),
    ("a", None, OutputError, "has no suffix: end the name in .gif"),
    ("a.gif", "jif", UnknownNameError, "did you mean gif?"),
    ("a.gif", 5, UnknownNameError, "unknown format '5': there is gif, webp"),
    ("none/a.gif", None, OutputError, "make it first"),
    (".", "gif", OutputError, "is a folder: give the name of a file in it"),
    ("a" * 300 + ".gif", None, OutputError, "name too long"),
    ("a\0.gif", None, OutputError, "null"),
], ids=lambda value: value[:12] if isinstance(value, str) else None)
def test_what_cannot_be_saved_is_refused_and_leaves_nothing(
        name: str, format: str | None, kind: type[ConvgifError], fragment: str, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    animation = animate(Conv1d(), input_size=3)
    with pytest.raises(ConvgifError) as caught:
        animation.save(name, format)
    assert type(caught.value) is kind
    assert fragment in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


# What is refused.

@pytest.mark.parametrize(("kind", "fragment", "settings"), [
    (UnknownNameError, "unknown view 'isometrik': did you mean isometric?", {"view": "isometrik"}),
    (UnknownNameError, "unknown theme 'lihgt': did you mean light?", {"theme": "lihgt"}),
    (UnknownNameError, "unknown text 'legends': did you mean legend?", {"text": "legends"}),
    (UnknownNameError, "unknown language 'xx'", {"language": "xx"}),
    (NotationError, "'pink' is no colour: give #rrggbb", {"background": "pink"}),
    (ConvgifError, "size_px 39 is out of range: give 40 to 4000", {"size_px": 39}),
    (ConvgifError, "size_px 4001 is out of range", {"size_px": 4001}),
    (ConvgifError, "size_px '320' is no whole number", {"size_px": "320"}),
    (ConvgifError, "size_px 150.5 is no whole number: give 40 to 4000", {"size_px": 150.5}),
    (ConvgifError, "size_px 5000 is out of range", {"size_px": np.int64(5000)}),
    (ConvgifError, "density 0 is out of range: give 0.5 to 8", {"density": 0}),
    (ConvgifError, "density 9 is out of range", {"density": 9}),
    (ConvgifError, "density True is no number", {"density": True}),
    (ConvgifError, "density '2' is no number", {"density": "2"}),
    (ConvgifError, "density nan is out of range", {"density": float("nan")}),
    (ConvgifError, "density inf is out of range", {"density": float("inf")}),
    (ConvgifError, "density 9.0 is out of range", {"density": np.float32(9)}),
    (ConvgifError, "density 2j is no number", {"density": 2j}),
    (ConvgifError, "density 1e+200 is out of range", {"density": 1e200}),
    (ConvgifError, "duration_ms 19 is out of range: give 20 to 60000", {"duration_ms": 19}),
    (ConvgifError, "duration_ms 60001 is out of range", {"duration_ms": 60_001}),
    (ConvgifError, "hold_ms -1 is out of range: give 0 to 60000", {"hold_ms": -1}),
    (ConvgifError, "title=3 is no text: put it in quotes", {"title": 3}),
    (ConvgifError, "loop -1 is out of range: give 0 to 65536", {"loop": -1}),
    (ConvgifError, "loop 65537 is out of range", {"loop": 65_537}),
    (ConvgifError, "loop 1.5 is no whole number: give 0 to 65536", {"loop": 1.5}),
    (ConvgifError, "loop np.True_ is no whole number", {"loop": np.True_}),
    (ArrayError, "seed -1 is not usable", {"seed": -1}),
    (LayerError, "input size 0 is too small: use 1 or more", {"input_size": 0}),
    (LayerError, "kernel 3 is larger than the input, which is only 2 high", {"input_size": 2}),
    (LayerError, "input size (5, 5, 5) has 3 numbers", {"input_size": (5, 5, 5)}),
    (ArrayError, "input holds NaN or infinity", {"input": np.full((1, 5, 5), np.nan)}),
    (ArrayError, "weight holds NaN or infinity", {"weight": np.full((1, 1, 3, 3), np.inf)}),
    (ArrayError, "input has shape (5, 5)", {"input": np.ones((5, 5))}),
    (ArrayError, "input has shape (2, 5, 5)", {"input": np.ones((2, 5, 5))}),
    (ArrayError, "weight has shape (3, 3)", {"weight": np.ones((3, 3))}),
    (ArrayError, "bias has shape (2,)", {"bias": [1, 2]}),
    (ArrayError, "not real numbers", {"input": [["a"] * 5] * 5}),
    (ArrayError, "ragged", {"input": [[1, 2], [1]]}),
], ids=lambda value: value[:40] if isinstance(value, str) else None)
def test_a_wrong_setting_is_refused_in_one_line(kind: type[ConvgifError], fragment: str,
                                                settings: dict[str, Any]) -> None:
    with pytest.raises(ConvgifError) as caught:
        list(animate(Conv2d(), **settings).frames)
    assert_readable(str(caught.value))
    assert issubclass(type(caught.value), kind)
    assert fragment in str(caught.value)


@pytest.mark.parametrize(("kind", "fragment", "settings"), [
    (ConvgifError, "show_in 'a' is no whole number: give one, or several", {"show_in": "a"}),
    (ConvgifError, "show_out 1.5 is no whole number", {"show_out": 1.5}),
    (ConvgifError, "show_in [0, None] is no whole number", {"show_in": [0, None]}),
    (ConvgifError, "step 1.0 is no whole number", {"steps": 1.0, "view": "macs"}),
    (ConvgifError, "at (0, 0.5) is no whole number", {"at": (0, 0.5), "view": "macs"}),
    (ConvgifError, "precision 7 is out of range: give 0 to 6", {"precision": 7, "view": "values"}),
    (ConvgifError, "precision -1 is out of range", {"precision": -1, "view": "values"}),
    (ConvgifError, "precision True is no whole number", {"precision": True, "view": "values"}),
    (ConvgifError, "precision '2' is no whole number", {"precision": "2", "view": "values"}),
    (ConvgifError, "values 'no' is neither True nor False", {"values": "no", "view": "channels"}),
    (ViewError, "names 2 channels, and this view draws one", {"show_in": (0, 1)}),
    (ViewError, "the isometric view takes no precision: leave it out, or use view='",
     {"precision": 2}),
    (ViewError, "the isometric view takes no values", {"values": True}),
    (ViewError, "the isometric view takes no steps: leave it out, or use view='macs'",
     {"steps": 0}),
    (ViewError, "the values view takes no at: leave it out, or use view='macs'",
     {"at": (0, 0), "view": "values"}),
    (ViewError, "the stamp view does not draw Conv2d: use view='isometric'", {"view": "stamp"})],
    ids=lambda value: value[:40] if isinstance(value, str) else None)
def test_what_only_some_views_take_is_refused_by_others(kind, fragment, settings) -> None:
    assert fragment in refusal(kind, lambda: animate(Conv2d(2, 1), **settings).scenes)


@pytest.mark.parametrize(("name", "setting"), [
    (name, setting) for name, row in VIEWS.items()
    for setting in VIEW_SETTINGS if setting not in row.takes])
def test_a_view_refuses_what_its_row_does_not_name(name: str, setting: str) -> None:
    layer = first_drawn(name, ConvTranspose2d(), Conv2d(), Conv1d())
    value = another_value(VIEW_SETTINGS[setting])
    message = refusal(ViewError, lambda: animate(layer, view=name, **{setting: value}))
    does = (f"shows {setting} anyway" if setting in by_name(VIEWS[name].always) else
            f"takes no {setting}")
    assert message.startswith(f"the {name} view {does}: leave it out")
    for unsaid in (None, VIEW_SETTINGS[setting].default):
        assert animate(layer, view=name, **{setting: unsaid})


@pytest.mark.parametrize("layer", [Conv2d(), ConvTranspose2d(), Conv1d(), AvgPool2d()], ids=str)
@pytest.mark.parametrize("setting", ["values", "precision", "steps"])
def test_the_views_that_are_named_instead_draw_the_layer_with_it(layer: Layer, setting: str
                                                                 ) -> None:
    value = another_value(VIEW_SETTINGS[setting])
    message = refusal(ViewError, lambda: animate(layer, view="isometric", **{setting: value}))
    named = re.findall("view='([a-z]+)'", message)
    assert named
    for view in named:
        kept = {} if setting in by_name(VIEWS[view].always) else {setting: value}
        assert animate(layer, input_size=4, view=view, **kept).scenes  # numbers need room


def test_the_view_is_the_first_that_draws_the_layer() -> None:
    assert animate(Conv2d()).view is VIEWS["isometric"]
    assert animate(trace(Conv1d())).view is VIEWS["lanes"]
    linear = animate(Linear()).view
    assert linear is next(row for row in VIEWS.values() if row.draws(Linear()))
    assert linear is not VIEWS["isometric"]


def test_a_channel_may_be_given_as_a_number_or_as_one_of_several() -> None:
    layer = Conv2d(3, 2)
    assert animate(layer, show_in=2).settings[SHOW_IN] == (2,)
    assert animate(layer, show_in=np.int64(2)).settings[SHOW_IN] == (2,)
    assert animate(layer, show_in=[2], show_out=range(1, 2)).settings[SHOW_OUT] == (1,)
    assert scene_digest(animate(layer, show_in=2)) == scene_digest(animate(layer, show_in=(2,)))


@pytest.mark.parametrize("kind", [np.int64, np.uint16, np.array], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("settings", [
    {"size_px": 100}, {"density": 2}, {"duration_ms": 400}, {"hold_ms": 30}, {"loop": 2},
    {"precision": 1, "view": "values"}, {"still": 2}, {"strip": 3}, {"seed": 7}], ids=str)
def test_whole_numbers_of_numpy_are_numbers(kind, settings: dict[str, Any]) -> None:
    given = {name: value if isinstance(value, str) else kind(value)
             for name, value in settings.items()}
    ours, theirs = (animate(Conv2d(), input_size=5, **numbers) for numbers in (settings, given))
    assert scene_digest(theirs) == scene_digest(ours)
    assert [type(getattr(theirs, name)) for name in ("density", "hold_ms", "loop")] == [int] * 3
    assert {type(step) for step in theirs.pose} <= {int}
    assert encode_gif(theirs) == encode_gif(ours)


@pytest.mark.parametrize("density", [np.float64(1.5), np.float32(1.5), Fraction(3, 2)], ids=repr)
def test_a_density_is_any_real_number(density: Any) -> None:
    found = animate(Conv2d(), density=density).density
    assert (found, type(found)) == (1.5, float)


# Numbers that are given.

def test_true_convolution_rotates_the_kernel() -> None:
    x, w = np.eye(5)[None], np.arange(9.0).reshape(1, 1, 3, 3)
    plain = animate(Conv2d(bias=False), input=x, weight=w).traces[0]
    turned = animate(Conv2d(bias=False), input=x, weight=w, true_convolution=True).traces[0]
    rotated = animate(Conv2d(bias=False), input=x, weight=w[..., ::-1, ::-1]).traces[0]
    np.testing.assert_array_equal(turned.output, rotated.output)
    assert not np.array_equal(turned.output, plain.output)
    assert (turned.rotated, plain.rotated) == (True, False)


@pytest.mark.parametrize("layer", [ConvTranspose2d(), MaxPool2d(), Linear()], ids=repr)
def test_true_convolution_is_for_convolutions(layer) -> None:
    assert "leave it out" in refusal(LayerError, lambda: animate(layer, true_convolution=True))


@pytest.mark.parametrize("given", [
    {"input": "none.csv"}, {"weight": "box"}, {"bias": [1]}, {"input_size": 5},
    {"true_convolution": True}, {"seed": 77}], ids=repr)
def test_a_trace_has_its_arrays_already(given) -> None:
    traced = trace(STRIDED, input_size=5)
    assert "a trace has its arrays already" in refusal(ConvgifError,
                                                       lambda: animate(traced, **given))


@pytest.mark.parametrize(("settings", "fragment"), [
    ({"show_out": 4}, "show_out 4 is no channel: there are 0 to 3"),
    ({"show_in": 2}, "show_in 2 is no channel: there are 0 to 1"),
    ({"show_in": -1}, "show_in -1 is no channel"),
    ({"show_in": 0, "show_out": 3}, "with these groups it reads only 1"),
])
def test_channels_that_are_not_there_or_never_meet_are_refused(settings, fragment) -> None:
    layer = Conv2d(2, 4, groups=2)
    assert fragment in refusal(ViewError, lambda: animate(layer, **settings).scenes)
    assert animate(layer, show_in=1, show_out=3).scenes


def test_a_layer_of_three_axes_is_refused_with_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(ViewError, lambda: animate(Conv3d(), view="values"))
    assert message.endswith("whose maps have depth, and it draws planes: use view='isometric'")
    assert len(animate(Conv3d(), view="isometric").scenes) == 27
    monkeypatch.setattr("convgif.views.VIEWS", {"values": VIEWS["values"]})
    message = refusal(ViewError, lambda: animate(Conv3d()))
    assert "no view draws Conv3d: draw one plane with Conv2d" in message


def test_too_narrow_for_the_labels_names_a_width_that_works() -> None:
    message = refusal(ViewError, lambda: animate(STRIDED, input_size=5, size_px=40).scenes)
    smallest = int(message.partition("a size of ")[2].split()[0])
    assert animate(STRIDED, input_size=5, size_px=smallest).scenes
    assert animate(STRIDED, input_size=5, size_px=40, text="none").scenes


@pytest.mark.parametrize("title", ["W" * 100, "a " + "W" * 60 + " b"])
def test_a_word_wider_than_the_canvas_is_refused(title: str) -> None:
    refusal(ViewError, lambda: animate(STRIDED, input_size=5, title=title).scenes)


@pytest.mark.parametrize("save", [
    lambda path: animate(STRIDED, input_size=5).save_poster(path / "a.mp4"),
    lambda path: animate(STRIDED, input_size=5, theme="auto").save(path / "a.gif"),
    lambda path: animate(STRIDED, input_size=5).save(path / "a.html", "gif"),
    lambda path: animate(STRIDED, input_size=5).save(path / "none" / "a.gif"),
    lambda path: animate(STRIDED, input_size=5).save_poster(path)])
def test_what_cannot_be_saved_is_refused_before_it_is_staged(
        save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def staged(view: View) -> None:
        raise AssertionError("a view was asked to stage")

    monkeypatch.setattr(View, "load", staged)
    refusal(OutputError, lambda: save(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("make", [
    lambda animation: animation.save("a.gif"), lambda animation: animation.save("a.svg"),
    lambda animation: animation.save("a.html"), lambda animation: animation.save_poster("a.pdf"),
    lambda animation: animation.still().save("a.png"), lambda animation: animation.strip(3).frames,
    lambda animation: animation.save_poster("a.png"),
    lambda animation: animation._repr_mimebundle_(), lambda animation: animation.player().html,
    lambda animation: save_frames(animation, "frames")])
def test_a_view_stages_once_whatever_is_made(view: str, make, tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module, stagings = VIEWS[view].load(), []
    stage = module.stage
    monkeypatch.setattr(module, "stage", lambda *given: stagings.append(given) or stage(*given))
    layer = first_drawn(view, ConvTranspose2d(kernel_size=2), Conv2d(kernel_size=2), Conv1d())
    make(animate(layer, input_size=3, view=view))
    shorter = [settings for _, settings in stagings if settings.unseen]
    assert len(stagings) == 1 + len(shorter), "but for what a legend must not say of a still"
    assert len(shorter) <= (view == "stamp")


@pytest.mark.parametrize("save", [
    lambda animation: animation.save("a.gif"), lambda animation: animation.save("a.svg"),
    lambda animation: animation.save_poster("a.png"),
    lambda animation: save_frames(animation, "frames"),
    lambda animation: FORMATS["html"].encode(animation)])
def test_a_format_is_checked_once(save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    checks = []
    monkeypatch.setattr(Format, "check", lambda *given, **more: checks.append(more))
    save(animate(STRIDED, input_size=5))
    assert len(checks) == 1


@pytest.mark.parametrize("view", VIEWS)
def test_a_still_is_that_of_the_picture_that_is_full_from_the_start(view: str) -> None:
    layer = first_drawn(view, ConvTranspose2d(bias=False), Conv2d(padding=1), Conv1d(padding=1))
    animation = animate(layer, input_size=3, view=view)
    full = animate(layer, input_size=3, view=view, prefilled=True)
    telling = animation.staged.telling
    assert animation.stopped().story == full.story.frozen(telling) == full.stopped(telling).story
    assert animation.stopped(telling).story == animation.story.frozen(telling)
    assert animation.still().story == full.still(telling).story, "the same, laid out for itself"


@pytest.mark.parametrize(("layer", "size", "view", "step"), [
    (STRIDED, 6, "isometric", 4), (Conv2d(), 6, "isometric", 10), (Conv2d(), 6, "values", 10),
    (Conv2d(padding=1, padding_mode="reflect"), 4, "isometric", 0),
    (Conv2d(padding=((0, 2), (1, 0)), padding_mode="replicate"), 4, "values", 9),
    (Conv1d(padding=1, padding_mode="circular"), 5, "isometric", 0),
    (Conv2d(2, 2, padding=1, padding_mode="circular"), 4, "channels", 0),
    (Conv2d(), 4, "macs", -1), (Linear(4, 3), None, "values", 1),
    (ConvTranspose2d(), 3, "stamp", 5)], ids=str)
def test_a_still_is_at_the_step_that_says_most(layer: Layer, size: int | None, view: str,
                                               step: int) -> None:
    """The middle of every axis; a border where that repeats the input; a sum that is whole."""
    animation = animate(layer, input_size=size, view=view)
    assert animation.still().pose == (step % len(animation.scenes),)
    assert animation.still("telling").pose == animation.stopped().pose == animation.still().pose
    assert animation.still("middle").pose == (len(animation.scenes) // 2,)
    opening = len(animation.durations) - len(animation.scenes)
    assert animation.still_step == animation.still().pose[0] + opening


# Values without a name, and paths that are none.

NO_PATH = "{} is no path: give the name of a file or folder in quotes"


@pytest.mark.parametrize(("call", "said"), [
    (lambda: animate(Conv2d(), 5), "animate takes what without a name, and 5 has none: write "
     "input_size=5"),
    (lambda: animate(Conv2d(), (5, 7)), "animate takes what without a name, and (5, 7) has none: "
     "write input_size=(5, 7)"),
    (lambda: animate(Conv2d(), "a.csv"), "animate takes what without a name, and 'a.csv' has none: "
     "write input='a.csv'"),
    (lambda: sweep({}, "out", None, 2), "sweep takes grid, out and executor without a name, and 2 "
     "has none: write pair=2"),
    (lambda: animate(Conv2d(), input_size=5).save(5), NO_PATH.format(5)),  # type: ignore[arg-type]
    (lambda: animate(Conv2d(), input_size=5).save_poster(None),  # type: ignore[arg-type]
     NO_PATH.format(None)),
    (lambda: save_frames(animate(Conv2d(), input_size=5), 5), NO_PATH.format(5)),
    (lambda: sweep({"stride": 2}, 5), NO_PATH.format(5))])  # type: ignore[arg-type]
def test_what_is_given_without_a_name_or_as_no_path_is_said(call: Callable[[], object], said: str
                                                            ) -> None:
    kind = OutputError if said.endswith("in quotes") else ConvgifError
    assert refusal(kind, call) == said


# Too large to be meant.

@pytest.mark.parametrize(("layer", "size"), [
    (Conv2d(), 300), (STRIDED, 1000), (Conv2d(dilation=3), (80, 5000)), (Conv1d(), 100_000),
    (ConvTranspose2d(stride=2), 200)], ids=repr)
def test_an_animation_too_large_names_an_input_that_is_not(layer, size) -> None:
    message = refusal(LimitError, lambda: animate(layer, input_size=size))
    assert "; force=True lifts the limit" in message
    smaller = literal_eval(re.search(r"input_size=(\d+|\(.*?\)) shows", message)[1])
    frames = int(message.partition("same pattern in ")[2].split()[0])
    assert len(animate(layer, input_size=smaller).scenes) == frames


RESNETS_FIRST = Conv2d(3, 64, kernel_size=7, stride=2, padding=3)


@pytest.mark.parametrize(("layer", "given"), [
    (RESNETS_FIRST, {"input_size": 224}), (RESNETS_FIRST, {"input_size": 224, "view": "channels"}),
    (RESNETS_FIRST, {"input_size": 224, "view": "values", "still": 9}),
    (Conv2d(), {"input_size": 224, "view": "values", "still": 5000, "size_px": 300}),
    (Conv2d(64, 64), {"input_size": 56, "view": "channels"}),
    (Conv2d(3, 64), {"input_size": 28, "view": "channels"}),
    (Conv2d(16, 16, groups=16), {"input_size": 40, "view": "channels", "size_px": 1000}),
    (Conv2d(16, 4), {"input_size": 30, "view": "channels", "show_in": range(9, 12)}),
    (Conv2d(2, 2), {"input_size": 60, "view": "channels"}),
    (MaxPool2d(2), {"input_size": (300, 20), "view": "channels"}),
    (Conv2d(kernel_size=200), {"input_size": 250, "size_px": 1000, "prefilled": True}),
    (Conv2d(), {"input_size": 5, "size_px": 4000, "density": 8}),
    (Conv2d(), {"input_size": 40, "size_px": 4000, "density": 1.5}),
    (Conv2d(), {"input_size": 300, "strip": 50, "size_px": 4000}),
    (ConvTranspose2d(stride=2), {"input_size": 60, "view": "stamp"}),
    (Linear(3000, 40), {"view": "values"})], ids=repr)
def test_advice_that_is_given_works_when_it_is_taken(layer, given: dict[str, Any]) -> None:
    message = refusal(LimitError, lambda: animate(layer, **given))
    advice = message.split(": ")[1].partition("; force=True")[0]
    for words in advice.split(", and "):
        taken, found = layer, {}
        if small := re.search(r"such as (\w+)\((.*)\) shows", words):
            taken = LAYERS[small[1]](**literal_eval(
                f"dict({small[2]})".replace("dict(", "{'").replace("=", "':").replace(
                    ", ", ", '").replace(")", "}")))
        else:
            found = {name: literal_eval(value) for name, value in
                     re.findall(r"(\w+)=(\(.*?\)|'\w+'|[\d.]+)", words)}
            assert found, message
        animation = animate(taken, **{**given, **found})
        assert animation.story.scenes
        frames = re.search(r"in (\d+) frames?", words)
        assert frames is None or int(frames[1]) == (
            1 if "still" in given else len(animation.staged.story.scenes))


def test_where_one_of_many_steps_can_be_drawn_that_is_said_too() -> None:
    message = refusal(LimitError, lambda: animate(RESNETS_FIRST, input_size=224))
    assert ": input_size=7 shows the same pattern in 16 frames, and still='middle' shows one " \
        "step; force=True" in message
    several = refusal(LimitError, lambda: animate(RESNETS_FIRST, input_size=224, view="channels"))
    assert "still" not in several  # 64 channels are not told apart
    stopped = refusal(LimitError, lambda: animate(Conv2d(), input_size=224, view="macs", still=0))
    assert stopped.endswith("input_size=6 shows the same pattern in 1 frame; force=True lifts the "
                            "limit")


def test_of_a_still_only_its_frame_counts() -> None:
    still = animate(Conv2d(), input_size=60, view="values", still=5)
    assert len(still.scenes) == 1
    refusal(LimitError, lambda: animate(Conv2d(), input_size=60, view="values"))
    strip = animate(RESNETS_FIRST, input_size=224, strip=4, size_px=400)
    assert strip.pose == (0, 4181, 8362, 12543)


@pytest.mark.parametrize(("given", "advice"), [
    ({"in_channels": 3, "out_channels": 64, "input_size": 28}, "show_out=(0,) shows"),
    ({"in_channels": 64, "out_channels": 64, "input_size": 28},
     "show_in=(0, 1, 2) and show_out=(0,) shows"),
    ({"in_channels": 2, "out_channels": 2, "input_size": 60}, "input_size=6 shows")])
def test_where_channels_are_the_trouble_the_advice_is_channels(given, advice: str) -> None:
    size = given.pop("input_size")
    message = refusal(LimitError, lambda: animate(Conv2d(**given), input_size=size,
                                                  view="channels"))
    assert f": {advice} the same pattern" in message


@pytest.mark.parametrize(("layer", "size", "pose"), [
    *((RESNETS_FIRST, 224, pose) for pose in (
        {"still": "middle"}, {"still": 0}, {"strip": 2}, {"strip": [0, 113]})),
    (Conv2d(3, 64, padding=1), 224, {"still": "middle"}), (MaxPool2d(2), 112, {"strip": 2})])
def test_the_limit_counts_the_frames_that_are_drawn(layer, size: int, pose) -> None:
    refusal(LimitError, lambda: animate(layer, input_size=size, size_px=400))
    animation = animate(layer, input_size=size, size_px=400, **pose)
    assert len(animation.pose) == (1 if "still" in pose else 2)
    assert animation.durations == [800 + animation.hold_ms]


def test_only_the_steps_that_are_drawn_are_made() -> None:
    animation = animate(RESNETS_FIRST, input_size=224, still=3)
    assert animation.story.stage.marks["output_now", (0, 3)].roles == ("output", "output_active")
    assert len(animation.staged.story.scenes._made) == 4


def test_force_lifts_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PIXELS", 9 * 320 * 320 - 1)
    refusal(LimitError, lambda: animate(STRIDED, input_size=5))
    refusal(LimitError, lambda: animate(trace(STRIDED, input_size=5)))
    refusal(LimitError, lambda: animate(STRIDED, input=np.ones((1, 5, 5))))
    assert len(list(animate(STRIDED, input_size=5, force=True).frames)) == 9
    monkeypatch.setattr(limits, "MOST_PIXELS", 9 * 320 * 320)
    assert animate(STRIDED, input_size=5)


def test_a_smaller_input_that_is_too_large_still_is_not_named(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PIXELS", 1000)
    message = refusal(LimitError, lambda: animate(STRIDED, input_size=5))
    assert "input_size" not in message
    assert "take a smaller size_px; " in message


@pytest.mark.parametrize("view", VIEWS)
def test_the_frames_that_count_are_the_views_own(view: str, monkeypatch: pytest.MonkeyPatch
                                                 ) -> None:
    layer = first_drawn(view, STRIDED, ConvTranspose2d(), Conv1d(padding=1))
    frames, width = len(animate(layer, input_size=3, view=view).scenes), VIEWS[view].size_px
    monkeypatch.setattr(limits, "MOST_PIXELS", frames * width**2)
    assert animate(layer, input_size=3, view=view)
    monkeypatch.setattr(limits, "MOST_PIXELS", frames * width**2 - 1)
    message = refusal(LimitError, lambda: animate(layer, input_size=3, view=view))
    assert message.startswith(f"{frames} frames of {width**2} pixels are over")


def test_cells_of_a_large_input_count_whatever_the_view() -> None:
    message = refusal(LimitError, lambda: animate(Conv2d(stride=100), input_size=300, view="macs"))
    assert "cells are over 50000, too many to tell apart" in message
    assert animate(Conv2d(stride=100), input_size=300, view="macs", force=True)


def test_density_counts_towards_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PIXELS", 9 * 320 * 320)
    refusal(LimitError, lambda: animate(STRIDED, input_size=5, density=2))
    assert animate(STRIDED, input_size=5, density=2, size_px=160)


@pytest.mark.parametrize(("layer", "size"), [
    (ConvTranspose2d(stride=1_000_000), 1_000_000), (Conv2d(padding=100_000), 100_000)],
    ids=repr)
def test_what_does_not_fit_into_memory_is_refused_at_once(layer, size) -> None:
    with pytest.raises(ConvgifError) as caught:
        animate(layer, input_size=size)
    assert_readable(str(caught.value))


def test_a_strip_that_was_to_have_more_steps_says_how_many_there_are() -> None:
    whole = animate(Conv2d(), input_size=4)
    said = "there are 4 steps, fewer than 200: the strip shows all"
    assert whole.strip(200).notes == (whole | whole).strip(200).notes == (said,)
    assert whole.strip(4).notes == whole.strip([0, 3]).notes == ()
