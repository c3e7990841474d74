"""explore(): a grid becomes a folder with a page, or one page that holds all."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import decompress

from convgif.batch.grids import FORMAT, Grid
from convgif.batch.manifest import NAME as MANIFEST
from convgif.batch.planning import Outcome, Plan, Task, plan
from convgif.batch.sweeping import Sweep
from convgif.errors import (
    ConvgifError,
    OutputError,
    Spell,
    as_keyword,
    named,
    reason_of,
    setting,
    shorten,
    spelled,
)
from convgif.explorer.archive import LIST_NAME, archive, listing
from convgif.explorer.archive import NAME as ARCHIVE
from convgif.explorer.grids import LANGUAGE, PICTURE, page_grids
from convgif.explorer.index import Found, index_of
from convgif.explorer.packs import BETWEEN, SUFFIX, packed
from convgif.explorer.places import PYODIDE
from convgif.explorer.words import WORDS, named_in
from convgif.explorer.writing import Anywhere, page_text
from convgif.formats.writing import check_is_own, write_whole
from convgif.inputs.files import read_whole
from convgif.refusals import refusal_in
from convgif.scenes.words import words_of
from convgif.settings.options import OPTIONS, as_typed_text
from convgif.settings.picture import Panel
from convgif.views import check_draws
from convgif.views.settings import AT_LAYER, DIRECTION, UNIT

OWN, KIND = b'id="explorer-controls"', "sliders"  # a page, by what is in page.html
PACKS = "settings"  # the folder of packs, beside the page
Sweeper = Callable[[Plan, Path], Sweep]  # makes a plan's packs in that folder


@dataclass(frozen=True)
class Site:
    """A page that is to be made. plan: of its packs. found: what each combination comes to, by the
    language of its page. pyodide: where that is, with a / at its end; "" for none. beside: the
    folder in which convgif itself lies, from the page, with a / at its end; "" where it is written
    there too."""

    plan: Plan
    found: Mapping[str, tuple[Found, ...]]
    pyodide: str = ""
    beside: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Of its pages; the first has the plain name."""
        return tuple(self.found)

    @property
    def program(self) -> Mapping[str, bytes]:
        """What convgif is loaded from, by its name beside the page; none without Pyodide."""
        if not self.pyodide:
            return {}
        return {LIST_NAME: listing(self.beside)} if self.beside else {ARCHIVE: archive()}


@dataclass(frozen=True)
class Made:
    """What was made: the page that is opened first, how many settings it has, and how many bytes
    all of it is. failed: what could not be made, by name, which the page shows as impossible."""

    page: Path
    settings: int
    size_bytes: int
    failed: Mapping[str, str]


def plan_site(given: Iterable[Grid], spell: Spell = as_keyword, pyodide: str = "",
              beside: str = "") -> Site:
    """The page of those grids, and of what is not said in them. Raises ConvgifError.

    spell: how the reasons of what is impossible name settings. pyodide: the folder of Pyodide, an
    address or a path beside the page, from which any other setting can be drawn; "" for none.
    beside: the path from the page to the folder in which convgif itself lies, where it does, and so
    need not be written there.
    """
    planned = plan([{**grid, FORMAT: PICTURE.name} for grid in page_grids(given)], spell=spell)
    if not planned.tasks:
        reason = next(iter(planned.skipped), "the grid is empty")
        raise ConvgifError(f"no combination makes a layer: {reason}")
    refused = {task.file: reason for task in planned.tasks if (reason := _undrawn(task))}
    tasks = {task.file: task for task in planned.tasks if task.file not in refused}
    if not tasks:
        reason = next(iter(refused.values()))
        raise ConvgifError(f"nothing is drawn: {spelled(reason, spell)}")
    found: dict[str, list[Found]] = {}
    for outcome in planned.outcomes:
        language = outcome.settings.get(LANGUAGE, OPTIONS[LANGUAGE].default)
        each = _found(outcome, tasks, refused)
        found.setdefault(language, []).append(replace(each, refusal=refusal_in(
            words_of(language).spoken, each.refusal, spell)))
    return Site(replace(planned, tasks=tuple(map(packed, tasks.values()))),
                {language: tuple(each) for language, each in found.items()},
                _folder(pyodide), beside)


def _folder(pyodide: str) -> str:
    """The folder of Pyodide as the page names it. Raises ConvgifError for what is none."""
    if pyodide and (re.search(r"[\s;,'\"<>\\?#]", pyodide) or (
            ":" in pyodide and not re.match("https?://", pyodide))):
        raise ConvgifError(f"{setting('pyodide')} {shorten(pyodide)} is no folder of Pyodide: give "
                           f"an address such as {PYODIDE}, or a path beside the page")
    return pyodide and pyodide.rstrip("/") + "/"


