"""sweep(): a grid of settings becomes a folder of animations, made once and kept whole.

Tasks are small picklable settings, workers return bytes, and only the caller writes: any
concurrent.futures.Executor will do, on one machine or many.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from time import monotonic

from convgif.errors import ConvgifError, LayerError, OutputError
from convgif.formats import DEFAULT_FORMAT, FORMATS
from convgif.formats.writing import PARTIAL_PREFIX, write_whole
from convgif.grids import Grid, Settings, combinations
from convgif.manifest import Entry, digest, fingerprint, read_manifest, write_manifest
from convgif.options import file_stem, resolve
from convgif.views import VIEWS

MANIFEST_EVERY_S = 2.0  # how much work a kill may cost
WAITING_PER_WORKER = 4  # results that wait to be written are few, whatever the grid

Progress = Callable[["Sweep"], None]


@dataclass(frozen=True)
class Task:
    """One animation that is to be made."""

    file: str
    settings: Settings
    frames: int


@dataclass(frozen=True)
class Plan:
    """What a grid comes to: tasks in its order, and what makes no layer, counted by reason."""

    tasks: tuple[Task, ...]
    skipped: Counter[str]


@dataclass
class Sweep:
    """How far a sweep is: how many were made and kept, what failed, what was skipped."""

    total: int
    skipped: Counter[str]
    made: int = 0
    kept: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return self.made + self.kept + len(self.failed)


def plan(grids: Iterable[Grid], *, pair: bool = False, strict: bool = False) -> Plan:
    """The tasks of all combinations of those grids; one that comes twice is made once.

    Raises ConvgifError for a setting that is wrong by itself, and if strict LayerError for a
    combination that makes no layer.
    """
    tasks: dict[str, Task] = {}
    skipped: Counter[str] = Counter()
    for settings in (settings for grid in grids for settings in combinations(grid, pair=pair)):
        try:
            layer, size, rest = resolve(settings)
            frames = prod(axis.output_size for axis in layer.plan(size))
        except LayerError as error:
            if strict:
                raise LayerError(f"{describe_settings(settings)}: {error}") from None
            skipped[str(error)] += 1
            continue
        file = file_stem(layer, size, rest) + FORMATS[DEFAULT_FORMAT].suffix
        tasks.setdefault(file, Task(file, settings, frames))
    return Plan(tuple(tasks.values()), skipped)


def estimate(plan: Plan) -> tuple[float, float]:
    """About how many bytes a plan comes to, and seconds of one core: from what others came to."""
    size_bytes = seconds = 0.0
    for task in plan.tasks:
        view = VIEWS[task.settings.get("view", "isometric")]
        width = task.settings.get("size_px", view.size_px) * task.settings.get("density", 1)
        size_bytes += 11 * width * task.frames
        seconds += 0.01 + 0.0015 * task.frames * (width / 320) ** 2
    return size_bytes, seconds


def sweep(grid: Grid, out: str | Path, executor: Executor | None = None, *, pair: bool = False,
          strict: bool = False, force: bool = False, workers: int = 1,
          progress: Progress | None = None) -> Sweep:
    """What was done to make every combination of the grid in the folder `out`, and its manifest.

    grid: for each option's name a value or a list. executor: where the work is done, else here;
    workers: how many it has. force: make again what is whole. What fails is counted, and the rest
    goes on. Raises ConvgifError, OutputError for a folder that cannot be used.
    """
    return run(plan([grid], pair=pair, strict=strict), out, executor, force=force,
               workers=workers, progress=progress)


def run(plan: Plan, out: str | Path, executor: Executor | None = None, *, force: bool = False,
        workers: int = 1, progress: Progress | None = None) -> Sweep:
    """The same for a plan that is there. An interrupt leaves a true manifest of what is whole."""
    folder, report = Path(out), Sweep(len(plan.tasks), plan.skipped)
    order = {task.file: number for number, task in enumerate(plan.tasks)}
    with _only_one_in(folder):
        entries = read_manifest(folder)
        _tidy(folder)
        missing = []
        for task in plan.tasks:
            kept = None if force else _still_right(task, entries.get(task.file), folder)
            if kept is None:
                missing.append(task)
            else:
                entries[task.file] = kept
                report.kept += 1
        saved = monotonic()
        try:
            for task, result in _results(missing, executor, workers):
                _take(task, result, folder, entries, report)
                if progress is not None:
                    progress(report)
                if monotonic() - saved > MANIFEST_EVERY_S:
                    write_manifest(folder, entries, order)
                    saved = monotonic()
        finally:
            write_manifest(folder, entries, order)
    return report


def make(task: Task) -> tuple[Entry, bytes]:
    """The entry and the bytes of one animation. Raises ConvgifError."""
    from convgif.animation import animate
    from convgif.digest import scene_digest

    layer, size, rest = resolve(task.settings)
    animation = animate(layer, input_size=size, **rest)
    data = FORMATS[DEFAULT_FORMAT].encode(animation.recording())
    rows, columns = animation.size
    entry = Entry(
        file=task.file, settings=describe_all(task.settings), fingerprint=fingerprint(),
        input=list(layer.input_shape(size)), output=list(animation.traces[0].output.shape),
        frames=len(animation.scenes), width=columns, height=rows, bytes=len(data),
        sha256=digest(data), alt=animation.describe(), scene_digest=scene_digest(animation))
    return entry, data


def describe_all(settings: Settings) -> dict[str, object]:
    """The settings as JSON keeps them: tuples as lists."""
    def plain(value: object) -> object:
        return [plain(item) for item in value] if isinstance(value, tuple) else value
    return {name: plain(value) for name, value in settings.items()}


def describe_settings(settings: Settings) -> str:
    """The settings in one line."""
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def _take(task: Task, result: "tuple[Entry, bytes] | str", folder: Path,
          entries: dict[str, Entry], report: Sweep) -> None:
    """Writes a result that came; counts one that failed."""
    if isinstance(result, str):
        report.failed[task.file] = result
        entries.pop(task.file, None)
        return
    entry, data = result
    write_whole(folder / entry.file, data)
    entries[entry.file] = entry
    report.made += 1


def _still_right(task: Task, entry: Entry | None, folder: Path) -> Entry | None:
    """The entry, if its file is whole and would be drawn the same now; None if it is to be made."""
    if (entry is None or dict(entry.settings) != describe_all(task.settings)
            or not entry.is_whole(folder)):
        return None
    if entry.fingerprint == fingerprint():
        return entry
    from convgif.animation import animate
    from convgif.digest import scene_digest

    layer, size, rest = resolve(task.settings)
    same = scene_digest(animate(layer, input_size=size, **rest)) == entry.scene_digest
    return replace(entry, fingerprint=fingerprint()) if same else None


def _made(task: Task) -> "tuple[Entry, bytes] | str":
    """What `make` returns, or the one line of its error, which crosses processes safely."""
    try:
        return make(task)
    except ConvgifError as error:
        return str(error)


def _results(tasks: Iterable[Task], executor: Executor | None, workers: int
             ) -> Iterator[tuple[Task, "tuple[Entry, bytes] | str"]]:
    """Results as they come, never many more under way than there are workers."""
    if executor is None:
        for task in tasks:
            yield task, _made(task)
        return
    waiting, under_way = deque(tasks), dict[Future["tuple[Entry, bytes] | str"], Task]()
    while waiting or under_way:
        while waiting and len(under_way) < WAITING_PER_WORKER * workers:
            task = waiting.popleft()
            under_way[executor.submit(_made, task)] = task
        finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in finished:
            yield under_way.pop(future), future.result()


@contextmanager
def _only_one_in(folder: Path) -> Iterator[None]:
    """While it lasts, no other sweep writes to the folder, which is made if need be.

    Raises OutputError where one does already, or the folder cannot be used.
    """
    if folder.is_symlink():
        raise OutputError(f"{folder} is a link: name the folder that it leads to")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise OutputError(f"cannot use {folder}: {(error.strerror or str(error)).lower()}: "
                          "take another folder") from None
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(f"another batch is writing to {folder}: wait for it or take another "
                          "folder") from None


def _tidy(folder: Path) -> None:
    """Removes what a killed run left half written."""
    for partial in folder.glob(f"{PARTIAL_PREFIX}*"):
        partial.unlink(missing_ok=True)


