"""What a plan comes to before anything is made: what is refused, about how many bytes, how long."""

from collections.abc import Container, Mapping
from functools import partial

from convgif.batch.planning import Plan, Task, shape_of
from convgif.errors import ConvgifError
from convgif.formats import FORMATS
from convgif.scenes.poses import POSES
from convgif.scenes.words import words_of
from convgif.settings.limits import Amount
from convgif.settings.picture import AnyPanel, Panel
from convgif.views import ALL_VIEWS, NETWORK_VIEWS, VIEWS, ViewSettings


def refused(plan: Plan) -> Mapping[str, str]:
    """The files that would be more than is meant, and what of them is."""
    return {task.file: excess for task in plan.tasks if (excess := _excess(task))}


def estimate(plan: Plan, leaving_out: Container[str] = ()) -> tuple[float, float]:
    """About how many bytes a plan but for those files comes to, and seconds of one core: from what
    others came to."""
    size_bytes = seconds = 0.0
    for task in plan.tasks:
        if not task.is_drawn or task.file in leaving_out:
            continue  # it is said when it is made
        format, density = FORMATS[task.format], task.picture.settings.get("density", 1)
        for panel in task.picture.panels:
            width = _size_px(panel) * density
            factor, by_width, by_frames = ALL_VIEWS[panel.view].gif_bytes
            size_bytes += format.to_gif * factor * width ** by_width * task.frames ** by_frames
            seconds += 0.01 + 0.0015 * task.frames * (width / 320) ** 2
    return size_bytes, seconds


def _excess(task: Task) -> str:
    """What of it is more than is meant; empty where nothing is, or where it is not drawn at all."""
    if not task.is_drawn or task.picture.force:
        return ""
    try:
        return next(filter(None, (_amount(task, panel).excess for panel in task.picture.panels
                                  if isinstance(panel, Panel))), "")
    except ConvgifError:  # such as a step that there is not: it is said when it is made
        return ""


def _amount(task: Task, panel: Panel) -> Amount:
    row, chosen = VIEWS[panel.view], task.picture.settings_of(panel)
    asked = ViewSettings(_size_px(panel), words_of("en"), own=row.checked(chosen))
    poses = [partial(POSES[name], chosen[name]) for name in task.picture.poses]
    return Amount(row, asked, panel.layer, shape_of(panel), chosen.get("density", 1),
                  *poses[:1])


def _size_px(panel: AnyPanel) -> int:
    usual_px = (VIEWS[panel.view].default_size_px(panel.layer) if isinstance(panel, Panel) else
                NETWORK_VIEWS[panel.view].size_px)
    size_px: int = panel.settings.get("size_px", usual_px)
    return size_px
