"""What notebooks show: HTML, a still for those that show none, and words.

Never image/gif, which nbconvert drops, nor image/svg+xml, for which its LaTeX export needs a
program of its own.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any

from convgif.formats import FORMATS, Animated
from convgif.formats.markup import image_element

MimeBundle = tuple[dict[str, Any], dict[str, Any]]


def picture_html(animation: Animated) -> str:
    """The picture in HTML, with its alt text: an <img> that holds its SVG, so that it is sharp,
    small, still for those who wish for less motion, and apart from the page."""
    data = b64encode(FORMATS["svg"].encode(animation)).decode()
    return image_element(f"data:image/svg+xml;base64,{data}", animation.describe(),
                         animation.story.stage.width_px)


def mime_bundle(animation: Animated, html: Callable[[], str],
                include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
                ) -> MimeBundle:
    """What IPython's `_repr_mimebundle_` returns: data and metadata by type. html: makes what
    shows the animation where HTML is shown."""
    stage = animation.poster.story.stage
    makers: dict[str, Callable[[], str]] = {
        "text/html": html,
        "image/png": lambda: b64encode(FORMATS["png"].encode_checked(animation)).decode(),
        "text/plain": animation.describe}
    wanted = [name for name in makers if (not include or name in set(include))
              and name not in set(exclude or ())]
    size = {"width": stage.width_px, "height": stage.height_px}
    return ({name: makers[name]() for name in wanted},
            {"image/png": size} if "image/png" in wanted else {})
