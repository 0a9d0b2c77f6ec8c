"""The program's entry: `python -m app` and the installed `watchroom`."""

import multiprocessing
import sys


def main() -> int:
    """Run the command line; the exit code is 0 done, 1 failed, 2 bad input."""
    # A frozen build starts its worker processes by running itself again: this line turns those runs into workers.
    multiprocessing.freeze_support()
    from app.cli import run  # noqa: PLC0415 - workers must not pay for what only the program itself needs

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
