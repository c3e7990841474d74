"""The course: eight lessons in two languages, the same code in both, and every exercise grades."""

import ast
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, environment
from optional_libraries import needed

from convgif.exercises.words import WORDS

DOCS = ROOT / "docs"
sys.path.append(str(DOCS))
import notebooks  # noqa: E402  # found through the line above

LESSONS = ["1_size", "2_padding_and_stride", "3_channels", "4_pooling", "5_dense_to_convolution",
           "6_transpose", "7_backward", "8_networks"]
ENDINGS = {"en": ".ipynb", "zh": ".zh.ipynb"}
MADE = notebooks.notebooks()
MEANT_TO_DIFFER = "np.array_equal(conv.input, back.output)"  # a transpose is no inverse
HAN = re.compile("[\u4e00-\u9fff]")
SOLUTION = re.compile(r"<details>.*```python\n(.*?)```\n\n</details>", re.DOTALL)
EACH = pytest.mark.parametrize("name", [f"{lesson}{ending}" for lesson in LESSONS
                                        for ending in ENDINGS.values()])


def read(name: str) -> Any:
    """A notebook of the course as its file has it."""
    return json.loads((notebooks.COURSE / name).read_text("utf-8"))


def text_of(cell: Any) -> str:
    return "".join(cell["source"])


def code_of(name: str) -> list[str]:
    return [text_of(cell) for cell in read(name)["cells"] if cell["cell_type"] == "code"]


def is_exercise(cell: Any) -> bool:
    return "exercise" in cell["metadata"].get("tags", [])


def test_the_lessons_are_there_in_both_languages() -> None:
    assert [source.stem for source in notebooks.sources()] == LESSONS
    assert sorted(path.name for path in notebooks.COURSE.glob("*.ipynb")) == sorted(
        f"{lesson}{ending}" for lesson in LESSONS for ending in ENDINGS.values())


@EACH
def test_a_notebook_is_as_its_source_makes_it(name: str) -> None:
    """Else run scripts/write_manual."""
    path = notebooks.COURSE / name
    assert path.read_text("utf-8") == MADE[path]


