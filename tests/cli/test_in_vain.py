"""No option is ignored: whatever is given changes what comes out, or is refused in one line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from convgif.cli import main
from convgif.explorer.site import Made
from convgif.settings.options import NUMBER_FILES, OPTIONS

LAYER = "Conv2d(2, 2, 2, stride=3, padding=1)"
NETWORK = "Sequential(Conv2d(1, 2, 3), ReLU(), MaxPool2d(2))"
GRID = ["--layer", "Conv2d", "--i", "4", "--k", "2", "--s", "1", "--p", "0", "--d", "1"]
TABLE = ["cost", LAYER, "--vary", "kernel_size=1..2"]
SUBJECTS = [
    *(["exercise", *asked] for asked in (
        ["lenet5"], [LAYER], ["Linear(3, 2)"], [], ["lenet5", "--at-layer", "0"])),
    *(["shape", *asked] for asked in (
        ["lenet5"], [LAYER], ["Linear(3, 2)"], [], ["lenet5", "--at-layer", "0"],
        ["lenet5", "--csv"], [LAYER, "--json"], ["lenet5", "--input-for", "1"])),
    *(["explore", *asked] for asked in (
        GRID, ["--layer", "Linear", "--view", "nodes"])),
    TABLE, [*TABLE, "--json"], ["cost", "conv2d_stride"], ["cost", "Linear(8, 4)", "--vary",
                                                          "out_features=1,2"],
    ["cost", LAYER, "--vary", "input_size=5..6"], ["cost", "lenet5", "--vary", "input_size=28..28"]]
OUTPUTS = {"exercise": ["-o", "out"], "explore": ["-o", "out.html"]}
# Of each option what none of the subjects has by itself; of the others a 5, or the last name.
VALUES = {
    "input_size": "12", "kernel_size": "4", "at_layer": "2", "groups": "2", "layer": "MaxPool2d",
    "preset": "half_padding", "title": "Sizes",
    "padding_mode": "circular", "background": "#ffeeaa", "matte": "#ffeeaa", "size_px": "500",
    "duration_ms": "700", "font": __file__, "view": "macs", "theme": "dark", "text": "none"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the commands that fill folders are asked to make, which is not made here."""
    found: list[object] = []

    def sheets(subject: object, _: object, count: int, *, seed: int, ask: Sequence[str],
               **__: object) -> list[Path]:
        found.append((subject, count, seed, ask))
        return [Path("sheet")]

    def page(site: Any, path: Path, *_: object, **__: object) -> Made:
        found.append([task.picture for task in site.plan.tasks])
        return Made(path, 1, 1, {})
    monkeypatch.setattr("convgif.exercises.making.exercise", sheets)
    monkeypatch.setattr("convgif.explorer.site.make_file", page)
    return found


def outcome(asked: list[object], arguments: Sequence[str]) -> tuple[int, str, str]:
    asked.clear()
    ran = CliRunner().invoke(main, [*arguments, *OUTPUTS.get(arguments[0], ())])
    assert ran.exit_code in (0, 1, 2), ran.exception
    assert not ran.exit_code or ran.output.splitlines()[-1].startswith(("convgif: ", "Error: "))
    return ran.exit_code, ran.output, repr(asked)


def typed(name: str, numbers: Path) -> Iterator[list[str]]:
    """The option with a value; of what is on or off, on, and then off."""
    option = OPTIONS[name]
    if option.parse is None:
        yield from ([flag] for flag in option.flags[0].split("/"))
    elif name in NUMBER_FILES:
        yield [option.flags[0], str(numbers)]
    else:
        yield [option.flags[0], VALUES.get(name) or [*(option.names or "5")][-1]]


@pytest.mark.parametrize("subject", SUBJECTS, ids=" ".join)
def test_no_option_is_ignored(asked: list[object], tmp_path: Path, subject: list[str]) -> None:
    numbers = tmp_path / "numbers.csv"
    numbers.write_text("1,2,3,4,5,6,7\n" * 9)
    without = outcome(asked, subject)
    assert without[0] == 0, without
    known = [parameter.name for parameter in main.commands[subject[0]].params]
    for name in filter(OPTIONS.__contains__, known):
        if OPTIONS[name].flags[0] not in subject:
            assert any(outcome(asked, [*subject, *given]) != without
                       for given in typed(name, numbers)), name


@pytest.mark.parametrize(("arguments", "said"), [
    ("exercise lenet5 --k 3 -o sheets/", "--k 3 is for one layer, and this is a network: leave it "
     "out, or name a layer by --at-layer NAME"),
    ("shape --let n=3", "--let n=3 is for names in the text of a layer or network, and none is "
     "given: leave it out, or give the text"),
    ("shape --input-for 5 --input numbers.csv", "--input-for asks for the input, and --input says "
     "it: leave one out"),
    ("shape --input-for 5 --notation torch", "--notation torch is for a formula, and --input-for "
     "prints none: leave it out"),
    ("cost conv2d_stride --theme dark", "--theme dark is for a chart, and a table is printed: "
     "leave it out, or add --output cost.svg"),
    ("cost conv2d_stride --density 2 -o cost.svg", "--density 2.0 is for pixels, and svg has none: "
     "leave it out, or make .png"),
    ("explore --layer conv --in-features 4 -o page.html", "--in-features is of no layer of the "
     "page, which has Conv2d: leave it out or take such a layer"),
    ("embed conv.gif --alt --width 300", "--alt prints the alt text alone, which has no use for "
     "--width: leave one out")])
def test_what_has_no_effect_is_refused_in_one_line(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numbers.csv").write_text("1,2\n3,4\n")
    ran = CliRunner().invoke(main, arguments.split())
    assert ran.exit_code
    assert ran.output.count("\n") == 1
    assert said in ran.output
