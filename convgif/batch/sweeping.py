"""sweep(): a grid of settings becomes a folder of animations, made once and kept whole.

Tasks are small picklable settings, workers return bytes, and only the caller writes: any
concurrent.futures.Executor will do, on one machine or many.
"""

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from os.path import lexists
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from convgif.batch.grids import Grid
from convgif.batch.locking import only_one_in
from convgif.batch.manifest import NAME as MANIFEST
from convgif.batch.manifest import Entry, read_manifest, write_manifest
from convgif.batch.planning import Plan, Task, plan
from convgif.bounds import Bounds
from convgif.errors import ConvgifError, LimitError, Spell, as_keyword, named, shorten, spelled
from convgif.formats import FORMATS
from convgif.formats.writing import path_of, tidy, write_whole
from convgif.inputs.files import digest, digest_of
from convgif.layers.answering import answering
from convgif.settings.spec import typed

if TYPE_CHECKING:
    from convgif.animation import Animation

MANIFEST_EVERY_S = 2.0  # how much work a kill may cost
WAITING_PER_WORKER = 4  # results that wait to be written are few, whatever the grid
MANY_WORKERS = 64  # how many an executor may have that does not say
WORKERS = Bounds(1, 10_000)

Progress = Callable[["Sweep"], None]
Maker = Callable[[Task], tuple[Entry, bytes]]


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


@answering({"zip": "pair", "jobs": "workers", "output": "out"})
def sweep(grid: Grid, out: str | Path, executor: Executor | None = None, *, pair: bool = False,
          strict: bool = False, force: bool = False, workers: int = MANY_WORKERS,
          progress: Progress | None = None) -> Sweep:
    """What was done to make every combination of the grid in the folder `out`, and its manifest.

    grid: for each option's name a value or a list, and for `format` the formats; a `layer` may be
    all that `trace` takes for one. executor: where the work is done, else here; workers: how many
    it has at most. force: make again what is whole. What fails is counted, and the rest goes on;
    where nothing is made no folder is left. Raises ConvgifError, OutputError for a folder that
    cannot be used.
    `sweep({"kernel_size": [2, 3], "stride": 2}, "out").made` is 2.
    """
    return run(plan([grid], pair=pair, strict=strict), out, executor, force=force,
               workers=workers, progress=progress)


def run(plan: Plan, out: str | Path, executor: Executor | None = None, *, force: bool = False,
        workers: int = MANY_WORKERS, progress: Progress | None = None,
        spell: Spell = as_keyword, maker: Maker | None = None) -> Sweep:
    """The same for a plan that is there. An interrupt leaves a true manifest of what is whole.

    spell: how the reasons of what fails name settings. maker: what makes the files, instead of
    `make`; where they hold more than what is seen, they are made anew by another version.
    """
    if executor is not None and (isinstance(executor, type) or not hasattr(executor, "submit")):
        raise ConvgifError(f"executor {shorten(executor)} is none: give one such as "
                           "concurrent.futures.ProcessPoolExecutor(2), or leave it out")
    if progress is not None and not callable(progress):
        raise ConvgifError(f"progress {shorten(progress)} cannot be called: give a function of the "
                           "sweep, or leave it out")
    workers = WORKERS.check("workers", workers)
    folder, report = path_of(out), Sweep(len(plan.tasks), plan.skipped)
    if not plan.tasks:
        return report
    is_new = not lexists(folder)
    order = {task.file: number for number, task in enumerate(plan.tasks)}
    with only_one_in(folder):
        tidy(folder)
        entries = {file: entry for file, entry in read_manifest(folder).items()
                   if entry.is_whole(folder) or (file not in order and entry.is_there(folder))}
        missing, saved = [], monotonic()
        try:
            for task in plan.tasks:
                kept = None if force else _still_right(task, entries.get(task.file), maker is None)
                if kept is None:
                    missing.append(task)
                    continue
                entries[task.file] = kept
                report.kept += 1
                if progress is not None:
                    progress(report)
            with closing(_results(missing, maker or make, executor, workers)) as results:
                for task, result in results:
                    if isinstance(result, str):
                        result = spelled(result, spell)
                    _take(task, result, folder, entries, report)
                    if progress is not None:
                        progress(report)
                    if monotonic() - saved > MANIFEST_EVERY_S:
                        write_manifest(folder, entries, order)
                        saved = monotonic()
        finally:
            write_manifest(folder, entries, order)
            if is_new and not entries:
                _remove_empty(folder)
    return report


def remove(files: Mapping[str, str], folder: Path) -> list[str]:
    """Of the files of a sweep that had those digests, by name, those that still have, after they
    and their rows in the manifest are gone. Raises OutputError."""
    removed = []
    with only_one_in(folder):
        entries = read_manifest(folder)
        order = {file: number for number, file in enumerate(entries)}
        for file, sha256 in files.items():
            path = folder / file
            with suppress(OSError):
                if not path.is_symlink() and digest_of(path) == sha256:
                    path.unlink()
                    removed.append(file)
                    entries.pop(file, None)
        if removed:
            write_manifest(folder, entries, order)
    return removed


