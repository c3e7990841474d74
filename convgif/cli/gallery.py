"""`convgif gallery`: a folder of pictures, their README and their page, from one file."""

from pathlib import Path

import click


@click.group()
def gallery() -> None:
    """Make a gallery from a file of entries, and keep it true."""


@gallery.command()
@click.argument("folder", type=click.Path(path_type=Path), default="gallery")
@click.option("--check", is_flag=True, help="write nothing; fail, and name what differs")
@click.option("--force", is_flag=True, help="make every picture anew")
@click.option("-q", "--quiet", is_flag=True, help="no summary on stderr")
def build(folder: Path, check: bool, force: bool, quiet: bool) -> None:
    """Make the gallery in FOLDER from the gallery.toml in it.

    It becomes pictures, each with a still, README.md, index.html, and pictures.json, which says
    what they show. What is right already is not touched. FOLDER is `gallery` if not given.

    \b
    convgif gallery build
    convgif gallery build --check docs/pictures
    """
    from convgif.gallery import SOURCE, build_gallery, check_gallery

    if check:
        checked = check_gallery(folder)
        if not quiet:
            click.echo(f"{len(checked)} files in {folder} are what {SOURCE} says", err=True)
        return
    built = build_gallery(folder, force=force)
    for name in built.written:
        click.echo(folder / name)
    if not quiet:
        click.echo(f"{len(built.written)} written, {len(built.removed)} removed, "
                   f"{len(built.kept)} left as they are in {folder}", err=True)
