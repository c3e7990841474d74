"""Sheets: questions whose answers are nowhere on them, laid out on pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convgif.errors import ConvgifError, look_up
from convgif.exercises.asking import Question, Subject, UsedUpError
from convgif.exercises.pictured import WIDEST_PX
from convgif.exercises.questions import QUESTIONS
from convgif.exercises.words import ExerciseWords
from convgif.formats import FORMATS
from convgif.formats.pdf import encode_pages
from convgif.formats.standing import Standing
from convgif.frames.themes import THEMES
from convgif.scenes.placing import Place, placed
from convgif.scenes.scene import Scene, Stage, Story, Text
from convgif.views.kit.typesetting import Typesetter

PAGE_PX = 794, 1123  # A4
MARGIN_PX, GAP_PX = (PAGE_PX[0] - WIDEST_PX) // 2, 26
LINE = "_"  # to write on
HEAD_PX, TEXT_PX, CHAIN_PX = 17.0, 13.0, 11.0
ATTEMPTS = 400  # to draw numbers with which no answer is on the sheet
BEFORE_ANEW = 20  # of them, at one question beside those that are drawn already
ON_EVERY_SHEET = {"1"}  # the number of its first question
TRIED = 5  # draws of a question, to know whether it suits
STRIDE = 1_000_003  # between the seeds of attempts, so that sheets share none
_NUMBER = re.compile(r"[\u2212-]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Asked:
    """A question as it goes to those who grade: plain data. png: its picture, if it has one, and
    what that shows in words; slack: as `Question` has it."""

    name: str
    text: str
    lines: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    png: bytes = b""
    alt: str = ""
    slack: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """A sheet that is made. number: from 1; pdf: its pages."""

    number: int
    seed: int
    questions: tuple[Asked, ...]
    pdf: bytes


def make_sheet(subject: Subject, names: Sequence[str], number: int, seed: int) -> Sheet:
    """The sheet of that number, with a question of each of those kinds. Raises ConvgifError where
    none has answers that are not on the sheet too."""
    head = subject.words.sheet.format(number=number, seed=seed)
    questions = questions_of(subject, names, seed, head)
    pages = [Standing(story, THEMES[subject.theme], head, head, subject.language)
             for story in _laid_out(questions, subject.words, head)]
    png = FORMATS["png"]
    return Sheet(number, seed, tuple([
        Asked(question.name, question.text, question.lines, question.answers,
              png.encode(question.picture) if question.picture else b"",
              question.picture.describe() if question.picture else "", question.slack)
        for question in questions]), encode_pages(pages, head))


def suiting(subject: Subject) -> list[str]:
    """The names of the questions that suit what is asked about. One that says its answer does not:
    in a picture numbers come and go by chance, in words they are there or not."""
    return [name for name, kind in QUESTIONS.items()
            if any(question is not None and (question.picture is not None or _is_open(question))
                   for question in (kind.ask(subject, seed) for seed in range(TRIED)))]


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


def questions_of(subject: Subject, names: Sequence[str], seed: int, head: str) -> list[Question]:
    """The questions of a sheet, none of whose answers is read anywhere on it. Raises ConvgifError.
    """
    pictured_first = sorted(names, key=lambda name: not QUESTIONS[name].is_pictured)
    found = _drawn(subject, pictured_first, seed, head)
    if len(found) == len(names):
        return sorted(found, key=lambda question: names.index(question.name))
    others = (_together(subject, names, seed, head) or
              _together(subject, suiting(subject), seed, head))
    advice = f"ask for {','.join(others)}" if others else "take another layer, or a network"
    lacking = pictured_first[len(found)]
    raise UsedUpError(f"of {ATTEMPTS} draws of {QUESTIONS[lacking].description} none has answers "
                      f"that are not on the sheet too: {advice}", lacking)


def _drawn(subject: Subject, names: Sequence[str], seed: int, head: str) -> list[Question]:
    """The same as far as it goes. Where an answer keeps others off the sheet, all are drawn anew.
    """
    for first in range(0, ATTEMPTS, BEFORE_ANEW):
        found = _drawn_from(subject, names, seed, head, range(first, first + BEFORE_ANEW))
        if len(found) == len(names):
            return found
    return found


def _together(subject: Subject, names: Sequence[str], seed: int, head: str) -> list[str]:
    """Those of the names of which one question each stands on that sheet, without its answers."""
    left = [*names]
    while len(found := _drawn(subject, left, seed, head)) < len(left):
        del left[len(found)]
    return left


def _drawn_from(subject: Subject, names: Sequence[str], seed: int, head: str, attempts: range
                ) -> list[Question]:
    """The same by those attempts at each, as far as it goes."""
    found: list[Question] = []
    read = numbers_in([head, *map(str, range(1, len(names) + 1))])
    for place, name in enumerate(names):
        answers = {number for question in found for number in _answers(question)}
        for attempt in attempts:
            question = QUESTIONS[name].ask(subject, seed + STRIDE * (attempt * len(names) + place))
            if question is None:
                continue
            seen, mine = numbers_in(_words(question)), {*_answers(question)}
            if mine.isdisjoint(read | seen) and answers.isdisjoint(seen | mine):
                found.append(question)
                read |= seen
                break
        else:
            return found
    return found


def _is_open(question: Question) -> bool:
    """Whether none of its answers is read in it, nor on every sheet."""
    return (ON_EVERY_SHEET | numbers_in(_words(question))).isdisjoint(_answers(question))


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


def _laid_out(questions: Sequence[Question], words: ExerciseWords, head: str) -> list[Story]:
    """Pages with the questions, and room for their answers; none goes over the end of one."""
    pages = [_Page(head, HEAD_PX)]
    pages[0].setter.line("legend", words.name + LINE * 40, TEXT_PX)
    for number, question in enumerate(questions, 1):
        alone = _Page(head, CHAIN_PX)
        alone.put(number, question)
        if (pages[-1].setter.top + alone.setter.top - MARGIN_PX > PAGE_PX[1] - MARGIN_PX
                and not pages[-1].is_new):
            pages.append(alone)
        else:
            pages[-1].put(number, question)
    return [page.story() for page in pages]


class _Page:
    """A page under way. is_new: whether no question is on it yet."""

    def __init__(self, head: str, size_px: float) -> None:
        self.setter = Typesetter(MARGIN_PX, PAGE_PX[0] - 2 * MARGIN_PX, MARGIN_PX)
        self._stages, self._places = list[Stage](), list[Place]()
        self.is_new = True
        self.setter.line("title", head, size_px)

    def put(self, number: int, question: Question) -> None:
        """Lays a question out below what is there."""
        setter, self.is_new = self.setter, False
        setter.top += GAP_PX
        setter.paragraph("label", f"{number}. {question.text}", TEXT_PX)
        for line in question.lines:
            setter.paragraph("legend", line, CHAIN_PX)
        if question.picture:
            stage = question.picture.story.stage
            self._stages.append(stage)
            self._places.append(Place(MARGIN_PX, round(setter.top) + 6))
            setter.top += stage.height_px + 12
        setter.line("legend", "     ".join(
            f"{name} {LINE * 9}".strip() for name, _ in question.answers), TEXT_PX)

    def story(self) -> Story:
        """The page; longer than others where one question is."""
        width, height = PAGE_PX
        height = max(height, round(self.setter.top + MARGIN_PX))
        page = Stage(width, height, {}, self.setter.marks)
        return Story(placed([page, *self._stages], [Place(0, 0), *self._places], width, height),
                     [Scene()])
