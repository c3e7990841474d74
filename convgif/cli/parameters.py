"""Click parameters made from OPTIONS, help in sections, and errors in one line."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import TextIOWrapper
from itertools import pairwise
from typing import Any, NoReturn, TextIO, TypeVar, cast

import click

from convgif.batch.grids import parse_items
from convgif.cli.completing import Text
from convgif.cli.helping import HelpfulCommand, views_that_take
from convgif.cli.mistakes import no_such_option, settings_as_flags, without_its_command
from convgif.errors import ConvgifError, NotationError, OutputError, named, reason_of, spelled
from convgif.interrupts import interrupts_in_a_line
from convgif.settings.declared import Option
from convgif.settings.layer_texts import left_open
from convgif.settings.options import OPTIONS, as_flag

Command = TypeVar("Command", bound=Callable[..., Any])
_EACH_SWITCH = re.compile(r"\s*(true|false)?(\s*[|&]\s*(true|false)?)+\s*", re.IGNORECASE)
SHOWS_HELP = getattr(click.exceptions, "NoArgsIsHelpError", ())  # since click 8.2


class Parsed(Text):
    """A parameter that an option's own parser reads."""

    def __init__(self, option: Option, as_list: bool) -> None:
        super().__init__(option.proposes or (lambda: option.names or {}),
                         "file" if option.is_file else "", as_list)
        self.name, self._option = option.metavar, option

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return parse_items(self._option, value) if self._as_list else self._option.read(value)
        except NotationError as error:
            raise NotationError(f"{self._option.flags[0]}: {error.message}") from None


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def say_what_is_open(settings: Mapping[str, Any], layer_text: str | None, quiet: bool = False
                     ) -> None:
    """A line on stderr about what the text of a layer does not say."""
    for note in () if quiet else left_open(settings, layer_text):
        click.echo(spelled(note, as_flag), err=True)


def from_options(*groups: str, without: Iterable[str] = (), also: Iterable[str] = (),
                 lists: bool = False) -> Callable[[Command], Command]:
    """A decorator that adds the options of those groups; what is not given is None.

    without, also: the names of those of them that it leaves out, and of others. lists: where an
    option may be a list, its value is one.
    """
    def decorate(command: Command) -> Command:
        chosen = [option for option in OPTIONS.values()
                  if (option.group in groups and option.name not in without) or option.name in also]
        for option in reversed(chosen):
            command = _click_option(option, lists and option.many)(command)
        return command
    return decorate


def these_options(*names: str, **defaults: str) -> Callable[[Command], Command]:
    """A decorator that adds the options of those names; what is not given is None. defaults: what a
    command takes for it, by name, where that is not what others do."""
    def decorate(command: Command) -> Command:
        for name in reversed(names):
            option = OPTIONS[name]
            if name in defaults:
                option = replace(option, default_help=defaults[name])
            command = _click_option(option, as_list=False)(command)
        return command
    return decorate


def _click_option(option: Option, as_list: bool) -> Callable[[Command], Command]:
    default = option.default_help or ("" if option.default is None else str(option.default))
    views = views_that_take(option.name)
    help = " ".join(filter(None, (f"{', '.join(views)}:" if views else "", option.help,
                                  f" [{default}]" if default else "")))
    if option.parse is None:  # on or off: in a batch too, for all
        return click.option(*option.flags, option.name, is_flag=True, default=None, help=help)
    return click.option(*option.flags, option.name, type=Parsed(option, as_list), default=None,
                        help=help, metavar=f"{option.metavar}{',...' if as_list else ''}")


