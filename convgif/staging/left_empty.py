"""What a picture leaves empty: which of its cells and words, by what it shows."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from math import prod

import numpy as np

from convgif.errors import ViewError, listed, setting
from convgif.layers import SizeFormula
from convgif.networks.network import INPUT, SizedLayer
from convgif.networks.operations import Operation, Shape
from convgif.scenes.blanking import EQUALS, Gap, blanked, of_untold
from convgif.scenes.blanks import BLANKS, OUTPUTS, SIZES, LeftBlank
from convgif.scenes.scene import Element, Story, Text
from convgif.scenes.words import Words, by_number, times
from convgif.views import ViewSettings

_SAID = re.compile(r"([^{}]*)\{output\}([^{}]*)")  # with what a sentence names an output
DRAWN = 18  # a word of the seed of blanks, so that they do not follow the numbers


@dataclass(frozen=True)
class Sizes:
    """The sizes that a picture says. said: words for them, by the size in them; worked: how each
    comes about; hints: the same of a size that is not told; given: those that are told, of an
    input; makers: the layers that sizes come out of, by the words that say these."""

    said: Mapping[str, str]
    worked: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    makers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def left_empty(story: Story, settings: ViewSettings, sizes: Sizes,
               elsewhere: Sequence[str] = ()) -> Story:
    """The story without what is asked to be left empty. sizes: those in it; elsewhere: of what
    other views have cells. Raises ViewError where there is nothing of that, or not so much."""
    left = settings.left
    if left is None:
        return story
    if left.kind is BLANKS[SIZES]:
        gap = Gap(left, sizes=sizes.said, worked=sizes.worked, hints=sizes.hints,
                  makers=sizes.makers)
        if not sizes.said:
            raise ViewError("every layer here keeps the size of what it takes, so that none can be "
                            f"left empty: leave {setting('blank')} out")
        if not _says_size(story, gap):
            raise ViewError("no size is written in this picture, so that none can be left empty: "
                            f"add {setting('text', 'full')}, or make it wider")
        return blanked(story, gap)
    cells = sorted({element for element in story.elements if element.array in left.kind.arrays},
                   key=lambda element: (element.array, element.index))
    if not cells:
        raise ViewError(f"this view has no cells of {left.kind.meaning}: "
                        f"{_instead(story, left, sizes, elsewhere)}")
    found = blanked(story, Gap(left, _drawn(left, cells)))
    if left.answered and _is_unwritten(story):
        raise ViewError("this picture has no numbers, so that none can be filled in: take the "
                        f"{setting('view', 'values')}, or add {setting('values', True)}")
    return found


def untold(told: str, settings: ViewSettings, sizes: Sizes) -> str:
    """An alt text without what is left empty."""
    if settings.tells(SIZES):
        return told
    return Gap(LeftBlank(SIZES), sizes=sizes.said, given=sizes.given).untold(told)


def title_size(made: Sequence[int], settings: ViewSettings) -> str:
    """A size that is made, as titles say it."""
    return settings.made(times(made))


def sizes_of_layer(took: Shape, made: Shape, formulas: Sequence[SizeFormula], words: Words,
                   own: object = None) -> Sizes:
    """What is said of the shape that a layer makes of another, by those formulas. own: what only
    the view says."""
    count = prod(made[1:])
    flat = [(made[0], count)] if len(made) > 2 else []
    sizes = [times(size) for size in dict.fromkeys([made, made[1:], *flat]) if size]
    around = {found.groups() for sentence in (*words.sentences.values(), *_sentences(own))
              for found in _SAID.finditer(sentence)}
    said = {**{words.output.format(shape=size): size for size in sizes},
            **{f"{before}{size}{after}": size for before, after in around for size in sizes},
            **{by_number(words.steps, each): str(each) for each in (count, prod(made))}}
    return Sizes(said, {**{str(formula.size): str(formula) for formula in formulas},
                        **dict.fromkeys(sizes, _worked(formulas, words))},
                 given=frozenset([times(took), times(took[1:] or took)]))


def sizes_of_network(layers: Sequence[SizedLayer], words: Words) -> Sizes:
    """The same of all the shapes that its layers make."""
    said, worked, hints = dict[str, str](), dict[str, str](), dict[str, str]()
    makers = defaultdict[str, list[str]](list)
    for each in layers:
        operation = each.operation
        maker = operation.name if isinstance(operation, Operation) else (
            repr(operation).partition("(")[0])
        shape = each.output_shape
        label = f"{shape[0]}@{times(shape[1:])}" if len(shape) > 1 else str(shape[0])
        said |= {label: label, times(shape): times(shape)}
        formulas = each.layer.shape_formulas(each.input_shape) if each.layer else ()
        worked.setdefault(label, _worked(formulas, words))
        if not isinstance(operation, Operation) or shape != each.input_shape:  # no activation
            makers[label].append(maker)
        flattens = len(shape) == 1 < len(each.input_shape)
        for said_so in map(str, formulas if each.inputs != (INPUT,) else ()):
            hint = hints[said_so] = of_untold(said_so, flattens=flattens)
            worked.setdefault(hint, said_so)
        for formula in formulas:  # whose result may stand in a line of its own
            worked.setdefault(f"{EQUALS}{formula.size}", str(formula))
    told = {str(formula) for each in layers if each.layer and each.inputs == (INPUT,)
            for formula in each.layer.shape_formulas(each.input_shape)}
    return Sizes(said, worked, {formula: hint for formula, hint in hints.items()
                                if formula not in told}, makers=makers)


def _sentences(own: object) -> list[str]:
    """What only a view says, in a language."""
    words = vars(own).values() if is_dataclass(own) else (own,)
    return [said for each in words for said in (each.values() if isinstance(each, dict) else [each])
            if isinstance(said, str)]


def _worked(formulas: Sequence[SizeFormula], words: Words) -> str:
    """How sizes come about, those of axes that are alike once."""
    return words.list_separator.join(filter(None, dict.fromkeys(map(str, formulas))))


def _drawn(left: LeftBlank, cells: Sequence[Element]) -> frozenset[Element] | None:
    """Which of the cells are left empty, None for all. Raises ViewError."""
    if not isinstance(left.what, int):
        return None
    if left.what > len(cells):
        raise ViewError(f"{setting('blank', left.what)} is more than the {len(cells)} cells of "
                        f"what is made: give fewer, or {setting('blank', OUTPUTS)} for all")
    drawn = np.random.default_rng([DRAWN, left.seed]).choice(
        len(cells), left.what, replace=False)
    return frozenset([cells[number] for number in drawn])


def _instead(story: Story, left: LeftBlank, sizes: Sizes, elsewhere: Sequence[str]) -> str:
    """What can be left empty where that cannot, or in another view."""
    arrays = {element.array for element in story.elements}
    can = [name for name, kind in BLANKS.items() if not kind.arrays.isdisjoint(arrays)]
    if _says_size(story, Gap(LeftBlank(SIZES), sizes=sizes.said)):
        can.append(SIZES)
    ways = [setting("blank", name) for name in can]
    if any(left.kind is BLANKS[name] for name in elsewhere):
        ways.append(f"another {setting('view')}")
    return f"give {listed(ways, 'or')}" if ways else f"leave {setting('blank')} out"


def _says_size(story: Story, gap: Gap) -> bool:
    """Whether a size is written in it."""
    return any(gap.split(mark.shape, mark.roles) for mark in story.stage.marks.values()
               if isinstance(mark.shape, Text))


def _is_unwritten(story: Story) -> bool:
    """Whether no number is in any cell."""
    return not any(isinstance(mark.shape, Text) and {*mark.roles} & {
        "value", "value_active", "on_tint"} for mark in story.stage.marks.values()) and not any(
        {*roles} & {"value", "value_active", "on_tint"} for scene in story.scenes
        for roles in scene.roles.values())
