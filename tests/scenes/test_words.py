"""Words: every language is whole, and phrases are put together right."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from layer_strategies import refusal

import convgif
from convgif.animation import Animation, animate
from convgif.errors import UnknownNameError, ViewError
from convgif.layers import LAYERS as LAYER_TYPES
from convgif.layers import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    CellKind,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose2d,
    Fold,
    Layer,
    Linear,
    LocallyConnected2d,
    LPPool2d,
    MaxPool2d,
    MaxUnpool2d,
    PixelShuffle,
    ReflectionPad2d,
    Unfold,
    Upsample,
)
from convgif.layers.letters import NOTATIONS, Axis
from convgif.scenes.scene import Text
from convgif.scenes.text import text_width
from convgif.scenes.words import (
    WORDS,
    by_axis,
    by_number,
    formula_phrases,
    joined,
    times,
    words_of,
)
from convgif.traces.gradient_layers import READINGS
from convgif.traces.reductions import REDUCTIONS
from convgif.views import VIEWS, all_words

EN = words_of("en")
SPOKEN = [language for language, words in WORDS.items() if words.spoken == language]
TABLES: Mapping[str, Mapping[str, Any]] = all_words()
FIELDS = [(table, field.name) for table, words in TABLES.items() for field in fields(words["en"])]
NO_POOLING = "sum", "interpolation", "move"  # no layer pools by these
UNSAID = {("", "sentence_gap"), *((name, said) for name in NO_POOLING
                                  for said in ("pooling", "takes"))}
every_field = pytest.mark.parametrize(("table", "name"), FIELDS)
PACKAGE = Path(convgif.__file__).parent
# Between them they say everything that there is to say.
LAYERS: tuple[tuple[Layer, dict[str, int]], ...] = (
    (Conv2d(stride=2, padding=1), {"input_size": 6}), (Conv2d(stride=(1, 2)), {"input_size": 6}),
    (Conv2d(4, 2, groups=2, dilation=2), {"input_size": 7}), (Conv2d(stride=3), {"input_size": 8}),
    (Conv2d(12, 1, padding=1, padding_mode="reflect"), {"show_in": 1}),
    (Conv2d(4, 2, bias=True), {"show_in": 1}), (Conv2d(padding="same"), {}), (Linear(4, 3), {}),
    (ConvTranspose2d(2, 2, stride=2, padding=1, output_padding=1), {}),
    (ConvTranspose2d(stride=2, padding=(3, 2)), {"input_size": 5}), (Conv1d(stride=2), {}),
    (MaxPool2d(2, padding=1, ceil_mode=True), {"input_size": 4}),
    (MaxPool2d(2, stride=3, ceil_mode=True), {"input_size": 6}),
    (AvgPool2d(3, padding=1, count_include_pad=False), {}), (LPPool2d(2, 2), {}),
    (AvgPool2d(2, divisor_override=3), {}), (LocallyConnected2d(padding=1), {}),
    (AdaptiveAvgPool2d((2, 3)), {}), (Upsample(mode="bilinear", align_corners=True), {}),
    (PixelShuffle(2), {}), (Unfold(2, padding=1, stride=3), {}), (Fold(3, 2), {}),
    (MaxUnpool2d(2), {}), (ReflectionPad2d((1, 0, 0, 2)), {}))
# What stands in code the same in any language.
GUIDE = NOTATIONS["guide"]
FORMULAS = {"mod", *(run for rank in GUIDE.positions for axis in range(rank) for name in (
    *GUIDE.names(Axis(axis, rank)).values(), *GUIDE.arrays.values(), *GUIDE.positions[rank],
    *GUIDE.taps[rank], *GUIDE.places[rank], GUIDE.per_group)
    for run in re.findall("[A-Za-z]+", name))}  # what indices are written with
NAMES = FORMULAS | {layer.printed_name for layer, _ in LAYERS} | {
    "output_padding", "ceil_mode", "CRD", "bilinear", "align_corners", "a", "i", "reflect", "same",
    "max", "A", "B", "W", "b", "L", "L2", "p", "w", "x", "y", "f", "j", "c", "s", "m", "n", "h",
    "l", "k", "d", "g", "C", "N", "M"}


def phrases(value: object) -> list[str]:
    """Every string in a field of Words."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [phrase for part in parts for phrase in phrases(part)]


def blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_every_language(table: str) -> None:
    assert list(TABLES[table]) == list(WORDS)
    assert [words.language for words in WORDS.values()] == list(WORDS)


