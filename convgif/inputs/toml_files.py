"""Files in TOML, read whole."""

import re
from pathlib import Path
from typing import Any

from convgif.errors import ConvgifError, OutputError, named, reason_of
from convgif.inputs.files import read_whole

MOST_BYTES = 1_000_000
MOST_PARTS = 20  # of a dotted key, of which tomllib makes more tables than there is room for
# Each part is taken whole or not at all, so that the text is read in one go.
_DOTTED_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+)"""
                         f"{{{MOST_PARTS}}}")


def read_toml(path: Path, advice: str) -> dict[str, Any]:
    """The tables of a TOML file, with or without a byte order mark.

    advice: what to do where it cannot be read. Raises OutputError there, and ConvgifError for what
    is no TOML.
    """
    import tomllib  # which few commands need

    try:
        text = read_whole(path, MOST_BYTES).decode("utf-8-sig")
        if _DOTTED_KEY.search(text):
            raise ConvgifError(f"{named(path)} has a name of over {MOST_PARTS} parts by dots: "
                               "write plain settings, such as stride = 2")
        return tomllib.loads(text.replace("\r\n", "\n"))
    except OSError as error:
        raise OutputError(f"cannot read {named(path)}: {reason_of(error)}: {advice}") from None
    except RecursionError:
        wrong = "its lists or tables are nested too deep: write plain settings"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong = " ".join(str(error).split())
    except ValueError:  # an int of more digits than Python reads
        wrong = "a number in it has thousands of digits: write a smaller one"
    raise ConvgifError(f"{named(path)} is no TOML: {wrong}")
