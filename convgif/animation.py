"""animate(): from a layer to an animation, which can be looked through, described and saved.

    layer  ->  trace  ->  story of scenes  ->  frames  ->  file
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from numpy.typing import ArrayLike

from convgif.bounds import PaperWidth
from convgif.errors import ConvgifError, look_up, setting
from convgif.inputs.loading import FileName, shape_in
from convgif.layers import Layer
from convgif.layers.answering import answering
from convgif.layers.notation import Beside
from convgif.layers.recognizing import (
    LayerLike,
    Recognized,
    check_is_no_typing_error,
    is_preset,
    recognize,
)
from convgif.networks.presets import own_view
from convgif.networks.reading import NetworkLike, is_network_like, sized_network
from convgif.settings.arranging import Group
from convgif.settings.limits import within
from convgif.settings.options import (
    OF_PANELS,
    OPTIONS,
    OTHER_WORDS,
    PARTNERS,
    SETTING_NAMES,
    TAKES_OUTPUT,
    WITH_GRADIENT,
    WITH_TRANSPOSE,
)
from convgif.settings.origins import computed, given
from convgif.settings.pairs import NAMED_ALONE
from convgif.settings.picture import AnyPanel, Chosen, Panel, Picture
from convgif.staging.asking import (
    asked_of,
    check_is_for_networks,
    check_is_meant,
    check_one_pose,
    left_blank,
    painted,
    text_mode,
    view_of,
    width_px,
)
from convgif.staging.columns import in_a_column
from convgif.staging.networks import StagedNetwork
from convgif.staging.panel import AnyStaged, Staged
from convgif.staging.showing import Animation
from convgif.staging.standing import beside
from convgif.traces.tracing import Trace, beside_input, check_is_no_size, following, trace
from convgif.views import VIEW_SETTINGS, VIEWS, network_view, text_for
from convgif.views.settings import AT_LAYER, declaring

__all__ = ["Animation", "animate", "beside"]

NUMBERS = ("input", "weight", "seed", "true_convolution", "activation")  # what they follow from


@answering({**OTHER_WORDS, **SETTING_NAMES})
@declaring(VIEW_SETTINGS)
def animate(what: LayerLike | Trace | NetworkLike, *, input: ArrayLike | FileName | None = None,
            weight: ArrayLike | FileName | None = None, bias: ArrayLike | None = None,
            input_size: int | Sequence[int] | None = None,
            output_size: int | Sequence[int] | None = None, seed: int = 0,
            true_convolution: bool = False, activation: str | None = None,
            view: str | None = None, theme: str = "light", text: str = "auto",
            blank: str | int | None = None, answers: bool = False,
            title: str | None = None, prefilled: bool | None = None,
            background: str | None = None, matte: str | None = None,
            size_px: int | str | None = None, density: float = 1,
            duration_ms: int | None = None, hold_ms: int = 1500, loop: int = 0,
            easing: bool = True,
            still: int | str | None = None, strip: int | Sequence[int] | None = None,
            language: str = "en", notation: str | None = None, font: FileName | None = None,
            force: bool = False,
            **settings: object) -> Animation:
    """The animation of a layer, of a trace that is there already, or of a network.

    what: a layer of convgif, its text, a preset's name, a module of torch.nn, or a trace; or a
    network, its text or its file, beside which input_size alone says something of it. input,
    weight, bias, input_size, output_size, seed, true_convolution, activation: as `trace` takes
    them; an input or weight may be a file (a picture, .csv or .npy), which is shrunk to input_size,
    or else to 32 a side at most, or a name (`convgif kernels`), as an input laid on zeros. view:
    the first that draws such a layer if not given. text: auto, none, sizes, legend or full.
    background: a colour, or `transparent`; matte: what a GIF, which holds no smooth edges, then
    blends them with. size_px: the canvas width as displayed, in px, or with a unit as in "85mm",
    which a strip is as wide as in all; density: how many pixels of the file each px has.
    duration_ms: of a step; hold_ms: how much longer the last is shown. easing: whether what points
    to a window eases to the next one, where a format moves smoothly. loop: times in all, 0 for
    ever. language: en, zh, or symbols in place of words. blank: outputs, kernel or sizes, or so
    many outputs, left empty for the reader; answers: what is to be written there, in another
    colour. notation: guide, torch, tensorflow or article, the letters of formulas; not given, the
    guide's, and sizes in numbers alone. font: a file with glyphs for the title that convgif lacks.
    still, strip: no animation but what `Animation.still` or `strip` makes of it, steps numbered
    from 0. force: however large.
    What only some views take (`convgif views`): {settings}.
    `animate(Conv2d(stride=2, padding=1), input_size=5)` has 9 frames, uint8 (rows, 320, 3).
    Raises ConvgifError.
    """
    paint = painted(theme, background, matte)
    ask = partial(asked_of, theme=paint.theme, size_px=size_px, text=text, title=title,
                  prefilled=prefilled, language=language, notation=notation, font=font,
                  own=settings, left=left_blank(blank, seed, answered=answers))
    density = within("density", density)
    check_one_pose(still, strip)
    notes: tuple[str, ...] = ()
    if is_network_like(what):
        check_is_for_networks(input=input, weight=weight, bias=bias, output_size=output_size,
                              seed=seed, true_convolution=true_convolution, activation=activation)
        shown = network_view(own_view(what) if view is None else view, settings)
        asked = ask(shown, shown.size_px)
        staged: AnyStaged = StagedNetwork(
            view=shown, settings=asked, network=sized_network(what, input_size, asked[AT_LAYER]))
    else:
        layer, size = _layer_on(cast("LayerLike | Trace", what), input, input_size)
        activated = activation is not None or (isinstance(what, Trace)
                                               and what.activation is not None)
        row = view_of(layer, view, settings, activated=activated)
        asked = ask(row, row.default_size_px(layer))
        origin = (given(what, input, weight, bias, size, output_size, seed or None,
                        true_convolution, activation) if isinstance(what, Trace) else
                  computed(layer, row, input, weight, bias, size, output_size, seed,
                           true_convolution, activation))
        if not force:
            check_is_meant(row, asked, origin, density, still, strip)
        staged, notes = Staged(traces=(origin.trace(),), view=row, settings=asked), origin.notes
    animation = Animation(
        staged, *paint, density=density, loop=within("loop", loop), easing=easing,
        numbers_notes=notes, force=force,
        hold_ms=within("hold_ms", hold_ms),
        step_ms=None if duration_ms is None else within("duration_ms", duration_ms))
    posed = _posed(animation, still, strip)
    column = width_px(size_px)
    if strip is None or not (column is None or isinstance(column, PaperWidth)):
        return posed
    return in_a_column(posed, lambda width: text_for(text_mode(text, paint.theme), width), column)


def draw(picture: Picture) -> Animation:
    """The animation of the picture that is asked for. Raises ConvgifError."""
    chosen = picture.settings
    together = {name: chosen[name] for name in OF_PANELS if name in chosen}
    if (not isinstance(picture.arranged, Group)
            and not any(chosen.get(name) for name in PARTNERS)):
        for name, value in together.items():
            look_up(OPTIONS[name].names or {}, value, name)  # what is none is said to be none
            raise ConvgifError(f"{setting(name, value)} is for several panels: leave it out, or "
                               "give several layers, such as Conv2d() | MaxPool2d(2)")
        return _of_panel(picture.arranged, chosen.without(*PARTNERS), picture.force)
    still, strip = chosen.get("still"), chosen.get("strip")
    check_one_pose(still, strip)
    moving = chosen.without(*OF_PANELS, *PARTNERS, "still", "strip")

    made: list[Trace] = []
    apart = {_numbers_of(panel): _of_panel(panel, moving, picture.force).traces[0]
             for panel in picture.panels
             if isinstance(panel, Panel) and panel.view in VIEWS
             and VIEWS[panel.view].weights_apart
             and not panel.settings.get(TAKES_OUTPUT)}

    def drawn(part: AnyPanel | Group[AnyPanel]) -> Animation:
        if isinstance(part, Group):
            return beside(*map(drawn, part.members), below=part.below, **together)
        animation = _of_panel(part, moving, picture.force, apart.get(_numbers_of(part)), made)
        made.extend(animation.traces[-1:])
        partners = [animation.of_transpose()] if chosen.get(WITH_TRANSPOSE) else []
        if chosen.get(WITH_GRADIENT):
            partners.append(animation.of_gradient(chosen[WITH_GRADIENT]))
        return beside(animation, *partners, **together) if partners else animation

    return _posed(drawn(picture.arranged), still, strip)


def _of_panel(panel: AnyPanel, of_all: Chosen, force: bool, traced: Trace | None = None,
              before: Sequence[Trace] = ()) -> Animation:
    """The animation of a panel; traced: of what another panel draws too, whose numbers it takes;
    before: the traces of the panels before it."""
    settings: dict[str, Any] = {**panel.settings, **of_all}
    if not settings.pop(TAKES_OUTPUT, False):
        traced = _on_its_channels(panel, settings) if traced is None else traced
        if traced is not None:
            return animate(traced, force=force, **{**panel.settings.without(
                *NUMBERS, TAKES_OUTPUT), **of_all})
        whole = ({"input_size": panel.input_size} if isinstance(panel, Panel) else
                 {"view": panel.view})
        return animate(panel.shown, force=force, **{**whole, **settings})
    own = {name: settings.pop(name) for name in ("weight", "seed", "true_convolution", "input")
           if name in settings}
    if "input" in own or isinstance(own.get("weight"), FileName):
        raise ConvgifError(f"{setting(TAKES_OUTPUT)} takes no numbers from a file: leave out input "
                           "and weight")
    assert isinstance(panel, Panel)
    return animate(following(before[-1], panel.layer, **own), force=force, **settings)


def _on_its_channels(panel: AnyPanel, settings: Mapping[str, Any]) -> Trace | None:
    """The trace of a layer on as many channels as were asked for; None where the view says how
    many. Raises ConvgifError."""
    if not isinstance(panel, Panel) or panel.drawn_channels is None:
        return None
    return trace(panel.layer, input_size=panel.input_size, channels=panel.drawn_channels,
                 **{name: settings[name] for name in NUMBERS if name in settings})


def _numbers_of(panel: AnyPanel) -> tuple[object, ...]:
    """What the numbers of a panel follow from, but for its view."""
    return (panel.text, panel.input_size, *(panel.settings.get(name) for name in NUMBERS))


def _posed(animation: Animation, still: int | str | None, strip: int | Sequence[int] | None
           ) -> Animation:
    """The animation, or what it is stopped at."""
    if still is not None:
        return animation.still(still)
    return animation if strip is None else animation.strip(strip)


def _layer_on(what: LayerLike | Trace, input: ArrayLike | FileName | None,
              input_size: int | Sequence[int] | None
              ) -> tuple[Layer, int | Sequence[int] | None]:
    """The layer that is meant, and the size of its input: that of a preset, if no other is given.
    Raises ConvgifError."""
    if isinstance(what, str) and not is_preset(what):
        check_is_no_typing_error(what, NAMED_ALONE)
    found = (Recognized(what.layer) if isinstance(what, Trace) else
             recognize(what, _beside(input)))
    check_is_no_size(found.layer, input)
    sizeless = input_size is None and input is None
    return found.layer, found.input_size if sizeless else input_size


def _beside(input: ArrayLike | FileName | None) -> Beside:
    """What an input says beside the text of a layer."""
    if isinstance(input, FileName):
        return Beside(input_shape=partial(shape_in, input), takes_settings=False)
    return beside_input(input)