def _undrawn(task: Task) -> str:
    """Why no view draws it, empty where one does."""
    if not task.is_drawn:
        try:
            for panel in task.picture.panels:
                if isinstance(panel, Panel):
                    check_draws(panel.view, panel.layer)
        except ConvgifError as error:
            return error.message
    return ""


def _found(outcome: Outcome, tasks: Mapping[str, Task], refused: Mapping[str, str]) -> Found:
    file = next(iter(outcome.files), "")
    if file not in tasks:
        return Found(outcome.settings, refusal=outcome.refusal or refused[file])
    panel = tasks[file].picture.panels[0]
    stem = file.removesuffix(PICTURE.suffix)
    if isinstance(panel, Panel):
        own = {name: str(value) for name, value in panel.layer.arguments().items()}
        return Found(outcome.settings, stem, usual={"view": panel.view, **own})
    last = panel.shown.layers[-1]
    return Found(outcome.settings, stem, called={
        AT_LAYER.name: f"{last.name}: {repr(last.operation).partition('(')[0]}"}, usual={
            "view": panel.view, "input_size": as_typed_text("input_size", panel.input_size),
            **{setting.name: setting.default_help for setting in (DIRECTION, UNIT)}})


def make_folder(site: Site, folder: Path, sweep: Sweeper, *, force: bool = False) -> Made:
    """What was made in the folder: its pages, and the packs beside them. force: over other pages
    too. Raises ConvgifError where nothing could be."""
    if not force:
        for language in site.languages:
            check_is_own(folder / named_in(language, site.languages[0]), OWN, KIND, "folder")
    packs = folder / PACKS
    site, failed = _swept(site, packs, sweep)
    for name, data in site.program.items():
        write_whole(folder / name, data)
    for language in site.languages:
        write_whole(folder / named_in(language, site.languages[0]),
                    page_of(site, language, packs).encode())
    pages = [folder / named_in(language, site.languages[0]) for language in site.languages]
    files = [*pages, *(packs / task.file for task in site.plan.tasks)]
    files += [folder / name for name in site.program]
    return Made(pages[0], len(site.plan.tasks), sum(path.stat().st_size for path in files), failed)


def make_file(site: Site, file: Path, sweep: Sweeper, *, force: bool = False) -> Made:
    """The same as one file, in one language. What is whole when it is interrupted stays in a folder
    beside it, and is gone on with."""
    if not force:
        check_is_own(file, OWN, KIND, "name")
    if len(site.languages) > 1:
        raise ConvgifError("one page is in one language, and the grid has "
                           f"{' and '.join(site.languages)}: give one, or a folder, -o site/")
    packs = file.with_name(f"{file.stem}_{PACKS}")
    site, failed = _swept(site, packs, sweep)
    (language,) = site.languages
    held = {task.file.removesuffix(SUFFIX): b64encode(_read(packs / task.file)).decode()
            for task in site.plan.tasks}
    text = page_of(site, language, packs, held).encode()
    write_whole(file, text)
    for name in (*(task.file for task in site.plan.tasks), MANIFEST):
        (packs / name).unlink(missing_ok=True)
    if not any(packs.iterdir()):
        packs.rmdir()
    return Made(file, len(site.plan.tasks), len(text), failed)


def _swept(site: Site, packs: Path, sweep: Sweeper) -> tuple[Site, Mapping[str, str]]:
    """The site with its packs made, without those that could not be, and why, by name."""
    packs.parent.mkdir(parents=True, exist_ok=True)
    failed = {file.removesuffix(SUFFIX): reason
              for file, reason in sweep(site.plan, packs).failed.items()}
    tasks = tuple(task for task in site.plan.tasks
                  if task.file.removesuffix(SUFFIX) not in failed)
    if not tasks:
        raise ConvgifError(f"nothing could be made: {next(iter(failed.values()))}")
    found = {language: tuple(replace(each, stem="", refusal=failed[each.stem])
                             if each.stem in failed else each for each in of_language)
             for language, of_language in site.found.items()}
    return replace(site, plan=replace(site.plan, tasks=tasks), found=found), failed


def page_of(site: Site, language: str, packs: Path, held: Mapping[str, str] | None = None
            ) -> str:
    """The text of the page in that language. packs: the folder that they are in. held: those that
    are in the page itself, by name."""
    spoken = words_of(language).spoken
    index = index_of(site.found[language], WORDS[spoken])
    first = index["files"][index["layers"][0]["made"][index["start"]]]
    _, player, told = decompress(_read(packs / (first + SUFFIX))).decode().split(BETWEEN)
    others = {other: named_in(other, site.languages[0]) for other in site.languages
              if other != language}
    anywhere = Anywhere(site.pyodide, next(iter(site.program)) if held is None else "",
                        archive() if held is not None else b"") if site.pyodide else None
    return page_text(index, WORDS[spoken], spoken, player, told, f"{PACKS}/", SUFFIX, others, held,
                     anywhere)


def _read(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise OutputError(f"cannot read {named(path)}: {reason_of(error)}: make the page again"
                          ) from None

