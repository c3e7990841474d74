"""animate(): from a layer to an animation, which can be looked through, described and saved.

    layer  ->  trace  ->  story of scenes  ->  frames  ->  file
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from numpy.typing import ArrayLike

from convgif.errors import ConvgifError, look_up, setting
from convgif.frames.colors import parse_color
from convgif.frames.themes import THEMES, TRANSPARENT
from convgif.inputs.loading import FileName, shape_in
from convgif.inputs.sources import file_digest
from convgif.layers.answering import answering
from convgif.layers.notation import Beside
from convgif.layers.recognizing import LayerLike, Recognized, recognize
from convgif.scenes.legibility import column_layout, numbers_in
from convgif.scenes.poses import still_step, strip_steps
from convgif.scenes.scene import Font
from convgif.scenes.text import check_font, composed
from convgif.scenes.words import words_of
from convgif.settings.arranging import Group
from convgif.settings.limits import Amount, check_amount, checked_title, within
from convgif.settings.options import (
    OF_PANELS,
    OPTIONS,
    OTHER_WORDS,
    SETTING_NAMES,
    WITH_TRANSPOSE,
)
from convgif.settings.origins import computed, given
from convgif.settings.picture import Chosen, Panel, Picture
from convgif.showing import Animation, beside
from convgif.staging import Staged, is_drawn
from convgif.traces.tracing import Trace, beside_input, check_is_no_size
from convgif.views import (
    TEXT_MODES,
    VIEW_SETTINGS,
    VIEWS,
    ViewSettings,
    check_draws,
    check_takes,
    default_view,
    text_for,
)
from convgif.views.settings import declaring

__all__ = ["Animation", "animate", "beside"]


@answering({**OTHER_WORDS, **SETTING_NAMES})
@declaring(VIEW_SETTINGS)
def animate(what: LayerLike | Trace, *, input: ArrayLike | FileName | None = None,
            weight: ArrayLike | FileName | None = None, bias: ArrayLike | None = None,
            input_size: int | Sequence[int] | None = None,
            output_size: int | Sequence[int] | None = None, seed: int = 0,
            true_convolution: bool = False,
            view: str | None = None, theme: str = "light", text: str = "auto",
            title: str | None = None, prefilled: bool | None = None,
            background: str | None = None, matte: str | None = None,
            size_px: int | None = None, density: float = 1,
            duration_ms: int | None = None, hold_ms: int = 1500, loop: int = 0,
            still: int | str | None = None, strip: int | Sequence[int] | None = None,
            language: str = "en", font: FileName | None = None, force: bool = False,
            **settings: object) -> Animation:
    """The animation of a layer, or of a trace that is there already.

    what: a layer of convgif, its text, a preset's name, a module of torch.nn, or a trace. input,
    weight, bias, input_size, output_size, seed, true_convolution: as `trace` takes them; an input
    or weight may be a file (a picture, .csv or .npy), which is shrunk to input_size, or else to 32
    a side at most, and a weight a name (`convgif kernels`). view: the first that draws such a layer
    if not given. text: auto, none, sizes, legend or full. background: a colour, or `transparent`;
    matte: what a GIF, which holds no smooth edges, then blends them with. size_px: the canvas width
    as displayed; density: how many pixels of the file each px has. duration_ms: of a step; hold_ms:
    how much longer the last is shown. loop: times in all, 0 for ever. language: en, zh, or symbols
    in place of words. font: a file with glyphs for the title that convgif lacks. still, strip: no
    animation but what `Animation.still` or `strip` makes of it, steps numbered from 0. force:
    however large.
    What only some views take (`convgif views`): {settings}.
    `animate(Conv2d(stride=2, padding=1), input_size=5)` has 9 frames, uint8 (rows, 320, 3).
    Raises ConvgifError.
    """
    layer, preset_size = (Recognized(what.layer) if isinstance(what, Trace) else
                          recognize(what, _beside(input)))
    if input_size is None and input is None:
        input_size = preset_size
    check_is_no_size(layer, input)
    view = default_view(layer) if view is None else view
    row, paints = look_up(VIEWS, view, "view"), look_up(THEMES, theme, "theme")
    text = look_up({mode: mode for mode in ("auto", *TEXT_MODES)}, text, "text")
    width = within("size_px", row.size_px if size_px is None else size_px)
    density = within("density", density)
    check_draws(view, layer)
    check_takes(row, layer, settings)
    if background is not None and background != TRANSPARENT:
        paints = paints.on(parse_color(background, TRANSPARENT))
    ground = None if matte is None else parse_color(matte)
    if ground is not None and background != TRANSPARENT:
        raise ConvgifError(f"{setting('matte')} is for a transparent background: leave it "
                           f"out, or add {setting('background', TRANSPARENT)}")
    text_mode = paints.text if text == "auto" else text
    asked = ViewSettings(
        size_px=width, grows=size_px is None, text=text_for(text_mode, width),
        title=None if title is None else composed(checked_title(title)),
        prefilled=paints.prefilled if prefilled is None else prefilled,
        words=words_of(language), font=None if font is None else _font(font),
        own=row.checked(settings))
    source = (given(what, input, weight, bias, input_size, output_size, seed or None,
                    true_convolution)
              if isinstance(what, Trace) else
              computed(layer, row, input, weight, bias, input_size, output_size, seed,
                       true_convolution))
    _check_one_pose(still, strip)
    if not force:
        pose = (partial(_still_steps, still) if still is not None else
                None if strip is None else partial(strip_steps, strip))
        check_amount(Amount(row, asked, source.layer, source.input_shape, density, pose),
                     is_drawn)
    animation = Animation(
        Staged((source.trace(),), row, asked), paints, transparent=background == TRANSPARENT,
        matte=ground,
        notes=source.notes, density=density, loop=within("loop", loop), force=force,
        hold_ms=within("hold_ms", hold_ms),
        step_ms=None if duration_ms is None else within("duration_ms", duration_ms))
    if still is not None:
        return animation.still(still)
    if strip is None:
        return animation
    return animation.strip(strip) if size_px is not None else _in_a_column(
        animation.strip(strip), lambda width: text_for(text_mode, width))


def draw(picture: Picture) -> Animation:
    """The animation of the picture that is asked for. Raises ConvgifError."""
    chosen = picture.settings
    together = {name: chosen[name] for name in OF_PANELS if name in chosen}
    paired = chosen.get(WITH_TRANSPOSE, False)
    if isinstance(picture.arranged, Panel) and not paired:
        for name, value in together.items():
            look_up(OPTIONS[name].names or {}, value, name)  # what is none is said to be none
            raise ConvgifError(f"{setting(name, value)} is for several panels: leave it out, or "
                               "give several layers, such as Conv2d() | MaxPool2d(2)")
        return _of_panel(picture.arranged, chosen.without(WITH_TRANSPOSE), picture.force)
    still, strip = chosen.get("still"), chosen.get("strip")
    _check_one_pose(still, strip)
    moving = chosen.without(*OF_PANELS, WITH_TRANSPOSE, "still", "strip")

    def drawn(part: Panel | Group[Panel]) -> Animation:
        if isinstance(part, Group):
            return beside(*map(drawn, part.members), below=part.below, **together)
        animation = _of_panel(part, moving, picture.force)
        return beside(animation, animation.of_transpose(), **together) if paired else animation

    animation = drawn(picture.arranged)
    if still is not None:
        return animation.still(still)
    return animation if strip is None else animation.strip(strip)


def _of_panel(panel: Panel, of_all: Chosen, force: bool) -> Animation:
    return animate(panel.layer, input_size=panel.input_size, force=force,
                   **{**panel.settings, **of_all})


def _check_one_pose(still: object, strip: object) -> None:
    if still is not None and strip is not None:
        raise ConvgifError(f"{setting('still')} and {setting('strip')} are both given: leave one "
                           "out")


def _still_steps(which: int | str, count: int) -> tuple[int, ...]:
    return (still_step(which, count),)


def _beside(input: ArrayLike | FileName | None) -> Beside:
    """What an input says beside the text of a layer."""
    if isinstance(input, FileName):
        return Beside(input_shape=partial(shape_in, input))
    return beside_input(input)


def _in_a_column(strip: Animation, text_at: Callable[[int], str]) -> Animation:
    """The strip laid out for a column of print, where it can be read in one. text_at: how much is
    written at a width."""
    @cache  # the one that is found has been laid out
    def laid_out(size_px: int, in_a_row: int) -> Animation:
        settings = replace(strip.settings, size_px=size_px, grows=False, text=text_at(size_px))
        staged = Staged(strip.traces, strip.view, settings)
        return replace(strip, staged=staged, columns=in_a_row)

    numbers = numbers_in(strip.story.stage) if strip.view.has_numbers else 0
    found = column_layout(len(strip.pose), numbers,
                          lambda *layout: laid_out(*layout).story.stage)
    return laid_out(*found) if found else strip


def _font(file: FileName) -> Font:
    """The font in that file. Raises ConvgifError."""
    font = Font(str(file), file_digest(file))
    check_font(font)
    return font
