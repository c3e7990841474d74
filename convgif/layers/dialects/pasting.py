"""Text that was copied out of a console or a notebook -> the code, or the print, in it."""

import re

_PROMPT = re.compile(r"^(?:>>>|\.\.\.|In \[\d*\]:|   \.\.\.:) ?")
_ANSWER = re.compile(r"^Out\[\d*\]: ?")
_IMPORT = re.compile(r"^(?:from [\w.]+ )?import [\w.]+(?: as \w+)?(?:, *[\w.]+(?: as \w+)?)*$")


def pasted(text: str) -> str:
    """The text without imports and prompts: what a console answered, or else what was typed.

    `>>> model` and below it `Sequential(...)` is `Sequential(...)`.
    """
    lines = [line for line in text.splitlines()
             if not _IMPORT.match(_PROMPT.sub("", line).rstrip())]
    answered = [_ANSWER.sub("", line) for line in lines if not _PROMPT.match(line)]
    if any(map(str.strip, answered)):
        return "\n".join(answered)
    return "\n".join([_PROMPT.sub("", line) for line in lines])
