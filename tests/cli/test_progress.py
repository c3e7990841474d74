"""How far long work is, and the bar that says so."""

import sys
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image

from convgif import Conv2d, animate
from convgif.cli import bars
from convgif.cli.quantities import said_time
from convgif.formats import FORMATS, png
from convgif.formats.images import animated
from convgif.progress import COMPARING, DRAWING, EXPLAINING, WRITING, counted, told_to


@pytest.mark.parametrize(("name", "works"), [
    ("gif", [DRAWING, COMPARING, WRITING]), ("webp", [DRAWING, WRITING]),
    ("apng", [DRAWING, COMPARING, WRITING]), ("svg", [DRAWING]), ("html", [EXPLAINING, DRAWING])])
def test_who_listens_hears_how_far_a_file_is(name: str, works: list[str]) -> None:
    heard: list[tuple[str, int, int]] = []
    animation = animate(Conv2d(bias=False), input_size=5)
    quietly = FORMATS[name].encode(animation)
    with told_to(lambda done, total, what: heard.append((what, done, total))):
        assert FORMATS[name].encode(animation) == quietly
    totals = {what: total for what, _, total in heard}
    assert list(totals) == works
    assert heard == [(what, done, total) for what, total in totals.items()
                     for done in range(1, total + 1)]
    before = len(heard)
    FORMATS[name].encode(animation)
    assert len(heard) == before


@pytest.mark.parametrize(("format", "head"), [("PNG", png.FRAME_HEAD)])
def test_frames_that_are_as_the_one_before_are_counted_too(format: str, head: bytes) -> None:
    heard: list[tuple[int, int, str]] = []
    images = [Image.new("RGB", (4, 4), color).quantize() for color in ("red", "red", "blue")]
    with told_to(lambda *said: heard.append(said)):
        animated(images, [100] * 3, format, head)
    done = {what: [each for each, _, other in heard if other == what] for _, _, what in heard}
    assert (done[COMPARING], done[WRITING]) == ([1, 2, 3], [1, 2, 3])


def test_what_is_counted_is_what_was_given() -> None:
    assert list(counted("abc", 3)) == ["a", "b", "c"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(bars, "monotonic", lambda: now[0])
    return now


class Shown:
    """Stands for click's bar."""

    def __init__(self, **given: Any) -> None:
        self.length, self.pos, self.said = given["length"], 0, ""

    def __enter__(self) -> "Shown":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, more: int, said: str) -> None:
        self.pos, self.said = self.pos + more, said


def test_the_bar_is_there_from_two_seconds_on_and_its_time_left_does_not_jump(
        clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Shown] = []
    monkeypatch.setattr(bars.click, "progressbar",
                        lambda **given: made.append(Shown(**given)) or made[-1])
    left = []
    with ExitStack() as stack:
        bar = bars.Bar(stack, "drawing", bars.FROM_S)
        for done in range(1, 101):
            clock[0] += 3 if done == 50 else 0.2  # one that takes long
            bar(done, 100)
            assert bool(made) == (clock[0] >= bars.FROM_S)
            if made and done < 100:
                assert made[0].said.endswith(" left")
                left.append(int(made[0].said.split()[0]))
    assert len(made) == 1
    assert (made[0].length, made[0].pos, made[0].said) == (100, 100, "")
    assert max(abs(one - other) for one, other in pairwise(left)) <= 3


def test_the_time_left_is_of_the_work_under_way(clock: list[float],
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Shown] = []
    monkeypatch.setattr(bars.click, "progressbar",
                        lambda **given: made.append(Shown(**given)) or made[-1])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with bars.drawing_bar(quiet=False):
        clock[0] += 60  # numbers and cells, before the first frame
        for what, pace_s in ((DRAWING, 1), (COMPARING, 2), (WRITING, 3)):
            for number, _ in enumerate(counted(range(100), 100, what), 1):
                if number > 2:
                    assert made[-1].said == f"{said_time((101 - number) * pace_s)} left"
                clock[0] += pace_s
            assert (made[-1].pos, made[-1].said) == (100, "")
    assert len(made) == 3


def test_what_is_soon_over_has_no_bar(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars.click, "progressbar", lambda **given: pytest.fail("a bar"))
    with ExitStack() as stack:
        bar = bars.Bar(stack, "drawing", bars.FROM_S)
        for done in range(1, 10):
            clock[0] += 0.2
            bar(done, 9)
        clock[0] += 5
        bar(1, 1)  # a still


def test_there_is_no_bar_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "Bar", lambda *_: pytest.fail("a bar"))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with bars.drawing_bar(quiet=False):
        pass
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with bars.drawing_bar(quiet=True):
        pass
