"""plan(): a grid of settings becomes the tasks of a sweep, each with the file that it makes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from math import prod

from convgif.batch.grids import (
    FORMAT,
    Grid,
    Settings,
    combinations,
    count_combinations,
    without_formats,
)
from convgif.batch.of_networks import is_of_network, pictures_of_network
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
from convgif.scenes.poses import POSES
from convgif.scenes.words import words_of
from convgif.settings.arranging import Group
from convgif.settings.file_names import file_stem
from convgif.settings.limits import check_combinations
from convgif.settings.options import NUMBER_FILES, as_typed_text
from convgif.settings.picture import AnyPanel, Chosen, NetworkPanel, Panel, Picture
from convgif.settings.resolving import resolve
from convgif.views import (
    NETWORK_VIEWS,
    VIEW_SETTINGS,
    VIEWS,
    ViewSettings,
    check_takes,
)

# What is right or wrong only together with a layer and its view.
SUITED = (*POSES, *VIEW_SETTINGS)


@dataclass(frozen=True)
class Task:
    """One file that is to be made. settings: as they are given, which ask for the picture. frames:
    how many it has, about; is_drawn: whether there is a view for each panel."""

    file: str
    settings: Settings
    picture: Picture
    frames: int
    is_drawn: bool
    format: str = DEFAULT_FORMAT


@dataclass(frozen=True)
class Outcome:
    """What a combination comes to: its files, one a format, which another may come to too; of none,
    why it makes no layer, before the settings in that are spelled."""

    settings: Settings
    files: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Plan:
    """What a grid comes to: tasks in its order, what makes no layer, counted by reason, what was
    done to numbers from files, and what is left out of networks. outcomes: of every combination, in
    the grid's order; of several that come to one file, too."""

    tasks: tuple[Task, ...]
    skipped: Counter[str]
    notes: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = field(default=(), compare=False)


def plan(grids: Iterable[Grid], *, pair: bool = False, strict: bool = False,
         spell: Spell = as_keyword) -> Plan:
    """The tasks of all combinations of those grids; one that comes twice is made once. Of a network
    without a view there is one for each of its pictures.

    Raises ConvgifError for a setting that is wrong by itself, or with all that it is combined
    with, LimitError for more combinations than are made at once, and if strict LayerError for a
    combination that makes no layer. spell: how the reasons of what is skipped name settings.
    """
    tasks: dict[str, Task] = {}
    outcomes: list[Outcome] = []
    notes: dict[str, None] = {}
    refused: dict[tuple[str, str], ConvgifError | None] = {}
    grids = tuple(grids)
    check_combinations([sum(count_combinations(without_formats(grid), pair=pair)
                            for grid in grids)])
    for settings, formats in _with_those_of_networks(_combinations(grids, pair), notes, spell):
        try:
            picture = resolve(settings)
            steps = [_count_outputs(panel) for panel in picture.panels]
        except LayerError as error:
            if strict:
                raise LayerError(f"{describe_settings(settings)}: {error.message}") from None
            outcomes.append(Outcome(settings, refusal=error.message))
            continue
        for made in formats:
            made.check(follows_reader=picture.theme.dark is not None, still=bool(picture.poses))
        is_drawn = True
        for number, panel in enumerate(picture.panels):
            chosen = picture.settings_of(panel)
            if isinstance(panel, NetworkPanel):
                steps[number] = _network_frames(panel)
                continue
            notes |= dict.fromkeys(_notes(panel))
            if not _draws(panel):
                is_drawn = False
                continue
            for name in filter(chosen.__contains__, SUITED):
                if refused.get(key := (name, repr(chosen[name])), True):
                    refused[key] = _refusal(name, panel, chosen)
            steps[number] = _frames(panel, chosen)
        stem = file_stem(picture)
        outcomes.append(Outcome(settings, tuple(stem + made.suffix for made in formats)))
        for made in formats:
            file, shown = stem + made.suffix, picture.held_by(made)
            known = tasks.setdefault(file, Task(file, settings, shown,
                                                1 if shown.poses else max(steps), is_drawn,
                                                made.name))
            if known.picture is not shown and known.picture.telling != shown.telling:
                raise ConvgifError(f"two combinations would both be called {file}: "
                                   f"{describe_settings(known.settings)}; and "
                                   f"{describe_settings(settings)}: make them in two folders")
    for refusal in filter(None, refused.values()):
        raise refusal
    skipped = Counter(spelled(outcome.refusal, spell) for outcome in outcomes if outcome.refusal)
    return Plan(tuple(tasks.values()), skipped, tuple(notes), tuple(outcomes))


