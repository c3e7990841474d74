"""Words that try to be more than words, and a browser that tells whether one of them was.

Every attack that runs sets `top.hacked` or touches a file of that name; every address is on a host
that there is not.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

HOST = "hostile.invalid"
HARMLESS = "Harmless words"
RUN = "top.hacked=1"
SCRIPT = f"<script>{RUN}</script>"

ATTACKS: Mapping[str, str] = {
    # HTML and XML
    "script": f"<script>{RUN}</script>",
    "script from elsewhere": f"<ScRiPt src=//{HOST}/x></sCrIpT>",
    "double quotes": f'" onerror="{RUN}" onload="{RUN}" onfocus="{RUN}" autofocus x="',
    "single quotes": f"' onerror='{RUN}' onload='{RUN}' onfocus='{RUN}' autofocus x='",
    "no quotes": f"x onerror={RUN} onload={RUN} onfocus={RUN} autofocus tabindex=0",
    "handlers": f"<img src=x onerror={RUN}><svg onload={RUN}><body onload={RUN}>",
    "frame": f"<iframe src=javascript:{RUN}></iframe><base href=//{HOST}/><link rel=stylesheet "
             f"href=//{HOST}/x>",
    "end of cdata": f"]]>{SCRIPT}<![CDATA[",
    "end of a comment": f"-->{SCRIPT}--!>{SCRIPT}<!--",
    "comment in a script": "<!--<script>",
    "closing tags": f"</title></desc></text></style></script></svg></textarea></figcaption>"
                    f"</picture></template></convgif-player></pre></td></table></h1>{SCRIPT}",
    "closing tags in capitals": f"</TITLE\t></SCRIPT ></STYLE/>{SCRIPT}",
    "document type": f'<!DOCTYPE svg [<!ENTITY hacked SYSTEM "file:///etc/passwd">]>&hacked;{SCRIPT}',
    "entities": "&lt;script&gt; &#60;b&#x3e; &quot; &amp;amp; &nbsp; &hacked; &copy &notit;",
    "processing": f"<?xml-stylesheet href='//{HOST}/x'?><?php x ?><% x %>",
    "javascript": f"javascript:{RUN}",
    "data": f"data:text/html,{SCRIPT}",
    "network path": f"//{HOST}/x.gif",
    "style": f"}}</style>*{{background:url(//{HOST}/x)}}@import '//{HOST}/y';",
    "style of an element": f"1px;background:url(http://{HOST}/x);width:expression({RUN});--x:",
    "data of a script": f'"}}],"title":"x","y":[{{"</script>{SCRIPT}',
    "template": f"${{{RUN}}} {{{{data}}}} {{{{ 7*7 }}}} {{% raw %}} `${{{RUN}}}` \\1 \\g<0> "
                "%(x)s {0} $1 $& {title}",
    # signs that are not seen
    "line separators": f"a\u2028{RUN}\u2029b",
    "line breaks": f"a\n\n{SCRIPT}\r\n\r\n* b\n\n    c\x85d\x0be\x0cf\tg",
    "line breaks and addresses": f'a\n\nhttp://{HOST}/"onerror="{RUN}\n\n*b* <b>\n\n',
    "terminal": "\x1b]0;hacked\x07\x1b[2J\x9b31m\x08\x7f",
    "marks of a setting": "\x02view (\x03 \x02theme 'a'\x03",
    "nul": "a\0b",
    "no characters": "a\ufffe\uffffb",
    "halves of a pair": "a\ud800b\udfffc",
    "no utf-8": "a\udcff\udc80b",
    "directions": "a\u202ebc\u202d\u2066d\u2067e\u200ff",
    "blanks": "  a  b\u00a0\u3000 c  ",
    # TeX
    "tex input": r"\input{/etc/passwd}\include{/etc/passwd}\immediate\openout3=hacked.tex",
    "tex write": r"\immediate\write18{touch hacked}\directlua{os.execute('touch hacked')}",
    "tex groups": r"}}]\newpage{\bf $a^2$ _b & # ~ % \\ \par",
    "tex ends": r"\end{document}\end{figure}\verb|x|\catcode`\%=0 $$",
    "tex in hex": "^^5cinput^^7b/etc/passwd^^7d^^5cend^^7bdocument^^7d^^00^^M",
    "tex pipe": "|touch hacked",
    # Markdown
    "markdown links": f"](javascript:{RUN}) [a](javascript:{RUN} \"x\") [b][c]\\",
    "markdown image": f"![x](http://{HOST}/x.png){{ onerror={RUN} }} {{: #a .b onload={RUN} }}",
    "markdown notes": f"[a]: http://{HOST} 'x' [^1] [[a]] <http://{HOST}> :smile: @a #1 *[HTML]: x",
    "markdown emphasis": r"*a* **b** _c_ __d__ ~~e~~ ==f== ^^g^^ ++h++ `i` ``j`` $k$ $$l$$ \(m\)",
    "markdown fence": "```{eval-rst} ~~~ ::: !!! ???",
    "table": "| a | b |",
    **{f"line with {line.split()[0]}": line for line in (
        "- a", "+ a", "* a", "1. a", "1) a", "# a", "> a", "---", "===", "***", "    a", ": a",
        "~~~ a", "``` a", "::: a", "!!! a", "[ ] a", "[a]: b", "// a", "% a", ".. a", "<b>a", "= a",
        "$$ a", "> [!NOTE] a")},
    # reStructuredText, MyST, Typst
    "roles": f":download:`/etc/passwd` :math:`x` `a <javascript:{RUN}>`_ |release| |today| a_ "
             "[1]_ *b* ``c`` :ref:`d`",
    "directive": f".. raw:: html\n\n   {SCRIPT}\n\n.. include:: /etc/passwd\n",
    "option": f":target: javascript:{RUN}",
    "myst": "{raw}`<b>` {eval-rst} {download}`/etc/passwd` % a (b)= +++ ---\n{{ release }}",
    "typst": r'#eval("1") #read("/etc/passwd") \u{41} ") #panic("a") @a <b> $x$ // c /* d',
    # programs
    "shell": "$(touch hacked) `touch hacked`; touch hacked | touch hacked & 'a' \"b\" !! %PATH%",
    "python": "__import__('os').system('touch hacked')",
    "layer": "Conv2d(__import__('os').system('touch hacked'))",
    "path": "../../../etc/passwd",
    "option of a program": "--output=hacked",
    "formats": "%s%n{}{0.__class__}",
    # amounts
    "long": "a" * 5000,
    "number": "9" * 5000,
    "nothing": "",
}


UNSEEN = re.compile("[\\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]+")


def is_one_line(message: str) -> bool:
    """Whether an error is one line of signs that are seen, not all that was given."""
    return message.isprintable() and len(message) < 1000


def check_refusal(error: Exception) -> None:
    """Nothing, where an error is one line."""
    assert is_one_line(str(error)), repr(str(error))


def files_made_by_attacks() -> tuple[str, ...]:
    """What an attack that runs leaves in the working folder."""
    return "hacked", "hacked.tex", "--output=hacked"


# What something is made of.

DRAWN_WITH = {"x", "y", "textLength", "xml:space", "lang", "font-family"}  # what texts may have
Shape = list[Any]  # name, names of its attributes, what is in it


def xml_shape(element: Element) -> Shape:
    """What an element is made of. Of texts that are drawn only which attributes they have, for
    words are broken into more lines or fewer."""
    inside = [xml_shape(child) for child in element if not _is_drawn(child)]
    for child in filter(_is_drawn, element):
        assert not len(child)
        assert set(child.attrib) <= DRAWN_WITH | {"{http://www.w3.org/XML/1998/namespace}space"}
    return [element.tag, sorted(element.attrib), inside]


def _is_drawn(element: Element) -> bool:
    return element.tag.rpartition("}")[2] == "text"


# The browser.

BEFORE = "<!doctype html><meta charset=utf-8><title>x</title><body>"
PAGE = "http://page.invalid/"
READ = """async ([texts, type, act]) => {
  const drawn = new Set(DRAWN_WITH);
  const made = (root) => {
    const words = [];
    const read = (node) => {
      const inside = [], names = [...node.attributes ?? []].map(({name}) => name).sort();
      for (const {name, value} of node.attributes ?? []) {
        words.push([`${node.localName}[${name}]`, value]);
      }
      const within = [node.shadowRoot, node.content, node.srcdoc && node.contentDocument, node];
      for (const child of within.flatMap((one) => [...one?.childNodes ?? []])) {
        if (child.nodeType === 3) {
          if (["script", "style", "text"].includes(node.localName)) continue;
          words.push([node.localName ?? "", child.data]);
        } else if (child.nodeType !== 1) inside.push(child.nodeName);
        else if (child.localName === "text") {
          const odd = [...child.attributes].map((e) => e.name).filter((name) => !drawn.has(name));
          if (odd.length || child.children.length) inside.push(["text", odd]);
        } else inside.push(read(child));
      }
      return [node.localName ?? node.nodeName, names, inside];
    };
    return {shape: read(root), words};
  };
  return Promise.all(texts.map((text) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    if (type === "text/html") frame.srcdoc = text;
    else frame.src = URL.createObjectURL(new Blob([text], {type}));
    frame.onload = () => {
      try {
        if (act) frame.contentWindow.eval(act);
      } catch (error) {
        resolve([{shape: String(error), words: []}]);
      }
      const parts = frame.contentDocument.querySelectorAll("body > section.part");
      resolve(parts.length ? [...parts].map(made) : [made(frame.contentDocument)]);
      frame.remove();
    };
    document.body.append(frame);
  })));
}""".replace("DRAWN_WITH", json.dumps(sorted(DRAWN_WITH)))


class Trap:
    """A page of Chromium that keeps all that it asks for, shows in dialogs or complains of."""

    def __init__(self, browser: Any) -> None:
        self._context = browser.new_context(reduced_motion="reduce")
        self._page = self._context.new_page()
        self._page.set_default_timeout(60_000)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._context.route(PAGE, lambda route: route.fulfill(
            body="<!doctype html><body>", content_type="text/html"))
        self._context.set_offline(True)
        self._page.on("request", self._keep)
        self._page.on("dialog", lambda dialog: (self.complaints.append(dialog.message),
                                                dialog.dismiss()))
        self._page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _keep(self, request: Any) -> None:
        if not request.url.startswith((PAGE, "data:", "blob:", "about:")):
            self.asked.append(request.url)

    def read(self, texts: Sequence[str], media_type: str = "text/html", act: str = ""
             ) -> list[dict[str, Any]]:
        """What each of these is made of once it is loaded and `act` was done: its shape and its
        words. Pages are in frames of their own, parts of pages (`on_a_page`) on one page.

        Fails where any of them ran, or asked for anything that is not beside the page.
        """
        self.asked, self.complaints = [], []
        self._page.goto(PAGE)
        pages = list(texts)
        if all(text.startswith(BEFORE) for text in pages):  # one page for all is quicker
            pages = [on_a_page("".join([f'<section class="part">{text.removeprefix(BEFORE)}'
                                        "</section>" for text in pages]))]
        found = [each for page in self._page.evaluate(READ, [pages, media_type, act])
                 for each in page]
        assert len(found) == len(texts)
        self._page.wait_for_timeout(50)
        ran = self._page.evaluate("String(top.hacked)")
        assert (ran, self.asked, self.complaints) == ("undefined", [], []), (
            ran, self.asked, self.complaints)
        return found

    def close(self) -> None:
        """Nothing, after the page is closed."""
        self._context.close()


def places_of_words(trap: Trap, attacks: Iterable[str], show: Callable[[str], str],
                    media_type: str = "text/html", *, act: str = "",
                    apart: Sequence[str] = ("iframe[srcdoc]",)) -> int:
    """In how many places a page says the words of attacks, all of them wherever it says harmless
    ones otherwise; of anything else it has the same. show: the page that says some words. act: what
    is done to it first. apart: where words are not said as they are, such as "code"."""
    attacks = list(attacks)
    usual, *others = trap.read([show(words) for words in (HARMLESS, *attacks)], media_type, act)
    places = [number for number, (where, words) in enumerate(usual["words"])
              if HARMLESS in words and where not in apart]
    for attack, found in zip(attacks, others, strict=True):
        assert found["shape"] == usual["shape"], f"{attack!r}: {difference(found, usual)}"
        for number in places:
            where, words = found["words"][number]
            before = usual["words"][number]
            wanted = before[0], seen(before[1].replace(HARMLESS, attack))
            assert (where, seen(words)) == wanted, f"{attack!r}: {where} is {words!r}"
    return len(places)


def difference(found: Any, usual: Any) -> str:
    """What is in a shape that is in no other, or is missing."""
    ours, others = (re.findall(r"'[^']*'", repr(each["shape"])) for each in (found, usual))
    more, less = Counter(ours) - Counter(others), Counter(others) - Counter(ours)
    return f"{[*more]} more, {[*less]} less"


def on_a_page(inside: str) -> str:
    """A page with that in it."""
    return f"{BEFORE}{inside}"


def seen(text: str) -> str:
    """What is seen of a text: signs that are not, and what stands in for them, as one blank."""
    return UNSEEN.sub(" ", text).strip()


def without_lines(attacks: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The attacks that stand on one line of a file: what else there is is another line."""
    return {name: words for name, words in attacks if len(words.splitlines()) == 1}
