"""Modules as PyTorch prints them: each with its arguments, or with those in it by name."""

import re

from convgif.errors import NotationError, shorten
from convgif.networks.modules import DEEPEST, Module
from convgif.networks.numbers import EXAMPLE

MOST_AT_ONCE = 10_000  # that are printed once
_MODULE = re.compile(r"\s*([A-Za-z_][\w.]*)\(")
_CHILD = re.compile(r"\s*\(([\w.-]{1,200})\):\s*(?:(\d{1,5}) x )?")
_NEXT_CHILD = re.compile(r"\)[ \t]*\n\s*\([\w.-]{1,200}\):")
_RUN = re.compile(r"(\d{1,5})-(\d{1,5})")  # `(0-3): 4 x Block(`


def is_printed(text: str) -> bool:
    """Whether the text prints modules in a module."""
    opened = _MODULE.match(text)
    return bool(opened and _CHILD.match(text, opened.end()))


def is_printed_by_line(text: str) -> bool:
    """Whether it does, and the first of them stands on a line of its own: what else may hold a call
    does not."""
    opened = _MODULE.match(text)
    return bool(opened and _CHILD.match(text, opened.end()) and text[opened.end()] in "\r\n")


def is_part(text: str) -> bool:
    """Whether the text prints several modules, without the one that holds them."""
    first = _CHILD.match(text)
    return bool(first and _MODULE.match(text, first.end()) and _NEXT_CHILD.search(text))


def read_part(text: str) -> Module:
    """The modules that such a text prints, in one that says nothing of itself."""
    return read_printed(f"Part({text})")


def read_printed(text: str) -> Module:
    """The module that the text prints: its children stand in brackets of their own."""
    opened = _MODULE.match(text)
    if opened is None:
        raise NotationError(f"{shorten(text)} is no network: paste what print(model) says, or "
                            f"write one such as {EXAMPLE}")
    top = Module(opened[1])
    inside, place = [top], opened.end()
    while inside:
        child = _CHILD.match(text, place)
        if child:
            opened = _MODULE.match(text, child.end())
            if opened is None or len(inside) > DEEPEST:
                raise NotationError(f"{shorten(text[child.start():].strip())} is no module: paste "
                                    f"all that print(model) says, {DEEPEST} levels deep at most")
            module = Module(opened[1])
            inside[-1].children += [(name, module) for name in _names(child)]
            inside.append(module)
            place = opened.end()
            continue
        end = _end_of_arguments(text, place)
        inside[-1].arguments += " ".join(text[place:end].split())
        if end == len(text):
            raise NotationError(f"{shorten(inside[-1].name)}( is not closed: paste all that "
                                "print(model) says, to its last bracket")
        if text[end] in "]}":
            raise NotationError(f"{shorten(text[end:])} closes a bracket that is not open: paste "
                                "all that print(model) says")
        place = end
        if text[end] == ")":
            inside.pop()
            place += 1
    if text[place:].strip():
        raise NotationError(f"{shorten(text[place:].strip())} stands after the network's last "
                            "bracket: give one network")
    return top


def _names(child: re.Match[str]) -> list[str]:
    """The name of a child, or of each of those that are printed once."""
    run = _RUN.fullmatch(child[1])
    if not (run and child[2]):
        return [child[1]]
    first, last = int(run[1]), int(run[2])
    if last - first + 1 != int(child[2]) or int(child[2]) > MOST_AT_ONCE:
        raise NotationError(f"({child[1]}): {child[2]} x does not count {last - first + 1} modules:"
                            " paste what print(model) says")
    return [str(number) for number in range(first, last + 1)]


def _end_of_arguments(text: str, place: int) -> int:
    """Where the next child or the bracket that closes the module stands; the end of the text where
    neither does."""
    depth, quote = 0, ""
    for at in range(place, len(text)):
        sign = text[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            if not depth:
                return at
            depth -= 1
        elif sign == "\n" and not depth and _CHILD.match(text, at):
            return at
    return len(text)
