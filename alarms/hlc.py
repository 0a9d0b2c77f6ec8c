"""A hybrid logical clock: readings that sort in causal order even where wall clocks of stations disagree or step back.

After Kulkarni et al., "Logical Physical Clocks" (2014). A reading is text of fixed width, so databases sort it as well.
"""

from __future__ import annotations

from alarms.ports import Clock

#: Seconds that another station's reading may be ahead of this one's wall clock.
AHEAD_S = 3600.0


def reading_before(reading: str, seconds: float) -> str:
    """The least reading of so many seconds before another; empty (before all) where that one is not of this form."""
    wall = wall_of(reading)
    return "" if wall is None else f"{max(0, int((wall - seconds) * 1000)):012x}.{0:06x}"


def wall_of(reading: str) -> float | None:
    """The UTC seconds in a reading, or None where it is not of this form."""
    found = _parts(reading)
    return None if found is None else found[0] / 1000


def reading_at(seconds: float) -> str:
    """The first reading of a moment (UTC seconds)."""
    return f"{max(0, int(seconds * 1000)):012x}.{0:06x}"


class HybridClock:
    """Hands out readings later than every reading handed out or observed before.

    A reading from further in the future than ``AHEAD_S`` is not followed: one station with an absurd clock must not
    drag all others along. Only what is said of the very case that such a reading stands in comes after it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = (0, 0)

    def next(self, after: str = "") -> str:
        """A new reading: ``milliseconds.counter`` in hexadecimal of fixed width; later than ``after``, too."""
        wall = int(self._clock.now() * 1000)
        last_wall, last_count = self._last
        self._last = (wall, 0) if wall > last_wall else (last_wall, last_count + 1)
        floor = _parts(after)
        return _reading(*(self._last if floor is None or floor < self._last else (floor[0], floor[1] + 1)))

    def observe(self, reading: str) -> None:
        """Take note of another's reading; one that is not of this form, or absurd, is ignored."""
        found = _parts(reading)
        if found is not None and found[0] <= (self._clock.now() + AHEAD_S) * 1000:
            self._last = max(self._last, found)


def _parts(reading: str) -> tuple[int, int] | None:
    wall, _, count = reading.partition(".")
    try:
        return int(wall, 16), int(count, 16)
    except ValueError:
        return None


def _reading(wall: int, count: int) -> str:
    return f"{wall:012x}.{count:06x}"
