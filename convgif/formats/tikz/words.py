"""Words in LaTeX: what it has a command for is written by that, so that every engine sets it."""

import re

from convgif.formats.escaping import escape_latex

BELOW = {sign: str(number) for number, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}
ABOVE = {sign: str(number) for number, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
MATH = {"×": r"\times", "·": r"\cdot", "\N{MINUS SIGN}": "-", "∗": r"\ast", "→": r"\to",
        "←": r"\leftarrow", "Σ": r"\Sigma", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil",
        "⌉": r"\rceil", "≈": r"\approx", "√": r"\surd", "÷": r"\div", "′": "'", "∂": r"\partial",
        "✗": r"\times", "✓": r"\surd", "↻": r"\circlearrowright", "↑": r"\uparrow",
        "↓": r"\downarrow", "↙": r"\swarrow", "↗": r"\nearrow", "≥": r"\geq", "≤": r"\leq",
        "∞": r"\infty", "⋯": r"\cdots",
        **{sign: f"_{number}" for sign, number in BELOW.items()},
        **{sign: f"^{number}" for sign, number in ABOVE.items()}}
SIGNS = {**{sign: f"${command}$" for sign, command in MATH.items()}, "…": r"\ldots{}",
         "–": "--"}
# w₀₁, whose indices have one digit each, or w₁₀,₂; and where words are quantities a letter alone.
NAME = re.compile(r"(?P<letter>[A-Za-z])(?P<above>[⁰¹²³⁴⁵⁶⁷⁸⁹]*)"
                  r"(?P<below>[₀-₉]+(?:,[₀-₉]+)*)")
LONE = re.compile(r"(?<![^\W\d_])(?!a [a-z]{2})[A-Za-z](?![^\W\d_])")
TOUCHING = re.compile(r"(?<!\\)\$\$")  # one formula ends, and the next begins


def tex_words(words: str, *, letters: bool = False) -> str:
    """Words in LaTeX, signs of mathematics by their commands. letters: whether those that stand
    alone are quantities too."""
    written, end = list[str](), 0
    for found in NAME.finditer(words):
        written += [_prose(words[end:found.start()], letters=letters), _name(found)]
        end = found.end()
    return TOUCHING.sub(" ", "".join([*written, _prose(words[end:], letters=letters)]))


def _name(found: re.Match[str]) -> str:
    """What an element is called: `$w_{0,1}$`."""
    above, below = "".join(map(ABOVE.__getitem__, found["above"])), found["below"]
    indices = below.split(",") if "," in below else below
    index = ",".join(["".join(map(BELOW.__getitem__, each)) for each in indices])
    return f"${found['letter']}{f'^{{{above}}}' if above else ''}_{{{index}}}$"


def _prose(words: str, *, letters: bool) -> str:
    parts, end = list[str](), 0
    for found in LONE.finditer(words) if letters else ():
        parts += [_signs(words[end:found.start()]), f"${found[0]}$"]
        end = found.end()
    return "".join([*parts, _signs(words[end:])])


def _signs(words: str) -> str:
    return "".join([SIGNS.get(sign, " " if sign == " " else escape_latex(sign)) for sign in words])