def make(task: Task) -> tuple[Entry, bytes]:
    """The entry and the bytes of one animation. Raises ConvgifError."""
    from convgif.animation import draw

    animation, format = draw(task.picture), FORMATS[task.format]
    data = format.encode(animation.held_by(format))
    return entry_of(task, animation, data), data


def entry_of(task: Task, animation: "Animation", data: bytes) -> Entry:
    """The entry of a file with those bytes, which show that animation."""
    from convgif.batch.digest import scene_digest

    inputs, outputs = zip(*[panel.shapes for panel in animation.panels], strict=True)
    rows, columns = animation.size_in(FORMATS[task.format])
    return Entry(
        file=task.file, settings=typed(task.settings),
        fingerprint=task.picture.fingerprint(),
        input=_of_each(inputs), output=_of_each(outputs),
        frames=len(animation.durations), width=columns, height=rows, bytes=len(data),
        sha256=digest(data), alt=animation.describe(), scene_digest=scene_digest(animation))


def _of_each(shapes: Iterable[Sequence[int]]) -> list[int] | list[list[int]]:
    """The shape; of several panels, that of each."""
    first, *others = map(list, shapes)
    return [first, *others] if others else first


def _take(task: Task, result: "tuple[Entry, bytes] | str", folder: Path,
          entries: dict[str, Entry], report: Sweep) -> None:
    """Writes a result that came; counts one that failed, or whose place a folder takes."""
    path = folder / task.file
    with suppress(OSError):
        if path.is_symlink():  # a link to what is no file would be written through
            path.unlink()
    if not isinstance(result, str) and path.is_dir():
        result = f"{named(path)} is a folder: remove it or take another folder"
    if isinstance(result, str):
        report.failed[task.file] = result
        entries.pop(task.file, None)
        return
    entry, data = result
    write_whole(path, data)
    entries[entry.file] = entry
    report.made += 1


def _still_right(task: Task, entry: Entry | None, as_seen: bool) -> Entry | None:
    """The entry of a whole file, if it would be made the same now; None if it is to be made.
    as_seen: whether it would be wherever it would look the same."""
    if entry is None:
        return None
    settings = typed(task.settings)
    current = task.picture.fingerprint()
    if entry.settings == settings and entry.fingerprint == current:
        return entry
    if not as_seen:
        return None
    from convgif.animation import draw
    from convgif.batch.digest import scene_digest

    try:
        same = scene_digest(draw(task.picture)) == entry.scene_digest
    except ConvgifError:  # to be counted when it is made
        return None
    return replace(entry, settings=settings, fingerprint=current) if same else None


def _made(maker: Maker, task: Task) -> "tuple[Entry, bytes] | str":
    """What the maker returns, or the one line of its error, which crosses processes safely."""
    try:
        return maker(task)
    except LimitError as error:  # no setting of a sweep lifts it
        return error.refusal
    except ConvgifError as error:
        return error.message
    except Exception as error:  # a fault in one animation does not stop the others
        return _unexpected(error)


def _unexpected(error: BaseException) -> str:
    """A line about an error that is not the user's."""
    return f"{type(error).__name__}: {shorten(str(error), 200)}"


def _results(tasks: Iterable[Task], maker: Maker, executor: Executor | None, workers: int
             ) -> Generator[tuple[Task, "tuple[Entry, bytes] | str"], None, None]:
    """Results as they come, never many more under way than there are workers.

    Raises ConvgifError where the executor itself breaks, after what it had finished.
    """
    if executor is None:
        for task in tasks:
            yield task, _made(maker, task)
        return
    waiting, under_way = deque(tasks), dict[Future["tuple[Entry, bytes] | str"], Task]()
    try:
        while waiting or under_way:
            while waiting and len(under_way) < WAITING_PER_WORKER * workers:
                task = waiting.popleft()
                under_way[executor.submit(_made, maker, task)] = task
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=lambda f: isinstance(_error_of(f), BrokenExecutor)):
                error = _error_of(future)
                if isinstance(error, BrokenExecutor):
                    raise error
                yield under_way.pop(future), _unexpected(error) if error else future.result()
    except BrokenExecutor:
        raise ConvgifError("a process that made animations died, out of memory perhaps: what is "
                           "whole is kept, the same again goes on, with fewer processes if need be"
                           ) from None
    finally:
        for future in under_way:
            future.cancel()


def _error_of(future: "Future[tuple[Entry, bytes] | str]") -> BaseException | None:
    """What went wrong in the executor itself with one task, or with all."""
    return CancelledError() if future.cancelled() else future.exception()


def _remove_empty(folder: Path) -> None:
    """Removes a folder with nothing but a manifest of nothing in it."""
    with suppress(OSError):
        (folder / MANIFEST).unlink(missing_ok=True)
        folder.rmdir()