class SettingsCommand(HelpfulCommand):
    """A command that takes settings, and answers what is often mistaken for one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        typed, switched = self._switched_by_panel(args)
        args = list(typed)
        if not ctx.resilient_parsing:  # which a shell does, to complete what is half typed
            self._refuse_values_of_switches(typed)
        try:
            left = super().parse_args(ctx, args)
            ctx.params.update(switched)
            return left
        except click.NoSuchOption as error:
            flags = [flag for parameter in self.params
                     for flag in (*parameter.opts, *parameter.secondary_opts)]
            raise click.UsageError(no_such_option(error.option_name, typed, flags), ctx) from None
        except click.UsageError as error:
            said = type(error) is click.UsageError and settings_as_flags(typed)
            if not said:
                raise
            raise click.UsageError(said, ctx) from None

    def _switched_by_panel(self, args: list[str]) -> tuple[list[str], dict[str, Any]]:
        """The other arguments; and what is on or off in each panel, `--bias "true | false"`, which
        click would not take as a value."""
        switches = {flag: parameter.name for parameter in self.params
                    if isinstance(parameter, click.Option) and parameter.is_flag
                    and parameter.name in OPTIONS for flag in parameter.opts}
        others, found = list[str](), dict[str, Any]()
        following = iter(pairwise([*args, ""]))
        for arg, follows in following:
            flag, is_joined, value = arg.partition("=")
            name, value = switches.get(flag), value if is_joined else follows
            if name is None or not _EACH_SWITCH.fullmatch(value):
                others.append(arg)
                continue
            found[name] = OPTIONS[name].read(value)
            if not is_joined:
                next(following)
        return others, found

    def _refuse_values_of_switches(self, typed: list[str]) -> None:
        """Raises where an on-off option is given a value: `--bias true`, `--bias=1`."""
        switches = {flag: parameter for parameter in self.params
                    if isinstance(parameter, click.Option) and parameter.is_flag
                    for flag in (*parameter.opts, *parameter.secondary_opts)}
        for flag, follows in pairwise([*typed, ""]):
            name, is_joined, _ = flag.partition("=")
            value = flag if is_joined else f"{flag} {follows}"
            if name in switches and (is_joined or follows.lower() in ("true", "false")):
                forms = (*switches[name].opts, *switches[name].secondary_opts)
                raise click.UsageError(f"{value}: {name} takes no value: write "
                                       f"{' or '.join(forms)}")


class OneLineErrors(click.Group):
    """The top command: what the user got wrong is one line on stderr and exit code 1, or 2 where
    it is about commands and options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            self._refuse(ctx, typed, error)

    def resolve_command(self, ctx: click.Context, args: list[str]
                        ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            self._refuse(ctx, args, error)

    def _refuse(self, ctx: click.Context, typed: list[str], error: click.UsageError) -> NoReturn:
        """Raises the error, or what helps where the command is left out."""
        flags = [flag for parameter in self.commands["render"].params for flag in parameter.opts]
        said = without_its_command(typed, flags)
        raise click.UsageError(said, ctx) if said else error

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with usage_in_one_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with usage_in_one_line():
            return super().invoke(ctx)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a sign that a terminal lacks is shown as ?
                stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
        os.environ.pop("MPLBACKEND", None)  # of windows and notebooks, of which this has none
        try:
            with interrupts_in_a_line(), system_errors():
                return super().main(*args, **kwargs)
        except ConvgifError as error:
            click.echo(f"convgif: {spelled(error.message, as_flag)}", err=True)
            sys.exit(1)


@contextmanager
def usage_in_one_line() -> Iterator[None]:
    """Errors of usage are said without the usage itself: where it is said, is."""
    try:
        yield
    except click.UsageError as error:
        if error.ctx is not None and not isinstance(error, SHOWS_HELP):
            said = error.format_message().rstrip(".")
            raise click.UsageError(f"{said} (see `{error.ctx.command_path} --help`)") from None
        raise


class StdoutError(OSError):
    """What the system says of what is written to stdout."""


class _Stdout:
    """stdout, or its buffer, whose errors are told from those of files."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._stream, name)
        if name == "buffer":
            return _Stdout(found)
        return _told(found) if name in ("write", "flush") else found


def _told(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but what it raises is a StdoutError, of the same number: click looks at that."""
    def write(*data: Any) -> Any:
        try:
            return call(*data)
        except OSError as error:
            raise StdoutError(*error.args) from None
    return write


@contextmanager
def system_errors() -> Iterator[None]:
    """Raises OutputError for what the system refuses; where that is what stdout was to take, lets
    go of what it still holds."""
    stdout, told = sys.stdout, cast(TextIO, _Stdout(sys.stdout))
    try:
        if stdout is not None:
            sys.stdout = told
        try:
            yield
        finally:
            if stdout is not None:
                sys.stdout.flush()
    except StdoutError as error:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise OutputError(f"cannot write to stdout: {reason_of(error)}: send it "
                          "elsewhere") from None
    except OSError as error:
        refused = "the system refuses" if error.filename is None else (
            f"cannot use {named(error.filename)}")
        raise OutputError(f"{refused}: {reason_of(error)}: see to that, and try again") from None
    finally:
        if sys.stdout is told:  # else click has one that says nothing of a reader who has gone
            sys.stdout = stdout
