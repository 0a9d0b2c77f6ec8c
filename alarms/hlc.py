"""A hybrid logical clock: readings that sort in causal order even where wall clocks of stations disagree or step back.

After Kulkarni et al., "Logical Physical Clocks" (2014). A reading is text of fixed width, so databases sort it as well.
"""

from __future__ import annotations

from alarms.ports import Clock


def reading_before(reading: str, seconds: float) -> str:
    """The least reading of so many seconds before another; empty (before all) where that one is not of this form."""
    wall = wall_of(reading)
    return "" if wall is None else f"{max(0, int((wall - seconds) * 1000)):012x}.{0:06x}"


def wall_of(reading: str) -> float | None:
    """The UTC seconds in a reading, or None where it is not of this form."""
    wall, _, count = reading.partition(".")
    try:
        return int(wall, 16) / 1000 if int(count, 16) >= 0 else None
    except ValueError:
        return None


class HybridClock:
    """Hands out readings later than every reading handed out or observed before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = (0, 0)

    def next(self) -> str:
        """A new reading: ``milliseconds.counter`` in hexadecimal of fixed width."""
        wall = int(self._clock.now() * 1000)
        last_wall, last_count = self._last
        self._last = (wall, 0) if wall > last_wall else (last_wall, last_count + 1)
        return "{:012x}.{:06x}".format(*self._last)

    def observe(self, reading: str) -> None:
        """Take note of another's reading; one that is not of this form is ignored."""
        wall, _, count = reading.partition(".")
        try:
            self._last = max(self._last, (int(wall, 16), int(count, 16)))
        except ValueError:
            return
