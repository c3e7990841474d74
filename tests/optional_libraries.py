"""Libraries that only some tests use."""

from importlib import import_module
from typing import Any

from conftest import without


def needed(name: str) -> Any:
    """The module of that name; skipped without it, but never in continuous integration."""
    try:
        return import_module(name)
    except ImportError:
        without(name, "pip install 'convgif[test]'")
