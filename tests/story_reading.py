"""What can be read in a picture before its first step."""

from convgif import Animation
from convgif.scenes.scene import Text


def texts(animation: Animation) -> list[str]:
    """All texts, in the order of their marks."""
    return [mark.shape.string for mark in animation.story.stage.marks.values()
            if isinstance(mark.shape, Text)]


def legend_of(animation: Animation) -> str:
    """The words of the legend, in a line."""
    return " ".join(mark.shape.string for mark in animation.story.stage.marks.values()
                    if isinstance(mark.shape, Text) and mark.roles == ("legend",))
