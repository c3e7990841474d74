"""Phrases: lines that know what they are made of, so that they can be said in another language.

A phrase is its own English text, and is handled as any text is; only where it is shown is it looked
up in a table of the language, by its pattern. Text that is put together of phrases is one itself
only if it is made as one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Patterns = Mapping[str, str]  # English pattern -> the same with the same holes, in a language


class Phrase(str):
    """The pattern with its holes filled: `Phrase("pad by {cells}", cells=2)` is "pad by 2".

    pattern, values: what it is made of; a value may be a phrase itself.
    """

    pattern: str
    values: Mapping[str, Any]

    def __new__(cls, pattern: str, /, **values: Any) -> "Phrase":
        made = super().__new__(cls, pattern.format_map(values))
        made.pattern, made.values = pattern, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What a copy, or the same in another process, is made of."""
        return (self.pattern,), dict(self.values)


def in_a_row(parts: Iterable[str], between: str = ", ") -> Phrase:
    """Phrases, or other texts, one after the other, as one."""
    named = {f"part{number}": part for number, part in enumerate(parts)}
    return Phrase(between.join(f"{{{name}}}" for name in named), **named)


def said_in(line: Any, patterns: Patterns) -> Any:
    """The line in the language of those patterns. What is no phrase, or has no pattern there, is
    as it is."""
    if not isinstance(line, Phrase):
        return line
    values = {name: said_in(value, patterns) for name, value in line.values.items()}
    return patterns.get(line.pattern, line.pattern).format_map(values)
