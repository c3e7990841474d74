"""The sliders beside the gallery: what is committed is what their grid and the code make."""

import json
import re
from zlib import decompress

import pytest
from conftest import ROOT

from convgif.batch.grids import read_sets
from convgif.explorer.index import index_of
from convgif.explorer.packs import SUFFIX, make_pack
from convgif.explorer.places import PYODIDE
from convgif.explorer.site import PACKS, page_of, plan_site
from convgif.explorer.words import WORDS, named_in
from convgif.gallery import read_gallery

GALLERY = ROOT / "gallery"
SLIDERS = GALLERY / "sliders"
SITE = plan_site(read_sets(SLIDERS / "grid.toml").values(), pyodide=PYODIDE, beside="../../")
TASKS = {task.file.removesuffix(SUFFIX): task for task in SITE.plan.tasks}
PAGES = {language: named_in(language, SITE.languages[0]) for language in SITE.languages}
MOST_BYTES = 3_000_000
SAMPLE = ["conv2d_i3_k1_theme-auto", "conv2d_i5_k3_s2_p1_theme-auto",
          "conv2d_i7_k4_p2_d2_theme-auto", "convtranspose2d_i2_k3_s2_p1_theme-auto",
          "maxpool2d_i4_k2_s2_theme-auto", "conv2d_i5_k3_s2_p1_theme-auto_lang-zh"]


def test_the_folder_has_a_pack_of_each_setting_and_no_other() -> None:
    there = {path.name for path in (SLIDERS / PACKS).glob(f"*{SUFFIX}")}
    assert there == {task.file for task in SITE.plan.tasks}
    assert {path.name for path in SLIDERS.glob("*.html")} == set(PAGES.values())


@pytest.mark.parametrize("language", SITE.languages)
def test_the_index_is_what_the_grid_says(language: str) -> None:
    text = (SLIDERS / PAGES[language]).read_text("utf-8")
    (data,) = re.findall(r'id="explorer-data">(.*?)</script>', text, re.DOTALL)
    index = json.loads(data)["index"]
    assert index == index_of(SITE.found[language], WORDS[language])
    assert [layer["name"] for layer in index["layers"]] == [
        "Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "Conv1d"]
    (lead,) = re.findall(r'<p class="lead">(.*?)</p>', text.partition("<header>")[2], re.DOTALL)[:1]
    assert all(layer["label"] in lead for layer in index["layers"])  # what is there at once
    assert text == page_of(SITE, language, SLIDERS / PACKS)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_pack_is_what_is_made_now(name: str) -> None:
    """Unpacked: deflated, the same has other bytes where zlib is another."""
    _, data = make_pack(TASKS[name])
    packed = (SLIDERS / PACKS / f"{name}{SUFFIX}").read_bytes()
    assert decompress(packed) == decompress(data)


def test_all_of_it_is_small() -> None:
    sizes = [path.stat().st_size for path in (*SLIDERS.glob("*.html"),
                                              *(SLIDERS / PACKS).glob(f"*{SUFFIX}"))]
    assert sum(sizes) < MOST_BYTES


def test_the_gallery_leads_to_the_sliders_in_its_language() -> None:
    gallery = read_gallery(GALLERY / "gallery.toml")
    assert gallery.languages == SITE.languages
    for language, page in PAGES.items():
        address = gallery.in_language(language).sliders
        assert address == f"sliders/{page}"
        text = (GALLERY / page).read_text("utf-8")
        assert text.count(f'href="{address}"') == text.count(f'src="{address}"') == 1
