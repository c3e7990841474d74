"""python -m convgif, and the command `convgif`."""

from convgif.interrupts import interrupts_in_a_line


def main() -> None:
    """Runs the command line; while it is imported, too, an interrupt is one line."""
    with interrupts_in_a_line():
        from convgif.cli import main as command

        command(prog_name="convgif")


if __name__ == "__main__":  # not in the processes of a batch
    main()
