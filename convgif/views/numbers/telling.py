"""The story of a page: the maps of a layer, its sum under them, and what each frame changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from convgif.scenes.scene import Mark, Scene, Stage, Story, Unfolding, told
from convgif.traces.steps import Step
from convgif.views.base import ViewSettings
from convgif.views.captions import signs
from convgif.views.kit.arrangement import Arrangement, Rows
from convgif.views.kit.drafts import Draft
from convgif.views.kit.fitting import fitted
from convgif.views.kit.grids import line_scale
from convgif.views.kit.maps import one_pair
from convgif.views.kit.page import Page
from convgif.views.kit.sum_layout import Change, Written, lay_out_sum
from convgif.views.kit.sums import Form
from convgif.views.kit.timeline import Timeline
from convgif.views.numbers.layer_boards import LayerBoards
from convgif.views.numbers.page import captions, place_maps
from convgif.views.numbers.readings import Reading, Shown

GAP = 0.7  # above the legend, in labels
Frame = TypeVar("Frame")
Shows = TypeVar("Shows", contravariant=True)


@dataclass(frozen=True)
class Contents(Generic[Frame]):
    """What there is to draw, whatever the width.

    choices: the rows in which the maps may lie. sums: of all frames, in each way to write them,
    the best first. frames: what each shows; first: the reading of the first. steps: all that are
    shown, None where that is every one.
    """

    shown: Shown
    operands: Sequence[Draft]
    choices: Sequence[Rows]
    form: Form
    sums: Sequence[Written]
    frames: Sequence[Frame]
    first: Reading
    steps: Sequence[Step] | None = None


class Changes(Protocol[Shows]):
    """What frames change on the stage."""

    def marks(self) -> list[Mark]:
        """What there is besides the maps of the operands."""

    def at(self, frame: Shows, timeline: Timeline) -> Change:
        """What differs from the stage at rest in that frame."""


def tell(contents: Contents[Frame], changes: Callable[[LayerBoards], Changes[Frame]],
         settings: ViewSettings) -> Story:
    """The story: a scene for each frame. Raises ViewError where it is too wide."""
    page, placed, drawn = fitted(lambda sized: _placed(contents, sized), settings)
    label_px = page.type.label_px
    what = contents.shown
    summed = settings.shows("sizes") and not drawn.is_photo
    written = lay_out_sum(contents.form, contents.sums if summed else [],
                          settings.runs(len(contents.frames)), label_px, page.left, page.width,
                          page.top + label_px)
    if written:
        page.add(written[0].marks([*written[1].values()]), written[0].bottom)
    elif summed:
        page.top += GAP * label_px
        page.paragraph("formula", settings.words.no_sum, page.type.small_px)
    others, height = page.finish(
        what.trace, captions(drawn, settings), GAP * label_px,
        signs(what.trace, settings.words, numbered=True, strided=False, steps=contents.steps))
    elements = one_pair(what.trace, what.in_channel, what.out_channel)

    def staged(prefilled: bool) -> Story:
        changing = changes(drawn)
        maps = drawn.marks(contents.first, prefilled=prefilled) + changing.marks()
        marks = {mark.id: mark for mark in maps} | others
        stage = Stage(settings.size_px, height, drawn.maps, marks,
                      line_scale(placed.smallest_cell_px), elements)
        scenes = _scenes(contents.frames, changing, Timeline(marks.values()),
                         written[1] if written else {})
        return Story(stage, Unfolding(len(contents.frames), scenes))

    return told(staged, settings.prefilled)


def _scenes(frames: Sequence[Frame], changing: Changes[Frame], timeline: Timeline,
            sums: Mapping[int, Change]) -> Iterator[Scene]:
    """A scene for each frame; sums: what changes in the sum that is written out, by its number."""
    for number, frame in enumerate(frames):
        roles, shapes = changing.at(frame, timeline)
        if number in sums:
            sum_roles, sum_shapes = sums[number]
            roles, shapes = roles | sum_roles, shapes | sum_shapes
        yield timeline.next(roles, shapes)


def _placed(contents: Contents[Frame], settings: ViewSettings
            ) -> tuple[Page, Arrangement, LayerBoards]:
    """A page with the maps, and where they lie. Raises TooWideError for them and the captions."""
    page, what = _page(settings), contents.shown
    placed = place_maps(page, contents.choices, contents.operands,
                        aligned=what.in_channel is None)
    drawn = LayerBoards(what, contents.operands, placed)
    _page(settings).finish(what.trace, captions(drawn, settings), 0)  # to see that they fit
    return page, placed, drawn


def _page(settings: ViewSettings) -> Page:
    return Page(settings, numbers=True, below_title=0.4)
