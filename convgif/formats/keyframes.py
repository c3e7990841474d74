"""Keyframes of CSS: when what takes which of its colours, or of its places."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from math import ceil, log10
from string import ascii_lowercase

from convgif.formats.histories import Changes
from convgif.formats.paths import written
from convgif.formats.pieces import Moves, Piece, Tint

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
    """The rules that a picture needs: one for all that changes alike."""

    def __init__(self, durations_ms: Sequence[int], loop: int, prefix: str) -> None:
        self._total_ms = sum(durations_ms)
        self._starts_ms = [0, *accumulate(durations_ms)][:-1]
        self._decimals = max(0, ceil(log10(self._total_ms / (200 * EXACT_MS))))
        self._loop, self._prefix = loop, prefix
        self._names: dict[Changes | Moves, str] = {}

    def follow(self, timeline: Changes | Moves) -> str:
        """The style of what moves so, or takes the colour of its state: --a for the first."""
        name = self._names.setdefault(timeline, self._prefix + short_name(len(self._names)))
        return f"animation:{name}"

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
        rules += [f"@keyframes {name}{{{self._frames(timeline)}}}"
                  for timeline, name in self._names.items()]
        return rules if self._names else []

    def _frames(self, timeline: Changes | Moves) -> str:
        percents: dict[str, list[str]] = {}
        for step, value in timeline:
            declared = (f"color:var(--{short_name(value)})" if isinstance(value, int) else
                        f"transform:translate({','.join(f'{written(c)}px' for c in value)})")
            if step == 0 and not isinstance(value, int):
                declared += WITH_COLORS
            percents.setdefault(declared, []).append(self._percent(self._starts_ms[step]))
        if self._loop:  # in the end it stays as it was at last
            percents[declared].append("to")
        return "".join(f"{','.join(when)}{{{declared}}}" for declared, when in percents.items())

    def _percent(self, start_ms: int) -> str:
        share = f"{100 * start_ms / self._total_ms:.{self._decimals}f}"
        return f"{share.rstrip('0').rstrip('.') if '.' in share else share}%"
