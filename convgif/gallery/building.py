"""Building a gallery's folder from its source, and checking that it is what the source says.

pictures.json keeps for each file of an entry the digest of what it shows, and the sha256 of the
file. One whose digest and file agree is left as it is, however a library encodes now.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from convgif.animation import Animation
from convgif.errors import ConvgifError, OutputError, named, reason_of
from convgif.formats.facts.pixels import decoded_size
from convgif.formats.writing import write_whole
from convgif.gallery.entries import SOURCE, read_gallery
from convgif.gallery.page import page_text
from convgif.gallery.pictures import SUFFIXES, Drawn, MadeFile, Record, made_for_figure
from convgif.gallery.players import SHARED, shared_script
from convgif.gallery.readme import readme_text
from convgif.gallery.words import named_in
from convgif.inputs.files import read_whole

RECORDS = "pictures.json"
MOST_RECORDS_BYTES = 10_000_000

Records = dict[str, Record]


@dataclass
class Built:
    """What a build did: the files that were written, removed and left as they are."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def build_gallery(folder: Path, *, force: bool = False) -> Built:
    """What was done to make the folder what its source says; what is right is not touched.

    force: make every picture anew. Raises ConvgifError.
    """
    pictures, texts = _plan(folder)
    before, now, built = _read_records(folder), Records(), Built()
    for picture in pictures:
        path, known = folder / picture.file, before.get(picture.file, {})
        data = _read(path)
        if force or data is None or _digest(known) != picture.digest or (
                known.get("sha256") != sha256(data).hexdigest()):
            data = _write(path, picture.encode(), built)
        else:
            built.kept.append(picture.file)
        now[picture.file] = picture.record(data)
    for name in before.keys() - now.keys():
        if Path(name).name == name and Path(name).suffix in SUFFIXES:
            _remove(folder / name)
            built.removed.append(name)
    for name, text in {**texts, RECORDS: _records_text(now)}.items():
        _write(folder / name, text.encode(), built)
    return built


def check_gallery(folder: Path) -> list[str]:
    """The files that were looked at, if the folder is what its source says; writes nothing.

    Raises ConvgifError that names what differs, a line each.
    """
    pictures, texts = _plan(folder)
    records, others = _read_records(folder), {**texts, RECORDS: None}
    found = [f"{named(name)}: {complaint}" for name, complaint in (
        *_picture_complaints(folder, pictures, records), *_orphans(folder, pictures, records),
        *_text_complaints(folder, others))]
    if found:
        raise ConvgifError("\n  ".join((
            f"{named(folder)} is not what {SOURCE} says: build it again, and look at what changed",
            *found)))
    return [*(picture.file for picture in pictures), *others]


def _plan(folder: Path) -> tuple[list[MadeFile], dict[str, str]]:
    """The pictures and the texts of the folder as they should be."""
    gallery = read_gallery(folder / SOURCE)
    drawn = {entry.name: Drawn(entry, entry.animation(),
                               () if section.hidden else gallery.languages)
             for section in gallery.sections for entry in section.entries}
    pictures = [made for each in drawn.values() for made in each.files()]
    if gallery.articles:
        pictures += map(made_for_figure, gallery.articles.files)
    animations = {name: each.animation for name, each in drawn.items()}
    texts = {SHARED: shared_script(gallery.languages)}
    for language in gallery.languages:
        texts[named_in(language, "README", ".md")] = readme_text(gallery, animations, language)
        texts[named_in(language, "index", ".html")] = page_text(gallery, drawn, language)
    return pictures, texts


def _picture_complaints(folder: Path, pictures: list[MadeFile], records: Records
                        ) -> Iterator[tuple[str, str]]:
    for picture in pictures:
        data, known = _read(folder / picture.file), records.get(picture.file, {})
        if data is None:
            yield picture.file, "is missing"
            continue
        spoiled = _spoiled(picture.shown, data)
        if spoiled:
            yield picture.file, spoiled
        elif _digest(known) != picture.digest:
            yield picture.file, "shows something else than its entry now says"
        elif known != picture.record(data):
            yield picture.file, "is not the file that was made"


def _spoiled(shown: Animation | None, data: bytes) -> str | None:
    """What is wrong with a picture of pixels, whatever is known of it."""
    if shown is None:
        return None
    decoded = decoded_size(data)
    if decoded is None:
        return "does not decode"
    most_frames = len(shown.durations)  # those that are alike are one
    return ("has other frames or another size than its entry"
            if decoded[0] > most_frames or decoded[1:] != shown.size else None)


def _orphans(folder: Path, pictures: list[MadeFile], records: Records
             ) -> Iterator[tuple[str, str]]:
    wanted = {SHARED, *(picture.file for picture in pictures)}
    there = {path.name for path in folder.iterdir() if path.suffix.lower() in SUFFIXES}
    for name in sorted((there | records.keys()) - wanted):
        yield name, "belongs to no entry"


def _text_complaints(folder: Path, texts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """What differs from its text; None: only that it is there."""
    for name, text in texts.items():
        data = _read(folder / name)
        if data is None:
            yield name, "is missing"
        elif text is not None and data != text.encode():
            yield name, "is not what the entries make"


def _write(path: Path, data: bytes, built: Built) -> bytes:
    """The data, after the file is that; a file that is already is not touched."""
    if _read(path) == data:
        built.kept.append(path.name)
    else:
        write_whole(path, data)
        built.written.append(path.name)
    return data


def _remove(path: Path) -> None:
    """Removes the file, if it is there. Raises OutputError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {named(path)}: {reason_of(error)}: move it away"
                          ) from None


def _read(path: Path) -> bytes | None:
    """What is in the file; None where it cannot be read."""
    try:
        return read_whole(path)
    except OSError:
        return None


def _read_records(folder: Path) -> Records:
    """What is known of each picture; nothing where nothing that can be read says it."""
    try:
        files = json.loads(read_whole(folder / RECORDS, MOST_RECORDS_BYTES))["pictures"]
        return {name: dict(record) for name, record in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _digest(record: Record) -> object:
    """Of what makes it, which is the file's own where a record says no other."""
    return record.get("digest", record.get("sha256"))


def _records_text(records: Records) -> str:
    """A line each."""
    lines = [f"{json.dumps(name)}: {json.dumps(record, ensure_ascii=False)}"
             for name, record in records.items()]
    return '{"pictures": {\n' + ",\n".join(lines) + "\n}}\n"
