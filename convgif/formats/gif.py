"""GIF, written by imageio: lossless, one palette, only what changes from frame to frame."""

from io import BytesIO
from typing import Any

from convgif.errors import LimitError
from convgif.formats import Recording

LONGEST_SIDE_PX = 65_535
TICK_MS = 10  # GIF counts in hundredths of a second


def encode_gif(recording: Recording) -> bytes:
    """The recording as a GIF, with its alt text as the file's comment.

    Durations are rounded to whole ticks of 10 ms.
    """
    import imageio.v3 as iio

    stage = recording.story.stage
    if stage.height_px > LONGEST_SIDE_PX:
        raise LimitError(f"the picture is {stage.height_px} px high, and a GIF holds at most "
                         f"{LONGEST_SIDE_PX}: shorten the title or take a larger --size")
    frames = recording.frames()
    if max(frames.indices[0].shape) > LONGEST_SIDE_PX:
        raise LimitError(f"the picture is over {LONGEST_SIDE_PX} px long: lower the --density")
    durations = [round(duration / TICK_MS) * TICK_MS for duration in recording.durations_ms]
    options: dict[str, Any] = {
        "mode": "P", "is_batch": False, "palette": frames.palette.tobytes(), "optimize": True,
        "duration": durations if len(durations) > 1 else durations[0], "disposal": 1,
        "comment": recording.alt_text.encode()}
    if recording.loop != 1:  # the file counts repetitions; without a count it is shown once
        options["loop"] = max(recording.loop - 1, 0)
    if frames.transparent is not None:
        options |= {"transparency": frames.transparent, "disposal": 2, "optimize": False}
    buffer = BytesIO()
    with iio.imopen(buffer, "w", plugin="pillow", extension=".gif") as file:
        for frame in frames.indices:
            file.write(frame, **options)
    return buffer.getvalue()
