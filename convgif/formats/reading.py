"""Pictures read back, to know that they are whole."""

from io import BytesIO


def decoded_size(data: bytes) -> tuple[int, int, int] | None:
    """Frames, rows and columns of a picture after every frame was decoded; None where one is not.
    """
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            for number in range(count):
                image.seek(number)
                image.load()
            return count, image.height, image.width
    except (OSError, ValueError, SyntaxError, EOFError):
        return None
