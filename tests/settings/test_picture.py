"""The picture that is asked for is a value: compared, hashed, and sent to other processes."""

import pickle
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

from convgif.animation import draw
from convgif.layers import Conv2d
from convgif.settings.picture import Chosen
from convgif.settings.resolving import resolve

ASKED: dict[str, Any] = {
    "stride": 2, "view": "values", "theme": "dark", "show_out": (0,), "seed": 7}


def test_what_is_said_in_another_order_is_the_same_picture() -> None:
    asked = resolve(ASKED)
    again = resolve(dict(reversed(ASKED.items())))
    assert asked == again
    assert hash(asked) == hash(again)
    assert repr(asked) == repr(again)
    assert len({asked, again, resolve({**ASKED, "seed": 8}), resolve({**ASKED, "loop": 1})}) == 3


def test_it_does_not_change() -> None:
    asked = resolve(ASKED)
    with pytest.raises(FrozenInstanceError):
        asked.settings = Chosen({})  # type: ignore[misc]
    with pytest.raises(TypeError):
        asked.settings["theme"] = "light"  # type: ignore[index]


def test_it_goes_to_other_processes() -> None:
    asked = resolve(ASKED)
    assert pickle.loads(pickle.dumps(asked)) == asked


def test_what_is_the_default_anyway_tells_nothing() -> None:
    said = resolve({**ASKED, "loop": 0, "text": "auto"})
    assert said != resolve(ASKED)
    assert said.telling == resolve(ASKED).telling


def test_settings_of_a_panel_are_not_those_of_all() -> None:
    asked = resolve(ASKED)
    (panel,) = asked.panels
    assert (panel.layer, panel.input_size, panel.view) == (Conv2d(stride=2, bias=False), (7, 7),
                                                           "values")
    assert panel.settings == {"seed": 7, "view": "values", "show_out": (0,)}
    assert asked.settings == {"theme": "dark"}
    with pytest.raises(KeyError):
        Chosen({"colour": "red"})


def test_its_files_are_those_that_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("1 2 3\n" * 3)
    asked = resolve({"input": "a.csv", "weight": "sobel-x"})
    assert asked.files == (Path("a.csv"),)
    before = asked.fingerprint()
    Path("a.csv").write_text("3 2 1\n" * 3)
    assert asked.fingerprint() != before
    assert resolve(ASKED).files == ()


def test_it_is_drawn_however_large_if_it_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    from convgif.errors import LimitError

    monkeypatch.setattr("convgif.settings.limits.MOST_PIXELS", 10)
    asked = resolve({"input_size": 3})
    with pytest.raises(LimitError):
        draw(asked)
    assert len(draw(replace(asked, force=True)).scenes) == 1
