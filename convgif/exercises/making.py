"""exercise(): many sheets into a folder, with their answers and the file that grades them."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from io import StringIO
from pathlib import Path
from typing import Any

from convgif.bounds import Bounds
from convgif.exercises.asking import Subject, UsedUpError
from convgif.exercises.moodle import moodle_xml
from convgif.exercises.sheets import HEAD_PX, MARGIN_PX, PAGE_PX, Sheet, check_names, make_sheet
from convgif.formats.pdf import encode_pages
from convgif.formats.standing import Standing
from convgif.formats.writing import check_free, write_folder
from convgif.frames.themes import THEMES
from convgif.scenes.scene import Scene, Stage, Story
from convgif.views.kit.typesetting import Typesetter

COUNT = Bounds(1, 2000)
OURS = re.compile(r"sheet_\d+\.pdf")
ANSWERS_PDF, ANSWERS_CSV, MOODLE = "answers.pdf", "answers.csv", "moodle.xml"
ROW_PX = 11.0
AGAIN = 20  # draws of a sheet that is as the one before it


def exercise(subject: Subject, folder: str | Path, count: int = 1, *, seed: int = 0,
             ask: Sequence[str] = (), executor: Executor | None = None, force: bool = False,
             progress: Callable[[int], object] | None = None) -> list[Path]:
    """The paths of sheets, of their answers and of what grades them, after all are there.

    Sheet 1 has that seed, the next one the next: the same seed gives the same bytes. ask: names in
    QUESTIONS, all that suit if none. executor: where sheets are made, else here. progress: called
    with how many there are. Raises ConvgifError, and then nothing is left behind.
    """
    count, path = COUNT.check("count", count), Path(folder)
    check_free(path, force)
    names = check_names(ask, subject)
    make = _all_different if ask else _of_what_there_is
    sheets = make(subject, names, count, seed, executor, progress)
    digits = max(3, len(str(count)))
    files = {f"sheet_{sheet.number:0{digits}}.pdf": sheet.pdf for sheet in sheets}
    files |= {ANSWERS_PDF: answers_pdf(sheets, subject), ANSWERS_CSV: answers_csv(sheets),
              MOODLE: moodle_xml(sheets)}
    return write_folder(path, files, OURS)


def _of_what_there_is(subject: Subject, names: Sequence[str], *making: Any) -> list[Sheet]:
    """The sheets with those of the questions of which there are enough. Raises ConvgifError where
    there are of none."""
    while True:
        try:
            return _all_different(subject, names, *making)
        except UsedUpError as error:
            left = [name for name in names if name != error.question]
            if not left:
                raise
            names = left


def _all_different(subject: Subject, names: Sequence[str], count: int, seed: int,
                   executor: Executor | None, progress: Callable[[int], object] | None
                   ) -> list[Sheet]:
    """The sheets, none of which has a question of the one before it. Raises ConvgifError."""
    sheets: list[Sheet] = []
    for sheet in _made(subject, names, count, seed, executor):
        sheets.append(sheet if not (sheets and _repeated(sheet, sheets[-1])) else
                      _other(subject, names, sheet, sheets[-1], seed + count))
        if progress is not None:
            progress(len(sheets))
    return sheets


def _made(subject: Subject, names: Sequence[str], count: int, seed: int,
          executor: Executor | None) -> Iterator[Sheet]:
    """Each sheet, in order."""
    if executor is None:
        for number in range(count):
            yield make_sheet(subject, names, number + 1, seed + number)
        return
    under_way = [executor.submit(make_sheet, subject, names, number + 1, seed + number)
                 for number in range(count)]
    try:
        for future in under_way:
            yield future.result()
    finally:
        for future in under_way:
            future.cancel()


def _repeated(sheet: Sheet, before: Sheet) -> list[str]:
    """The names of the questions whose answers a neighbour who looks over sees."""
    return [one.name for one, other in zip(sheet.questions, before.questions, strict=True)
            if one.answers == other.answers]


def _other(subject: Subject, names: Sequence[str], sheet: Sheet, before: Sheet, unused: int
           ) -> Sheet:
    """The sheet with another seed, that no other has, so that it is not as the one before it."""
    repeated = Counter[str]()
    for attempt in range(AGAIN):
        other = make_sheet(subject, names, sheet.number, unused + AGAIN * sheet.number + attempt)
        found = _repeated(other, before)
        if not found:
            return other
        repeated.update(found)
    ((rarest, _),) = repeated.most_common(1)
    others = ",".join(name for name in names if name != rarest)
    raise UsedUpError(f"of {AGAIN} more sheets each is as the one before it in some question, most "
                      f"in {rarest}: " + (f"ask for {others}" if others else
                                          "make one sheet, or ask for something else"), rarest)


def answers_csv(sheets: Sequence[Sheet]) -> bytes:
    """A line for each number that is an answer."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("sheet", "seed", "number", "question", "of", "answer"))
    for sheet in sheets:
        for number, question in enumerate(sheet.questions, 1):
            for name, answer in question.answers:
                writer.writerow((sheet.number, sheet.seed, number, question.name, name,
                                 answer.replace("\N{MINUS SIGN}", "-")))
    return file.getvalue().encode()


def answers_pdf(sheets: Sequence[Sheet], subject: Subject) -> bytes:
    """The answers of all sheets, on as many pages as they take."""
    width, height = PAGE_PX
    pages, words = list[Standing](), subject.words

    def page() -> Typesetter:
        setter = Typesetter(MARGIN_PX, width - 2 * MARGIN_PX, MARGIN_PX)
        setter.line("title", words.answers, HEAD_PX)
        return setter

    def finish(setter: Typesetter) -> None:
        pages.append(Standing(Story(Stage(width, height, {}, setter.marks), [Scene()]),
                              THEMES[subject.theme], words.answers, words.answers,
                              subject.language))

    setter = page()
    for sheet in sheets:
        said = words.gap.join([words.sheet.format(number=sheet.number, seed=sheet.seed) + ":", *[
            f"{number}. " + ", ".join(" ".join(filter(None, answer))
                                      for answer in question.answers) + ";"
            for number, question in enumerate(sheet.questions, 1)]]).rstrip(";")
        needed = Typesetter(MARGIN_PX, width - 2 * MARGIN_PX, 0)
        needed.paragraph("legend", said, ROW_PX)
        if setter.top + needed.top > height - MARGIN_PX:
            finish(setter)
            setter = page()
        setter.paragraph("legend", said, ROW_PX)
        setter.top += ROW_PX / 2
    finish(setter)
    return encode_pages(pages, words.answers)
