"""python -m convgif, and the command `convgif`."""

import gc

from convgif.interrupts import interrupts_in_a_line

RARELY = 100_000, 50, 50  # marks are many and none is garbage: to look for it took a third longer


def main() -> None:
    """Runs the command line; while it is imported, too, an interrupt is one line.

    At the end Python looks for garbage in all that was imported, which in a short command takes a
    fifth of the time, though the system is about to free everything: so nothing is left to look at.
    """
    gc.set_threshold(*RARELY)
    try:
        with interrupts_in_a_line():
            from convgif.cli import main as command

            command(prog_name="convgif")
    finally:
        gc.freeze()


if __name__ == "__main__":  # not in the processes of a batch
    main()
