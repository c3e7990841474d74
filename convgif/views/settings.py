"""Settings that only some views take, each declared once: `animate`, the command line, grids, the
gallery, directives and the manual are made from the declarations.

    SHOW_GRID = Switch("show_grid", "lines between the cells")      # in the view's folder
    VIEW = View(..., settings=(VALUES, SHOW_GRID))
    settings[SHOW_GRID]                                             # what was asked for
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, signature
from operator import index
from textwrap import fill
from typing import Any, ClassVar, Generic, TypeVar

from convgif.bounds import Bounds
from convgif.errors import ConvgifError, look_up, shorten
from convgif.layers.fields import plain

Value = TypeVar("Value", covariant=True)
Function = TypeVar("Function", bound=Callable[..., Any])

MARGIN = 100  # of a docstring


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """A setting by its name in Python. help: one line for people. typed: how its value is typed, if
    that is to be seen. default_help: what it is when it is not given. flags: if they are not its
    name. names_outputs: whether it names outputs, which a smaller input may not have."""

    name: str
    help: str
    typed: str = ""
    default_help: str = ""
    flags: tuple[str, ...] = ()
    metavar: str = ""
    names_outputs: bool = False
    takes: ClassVar[Any]  # the type of what one passes, for signatures

    @property
    def default(self) -> Value:
        """The value when it is not given."""
        raise NotImplementedError

    def check(self, given: Any) -> Value:
        """The value in the form that a view reads. Raises ConvgifError."""
        raise NotImplementedError


@dataclass(frozen=True)
class Switch(Setting[bool]):
    """On or off; off when it is not given."""

    default_help: str = "off"
    takes = bool

    @property
    def default(self) -> bool:
        return False

    def check(self, given: Any) -> bool:
        value = plain(given)
        if not isinstance(value, bool):
            raise ConvgifError(f"{self.name} {shorten(value)} is neither True nor False")
        return value


@dataclass(frozen=True)
class Numbers(Setting[tuple[int, ...] | None]):
    """Whole numbers, one or several."""

    metavar: str = "N..N"
    takes = int | Sequence[int] | None

    @property
    def default(self) -> None:
        return None

    def check(self, given: Any) -> tuple[int, ...]:
        value = plain(given)
        try:
            return tuple(map(index, value if isinstance(value, Sequence) else (value,)))
        except TypeError:
            said = self.flags[0].lstrip("-") if self.flags else self.name
            raise ConvgifError(f"{said} {shorten(value)} is no whole number: give one, or several"
                               ) from None


@dataclass(frozen=True)
class WholeNumber(Setting[int | None]):
    """A whole number within bounds."""

    bounds: Bounds = Bounds(0, 100)
    metavar: str = "N"
    takes = int | None

    @property
    def default(self) -> None:
        return None

    def check(self, given: Any) -> int:
        number: int = self.bounds.check(self.name, plain(given))
        return number


@dataclass(frozen=True)
class OneOf(Setting[str | None]):
    """One of a few words."""

    choices: tuple[str, ...] = ()
    metavar: str = "WORD"
    takes = str | None

    @property
    def default(self) -> None:
        return None

    def check(self, given: Any) -> str:
        return look_up({choice: choice for choice in self.choices}, given, self.name)


@dataclass(frozen=True)
class Name(Setting[str | None]):
    """What something of the picture is called."""

    metavar: str = "NAME"
    takes = str | None

    @property
    def default(self) -> None:
        return None

    def check(self, given: Any) -> str:
        if not isinstance(given, str) or not given.strip():
            raise ConvgifError(f"{self.name} {shorten(given)} is no name: give one")
        return given.strip()


# What more than one view takes, or may.
SHOW_IN = Numbers("show_in", "the input channels that are drawn", typed="0, 0..2 or 0,2",
                  default_help="the first, or all")
SHOW_OUT = Numbers("show_out", "the output channels that are drawn",
                   default_help="the first, or all")
VALUES = Switch("values", "numbers in the cells, where a view can do without")
WEIGHTS, ALL = "weights", "all"
NAMES = OneOf("names", "what is written by its name, w₀₁, x₁₂ or y₀₀, with its index as stored, "
              "in place of a number", typed="weights or all", default_help="nothing",
              choices=(WEIGHTS, ALL))
PRECISION = WholeNumber("precision", "decimals of numbers that are not whole",
                        default_help="as many as they need", bounds=Bounds(0, 6))
STEPS = Numbers("steps", "which outputs, by number from 0", typed="4, 0..2 or 0,3",
                default_help="the first inside the input", flags=("--step", "--steps"),
                names_outputs=True)
AT = Numbers("at", "which output, by position from 0", typed="1,1", metavar="N,N",
             names_outputs=True)
BEAT = OneOf("beat", "what a step is about: a cell of the small map (the output of a convolution, "
             "the input of a transposed layer) or of the large one", typed="small or large",
             default_help="an output", choices=("small", "large"))
BY_PLACE = Switch("by_place", "all channels at one place after the other, instead of channel after "
                  "channel", default_help="off")
SHIFT = Numbers("shift", "how many cells the input is shifted, down and to the right",
                typed="2 or 1,0", metavar="N,N", default_help="1 along every axis")
OF = OneOf("of", "which gradient is drawn", typed="input, weight or bias", default_help="all",
           choices=("input", "weight", "bias"))

UNIT = Numbers("unit", "which unit of the last map, by position from 0", typed="2 or 1,1",
               default_help="the middle one", metavar="N,N", names_outputs=True)
AT_LAYER = Name("at_layer", "of a network: the layer of that name alone, or in a view of networks "
                "that is given what leads to it", default_help="all of it")
PATHS = Switch("paths", "how many paths lead from each cell to the unit, in shades and numbers")
DIRECTION = OneOf("direction", "which way a network is drawn", typed="right, left or down",
                  default_help="right", choices=("right", "left", "down"))


def by_name(settings: Iterable[Setting[Any]]) -> dict[str, Setting[Any]]:
    """The settings by name, each once."""
    return {setting.name: setting for setting in settings}


def declaring(settings: Mapping[str, Setting[Any]]) -> Callable[[Function], Function]:
    """A decorator of a function that takes those as `**settings`: help() and editors show them as
    keywords of its own, and its docstring says what they are where it has `{settings}`."""
    keywords = [Parameter(name, Parameter.KEYWORD_ONLY, default=setting.default,
                          annotation=setting.takes) for name, setting in settings.items()]
    told = "; ".join([f"{name}: {setting.help}" for name, setting in settings.items()])

    def declare(function: Function) -> Function:
        own = signature(function)
        named = [each for each in own.parameters.values() if each.kind != Parameter.VAR_KEYWORD]
        vars(function)["__signature__"] = own.replace(parameters=[*named, *keywords])
        lines = (function.__doc__ or "").splitlines()
        function.__doc__ = "\n".join([
            fill(line.format(settings=told), MARGIN, subsequent_indent=" " * 4)
            if "{settings}" in line else line for line in lines])
        return function
    return declare
