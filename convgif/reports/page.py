"""index.html of a network's folder: page.html with its style, its script, its table and its
pictures. It needs no other address, and is read without its script too."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from shlex import quote

from convgif.batch.manifest import Entry as Made
from convgif.batch.of_networks import NetworkPicture
from convgif.errors import look_up
from convgif.formats.markup import element, script_json, text
from convgif.formats.templates import Templates
from convgif.frames.themes import THEMES, Theme
from convgif.gallery.words import WORDS as LABELS
from convgif.networks.network import NetworkLayer, SizedLayer
from convgif.refusals import refusal_in
from convgif.reporting import cut_field, layer_summary, network_report, total_macs, total_parameters
from convgif.reports.contents import THEME, Contents, Planned
from convgif.reports.figures import Figure, copied
from convgif.reports.own_files import files_by_digest
from convgif.reports.tables import table_markup
from convgif.reports.words import FIRST, WORDS, ReportWords
from convgif.scenes.words import joined, times, words_of
from convgif.settings.options import as_flag

PARTS = Templates("convgif.reports")
MOST_PLACES = 6  # of a kind of layer, which are named
BRIGHT = 128  # from where on a background is light


class Page:
    """The page of those contents, whose pictures are in that folder, as its manifest says."""

    def __init__(self, contents: Contents, made: Mapping[str, Made], folder: Path) -> None:
        self.contents, self.made, self.folder = contents, made, folder
        self.source = contents.source(folder)
        self.language = words_of(contents.settings.get("language", FIRST)).spoken
        self.words: ReportWords = WORDS[self.language]
        self.report = network_report(contents.network, self._summary)

    def text(self) -> str:
        """All of it."""
        words, title = self.words, self.contents.title or self.words.title
        ids = [name for name in words.sections if name != "layers"]
        inside = {**{name: escape(said) for name, said in words.page.items()},
                  "language": self.language, "title": escape(title), "lead": self._lead(),
                  "command": copied(words.made_by, self._command())
                  + element("p", {"class": "lead"}, text(words.run_here)),
                  "sections": "\n".join([*map(self._section, ids), self._layers()]),
                  "files": script_json(files_by_digest(self.contents, self.made)),
                  "words": script_json(dict(words.page)), "script": PARTS.text("page.js"),
                  "style": PARTS.filled("page.css", _colors(self._theme)),
                  "scheme": _scheme(self._theme)}
        return PARTS.filled("page.html", inside)

    @property
    def _theme(self) -> Theme:
        return look_up(THEMES, self.contents.settings["theme"], "theme")

    def _lead(self) -> str:
        network, words = self.contents.network, self.words
        said = []
        if network.layers:
            last = network.layers[-1]
            facts = words.facts_so_far if network.unsized else words.facts
            said = [facts.format(
                input=times(network.input_shape), output=times(last.output_shape),
                sized=len(network.layers), count=len((*network.layers, *network.unsized)),
                parameters=total_parameters(self.report), macs=total_macs(self.report)),
                "" if network.unsized else self._field(last)]
        if network.failure:
            failure = refusal_in(self.language, network.failure, as_flag)
            said.append(failure if network.ends_unsized else words.failed.format(failure=failure))
        if network.note:
            said.append(words.in_order)
        return "".join(element("p", {"class": "lead"}, text(each)) for each in said if each)

    def _field(self, last: SizedLayer) -> str:
        """What a unit reads: of the last map, where the last layer is none."""
        jumps = [jump for jump in last.jump if jump is not None]
        if not last.receptive_field:
            return ""
        field = times(last.receptive_field)
        if len(jumps) == len(last.jump):
            return self.words.with_jump.format(field=field, jump=times(jumps))
        return self.words.field.format(field=field)

    def _command(self) -> str:
        """The line that makes the page."""
        given = {name: value for name, value in self.contents.settings.items()
                 if name != "layer" and (name, value) not in THEME.items()}
        flags = [as_flag(name, value) for name, value in given.items()]
        return " ".join(["convgif report", quote(self.source), *flags, "-o ."])

    def _section(self, name: str) -> str:
        heading, said = self.words.sections[name]
        if name == "table":
            inside = element("div", {"class": "wide", "tabindex": "0", "role": "region",
                                     "aria-label": heading},
                             table_markup(self.report, self.words, self._links()))
            if kinds := self.report["uncounted"]:
                inside += element("p", {"class": "drawn"}, text(self.words.uncounted.format(
                    kinds=self.words.comma.join(kinds))))
            if cut := cut_field(self.report):
                inside += element("p", {"class": "drawn"}, text(self.words.cut.format_map(cut)))
        else:
            shown = next(each for each in self.contents.whole if each.view == name)
            inside = self._part(shown.picture) + self._shown(
                shown, self.contents.narrow if name == "network" else None)
        return _section(name, heading, said, inside)

    def _part(self, picture: NetworkPicture) -> str:
        """Of which layers and on which input the picture is, where it is not of all."""
        if not picture.up_to:
            return ""
        network = self.contents.network
        size, real = picture.settings["input_size"], network.input_shape
        if size == real:
            said = self.words.part.format(layer=picture.up_to, size=times(size))
        else:
            last = next(layer for layer in network.layers if layer.name == picture.up_to)
            field = times(last.receptive_field)
            said = words_of(self.language).sentence_gap.join((
                self.words.smaller.format(layer=last.name, size=times(size), real=times(real)),
                self.words.real_field.format(layer=last.name, field=field)))
        return element("p", {"class": "drawn"}, text(said))

    def _links(self) -> Mapping[str, str]:
        """By a layer's name the id of what is told of its kind."""
        return {layer.name: _id(number) for number, each in enumerate(self.contents.layers)
                for layer in each.picture.layers}

    def _shown(self, planned: Planned, narrow: Planned | None = None) -> str:
        """The picture, and what there is to copy for it, or why it is not drawn."""
        figure = self._figure(planned)
        if figure is None:
            why = refusal_in(self.language, planned.picture.refusal, as_flag).rstrip(".")
            return element("p", {"class": "refused"}, text(self.words.refused.format(why=why)))
        other = None if narrow is None else self._figure(narrow)
        return element("div", {"class": "picture"}, figure.markup(other)) + figure.copies(
            self.words)

    def _figure(self, planned: Planned) -> Figure | None:
        if planned.task is None:
            return None
        return Figure(self.folder, planned.task, self.made[planned.task.file],
                      self.source)

    def _layers(self) -> str:
        heading, said = self.words.sections["layers"]
        cards = (element("li", {"class": "card", "id": _id(number)}, self._card(each))
                 for number, each in enumerate(self.contents.layers))
        return _section("layers", heading, said,
                        element("ul", {"class": "cards"}, "\n" + "\n".join(cards)))

    def _card(self, planned: Planned) -> str:
        layers = planned.picture.layers
        size = planned.picture.settings.get("input_size")
        alike = layers[0].alike_channels
        drawn = "" if not (size and planned.task) else joined(
            self.words.comma, self.words.drawn_on.format(size=times(size)),
            self.words.alike.format(count=alike) if alike > 1 else "")
        if planned.picture.instead is not None:
            drawn = self.words.instead.format(layer=repr(planned.picture.instead))
        return "".join((
            element("h3", {}, text(self._summary(layers[0]))),
            element("p", {"class": "code"}, element("code", {}, text(repr(layers[0].layer)))),
            element("ul", {"class": "places"}, "".join(self._places(layers))),
            element("p", {"class": "drawn"}, text(drawn)) if drawn else "",
            self._shown(planned)))

    def _places(self, layers: Sequence[SizedLayer]) -> Iterator[str]:
        """Where layers of a kind stand, at their real sizes."""
        words = self.words
        for layer in layers[:MOST_PLACES]:
            costs = joined(words.comma, *(said.format(number=f"{number:,}") for said, number in (
                (words.parameters, layer.parameters), (words.macs, layer.macs)) if number))
            yield element("li", {}, element("b", {}, text(layer.name)) + text(joined(
                words.comma, f" {times(layer.input_shape)} → {times(layer.output_shape)}", costs)))
        if len(layers) > MOST_PLACES:
            yield element("li", {}, text(self.words.more.format(count=len(layers) - MOST_PLACES)))

    def _summary(self, layer: SizedLayer | NetworkLayer) -> str:
        """The kind of layer and its arguments, in the language of the page."""
        labels = LABELS[self.language].parameters if self.language != FIRST else {}
        notes = [self.words.notes.get(note, note) for note in layer.note.split(", ")]
        return joined(", ", layer_summary(layer.operation, lambda name: labels.get(
            name, name.replace("_", " "))), *notes)


def _section(name: str, heading: str, said: str, inside: str) -> str:
    return element("section", {"id": name}, "\n".join((
        element("h2", {}, text(heading)), element("p", {}, text(said)), inside)))


def _id(number: int) -> str:
    return f"layer-{number + 1}"


def _scheme(theme: Theme) -> str:
    """Whether the page is light, dark, or as its reader prefers."""
    if theme.dark is not None:
        return "light dark"
    return "light" if sum(theme.background) >= 3 * BRIGHT else "dark"


def _colors(theme: Theme) -> dict[str, str]:
    """The backgrounds of pictures where the page is light, and where it is dark."""
    dark = theme.dark or theme
    return {"light": f"#{bytes(theme.background).hex()}",
            "dark": f"#{bytes(dark.background).hex()}"}
