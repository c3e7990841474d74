"""`convgif batch`: every combination of lists of settings, into a folder."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from convgif.cli.bars import Bar
from convgif.cli.completing import Text
from convgif.cli.folders import folder_option
from convgif.cli.networks import let_option, with_let
from convgif.cli.parameters import SettingsCommand, from_options, given
from convgif.formats import DEFAULT_FORMAT, FORMATS
from convgif.interrupts import Interrupted, remembered_interrupts
from convgif.settings.options import OPTIONS, as_flag
from convgif.settings.pairs import NAMED

if TYPE_CHECKING:
    from convgif.batch.planning import Plan
    from convgif.batch.sweeping import Maker, Sweep

SMALL_GRID = 24  # animations for which a pool is not worth its start
FEW_NAMES = 5


@click.command(cls=SettingsCommand)
@click.argument("layer_text", metavar="[LAYER]", required=False, type=Text(lambda: NAMED))
@from_options("layer", "view", "picture", lists=True)
@let_option
@folder_option()
@click.option("--format", "formats", metavar="NAMES", help="a file in each of these: "
              f"{', '.join(FORMATS)}  [{DEFAULT_FORMAT}]")
@click.option("--from", "sets_file", metavar="FILE", type=click.Path(path_type=Path),
              help="named grids in a TOML file: a table each, options as keys")
@click.option("--zip", "pair", is_flag=True, help="pair the lists item by item, no product")
@click.option("--strict", is_flag=True, help="a combination that makes no layer is an error")
@click.option("--force", is_flag=True, help="make again what is whole already")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256),
              help="processes  [the cores that this one may use]")
@click.option("--dry-run", is_flag=True, help="say what would be made, and make nothing")
@click.option("-q", "--quiet", is_flag=True, help="no progress and no summary")
def batch(layer_text: str | None, let: str, output: str, formats: str | None,
          sets_file: Path | None, pair: bool, strict: bool, force: bool, jobs: int | None,
          dry_run: bool, quiet: bool, **options: Any) -> None:
    """Make the animations of every combination of lists of settings.

    Lists are items by comma and ranges with both ends: 1,2,5..7 or 1..9..2. What makes no layer is
    skipped and counted. What is there and still right is kept: run it again to go on. LAYER is one
    as `convgif render` takes it, or several by comma, as --layer; of a network without --view it is
    the whole, and each kind of its layers once.

    \b
    convgif batch --i 5..7 --k 1..5 --s "1,2,3" --p 0..2 --layer "conv,conv-transpose" -o out/
    convgif batch --preset "padding_strides,dilation" --theme "light,dark" -o out/
    convgif batch "Conv2d(1, 1, 3)" --i 5..7 -o out/
    convgif batch --k "3,5" --p "1,2" --zip -o out/
    convgif batch model.onnx -o out/
    """
    from convgif.batch.grids import FORMAT, parse_formats, parse_items, read_sets
    from convgif.batch.planning import plan
    from convgif.settings.layer_texts import check_is_no_setting

    shared = given(options)
    layer_text = with_let(layer_text, let)
    if layer_text is not None:
        if "layer" in shared:
            raise click.UsageError("a layer and --layer are both given: leave one out")
        check_is_no_setting(layer_text)
        shared["layer"] = parse_items(OPTIONS["layer"], layer_text)
    if formats is not None:
        shared[FORMAT] = parse_formats(formats)
    sets = read_sets(sets_file).values() if sets_file else [{}]
    grids = [{**grid, **shared} for grid in sets]
    planned = plan(grids, pair=pair, strict=strict, spell=as_flag)
    if not quiet:
        _say_what_was_done(planned)
        _say_what_is_skipped(planned)
    if not planned.tasks:
        click.echo("convgif: no combination makes a layer: nothing is made", err=True)
        sys.exit(1)
    if dry_run:
        _say_what_would_be(planned, output)
        return
    report = run_here(planned, output, jobs, force, quiet)
    for file, reason in report.failed.items():
        click.echo(f"convgif: {file}: {reason}", err=True)
    if not quiet:
        click.echo(f"{report.made} made, {report.kept} kept, {len(report.failed)} failed in "
                   f"{output}", err=True)
    if report.failed:
        sys.exit(1)


def run_here(planned: "Plan", output: str, jobs: int | None, force: bool, quiet: bool,
             maker: "Maker | None" = None) -> "Sweep":
    """What was done to make the files of the plan, which is told as it goes on; an interrupt ends
    the process. jobs: how many processes, None for as many as pay. maker: as `run` takes it."""
    from convgif.batch.processes import cores

    count = len(planned.tasks)
    workers = min(jobs or cores(), max(1, count // SMALL_GRID) if jobs is None else count or 1)
    return _run(planned, output, workers, force, quiet, maker)


def _run(planned: "Plan", output: str, workers: int, force: bool, quiet: bool,
         maker: "Maker | None") -> "Sweep":
    from convgif.batch.processes import pool
    from convgif.batch.sweeping import run

    with (pool(workers) as executor, _progress(len(planned.tasks), quiet) as progress,
          remembered_interrupts() as check):
        def made_one(report: "Sweep") -> None:
            check()
            if progress is not None and report.kept < report.done:  # what is kept is not news
                progress(report)

        try:
            return run(planned, output, executor, force=force, workers=workers,
                       progress=made_one, spell=as_flag, maker=maker)
        except Interrupted as interrupt:
            kept = (f"what is whole is kept in {output}; the same command goes on"
                    if Path(output).exists() else "nothing was made yet")
            click.echo(f"\nconvgif: interrupted: {kept}", err=True)
            sys.exit(interrupt.exit_code)


@contextmanager
def _progress(total: int, quiet: bool) -> "Iterator[Any]":
    """What is told how far a sweep is: a bar on a terminal, else some lines, or nothing."""
    if quiet or total == 0:
        yield None
    elif sys.stderr.isatty():
        start = monotonic()
        with ExitStack() as stack:
            bar = Bar(stack, "animations")
            yield lambda report: bar(
                report.done, total,
                f"{report.made / max(monotonic() - start, 0.001):.1f} a second")
    else:
        yield _TenLines(total)


class _TenLines:
    """Prints about ten lines over a sweep."""

    def __init__(self, total: int) -> None:
        self._every, self._next = max(1, total // 10), 0

    def __call__(self, report: "Sweep") -> None:
        if report.done >= self._next or report.done == report.total:
            click.echo(f"{report.done} of {report.total}", err=True)
            self._next = report.done + self._every


def _say_what_was_done(planned: "Plan") -> None:
    for note in planned.notes:
        click.echo(note, err=True)


def _say_what_is_skipped(planned: "Plan") -> None:
    skipped = sum(planned.skipped.values())
    if skipped:
        combinations = "combination that makes" if skipped == 1 else "combinations that make"
        click.echo(f"skipped {skipped} {combinations} no layer:", err=True)
    for reason, count in planned.skipped.most_common(FEW_NAMES):
        click.echo(f"  {count} x {reason}", err=True)
    more = len(planned.skipped) - FEW_NAMES
    if more > 0:
        click.echo(f"  and {more} reason{'' if more == 1 else 's'} more", err=True)


def _say_first(lines: Sequence[str], *, err: bool = False) -> None:
    for line in lines[:FEW_NAMES]:
        click.echo(line, err=err)
    if len(lines) > FEW_NAMES:
        click.echo(f"{'  ' * err}and {len(lines) - FEW_NAMES} more", err=err)


def _say_what_would_be(planned: "Plan", output: str) -> None:
    """A count, an estimate and the first names, on stdout; what is refused on stderr."""
    from convgif.batch.estimating import estimate, refused
    from convgif.cli.quantities import said_bytes, said_time

    too_much = refused(planned)
    size_bytes, seconds = estimate(planned, too_much)
    made = [task.file for task in planned.tasks if task.file not in too_much]
    click.echo(f"{len(made)} animation{'' if len(made) == 1 else 's'}, about "
               f"{said_bytes(size_bytes)} and {said_time(seconds)} of one core, in {output}")
    _say_first(made)
    if too_much:
        click.echo(f"refused, as more than is meant: {len(too_much)}", err=True)
        _say_first([f"  {file}: {excess}" for file, excess in too_much.items()], err=True)
        if not made:
            sys.exit(1)