@pytest.mark.parametrize("language", SPOKEN)
@every_field
def test_every_phrase_is_there_with_the_blanks_that_english_has(language: str, table: str,
                                                                name: str) -> None:
    ours, english = (phrases(getattr(TABLES[table][code], name)) for code in (language, "en"))
    assert all(ours) or (table, name) in UNSAID
    assert [blanks(phrase) - {"count"} for phrase in ours] == [
        blanks(phrase) - {"count"} for phrase in english]


@every_field
def test_symbols_fill_no_blank_that_english_has_not(table: str, name: str) -> None:
    ours, english = (phrases(getattr(TABLES[table][code], name)) for code in ("symbols", "en"))
    for symbol, phrase in zip(ours, english, strict=True):
        assert blanks(symbol) <= blanks(phrase) | {"count"}


def fields_read(source: str) -> set[str]:
    """The fields that Python reads: attributes of what is called words, or is looked up in words,
    and a view's of what is its own."""
    return {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)
            and re.fullmatch(r"(.*\.)?_?(words|own)|(.*\.)?(words|WORDS)\[.*\]",
                             ast.unparse(node.value))}


def player_words_read(sources: Iterable[str]) -> set[str]:
    """The words of the player that its Python, its script and its page look up by name."""
    looked_up = (r'(?:said|words\.player)\["(\w+)"\]', r'_named\(trace, words, "(\w+)"',
                 r"words\.(\w+)", r'data-word="(\w+)"')
    found = {name for source in sources for pattern in looked_up
             for name in re.findall(pattern, source)}
    counted = [rest for source in sources for rest in re.findall(r"count\((.*)", source)]
    return (found | {name for rest in counted for name in re.findall(r'"(\w+)"', rest)}
            ) & set(EN.player)


