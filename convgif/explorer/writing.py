"""The page of the explorer: page.html with its style, its script, the first setting, and as JSON
what there is to choose from. Its parts are in the folder page/."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from json import loads
from typing import Any

from convgif.explorer.words import WORDS, PageWords
from convgif.formats.markup import element, script_json
from convgif.formats.player import script
from convgif.formats.templates import Templates
from convgif.frames.themes import THEMES
from convgif.views.settings import AT_LAYER

PARTS = Templates("convgif.explorer", "page")
# They are one script: each has what the others call, and start.js begins.
SCRIPTS = ("settings.js", "packs.js", "choosing.js", "address.js", "controls.js", "showing.js",
           "taking.js")
# Nothing but what is in the page and in its folder: no other script runs, and nothing is asked for
# or sent anywhere. Styles are the player's own, which it writes when it starts.
# With Pyodide, what it is and runs is allowed too, in a worker that is made of the page.
POLICY = ("default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
          "img-src blob: data:; font-src data:; connect-src {asked}; worker-src {worker}; "
          "base-uri 'none'; form-action 'none'")


@dataclass(frozen=True)
class Anywhere:
    """Where convgif itself is loaded from. pyodide: the folder of Pyodide, an address or a path
    beside the page. program: the file of convgif beside the page, an archive or the list of its
    parts, or with held all of it."""

    pyodide: str
    program: str
    held: bytes = b""

    @property
    def source(self) -> str:
        """What a policy allows it by: the address, without what a policy cannot say."""
        return self.pyodide if "://" in self.pyodide else "'self'"


def page_text(index: Mapping[str, Any], words: PageWords, language: str, player: str, told: str,
              packs: str, suffix: str, others: Mapping[str, str],
              held: Mapping[str, str] | None = None, anywhere: Anywhere | None = None) -> str:
    """The page in that language. player, told: of the setting that it begins with. packs: the
    folder of the others. others: the pages in other languages. held: all packs in base64, by name,
    where they are in the page itself. anywhere: where convgif is loaded from for any other setting,
    if it can be."""
    data = {"index": index, "words": words.script, "titles": words.titles, "notes": words.notes,
            "first": loads(told), "packs": packs if held is None else "", "suffix": suffix,
            "anywhere": anywhere and {"base": anywhere.pyodide, "program": anywhere.program}}
    own = "\n".join(map(PARTS.text, (*SCRIPTS, *(["anywhere.js"] if anywhere else []), "start.js")))
    scripts = [f"'sha256-{_digest(each)}'" for each in (script(), own)]
    asked = ["'self'"] if held is None else []
    if anywhere:
        scripts += ["'wasm-unsafe-eval'", anywhere.source]
        asked.append(anywhere.source)
    words_of_page = {name: escape(text) for name, text in words.page.items()}
    at_once = words_of_page["between"].join([escape(layer["label"]) for layer in index["layers"]])
    text = words_of_page["text"] + (
        words_of_page["at_once"].format(layers=at_once) if anywhere else "")
    kind = "network" if any(axis["name"] == AT_LAYER.name for layer in index["layers"]
                            for axis in layer["axes"]) else "layer"
    return PARTS.filled("page.html", {
        **words_of_page, "kind": f"of-{kind}", "what": words_of_page[kind],
        "lead": words_of_page["network_text"] if kind == "network" else text,
        "language": language, "player": player, "data": script_json(data),
        "style": PARTS.filled("page.css", {
            name: f"#{bytes(THEMES[name].background).hex()}" for name in ("light", "dark")}),
        "policy": POLICY.format(
            scripts=" ".join(scripts), asked=" ".join(dict.fromkeys(asked)) or "'none'",
            worker="blob:" if anywhere else "'none'"),
        "anywhere": PARTS.filled("anywhere.html", words_of_page) if anywhere else "",
        "worker": _worker(anywhere) if anywhere else "",
        "player_script": script(), "script": own,
        "others": "".join([_link(other, address) for other, address in others.items()]),
        "held": "".join([element("script", {"type": "text/plain", "id": f"pack-{name}"}, inside)
                         for name, inside in (held or {}).items()])})


def _worker(anywhere: Anywhere) -> str:
    """The worker's script, as data; and where the page is one file, convgif itself."""
    parts = {"worker": PARTS.text("worker.js")} | (
        {"archive": b64encode(anywhere.held).decode()} if anywhere.held else {})
    return "".join([element("script", {"type": "text/plain", "id": f"explorer-{name}"}, inside)
                    for name, inside in parts.items()])


def _digest(script: str) -> str:
    """What a policy allows a script by: it stands between its tags, to the letter."""
    return b64encode(sha256(script.encode()).digest()).decode()


def _link(language: str, address: str) -> str:
    """Where the page is in that language."""
    return element("a", {"lang": language, "hreflang": language, "href": address},
                   WORDS[language].other if language in WORDS else language)
