"""The command line: commands made from OPTIONS and the tables, and no logic of its own."""

from convgif.cli.commands import main

__all__ = ["main"]
