"""plan(): a grid of settings becomes the tasks of a sweep, each with the file that it makes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from convgif.errors import ConvgifError, LayerError, Spell, ViewError, as_keyword, spelled
from convgif.formats import DEFAULT_FORMAT, FORMATS
from convgif.grids import Grid, Settings, combinations
from convgif.layers import Layer
from convgif.options import NUMBER_FILES, OPTIONS
from convgif.poses import POSES
from convgif.resolving import file_stem, resolve
from convgif.themes import THEMES
from convgif.views import VIEWS, View, ViewSettings, check_takes, default_view
from convgif.words import words_of

# What is right or wrong only together with a layer and its view.
SUITED = (*POSES, *dict.fromkeys(name for view in VIEWS.values() for name in view.takes))


@dataclass(frozen=True)
class Task:
    """One animation that is to be made; view: the one that draws it, None where none does."""

    file: str
    settings: Settings
    frames: int
    view: str | None


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

    Raises ConvgifError for a setting that is wrong by itself, or with all that it is combined
    with, and if strict LayerError for a combination that makes no layer. spell: how the reasons of
    what is skipped name settings.
    """
    tasks: dict[str, Task] = {}
    skipped: Counter[str] = Counter()
    notes: dict[str, None] = {}
    refused: dict[tuple[str, str], ConvgifError | None] = {}
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
        theme = THEMES[rest.get("theme", OPTIONS["theme"].default)]
        made.check(follows_reader=theme.dark is not None)
        notes |= dict.fromkeys(_notes(layer, size, rest))
        file = file_stem(layer, size, rest) + made.suffix
        view = _drawing_view(layer, rest.get("view"))
        if view is not None:
            for name in filter(rest.__contains__, SUITED):
                if refused.get(key := (name, repr(rest[name])), True):
                    refused[key] = _refusal(name, layer, size, VIEWS[view], rest)
        known = tasks.setdefault(file, Task(file, settings, frames, view))
        if known.settings is not settings and _meaning(known.settings) != _meaning(settings):
            raise ConvgifError(f"two combinations would both be called {file}: "
                               f"{describe_settings(known.settings)}; and "
                               f"{describe_settings(settings)}: make them in two folders")
    for refusal in filter(None, refused.values()):
        raise refusal
    return Plan(tuple(tasks.values()), skipped, tuple(notes))


def _notes(layer: Layer, size: int | tuple[int, ...], settings: Settings) -> tuple[str, ...]:
    """What was done to numbers from files."""
    if settings.keys().isdisjoint(NUMBER_FILES):
        return ()
    from convgif.loading import load_arrays

    return load_arrays(layer, settings.get("input"), settings.get("weight"), size)[2]


def _drawing_view(layer: Layer, asked: str | None) -> str | None:
    """The name of the view that draws the layer, None where none does."""
    if asked is not None:
        return asked if VIEWS[asked].draws(layer) else None
    try:
        return default_view(layer)
    except ViewError:
        return None


def _refusal(name: str, layer: Layer, size: int | tuple[int, ...], row: View, settings: Settings
             ) -> ConvgifError | None:
    """What is wrong with a setting for that layer in that view; steps are looked at where nothing
    but the layer says how many there are."""
    try:
        if name not in POSES:
            check_takes(row, layer, {name: settings[name]})
        elif settings.keys().isdisjoint((*row.takes, "input")):
            shape = layer.input_channels or row.channels[0], *layer.spatial_size(size)
            plain = ViewSettings(row.size_px, words_of("en"))
            POSES[name](settings[name], row.frames(layer, shape, plain))
    except ConvgifError as error:
        return error
    return None


def _meaning(settings: Settings) -> tuple[object, ...]:
    """What two ways to say the same have in common."""
    layer, size, rest = resolve(settings)
    others = {name: value for name, value in rest.items() if value != OPTIONS[name].default}
    return layer, layer.spatial_size(size), others


def estimate(plan: Plan) -> tuple[float, float]:
    """About how many bytes a plan comes to, and seconds of one core: from what others came to."""
    size_bytes = seconds = 0.0
    for task in plan.tasks:
        if task.view is None:
            continue  # it is said when it is made
        view = VIEWS[task.view]
        width = task.settings.get("size_px", view.size_px) * task.settings.get("density", 1)
        size_bytes += 11 * width * task.frames
        seconds += 0.01 + 0.0015 * task.frames * (width / 320) ** 2
    return size_bytes, seconds


def describe_settings(settings: Settings) -> str:
    """The settings in one line."""
    return ", ".join(f"{name} {value}" for name, value in settings.items())
