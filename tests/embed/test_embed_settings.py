"""Settings as directives and fences take them: what they are called, also in what errors advise."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_architecture import SOURCES

from convgif.embed.page import file_name
from convgif.embed.settings import (
    SAID_BY_THE_LAYER,
    SETTINGS,
    as_field,
    drawn,
    read_picture,
    spelled_as_settings,
)
from convgif.errors import ConvgifError, LimitError, setting, spelled
from convgif.settings import picture

# What no directive and no fence comes to say: modules of the command line alone, with tables of
# flags; and what only its commands have.
OF_THE_COMMAND = ("cli", "costs", "explorer", "networks", "options", "embed.settings",
                  "embed.places", "embed.snippet")
OF_COMMANDS = ("fragment", "poster", "let", "at_layer")
FIELD = re.compile(r":([a-z-]+):( .*)?")
LARGE = "Conv2d(kernel_size=3)"


def constants(node: ast.AST) -> Iterator[str]:
    """The strings in some code."""
    return (each.value for each in ast.walk(node)
            if isinstance(each, ast.Constant) and isinstance(each.value, str))


def calls(source: str, name: str) -> Iterator[ast.Call]:
    return (each for each in ast.walk(ast.parse(source))
            if isinstance(each, ast.Call) and ast.unparse(each.func) == name)


REACHED = {module: source for module, source in SOURCES.items()
           if not module.startswith(OF_THE_COMMAND)}
ADVISED = sorted({name for source in REACHED.values() for call in calls(source, "setting")
                  for name in constants(call.args[0])})


def test_what_errors_advise_is_found() -> None:
    assert {"view", "input_size", "force", "theme", "in_features"} <= set(ADVISED)


@pytest.mark.parametrize("name", ADVISED)
def test_what_errors_advise_is_a_field(name: str) -> None:
    said = as_field(name, None)
    if name in SAID_BY_THE_LAYER:
        assert said == name
    elif name not in OF_COMMANDS:
        found = FIELD.fullmatch(said)
        assert found
        assert found[1] in {*SETTINGS, "format"}


def test_no_error_spells_a_flag_itself() -> None:
    raised = [(module, ast.unparse(node)) for module, source in REACHED.items()
              for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Raise)]
    assert len(raised) > 100
    flags = re.compile(r"(?<![\w-])--[a-z]")
    assert [(module, text) for module, text in raised if flags.search(text)] == []


@pytest.mark.parametrize(("name", "value", "said"), [
    ("view", "macs", ":view: macs"), ("view", None, ":view:"), ("input_size", (5, 7),
     ":input-size: 5x7"), ("force", True, ":force:"), ("bias", True, ":bias:"),
    ("bias", False, ":no-bias:"), ("layer", "conv-transpose", "the layer conv-transpose"),
    ("layer", None, "layer")])
def test_a_setting_is_spelled_as_a_field(name: str, value: object, said: str) -> None:
    assert as_field(name, value) == said
    assert spelled(setting(name, value), as_field) == said


@pytest.mark.parametrize(("text", "given", "message"), [
    (LARGE, {"i": "100"}, "; :force: lifts the limit"),
    (LARGE, {"i": "4000"}, ": :input-size: 6 shows the same pattern"),
    ("Conv2d()", {"view": "stamp"}, "use :view: isometric"),
    ("MaxPool2d(2)", {"transposed": ""}, "leave out :transposed:, or use the layer conv-transpose"),
    ("Conv2d()", {"view": "macs", "step": "1", "at": "1,1"}, "leave out :"),
])
def test_errors_advise_what_can_be_written_there(text: str, given: dict[str, str], message: str
                                                 ) -> None:
    with pytest.raises(ConvgifError) as caught:
        drawn(read_picture(text, given))
    assert message in str(caught.value)
    assert "--" not in str(caught.value)


def test_the_error_keeps_its_kind() -> None:
    with pytest.raises(LimitError, match=r"^:i: take a smaller :size:$"), \
            spelled_as_settings(":i: "):
        raise LimitError(f"take a smaller {setting('size_px')}")


def test_what_is_large_is_made_if_it_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convgif.settings.limits.MOST_PIXELS", 10)
    with pytest.raises(LimitError):
        drawn(read_picture(LARGE, {"i": "5"}))
    assert drawn(read_picture(LARGE, {"i": "5", "force": ""})).scenes


def test_the_name_of_files_knows_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = read_picture(LARGE, {"i": "5"})
    before = file_name(asked)
    assert file_name(asked) == before
    assert file_name(read_picture(LARGE, {"i": "6"})) != before
    assert file_name(asked, "other words") != before
    monkeypatch.setattr(picture, "fingerprint", lambda: "another")
    assert file_name(asked) != before


def test_a_network_is_named_by_its_file(tmp_path: Path) -> None:
    """Which is looked for where those of settings are."""
    file = tmp_path / "net.toml"
    file.write_text('input_size = "1x9x9"\n[network]\nlayers = ["Conv2d(1, 2, 3)"]\n')
    found = read_picture("net.toml | lenet5", {"view": "network"},
                         locate=lambda name: file if name == "net.toml" else None)
    assert [panel.text for panel in found.panels] == [str(file), "lenet5"]
