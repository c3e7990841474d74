"""Keyframes of CSS: when what takes which of its colours, or of its places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import ceil, log10
from string import ascii_lowercase
from typing import TypeAlias

from convgif.formats.histories import Changes
from convgif.formats.paths import form_data, written
from convgif.formats.pieces import Forms, Moves, Piece, Tint
from convgif.scenes.scene import Point, Run

Value: TypeAlias = int | Point | tuple[Run, ...]  # a state, how far something is, its form
Timeline: TypeAlias = tuple[tuple[int, Value], ...]  # which of them from which step on

EXACT_MS = 5  # half a tick of a GIF
# Changes nothing in an SVG, but Chromium then moves a thing when it changes colours, in its main
# thread; its compositor, to which it leaves what only moves, is ahead of that on a busy page.
WITH_COLORS = ";order:1"


def short_name(number: int) -> str:
    """The name of a number: a, b, ... z, aa, ab, ..."""
    name = ""
    while number >= 0:
        number, last = divmod(number, len(ascii_lowercase))
        name = ascii_lowercase[last] + name
        number -= 1
    return name


def sharing_rules(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces; one that is there just while others are in one of many states has theirs."""
    known: dict[Changes, tuple[Changes, int]] = {}  # when it is in the state, then which
    for piece in pieces:
        states = {state for _, state in piece.changes}
        if len(states) > 2:
            known |= {_times(piece.changes, {state}): (piece.changes, state) for state in states}
    for piece in pieces:
        colors = piece.seen - {None}
        there = {state for state, tint in enumerate(piece.tints) if tint}
        times = _times(piece.changes, there)
        if len(colors) == 1 and None in piece.seen and times in known:
            changes, state = known[times]
            tints: list[Tint | None] = [None] * (1 + max(state for _, state in changes))
            (tints[state],) = colors
            yield replace(piece, tints=tuple(tints), changes=changes,
                          still=state if piece.still_tint else None)
        else:
            yield piece


def _times(changes: Changes, states: set[int]) -> Changes:
    """When it comes to be in one of the states (1), and when not (0)."""
    times: list[tuple[int, int]] = []
    for step, state in changes:
        if not times or (state in states) != times[-1][1]:
            times.append((step, int(state in states)))
    return tuple(times)


class Keyframes:
    """The rules that a picture needs: one for all that changes alike. eases_ms: how long before
    each step what eases sets off to where it is in it."""

    def __init__(self, durations_ms: Sequence[int], loop: int, prefix: str,
                 eases_ms: Sequence[int]) -> None:
        self._total_ms = sum(durations_ms)
        self._starts_ms = [0, *accumulate(durations_ms)][:-1]
        self._eases_ms = eases_ms
        self._decimals = max(0, ceil(log10(self._total_ms / (200 * EXACT_MS))))
        self._loop, self._prefix = loop, prefix
        self._names: dict[Timeline, str] = {}
        self._eased: dict[Timeline, str] = {}

    def follow(self, *timelines: Timeline) -> str:
        """The style of what moves so, or takes the colour of its state: --a for the first."""
        return f"animation:{','.join([self._named(self._names, each) for each in timelines])}"

    def ease(self, timeline: Moves | Forms, *others: Timeline) -> dict[str, str]:
        """The attributes of what eases from place to place, and what else it follows."""
        names = self._named(self._eased, timeline), *[self._named(self._names, each)
                                                      for each in others]
        return {"class": f"{self._prefix}-eased", "style": f"animation:{','.join(names)}"}

    def rules(self, scope: str) -> list[str]:
        """The rules, and first that all in the scope keeps time with them.

        Where less motion is wished for it does not, nor while the picture is the target of an
        address, and everything is as in the still.
        """
        times = str(self._loop) if self._loop else "infinite"
        timing = {"duration": f"{self._total_ms}ms", "timing-function": "step-end",
                  "iteration-count": times, **({"fill-mode": "forwards"} if self._loop else {})}
        declared = "".join(f"animation-{name}:{value}!important;" for name, value
                           in timing.items())
        rules = [f"@media(prefers-reduced-motion:no-preference){{{scope} *{{{declared}}}}}",
                 f"{scope}:target *{{animation:none!important}}"]
        if self._eased:
            rules.insert(1, f"{scope} {scope}-eased{{animation-timing-function:ease-in-out,step-end"
                            "!important}")
        rules += [f"@keyframes {name}{{{self._frames(timeline)}}}"
                  for timeline, name in self._names.items()]
        rules += [f"@keyframes {name}{{{self._eased_frames(timeline)}}}"
                  for timeline, name in self._eased.items()]
        return rules if self._names or self._eased else []

    def _named(self, names: dict[Timeline, str], timeline: Timeline) -> str:
        return names.setdefault(
            timeline, self._prefix + short_name(len(self._names) + len(self._eased)))

    def _frames(self, timeline: Timeline) -> str:
        percents: dict[str, list[str]] = {}
        for step, value in timeline:
            percents.setdefault(_declared(step, value), []).append(
                self._percent(self._starts_ms[step]))
        if self._loop:  # in the end it stays as it was at last
            percents[_declared(*timeline[-1])].append("to")
        return _joined(percents)

    def _eased_frames(self, timeline: Timeline) -> str:
        """Each place from when it is come to until it is left."""
        percents: dict[str, list[str]] = {}
        left = [self._percent(self._starts_ms[step] - self._eases_ms[step])
                for step, _ in timeline[1:]]
        for (step, value), until in zip(timeline, [*left, "to"], strict=True):
            percents.setdefault(_declared(step, value), []).extend(
                [self._percent(self._starts_ms[step]), until])
        return _joined(percents)

    def _percent(self, start_ms: int) -> str:
        share = f"{100 * start_ms / self._total_ms:.{self._decimals}f}"
        return f"{share.rstrip('0').rstrip('.') if '.' in share else share}%"


def _declared(step: int, value: Value) -> str:
    """What holds at that step: a colour, a place or a form."""
    match value:
        case int():
            return f"color:var(--{short_name(value)})"
        case (float() | int() as x, float() | int() as y):
            places = f"{_px(x)},{_px(y)}" if y else _px(x)
            return f"transform:translate({places}){'' if step else WITH_COLORS}"
        case _:
            return f'd:path("{form_data(value)}")'


def _px(value: float) -> str:
    number = written(value)
    return number if number == "0" else f"{number}px"


def _joined(percents: Mapping[str, Iterable[str]]) -> str:
    return "".join(f"{','.join(when)}{{{declared}}}" for declared, when in percents.items())
