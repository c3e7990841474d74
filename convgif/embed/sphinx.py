"""Sphinx: a directive that shows a layer, `extensions = ["convgif.embed.sphinx"]`.

    .. convgif:: Conv2d(kernel_size=3, stride=2, padding=1)
       :input-size: 5
       :width: 300px

       Stride 2 halves the map.

It leaves one node; what stands for it is decided when a builder writes, so that builders share
what was read. Files are named by a hash, and kept beside the doctrees from one build to the next.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from convgif.embed.page import Layout, Rendering, Shown, inlined, page_format, renderings, shown
from convgif.embed.settings import SETTINGS, drawn, read_picture
from convgif.errors import ConvgifError
from convgif.formats import FORMATS, Format
from convgif.formats.markup import element
from convgif.formats.schemes import image_rules
from convgif.formats.writing import write_whole
from convgif.inputs.sources import existing
from convgif.networks.reading import file_of
from convgif.settings.picture import Picture
from convgif.version import __version__, fingerprint

SCRIPT, STYLE = "convgif-player.js", "convgif.css"
UNDIMMED = "dark-light"  # to PyData's theme: the picture is good on dark pages as it is
DRAWN_BY = "convgif-fingerprint"  # a page's item of metadata
LAYOUT: dict[str, Callable[[str], Any]] = {
    "alt": directives.unchanged, "height": directives.length_or_unitless,
    "width": directives.length_or_percentage_or_unitless, "scale": directives.percentage,
    "align": lambda argument: directives.choice(argument, ("left", "center", "right")),
    "class": directives.class_option, "name": directives.unchanged,
    "loading": lambda argument: directives.choice(argument, ("embed", "link", "lazy"))}

logger = logging.getLogger(__name__)


class convgif_order(nodes.General, nodes.Element):  # noqa: N801  # as docutils spells nodes
    """A picture that is asked for, as it was written; files by their path from the source folder,
    with a slash before it."""


class convgif_on_page(nodes.General, nodes.Element):  # noqa: N801  # as docutils spells nodes
    """What stands for it in HTML: `shown`."""


class Convgif(SphinxDirective):
    """The directive: leaves what is asked for, in a figure where there is a caption."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        **dict.fromkeys(SETTINGS, directives.unchanged), **LAYOUT,
        "format": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        layout = {name: value for name, value in self.options.items() if name in LAYOUT}
        classes = layout.pop("class", [])
        layout.pop("name", None)
        node = convgif_order(self.block_text, layer=self._layer(), classes=classes,
                              settings=self._settings(), **layout)
        self.set_source_info(node)
        self.env.metadata[self.env.docname][DRAWN_BY] = fingerprint()
        try:
            page_format(node["settings"].get("format", ""))
            drawn(_read(node, self.env.srcdir))
        except ConvgifError as error:
            _warn(error, node, "settings")
            return []
        if not self.content:
            self.add_name(node)
            return [node]
        align = {"align": node.attributes.pop("align")} if "align" in node else {}
        figure = nodes.figure("", node, **align)
        self.set_source_info(figure)
        self.add_name(figure)
        return [self._with_caption(figure)]

    def _layer(self) -> str:
        """The layers or networks; the file of one by its path from the source folder."""
        text: str = self.arguments[0]
        return text if file_of(text) is None else self._from_source_folder(text.strip())

    def _settings(self) -> dict[str, str]:
        """The settings as they are written, over those of the project."""
        given = {name: value for name, value in self.options.items() if name not in LAYOUT}
        taken = {SETTINGS[name].option for name in given if name in SETTINGS}
        usual = {name: str(value) for name, value in self.config.convgif_defaults.items()
                 if name not in given and (name not in SETTINGS
                                           or SETTINGS[name].option not in taken)}
        return {name: self._located(name, value) for name, value in {**usual, **given}.items()}

    def _located(self, name: str, value: str) -> str:
        """The value; a file that is there by its path from the source folder."""
        is_file = name in SETTINGS and SETTINGS[name].option.is_file
        return self._from_source_folder(value) if is_file else value

    def _from_source_folder(self, value: str) -> str:
        """The file of that name by its path from the source folder, if it is there."""
        relative, path = self.env.relfn2path(value)
        if existing(path) is None:
            return value
        self.env.note_dependency(relative)
        return f"/{Path(relative).as_posix()}"

    def _with_caption(self, figure: nodes.figure) -> nodes.figure:
        """The figure: the first paragraph is its caption, what follows its legend."""
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        first, *rest = parsed.children
        if isinstance(first, nodes.paragraph):
            caption = nodes.caption(first.rawsource, "", *first.children)
            caption.source, caption.line = first.source, first.line
            figure += caption
        else:
            rest = [first, *rest]
        if rest:
            figure += nodes.legend("", *rest)
        return figure


