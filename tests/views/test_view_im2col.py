"""The im2col view: the factors of the product, and what lights together. What any view must hold is
looked at in test_every_view.py and test_overlap.py."""

from typing import Any

import numpy as np
import pytest
from layer_strategies import refusal

from convgif.animation import Animation, animate
from convgif.errors import LimitError, ViewError
from convgif.layers import Conv1d, Conv2d, Layer, LocallyConnected2d
from convgif.scenes.scene import Cell, Snapshot, Text


def animated(layer: Any, size: Any = None, **settings: Any) -> Animation:
    return animate(layer, input_size=size, view="im2col", **settings)


def texts(animation: Animation, name: str) -> dict[tuple[int, ...], str]:
    """What is written in the cells of a board once the output is full."""
    return {id[1]: mark.shape.string for id, mark in animation.story.filled().stage.marks.items()
            if id[0] == f"{name}_number" and isinstance(mark.shape, Text)}


def numbers(animation: Animation, name: str, shape: tuple[int, ...]) -> Any:
    found = np.zeros(shape)
    for place, string in texts(animation, name).items():
        found[place] = float(string.replace("−", "-"))
    return found


def snapshot(animation: Animation, step: int) -> Snapshot:
    return list(animation.story.snapshots())[step]


@pytest.mark.parametrize(("layer", "size"), [
    (Conv2d(bias=False), 4), (Conv2d(2, 2, 2, bias=False), 3), (Conv1d(bias=False, padding=1), 5),
    (Conv2d(2, 2, 2, groups=2, bias=False), 3), (Conv2d(kernel_size=2, stride=2, bias=False), 4)])
def test_kernels_times_patches_are_the_output(layer: Layer, size: int) -> None:
    animation = animated(layer, size, values=True)
    (trace,) = animation.traces
    patches = numbers(animation, "patches", trace.patches.shape)
    kernels = numbers(animation, "kernel", (len(trace.output), len(patches)))
    product = numbers(animation, "result", (len(trace.output), patches.shape[1]))
    np.testing.assert_array_equal(patches, trace.patches)
    np.testing.assert_array_equal(kernels @ patches, product)
    np.testing.assert_array_equal(product, trace.output.reshape(product.shape))


def test_a_kernel_has_no_weight_for_what_its_group_does_not_read() -> None:
    story = animated(Conv2d(2, 2, 2, groups=2, bias=False), 3).story
    assert {id[1] for id, mark in story.stage.marks.items()
            if id[0] == "kernel" and isinstance(mark.shape, Cell)} == {
        (out, 4 * out + tap) for out in range(2) for tap in range(4)}


def test_the_window_and_all_copies_of_its_cells_light_together() -> None:
    animation = animated(Conv2d(bias=False), 4)
    now = snapshot(animation, 0)
    lit = {id[1] for id, roles in now.roles.items() if id[0] == "patches" and "window" in roles}
    assert lit == {(row, 0) for row in range(9)}
    pale = {id for id, roles in now.roles.items()
            if id[0] == "patches" and any(role.startswith("pale_") for role in roles)}
    elements = animation.story.stage.elements
    read = {elements["patches", place] for place in lit}
    assert pale == {id for id, element in elements.items()
                    if id[0] == "patches" and element in read and id[1][1] != 0}
    centre = [id for id, element in elements.items()
              if id[0] == "patches" and element.index == (0, 1, 1)]
    assert len(centre) == 4  # in every window of a 4x4 under 3x3


def test_the_ratio_of_sizes_is_written() -> None:
    said = animated(Conv2d(bias=False), 4).describe()
    assert "patches of 9×4" in said
    assert "36 numbers in the patches, 2.25 times the input" in said
    chinese = animated(Conv2d(bias=False), 4, language="zh").describe()
    assert "展开后有 36 个数，是输入的 2.25 倍" in chinese
    assert "bias 2 added to the rows" in animated(Conv1d(), 4).describe()


def test_it_makes_every_output_once_and_lights_its_kernel() -> None:
    animation = animated(Conv2d(1, 2, 2, bias=False), 3)
    assert len(animation.scenes) == animation.staged.count == 8
    for step, now in enumerate(animation.story.snapshots()):
        rows = {id[1][0] for id, roles in now.roles.items()
                if id[0] == "kernel" and roles[0].startswith("tint_")}
        assert rows == {step // 4}


@pytest.mark.parametrize(("layer", "size", "kind", "message"), [
    (LocallyConnected2d(), 4, ViewError, "does not draw LocallyConnected2d"),
    (Conv2d(kernel_size=7), 34, LimitError, "cells are over 20000"),
    (Conv2d(), 20, ViewError, "324 windows beside a kernel of 9 do not fit 480 px")])
def test_what_it_does_not_draw_is_refused(layer: Layer, size: int, kind: type[Any],
                                          message: str) -> None:
    assert message in refusal(kind, lambda: animated(layer, size).story)
