"""PNG: a still, with the alt text as its description."""

from io import BytesIO

from convgif.formats import Recording


def encode_png(recording: Recording) -> bytes:
    """The still of a recording as a PNG with a palette."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    frames = recording.still()
    rows, columns = frames.indices[0].shape
    image = Image.frombytes("P", (columns, rows), frames.indices[0].tobytes())
    image.putpalette(frames.palette.tobytes())
    info = PngInfo()
    info.add_itxt("Description", recording.alt_text)
    buffer = BytesIO()
    see_through = {} if frames.transparent is None else {"transparency": frames.transparent}
    image.save(buffer, "PNG", optimize=True, pnginfo=info, **see_through)
    return buffer.getvalue()
