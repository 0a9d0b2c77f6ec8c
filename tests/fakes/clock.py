"""A clock that moves only when a test moves it."""

import threading

#: 2026-11-02 14:00:00 UTC: an ordinary evening hour in China, far from any change of clocks.
DEFAULT_NOW = 1_793_628_000.0


class FakeClock:
    """Stands in for `app.clock.SystemClock`; safe to read from several threads.

    UTC and monotonic time advance together; `step_utc` moves UTC alone, as a correction by NTP would.
    """

    def __init__(self, now: float = DEFAULT_NOW, monotonic: float = 1000.0) -> None:
        self._now = now
        self._monotonic = monotonic
        self._moved = threading.Condition()

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        with self._moved:
            return self._now

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        with self._moved:
            return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass; raises ValueError for a negative number, since time never runs back."""
        if seconds < 0:
            raise ValueError("time does not run backwards; use step_utc to correct UTC")
        with self._moved:
            self._now += seconds
            self._monotonic += seconds
            self._moved.notify_all()

    def step_utc(self, seconds: float) -> None:
        """Correct UTC by `seconds` of either sign; the monotonic clock stays."""
        with self._moved:
            self._now += seconds
            self._moved.notify_all()
