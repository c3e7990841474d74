"""Maps like photographs: large, without grid, hatch or sum, in views that show what is in them."""

import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from element_audit import element_complaints
from overlap_audit import layout_complaints
from picture_audit import audit_pixels

from convgif.animation import Animation, animate
from convgif.frames.raster import rasterize
from convgif.frames.themes import THEMES
from convgif.layers import Conv2d
from convgif.scenes.scene import Cell, Scene, Stage, Story
from convgif.traces.tracing import trace
from convgif.views.kit.grids import ObliqueGrid, unit_vectors
from convgif.views.kit.photographs import is_photograph

VIEWS = "isometric", "values", "channels", "equivariance", "formula"
THEMED = "light", "dark", "classic", "print"
MAPS = {"input", "output", "in 0", "out 0"}  # as views call them
SLOPE = np.array([[[1, 0, -1], [2, 0, -2], [1, 0, -1]]])
rows, columns = np.indices((18, 24))
DISC = (rows - 8) ** 2 + (columns - 9) ** 2 < 30
SCENE = np.where(DISC, 60 + rows, 250 - 5 * rows - columns)[None]


@cache
def photographed(view: str, **settings: Any) -> Animation:
    """An edge kernel on a picture, so that the output is below zero too."""
    return animate(trace(Conv2d(padding=1, bias=False), SCENE, SLOPE[None]), view=view, **settings)


def test_noise_small_maps_and_few_values_are_no_photographs() -> None:
    assert is_photograph(trace(Conv2d(), SCENE))
    assert not is_photograph(trace(Conv2d(), SCENE[:, :10, :10]))
    assert not is_photograph(trace(Conv2d(), input_size=30)), "of 9 values"


@pytest.mark.parametrize("theme", THEMED)
@pytest.mark.parametrize("view", VIEWS)
def test_its_cells_have_neither_grid_nor_hatch(view: str, theme: str) -> None:
    story = photographed(view).story
    for snapshot in (next(story.snapshots()), list(story.snapshots())[200]):
        shaded = {id: roles for id, roles in snapshot.roles.items()
                  if id[0] in MAPS and isinstance(snapshot.shapes[id], Cell)
                  and roles[0] in ("input", "output")
                  and not {"window", "output_active"} & {*roles}}
        assert len(shaded) > 800
        for roles in shaded.values():
            paint = THEMES[theme].paint(roles)
            assert not paint.width_px, roles
            assert not paint.hatch, roles


@pytest.mark.parametrize("view", VIEWS)
def test_brightness_says_what_is_below_zero(view: str) -> None:
    """In a way that a printer in black and white can show, too."""
    animation = photographed(view)
    output, roles = animation.traces[0].output[0], list(animation.story.snapshots())[-1].roles
    for theme in THEMED:
        dark, bright = (sum(THEMES[theme].paint(("output", f"photo_{step}")).fill or ())
                        for step in (0, 12))
        assert dark < bright
    for index in (np.unravel_index(output.argmin(), output.shape),
                  np.unravel_index(output.argmax(), output.shape), (9, 23)):
        (cell,) = [of_cell for (name, place), of_cell in roles.items()
                   if name in ("output", "out 0") and place[-2:] == tuple(map(int, index))]
        (shade,) = [role for role in cell if role.startswith("photo_")]
        assert np.sign(int(shade.removeprefix("photo_")) - 6) == np.sign(output[index])


def test_it_is_large_and_nothing_is_added_up() -> None:
    story = photographed("values").story
    assert not [id for id in story.stage.marks if id[0].startswith("sum_")]
    for name in ("input", "output"):
        xs = [x for id, mark in story.stage.marks.items()
              if id[0] == name and isinstance(mark.shape, Cell) for x, _ in mark.shape.corners]
        assert max(xs) - min(xs) > 0.7 * story.stage.width_px
    assert [id for id in animate(Conv2d(), input_size=5, view="values").story.stage.marks
            if id[0].startswith("sum_")]


@pytest.mark.parametrize("theme", ["light", "print"])
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_drawn_is_what_was_computed(view: str, theme: str) -> None:
    animation = photographed(view, theme=theme)
    story = Story(animation.story.stage, animation.story.scenes[:3])
    assert list(layout_complaints(story)) == []
    assert list(element_complaints(story, *animation.traces)) == []
    assert audit_pixels(story, animation.theme, rasterize(story, animation.theme)).complaints == []


@pytest.mark.parametrize("column_px", [5.25, 6.75, 9.5])
def test_no_ground_shows_between_cells_without_lines(column_px: float) -> None:
    """Where four corners meet, no cell has half of a pixel: that was the ground's, and a speck."""
    row, column = unit_vectors(column_px)
    grid = ObliqueGrid(18, 24, row, column, (20.5, 150.0))
    marks = {mark.id: mark for mark in grid.cells("input", lambda *_: ("input", "photo_3"))}
    (image,) = rasterize(Story(Stage(420, 280, {"input": grid.size}, marks), [Scene()]),
                         THEMES["light"])
    inside = _of_color(image, THEMES["light"].paint(("input", "photo_3")).fill)
    rows, columns = np.nonzero(inside)
    for row in range(rows.min() + 3, rows.max() - 3):
        taken = columns[rows == row]
        assert len(taken) == taken.max() - taken.min() + 1, "one run in each row, without holes"


def _of_color(image: Any, color: Any) -> Any:
    """Where the image has that colour."""
    return (image == np.array(color)).all(axis=-1)


def test_no_file_has_lines_without_width(tmp_path: Path) -> None:
    """To PDF a line of width 0 is the finest that there is, not none."""
    animation = photographed("values", still="telling")
    for name in ("a.svg", "a.pdf"):
        animation.save(tmp_path / name)
    assert 'stroke-width="0"' not in (tmp_path / "a.svg").read_text(encoding="utf-8")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", (tmp_path / "a.pdf").read_bytes(),
                         re.DOTALL)
    assert all(b" 0 w" not in (b" " + unpacked(stream)) for stream in streams)


def unpacked(stream: bytes) -> bytes:
    """What a stream holds, empty for one that is not compressed so."""
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
