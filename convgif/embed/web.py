"""Lines for web pages, in HTML and in Markdown."""

from collections.abc import Iterable

from convgif.embed.figure import Figure
from convgif.embed.media import DARK, picture, video
from convgif.formats.escaping import escape_markdown_extra
from convgif.formats.markup import element, image_element
from convgif.formats.player.frame import TWO_COLUMNS_PX, frame_height

# Tells the player before it, in a slide of reveal.js, how many of its fragments are seen.
STEPPING = """\
<script>
(() => {
  let frame = document.currentScript.previousElementSibling;
  const steps = [];
  for (; frame.matches("[data-convgif-step]"); frame = frame.previousElementSibling) {
    steps.push(frame);
  }
  const tell = () => frame.contentWindow?.postMessage({
    convgifStep: steps.filter((step) => step.matches(".visible")).length}, "*");
  for (const event of ["fragmentshown", "fragmenthidden", "slidechanged"]) {
    document.addEventListener(event, tell);
  }
  frame.addEventListener("load", tell);
})();
</script>"""


def image(figure: Figure) -> str:
    """A plain picture of HTML."""
    return image_element(figure.address, figure.alt, figure.width_px)


def standing_in(figure: Figure) -> str:
    """The picture, which others stand in for, by what its reader wishes for."""
    return picture(image(figure), figure.sources)


def _video(figure: Figure) -> str:
    return video(figure.address, figure.alt, {"width": figure.width_px})


def _frame(figure: Figure, source: str = "src") -> str:
    width_px = figure.asked_px or TWO_COLUMNS_PX
    shown = [each for each in (figure.facts, figure.facts.narrower) if each is not None]
    if figure.asked_px:  # what is seen in that is known
        shown = shown[-1:] if figure.asked_px < figure.facts.width_px else shown[:1]
    height = max(frame_height((each.width_px, each.height_px), each.words, width_px, each.least_px,
                              asks=each.asks) for each in shown)
    return element("iframe", {
        source: figure.address, "title": figure.alt, "width": figure.asked_px or "100%",
        "height": height, "loading": "lazy", "style": "border:0;max-width:100%"}, "")


def _fitting_picture(figure: Figure) -> str:
    """The same, no wider than its page where others stand in by how wide that is."""
    if not any(source.width_px for source in figure.sources.values()):
        return standing_in(figure)
    return picture(element("img", {
        "src": figure.address, "width": figure.width_px, "alt": figure.alt,
        "style": "max-width:100%;height:auto"}), figure.sources)


def html(figure: Figure) -> str:
    """The element of HTML that shows it."""
    return {"image": _fitting_picture, "video": _video, "text": _frame}[figure.format.kind](figure)


def revealjs(figure: Figure) -> str:
    """What moves starts when its slide comes; fragments step a player."""
    if figure.format.kind == "image":
        return image(figure)
    if figure.format.kind == "video":
        return video(figure.address, figure.alt, {"width": figure.width_px, "data-autoplay": ""})
    fragment = '<span class="fragment" data-convgif-step></span>'
    return "\n".join([_frame(figure, "data-src"), fragment * (figure.facts.frames - 1), STEPPING])


def quarto(figure: Figure) -> str:
    """The line of Quarto's Markdown."""
    return f'{markdown(figure)}{{width="{figure.width_px}"}}'


def marp(figure: Figure) -> str:
    """The line of Marp's Markdown."""
    return f"![w:{figure.width_px} {escape_markdown_extra(figure.alt)}]({figure.address})"


def markdown(figure: Figure) -> str:
    """The line of plain Markdown, which says no width."""
    return f"![{escape_markdown_extra(figure.alt)}]({figure.address})"


def markdown_doubts(figure: Figure) -> Iterable[str]:
    """Where that shows it in another width."""
    if figure.facts.density != 1:
        pixels = round(figure.facts.width_px * figure.facts.density)
        yield (f"plain Markdown says no width, and shows {figure.path} {pixels} px wide, not "
               f"{figure.facts.width_px}: make it with --density 1, or write for html")


def mkdocs(figure: Figure) -> str:
    """The lines of Material for MkDocs: light and dark, where both are."""
    alt, dark = escape_markdown_extra(figure.alt), figure.sources.get(DARK)
    shown = ([f"{figure.address}#only-light", f"{dark.address}#only-dark"] if dark else
             [figure.address])
    return "\n".join([f'![{alt}]({address}){{ width="{figure.width_px}" }}' for address in shown])
