"""Phrases made of a language's words: shapes, numbers of things, and cells by axis."""

from collections.abc import Sequence

from convgif.scenes.words.base import Forms, Words


def times(sizes: Sequence[int]) -> str:
    """A shape as people write it: 3×5×5."""
    return "×".join(map(str, sizes))


def joined(separator: str, *phrases: str) -> str:
    """The phrases that say something, with the separator between them."""
    return separator.join(filter(None, phrases))


def enumerated(words: Words, *phrases: str) -> str:
    """The phrases that say something, one after the other: "1 slice, 2 rows and 3 columns"."""
    *some, last = [*filter(None, phrases)] or [""]
    return joined(words.conjunction, words.number_separator.join(some), last)


def by_number(forms: Forms, count: int, **filled: str) -> str:
    """The form for one, or for another number, filled in."""
    return forms[count != 1].format(count=count, **filled)


def by_axis(words: Words, forms: Forms, counts: Sequence[int]) -> str:
    """How many cells of each axis, axes with the same number together, those with none left out.

    `by_axis(words, ("1 more {axes}", "{count} more {axes}"), (1, 1))` is "1 more row and column".
    """
    return enumerated(words, *(
        by_number(forms, count, axes=axes_where(words, [n == count for n in counts], count))
        for count in dict.fromkeys(filter(None, counts))))


def axes_where(words: Words, chosen: Sequence[bool], count: int) -> str:
    """The names of the chosen axes, for that many cells of each: "slices, rows and columns"."""
    *names, last = [forms[count != 1] for forms, is_chosen
                    in zip(words.axes[len(chosen)], chosen, strict=True) if is_chosen]
    between, before_last = (sign.format(count=count) for sign in words.next_axis)
    return joined(before_last, between.join(names), last)
