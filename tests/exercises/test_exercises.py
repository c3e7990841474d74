"""Sheets: answers are right, on no sheet, and the same seed gives the same bytes."""

import csv
import re
from dataclasses import astuple
from io import StringIO
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

import convgif
from convgif.cli import main
from convgif.errors import ConvgifError, OutputError
from convgif.exercises.asking import Subject
from convgif.exercises.making import answers_csv, exercise
from convgif.exercises.moodle import moodle_xml
from convgif.exercises.questions import QUESTIONS
from convgif.exercises.sheets import make_sheet, numbers_in, questions_of, suiting
from convgif.exercises.varying import varied
from convgif.exercises.words import WORDS
from convgif.formats import FORMATS
from convgif.layers import LAYERS
from convgif.scenes.text import can_be_set

LAYER = convgif.Conv2d(stride=2, padding=1)
ALEXNET = "Sequential(Conv2d(3, 64, 11, 4, 2), ReLU(), MaxPool2d(3, 2), Conv2d(64, 192, 5, 1, 2))"


def subject(shown=LAYER, language="en", size=None):
    return Subject(shown, WORDS[language], language, size=size)


@pytest.fixture(scope="module")
def sheets():
    return [make_sheet(subject(), suiting(subject()), number, 40 + number) for number in (1, 2)]


def test_a_sheet_asks_all_that_suits(sheets):
    assert suiting(subject()) == ["outputs", "size", "parameters", "gradient"]
    assert suiting(subject(convgif.MaxPool2d(2))) == ["outputs", "size"]
    network = subject(convgif.read_network(ALEXNET), size=(64, 64))
    assert suiting(network) == ["network_size", "network_field", "network_parameters",
                                "network_gradient"]
    assert {*suiting(subject()), *suiting(network)} == {*QUESTIONS}
    assert [question.name for question in sheets[0].questions] == suiting(subject())


