"""The commands and Python lines of the READMEs run as written, their picture is the tool's, and
they say the same in both languages. What the manual says in both is held here too."""

import re
import shlex
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from optional_libraries import needed

import convgif
from convgif.formats import FORMATS

ROOT = Path(__file__).parents[1]
READMES = {"en": (ROOT / "README.md").read_text("utf-8"),
           "zh": (ROOT / "README.zh.md").read_text("utf-8")}
BLOCKS = {name: re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
          for name, text in READMES.items()}
MANUAL = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.rst")}
COMMANDS = {name: [line for language, block in blocks if language == "sh"
                   for line in block.splitlines() if line.startswith("convgif")]
            for name, blocks in BLOCKS.items()}


@pytest.mark.parametrize("language", READMES)
def test_the_readme_has_commands(language: str) -> None:
    assert any("pip install ." in block and "convgif render --k 3 --s 2 --p 1" in block
               for _, block in BLOCKS[language])


def outline(text: str) -> list[str]:
    """Its headings without their words, blocks of code by language, and tables by how many rows."""
    parts = re.findall(r"^(#+) |^`{3,}(\w+)|((?:^\|.*\n)+)", text, re.MULTILINE)
    return [heading or language or f"table of {table.count(chr(10))}"
            for heading, language, table in parts]


def test_the_readmes_have_the_same_parts() -> None:
    assert outline(READMES["zh"]) == outline(READMES["en"])
    assert len(outline(READMES["en"])) > 8


def test_a_readme_is_a_picture_two_commands_ten_lines_and_links() -> None:
    """What is more is in the manual."""
    for name, text in READMES.items():
        assert len(text.splitlines()) < 100
        assert len(COMMANDS[name]) == 10
        assert text.count("<img ") == 1


def test_the_chinese_page_explains_the_same_marks() -> None:
    """Those of what is in code, and so the same in both."""
    def listed(page: str, title: str) -> list[str]:
        text = re.search(rf"{title}\n-+\n\n((?:\S.*\n(?:   .*\n)+)+)", MANUAL[page])
        assert text
        return re.findall(r"^(\S.*)\n   ", text[1], re.MULTILINE)

    marks, chinese = listed("views", "What the marks mean"), listed("chinese", "图中的记号")
    assert len(marks) == len(chinese) > 8
    assert "shades instead of numbers (``values``, ``macs``)" in marks


@pytest.mark.parametrize("page", ["command_line", "chinese"])
def test_arrays_of_the_shapes_that_are_named_are_taken(page: str) -> None:
    shapes = re.findall(r"``(input|weight)=([xk]\[[^]]*\])``", MANUAL[page])
    arrays = {"x": np.ones((5, 5)), "k": np.eye(3)}
    taken = {name: eval(shown, arrays) for name, shown in shapes}
    assert convgif.trace(convgif.Conv2d(bias=False), **taken).output.shape == (1, 3, 3)
    assert set(taken) == {"input", "weight"}


@pytest.mark.parametrize("page", ["batch", "chinese"])
def test_what_a_sweep_skips_is_printed_too(page: str) -> None:
    assert MANUAL[page].count("done.failed") == MANUAL[page].count("done.skipped") > 0


@pytest.mark.parametrize("page", ["places", "chinese"])
def test_a_value_of_a_fence_without_quotes_is_no_fence(page: str) -> None:
    needed("pymdownx")
    from markdown import markdown

    from convgif.embed.markdown import fence, validator

    def made(source: str) -> str:
        custom = {"name": "convgif", "class": "convgif", "format": fence, "validator": validator}
        return markdown(source, extensions=["pymdownx.superfences"], extension_configs={
            "pymdownx.superfences": {"custom_fences": [custom]}})

    (shown,) = re.findall(r"^   (```convgif .*?^   ```)$", MANUAL[page], re.DOTALL | re.MULTILINE)
    shown = re.sub("^   ", "", shown, flags=re.MULTILINE)
    head, _, rest = shown.partition("\n")
    assert "<svg" in made(shown)
    assert "Conv2d(kernel_size" in made(head.replace('"', "") + "\n" + rest)
    assert "<svg" not in made(head.replace('"', "") + "\n" + rest)


