"""What the manual adds to Sphinx: blocks of reStructuredText that show a layer are followed by what
they make.

Unbuilt, as code hosts show it, a page is plain text: tables, what commands print and what pictures
show stand in it, written by made.py. The words for pictures go where the pictures are.

    .. code-block:: rst

       .. convgif:: Conv2d(kernel_size=3)
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.code import CodeBlock

SHOWN = ".. convgif::"


class CodeAndPicture(CodeBlock):
    """A block of code, and what it makes where it is a picture of ours."""

    def run(self) -> list[nodes.Node]:
        code = super().run()
        if self.arguments != ["rst"] or not self.content[0].startswith(SHOWN):
            return code
        made = nodes.container(classes=["example"])
        self.state.nested_parse(self.content, self.content_offset, made)
        return [*code, made]


def drop_words_for_pictures(app: Sphinx, document: nodes.document) -> None:
    """Takes out what is there for those who see no pictures."""
    for words in [each for each in document.findall(nodes.container)
                  if "unbuilt" in each["classes"]]:
        words.parent.remove(words)


def plain_docstring(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
                    ) -> None:
    """Docstrings are plain text: only `code` is marked up in them, and blocks that are indented."""
    parts = "\n".join(lines).split("`")
    text = "".join(f"``{part}``" if number % 2 else re.sub(r"([*_|\\])", r"\\\1", part)
                   for number, part in enumerate(parts))
    lines[:] = re.sub(r"\n\n( {4,})", r"\n\n::\n\n\1", text).split("\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx wants to know of the extension."""
    app.add_directive("code-block", CodeAndPicture, override=True)
    app.connect("doctree-read", drop_words_for_pictures)
    app.connect("autodoc-process-docstring", plain_docstring)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
