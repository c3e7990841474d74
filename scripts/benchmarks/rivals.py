"""What convgif is measured against in a warm process."""

from io import BytesIO
from typing import Any

import imageio.v3 as iio
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon
from PIL import Image

from convgif.frames.themes import THEMES
from convgif.scenes.scene import Cell, Disc, Film, Text

DPI = 100
POINTS_A_PX = 72 / DPI


def encode_alone(frames: Any, animation: Any) -> bytes:
    """The ready-made frames of an animation as GIF by Pillow, asked for it as convgif does."""
    images = [Image.fromarray(frame, "P") for frame in frames.indices]
    for image in images:
        image.putpalette(frames.palette.tobytes())
    buffer = BytesIO()
    images[0].save(buffer, "GIF", save_all=True, append_images=images[1:],
                   palette=frames.palette.tobytes(), optimize=True, disposal=1,
                   duration=list(animation.timeline_ms), comment=animation.describe().encode(),
                   loop=0)
    return buffer.getvalue()


def draw_with_a_figure(animation: Any, *, through_png: bool = False) -> bytes:
    """The story of an animation the usual way; where things lie is known beforehand.

    One figure; what changes is recoloured or moved, and all is drawn for each frame. through_png:
    saved and read again, as many tutorials do, not taken from the canvas.
    """
    theme, stage, scenes = THEMES["classic"], animation.story.stage, animation.story.scenes
    figure = Figure((stage.width_px / DPI, stage.height_px / DPI), dpi=DPI)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, stage.width_px)
    axes.set_ylim(stage.height_px, 0)
    axes.set_axis_off()
    artists = {id: _artists(axes, mark.shape, mark.order) for id, mark in stage.marks.items()}
    for id, mark in stage.marks.items():
        _set(artists[id], _look(mark.shape, theme.paint(mark.roles)))
    frames = []
    for scene in scenes:
        for id, roles in scene.roles.items():
            _set(artists[id], _look(stage.marks[id].shape, theme.paint(roles)))
        for id, shape in scene.shapes.items():
            for artist, place in zip(artists[id], _places(shape), strict=True):
                artist.set(**place)
        if through_png:
            buffer = BytesIO()
            figure.savefig(buffer, format="png", dpi=DPI)
            frames.append(iio.imread(buffer.getvalue(), extension=".png")[..., :3])
        else:
            canvas.draw()
            frames.append(np.asarray(canvas.buffer_rgba())[..., :3].copy())
    return iio.imwrite("<bytes>", np.stack(frames), extension=".gif",
                       duration=list(animation.timeline_ms), loop=0)


def _artists(axes: Any, shape: Any, order: int) -> list[Any]:
    """What draws the shape: one artist, or for a line one a stroke."""
    def artist(place: dict[str, Any]) -> Any:
        match shape:
            case Cell() | Film():
                return axes.add_patch(Polygon(**place, zorder=order))
            case Disc():
                return axes.add_patch(Circle(place["center"], place["radius"], zorder=order))
            case Text():
                return axes.text(*place["position"], place["text"], ha=shape.align,
                                 fontsize=shape.size_px * POINTS_A_PX, zorder=order)
            case _:
                return axes.add_line(Line2D(*place["data"], zorder=order))

    return [artist(place) for place in _places(shape)]


def _places(shape: Any) -> list[dict[str, Any]]:
    """Where each artist of a shape lies and what it says, in matplotlib's words."""
    match shape:
        case Cell() | Film():
            return [{"xy": shape.corners}]
        case Disc():
            return [{"center": shape.center, "radius": shape.radius}]
        case Text():
            return [{"position": shape.anchor, "text": shape.string}]
        case _:
            return [{"data": tuple(zip(*stroke, strict=True))} for stroke in shape.strokes]


def _look(shape: Any, paint: Any) -> dict[str, Any]:
    """How a shape is painted, in matplotlib's words."""
    match shape:
        case Cell():
            return {"facecolor": _color(paint.fill), "edgecolor": _color(paint.line),
                    "linewidth": (paint.width_px or 0) * POINTS_A_PX,
                    "linestyle": "--" if paint.dash_px else "-",
                    "hatch": 2 * paint.hatch.direction if paint.hatch else None}
        case Film():
            return {"facecolor": _color(paint.fill), "alpha": paint.opacity, "linewidth": 0}
        case Disc():
            return {"facecolor": _color(paint.line)}
        case Text():
            return {"color": _color(paint.line)}
        case _:
            return {"color": _color(paint.line),
                    "linewidth": (paint.width_px or 0) * POINTS_A_PX}


def _set(artists: list[Any], look: dict[str, Any]) -> None:
    for artist in artists:
        artist.set(**look)


def _color(rgb: tuple[int, int, int] | None) -> Any:
    return "none" if rgb is None else tuple(channel / 255 for channel in rgb)
