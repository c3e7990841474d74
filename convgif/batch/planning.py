"""plan(): a grid of settings becomes the tasks of a sweep, each with the file that it makes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import prod

from convgif.batch.grids import FORMAT, Grid, Settings, combinations
from convgif.errors import (
    ConvgifError,
    LayerError,
    Spell,
    ViewError,
    as_keyword,
    look_up,
    spelled,
)
from convgif.formats import DEFAULT_FORMAT, FORMATS, Format
from convgif.frames.themes import THEMES
from convgif.layers import Layer
from convgif.scenes.poses import POSES
from convgif.scenes.words import words_of
from convgif.settings.options import NUMBER_FILES, OPTIONS
from convgif.settings.resolving import file_stem, resolve
from convgif.views import VIEWS, View, ViewSettings, check_takes, default_view

# What is right or wrong only together with a layer and its view.
SUITED = (*POSES, *dict.fromkeys(name for view in VIEWS.values() for name in view.takes))


@dataclass(frozen=True)
class Task:
    """One file that is to be made; view: the one that draws it, None where none does."""

    file: str
    settings: Settings
    frames: int
    view: str | None
    format: str = DEFAULT_FORMAT


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
    for settings, formats in _combinations(grids, pair):
        try:
            layer, size, rest = resolve(settings)
            frames = prod(axis.output_size for axis in layer.plan(size))
        except LayerError as error:
            if strict:
                raise LayerError(f"{describe_settings(settings)}: {error.message}") from None
            skipped[spelled(error.message, spell)] += 1
            continue
        theme = THEMES[rest.get("theme", OPTIONS["theme"].default)]
        for made in formats:
            made.check(follows_reader=theme.dark is not None,
                       still=not rest.keys().isdisjoint(POSES))
        notes |= dict.fromkeys(_notes(layer, size, rest))
        view = _drawing_view(layer, rest.get("view"))
        if view is not None:
            for name in filter(rest.__contains__, SUITED):
                if refused.get(key := (name, repr(rest[name])), True):
                    refused[key] = _refusal(name, layer, size, VIEWS[view], rest)
        frames = frames if view is None else _frames(layer, size, VIEWS[view], rest)
        stem = file_stem(layer, size, rest)
        for made in formats:
            file = stem + made.suffix
            known = tasks.setdefault(file, Task(file, settings, frames, view, made.name))
            if known.settings is not settings and _meaning(known.settings) != _meaning(settings):
                raise ConvgifError(f"two combinations would both be called {file}: "
                                   f"{describe_settings(known.settings)}; and "
                                   f"{describe_settings(settings)}: make them in two folders")
    for refusal in filter(None, refused.values()):
        raise refusal
    return Plan(tuple(tasks.values()), skipped, tuple(notes))


def _combinations(grids: Iterable[Grid], pair: bool) -> Iterator[tuple[Settings, list[Format]]]:
    """The settings of each combination, and the formats in which it is made, each once."""
    for grid in grids:
        names = grid.get(FORMAT, DEFAULT_FORMAT)
        rows = [look_up(FORMATS, str(name).removeprefix("."), FORMAT)
                for name in (names if isinstance(names, list | tuple) else [names])]
        if not rows:
            raise ConvgifError(f"the list of {FORMAT} is empty: give a value or leave it out")
        formats = list({row.name: row for row in rows}.values())
        rest = {name: value for name, value in grid.items() if name != FORMAT}
        yield from ((settings, formats) for settings in combinations(rest, pair=pair))


def _notes(layer: Layer, size: int | tuple[int, ...], settings: Settings) -> tuple[str, ...]:
    """What was done to numbers from files."""
    if settings.keys().isdisjoint(NUMBER_FILES):
        return ()
    from convgif.inputs.loading import load_arrays

    return load_arrays(layer, settings.get("input"), settings.get("weight"), size)[2]


def _frames(layer: Layer, size: int | tuple[int, ...], row: View, settings: Settings) -> int:
    """How many frames the animation has; what is wrong with its settings is said when it is made.
    """
    if not settings.keys().isdisjoint(POSES):
        return 1
    shape = layer.input_channels or row.channels[0], *layer.spatial_size(size)
    show_in, show_out, steps, at = (
        (chosen,) if isinstance(chosen, int) else chosen and tuple(chosen)
        for chosen in map(settings.get, ("show_in", "show_out", "steps", "at")))
    with suppress(ConvgifError):
        return row.frames(layer, shape, ViewSettings(
            row.size_px, words_of("en"), values=settings.get("values", False), show_in=show_in,
            show_out=show_out, steps=steps, at=at))
    return 1


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
        frames = task.frames if FORMATS[task.format].animated else 1
        factor, by_width, by_frames = view.gif_bytes
        size_bytes += (FORMATS[task.format].to_gif * factor * width ** by_width
                       * frames ** by_frames)
        seconds += 0.01 + 0.0015 * task.frames * (width / 320) ** 2
    return size_bytes, seconds


def describe_settings(settings: Settings) -> str:
    """The settings in one line."""
    return ", ".join(f"{name} {value}" for name, value in settings.items())