@EACH
def test_a_notebook_keeps_nothing_of_a_run(name: str) -> None:
    notebook = read(name)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert notebook["metadata"] == read("1_size.ipynb")["metadata"]
    for cell in notebook["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("lesson", LESSONS)
def test_both_languages_have_the_same_code_but_for_words(lesson: str) -> None:
    english, chinese = (code_of(f"{lesson}{ending}") for ending in ENDINGS.values())
    assert [shape(code) for code in english] == [shape(code) for code in chinese]
    assert not HAN.search("".join(english))
    for one, other in zip(strings("\n".join(english)), strings("\n".join(chinese)), strict=True):
        assert one == other or (one, other) == ("en", "zh") or HAN.search(other)


def shape(code: str) -> str:
    """The code without its strings."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def strings(code: str) -> list[str]:
    return [node.value for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)]


@EACH
def test_text_is_in_the_language_of_the_notebook(name: str) -> None:
    for cell in read(name)["cells"]:
        if cell["cell_type"] == "markdown":
            said = re.sub(r"```.*?```", "", text_of(cell), flags=re.DOTALL)
            assert bool(HAN.search(said)) == (".zh." in name), said
            assert "<!--" not in said


@EACH
def test_the_parts_of_a_lesson(name: str) -> None:
    cells = read(name)["cells"]
    assert re.match(rf"# {name[0]}\. .+\n\n\*\*[^*]+\*\*\n", text_of(cells[0]))
    (begin,) = [number for number, cell in enumerate(cells)
                if cell["metadata"].get("jupyter") == {"source_hidden": True}]
    assert re.search("^## (Exercises|练习)$", text_of(cells[begin - 1]), re.MULTILINE)
    pictures = [cell for cell in cells[:begin] if cell["cell_type"] == "code"
                and re.search(r"^\(?picture\(", text_of(cell), re.MULTILINE)]
    assert 2 <= len(pictures) <= 4
    assert any("np." in text_of(cell) for cell in cells[:begin])
    exercises = [number for number, cell in enumerate(cells) if is_exercise(cell)]
    assert 3 <= len(exercises) <= 5
    for count, number in enumerate(exercises, 1):
        assert "..." in text_of(cells[number])
        assert f"check_{count}(" in text_of(cells[number])
        assert SOLUTION.match(text_of(cells[number + 1]))
    assert text_of(cells[-2]).startswith("convgif.explore(")


@pytest.mark.parametrize("language", ENDINGS)
def test_lessons_and_the_page_lead_to_one_another(language: str) -> None:
    names = [f"{lesson}{ENDINGS[language]}" for lesson in LESSONS]
    for name, following in pairwise(names):
        assert f"]({following})" in text_of(read(name)["cells"][-1])
    page = (DOCS / "course.rst").read_text("utf-8")
    for name in names:
        title = text_of(read(name)["cells"][0]).splitlines()[0].removeprefix("# ")
        assert f":download:`{title} <course/{name}>`" in page


# They run.

def run(language: str, folder: Path) -> dict[str, list[Any]]:
    """By their lesson the cells of all lessons of a language, run in one kernel. After an exercise
    come its solution, and what is said of each of its mistakes, and of what is surely one."""
    formats, client = needed("nbformat"), needed("nbclient")
    needed("ipykernel")
    book = formats.v4.new_notebook()
    for lesson in LESSONS:
        notebook = read(f"{lesson}{ENDINGS[language]}")
        formats.validate(notebook)
        cells = notebook["cells"]
        codes = [("reset", "%reset -f")]
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                codes.append(("exercise" if is_exercise(cell) else "code", text_of(cell)))
            if is_exercise(cell):
                (check,) = re.findall(r"check_\d", text_of(cell))
                found = SOLUTION.match(text_of(cells[number + 1]))
                assert found
                wrong = f"{{'?': {check}.hint, **{check}.mistakes}}"
                codes += [("solution", found[1]), ("wrong", (
                    f"[(repr({check}(answer)), hint) for answer, hint in {wrong}.items()]"))]
        book.cells += [formats.v4.new_code_cell(code, metadata={"lesson": lesson, "kind": kind})
                       for kind, code in codes]
    client.NotebookClient(book, timeout=100, kernel_name="python3", store_widget_state=False,
                          resources={"metadata": {"path": str(folder)}}
                          ).execute(env=environment())
    return {lesson: [cell for cell in book.cells if cell.metadata.lesson == lesson]
            for lesson in LESSONS}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # what other libraries deprecate is theirs
@pytest.mark.parametrize("language", ENDINGS)
def test_every_lesson_runs_and_every_exercise_grades(language: str, tmp_path: Path) -> None:
    words = WORDS[language]
    for lesson, cells in run(language, tmp_path).items():
        for cell in cells[1:]:
            kinds = [output.output_type for output in cell.outputs]
            assert set(kinds) <= {"execute_result"}, (lesson, cell.source, cell.outputs)
            said = cell.outputs[0].data["text/plain"] if kinds else ""
            if cell.metadata.kind == "exercise":
                assert said == words.unanswered, (lesson, cell.source)
            elif cell.metadata.kind == "solution":
                assert said == words.right, (lesson, cell.source)
            elif cell.metadata.kind == "wrong":
                pairs = ast.literal_eval(said)
                assert [verdict for verdict, _ in pairs] == [
                    words.wrong.format(hint=hint) for _, hint in pairs]
            elif "np.array_equal(" in cell.source:
                assert ("False" in said) == (MEANT_TO_DIFFER in cell.source), (lesson, cell.source)
            elif re.search(r"^.*, float\(.*\)$", cell.source.splitlines()[-1]):
                one, other = ast.literal_eval(said)
                assert one == other, (lesson, cell.source)
            elif re.search(r"^\(?(picture|convgif\.explore)\(", cell.source, re.MULTILINE):
                shown = cell.outputs[0].data
                assert {"text/html", "image/png"} <= shown.keys()
                assert re.search("<img|convgif-player", shown["text/html"])
                assert bool(HAN.search(said)) == (language == "zh")