def test_the_readmes_show_the_same_commands_but_for_their_language() -> None:
    assert [command.replace(" --lang zh", "") for command in COMMANDS["zh"]] == COMMANDS["en"]


@pytest.mark.parametrize("page", ["README.zh.md", "docs/chinese.rst"])
def test_no_line_ends_within_a_chinese_phrase(page: str) -> None:
    """A line's end is shown as a blank: after a comma it is not seen, in a word it is."""
    text = (ROOT / page).read_text("utf-8")
    term = r"(?![^\n]*\n   )"  # of a list, on a line of its own
    assert re.findall(rf"[\u3400-\u9fff]\n{term}[\u3400-\u9fff]", text) == []
    assert re.findall(r"[\u3400-\u9fff][，。：；]", text)


def test_each_readme_leads_to_the_other() -> None:
    assert "](README.zh.md)" in READMES["en"]
    assert "](README.md)" in READMES["zh"]
    for readme in READMES.values():
        for name in re.findall(r"(?:\]\(|src=\"|srcset=\")(?!http)([^)\"]+)", readme):
            assert (ROOT / name).exists(), name


@pytest.mark.slow
@pytest.mark.parametrize("command", dict.fromkeys(chain(*COMMANDS.values())))
def test_a_command_runs_as_written(command: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "gallery" / "inputs", tmp_path / "gallery" / "inputs")
    words = shlex.split(command)[1:]
    done = subprocess.run([sys.executable, "-m", "convgif", *words], cwd=tmp_path, text=True,
                          capture_output=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    if words[0] == "render":
        made = tmp_path / done.stdout.splitlines()[0]
        assert made.exists()
        assert made.suffix != ".gif" or iio.improps(made).n_images > 1


@pytest.mark.parametrize("language", READMES)
def test_the_first_command_makes_the_file_it_names(language: str, tmp_path: Path) -> None:
    (first,) = re.findall(r"^\.venv/bin/convgif (.*)$", BLOCKS[language][0][1], re.MULTILINE)
    assert f".venv\\Scripts\\convgif {first}\n" in BLOCKS[language][1][1]
    subprocess.run([sys.executable, "-m", "convgif", *shlex.split(first)],
                   cwd=tmp_path, check=True, capture_output=True)
    (made,) = tmp_path.iterdir()
    named = re.search(r"`(conv2d_[\w-]*\.gif)`", READMES[language])
    assert named
    assert made.name == named[1]


@pytest.mark.parametrize("language", READMES)
def test_the_python_lines_run_as_written(language: str, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (block,) = [block for kind, block in BLOCKS[language] if kind == "python"]
    names: dict[str, object] = {}
    exec(block, names)
    assert (tmp_path / "conv.gif").stat().st_size > 1000


@pytest.mark.parametrize(("name", "theme", "language"), [
    ("front.svg", "light", "en"), ("front_dark.svg", "dark", "en"),
    ("front_zh.svg", "light", "zh"), ("front_zh_dark.svg", "dark", "zh")])
def test_the_picture_on_top_is_what_the_tool_makes_now(name: str, theme: str, language: str
                                                       ) -> None:
    animation = convgif.animate(convgif.Conv2d(stride=2, padding=1), input_size=5, theme=theme,
                                language=language)
    assert (ROOT / "gallery" / name).read_bytes() == FORMATS["svg"].encode(animation)
    assert (theme == "dark") == ("media=\"(prefers-color-scheme: dark)\" srcset=\"gallery/"
                                 f"{name}\"" in READMES[language])
    assert f"gallery/{name}" in READMES[language]
    assert f'alt="{animation.describe()}"' in READMES[language]