def test_the_answers_are_right_by_another_way():
    for seed in range(2):
        question = QUESTIONS["outputs"].ask(subject(), seed)
        trace = question.picture.traces[0]
        padded = np.pad(trace.input[0], 1)
        for name, answer in question.answers:
            row, column = map(int, re.findall(r"\d+", name))
            window = padded[2 * row:2 * row + 3, 2 * column:2 * column + 3]
            assert float(answer.replace("\N{MINUS SIGN}", "-")) == (
                (window * trace.weight[0, 0]).sum() + trace.bias[0])
        question = QUESTIONS["gradient"].ask(subject(), seed)
        trace = question.picture.traces[0]
        row, column = map(int, re.search(r"weight \[(\d), (\d)\]", question.text).groups())
        arrives = trace.backward().grad_output[0]
        seen = np.pad(trace.input[0], 1)[row:row + 5:2, column:column + 5:2]
        assert float(question.answers[0][1]) == (seen * arrives).sum()
        question = QUESTIONS["parameters"].ask(subject(), seed)
        inputs, outputs = map(int, re.match(r"Conv2d\((\d+), (\d+)", question.text).groups())
        assert question.answers == (("", str(9 * inputs * outputs + outputs)),)
        question = QUESTIONS["size"].ask(subject(), seed)
        sizes = map(int, re.search(r"input of (\d+)×(\d+)", question.text).groups())
        assert [int(number) for _, number in question.answers] == [
            (size + 2 - 3) // 2 + 1 for size in sizes]


def walked(lines, side):
    """The side of what comes out, its field and how many parameters the last layer learns, of a
    chain of layers as a sheet prints it."""
    field, jump, parameters, channels = 1, 1, 0, 3
    for line in lines:
        def said(name, otherwise, line=line):
            found = re.search(rf"{name}=\((\d+)", line)
            return int(found[1]) if found else otherwise

        kernel, stride, padding = said("kernel_size", 1), said("stride", 1), said("padding", 0)
        side = (side + 2 * padding - kernel) // stride + 1
        field, jump = field + (kernel - 1) * jump, jump * stride
        made = re.search(r"Conv2d\((\d+), (\d+)", line)
        parameters = 0
        if made:
            assert int(made[1]) == channels
            channels = int(made[2])
            parameters = int(made[1]) * channels * kernel**2 + channels
    return side, field, parameters


def test_answers_about_a_network_are_right():
    asked = subject(convgif.read_network(ALEXNET), size=(64, 64))
    for seed in range(6):
        for name in ("network_size", "network_field", "network_parameters"):
            question = QUESTIONS[name].ask(asked, seed)
            assert len(question.lines) == int(re.search(r"layer (\d)", question.text)[1]) + 1
            rows = re.search(r"3×(\d+)×", question.text)
            size, field, parameters = walked(question.lines, int(rows[1]) if rows else 1000)
            right = {"network_size": size, "network_field": field,
                     "network_parameters": parameters}[name]
            assert question.answers[0][1] == str(right)


def test_networks_are_asked_about_in_many_ways():
    """What is given is one: other sizes, windows and channels are drawn, and all fit."""
    asked = subject(convgif.read_network("lenet5"))
    for name in ("network_size", "network_field", "network_parameters"):
        questions = [QUESTIONS[name].ask(asked, seed) for seed in range(40)]
        assert len({question.answers for question in questions}) > 25
        assert len({question.lines for question in questions}) > 30
        assert questions[:2] == [QUESTIONS[name].ask(asked, seed) for seed in range(2)]
    assert len({question.text for question in [
        QUESTIONS["network_size"].ask(asked, seed) for seed in range(40)]}) > 30


RESIDUAL = ('Network(**{"stem": Conv2d(3, 4, 3, padding=1), "norm": BatchNorm2d(4), '
            '"again": Conv2d(4, 4, 3, padding=1), "sum": add("norm", "again"), '
            '"both": concatenate("stem", "sum"), "norms": BatchNorm2d(8), '
            '"deep": Conv2d(8, 8, 3, groups=8), "end": Conv2d(8, 5, 3, 2)})')


def test_a_network_that_is_drawn_fits_where_branches_meet():
    network = convgif.read_network(RESIDUAL)
    found = [varied(network, (3, 20, 24), seed) for seed in range(12)]
    assert {each.failure for each in found} == {""}
    assert len({repr(each.layers) for each in found}) > 8
    for each in found:
        stem, norm, again, _, both, norms, deep, end = each.layers
        assert norm.operation.text == f"BatchNorm2d({stem.layer.out_channels})"
        assert again.output_shape == norm.output_shape
        assert both.output_shape[0] == 2 * stem.layer.out_channels
        assert norms.parameters == 2 * both.output_shape[0]
        assert deep.layer.groups == deep.layer.in_channels
        assert end.layer.out_channels == 5


def test_neighbours_have_no_answer_in_common(tmp_path):
    asked = subject(convgif.read_network("lenet5"))
    names = ["network_size", "network_field", "network_parameters"]
    exercise(asked, tmp_path / "out", 8, ask=names)
    rows = list(csv.DictReader(StringIO((tmp_path / "out" / "answers.csv").read_text())))
    for name in names:
        answers = [[row["answer"] for row in rows
                    if (row["sheet"], row["question"]) == (str(sheet), name)]
                   for sheet in range(1, 9)]
        assert all(one != other for one, other in pairwise(answers))


@pytest.mark.parametrize(("layer", "stored"), [
    (convgif.Conv2d(2, 3, 2), lambda made, read: (made, read)),
    (convgif.Conv2d(4, 4, 3, groups=2), lambda made, read: (made, read % 2)),
    (convgif.ConvTranspose2d(2, 4, 2, groups=2), lambda made, read: (read, made % 2))])
def test_a_gradient_of_several_channels_is_of_the_pair_that_is_shown(layer, stored):
    for seed in range(4):
        question = QUESTIONS["gradient"].ask(subject(layer), seed)
        index = re.search(r"weight \[([\d, ]+)\]", question.text)[1]
        *pair, row, column = map(int, index.split(","))
        read, made = map(int, re.search(r"input channel (\d) and output channel (\d) alone",
                                        question.text).groups())
        assert tuple(pair) == stored(made, read)
        assert read in layer.channels_read(made)
        (trace,) = question.picture.traces
        assert trace.weight.shape[:2] == (1, 1)
        assert float(question.answers[0][1]) == trace.backward().grad_weight[0, 0, row, column]


def test_outputs_of_several_channels_are_asked_with_all_that_they_are_a_sum_of():
    question = QUESTIONS["outputs"].ask(subject(convgif.Conv2d(2, 3, 2)), 1)
    (trace,) = question.picture.traces
    shown = {element.array for element in question.picture.story.elements}
    assert {"extended", "weight", "output"} <= shown
    for name, answer in question.answers:
        index = tuple(map(int, re.findall(r"\d+", name)))
        window = trace.input[:, index[1]:index[1] + 2, index[2]:index[2] + 2]
        assert float(answer.replace("\N{MINUS SIGN}", "-")) == (
            (window * trace.weight[index[0]]).sum() + trace.bias[index[0]])


def test_of_outputs_that_read_many_channels_what_one_of_them_adds_is_asked():
    layer = convgif.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 2))
    question = QUESTIONS["outputs"].ask(subject(layer, size=(5, 7)), 1)
    assert re.search(r"input channel [0-2] and output channel [0-7] alone", question.text)
    (trace,) = question.picture.traces
    padded = np.pad(trace.input[0], ((1, 1), (2, 2)))
    for name, answer in question.answers:
        row, column = map(int, re.findall(r"\d+", name))
        window = padded[2 * row:2 * row + 3, column:column + 5]
        assert float(answer.replace("\N{MINUS SIGN}", "-")) == (
            window * trace.weight[0, 0]).sum()
    assert "input channel" in QUESTIONS["outputs"].ask(subject(convgif.Conv2d(64, 64, 3)), 1).text


