"""A limit to how much is sent together."""

from __future__ import annotations

import threading

from video.clock import Clock


class Pace:
    """Lets through `rate` bytes a second over all threads, and a second's worth at once after a rest."""

    def __init__(self, rate: float, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._due = clock.monotonic()

    def wait(self, size: int, stopping: threading.Event) -> float:
        """Wait for the turn of so many bytes; gives how long that was meant to be, seconds."""
        with self._lock:
            now = self._clock.monotonic()
            self._due = max(self._due, now - 1.0) + size / self._rate
            pause = max(0.0, self._due - now)
        if pause:
            stopping.wait(pause)
        return pause
