"""Moodle XML, read as Moodle's importer reads it (question/format/xml/format.php, and
question/type/multianswer/questiontype.php for fields in a text)."""

import re
from base64 import b64decode
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

import convgif
from convgif.exercises.asking import Subject
from convgif.exercises.moodle import moodle_xml, tolerance
from convgif.exercises.questions import QUESTIONS
from convgif.exercises.sheets import Asked, Sheet, make_sheet
from convgif.exercises.words import WORDS

NUMBER = r"-?(?:(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?)"
ALTERNATIVE = r"(=|%(?:-?[0-9]+)%)?(.+?(?<!\\|&)(?=[~#}]|$))(?:#(.*?(?<!\\)(?=[~}]|$)))?"
FIELD = re.compile(r"\{([0-9]*):(?:(NUMERICAL|NM)|(MULTICHOICE|MC)|(SHORTANSWER|SA|MW)):"
                   rf"({ALTERNATIVE}(?:~{ALTERNATIVE})*)\}}", re.DOTALL)
HOSTILE = r"""{1:SA:=yes} ~ = # } \ & <b> "x" ]]> @@PLUGINFILE@@/a.png {2:NM:=3:0}"""


def text_of(parent, path):
    """As getpath() reads it: of the first of each, trimmed; an error where there is none."""
    found = parent.find(path)
    assert found is not None, path
    return (found.text or "").strip()


def imported(xml):
    """The name, the text and the (answer, tolerance) pairs of each question."""
    quiz = ElementTree.fromstring(xml)
    assert quiz.tag == "quiz"
    category, *questions = quiz.findall("question")
    assert category.get("type") == "category"
    assert text_of(category, "category/text").startswith("$course$/")
    for question in questions:
        name, text = text_of(question, "name/text"), text_of(question, "questiontext/text")
        assert 0 < len(name) < 256
        assert question.find("questiontext").get("format") == "html"
        files = {file.get("path") + file.get("name"): b64decode(file.text, validate=True)
                 for file in question.findall("questiontext/file")}
        assert {f"/{path}" for path in re.findall(r'@@PLUGINFILE@@/([^"]+)"', text)} == {*files}
        assert text.count("@@PLUGINFILE@@") == len(files)
        for data in files.values():
            assert Image.open(BytesIO(data)).format == "PNG"
        kind = question.get("type")
        if kind == "numerical":
            assert not FIELD.search(text)
            answers = [(text_of(each, "text"), text_of(each, "tolerance"))
                       for each in question.findall("answer") if each.get("fraction") == "100"]
        else:
            assert kind == "cloze"
            answers = [fields for text, fields in [cut(text)] for fields in fields]
        assert answers
        for pair in answers:
            assert all(re.fullmatch(NUMBER, number) for number in pair)
        yield name, text, answers


def cut(text):
    """The text of a cloze question with `{#1}` in place of fields, and what these take."""
    text, fields = re.sub(r"&amp;(.{2,9}?;)", r"&\1", text.replace("\\", "")), []
    while found := FIELD.search(text):
        assert found[1] == "1"
        assert found[2], "a field of another kind"
        assert (found[6], found[8], found[9]) == ("=", None, None)
        fields.append(tuple(found[7].split(":")))
        text = f"{text[:found.start()]}{{#{len(fields)}}}{text[found.end():]}"
    assert not re.search(r"\{[^#]", text)
    return text, fields


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_importer_finds_each_answer(language):
    subject = Subject(convgif.Conv2d(stride=2, padding=1), WORDS[language], language)
    sheets = [make_sheet(subject, ["outputs", "parameters"], 1, 3)]
    found = list(imported(moodle_xml(sheets)))
    wanted = [[number.replace("\N{MINUS SIGN}", "-") for _, number in question.answers]
              for question in sheets[0].questions]
    assert [[number for number, _ in answers] for _, _, answers in found] == wanted
    assert {tolerance for _, _, answers in found for _, tolerance in answers} == {"0"}


@pytest.mark.parametrize("answers", [(("", "3"),), ((HOSTILE, "\N{MINUS SIGN}3"), ("b", "0.25"))])
def test_no_words_become_fields_files_or_marks(answers):
    asked = Asked("size", HOSTILE, (HOSTILE, "Conv2d()"), answers, alt=HOSTILE)
    ((_, text, found),) = imported(moodle_xml([Sheet(1, 1, (asked,), b"")]))
    assert [number for number, _ in found] == [
        number.replace("\N{MINUS SIGN}", "-") for _, number in answers]
    assert ("0.25", "0.005") in found or len(answers) == 1
    assert "<b>" not in text
    words = "".join(ElementTree.fromstring(f"<p>{text}</p>").itertext())
    assert HOSTILE in words


@pytest.mark.parametrize(("number", "slack", "wanted"), [
    ("3", 0.0, "0"), ("3.50", 0.0, "0.005"), ("3.50", 0.01, "0.015"), ("3.50", 0.0101, "0.016"),
    ("3", 0.02, "0.02")])
def test_an_answer_may_be_off_by_the_rounding_of_what_it_is_worked_out_from(number, slack, wanted):
    assert float(tolerance(number, slack)) == pytest.approx(float(wanted), abs=1e-12)
    asked = Asked("outputs", "?", (), (("", number),), slack=slack)
    ((_, _, found),) = imported(moodle_xml([Sheet(1, 1, (asked,), b"")]))
    assert found == [(number, tolerance(number, slack))]


def test_shares_of_an_interpolation_are_rounded_in_the_picture_of_a_sheet():
    layer = convgif.Upsample(4, mode="bilinear")
    found = [QUESTIONS["outputs"].ask(Subject(layer, WORDS["en"]), seed) for seed in range(3)]
    assert any(question.slack > 0.001 for question in found)
    assert all(question.slack < 0.1 for question in found)
