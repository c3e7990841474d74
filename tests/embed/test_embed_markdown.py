"""The Markdown fence: what it leaves in a page, and real builds by MkDocs and Zensical."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import environment
from layers_on_pages import ALT, MISTAKES, SVG
from optional_libraries import needed

from convgif import Conv2d, animate

HOSTILE = "<script>alert(1)</script> & \"'> *b* </figcaption> {{x}}"
PAGE = f"""\
# Strides

```convgif theme="auto"
Conv2d(kernel_size=3, stride=2, padding=1)
:input-size: 5
:width: 300px

{HOSTILE}
```

- a list

    ```{{.convgif #second .wide format=html}}
    dilation
    ```

```convgif format="html"
dilation
```
"""
MKDOCS = """\
site_name: Layers
theme: {name: material, font: false}
markdown_extensions:
  - attr_list
  - pymdownx.superfences:
      custom_fences:
        - name: convgif
          class: convgif
          format: !!python/name:convgif.embed.markdown.fence
          validator: !!python/name:convgif.embed.markdown.validator
"""
ZENSICAL = """\
[project]
site_name = "Layers"
[project.theme]
font = false
[project.markdown_extensions.attr_list]
[project.markdown_extensions.pymdownx.superfences]
custom_fences = [
  { name = "convgif", class = "convgif", format = "convgif.embed.markdown.fence", \
validator = "convgif.embed.markdown.validator" },
]
"""
SITES = {"mkdocs": ("mkdocs.yml", MKDOCS), "zensical": ("zensical.toml", ZENSICAL)}


@pytest.fixture(autouse=True)
def _superfences() -> None:
    needed("pymdownx")


def convert(text: str) -> str:
    """The text as HTML."""
    from markdown import Markdown

    from convgif.embed.markdown import fence, validator

    return Markdown(extensions=["attr_list", "pymdownx.superfences"], extension_configs={
        "pymdownx.superfences": {"custom_fences": [
            {"name": "convgif", "class": "convgif", "format": fence, "validator": validator}]}}
    ).convert(text)


def fenced(*lines: str, header: str = "convgif") -> str:
    return "\n".join((f"```{header}", *lines, "```", ""))


def figure(html: str) -> Any:
    """The one figure that there is; it is well-formed."""
    (found,) = re.findall(r"<figure.*</figure>", html, re.DOTALL)
    return ElementTree.fromstring(found)


def test_an_svg_stands_in_the_page() -> None:
    found = figure(convert(PAGE.partition("- a list")[0]))
    assert found.get("class") == "convgif"
    assert found.find("div").get("style").startswith("width:300px;height:auto;max-width:100%")
    svg = found.find(f"div/{SVG}svg")
    assert svg.findtext(f"{SVG}desc") == ALT
    assert "prefers-color-scheme:dark" in svg.findtext(f"{SVG}style")
    assert found.findtext("figcaption") == HOSTILE
    assert found.find("figcaption//*") is None


@pytest.mark.parametrize("text", [
    fenced("Conv2d(kernel_size=3,", "       stride=2)", ":i: 5", ":bias:"),
    fenced("Conv2d(kernel_size=3, stride=2)", header='convgif i="5" bias'),
    fenced("Conv2d()", header="{.convgif input_size=5 kernel_size=3 stride=2}"),
])
def test_settings_stand_on_the_fence_or_below_the_layer(text: str) -> None:
    wanted = animate(Conv2d(kernel_size=3, stride=2), input_size=5).describe()
    assert figure(convert(text)).find(f"div/{SVG}svg").findtext(f"{SVG}desc") == wanted


def test_attributes_and_alt_text() -> None:
    found = figure(convert(fenced("Conv2d()", f":alt: {HOSTILE}", ":format: gif", ":width: 50%",
                                  header="{.convgif #first .wide}")))
    assert (found.get("id"), found.get("class")) == ("first", "convgif wide")
    assert found.get("style") == "width:100%"
    image = found.find("picture/img")
    assert image.get("alt") == HOSTILE
    assert image.get("src").startswith("data:image/gif;base64,")
    assert found.find("picture/source").get("srcset").startswith("data:image/png;base64,")


def test_players_of_a_page_share_one_script() -> None:
    two = fenced("dilation", ":format: html") + "\n" + fenced("padding_strides", ":format: html")
    html = convert(two)
    assert html.count("<convgif-player>") == 2
    assert html.count("customElements.define") == 1
    assert convert(two) == html
    assert "customElements" not in convert(fenced("dilation"))


@pytest.mark.parametrize(("text", "message"), [
    *((fenced(layer, *lines), message) for lines, layer, message in MISTAKES),
    (fenced("Conv2d()", ":strid: 2"), "unknown setting 'strid': did you mean stride?"),
    (fenced("Conv2d()", header='convgif strid="2"'), "unknown setting 'strid': did you mean"),
    (fenced("Conv2d()", ":k: 2", header='convgif k="2"'), ":k: is given twice: leave one out"),
    (fenced("Conv2d()", ":k: 2", "a caption"), "'a caption' is no setting: write it like"),
    (fenced("Conv2d()", ":width: 5 apples"), ":width: '5 apples' is no length: give one such as"),
    (fenced("Conv2d()", ":format: pdf"), "unknown format 'pdf': there is gif"),
    (fenced(), "no layer is given: write one such as"),
], ids=lambda value: value[:40])
def test_a_mistake_ends_the_build(text: str, message: str) -> None:
    from pymdownx.superfences import SuperFencesException

    with pytest.raises(SuperFencesException) as caught:
        convert(text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("convgif: ")
    assert "\n" not in str(caught.value)


def build(site: str, folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """A site of one page, built by its own command."""
    needed("material" if site == "mkdocs" else site)
    name, configuration = SITES[site]
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(text, "utf-8")
    (folder / name).write_text(configuration, "utf-8")
    return subprocess.run(
        [sys.executable, "-m", site, "build", "-f", name], cwd=folder, capture_output=True,
        text=True, check=False, timeout=200, env=environment(NO_MKDOCS_2_WARNING="1"))


@pytest.mark.slow
@pytest.mark.parametrize("site", SITES)
def test_a_real_site(tmp_path: Path, site: str) -> None:
    ran = build(site, tmp_path, PAGE)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    html = (tmp_path / "site/index.html").read_text("utf-8")
    assert html.count("<convgif-player>") == 2
    assert html.count("customElements.define") == 1
    (first,) = re.findall(r'<figure class="convgif"><div.*?</figure>', html, re.DOTALL)
    found = ElementTree.fromstring(first)
    assert found.find(f"div/{SVG}svg").findtext(f"{SVG}desc") == ALT
    assert found.findtext("figcaption") == HOSTILE
    assert re.search(r'<li>\s*(<p>)?a list(</p>)?\s*<figure class="convgif wide" id="second"', html)


@pytest.mark.slow
@pytest.mark.parametrize("site", SITES)
def test_a_mistake_ends_a_real_build(tmp_path: Path, site: str) -> None:
    ran = build(site, tmp_path, fenced("Conv2d(kernel_size=9)", ":i: 5"))
    assert ran.returncode != 0
    assert "kernel 9 is larger than the input" in ran.stdout + ran.stderr