def test_of_maxima_that_are_on_the_sheet_the_sum_is_asked():
    question = QUESTIONS["outputs"].ask(subject(convgif.MaxPool2d(2)), 1)
    (trace,) = question.picture.traces
    rows, columns = trace.input_size
    maxima = trace.input.reshape(rows // 2, 2, columns // 2, 2).max(axis=(1, 3))
    assert question.answers == (("", str(int(maxima.sum()))),)
    assert len(question.picture.story.stage.blanks) == maxima.size


def test_a_size_is_asked_along_the_axes_that_a_layer_does_not_keep():
    layer = convgif.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 2))
    for seed in range(3):
        question = QUESTIONS["size"].ask(subject(layer), seed)
        rows = int(re.search(r"input of (\d+)×", question.text)[1])
        assert question.answers == (("rows", str((rows + 2 - 3) // 2 + 1)),)
    assert QUESTIONS["size"].ask(subject(convgif.Conv2d(padding=1)), 0) is None
    assert "<p>rows:</p>" in moodle_xml(
        [make_sheet(subject(layer), ["size"], 1, 1)]).decode()


def test_a_gradient_of_a_network_is_that_of_its_layer():
    asked = subject(convgif.read_network(ALEXNET), size=(64, 64))
    for seed in range(3):
        question = QUESTIONS["network_gradient"].ask(asked, seed)
        assert question.text.startswith("Layer 3 of the network is Conv2d(64, 192, ")
        made, read, row, column = map(int, re.search(
            r"weight \[([\d, ]+)\]", question.text)[1].split(","))
        assert made < 192
        assert read < 64
        (trace,) = question.picture.traces
        assert trace.layer == convgif.Conv2d(1, 1, 5, 1, 2)
        arrives = trace.backward().grad_output[0]
        rows, columns = arrives.shape
        seen = np.pad(trace.input[0], 2)[row:row + rows, column:column + columns]
        assert float(question.answers[0][1]) == (seen * arrives).sum()


def test_what_an_answer_would_be_read_off_is_not_asked():
    same = convgif.Conv2d(padding=1)  # whose output is as large as its input
    assert suiting(subject(same)) == ["outputs", "parameters", "gradient"]
    assert suiting(subject(convgif.PixelShuffle(2))) == ["size"]  # which makes no other numbers


@pytest.mark.slow
def test_no_layer_has_an_answer_on_a_sheet_nor_two_neighbours_alike():
    for number, layer in enumerate(LAYERS.values()):
        asked = subject(layer())
        names = suiting(asked)
        if not names:
            continue
        before = []
        for seed in (number, number + 1):
            questions = questions_of(asked, names, seed, f"sheet 1, seed {seed}")
            read = numbers_in([part for question in questions for part in said(question)])
            answers = [number for question in questions for _, number in question.answers]
            assert read.isdisjoint(answers), (layer, seed)
            assert before != [(question.text, question.answers) for question in questions]
            before = [(question.text, question.answers) for question in questions]


def said(question):
    """All words of a question, those of its picture as any reader sees them."""
    words = [question.text, *question.lines, *[name for name, _ in question.answers]]
    if question.picture:
        svg = FORMATS["svg"].encode(question.picture).decode()
        words += ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter()
                  if text.tag.rpartition("}")[2] in ("text", "desc", "title")]
    return words


def test_no_answer_is_on_its_sheet(sheets):
    for sheet in sheets:
        words = [part for question in sheet.questions for part in
                 (question.text, question.alt, *question.lines)]
        read = numbers_in([*words, f"{sheet.number} {sheet.seed}"])
        for question in sheet.questions:
            assert read.isdisjoint(number for _, number in question.answers)


def test_the_same_seed_gives_the_same_bytes_and_neighbours_differ(tmp_path, sheets):
    again = make_sheet(subject(), suiting(subject()), 1, 41)
    assert again == sheets[0]
    for one, other in zip(*[sheet.questions for sheet in sheets], strict=True):
        assert (one.text, one.answers, one.png) != (other.text, other.answers, other.png)
    asked = subject(convgif.read_network(ALEXNET), size=(64, 64))
    paths = exercise(asked, tmp_path / "one", 8, ask=["network_parameters"])
    exercise(asked, tmp_path / "two", 8, ask=["network-parameters"])
    assert [path.read_bytes() for path in paths] == [
        (tmp_path / "two" / path.name).read_bytes() for path in paths]
    rows = list(csv.DictReader(StringIO((tmp_path / "one" / "answers.csv").read_text())))
    answers = [row["answer"] for row in rows]
    assert len({*answers}) > 5
    assert all(one != other for one, other in pairwise(answers))
    assert len({row["seed"] for row in rows}) == 8


def test_pages_are_of_paper(sheets):
    boxes = [re.findall(rb"/MediaBox \[ ([0-9. ]+) \]", sheet.pdf) for sheet in sheets]
    assert boxes == 2 * [2 * [b"0 0 595.5 842.25"]]
    small = make_sheet(subject(), ["size"], 1, 1)
    assert len(re.findall(rb"/MediaBox", small.pdf)) == 1


def test_moodle_gets_the_answers_of_the_table(sheets):
    rows = list(csv.DictReader(StringIO(answers_csv(sheets).decode())))
    quiz = ElementTree.fromstring(moodle_xml(sheets))
    asked = [each for each in quiz if each.get("type") != "category"]
    assert [each.get("type") for each in asked] == 2 * ["cloze", "cloze", "numerical", "numerical"]
    answers = []
    for each in asked:
        text = each.findtext("questiontext/text")
        fields = re.findall(r"\{1:NUMERICAL:=(-?[\d.]+):0\}", text)
        answers += fields or [each.findtext("answer/text")]
        files = [file.get("name") for file in each.findall("questiontext/file")]
        assert re.findall(r"@@PLUGINFILE@@/([^\"]+)", text) == files
    assert answers == [row["answer"] for row in rows]
    assert sum(len(each.findall("questiontext/file")) for each in asked) == 4


def test_the_command_writes_the_folder(tmp_path):
    ran = CliRunner().invoke(main, ["exercise", "Conv2d(1, 1, 3)", "--count", "2", "--lang", "zh",
                                    "--ask", "size,parameters", "-o", str(tmp_path / "out")])
    assert ran.exit_code == 0, ran.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "answers.csv", "answers.pdf", "moodle.xml", "sheet_001.pdf", "sheet_002.pdf"]
    assert "参数" in (tmp_path / "out" / "moodle.xml").read_text("utf-8")
    assert (tmp_path / "out" / "sheet_001.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("given", "known"), [
    ("Conv2d(1, 1, 3) | MaxPool2d(2)", "these are 2: give 'Conv2d(1, 1, "),
    ("dense_local_shared", "these are 4: give 'Linear("),
    ("dcgan", "these are 2: give 'dcgan_generator' or 'dcgan_discriminator'")])
