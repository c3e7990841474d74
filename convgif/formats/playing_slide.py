"""A deck of one slide, on which a picture or a video plays."""

from io import BytesIO
from pathlib import Path

from convgif.formats import Format
from convgif.formats.deck import Deck
from convgif.formats.facts import Facts
from convgif.frames.colors import Color, contrast
from convgif.inputs.files import read_whole

INKS = ((0, 0, 0), (255, 255, 255))  # of which the title has that which is seen better


def playing_slide(file: Path, format: Format, facts: Facts) -> bytes:
    """The deck: its slide as the picture's ground, its title what the alt text begins with."""
    data = read_whole(file)
    still = _first_frame(data) if format.kind == "video" else data
    ground = _ground(still)
    deck = Deck(facts.alt.partition(":")[0], facts.alt, ground,
                max(INKS, key=lambda ink: contrast(ink, ground)))
    size_px = facts.width_px, facts.height_px
    if format.kind == "video":
        deck.add_video(data, format.media_type, still, size_px, facts.alt, facts.alt)
    else:
        deck.add_picture(data, size_px, facts.alt, facts.alt)
    return deck.encode()


def _first_frame(video: bytes) -> bytes:
    """The first frame of a video, as PNG."""
    import imageio.v3 as iio
    from PIL import Image

    file = BytesIO()
    with iio.imopen(BytesIO(video), "r", plugin="pyav") as read:
        Image.fromarray(read.read(index=0)).save(file, "PNG")
    return file.getvalue()


def _ground(picture: bytes) -> Color:
    """What is in the corner of a picture; white, where that is seen through."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as image:
        red, green, blue, alpha = image.convert("RGBA").crop((0, 0, 1, 1)).tobytes()
        return (red, green, blue) if alpha else (255, 255, 255)
