"""Any other setting, in the browser: what the page asks of convgif, which runs in a worker there.

    asked     {"layer", "settings": "i=5x7 padding=1", "language", "input": numbers, "weight": ...}
    answered  {"svg", "player", "told", "input", "weight"}, or {"error": one line}

Numbers are lists, or what the command line takes: the text of such lists, or the name of a file
that was put where this runs. What they come to is what the command line makes of the same settings.
"""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from convgif.animation import Animation, draw
from convgif.errors import ConvgifError, NotationError, shorten
from convgif.explorer.grids import FOLLOWING, LANGUAGE, PICTURE
from convgif.explorer.packs import player_markup, told_of
from convgif.explorer.words import FIRST
from convgif.inputs.written import write_numbers
from convgif.refusals import refusal_in
from convgif.scenes.words import words_of
from convgif.settings.file_names import file_stem
from convgif.settings.options import NUMBER_FILES, OPTIONS, SETTING_NAMES, suggest_setting
from convgif.settings.resolving import resolve

MOST_NUMBERS = 400  # of an array that is shown to be typed over


def answer(asked: str) -> str:
    """What is shown of that, both as JSON."""
    language = FIRST
    try:
        request = json.loads(asked)
        language = words_of(str(request[LANGUAGE])).spoken
        shown = _shown(request)
    except ConvgifError as error:
        shown = {"error": refusal_in(language, error.message)}
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        shown = {"error": f"this is not understood: {shorten(str(error), 200)}"}
    return json.dumps(shown, ensure_ascii=False)


def _shown(request: Mapping[str, Any]) -> dict[str, Any]:
    asked = {"layer": str(request["layer"]).strip(), LANGUAGE: str(request[LANGUAGE])}
    settings = {**FOLLOWING, **{name: value for name, value in asked.items()
                                if value and value != OPTIONS[name].default},
                **read_settings(str(request["settings"]))}
    for name in sorted(NUMBER_FILES):
        if request.get(name) is not None:
            said = request[name]
            settings[name] = said if isinstance(said, str) else write_numbers(said)
    picture = resolve(settings)
    animation = draw(picture)
    return {"svg": PICTURE.encode(animation).decode(), "player": player_markup(animation),
            "told": told_of(file_stem(picture), settings, picture, animation),
            **_numbers(animation)}


def read_settings(text: str) -> dict[str, Any]:
    """The settings of a text such as `i=5x7 padding=1 prefilled`. Raises ConvgifError."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise NotationError(f"{shorten(text)} has a quote that is not closed: write i=5x7 "
                            "padding=1") from None
    found: dict[str, Any] = {}
    for word in words:
        name, is_said, value = word.lstrip("-").partition("=")
        option = OPTIONS.get(SETTING_NAMES.get(name.replace("-", "_"), ""))
        if option is None:
            raise NotationError(f"unknown setting {shorten(name)}: {suggest_setting(name)}")
        if not is_said and option.parse is not None:
            raise NotationError(f"{name} has no value: write {name}=VALUE, such as i=5x7")
        found[option.name] = option.read(value if is_said else "true")
    return found


def _numbers(animation: Animation) -> dict[str, Any]:
    """The numbers of the only layer, to be typed over; None for those that are too many."""
    if len(animation.traces) != 1:
        return dict.fromkeys(NUMBER_FILES)
    trace = animation.traces[0]
    return {name: None if array is None or array.size > MOST_NUMBERS else array.tolist()
            for name, array in (("input", trace.input), ("weight", trace.weight))}
