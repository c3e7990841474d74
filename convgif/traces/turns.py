"""Turns: what a layer that moves numbers takes at once, one turn after the other."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from convgif.layers.moving import MovingLayer
from convgif.traces.steps import Trace

Pair = tuple[int, int]  # an output and an input that it takes, each by its number in C order


class Turn(NamedTuple):
    """What is taken at once. gives: what each output holds after it."""

    pairs: Sequence[Pair]
    gives: Mapping[int, float]


def turns_of(trace: Trace, *, by_place: bool = False) -> list[Turn]:
    """All turns: of unpooling each number, which may overwrite another; else as the layer has
    them, where an output that takes several adds them up. by_place: what the channels have at one
    place comes one after another, on that side which has more of them."""
    turns = _turns(trace)
    if not by_place:
        return turns
    deep = gathers(trace)
    plane = prod((trace.input if deep else trace.output).shape[1:])
    return sorted(turns, key=lambda turn: turn.pairs[0][deep] % plane)


def gathers(trace: Trace) -> bool:
    """Whether the input has as many channels as the output, or more: by its places numbers that
    overwrite others keep their order."""
    return len(trace.input) >= len(trace.output)


def _turns(trace: Trace) -> list[Turn]:
    assert isinstance(trace.layer, MovingLayer)
    if trace.given_indices is not None:
        return [turn_at(trace, moment) for moment in trace.moments]
    taps = trace.taps
    numbers = trace.layer.turns(trace.input.shape, taps.output, taps.input)
    order = np.argsort(numbers, kind="stable")
    order = order[numbers[order] >= 0]
    held: dict[int, float] = {}
    made, sources = trace.output.ravel(), trace.input.ravel()
    left = np.bincount(taps.output, minlength=trace.output.size)
    found = []
    for taken in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
        pairs = list(zip(taps.output[taken].tolist(), taps.input[taken].tolist(), strict=True))
        for output, given in pairs:
            held[output] = held.get(output, 0.0) + float(sources[given])
            left[output] -= 1
        found.append(Turn(pairs, {output: held[output] if left[output] else float(made[output])
                                  for output, _ in pairs}))
    return found


def turn_at(trace: Trace, moment: tuple[int, int | None]) -> Turn:
    """A moment of the trace as a turn: an output that takes all its inputs, or an input that is put
    somewhere."""
    output, given = moment
    assert trace.moves is not None
    kept = [source for source in trace.moves[output].tolist() if source >= 0]
    if given is None or given in kept:
        return Turn([(output, source) for source in kept],
                    {output: float(trace.output.flat[output])})
    return Turn([(output, given)], {output: float(trace.input.flat[given])})