def _combinations(grids: Iterable[Grid], pair: bool) -> Iterator[tuple[Settings, list[Format]]]:
    """The settings of each combination, and the formats in which it is made, each once."""
    for grid in grids:
        names = grid.get(FORMAT, DEFAULT_FORMAT)
        rows = [look_up(FORMATS, str(name).removeprefix("."), FORMAT)
                for name in (names if isinstance(names, list | tuple) else [names])]
        if not rows:
            raise ConvgifError(f"the list of {FORMAT} is empty: give a value or leave it out")
        formats = list({row.name: row for row in rows}.values())
        yield from ((settings, formats)
                    for settings in combinations(without_formats(grid), pair=pair))


def _with_those_of_networks(
        combinations: Iterable[tuple[Settings, list[Format]]], notes: dict[str, None],
        spell: Spell) -> Iterator[tuple[Settings, list[Format]]]:
    """The same, but of a network without a view each of its pictures; what is not drawn of it is
    noted."""
    for settings, formats in combinations:
        if not is_of_network(settings):
            yield settings, formats
            continue
        for shown in pictures_of_network(settings):
            if shown.refusal:
                notes[f"left out: {shown}: {spelled(shown.refusal, spell)}"] = None
            else:
                yield dict(shown.settings), formats


def _count_outputs(panel: AnyPanel) -> int:
    """How many positions a layer's output has. Raises LayerError."""
    if isinstance(panel, NetworkPanel):
        return 1
    return prod(panel.layer.output_shape(panel.layer.input_shape(panel.input_size))[1:])


def _notes(panel: Panel) -> tuple[str, ...]:
    """What was done to numbers from files."""
    settings = panel.settings
    if settings.keys().isdisjoint(NUMBER_FILES):
        return ()
    from convgif.inputs.loading import load_arrays

    return load_arrays(panel.layer, settings.get("input"), settings.get("weight"),
                       panel.input_size)[2]


def shape_of(panel: Panel) -> tuple[int, ...]:
    """Of the input, with so many channels as the view shows where the layer takes any number."""
    return panel.layer.usual_channels(VIEWS[panel.view].channels[0]), *panel.input_size


def _frames(panel: Panel, settings: Chosen) -> int:
    """How many frames the animation has; what is wrong with its settings is said when it is made.
    """
    if not settings.keys().isdisjoint(POSES):
        return 1
    row = VIEWS[panel.view]
    with suppress(ConvgifError):
        return row.frames(panel.layer, shape_of(panel), ViewSettings(
            row.default_size_px(panel.layer), words_of("en"), own=row.checked(settings)))
    return 1


def _network_frames(panel: NetworkPanel) -> int:
    """The same of a network."""
    row = NETWORK_VIEWS[panel.view]
    with suppress(ConvgifError):
        return row.frames(panel.shown, ViewSettings(
            row.size_px, words_of("en"), own=row.checked(panel.settings)))
    return 1


def _draws(panel: Panel) -> bool:
    """Whether there is a view that draws it."""
    try:
        return VIEWS[panel.view].draws(panel.layer)
    except ViewError:
        return False


def _refusal(name: str, panel: Panel, settings: Chosen) -> ConvgifError | None:
    """What is wrong with a setting for that layer in that view; steps are looked at where nothing
    but the layer says how many there are."""
    row = VIEWS[panel.view]
    try:
        if name not in POSES:
            check_takes(row, panel.layer, {name: settings[name]})
        elif settings.keys().isdisjoint((*row.takes, "input")):
            plain = ViewSettings(row.default_size_px(panel.layer), words_of("en"))
            POSES[name](settings[name], row.frames(panel.layer, shape_of(panel), plain))
    except ConvgifError as error:
        return error
    return None


def describe_settings(settings: Settings) -> str:
    """The settings in one line."""
    return ", ".join(f"{name} {as_typed_text(name, value) if isinstance(value, Group) else value}"
                     for name, value in settings.items())
