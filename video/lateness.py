"""How much later than usual a picture comes, so that an old one is never taken for a live one.

A picture may wait on its way: in a camera's buffer, in a network's, in ours. The moment it was read says nothing about
that; only the camera's own times do. A camera tells two: the clock of its sender reports, which somebody may set, and
the time stamps of its pictures, which may run at a wrong rate and begin anew with each connection. A picture is late by
the smaller of what the two say, and one that says "on time" sets the other right.
"""

from __future__ import annotations

from dataclasses import dataclass

from video.model import Packet

#: How fast the usual delay may grow, seconds per second: clocks are disciplined by 500 parts in a million at most.
_DRIFT = 500e-6
#: Seconds within which a picture is on time by one clock, and from which the other one must then be wrong. Far apart,
#: so that a delay that grows slowly is not explained away by small differences between the two.
_ON_TIME, _WRONG = 0.1, 1.0


@dataclass(slots=True)
class _Delay:
    """One clock's delays: our time less the camera's. usual: the least there was, creeping up with the drift."""

    usual: float | None = None

    def late(self, delay: float, passed: float) -> float:
        """Give the seconds by which `delay` is more than usual, `passed` seconds after the last one."""
        usual = delay if self.usual is None else min(delay, self.usual + _DRIFT * passed)
        self.usual = usual
        return delay - usual


class Lateness:
    """Measures one stream over all its connections."""

    def __init__(self) -> None:
        self._clock, self._stamps = _Delay(), _Delay()
        self._last: float | None = None

    def connected(self) -> None:
        """Forget what begins anew with a connection: the zero of the time stamps."""
        self._stamps = _Delay()

    def behind(self, packet: Packet) -> float:
        """Take in the newest packet; give the seconds by which it is late, 0 without a camera's clock."""
        if not packet.camera_clock:
            return 0.0
        passed = 0.0 if self._last is None else max(0.0, packet.received_mono - self._last)
        self._last = packet.received_mono
        clock, stamp = packet.received_at - packet.captured_at, packet.received_mono - packet.pts
        by_clock = self._clock.late(clock, passed)
        if self._stamps.usual is None:
            self._stamps.usual = stamp - by_clock
        by_stamps = self._stamps.late(stamp, passed)
        if by_stamps < _ON_TIME and by_clock > _WRONG:
            self._clock.usual = clock - by_stamps
        elif by_clock < _ON_TIME and by_stamps > _WRONG:
            self._stamps.usual = stamp - by_clock
        return min(by_clock, by_stamps)
