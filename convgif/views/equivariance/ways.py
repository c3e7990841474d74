"""The two ways of a shift and a layer, as maps to be placed: first the layer and then the shift,
above; first the shift and then the layer, below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convgif.errors import LayerError, ViewError
from convgif.scenes.scene import Element, Roles
from convgif.traces.arrays import Array
from convgif.traces.shifting import Shifted, shifted
from convgif.traces.tracing import Step, Trace
from convgif.views.base import ViewSettings
from convgif.views.captions import map_labels
from convgif.views.equivariance.words import WORDS, EquivarianceWords
from convgif.views.kit.arrangement import Arrangement, Rows, in_columns
from convgif.views.kit.boards import Board, board_of
from convgif.views.kit.drafts import Draft, draft
from convgif.views.kit.grids import Index, cell_of
from convgif.views.kit.maps import (
    CellRoles,
    Elements,
    extended_roles,
    one_pair,
    output_roles,
    uncounted,
)
from convgif.views.kit.numerals import decimals, format_number
from convgif.views.kit.photographs import is_photograph
from convgif.views.kit.shading import Shading, shading
from convgif.views.numbers.readings import Shown, shown
from convgif.views.settings import PRECISION, SHIFT, VALUES

GIVES = "→"
INPUTS, OUTPUTS = ("input", "again_input"), ("output", "moved", "again_output")
DIFFERENCE = "difference"
AROUND = ("padding", "overhang", "inserted_zero")


def shaded(rest: Roles, *shade: str) -> Roles:
    """The roles of a cell with its shade; around the input the edge stays that of its kind."""
    return (*rest, *shade, *("shaded_edge",) * (bool(shade) and rest[0] in AROUND))


@dataclass(frozen=True, eq=False)
class Ways:
    """What is drawn of a trace and its shift. above, below: what is drawn of both traces."""

    pair: Shifted
    above: Shown
    below: Shown
    settings: ViewSettings

    @classmethod
    def of(cls, trace: Trace, settings: ViewSettings) -> "Ways":
        """What the settings ask for. Raises ViewError."""
        try:
            pair = shifted(trace, settings[SHIFT] or 1)
        except LayerError as error:
            raise ViewError(str(error)) from None
        return cls(pair, shown(trace, settings), shown(pair.second, settings), settings)

    @property
    def words(self) -> EquivarianceWords:
        return WORDS[self.settings.words.language]

    @property
    def by(self) -> str:
        """How far the input is shifted, as it is written."""
        return ", ".join(str(by).replace("-", "\N{MINUS SIGN}") for by in self.pair.by)

    @cached_property
    def is_photo(self) -> bool:
        """Whether the maps are looked at as a whole: in shades, without lines between them."""
        return is_photograph(self.pair.first) and not self.settings[VALUES]

    @property
    def broken(self) -> set[Index]:
        """The cells of the output that is drawn in which the ways differ."""
        return {cell_of(cell) for cell in np.argwhere(self._made(self.pair.broken)).tolist()}

    def cell(self, index: Sequence[int]) -> Index:
        """The cell of an output above."""
        return cell_of(self.pair.cell(index)[1:])

    def lands(self, index: Sequence[int]) -> Index:
        """The cell of the outputs below that an output above is moved to."""
        return cell_of(self.pair.lands(index)[1:])

    def reads(self, step: Step) -> Sequence[Index]:
        """The cells of the input that a step reads: of a layer without axes all."""
        if not self.pair.first.axes:
            return [cell_of(cell) for cell in np.ndindex(*self.pair.maps[0][1:])]
        return [cell_of(cell) for cell in step.window.tolist()]

    def box(self, step: Step) -> tuple[Index, Index]:
        """The first and the last cell that they span."""
        if not self.pair.first.axes:
            reads = self.reads(step)
            return reads[0], reads[-1]
        first, last = map(cell_of, step.box)
        return first, last

    @property
    def elements(self) -> Elements:
        """What the cells of the maps of the unshifted input show."""
        first, (inputs, outputs) = self.pair.first, self.pair.maps
        if first.axes:
            found = one_pair(first, self.above.in_channel, self.above.out_channel)
            return {id: element for id, element in found.items() if id[0] != "kernel"}
        return {(name, cell_of(cell)): Element(array, (number,))
                for name, array, shape in (("input", "extended", inputs),
                                           ("output", "output", outputs))
                for number, cell in enumerate(np.ndindex(*shape[1:]))}

    def _made(self, output: NDArray[Any]) -> NDArray[Any]:
        """The output channel that is drawn, as its map."""
        made: NDArray[Any] = output.reshape(self.pair.maps[1])[self.above.out_channel or 0]
        return made

    def _given(self, traced: Trace) -> Array:
        """The input channel that is drawn, with what is around it, as its map."""
        given: Array = (traced.extended.values[self.above.in_channel] if traced.axes else
                        traced.input.reshape(self.pair.maps[0])[0])
        return given

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """What stands in each map."""
        first, second = self.pair.first, self.pair.second
        return {"input": self._given(first), "again_input": self._given(second),
                "output": self._made(first.output), "moved": self._made(self.pair.moved),
                "again_output": self._made(second.output),
                DIFFERENCE: self._made(self.pair.difference)}

    @cached_property
    def drafts(self) -> Mapping[str, Draft]:
        """The maps; without numbers unless these are asked for, or the map is one cell, of which a
        shade alone says nothing."""
        own, digits = self.words, self._digits
        comma = self.settings.words.comma
        labels = {name: tuple(label.split(comma)) for name, label in zip(
            ("input", "output"), map_labels(self.pair.first, self.settings), strict=True)}
        labels |= {"again_input": (own.moved_input,), "again_output": (own.again,),
                   "moved": (own.moved_output,), DIFFERENCE: (own.difference,)}
        drafts = {name: draft(name, values, digits[name], labels[name],
                              "" if name in INPUTS else GIVES)
                  for name, values in self.values.items()}
        for name, traced in zip(INPUTS, (self.pair.first, self.pair.second), strict=True):
            instead = uncounted(traced)
            drafts[name] = replace(drafts[name], strings=tuple(
                instead.get(place, string) for place, string in enumerate(drafts[name].strings)))
        if not self.settings[VALUES]:
            drafts = {name: each if len(each.strings) == 1 else
                      replace(each, strings=(), ramp=None, photo=self.is_photo)
                      for name, each in drafts.items()}
        return drafts

    @property
    def choices(self) -> list[Rows]:
        """In which rows the maps may lie."""
        first, again, (output, moved, other), met = (
            self.drafts["input"], self.drafts["again_input"],
            [self.drafts[name] for name in OUTPUTS], self.drafts[DIFFERENCE])
        return [in_columns([[first, output, moved], [again, other, met]]),
                in_columns([[first, output], [again, other], [moved, met]])]

    def boards(self, placed: Arrangement) -> dict[str, Board]:
        """The maps where they are placed; those that may be alike have one scale of shades."""
        boards = {name: board_of(each, placed) for name, each in self.drafts.items()}
        if not self.settings[VALUES]:
            boards = {name: board if board.strings else replace(board, text_px=None)
                      for name, board in boards.items()}
            boards |= {name: replace(boards[name], shades=shades)
                       for names in (INPUTS, OUTPUTS)
                       for name, shades in self._alike(names).items()}
        return boards

    def _alike(self, names: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The shades of maps on one scale, "" in cells that hold no number. Zeros around the input
        have the shade of those in it."""
        holds = self._held(names)
        roles = iter(self._shading(names).roles)
        return {name: [next(roles) if some else "" for some in cells.ravel().tolist()]
                for name, cells in zip(names, holds, strict=True)}

    def _held(self, names: Sequence[str]) -> list[NDArray[np.bool_]]:
        """Which cells of those maps hold a number that is shaded: around a photograph is none."""
        if names != INPUTS or not self.pair.first.axes:
            return [np.ones(self.values[name].shape, bool) for name in names]
        traces = self.pair.first, self.pair.second
        if self.is_photo:
            return [np.asarray((each.extended.sources >= 0).all(axis=-1)) for each in traces]
        held: list[NDArray[np.bool_]] = []
        for each in traces:
            some = np.ones(each.extended.shape[1:], bool)
            some.ravel()[[*uncounted(each)]] = False
            held.append(some)
        return held

    def _shading(self, names: Sequence[str]) -> Shading:
        """That of all that is shaded in those maps."""
        every = np.concatenate([self.values[name][some] for name, some in zip(
            names, self._held(names), strict=True)])
        return shading(every, diverging=bool((every < 0).any()), photo=self.is_photo)

    @property
    def key(self) -> list[tuple[str, Roles]]:
        """The lowest and the highest number of the inputs, each with the roles of a cell that has
        it; none where there are numbers in the cells, or a photograph, which needs no key."""
        having = {number: seen for number, _, seen in self._shaded}
        ends = (min(having), max(having)) if having else ()
        return [(format_number(value, self._digits["input"]), having[value])
                for value in dict.fromkeys(ends)]

    def swatch(self, roles: Roles) -> Roles:
        """What a cell of the input with those roles is seen as, with its shade."""
        return next((seen for _, rest, seen in self._shaded if rest == roles), roles)

    @cached_property
    def _shaded(self) -> list[tuple[float, Roles, Roles]]:
        """The number of each shaded cell of the input, its roles, and those with its shade."""
        if self.settings[VALUES] or self.is_photo:
            return []
        values, roles = self.values["input"], self.at_rest["input"]
        shades = zip(np.ndindex(*values.shape), self._alike(INPUTS)["input"], strict=True)
        found = [(float(values[index]), roles(*cell_of(index)), shade)
                 for index, shade in shades if shade]
        return [(value, rest, shaded(rest, shade)) for value, rest, shade in found]

    @property
    def at_rest(self) -> Mapping[str, CellRoles]:
        """The roles of the cells of each map, once it is full, without their shades."""
        pair, broken = self.pair, self.broken
        return {"input": extended_roles(pair.first), "again_input": extended_roles(pair.second),
                "output": output_roles(pair.first), "again_output": output_roles(pair.second),
                "moved": lambda *_: ("output",),
                DIFFERENCE: lambda *at: self.found(at in broken)}

    def found(self, broken: bool) -> Roles:
        """The roles of a cell of the difference."""
        return ("broken" if broken else "equal", *("photo_bare",) * self.is_photo)

    @property
    def _digits(self) -> Mapping[str, int | None]:
        """The decimals of each map."""
        output = self.above.output_digits
        both = decimals(self.values[DIFFERENCE].ravel().tolist(), self.settings[PRECISION])
        return {**dict.fromkeys(INPUTS, self.above.input_digits), **dict.fromkeys(OUTPUTS, output),
                DIFFERENCE: both if output is None else output}