def test_several_are_not_asked_about(tmp_path, given, known):
    ran = CliRunner().invoke(main, ["exercise", given, "-o", str(tmp_path / "out")])
    assert ran.exit_code == 1
    assert ran.output.startswith("convgif: a sheet asks about one layer or network, and ")
    assert known in ran.output
    assert ran.output.count("\n") == 1


def test_what_there_is_not_enough_of_is_left_out_unless_it_is_asked_for(tmp_path):
    """Of one convolution without neighbours all sheets would ask for the same parameters."""
    network = subject(convgif.read_network("Sequential(Conv2d(3, 8, 1, 2), ReLU())"),
                      size=(32, 32))
    assert {"network_field", "network_parameters"} & {*suiting(network)}
    exercise(network, tmp_path / "out", 2)
    rows = csv.DictReader(StringIO((tmp_path / "out" / "answers.csv").read_text()))
    assert {row["question"] for row in rows} == {"network_size", "network_gradient"}
    with pytest.raises(ConvgifError, match="most in network_parameters: make one sheet"):
        exercise(network, tmp_path / "no", 2, ask=["network_parameters"])
    with pytest.raises(ConvgifError, match=r"most in network_parameters: ask for network_size$"):
        exercise(network, tmp_path / "no", 2, ask=["network_size", "network_parameters"])


