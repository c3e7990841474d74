"""What notebooks show: HTML, a still for those that show none, and words.

Never image/gif, which nbconvert drops, nor image/svg+xml, for which its LaTeX export needs a
program of its own.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from convgif.formats import FORMATS, Recording
from convgif.formats.markup import image_element

MimeBundle = tuple[dict[str, Any], dict[str, Any]]


def picture_html(recording: Recording) -> str:
    """The picture in HTML, with its alt text: an <img> that holds its SVG, so that it is sharp,
    small, still for those who wish for less motion, and apart from the page."""
    data = b64encode(FORMATS["svg"].encode(recording)).decode()
    return image_element(f"data:image/svg+xml;base64,{data}", recording.alt_text,
                         recording.story.stage.width_px)


def mime_bundle(recording: Recording, html: Callable[[], str],
                include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
                ) -> MimeBundle:
    """What IPython's `_repr_mimebundle_` returns: data and metadata by type. html: makes what
    shows the recording where HTML is shown."""
    stage = recording.still_story().stage
    makers: dict[str, Callable[[], str]] = {
        "text/html": html,
        "image/png": lambda: b64encode(FORMATS["png"].encode(
            replace(recording, dark_theme=None))).decode(),
        "text/plain": lambda: recording.alt_text}
    wanted = [name for name in makers if (not include or name in set(include))
              and name not in set(exclude or ())]
    size = {"width": stage.width_px, "height": stage.height_px}
    return ({name: makers[name]() for name in wanted},
            {"image/png": size} if "image/png" in wanted else {})