def test_every_phrase_is_said_somewhere() -> None:
    read_in = {path: fields_read(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    for table in TABLES:
        folder = PACKAGE / "views" / table if table in VIEWS else PACKAGE
        read = set().union(*(read_in[path] for path in folder.rglob("*.py")))
        assert {name for of, name in FIELDS if of == table} - read == set()


def test_every_word_of_the_player_is_said_somewhere() -> None:
    files = [path for path in (PACKAGE / "formats" / "player").iterdir()
             if path.suffix in (".py", ".js", ".html")]
    read = player_words_read([path.read_text("utf-8") for path in files])
    kinds = {kind.name.lower() for kind in CellKind}
    assert set(EN.player) - kinds - read == set()


def test_what_nothing_says_is_seen() -> None:
    assert fields_read("words.comma + self._words.colon + layer.stride + own.canvas + "
                       "WORDS[words.language].total + trace.rule.words['en'].takes") == {
        "comma", "colon", "canvas", "total", "language", "takes"}
    assert player_words_read(['said["macs"]', 'data-word="slider"', 'seen = "speed"',
                              'words.play; count(weight ? "used" : "reaches", 2)']) == {
        "macs", "slider", "play", "used", "reaches"}


@pytest.mark.parametrize(("table", "name", "looked_up"), [
    ("", "sentences", {type.kind for type in LAYER_TYPES.values()}),
    ("channels", "sentences", set(VIEWS["channels"].kinds)), ("", "axes", {1, 2, 3}),
    ("backward", "shared", set(REDUCTIONS)),
    ("backward", "sentence_of", {"weight", "bias", "row"}),
    ("", "gradients", {f"grad_{name}" for name in READINGS}),
    ("", "arrays", {"input", *(f"grad_{name}" for name in ("input", "weight", "bias", "output"))})])
def test_phrases_by_name_are_those_that_are_looked_up(table: str, name: str,
                                                      looked_up: set[object]) -> None:
    assert set(getattr(TABLES[table]["en"], name)) == looked_up


@pytest.mark.parametrize("language", WORDS)
def test_phrases_by_name_are_the_same_in_every_language(language: str) -> None:
    by_name = [(table, name) for table, name in FIELDS
               if isinstance(getattr(TABLES[table]["en"], name), dict)]
    assert len(by_name) == 16
    for table, name in by_name:
        ours, english = (getattr(TABLES[table][code], name) for code in (language, "en"))
        assert list(ours) == list(english)


@pytest.mark.parametrize("language", WORDS)
def test_every_phrase_can_be_set_in_the_fonts_of_convgif(language: str) -> None:
    for table, name in FIELDS:
        for phrase in phrases(getattr(TABLES[table][language], name)):
            assert text_width(phrase, 10) > 0 or not phrase


def test_alt_texts_are_in_a_language_that_has_its_own() -> None:
    assert SPOKEN == ["en", "zh"]
    assert {words.spoken for words in WORDS.values()} <= set(SPOKEN)


@every_field
def test_chinese_has_chinese_words_and_punctuation(table: str, name: str) -> None:
    for phrase in phrases(getattr(TABLES[table]["zh"], name)):
        filled = re.sub(r"\{\w*\}", "", phrase)
        assert not set(re.findall(r"[A-Za-z_]+", filled)) - NAMES - {"zh", "Esc"}, phrase
        assert not re.search(r"[\u4e00-\u9fff] ?[,;:.!?]|[,;:.!?] ?[\u4e00-\u9fff]", phrase)


@cache
def animations(language: str) -> tuple[Animation, ...]:
    """Every layer in every view that draws it, with and without values."""
    return tuple(_animations(language))


def _animations(language: str) -> Iterator[Animation]:
    for layer, settings in LAYERS:
        for name, view in VIEWS.items():
            for values in sorted({False, "values" in view.takes}) * view.draws(layer):
                try:
                    animation = animate(layer, **settings, view=name, values=values, text="full",
                                        size_px=800, language=language, force=True)
                    assert animation.scenes
                except ViewError:  # not every layer suits every view
                    continue
                yield animation


def letters_in(animation: Animation) -> set[str]:
    """Runs of Latin letters in the texts of a picture."""
    stage = animation.story.stage
    shapes = [mark.shape for mark in stage.marks.values()] + [
        shape for scene in animation.scenes for shape in scene.shapes.values()]
    return {run for shape in shapes if isinstance(shape, Text)
            for run in re.findall(r"[A-Za-z_]+[0-9]?", shape.string)}


def test_pictures_and_alt_texts_in_chinese_hold_no_english() -> None:
    seen = animations("zh")
    assert {animation.view for animation in seen} == set(VIEWS.values())
    for animation in seen:
        said = animation.describe()
        assert letters_in(animation) <= NAMES, said
        assert set(re.findall(r"[A-Za-z_]+[0-9]?[dD]?", said)) <= NAMES, said
        assert not re.search(r"[,;:] ?[\u4e00-\u9fff]|[\u4e00-\u9fff] ?[,;:.]", said), said
        assert not re.search(r"[\u3000-\u9fff] +[\u3000-\u9fff]", said), said
        assert said.endswith("。")


def test_pictures_in_symbols_hold_symbols_only() -> None:
    symbols = {"i", "k", "s", "p", "o", "d", "g", "a", "b", "W", "w", "x", "y"}
    code = {"reflect", "same", "max", "A", "B", "CRD", "bilinear", "align_corners", "argmax"} | {
        *"cfjlmnhCN"}  # the second of a formula
    seen = set().union(*map(letters_in, animations("symbols")))
    assert seen <= symbols | code | FORMULAS
    assert symbols <= seen


def test_alt_texts_of_symbols_are_english() -> None:
    for ours, english in zip(animations("symbols"), animations("en"), strict=True):
        assert ours.describe() == english.describe()


def test_a_picture_says_in_chinese_what_its_textbooks_say() -> None:
    said = animate(ConvTranspose2d(stride=2, padding=1, output_padding=1), language="zh").describe()
    assert said == (
        "ConvTranspose2d（转置卷积），按等效卷积展示：卷积核旋转 180 度，3×3 的窗口在补零后的 "
        "3×3 输入上逐格滑动，分 36 步填满 6×6 的输出。步幅 2 → 元素间插入 1 个 0，"
        "窗口每次移动 1 格；填充 1 → 四周补零 3−1−1 = 1、3−1−1+1 = 2；输出填充 1 → 多 1 行 1 列；"
        "(3−1)·2 − 2·1 + 3 + 1 = 6。")


def test_a_true_convolution_is_told_in_chinese_too() -> None:
    said = animate(Conv2d(), input_size=4, true_convolution=True, language="zh").describe()
    assert said == ("Conv2d：3×3 的窗口在 4×4 的输入上滑动，分 4 步填满 2×2 的输出。卷积核 3×3，"
                    "旋转 180 度；4 − 3 + 1 = 2。")


def test_a_title_stands_before_it() -> None:
    assert animate(Conv2d(), language="zh", title="步幅").describe().startswith("步幅：Conv2d：3×3")
    assert animate(Conv2d(), title="Stride").describe().startswith("Stride: Conv2d: a window")


def test_what_says_nothing_needs_no_separator() -> None:
    assert joined(", ", "a", "", "b") == "a, b"
    assert joined(", ", "", "") == ""


@pytest.mark.parametrize("language", WORDS)
def test_axes_are_named_for_layers_of_one_to_three(language: str) -> None:
    axes = words_of(language).axes
    assert {rank: len(names) for rank, names in axes.items()} == {1: 1, 2: 2, 3: 3}


def test_an_unknown_language_is_answered_with_what_there_is() -> None:
    assert refusal(UnknownNameError, lambda: words_of("tlh")).startswith("unknown language 'tlh': ")


@pytest.mark.parametrize(("sizes", "text"), [
    ((3, 5, 5), "3×5×5"), ([4], "4"), ((), ""), ((10, 2), "10×2")])
def test_a_shape_is_written_with_times_signs(sizes: tuple[int, ...], text: str) -> None:
    assert times(sizes) == text


@pytest.mark.parametrize(("count", "text"), [
    (0, "0 steps"), (1, "1 step"), (2, "2 steps"), (11, "11 steps")])
def test_one_is_singular_and_all_else_plural(count: int, text: str) -> None:
    assert by_number(EN.steps, count) == text


def test_other_blanks_are_filled_too() -> None:
    assert by_number(EN.filters, 64, shape="3×4×4") == "64 filters 3×4×4"
    assert by_number(EN.filters, 1, shape="3×4×4") == "1 filter 3×4×4"


@pytest.mark.parametrize(("counts", "text"), [
    ((1, 1), "1 more row and column"), ((2, 2), "2 more rows and columns"),
    ((1, 0), "1 more row"), ((0, 2), "2 more columns"), ((0, 0), ""),
    ((1, 2), "1 more row and 2 more columns"), ((2, 1), "2 more rows and 1 more column"),
    ((1,), "1 more cell"), ((3,), "3 more cells"),
    ((1, 0, 1), "1 more slice and column"), ((2, 1, 2), "2 more slices and columns and 1 more row"),
    ((1, 2, 3), "1 more slice, 2 more rows and 3 more columns"),
])
def test_axes_with_the_same_number_stand_together(counts: tuple[int, ...], text: str) -> None:
    assert by_axis(EN, EN.added, counts) == text


@pytest.mark.parametrize(("layer", "size", "lines"), [
    (Conv2d(), 5, ["5 − 3 + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 5, ["(5 + 2·1 − 3)/2 + 1 = 3"]),
    (Conv2d(stride=2, padding=1), 6,
     ["(6 + 2·1 − 3)/2 + 1 = 3.5 → 3: last row and column of the padding unread; nothing of the "
      "input is lost"]),
    (Conv2d(stride=(1, 2)), (5, 6),
     ["rows: 5 − 3 + 1 = 3", "columns: (6 − 3)/2 + 1 = 2.5 → 2",
      "last column of the input unread"]),
    (Conv2d(stride=4), 9, ["(9 − 3)/4 + 1 = 2.5 → 2: 1 row and column between windows (3, "
      "counted from 0), last 2 rows and columns of the input unread"]),
    (Conv1d(stride=2), 6, ["(6 − 3)/2 + 1 = 2.5 → 2: last cell of the input unread"]),
    (Conv3d(), (3, 4, 5), ["slices: 3 − 3 + 1 = 1", "rows: 4 − 3 + 1 = 2",
                           "columns: 5 − 3 + 1 = 3"]),
    (Conv3d(stride=4), (4, 5, 6),
     ["slices: (4 − 3)/4 + 1 = 1.25 → 1", "rows: (5 − 3)/4 + 1 = 1.5 → 1",
      "columns: (6 − 3)/4 + 1 = 1.75 → 1",
      "last slice, last 2 rows and last 3 columns of the input unread"]),
    (ConvTranspose2d(stride=2, padding=1), 3, ["(3−1)·2 − 2·1 + 3 = 5"]),
], ids=repr)
def test_the_formula_is_one_line_if_axes_agree_and_says_what_is_unused(layer, size, lines) -> None:
    assert formula_phrases(EN, layer.size_formulas(size), layer.plan(size)) == lines
