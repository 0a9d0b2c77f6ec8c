"""A stream's own time as seconds that neither wrap nor jump."""

from __future__ import annotations

from video.rtsp.rtp import Unwrapper

#: A step beyond this that our own clock did not see is not time that passed: the camera set its clock or restarted.
_JUMP = 5.0


class Timeline:
    """Turns raw 32-bit RTP timestamps into seconds; a jump is taken out, so that rates and stalls stay true."""

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._unwrap = Unwrapper(32)
        self._shift = 0.0
        self._last: tuple[float, float] | None = None

    def seconds(self, timestamp: int, received_mono: float) -> float:
        """Give the time of a picture that came at `received_mono`; pictures out of order step back by their own."""
        raw = self._unwrap(timestamp) / self._rate
        if self._last is not None:
            step = raw + self._shift - self._last[0]
            passed = max(0.0, received_mono - self._last[1])
            if abs(step) > _JUMP and abs(step - passed) > _JUMP:
                self._shift += passed - step
        seconds = raw + self._shift
        self._last = (seconds, received_mono)
        return seconds
