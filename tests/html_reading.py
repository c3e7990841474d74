"""HTML read back by a parser, and words that try to be markup, of any kind."""

from html.parser import HTMLParser

HOSTILE = ('<script>alert(1)</script> " onerror="x()" \' &lt; $x^2$ \\input{/etc/passwd} %c #h '
           '![i](j) [k](l) `m` *n* _o_ ]] --> ~ {p} | ]]>')

Attributes = dict[str, str | None]


class Tags(HTMLParser):
    """The tags of some HTML, and what else there is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Attributes]] = []
        self.others = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.others += data


def only_tag(text: str, name: str = "img") -> Attributes:
    """The attributes of the one tag that there is; it has that name, and nothing is beside it."""
    read = Tags(text)
    ((found, attributes),) = read.tags
    assert (found, read.others) == (name, "")
    return attributes
