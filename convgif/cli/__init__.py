"""The command line: commands made from OPTIONS and the tables, and no logic of its own."""

from convgif.cli.batch import batch
from convgif.cli.commands import main
from convgif.cli.costing import cost
from convgif.cli.embedding import embed
from convgif.cli.exercising import exercise
from convgif.cli.explore import explore
from convgif.cli.gallery import gallery
from convgif.cli.report import report
from convgif.cli.shaping import shape

main.add_command(batch)
main.add_command(cost)
main.add_command(embed)
main.add_command(exercise)
main.add_command(explore)
main.add_command(gallery)
main.add_command(report)
main.add_command(shape)

__all__ = ["main"]
