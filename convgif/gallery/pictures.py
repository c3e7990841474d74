"""What is made for an entry: a GIF and a still, an SVG that follows its page, its players.

Each is kept while it would show the same: pictures by what is in them, whatever a library encodes
them to, SVG and players by what is written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256

from convgif.animation import Animation
from convgif.batch.digest import scene_digest
from convgif.formats.svg import encode_svg, still_fragment
from convgif.frames.themes import THEMES
from convgif.gallery.entries import FOLLOWING, MOVING, STACKED, STILL, VECTOR, Entry
from convgif.gallery.figures import SmallFile
from convgif.gallery.players import PLAYER, player_digest, player_file
from convgif.gallery.snippets import snippets_of

SUFFIXES = (MOVING.suffix, STILL.suffix, VECTOR.suffix, PLAYER)  # of what is made for entries

Record = Mapping[str, object]


@dataclass(frozen=True)
class MadeFile:
    """A file that is made by `encode`, unless it is there with that digest of what makes it. shown:
    what its pixels show, None where it has none."""

    file: str
    digest: str
    encode: Callable[[], bytes]
    shown: Animation | None = None

    def record(self, data: bytes) -> Record:
        """What is kept of it when the file is that; one digest where both are the same."""
        made = {"sha256": sha256(data).hexdigest()}
        return made if made["sha256"] == self.digest else made | {"digest": self.digest}


@dataclass(frozen=True)
class Vector:
    """An SVG: its file, and what is in it for a page to show it at the right size."""

    file: str
    data: bytes
    width_px: int
    height_px: int

    @property
    def still(self) -> str:
        """What its address ends in where it does not move, with the #."""
        return still_fragment(self.data)


@dataclass(frozen=True, eq=False)
class Drawn:
    """An entry and its animation. languages: of the pages that show it, none where it is hidden."""

    entry: Entry
    animation: Animation
    languages: tuple[str, ...]

    @cached_property
    def alts(self) -> Mapping[str, str]:
        """What is read out for its picture, by language."""
        return {language: self.entry.words(self.animation, language) for language in self.languages}

    @cached_property
    def vectors(self) -> tuple[Vector, ...]:
        """Its SVG, light or dark as its page is unless the entry says which, and of panels the one
        in which they are stacked."""
        found, whole = [], self.animation
        if not self.entry.is_painted:
            whole = replace(whole, theme=THEMES[FOLLOWING["theme"]])
        narrower = whole.narrower if self.languages else None
        for ending, made in (("", whole), *([(STACKED, narrower)] if narrower else [])):
            stage = made.story.stage
            found.append(Vector(self.entry.name + ending + VECTOR.suffix, encode_svg(made),
                                stage.width_px, stage.height_px))
        return tuple(found)

    def files(self) -> Iterator[MadeFile]:
        """All that is made for it."""
        raster = ((MOVING, self.animation), (STILL, self.animation.stopped()))
        for format, shown in raster if self.entry.gif else ():
            yield MadeFile(self.entry.name + format.suffix, scene_digest(shown),
                           partial(format.encode, shown), shown)
        for vector in self.vectors:
            yield MadeFile(vector.file, sha256(vector.data).hexdigest(),
                           partial(bytes, vector.data))
        if self.languages:
            width_px = self.vectors[0].width_px
            told = [(self.entry.played(language), snippets_of(self.entry, language, alt, width_px))
                    for language, alt in self.alts.items()]
            yield MadeFile(self.entry.name + PLAYER, player_digest(told),
                           partial(player_file, self.entry.name, told))


def made_for_figure(file: SmallFile) -> MadeFile:
    """The picture of a figure, kept while its bytes would be the same."""
    return MadeFile(file.name, sha256(file.data).hexdigest(), partial(bytes, file.data))
