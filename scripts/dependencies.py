"""What the Python that runs a script has of convgif's dependencies."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "matplotlib", "imageio", "pillow", "click")


def versions() -> dict[str, str]:
    """The version of each; ends the script in one line where one is not there."""
    try:
        return {name: version(name) for name in PACKAGES}
    except PackageNotFoundError as missing:
        sys.exit(f"{Path(sys.argv[0]).name}: {sys.executable} has no {missing.name}: run it with a "
                 "Python that has convgif's dependencies")
