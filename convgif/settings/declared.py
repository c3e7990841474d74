"""Options: settings as they are typed, and those that layers and views declare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from convgif.errors import NotationError, shorten
from convgif.layers import LAYERS
from convgif.layers.fields import (
    SHORT_NAMES,
    Choice,
    Count,
    Field,
    Flag,
    OptionalDivisor,
    Padding,
    PositiveNumber,
    Sizes,
    SizesLike,
    plain,
)
from convgif.layers.notation import parse_factors, parse_padding, parse_sizes
from convgif.layers.padding import PADDING_WORDS
from convgif.layers.recognizing import UNASKED
from convgif.layers.sampling_fields import AnyNumber, Factors, OptionalFlag, Place, Sides
from convgif.settings.arranging import BELOW, BESIDE, Group, filled, leaves, parse_arranged
from convgif.settings.parsers import parse_count, parse_number, parse_numbers, parse_text
from convgif.views.settings import Name, Numbers, OneOf, Setting, Switch, WholeNumber

Parser = Callable[[str], Any]
Check = Callable[[Any], object]


@dataclass(frozen=True, eq=False)  # each is itself alone: tables have no hash
class Option:
    """One setting. flags: as typed. parse: from text, None for an on-off flag. default: the value
    when it is not given; default_help says what that means. many: whether a batch takes a list of
    it. group: what it is said of: a layer, the view of it, or the whole picture. is_file: whether
    it may name a file. names: the table that it is a name of. proposes: what a shell completes,
    where that is not all that it may be. check: raises ConvgifError for a value that is wrong
    whatever is beside it, as `animate` does. kept: makes plain data of a value that only Python can
    give. is_prose: whether it is text for people, in which any sign may stand."""

    name: str
    flags: tuple[str, ...]
    help: str
    group: str
    parse: Parser | None = None
    metavar: str = ""
    default: Any = None
    default_help: str = ""
    many: bool = False
    is_file: bool = False
    names: Mapping[str, object] | None = None
    proposes: Callable[[], Mapping[str, object]] | None = None
    check: Check | None = None
    kept: Callable[[Any], Any] = plain
    is_prose: bool = False

    def read(self, text: str) -> Any:
        """The value that the text says: a Group where it says one for each panel, None in it for
        one that is left out. Raises NotationError."""
        if self.is_prose or (self.group == "picture" and not self.names):
            return self._of_one(text)
        signs = BESIDE if self.is_file else BESIDE + BELOW
        said: str | Group[str] = parse_arranged(
            text.replace(",", BESIDE) if self.names else text, str, signs)
        if not isinstance(said, Group):
            return self._of_one(text)
        if self.group == "picture":
            raise NotationError(f"{shorten(text)}: all panels have one {self.name}: give one")
        items: tuple[str, ...] = leaves(said)
        return filled(said, (self._of_one(item) if item else None for item in items))

    def _of_one(self, text: str) -> Any:
        if self.parse is not None:
            return self.parse(text)
        if text.lower() not in ("true", "false"):
            raise NotationError(f"{shorten(text)} is neither true nor false")
        return text.lower() == "true"


# Sizes are said of every layer by these options, whether they are its arguments or not.
SAID_OF_EVERY_LAYER: Mapping[str, str] = {
    "input_size": "input_size", "output_size": "output_size", "size": "output_size"}
FIELD_PARSERS: Mapping[type[Field[Any, Any]], tuple[Parser | None, str]] = {
    Sizes: (parse_sizes, "SIZE"), Count: (parse_count, "N"), Padding: (parse_padding, "PADDING"),
    Choice: (parse_text, "WORD"), Flag: (None, ""), SizesLike: (parse_sizes, "SIZE"),
    OptionalDivisor: (parse_count, "N"), PositiveNumber: (parse_number, "P"),
    AnyNumber: (parse_number, "X"), Factors: (parse_factors, "FACTOR"), OptionalFlag: (None, ""),
    Place: (parse_count, "N"), Sides: (parse_padding, "PADDING")}
SHORT_FLAGS: Mapping[str, tuple[str, ...]] = {
    name: (f"--{letter}", f"-{letter}") for letter, name in SHORT_NAMES.items()}


def _field_option(name: str, kind: Field[Any, Any]) -> Option:
    parse, metavar = next(FIELD_PARSERS[each] for each in type(kind).__mro__
                          if each in FIELD_PARSERS)
    flags = (*SHORT_FLAGS.get(name, ()), _flag(name, parse))
    help = f"{kind.help}: {', '.join(kind.choices)}" if isinstance(kind, Choice) else kind.help
    names = dict.fromkeys(kind.choices) if isinstance(kind, Choice) else None
    return Option(name, flags, help, "layer", parse, metavar, kind.default, many=True,
                  default_help=_default_help(name), names=names,
                  proposes=(lambda: PADDING_WORDS) if isinstance(kind, Padding) else None)


def _flag(name: str, parse: Parser | None) -> str:
    """The name as it is typed; of what is on or off, with what turns it off."""
    flag = name.replace("_", "-")
    return f"--{flag}" if parse else f"--{flag}/--no-{flag}"


def _default_help(name: str) -> str:
    """What the argument is if it is not given; layers that differ from the first are named."""
    kinds = {layer.kind: layer.field_kinds()[name] for layer in LAYERS.values()
             if name in layer.field_kinds()}
    words = {kind: field.default_words(UNASKED.get(name, field.default))
             for kind, field in kinds.items()}
    first = next(iter(words.values()))
    return "; ".join([first, *(f"{kind} {word}" for kind, word in words.items() if word != first)])


def _field_options() -> dict[str, Option]:
    """An option for each argument of any layer; the first layer that has it describes it."""
    options: dict[str, Option] = {}
    for layer in LAYERS.values():
        for name, kind in layer.field_kinds().items():
            if name not in SAID_OF_EVERY_LAYER:
                options.setdefault(name, _field_option(name, kind))
    return options


VIEW_PARSERS: Mapping[type[Setting[Any]], Parser | None] = {
    Switch: None, Numbers: parse_numbers, WholeNumber: parse_count, OneOf: parse_text,
    Name: parse_text}


def view_option(setting: Setting[Any]) -> Option:
    """The option for a setting that a view declares."""
    parse = VIEW_PARSERS[type(setting)]
    names = dict.fromkeys(setting.choices) if isinstance(setting, OneOf) else None
    return Option(setting.name, setting.flags or (_flag(setting.name, parse),),
                  ": ".join(filter(None, (setting.help, setting.typed))), "view", parse,
                  setting.metavar, setting.default, setting.default_help, names=names,
                  check=setting.check)


FIELD_OPTIONS = _field_options()
