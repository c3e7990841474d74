"""Refusals in other languages: every pattern has its words, with the same holes."""

import ast
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest

from convgif import Conv2d, read_network
from convgif.errors import ConvgifError, LayerError, listed
from convgif.layers import LAYERS, Layer
from convgif.phrases import Phrase, in_a_row, said_in
from convgif.refusals import REFUSALS, refusal_in

PACKAGE = Path(__file__).parents[1] / "convgif"
TEXTS = ("notation.py", "recognizing.py", "answering.py")  # of what names layers
NETWORKS = ("network.py", "joins.py", "operations.py")
LEFT = re.compile(r"\b(the|input|output|give|take|use|pad by|larger|only|layer)\b(?!_| ?=)")


def calls(source: str, name: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name) and node.func.id == name and node.args)


def patterns_in(source: str) -> set[str]:
    """Those of all phrases that are written there."""
    return {call.args[0].value for call in calls(source, "Phrase")
            if isinstance(call.args[0], ast.Constant)}


def untold(source: str) -> list[str]:
    """The refusals of a layer there that are texts, not phrases."""
    return [ast.unparse(call) for call in calls(source, "LayerError")
            if isinstance(call.args[0], ast.JoinedStr | ast.Constant | ast.BinOp)]


def holes(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


PATTERNS = {pattern for path in PACKAGE.rglob("*.py")
            for pattern in patterns_in(path.read_text("utf-8"))} | {
    said.pattern for last in ("and", "or") if isinstance(said := listed(["a", "b"], last), Phrase)}


@pytest.mark.parametrize("language", REFUSALS)
def test_every_pattern_is_there_in_every_language_and_no_other(language: str) -> None:
    assert REFUSALS[language].keys() == PATTERNS
    assert [pattern for pattern, said in REFUSALS[language].items()
            if holes(pattern) != holes(said)] == []


def test_every_refusal_of_a_layer_and_of_a_network_is_a_phrase() -> None:
    paths = [path for path in (PACKAGE / "layers").rglob("*.py") if path.name not in TEXTS]
    paths += [PACKAGE / "networks" / name for name in NETWORKS]
    assert {path.name: found for path in paths if (found := untold(path.read_text("utf-8")))} == {}
    assert untold('raise LayerError(f"{size} is small")') == ["LayerError(f'{size} is small')"]
    assert untold('raise LayerError(Phrase("{size} is too small", size=size))') == []
    assert patterns_in('Phrase("pad by {cells}", cells=2)') == {"pad by {cells}"}


def test_a_layer_is_refused_in_both_languages() -> None:
    with pytest.raises(LayerError) as caught:
        Conv2d(kernel_size=5, padding=1).plan(2)
    assert str(caught.value) == refusal_in("en", caught.value.message) == (
        "kernel 5 is larger than the padded input, which is only 4 high: pad by 2 or take an input "
        "of 3")
    assert refusal_in("zh", caught.value.message) == (
        "卷积核 5 大于填充后的输入，其高只有 4：请填充 2，或取大小为 3 的输入")


@pytest.mark.parametrize(("call", "said"), [
    (lambda: Conv2d().plan(0), "输入大小 0 太小：请取 1 以上"),
    (lambda: Conv2d(kernel_size=(1, 2, 3)), "kernel_size (1, 2, 3) 有 3 个数，而该层有 2 个轴："
                                            "请给一个数，或 2 个"),
    (lambda: Conv2d(3, 4, groups=2), "分组 2 不能整除 in_channels 3："
                                     "请用 1，或 in_channels=2 或 4"),
    (lambda: Conv2d(padding_mode="refect"), "未知的 padding_mode 'refect'：是否指 reflect？")])
def test_parts_of_a_refusal_are_in_its_language(call: Callable[[], object], said: str) -> None:
    with pytest.raises(LayerError) as caught:
        call()
    assert refusal_in("zh", caught.value.message) == said


def test_settings_are_spelled_as_whoever_shows_them_spells_them() -> None:
    with pytest.raises(LayerError) as caught:
        Conv2d(padding=1, padding_mode="reflect").transpose(5)
    said = refusal_in("zh", caught.value.message, lambda name, value: f"--{name} {value}")
    assert said == ("--padding_mode reflect 重复输入的格，而转置卷积只裁去落在边界上的："
                    "请给 --padding_mode zeros")


def test_where_a_network_ends_is_said_in_chinese() -> None:
    sized = read_network("Sequential(Conv2d(1, 6, 5), Conv2d(7, 6, 5))").on(8)
    assert sized.failure == ("1: Conv2d(7, 6, kernel_size=(5, 5), stride=(1, 1)) takes 7 channels, "
                             "but 6 arrive: give what fits in one of them, or another input")
    assert refusal_in("zh", pickle.loads(pickle.dumps(sized)).failure) == (
        "1：Conv2d(7, 6, kernel_size=(5, 5), stride=(1, 1)) 接受 7 个通道，而到达的是 6 个："
        "请改其中一个使之相合，或换一个输入")


def refused(layer: type[Layer]) -> Iterator[str]:
    """What it says of wrong arguments, one by one, and of small inputs."""
    for argument in layer.field_kinds():
        for value in (0, -2, 2.5, "area", [1, 2, 3, 4, 5], 10**9):
            try:
                layer(**{argument: value}).plan(3)
            except ConvgifError as error:
                yield error.message


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("language", REFUSALS)
def test_no_english_is_left_in_what_a_layer_refuses(name: str, language: str) -> None:
    left = [said for message in refused(LAYERS[name])
            if LEFT.search(re.sub(r"'.*?'|\(.*?\)", "", said := refusal_in(language, message)))]
    assert left == []


def test_phrases_are_texts_that_can_be_put_together() -> None:
    row = in_a_row([Phrase("{count} high", count=3), Phrase("wide"), "x"])
    assert row == "3 high, wide, x"
    assert said_in(row, {"{count} high": "高 {count}", "wide": "宽"}) == "高 3, 宽, x"
    assert said_in("wide", {"wide": "宽"}) == "wide"
    assert f"{row}." == "3 high, wide, x."
    assert type(pickle.loads(pickle.dumps(row))) is Phrase
