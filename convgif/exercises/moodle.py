"""Questions as Moodle imports them: numerical ones, and cloze ones where there are several numbers.
The pictures are in the file."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from decimal import ROUND_UP, Decimal
from html import escape

from convgif.exercises.sheets import Asked, Sheet
from convgif.formats.markup import legal
from convgif.formats.player.numerals import COMPUTED

SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "{}\\@"}
SMALLEST = "0.00001"  # of a tolerance that is written, beside a whole number
CATEGORY = "$course$/top/convgif"


def moodle_xml(sheets: Sequence[Sheet]) -> bytes:
    """The questions of all sheets, as a file of Moodle."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", '<question type="category">',
             f"<category><text>{CATEGORY}</text></category>", "</question>"]
    for sheet in sheets:
        for number, question in enumerate(sheet.questions, 1):
            lines += _question(f"{sheet.number:03} {number} {question.name}",
                               f"question_{sheet.number:03}_{number}.png", question)
    return "\n".join([*lines, "</quiz>", ""]).encode()


def _question(name: str, file: str, question: Asked) -> Iterator[str]:
    single = len(question.answers) == 1
    yield f'<question type="{"numerical" if single else "cloze"}">'
    yield f"<name><text>{escape(legal(name))}</text></name>"
    yield f'<questiontext format="html"><text><![CDATA[{_html(file, question)}]]></text>'
    if question.png:
        data = b64encode(question.png).decode()
        yield f'<file name="{file}" path="/" encoding="base64">{data}</file>'
    yield "</questiontext>"
    if single:
        ((_, number),) = question.answers
        yield (f'<answer fraction="100" format="moodle_auto_format"><text>{_typed(number)}</text>'
               f"<tolerance>{tolerance(number, question.slack)}</tolerance></answer>")
    yield "</question>"


def _html(file: str, question: Asked) -> str:
    """The question itself, in which a cloze one has fields."""
    parts = [f"<p>{_plain(question.text)}</p>"]
    if question.lines:
        parts.append(f"<pre>{_plain(chr(10).join(question.lines))}</pre>")
    if question.png:
        parts.append(f'<p><img src="@@PLUGINFILE@@/{file}" alt="{_plain(question.alt)}"></p>')
    if len(question.answers) == 1:
        parts += [f"<p>{_plain(name)}:</p>" for name, _ in question.answers if name]
    else:
        parts += [f"<p>{_plain(name)}: {{1:NUMERICAL:={_typed(number)}:"
                  f"{tolerance(number, question.slack)}}}</p>" for name, number in question.answers]
    return "".join(parts)


def _plain(words: str) -> str:
    """Words in HTML in which Moodle finds no field, no file, nor signs that it takes off."""
    return escape(legal(words)).translate(SIGNS)


def tolerance(number: str, slack: float = 0.0) -> str:
    """How far off an answer may be: by the rounding of what is written, not at all of a whole
    number; and by that of the numbers that it is worked out from, where they are rounded."""
    _, _, digits = number.partition(".")
    half = Decimal(5).scaleb(-len(digits) - 1) if digits else Decimal()
    if slack <= COMPUTED:
        return str(half)
    return str(half + Decimal(str(slack)).quantize(half or Decimal(SMALLEST), ROUND_UP))


def _typed(number: str) -> str:
    """The number as it is typed."""
    return number.replace("\N{MINUS SIGN}", "-")
