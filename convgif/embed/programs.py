"""What to do in programs that take no lines: where in their menus a file, or a deck, goes."""

from collections.abc import Callable, Iterable

from convgif.embed.figure import Figure
from convgif.formats import FORMATS
from convgif.formats.units import CM_PER_INCH, PX_PER_INCH

DECK = FORMATS["pptx"].media_type
IN_SLIDES = ("image/gif", "image/png", "video/mp4")


def by_hand(insert: str, describe: str, insert_video: str = "", describe_video: str = ""
            ) -> Callable[[Figure], str]:
    """What to do in a program that takes no lines: where in its menus, for a video too."""
    def write(figure: Figure) -> str:
        inches, is_video = figure.width_px / PX_PER_INCH, figure.format.kind == "video"
        return "\n".join((f"{insert_video if is_video else insert}: {figure.path}",
                          f"Its width: {inches:.2f} in, {inches * CM_PER_INCH:.1f} cm",
                          f"{describe_video if is_video else describe}: paste the next line",
                          figure.alt))
    return write


def deck_or(opens: str, otherwise: Callable[[Figure], str]) -> Callable[[Figure], str]:
    """What to do with a deck, how to open it; of another file the other."""
    def write(figure: Figure) -> str:
        if figure.format.media_type != DECK:
            return otherwise(figure)
        return "\n".join((f"{opens}: {figure.path}",
                          f"Its slides, {figure.facts.frames} in all, have "
                          "their alt texts, and in the notes what there is to say",
                          figure.alt))
    return write


def standing_svg(figure: Figure) -> Iterable[str]:
    """Where PowerPoint shows a still in place of what moves."""
    if figure.facts.moves and figure.format.media_type == "image/svg+xml":
        yield f"PowerPoint shows {figure.path} standing still: make a gif, or an mp4"
