"""Imports what every process of a pool needs, once before they are forked.

What cannot be imported, as where a user's matplotlibrc is no text, is said by the first that needs
it: the process that forks has nobody to tell.
"""

import logging
from contextlib import suppress
from importlib import import_module

from convgif.scenes.starting import start_matplotlib

NEEDED = ("convgif.animation", "convgif.cli", "convgif.batch.digest", "convgif.formats.gif",
          "convgif.frames.raster.planes", "convgif.batch.sweeping",
          "convgif.views.isometric.staging", "PIL.GifImagePlugin",
          "matplotlib.backends.backend_agg")

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # as in the command
with suppress(Exception):
    start_matplotlib()  # before anything else starts it with its user's environment
    for name in NEEDED:
        import_module(name)
