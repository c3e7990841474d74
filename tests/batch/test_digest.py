"""The digest of what an animation shows: equal for what shows the same, and for nothing else."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from conftest import environment

from convgif.animation import Animation, animate
from convgif.batch.digest import scene_digest
from convgif.frames.themes import THEMES
from convgif.layers import Conv1d, Conv2d, ConvTranspose2d
from convgif.layers.presets import PRESETS
from convgif.scenes.scene import Disc, Story

LAYER = Conv2d(stride=2, padding=1)


def digest(layer: Conv2d = LAYER, **settings: object) -> str:
    return scene_digest(animate(layer, input_size=5, **settings))


def with_story(animation: Animation, story: Story) -> Animation:
    """The animation with another story in the place of its own."""
    changed = replace(animation)
    changed.__dict__["story"] = story
    return changed


def test_it_is_a_sha256_and_the_same_each_time() -> None:
    assert digest() == digest()
    assert len(digest()) == 64
    assert set(digest()) <= set("0123456789abcdef")


@pytest.mark.parametrize("settings", [
    {"theme": "dark"}, {"size_px": 300}, {"density": 2}, {"text": "none"}, {"title": "a"},
    {"prefilled": True}, {"background": "#eeeeee"}, {"background": "transparent"},
    {"duration_ms": 500}, {"hold_ms": 0}, {"loop": 2},
], ids=lambda settings: next(iter(settings.items())))
def test_what_changes_the_picture_changes_the_digest(settings: dict[str, object]) -> None:
    assert digest(**settings) != digest()


def test_a_matte_changes_the_digest_of_a_transparent_one() -> None:
    assert len({digest(background="transparent", matte=matte)
                for matte in (None, "#222222", "#dddddd")}) == 3


def test_another_layer_or_input_has_another_digest() -> None:
    others = [animate(Conv2d(stride=2), input_size=5), animate(LAYER, input_size=7),
              animate(Conv1d(), input_size=5), animate(ConvTranspose2d(stride=2), input_size=3)]
    assert len({digest(), *map(scene_digest, others)}) == 5


def test_what_is_not_seen_does_not_count() -> None:
    assert digest(Conv2d(stride=2, padding=1, bias=False)) == digest()
    assert digest(seed=7) == digest()  # the isometric view shows no numbers


def test_it_does_not_depend_on_hashing_or_on_the_process() -> None:
    code = ("from convgif.animation import animate; from convgif.layers import Conv2d\n"
            "from convgif.batch.digest import scene_digest\n"
            "print(scene_digest(animate(Conv2d(stride=2, padding=1), input_size=5)))")
    found = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True, env=environment(PYTHONHASHSEED=seed)).stdout.strip()
             for seed in ("1", "2", "3")}
    assert found == {digest()}


def test_a_theme_counts_by_its_paints_and_not_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(THEMES, "twin", replace(THEMES["light"], description="the same"))
    assert digest(theme="twin") == digest()
    unused = {**THEMES["light"].paints, "of another view": THEMES["light"].paints["input"]}
    monkeypatch.setitem(THEMES, "richer", replace(THEMES["light"], paints=unused))
    assert digest(theme="richer") == digest()
    other = {**THEMES["light"].paints, "input": THEMES["dark"].paints["input"]}
    monkeypatch.setitem(THEMES, "other", replace(THEMES["light"], paints=other))
    assert digest(theme="other") != digest()


@pytest.mark.parametrize(("shift", "same"), [
    (0.0, True), (1e-9, True), (-1e-9, True), (1e-4, False)])
def test_noise_in_the_last_places_does_not_count(shift: float, same: bool) -> None:
    animation = animate(LAYER, input_size=5)

    def moved(by: float) -> str:
        marks = {id: replace(mark, shape=Disc((-0.0 + by, 1.25), np.float64(2)))
                 if id == next(iter(animation.story.stage.marks)) else mark
                 for id, mark in animation.story.stage.marks.items()}
        stage = replace(animation.story.stage, marks=marks)
        return scene_digest(with_story(animation, Story(stage, animation.scenes)))
    assert (moved(shift) == moved(0.0)) is same


def test_the_order_of_a_dict_does_not_count_but_that_of_the_scenes_does() -> None:
    animation = animate(LAYER, input_size=5)
    scenes = [replace(scene, roles=dict(reversed(scene.roles.items())))
              for scene in animation.scenes]
    shuffled = Story(animation.story.stage, tuple(scenes))
    assert scene_digest(with_story(animation, shuffled)) == digest()
    backwards = Story(animation.story.stage, animation.scenes[::-1])
    assert scene_digest(with_story(animation, backwards)) != digest()


def test_every_preset_has_its_own() -> None:
    from convgif.animation import draw
    from convgif.settings.resolving import resolve
    digests = set()
    for name in PRESETS:
        digests.add(scene_digest(draw(resolve({"preset": name}))))
    assert len(digests) == len(PRESETS)
