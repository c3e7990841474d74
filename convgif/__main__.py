"""python -m convgif"""

from convgif.cli import main

if __name__ == "__main__":  # not in the processes of a batch
    main(prog_name="convgif")
