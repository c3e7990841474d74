"""plan(): a grid of settings becomes the tasks of a sweep, each with the file that it makes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from convgif.errors import ConvgifError, LayerError, Spell, as_keyword, look_up, spelled
from convgif.formats import DEFAULT_FORMAT, FORMATS
from convgif.grids import Grid, Settings, combinations
from convgif.layers import Layer
from convgif.options import NUMBER_FILES, OPTIONS
from convgif.resolving import file_stem, resolve
from convgif.themes import THEMES
from convgif.views import VIEWS


@dataclass(frozen=True)
class Task:
    """One animation that is to be made."""

    file: str
    settings: Settings
    frames: int
    view: str = "isometric"


@dataclass(frozen=True)
class Plan:
    """What a grid comes to: tasks in its order, what makes no layer, counted by reason, and what
    was done to numbers from files."""

    tasks: tuple[Task, ...]
    skipped: Counter[str]
    notes: tuple[str, ...] = ()


def plan(grids: Iterable[Grid], *, pair: bool = False, strict: bool = False,
         spell: Spell = as_keyword) -> Plan:
    """The tasks of all combinations of those grids; one that comes twice is made once.

    Raises ConvgifError for a setting that is wrong by itself, and if strict LayerError for a
    combination that makes no layer. spell: how the reasons of what is skipped name settings.
    """
    tasks: dict[str, Task] = {}
    skipped: Counter[str] = Counter()
    notes: dict[str, None] = {}
    made = FORMATS[DEFAULT_FORMAT]
    for settings in (settings for grid in grids for settings in combinations(grid, pair=pair)):
        try:
            layer, size, rest = resolve(settings)
            frames = prod(axis.output_size for axis in layer.plan(size))
        except LayerError as error:
            if strict:
                raise LayerError(f"{describe_settings(settings)}: {error.message}") from None
            skipped[spelled(error.message, spell)] += 1
            continue
        theme = look_up(THEMES, rest.get("theme", OPTIONS["theme"].default), "theme")
        made.check(follows_reader=theme.dark is not None)
        notes |= dict.fromkeys(_notes(layer, size, rest))
        file = file_stem(layer, size, rest) + made.suffix
        view = rest.get("view") or next(
            (name for name, row in VIEWS.items() if row.draws(layer)), Task.view)
        known = tasks.setdefault(file, Task(file, settings, frames, view))
        if known.settings is not settings and _meaning(known.settings) != _meaning(settings):
            raise ConvgifError(f"two combinations would both be called {file}: "
                               f"{describe_settings(known.settings)}; and "
                               f"{describe_settings(settings)}: make them in two folders")
    return Plan(tuple(tasks.values()), skipped, tuple(notes))


def _notes(layer: Layer, size: int | tuple[int, ...], settings: Settings) -> tuple[str, ...]:
    """What was done to numbers from files."""
    if settings.keys().isdisjoint(NUMBER_FILES):
        return ()
    from convgif.loading import load_arrays

    return load_arrays(layer, settings.get("input"), settings.get("weight"), size)[2]


def _meaning(settings: Settings) -> tuple[object, ...]:
    """What two ways to say the same have in common."""
    layer, size, rest = resolve(settings)
    others = {name: value for name, value in rest.items() if value != OPTIONS[name].default}
    return layer, layer.spatial_size(size), others


def estimate(plan: Plan) -> tuple[float, float]:
    """About how many bytes a plan comes to, and seconds of one core: from what others came to."""
    size_bytes = seconds = 0.0
    for task in plan.tasks:
        view = VIEWS[task.view]
        width = task.settings.get("size_px", view.size_px) * task.settings.get("density", 1)
        size_bytes += 11 * width * task.frames
        seconds += 0.01 + 0.0015 * task.frames * (width / 320) ** 2
    return size_bytes, seconds


def describe_settings(settings: Settings) -> str:
    """The settings in one line."""
    return ", ".join(f"{name} {value}" for name, value in settings.items())
