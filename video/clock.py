"""The clock every part of video is given, so that a test can own time."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Two views of time: the wall's, which may be set, and one that only runs forward."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds of `time.monotonic()`: one origin for all processes of the machine."""
        ...


class SystemClock:
    """The machine's own clocks, for a worker process where nobody handed one in."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds of `time.monotonic()`."""
        return time.monotonic()
