"""Sheets: questions whose answers are nowhere on them, laid out on a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convgif.errors import ConvgifError, look_up, setting
from convgif.exercises.questions import QUESTIONS, Question, Subject
from convgif.exercises.words import ExerciseWords
from convgif.formats import FORMATS
from convgif.formats.pdf import encode_pages
from convgif.formats.standing import Standing
from convgif.frames.themes import THEMES
from convgif.scenes.panels import Place, placed
from convgif.scenes.scene import Scene, Stage, Story, Text
from convgif.views.kit.typesetting import Typesetter

PAGE_PX = 794, 1123  # A4
MARGIN_PX, GAP_PX = 72, 26
HEAD_PX, TEXT_PX, CHAIN_PX = 17.0, 13.0, 11.0
ATTEMPTS = 400  # to draw numbers with which no answer is on the sheet
STRIDE = 1_000_003  # between the seeds of attempts, so that sheets share none
_NUMBER = re.compile(r"[\u2212-]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Asked:
    """A question as it goes to those who grade: plain data. png: its picture, if it has one, and
    what that shows in words."""

    name: str
    text: str
    lines: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    png: bytes = b""
    alt: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet that is made. number: from 1; pdf: its page."""

    number: int
    seed: int
    questions: tuple[Asked, ...]
    pdf: bytes


def make_sheet(subject: Subject, names: Sequence[str], number: int, seed: int) -> Sheet:
    """The sheet of that number, with a question of each of those kinds. Raises ConvgifError where
    none has answers that are not on the sheet too."""
    head = subject.words.sheet.format(number=number, seed=seed)
    questions = _drawn(subject, names, seed, head)
    page = Standing(_laid_out(questions, subject.words, head), THEMES[subject.theme], head, head,
                    subject.language)
    png = FORMATS["png"]
    return Sheet(number, seed, tuple([
        Asked(question.name, question.text, question.lines, question.answers,
              png.encode(question.picture) if question.picture else b"",
              question.picture.describe() if question.picture else "")
        for question in questions]), encode_pages([page], head))


def suiting(subject: Subject) -> list[str]:
    """The names of the questions that suit what is asked about."""
    return [name for name, kind in QUESTIONS.items() if kind.ask(subject, 0) is not None]


def check_names(names: Sequence[str], subject: Subject) -> list[str]:
    """The names of questions, as QUESTIONS spells them. Raises ConvgifError for one that there is
    not, or that does not suit what is asked about."""
    known, suits = [], suiting(subject)
    for name in names:
        row = look_up(QUESTIONS, name.strip(), "question")
        known.append(next(known for known in QUESTIONS if QUESTIONS[known] is row))
        if known[-1] not in suits:
            raise ConvgifError(f"{row.description} cannot be asked about this: "
                               f"ask for {', '.join(suits) or 'another layer'}")
    if not (known or suits):
        raise ConvgifError("nothing can be asked about this: take another layer, or a network")
    return known or suits


def _drawn(subject: Subject, names: Sequence[str], seed: int, head: str) -> list[Question]:
    """The questions, none of whose answers is read anywhere on the sheet."""
    found: list[Question] = []
    read = numbers_in([head, *map(str, range(1, len(names) + 1))])
    for place, name in enumerate(names):
        answers = {number for question in found for number in _answers(question)}
        for attempt in range(ATTEMPTS):
            question = QUESTIONS[name].ask(subject, seed + STRIDE * (attempt * len(names) + place))
            if question is None:
                continue
            seen = numbers_in(_words(question))
            mine = {*_answers(question)}
            if mine.isdisjoint(read | seen) and answers.isdisjoint(seen | mine):
                found.append(question)
                read |= seen
                break
        else:
            raise ConvgifError(f"of {ATTEMPTS} draws of {QUESTIONS[name].description} none has "
                               "answers that are not on the sheet too: take a larger "
                               f"{setting('input_size')}, or ask for something else")
    return found


def numbers_in(words: Sequence[str]) -> set[str]:
    """All numbers that are written in some words."""
    return {found.replace("-", "\N{MINUS SIGN}") for word in words for found in
            _NUMBER.findall(word)}


def _answers(question: Question) -> Iterator[str]:
    for _, number in question.answers:
        yield number


def _words(question: Question) -> list[str]:
    """All that can be read of a question."""
    words = [question.text, *question.lines, *[name for name, _ in question.answers]]
    if question.picture:
        words.append(question.picture.describe())
        words += [mark.shape.string for mark in question.picture.story.stage.marks.values()
                  if isinstance(mark.shape, Text)]
    return words


def _laid_out(questions: Sequence[Question], words: ExerciseWords, head: str) -> Story:
    """A page with the questions, and room for their answers."""
    width, height = PAGE_PX
    setter = Typesetter(MARGIN_PX, width - 2 * MARGIN_PX, MARGIN_PX)
    setter.line("title", head, HEAD_PX)
    setter.line("legend", words.name + "_" * 40, TEXT_PX)
    stages, places = list[Stage](), list[Place]()
    for number, question in enumerate(questions, 1):
        setter.top += GAP_PX
        setter.paragraph("label", f"{number}. {question.text}", TEXT_PX)
        for line in question.lines:
            setter.paragraph("legend", line, CHAIN_PX)
        if question.picture:
            stage = question.picture.story.stage
            stages.append(stage)
            places.append(Place(MARGIN_PX, round(setter.top) + 6))
            setter.top += stage.height_px + 12
        setter.line("legend", "     ".join(
            f"{name} {'_' * 9}".strip() for name, _ in question.answers), TEXT_PX)
    height = max(height, round(setter.top + MARGIN_PX))
    page = Stage(width, height, {}, setter.marks)
    return Story(placed([page, *stages], [Place(0, 0), *places], width, height), [Scene()])