def test_a_picture_of_another_input_than_is_given_says_so():
    for kind in ("outputs", "gradient"):
        asked = QUESTIONS[kind].ask(subject(convgif.Conv2d(), size=(40, 40)), 0)
        assert asked.text.endswith(" The picture is of a small input, 5×5.")
        asked = QUESTIONS[kind].ask(subject(convgif.Conv2d(), size=(6, 7)), 0)
        assert "small" not in asked.text


def test_layers_are_called_by_their_names_and_joins_say_what_they_join():
    network = convgif.read_network(
        'Network(**{"stem": Conv2d(3, 4, 3, padding=1), "again": Conv2d(4, 4, 3, padding=1), '
        '"sum": add("stem", "again")})')
    asked = [QUESTIONS["network_field"].ask(subject(network, size=(32, 32)), seed)
             for seed in range(12)]
    last = next(each for each in asked if "after layer sum:" in each.text)
    assert last.lines[0].startswith("stem: Conv2d(3, 4, ")
    assert last.lines[2] == "sum: add of stem, again"


@pytest.mark.parametrize(("shown", "ask", "count", "message"), [
    (convgif.MaxPool2d(2), ["gradient"], 1, "cannot be asked about this: ask for outputs, size$"),
    (LAYER, ["colour"], 1, "unknown question"),
    (LAYER, ["size"], 0, "count 0"),
])
def test_what_cannot_be_asked_is_said(tmp_path, shown, ask, count, message):
    with pytest.raises(ConvgifError, match=message):
        exercise(subject(shown), tmp_path / "out", count, ask=ask)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="is not empty"):
        exercise(subject(), tmp_path, 1, ask=["size"])
    exercise(subject(), tmp_path, 2, ask=["size"], force=True)
    exercise(subject(), tmp_path, 1, ask=["size"], force=True)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (tmp_path / "sheet_002.pdf").exists()


@pytest.mark.parametrize("language", WORDS)
def test_every_word_of_sheets_has_its_glyphs(language):
    for word in astuple(WORDS[language]):
        for part in word.values() if isinstance(word, dict) else [word]:
            signs = "".join(part) if isinstance(part, tuple) else part
            assert [sign for sign in signs if not can_be_set(sign)] == [], signs
