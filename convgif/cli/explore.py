"""`convgif explore`: a page with sliders, of every combination of lists of settings."""

import sys
from pathlib import Path
from typing import Any

import click

from convgif.cli.batch import run_here
from convgif.cli.folders import folder_option
from convgif.cli.parameters import SettingsCommand, from_options, given
from convgif.cli.quantities import said_bytes
from convgif.explorer.places import PYODIDE
from convgif.formats import FORMATS
from convgif.scenes.poses import POSES
from convgif.settings.options import as_flag

PAGE = FORMATS["html"].suffix
NO_PYODIDE = "none"


@click.command(cls=SettingsCommand)
@from_options("layer", "view", "picture", lists=True, without=POSES)
@folder_option(PAGE, "where to write: a folder, or one file, such as page.html")
@click.option("--from", "sets_file", metavar="FILE", type=click.Path(path_type=Path),
              help="named grids in a TOML file: a table each, options as keys")
@click.option("--pyodide", metavar="ADDRESS", help="the folder of Pyodide, an address or a path "
              f"beside the page, from which any other setting is drawn; none for none  [{PYODIDE}]")
@click.option("--force", is_flag=True, help="make again what is whole already, and over "
              "another page")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256),
              help="processes  [the cores that this one may use]")
@click.option("--dry-run", is_flag=True, help="say how many settings it has, and make nothing")
@click.option("-q", "--quiet", is_flag=True, help="no progress and no summary")
def explore(output: str, sets_file: Path | None, pyodide: str | None, force: bool,
            jobs: int | None, dry_run: bool, quiet: bool, **options: Any) -> None:
    """Make a page with sliders, of any grid of layers.

    It shows every combination of lists of settings, as `convgif batch` takes them. What is not
    given of a layer is a list of usual sizes, and without a layer it is convolutions, their
    transposes and pools. FOLDER is for a server, and has index.html; a FILE holds all, and opens
    from a disk. Run it again to go on, or after an update. --lang en,zh makes a page in each.

    \b
    convgif explore -o site/
    convgif explore --layer "conv,max-pool" --i 4..6 --k 1..3 -o page.html
    convgif explore --layer conv-transpose --view "stamp,values" --i 3 -o site/
    """
    from convgif.batch.grids import read_sets
    from convgif.explorer.packs import make_pack
    from convgif.explorer.site import make_file, make_folder, plan_site

    shared = given(options)
    sets = read_sets(sets_file).values() if sets_file else [{}]
    site = plan_site([{**grid, **shared} for grid in sets], spell=as_flag,
                     pyodide="" if pyodide == NO_PYODIDE else pyodide or PYODIDE)
    if dry_run:
        click.echo(f"{len(site.plan.tasks)} settings, in {output}")
        return
    path = Path(output)
    make = make_file if path.suffix.lower() == PAGE else make_folder
    made = make(site, path, lambda plan, folder: run_here(
        plan, str(folder), jobs, force, quiet, maker=make_pack), force=force)
    for name, reason in made.failed.items():
        click.echo(f"convgif: {name}: {reason}", err=True)
    if not quiet:
        click.echo(f"{made.settings} settings, {said_bytes(made.size_bytes)} in {output}", err=True)
    click.echo(made.page)
    if made.failed:
        sys.exit(1)
