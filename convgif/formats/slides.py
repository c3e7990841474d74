"""PPTX: a slide a step, to click through, with the alt text of each and its sum in the notes."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from convgif.errors import LimitError, setting
from convgif.formats import MOST_CLICKED, Animated
from convgif.formats.deck import SIZE_SAID, Deck
from convgif.formats.facts import MOST_WORDS_BYTES, Facts
from convgif.formats.images import paletted
from convgif.formats.player.account import Account
from convgif.formats.player.explanations import explain
from convgif.frames.raster import rasterize
from convgif.inputs.files import read_whole
from convgif.progress import WRITING, counted
from convgif.scenes.words import Words, by_number, joined, words_of

if TYPE_CHECKING:
    from PIL.Image import Image

DENSITY = 3  # pixels for each px, at least: a picture is shown larger than it is
ABOUT, SLIDES = "docProps/core.xml", "ppt/slides/slide"
DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
CATEGORY = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}category"


def encode_pptx(animation: Animated) -> bytes:
    """The animation as a deck, a slide for each frame. Raises LimitError for more slides than are
    clicked through."""
    count = len(animation.played.scenes)
    if count > MOST_CLICKED and not animation.force:
        raise LimitError(f"{count} steps are over {MOST_CLICKED} slides: take a smaller input, or "
                         f"show them in one as gif or mp4", f"{setting('force', True)} lifts the "
                         "limit")
    theme, stage = animation.theme, animation.story.stage
    ink = theme.paint(("label",)).line
    assert ink is not None
    deck = Deck(animation.title, animation.describe(), theme.background, ink, animation.language)
    images = paletted(rasterize(animation.played, theme, max(DENSITY, animation.density)))
    told = zip(counted(images, count, WRITING), _alts(animation), _notes(animation), strict=True)
    for image, alt, notes in told:
        deck.add_picture(_png(image), (stage.width_px, stage.height_px), alt, notes)
    return deck.encode()


def _png(image: "Image") -> bytes:
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _steps(animation: Animated) -> list[int]:
    """The number of the step that each frame shows, -1 before the first."""
    steps = [step for step, _ in animation.steps_ms]
    return [-1] * (len(animation.played.scenes) - len(steps)) + steps


def _alts(animation: Animated) -> Iterator[str]:
    """What each frame shows, in words."""
    words, last = words_of(animation.language), len(animation.story.scenes) - 1
    for step in _steps(animation):
        yield joined(words.sentence_gap, animation.describe(), "" if animation.pose else
                     str(words.player["opening"]) + words.full_stop if step < 0 else by_number(
                         words.stopped, 1, numbers=str(step), last=str(last)))


def _notes(animation: Animated) -> Iterator[str]:
    """How each frame comes about, as the player says it."""
    words, last = words_of(animation.language), len(animation.story.scenes) - 1
    account = _account(animation, words)
    for frame, step in enumerate(_steps(animation)):
        where = str(words.player["opening" if step < 0 else "step"]).format(step=step, last=last)
        yield "\n".join([] if animation.pose else [where, *(
            account.of_step(frame) if account else [])]) or animation.describe()


def _account(animation: Animated, words: Words) -> Account | None:
    if not animation.traces:
        return None
    _, explained = explain([animation.played], animation.traces, words, animation.precisions,
                           animation.letters, force=animation.force)
    panels: Sequence[str] = [] if len({*animation.shown_in}) == 1 else [
        words.panel.format(number=words.number_separator.join(map(str, numbers)), text="{text}")
        for numbers in animation.shown_in]
    return Account(explained, words, panels)


def deck_facts(path: Path) -> Facts:
    """What a deck of ours says of itself."""
    try:
        with zipfile.ZipFile(BytesIO(read_whole(path))) as parts:
            if parts.getinfo(ABOUT).file_size > MOST_WORDS_BYTES:
                raise ValueError
            said = ElementTree.fromstring(parts.read(ABOUT))
            slides = sum(name.startswith(SLIDES) for name in parts.namelist())
    except (zipfile.BadZipFile, KeyError, NotImplementedError):
        raise ValueError from None
    size = re.fullmatch(SIZE_SAID.format(r"(\d{1,6})", r"(\d{1,6})"), said.findtext(CATEGORY, ""))
    if size is None:
        raise ValueError
    return Facts(said.findtext(DESCRIPTION, ""), int(size[1]), int(size[2]), frames=slides)
