"""One track's RTP and RTCP as it arrives: checks it, puts it in order, knows the camera's time, makes the reports."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from video.clock import Clock
from video.model import SourceError
from video.rtsp.reorder import ReorderBuffer
from video.rtsp.rtp import CameraTime, RtpPacket, Unwrapper, build_receiver_report, parse_rtcp, parse_rtp

_MAX_NONSENSE = 256
#: Datagrams of another source count only when the one we know has been silent this long: it is easy to pretend.
_SOURCE_PATIENCE = 1.0


class TrackReceiver:
    """Gives the packets of one track in order to `take`, and calls `restart` where another source takes over.

    datagrams: the packets come over UDP: late, double, or from somebody who only says that he is the camera. Then
    nonsense is passed over; inside a connection a flood of it raises SourceError.
    """

    def __init__(
        self,
        payload_type: int,
        clock_rate: int,
        clock: Clock,
        take: Callable[[RtpPacket], None],
        restart: Callable[[], None],
    ) -> None:
        self._payload_type = payload_type
        self._clock = clock
        self._take = take
        self._restart = restart
        self._reorder: ReorderBuffer | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._nonsense = 0
        self._ssrc = secrets.randbits(32)
        self._peer: int | None = None
        self._heard_at = 0.0
        self._cycles = Unwrapper(16)
        self._highest = 0
        self.camera_time = CameraTime(clock_rate)
        self.lost_packets: Callable[[], int] = lambda: 0
        self.on_end: Callable[[SourceError], None] = lambda error: None

    def use_datagrams(self) -> None:
        """Expect packets over UDP."""
        self._reorder = ReorderBuffer()

    def take_media(self, data: bytes) -> None:
        """Take in an RTP packet; raises SourceError."""
        packet = parse_rtp(data)
        if packet is None or packet.payload_type != self._payload_type:
            self._nonsense += 1
            if self._nonsense > _MAX_NONSENSE and self._reorder is None:
                raise SourceError("protocol", "no RTP of the stream")
            return
        self._nonsense = 0
        if packet.ssrc != self._peer and not self._changed_source(packet.ssrc):
            return
        highest = self._cycles(packet.sequence)
        self._highest = max(self._highest, highest)
        if self._reorder is None:
            self._take(packet)
            return
        now = self._heard_at = self._clock.monotonic()
        for ready in self._reorder.push(packet, now):
            self._take(ready)
        self._watch(now)

    def take_control(self, data: bytes) -> None:
        """Take in an RTCP packet."""
        reports, bye = parse_rtcp(data)
        for report in reports:
            if self._reorder is None or self._peer in (None, report.ssrc):
                self.camera_time.take(report, self._clock.now())
        if bye and self._reorder is None:
            self.on_end(SourceError("ended", "bye"))

    def report(self) -> bytes:
        """Make a receiver report."""
        return build_receiver_report(self._ssrc, self._peer or 0, self._highest, self.lost_packets())

    def close(self) -> None:
        """End the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _changed_source(self, ssrc: int) -> bool:
        """Turn to another source; False while the one we know is still heard."""
        if self._peer is not None:
            if self._reorder is not None and self._clock.monotonic() - self._heard_at < _SOURCE_PATIENCE:
                return False
            self._restart()
            self.camera_time.forget()
            self._cycles, self._highest = Unwrapper(16), 0
            if self._reorder is not None:
                self._reorder.reset()
        self._peer = ssrc
        return True

    def _watch(self, now: float) -> None:
        deadline = self._reorder.deadline if self._reorder is not None else None
        if deadline is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, deadline - now), self._expire)

    def _expire(self) -> None:
        self._timer = None
        if self._reorder is None:
            return
        now = self._clock.monotonic()
        try:
            for ready in self._reorder.expire(now):
                self._take(ready)
        except SourceError as error:
            self.on_end(error)
        self._watch(now)
