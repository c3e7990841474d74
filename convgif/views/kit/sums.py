"""Sums as they are written: terms, subtotals, what is added besides, and the result, as strings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from convgif.scenes.scene import Roles
from convgif.views.equality import Worth
from convgif.views.kit.grids import Index

Place: TypeAlias = Index  # row and column of a term


@dataclass(frozen=True)
class Term:
    """One product as it is written: `first` up to the place where columns meet, `second` after.
    worth: what that comes to. is_subtotal: whether it is a result on the way."""

    first: str
    second: str
    zero: bool
    worth: Worth
    is_subtotal: bool = False


@dataclass(frozen=True)
class Sum:
    """One output's sum. terms: by place in the kernel; of a pooling layer in one row, one after
    the other. subtotals: of the kernel's rows. extras: what is added besides. after: what closes
    the terms. signs: equals, or almost, before each subtotal and before the total. applied: what
    stands before the last, where rows have subtotals and their total goes through an activation."""

    terms: Mapping[Place, Term]
    subtotals: tuple[str, ...]
    extras: tuple[str, ...]
    after: str
    total: str
    winner: Place | None
    signs: tuple[str, ...]
    applied: str = ""


@dataclass(frozen=True)
class Form:
    """What all sums of a story have in common. extra_words: what the extras are. stacked: whether
    each row has its subtotal, and these are added up below each other. flowing: whether a sum on
    one line is set by itself and ends at the equals sign, as where all of its terms change at
    once. result: the roles of the result's cell and of its number."""

    rows: int
    columns: int
    before: str
    joint: str
    extra_words: tuple[str, ...] = ()
    stacked: bool = False
    flowing: bool = False
    result: tuple[Roles, Roles] = (("output", "output_active"), ("value_active",))
