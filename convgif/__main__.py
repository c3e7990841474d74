"""python -m convgif"""

from convgif.cli import main

main(prog_name="convgif")
