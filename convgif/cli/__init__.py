"""The command line: commands made from OPTIONS and the tables, and no logic of its own."""

from convgif.cli.batch import batch
from convgif.cli.commands import main

main.add_command(batch)

__all__ = ["main"]
