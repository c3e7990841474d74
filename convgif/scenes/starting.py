"""matplotlib, started so that nothing of its user's settings or environment reaches a picture."""

import os
from functools import lru_cache

from convgif.errors import ConvgifError

FREETYPE = "FREETYPE_PROPERTIES"  # how FreeType shapes glyphs; read once, when it starts


@lru_cache(maxsize=1)
def start_matplotlib() -> None:
    """Imports what draws and reads fonts. Raises ConvgifError where its user's settings are such
    that it does not start."""
    kept = os.environ.pop(FREETYPE, None)
    try:
        import matplotlib.ft2font  # noqa: F401  # starts FreeType
    except ValueError as error:  # of a backend that is none, or of a file that is no text
        reason = " ".join(str(error).split()).partition("; supported values")[0]
        raise ConvgifError(f"matplotlib does not start with its settings here ({reason}): see to "
                           "its matplotlibrc and to MPLBACKEND") from None
    finally:
        if kept is not None:
            os.environ[FREETYPE] = kept
