"""What is written at each map of a network."""

from collections.abc import Sequence
from dataclasses import dataclass

from convgif.scenes.blanking import of_untold
from convgif.scenes.blanks import SIZES
from convgif.scenes.text import text_width
from convgif.scenes.words import Words, times
from convgif.views.base import ViewSettings
from convgif.views.network.blocks import Block, argument_phrases
from convgif.views.network.words import WORDS, NetworkWords

ONE_LINE = 12  # characters of a formula that stands on one line


@dataclass(frozen=True)
class Written:
    """What is written at a map. above: what makes it; label, tags: below it; numbers: of each row,
    its lines."""

    above: tuple[str, ...]
    label: str
    tags: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]

    def width(self, label_px: float, small_px: float) -> float:
        """How wide the widest of it is below the map."""
        return max([text_width(self.label, label_px),
                    *(text_width(tag, small_px) + small_px for tag in self.tags),
                    *(text_width(line, small_px) for lines in self.numbers for line in lines)])

    def width_above(self, small_px: float) -> float:
        """How wide the widest of it is above."""
        return max((text_width(line, small_px) for line in self.above), default=0.0)


def rows_of(settings: ViewSettings) -> tuple[str, ...]:
    """The names of the rows of numbers, as far as they are wanted."""
    words = words_in(settings.words)
    costs = (words.parameters, words.macs, words.field) if settings.shows("legend") else ()
    return ((words.formula,) if settings.shows("full") else ()) + costs


def written(blocks: Sequence[Block], number: int, settings: ViewSettings, *,
            narrow: bool = False) -> Written:
    """What is written at the map of that number; of what it does not take from the one before it,
    from which it does. narrow: with the size of a kernel below the name of its layer."""
    words, block = settings.words, blocks[number]
    others = [f"← {_named(blocks[each], settings)}" for each in block.sources
              if each not in (-1, number - 1)]
    name = block.name_and_size if narrow else (block.name,)
    above = (*name, *_arguments(block, words), *others) if settings.shows("legend") else ()
    numbers: list[tuple[str, ...]] = []
    if settings.shows("full"):
        numbers.append(tuple([line for formula in _formulas(block, settings)
                              for line in _lines(formula)]))
    if settings.shows("legend"):
        numbers += [_parameters(block),
                    (f"{block.macs:,}",) if block.macs else (),
                    (times(block.field),) if block.field else ()]
    return Written(above if block.operation else (),
                   block.label if settings.shows("sizes") else "",
                   block.tags if settings.shows("legend") else (), tuple(numbers))


def _named(block: Block, settings: ViewSettings) -> str:
    """A map by its shape; or where that is left empty, by what makes it."""
    return block.label if settings.tells(SIZES) or not block.name else block.name


def _formulas(block: Block, settings: ViewSettings) -> Sequence[str]:
    """How its size comes about: where sizes are left empty, of one that is not told."""
    if settings.tells(SIZES) or not block.source:
        return block.formulas
    return tuple([of_untold(formula, flattens=block.is_flattened) for formula in block.formulas])


def _parameters(block: Block) -> tuple[str, ...]:
    """Of its layers, and those of its tags."""
    own, more = block.parameters - block.extra_parameters, block.extra_parameters
    return (*([f"{own:,}"] if own else []), *([f"{'+ ' if own else ''}{more:,}"] if more else []))


def _lines(formula: str) -> Sequence[str]:
    """The formula, its result on a line of its own where it is long."""
    expression, _, result = formula.partition(" = ")
    if len(formula) <= ONE_LINE or not result:
        return (formula,)
    return expression, f"= {result}"


def _arguments(block: Block, words: Words) -> list[str]:
    """What of its arguments is not plain from the shapes."""
    phrases = {"stride": words.stride, "padding": words.padding, "dilation": words.dilation,
               "output_padding": words.output_padding}
    said = argument_phrases(block)
    return [phrases[name].format(size=text) if name in phrases else
            words.groups.format(count=text) for name, text in said.items() if text != "0"]


def words_in(words: Words) -> NetworkWords:
    """What the view says in that language."""
    return WORDS[words.language]


def told(blocks: Sequence[Block], words: Words, *, costs: bool) -> str:
    """The maps and what makes them, in words. costs: with what that costs."""
    own = words_in(words)
    return words.list_separator.join([
        own.made.format(layer=words.comma.join([block.name, *_arguments(block, words)]),
                        shape=times(block.shape))
        + (own.costs.format(parameters=f"{block.parameters:,}", macs=f"{block.macs:,}")
           if costs and (block.parameters or block.macs) else "") + _told_run(blocks, number, own)
        for number, block in enumerate(blocks) if number])


def _told_run(blocks: Sequence[Block], number: int, own: NetworkWords) -> str:
    """After the last of several that come again and again, how often."""
    run, after = blocks[number].run, blocks[number + 1].run if number + 1 < len(blocks) else None
    if run is None or run == after:
        return ""
    return own.run.format(count=run[1], maps=number + 1 - run[0])
