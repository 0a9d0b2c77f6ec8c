"""The clock the demo devices are handed."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """UTC for what they say, monotonic seconds for when they act."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds of `time.monotonic()`."""
        ...
