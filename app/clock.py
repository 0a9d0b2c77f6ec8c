"""The real clock; everything else is handed one, so that tests can hand in their own."""

import time


class SystemClock:
    """The machine's clocks.

    `monotonic` counts from the same instant in every process of one machine, so times taken in a worker process compare
    with those taken in the window's process.
    """

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never run backwards, from the machine's start."""
        return time.monotonic()
