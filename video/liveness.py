"""How old is too old, how long to wait before the next try: pure policy, all time comes in as numbers."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

FRESH_BELOW = 2.0
DEAD_FROM = 10.0
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 15.0)
HEALTHY_AFTER = 30.0
JITTER = 0.2
STALL_AT_LEAST = 2.0
#: How long a stalled connection may come back by itself before it is replaced.
STALL_PATIENCE = 5.0
FIRST_PACKET_WITHIN = 10.0
#: A stream whose pictures stay old is connected anew, but not again before so many seconds: some links are just slow.
LATE_RETRY = 120.0
#: The same where pictures arrive but none of them whole: the next key picture is nearer than a new connection's.
DAMAGE_PATIENCE = 30.0
#: Wait after a wrong password, a certificate that is not trusted or an unknown coding: cameras lock an account after a
#: few wrong tries in a row.
SLOW_RETRY = 30.0


class AgeBand(StrEnum):
    """How a picture of some age is shown: as it is, grey with its age, or as a black card."""

    FRESH = "fresh"
    STALE = "stale"
    DEAD = "dead"


def age_band(age: float) -> AgeBand:
    """Tell how a picture `age` seconds old is to be shown."""
    if age < FRESH_BELOW:
        return AgeBand.FRESH
    return AgeBand.STALE if age < DEAD_FROM else AgeBand.DEAD


def stall_after(frame_interval: float | None) -> float:
    """Seconds without a packet that make a stall; `frame_interval` in seconds, None while unknown."""
    return max(2.0 * (frame_interval or 0.0), STALL_AT_LEAST)


def spread(delay: float, jitter: Callable[[], float]) -> float:
    """Give `delay` made up to 20 % shorter or longer by `jitter` (0..1)."""
    return delay * (1.0 - JITTER + 2.0 * JITTER * jitter())


class BackOff:
    """Waiting times between tries: 0.5, 1, 2, 5, 15 s, each spread by +-20 %, from the start again once healthy.

    `jitter` gives 0..1 (random.random outside tests), so that 30 cameras behind one switch do not return in one burst.
    """

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self._step = 0

    def next_delay(self, healthy_for: float = 0.0) -> float:
        """Give the seconds to wait now, `healthy_for` being how long the stream that just ended had been live."""
        if healthy_for >= HEALTHY_AFTER:
            self._step = 0
        delay = BACK_OFF[min(self._step, len(BACK_OFF) - 1)]
        self._step += 1
        return spread(delay, self._jitter)

    def reset(self) -> None:
        """Start again from the shortest wait."""
        self._step = 0
