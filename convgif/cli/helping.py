"""Help: the options that most people use first, all of them when they are asked for."""

from collections.abc import Iterator
from functools import cache

import click

from convgif.settings.options import OPTIONS
from convgif.views import ALL_VIEWS

GROUPS = {"layer": "Layer", "view": "Picture", "picture": "Picture"}
# What `--help` lists of a command's options; the others are in `--help-all`.
MOST_USED = (
    "input_size", "kernel_size", "stride", "padding", "dilation", "in_channels", "out_channels",
    "groups", "layer", "transposed", "input", "weight", "view", "theme", "language", "size_px",
    "still", "strip", "output", "poster", "sets_file", "pair", "dry_run", "written_as")
_ALL = "convgif.help_all"


def _show_all(ctx: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given and not ctx.resilient_parsing:
        ctx.meta[_ALL] = True
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


class HelpfulCommand(click.Command):
    """A command whose help lists options by group, and gives its examples first."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        help_all = click.Option(["--help-all"], is_flag=True, is_eager=True, expose_value=False,
                                callback=_show_all, help="Show every option and exit.")
        return [*super().get_params(ctx), help_all]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        shown = [each for each in options if ctx.meta.get(_ALL) or each.name in MOST_USED
                 or each not in self.params]
        sections: dict[str, list[tuple[str, str]]] = {title: [] for title in GROUPS.values()}
        for heading, record in _records(shown, ctx):
            sections.setdefault(heading, []).append(record)
        for heading, records in filter(lambda section: section[1], sections.items()):
            with formatter.section(heading):
                formatter.write_dl(records, col_max=34)
        if len(shown) < len(options):
            formatter.write_paragraph()
            formatter.write_text(f"`{ctx.command_path} --help-all` has {len(options) - len(shown)} "
                                 "options more.")


def _records(options: list[click.Option], ctx: click.Context
             ) -> Iterator[tuple[str, tuple[str, str]]]:
    """The heading of each option, how it is written, and what it does."""
    for parameter in options:
        option, record = OPTIONS.get(parameter.name or ""), parameter.get_help_record(ctx)
        if record is not None:
            yield GROUPS[option.group] if option else "Output", record


@cache  # each of some 300 options of all commands asks
def views_that_take(name: str) -> tuple[str, ...]:
    """The views that take an option of some views only."""
    takers = tuple(view for view, row in ALL_VIEWS.items() if name in row.takes)
    return takers if len(takers) < len(ALL_VIEWS) else ()
