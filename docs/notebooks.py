"""The notebooks of the course, each in every language, from the one source of a lesson.

A source is Markdown. `<!-- en -->` and `<!-- zh -->` stand before what is said in one language, up
to the next block of Python. That is a cell of code in all, with `words("...", "...")` where each
has its own. What is to be seen of a block stands behind the word python:

    ```python           a cell
    ```python folded    a cell that is folded: how an answer is checked
    ```python exercise  a cell that the reader fills in
    ```python solution  no cell, but text that unfolds

`scripts/write_manual` writes the notebooks, without outputs: what a cell shows is made where it
runs, so that a picture that is drawn anew changes none of them. A test runs them all.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

COURSE = Path(__file__).parent / "course"
SOLUTION: Mapping[str, str] = {"en": "Solution", "zh": "答案"}  # by language: en first
LANGUAGES = tuple(SOLUTION)
METADATA: Mapping[str, Mapping[str, object]] = {
    "": {}, "exercise": {"tags": ["exercise"]},
    "folded": {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}}
BLOCK = re.compile(r"^```python *(\w*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
CJK = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
BREAK = re.compile(rf"(?<={CJK})\n(?={CJK})")  # of a line, which would be seen as a gap
SAID_IN = re.compile(r"^<!-- (\w+) -->\n", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A cell. kind: of its source, a key of METADATA; None for text."""

    kind: str | None
    text: str


def sources() -> list[Path]:
    """The sources of the lessons, in their order."""
    return sorted(COURSE.glob("*.md"))


def notebooks() -> dict[Path, str]:
    """By its file what each notebook is when it is made now."""
    return {notebook_path(source, language): notebook_text(source, language)
            for source in sources() for language in LANGUAGES}


def notebook_path(source: Path, language: str) -> Path:
    """Where the notebook of a lesson lies in a language."""
    return source.with_suffix(".ipynb" if language == LANGUAGES[0] else f".{language}.ipynb")


def notebook_text(source: Path, language: str) -> str:
    """The notebook of a lesson in a language, as its file has it."""
    cells = [_written(cell, f"{source.stem}-{number}")
             for number, cell in enumerate(cells_of(source.read_text("utf-8"), language))]
    notebook = {"cells": cells, "metadata": {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def cells_of(text: str, language: str) -> Iterator[Cell]:
    """The cells of a lesson in a language: between those of code as few of text as can be."""
    parts = BLOCK.split(text)
    for prose, kind, code in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
        in_all, *pieces = SAID_IN.split(prose)
        said = in_all + "".join(piece for of, piece in zip(pieces[::2], pieces[1::2], strict=True)
                                if of == language)
        if said.strip():
            yield Cell(None, BREAK.sub("", said.strip()))
        code = in_language(code, language)
        if kind == "solution":
            yield Cell(None, f"<details><summary>{SOLUTION[language]}</summary>\n\n"
                             f"```python\n{code}```\n\n</details>")
        elif code:
            yield Cell(kind, code.strip())


def in_language(code: str, language: str) -> str:
    """The code with the words of one language in place of each `words(...)`."""
    lines = code.encode().splitlines(keepends=True)  # as ast counts columns
    begins = [sum(map(len, lines[:number])) for number in range(len(lines))]
    made = code.encode()
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)
             and isinstance(node.func, ast.Name) and node.func.id == "words"]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        words = ast.literal_eval(call.args[LANGUAGES.index(language)])
        assert call.end_lineno is not None
        assert call.end_col_offset is not None
        first = begins[call.lineno - 1] + call.col_offset
        last = begins[call.end_lineno - 1] + call.end_col_offset
        made = made[:first] + json.dumps(words, ensure_ascii=False).encode() + made[last:]
    return made.decode()


def _written(cell: Cell, name: str) -> dict[str, object]:
    """The cell as notebooks have it. name: its own among those of the notebook."""
    source = cell.text.splitlines(keepends=True)
    if cell.kind is None:
        return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}
    return {"cell_type": "code", "execution_count": None, "id": name,
            "metadata": METADATA[cell.kind], "outputs": [], "source": source}
