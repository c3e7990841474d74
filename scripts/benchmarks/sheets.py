"""The row of exercises: how long many sheets take against one."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measuring import Result, Settings, compared, interleaved, python

ROW = 18
LAYER = "Conv2d(1, 1, 3, stride=2, padding=1)"


def sheets(settings: Settings) -> Iterator[Result]:
    """`convgif exercise` of 300 sheets against that of one."""
    count = 3 if settings.once else 300
    with tempfile.TemporaryDirectory() as folder:
        many, one = interleaved(
            [partial(python, "-m", "convgif", "exercise", LAYER, "--count", str(number), "--force",
                     "-q", "-o", str(Path(folder, str(number)))) for number in (count, 1)],
            settings.runs)
    yield compared(ROW, f"convgif exercise, {count} sheets against one", many, one, goal=60.0)