class ShowOrders(SphinxPostTransform):
    """Puts in the place of each node what the builder that writes now can show."""

    default_priority = 5
    sphinx: Sphinx  # of the build: transforms may no longer ask for it

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(convgif_order)):
            try:
                instead = self._shown(node)
            except ConvgifError as error:
                _warn(error, node, "picture")
                instead = nodes.paragraph("", node.get("alt", ""))
            instead.source, instead.line = node.source, node.line
            instead["ids"] += node["ids"]
            node.replace_self(instead)

    def _shown(self, node: convgif_order) -> nodes.Element:
        builder, picture = self.sphinx.builder, _read(node, self.env.srcdir)
        animation, alt = drawn(picture), node.get("alt", "")
        format = fitting(builder, page_format(node["settings"].get("format", "")))
        if format is None:
            return nodes.paragraph("", alt or animation.describe())
        inline = builder.format == "html" and (format.needs_script
                                               or node.get("loading") == "embed")
        align = [f"align-{node['align']}"] if "align" in node else []
        undimmed = [UNDIMMED] if animation.theme.dark else []
        layout = Layout(node.get("width", ""), node.get("height", ""), node.get("scale", 100),
                        [*node["classes"], *align, *undimmed], next(iter(node["ids"]), ""), inline,
                        node.get("loading") == "lazy")
        made = renderings(picture, animation, format, layout, alt=alt)
        if builder.format != "html":
            return self._image(node, str(self._file(made[-1])), made[-1].alt)
        paths = [self._file(each) for each in made]
        if inline:
            seen = inlined(made, [path.read_bytes() for path in paths], layout)
        else:
            builder.images |= {str(path): path.name for path in paths}
            seen = shown(made, layout, [path.name for path in paths])
        static = Path(builder.outdir, "_static")
        if format.needs_script:
            _write_static(static / SCRIPT, format.script())
        elif format.follows_reader:
            _write_static(static / STYLE, image_rules("img.convgif"))
        return convgif_on_page(shown=seen)

    def _image(self, node: convgif_order, path: str, alt: str) -> nodes.image:
        """The picture as any image."""
        layout = {name: node[name] for name in LAYOUT if name in node}
        self.env.images.add_file(self.env.docname, path)
        return nodes.image("", uri=path, candidates={"*": path}, classes=node["classes"],
                           **{**layout, "alt": alt})

    def _file(self, made: Rendering) -> Path:
        """The file that shows it, made now if it was not before."""
        path = Path(self.sphinx.doctreedir) / "convgif" / made.name
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, made.encode())
        return path


def fitting(builder: Builder, wanted: Format) -> Format | None:
    """The format that the builder shows: what is wanted, or else what comes closest, if any."""
    supported = [row for kind in builder.supported_image_types for row in FORMATS.values()
                 if row.media_type == kind]
    is_html = builder.format == "html"
    if is_html and (wanted in supported or not getattr(builder, "embedded", False)):
        return wanted
    return next((row for row in supported if row.animated == is_html), None)


def _read(node: convgif_order, folder: Path) -> Picture:
    """The picture that a node asks for. Raises ConvgifError."""
    settings = {name: value for name, value in node["settings"].items() if name != "format"}
    return read_picture(node["layer"], settings, locate=lambda name:
                        Path(folder, name[1:]) if name.startswith("/") else None)


def _warn(error: ConvgifError, node: nodes.Element, subtype: str) -> None:
    logger.warning("%s", error, location=node, type="convgif", subtype=subtype)


def _drawn_by_others(app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
    """The pages whose pictures another version drew: they are read again, and so written."""
    return [page for page, said in env.metadata.items()
            if said.get(DRAWN_BY, fingerprint()) != fingerprint()]


def _write_static(path: Path, text: str) -> None:
    """A file that all pages share."""
    data = text.encode()
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


def _add_static(app: Sphinx, page: str, template: str, context: dict[str, Any],
                document: nodes.document | None) -> None:
    """Gives a page the script of its players and the style of its pictures, if it has any."""
    formats = [node["shown"].format for node in document.findall(convgif_on_page)
               ] if document else []
    if any(format.needs_script for format in formats):
        app.add_js_file(SCRIPT)
    if any(format.follows_reader and not format.needs_script for format in formats):
        app.add_css_file(STYLE)


def _visit_html(translator: HTML5Translator, node: convgif_on_page) -> None:
    seen: Shown = node["shown"]
    translator.body += [element("span", {"id": name}, "") for name in node["ids"][1:]]
    translator.body.append(seen.markup(f"{translator.builder.imgpath}/"))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx wants to know of the extension."""
    app.add_config_value("convgif_defaults", {}, "env", [dict])
    app.add_node(convgif_order)
    app.add_node(convgif_on_page, html=(_visit_html, None))
    app.add_directive("convgif", Convgif)
    app.add_post_transform(type("ShowOrders", (ShowOrders,), {"sphinx": app}))
    app.connect("env-get-outdated", _drawn_by_others)
    app.connect("html-page-context", _add_static)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True,
            "parallel_write_safe": True}
