"""The network view: the maps of a network one after the other, and the chain of windows."""

from collections.abc import Sequence

from convgif.networks.network import SizedNetwork
from convgif.scenes.blanks import SIZES
from convgif.scenes.scene import Scene, Stage, Story, Unfolding, told
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.scenes.words import times
from convgif.views import captions
from convgif.views.base import ViewSettings
from convgif.views.kit.fitting import fitted
from convgif.views.kit.typesetting import TooWideError, Typesetter
from convgif.views.network import writing
from convgif.views.network.across import add_row
from convgif.views.network.blocks import Block, blocks_of
from convgif.views.network.chain import Link, chain_of
from convgif.views.network.down import MAPS, add_column
from convgif.views.network.layout import Sizes, heading_px, per_row, rows_of, stacks_of
from convgif.views.network.marks import Content, Drawing
from convgif.views.settings import DIRECTION

MARGIN_PX = 12
LABEL = 76, 10.0, 13.0  # how many a picture is wide; the smallest, and the largest
LABEL_STEP_PX, SMALL = 0.4, 0.84  # between sizes that are tried; of a label


def stage(network: SizedNetwork, settings: ViewSettings) -> Story:
    """The story of the network: a scene for each map that is made. Raises ViewError."""
    blocks = blocks_of(network)
    links = chain_of(blocks)
    count = max(1, len(links))

    def staged(prefilled: bool) -> Story:
        drawing = fitted(lambda sized: _drawn(network, blocks, links, sized), settings)
        if prefilled:
            drawing.fill()
        whole = Stage(settings.size_px, drawing.height, {}, drawing.marks, ties=drawing.ties,
                      tie_says=drawing.tie_says)
        return Story(whole, Unfolding(count, (Scene(drawing.steps.get(number, {}))
                                              for number in range(count))))

    return told(staged, settings.prefilled)


def describe(network: SizedNetwork, settings: ViewSettings) -> str:
    """The alt text: every map, what makes it, and what that costs."""
    blocks, words = blocks_of(network), settings.words
    return captions.told(settings, writing.words_in(words).sentence.format(
        input=times(blocks[0].shape), output=times(blocks[-1].shape),
        maps=writing.told(blocks, words, costs=settings.tells(SIZES)),
        total=_total(network, settings)))


def _total(network: SizedNetwork, settings: ViewSettings) -> str:
    return writing.words_in(settings.words).total.format(
        parameters=f"{network.parameters:,}",
        macs=f"{'≥ ' * bool(network.uncounted)}{network.macs:,}")


def _drawn(network: SizedNetwork, blocks: Sequence[Block], links: Sequence[Link],
           settings: ViewSettings) -> Drawing:
    """All marks in their places. Raises TooWideError."""
    direction, names = settings[DIRECTION] or DIRECTION.choices[0], writing.rows_of(settings)
    down = direction == "down"
    tries = [(texts, *_sized(texts, () if down else names, settings))
             for narrow in (False, True)
             for texts in [[writing.written(blocks, number, settings, narrow=narrow)
                            for number in range(len(blocks))]]]
    texts, sizes, columns = next((each for each in tries if down or each[2] == len(blocks)),
                                 tries[0])
    drawing, setter = Drawing(), Typesetter(MARGIN_PX, sizes.width, MARGIN_PX, settings.font)
    if settings.title:
        setter.paragraph("title", settings.title, sizes.label_px)
    column_px = MAPS * sizes.width if down else (sizes.width - sizes.heading) / columns
    stacks = stacks_of(blocks, column_px, settings.size_px, lying=down)
    content = Content(blocks, texts, stacks, links)
    if down:
        setter.top = add_column(drawing, content, sizes, names, setter.top)
    elif columns < 2 <= len(blocks):
        raise TooWideError(f"the maps of this network do not fit a width of {settings.size_px}:")
    else:
        rows = rows_of(len(blocks), columns)
        for first, last in rows:
            setter.top = add_row(drawing, content, range(first, last + 1), sizes, names,
                                 setter.top, column_px, columns, leftwards=direction == "left")
        if len(rows) > 1:
            drawing.ties.clear()  # from one row a line would cross another
    own = writing.words_in(settings.words)
    if settings.shows("legend"):
        drawing.tie_says = own.tied, sizes.small_px
        setter.top += 0.3 * sizes.label_px
        setter.paragraph("legend", _total(network, settings), sizes.small_px)
    if settings.shows("full"):
        has_vectors = any(len(block.shape) == 1 for block in blocks)
        setter.paragraph("formula", own.scale + own.vectors * has_vectors
                         + own.enlarged * drawing.enlarges, sizes.small_px)
    drawing.marks |= setter.marks
    drawing.height = round(setter.top + MARGIN_PX)
    return drawing


def _sized(texts: Sequence[writing.Written], names: Sequence[str], settings: ViewSettings
           ) -> tuple[Sizes, int]:
    """The sizes of what is written, and how many columns a row has: in words as large as the width
    allows, or smaller where all then stand in one row."""
    def sized(label: float) -> tuple[Sizes, int]:
        small = max(SMALLEST_TEXT_PX, round(SMALL * label, 1))
        sizes = Sizes(MARGIN_PX, settings.size_px - 2 * MARGIN_PX, label, small,
                      heading_px(names, small))
        return sizes, per_row(texts, sizes)

    of_width, least, most = LABEL
    label = min(max(round(settings.size_px / of_width, 1), least), most, settings.most_label_px)
    tries = [sized(label - step * LABEL_STEP_PX)
             for step in range(max(0, int((label - least) / LABEL_STEP_PX)) + 1)]
    return next((each for each in tries if each[1] == len(texts)), tries[0])
