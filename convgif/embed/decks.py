"""A deck of one slide, on which a file moves: what is not stepped through by clicks."""

from dataclasses import replace
from pathlib import Path

from convgif.embed.places import PLACES, place_called
from convgif.embed.programs import IN_SLIDES
from convgif.errors import OutputError, named
from convgif.formats import FORMATS
from convgif.formats.escaping import one_line
from convgif.formats.facts import read_facts
from convgif.formats.writing import path_of, write_whole


def save_deck(file: str | Path, place: str, output: str | Path) -> Path:
    """The path of the deck, after it is there: the file on a slide, as large as there is room, on
    the colour of its own ground, with its alt text. Raises OutputError."""
    deck, file, output = FORMATS["pptx"], path_of(file), path_of(output)
    deck.check()
    if not place_called(place).in_decks:
        known = " or ".join(name for name, row in PLACES.items() if row.in_decks)
        raise OutputError(f"{place} shows no deck of slides: leave out -o, or write for {known}")
    if output.suffix.lower() != deck.suffix:
        raise OutputError(f"{named(output)} is no name of a deck: end it in {deck.suffix}")
    format, facts = read_facts(file)
    if format.media_type not in IN_SLIDES:
        known = ", ".join(row.name for row in FORMATS.values() if row.media_type in IN_SLIDES)
        raise OutputError(f"a slide holds no {format.name}: give it {known}; or make a deck of all "
                          f"steps, by `convgif render -o {named(output)}`")
    from convgif.formats.playing_slide import playing_slide

    alt = one_line(facts.alt) or file.stem
    return write_whole(output, playing_slide(file, format, replace(facts, alt=alt)))
