"""The lines that show a file in some place: README, docs, LaTeX. The places are in PLACES."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, isinf
from pathlib import Path

from convgif.embed.figure import Figure
from convgif.embed.media import DARK, LESS_MOTION, Source, as_shown, both, narrower_than
from convgif.embed.places import PLACES, STACKED, Place, place_called
from convgif.embed.tex import read_frames
from convgif.errors import OutputError, named, setting, shorten
from convgif.formats import FORMATS, Format
from convgif.formats.escaping import file_address, local_path, one_line, web_address
from convgif.formats.facts import Facts, read_facts
from convgif.formats.units import PT_PER_PX
from convgif.scenes.legibility import SMALLEST_PT, TEXT_PT, narrowest_pt, widest_px
from convgif.scenes.text import SMALLEST_TEXT_PX
from convgif.scenes.words import WORDS

LARGEST_BYTES, LONGEST_MS = 5_000_000, 5000  # GitHub's advice; WCAG 2.2.2
# The files for its readers' wishes, by media query, the first that holds.
WISHES = {both(LESS_MOTION, DARK): "dark_still", LESS_MOTION: "still", DARK: "dark", "": ""}
SCHEME, ON_THE_WEB = re.compile("([a-zA-Z][a-zA-Z0-9+.-]*):"), ("http", "https")


@dataclass(frozen=True)
class Snippet:
    """The lines, and what to think of before they are used."""

    text: str
    warnings: tuple[str, ...]


def snippet(file: str | Path, place: str, *, dark: str | Path | None = None,
            still: str | Path | None = None, dark_still: str | Path | None = None,
            stacked: str | Path | None = None, address: str | None = None,
            width_px: int | None = None) -> Snippet:
    """The lines that show a file in a place, a name in PLACES, with its alt text and its width.

    dark, still, dark_still: files for readers who prefer that, else those beside it by name
    (`a_dark.gif`, `a_still.png` or `a.png`); stacked: for those with less room (`a_stacked.gif`,
    with what lies beside that in the same way). address: of the file on the web, if not its path.
    Raises OutputError for a file that is not there or that the place cannot show, and for what is
    given and would not be used.
    `snippet("a.gif", "github").text` is an <img>, in a <picture> if there is `a_dark.gif` too.
    """
    path, row = Path(file), place_called(place)
    name = next(name for name in PLACES if PLACES[name] is row)
    if path.as_posix() != one_line(path.as_posix()):
        raise OutputError(f"the name {shorten(path.as_posix())} has signs that are not seen: "
                          "rename it")
    if address is not None and (not address.strip() or address != one_line(address) or (
            (scheme := SCHEME.match(address)) and scheme[1].lower() not in ON_THE_WEB)):
        raise OutputError(f"{setting('address')} {shorten(address)} is nothing on the web: give "
                          "one that begins with https://")
    others = {wish: Path(given) for wish, given in (("dark", dark), ("still", still),
                                                    ("dark_still", dark_still), (STACKED, stacked))
              if given is not None}
    if path.is_dir() or (row.write_frames and not path.suffix):
        return Snippet(_played(name, row, path, [*others, *(["address"] if address else []),
                                                 *(["width"] if width_px else [])]), ())
    format, facts = read_facts(path)
    if not row.takes(format):
        known = ", ".join(other.name for other in FORMATS.values() if row.takes(other))
        frames = ", or a folder of frames, -o frames/" * (row.write_frames is not None)
        other = "" if path.suffix.lower() == format.suffix else f", as {named(path)} is"
        alone = [f", or write for {place}" for place in PLACES if place == format.name]
        raise OutputError(f"{name} shows no {format.name}{other}: give it {known}"
                          + "".join([frames, *alone]))
    if facts.follows_reader and not row.follows_reader:
        raise OutputError(f"{name} shows nothing that is light or dark as its reader prefers: make "
                          f"{named(path)} again with {setting('theme', 'light')}")
    _check_used(name, row, format, others, address, width_px)
    found = {STACKED: _beside(path, "_stacked")} | _for_wishes(path, format, facts) | others
    wide = {media: Source(_address(file, path, address))
            for media, file in _by_media(found, row).items()}
    shown_px = width_px or facts.width_px
    narrow = (_stacked(found[STACKED], row, path, address, (shown_px, facts.width_px))
              if STACKED in row.wishes and found[STACKED].is_file() else {})
    room = narrower_than(shown_px)
    sources = {both(where, media): files[media] for media in WISHES
               for where, files in ((room, narrow), ("", wide)) if media in files}
    figure = Figure(format, local_path(path.as_posix()), _address(path, path, address),
                    replace(facts, alt=one_line(facts.alt)), width_px, sources,
                    {each.media_type for each in FORMATS.values()
                     if each is format or path.with_suffix(each.suffix).is_file()})
    return Snippet(row.write(figure), (*_warnings(name, row, path, format, facts, address,
                                                   width_px, DARK in sources),
                                       *_unstacked(row, path, format, facts, found[STACKED]),
                                       *row.doubts(figure)))


def alt_text(file: str | Path) -> str:
    """The words that say what a file shows, on one line. Raises OutputError."""
    if Path(file).is_dir():
        raise OutputError(f"{named(file)} is a folder: name a file in it")
    found = one_line(read_facts(Path(file))[1].alt)
    if not found:
        raise OutputError(f"{named(file)} has no alt text: write what it shows")
    return found


def _played(name: str, row: Place, folder: Path, in_vain: Sequence[str]) -> str:
    """The lines that show a folder of frames. Raises OutputError."""
    if row.write_frames is None:
        known = " or ".join(other for other in PLACES if PLACES[other].write_frames)
        raise OutputError(f"{named(folder)} is a folder, and {name} shows a file: name one, or "
                          f"write for {known}")
    if in_vain:
        raise OutputError(f"{' and '.join(map(setting, in_vain))} is given, and a folder of frames "
                          "has no use for it: leave it out")
    return row.write_frames(read_frames(folder))


def _check_used(name: str, row: Place, format: Format, others: Mapping[str, Path],
                address: str | None, width_px: int | None) -> None:
    """Raises OutputError for what the place has no use for, and for a file that is not there."""
    if address is not None and row.by_path:
        known = ", ".join(other for other in PLACES if not PLACES[other].by_path)
        raise OutputError(f"{setting('address')} {shorten(address)} is given, and {name} shows a "
                          f"file by its path: leave it out, or write for {known}")
    if width_px is not None and not row.sized:
        raise OutputError(f"{setting('width')} is given, and {name} has no widths: leave it out, "
                          "or write for html")
    for wish, file in others.items():
        given = f"{setting(wish)} {named(file)}"
        if wish not in row.wishes:
            known = " or ".join(other for other in PLACES if wish in PLACES[other].wishes)
            raise OutputError(f"{given} is given, and {name} shows no other file to readers who "
                              f"prefer that: leave it out, or write for {known}")
        if format.kind != "image":
            known = ", ".join(other.name for other in FORMATS.values()
                              if other.kind == "image" and row.takes(other))
            raise OutputError(f"{given} is given, and nothing stands in for {format.name}: leave "
                              f"it out, or show {known}")
        if not file.is_file():
            raise OutputError(f"{given} is no file that is there: make it first, with "
                              f"`convgif render -o {named(file)}`")


def _address(file: Path, main: Path, address: str | None) -> str:
    """The address of a file; what lies beside the main one has an address beside it."""
    if address is None:
        return file_address(file.as_posix())
    if file == main:
        return web_address(address)
    if file.parent != main.parent:
        return file_address(file.as_posix())
    folder, slash, _ = address.rpartition("/")
    return (web_address(folder + slash) if slash else "") + file_address(file.name)


def _by_media(found: Mapping[str, Path], row: Place) -> dict[str, Path]:
    """The files that the place shows instead, by media query, the first that holds."""
    return {media: found[wish] for media, wish in WISHES.items()
            if wish in found and wish in row.wishes}


def _stacked(stacked: Path, row: Place, main: Path, address: str | None,
             main_px: tuple[int, int]) -> dict[str, Source]:
    """What stands in where there is less room than for all panels beside, by what else is wished
    for; main_px: how wide the main one is shown, and is. Raises OutputError."""
    format, facts = read_facts(stacked)
    files = _by_media(_for_wishes(stacked, format, facts), row) | {"": stacked}
    size = as_shown((facts.width_px, facts.height_px), *main_px)
    return {media: Source(_address(file, main, address), *size) for media, file in files.items()}


def _unstacked(row: Place, path: Path, format: Format, facts: Facts, stacked: Path
               ) -> Iterator[str]:
    """What to do for readers with less room than for all panels beside each other."""
    beside = {words.panels["beside"].format(count=count)
              for words in WORDS.values() for count in facts.alt.split() if count.isdecimal()}
    if (STACKED in row.wishes and format.kind == "image" and not stacked.is_file()
            and any(facts.alt.startswith(said) for said in beside if said)):
        yield (f"readers with less room than {facts.width_px} px see {named(path)} small: make "
               f"{named(stacked)} too, by --stacked {named(stacked)} where it is made, and ask "
               "again")


def _beside(path: Path, ending: str) -> Path:
    """The file beside it whose name ends so."""
    return path.with_name(f"{path.stem}{ending}{path.suffix}")


def _for_wishes(path: Path, format: Format, facts: Facts) -> dict[str, Path]:
    """The files for other wishes that lie beside it, by name; an SVG knows wishes by itself."""
    dark = _beside(path, "_dark")
    candidates = {"dark": [dark]}
    if facts.moves and not format.follows_reader:
        candidates |= {name: [file.with_name(f"{file.stem}_still.png"), file.with_suffix(".png")]
                       for name, file in (("still", path), ("dark_still", dark))}
    return {name: file for name, files in candidates.items()
            for file in reversed(files) if file.is_file()}


def _warnings(name: str, row: Place, path: Path, format: Format, facts: Facts,
              address: str | None, asked_px: int | None, has_dark: bool) -> Iterator[str]:
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        yield (f"{named(path)} is {size / 1e6:.1f} MB, over {LARGEST_BYTES / 1e6:g}: many places "
               "refuse it or load it late; take a smaller --size or --density, or svg")
    if row.moves and facts.moves and isinf(facts.rounds) and not format.has_controls:
        known = [other.name for other in FORMATS.values()
                 if other.has_controls and row.takes(other)]
        yield (f"{named(path)} moves for ever, {facts.round_ms / 1000:g} s a round, and WCAG 2.2.2 "
               f"asks for a way to stop what moves for more than {LONGEST_MS // 1000} s: make it "
               f"with {' or as '.join(['--loop 1', *known])}")
    if row.moves and facts.is_transparent and not format.holds_alpha and not has_dark:
        smooth = " or ".join([other.name for other in FORMATS.values()
                              if row.takes(other) and other.kind == "image" and other.holds_alpha
                              and (other.animated or not facts.moves)])
        twin = (f", or a dark twin, {path.stem}_dark{path.suffix}, with the dark page's --matte"
                if "dark" in row.wishes else "")
        yield (f"the edges of {named(path)} are blended with one colour, its --matte, and show on "
               f"pages of another: make {smooth}, whose edges are smooth on any{twin}")
    if facts.moves and not row.moves and not format.follows_reader:
        yield (f"{name} shows only the first step of {named(path)}: make a still, by --still "
               "middle, or an svg")
    if not row.moves:
        yield from _unreadable(named(path), facts, asked_px)
    if row.elsewhere and not (address or "").startswith(("https://", "http://")):
        yield f"{name} finds no file beside the text: say where it is on the web, by --address"
    if not facts.alt:
        yield f"{named(path)} has no alt text: write what it shows"


def _unreadable(name: str, facts: Facts, asked_px: int | None) -> Iterator[str]:
    """What helps where the text would be too small on paper; of pixels, what is sure to."""
    text_px = facts.text_px or SMALLEST_TEXT_PX
    needed = narrowest_pt(text_px, facts.width_px)
    shown = asked_px * PT_PER_PX if asked_px else min(facts.width_px * PT_PER_PX, TEXT_PT)
    if needed <= shown:
        return
    size = f"text of {text_px:g} px in {name} would be {SMALLEST_PT * shown / needed:.1f} pt"
    if needed <= TEXT_PT:
        yield (f"{size}, and under {SMALLEST_PT:g} it is hard to read: give --width "
               f"{ceil(needed / PT_PER_PX)} or more")
    else:
        widest = widest_px(SMALLEST_TEXT_PX, TEXT_PT)
        yield (f"{size}, and under {SMALLEST_PT:g} it is hard to read: make it at most {widest} px "
               f"wide in all, with one step by --size {widest}, with more by fewer or "
               "narrower ones")
