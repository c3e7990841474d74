"""How high a frame is that holds a player's page whole: what player.css comes to."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from unicodedata import east_asian_width

TWO_COLUMNS_PX = 640  # from here on the words stand beside the picture
GAP_PX, COLUMN_GAP_PX, EDGE_PX, NARROW_EDGE_PX = 10, 24, 18, 14
LEAST_BAR_PX, LEAST_WORDS_PX, BAR_PX, AROUND_PX = 350, 220, 38, 130
SUM_PX, NARROW_SUM_PX, SUM_GAP_PX = 182, 135, 12
EXERCISE_PX = 130  # the score, and a sum of three rows
NAME_PX, LINE_PX, ROW_GAP_PX = 90, 20, 2  # of what the page says of the layer
LETTER_PX = 7.7
LARGEST, TOP, LARGEST_TOP_PX = 1.4, 0.05, 48  # times the picture's own width; of the height


def frame_height(picture_px: tuple[int, int], words: Iterable[Sequence[str]],
                 width_px: int = TWO_COLUMNS_PX, least_px: int = 0, *, asks: bool = False) -> int:
    """The height in px of a frame that is that wide; enough for a wider one, if it has two columns.

    picture_px: width and height. words: the pairs that the page says of the layer. least_px: how
    wide the picture is shown at least, in a narrower frame too. asks: whether it grades what its
    reader writes.
    """
    width, height = picture_px
    under = EXERCISE_PX if asks else 0
    if width_px >= TWO_COLUMNS_PX:
        beside = max(LEAST_WORDS_PX, width_px - 2 * EDGE_PX - COLUMN_GAP_PX
                     - max(width, LEAST_BAR_PX))
        side = SUM_PX + SUM_GAP_PX + _words_height(words, beside) + EDGE_PX
        return max(height + AROUND_PX + under, round(min(side / (1 - TOP), side + LARGEST_TOP_PX)))
    inside = width_px - 2 * NARROW_EDGE_PX
    shown = height * max(least_px, min(inside, LARGEST * width)) / width
    below = _words_height(words, round(min(inside, max(LARGEST * width, LEAST_BAR_PX))))
    return round(LARGEST_TOP_PX + shown + under + 2 * GAP_PX + BAR_PX + GAP_PX + NARROW_SUM_PX
                 + SUM_GAP_PX + below + NARROW_EDGE_PX)


def _words_height(words: Iterable[Sequence[str]], width_px: int) -> int:
    """The height of a list of names and what they are, wrapped at that width."""
    letters = max(1, int((width_px - NAME_PX) / LETTER_PX))
    return sum(ROW_GAP_PX + LINE_PX * sum(len(wrap(_widened(line), letters)) or 1
                                          for line in said.splitlines()) for _, said in words)


def _widened(line: str) -> str:
    """The line with two letters for each that is as wide as two."""
    return "".join([letter * (1 + (east_asian_width(letter) in "WF")) for letter in line])
