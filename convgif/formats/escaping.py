"""Words, addresses and pictures in Markdown, reStructuredText, MyST, LaTeX and Typst: what is given
is shown as it is, whatever it holds. HTML and XML are in formats.markup."""

import json
import re
from html import escape
from urllib.parse import quote

IN_ADDRESSES = "/:?#[]@!$&*+,;=%~"  # what else an address may hold, where it is one already
MARKDOWN_SIGNS = re.compile(r"([\\`*\[\]|~$!#^]|(?<![^\W_])_|_(?![^\W_]))")
MARKDOWN_LINE_STARTS = re.compile(r"^([0-9]*)([-+=.)])")
PUNCTUATION = re.compile(r"[^\w\s.,;()/+×·−→:=-]|_|[:=](?! )")
LATEX_SIGNS = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
               **{sign: f"\\{sign}" for sign in "{}#$%&_"}}
UNLINKED = "no-scaled-link"  # to Sphinx: it links what has a width to its full size
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff\s]+")


def one_line(text: str) -> str:
    """The text on one line, in signs that are seen."""
    return UNSEEN.sub(" ", text).strip()


def local_path(path: str) -> str:
    """The path of a file, so that no part of it is taken for a scheme or a host."""
    path = re.sub("^//+", "/", path)
    return f"./{path}" if ":" in path.partition("/")[0] else path


def file_address(path: str) -> str:
    """The address of a file: no character of its name means anything else there."""
    return quote(re.sub("^//+", "/", path), errors="surrogateescape")


def web_address(address: str) -> str:
    """An address, with what no address may hold written as %20 and so on."""
    return quote(address, safe=IN_ADDRESSES)


def escape_markdown(text: str) -> str:
    """The text as Markdown that shows it as it is."""
    return MARKDOWN_LINE_STARTS.sub(r"\1\\\2",
                                    MARKDOWN_SIGNS.sub(r"\\\1", escape(text, quote=False)))


def escape_markdown_extra(text: str) -> str:
    """The text as Markdown that shows it as it is, whatever extensions read it."""
    return PUNCTUATION.sub(lambda sign: f"&#{ord(sign[0])};", text)


def restructuredtext_image(path: str, alt: str, width_px: int) -> str:
    """A picture in reStructuredText, of which Sphinx makes no link to itself."""
    return (f".. image:: {_argument(path)}\n   :alt: {one_line(alt)}\n   :width: {width_px}px\n"
            f"   :class: {UNLINKED}")


def myst_image(path: str, alt: str, width_px: int) -> str:
    """A picture in MyST, as the directive of that name."""
    fence = "~~~" if "`" in path else "```"
    words = json.dumps(one_line(alt), ensure_ascii=False)
    return (f"{fence}{{image}} {_argument(path)}\n:alt: {words}\n:width: {width_px}px\n"
            f":class: {UNLINKED}\n{fence}")


def _argument(path: str) -> str:
    """The argument of a directive."""
    return re.sub(r"([\\ ])", r"\\\1", path)


def escape_latex(text: str) -> str:
    """The text in LaTeX."""
    return "".join([LATEX_SIGNS.get(sign, sign) for sign in one_line(text)])


def typst_string(text: str) -> str:
    """The text as a string of Typst."""
    words = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"'
