"""How a stretch of time lies on a stretch of pixels, from a month to single pictures. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from widgets import times

#: Seconds between marks, coarsest last; below a second they serve single pictures.
_STEPS = (
    0.04,
    0.1,
    0.2,
    0.5,
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(60.0 * n for n in (1, 2, 5, 10, 15, 30)),
    *(3600.0 * n for n in (1, 2, 3, 6, 12)),
    *(86_400.0 * n for n in (1, 2, 7, 14)),
)
_DAY = 86_400.0
#: The shortest stretch shown, seconds: some ten pictures.
SHORTEST = 0.4


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at a UTC second and what is written at it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class TimeScale:
    """UTC seconds `left` to `right` over `width` pixels."""

    left: float
    right: float
    width: int

    @property
    def seconds_per_pixel(self) -> float:
        """How much time a pixel is."""
        return (self.right - self.left) / max(1, self.width)

    def x_of(self, at: float) -> float:
        """Where a time lies; outside 0..width when it is not in view."""
        return (at - self.left) / self.seconds_per_pixel

    def at_of(self, x: float) -> float:
        """The time at a pixel."""
        return self.left + x * self.seconds_per_pixel

    def zoomed(self, factor: float, x: float, start: float, end: float) -> TimeScale:
        """Show `factor` times as much, the time at pixel `x` staying there, within start..end."""
        length = min(max((self.right - self.left) * factor, SHORTEST), max(end - start, SHORTEST))
        left = self.at_of(x) - length * x / max(1, self.width)
        return TimeScale(left, left + length, self.width).within(start, end)

    def moved(self, seconds: float, start: float, end: float) -> TimeScale:
        """Show what is `seconds` later, within start..end."""
        return TimeScale(self.left + seconds, self.right + seconds, self.width).within(start, end)

    def within(self, start: float, end: float) -> TimeScale:
        """Move, and where need be shrink, to lie within start..end."""
        length = self.right - self.left
        if length >= end - start:
            return TimeScale(start, max(end, start + SHORTEST), self.width)
        left = min(max(self.left, start), end - length)
        return TimeScale(left, left + length, self.width)

    def showing(self, at: float, start: float, end: float) -> TimeScale:
        """Move no further than needed to bring a time into view."""
        margin = (self.right - self.left) * 0.1
        if at < self.left:
            return self.moved(at - self.left - margin, start, end)
        if at > self.right:
            return self.moved(at - self.right + margin, start, end)
        return self

    def ticks(self, text_width: int) -> list[Tick]:
        """Marks at round local times, far enough apart for texts of `text_width` pixels."""
        room = self.seconds_per_pixel * text_width
        step = next((one for one in _STEPS if one >= room), _STEPS[-1])
        # 1970 began on a Thursday: weeks are marked at their Mondays.
        offset = _local_offset(self.left) + (3 * _DAY if step >= 7 * _DAY else 0.0)
        first = math.ceil((self.left + offset) / step)
        last = math.floor((self.right + offset) / step)
        return [Tick(n * step - offset, _text(n * step - offset, step)) for n in range(first, last + 1)]


def _local_offset(at: float) -> float:
    """Seconds that local time is ahead of UTC, within a day: enough to find round local times."""
    hours, minutes, seconds = (int(part) for part in times.clock(at).split(":"))
    return (hours * 3600 + minutes * 60 + seconds - math.floor(at)) % _DAY


def _text(at: float, step: float) -> str:
    near = at + 0.0005  # a round time may lie a hair below itself
    if step >= _DAY:
        return times.date(near)[5:]
    if step >= 60:
        return times.clock(near)[:5]
    if step >= 1:
        return times.clock(near)
    return f"{times.clock(near)}.{int(near % 1 * 1000) // 10:02d}"
