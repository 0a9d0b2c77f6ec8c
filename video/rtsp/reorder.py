"""Puts RTP packets that came as datagrams back into the order they were sent in, waiting no longer than it pays."""

from __future__ import annotations

from video.rtsp.rtp import RtpPacket

#: How long a packet may wait for those before it: longer than any switch needs, shorter than an eye notices.
HOLD = 0.1
MAX_WAITING = 256
#: A number further off than this is not late or early, it is another numbering (RFC 3550, A.1).
_MAX_STEP = 3000


class ReorderBuffer:
    """Packets of one source by sequence number. In order they pass at once; times are seconds of one monotonic clock.

    What is missing after `hold` seconds, or when `most` packets wait, is given up: the next packets show the gap.
    A number far off counts once the packet after it agrees, so that one broken packet does not move the numbering.
    """

    def __init__(self, hold: float = HOLD, most: int = MAX_WAITING) -> None:
        self._hold = hold
        self._most = most
        self._next: int | None = None
        self._waiting: dict[int, tuple[RtpPacket, float]] = {}
        self._probe: int | None = None

    @property
    def waiting(self) -> int:
        """Packets that wait for one before them."""
        return len(self._waiting)

    @property
    def deadline(self) -> float | None:
        """When `expire` has something to give; None while nothing waits."""
        return next(iter(self._waiting.values()))[1] + self._hold if self._waiting else None

    def reset(self) -> None:
        """Forget everything: another source sends from now on."""
        self._next = self._probe = None
        self._waiting.clear()

    def push(self, packet: RtpPacket, now: float) -> list[RtpPacket]:
        """Take in a packet; give those now in order. Late and double ones are left out."""
        sequence = packet.sequence
        if self._next is None or (sequence == self._next and not self._waiting):
            self._next, self._probe = (sequence + 1) & 0xFFFF, None
            return [packet]
        ahead = (sequence - self._next) & 0xFFFF
        if _MAX_STEP < ahead < 0x10000 - _MAX_STEP:
            return self._far_off(packet)
        self._probe = None
        if ahead >= 0x8000 or sequence in self._waiting:
            return []
        self._waiting[sequence] = (packet, now)
        ready = self._drain()
        while self._waiting and len(self._waiting) >= self._most:
            ready += self._give_up()
        return ready + self.expire(now)

    def expire(self, now: float) -> list[RtpPacket]:
        """Give what has waited long enough."""
        ready: list[RtpPacket] = []
        while (deadline := self.deadline) is not None and deadline <= now:
            ready += self._give_up()
        return ready

    def _far_off(self, packet: RtpPacket) -> list[RtpPacket]:
        if packet.sequence != self._probe:
            self._probe = (packet.sequence + 1) & 0xFFFF
            return []
        ready: list[RtpPacket] = []
        while self._waiting:
            ready += self._give_up()
        self._next, self._probe = (packet.sequence + 1) & 0xFFFF, None
        return [*ready, packet]

    def _give_up(self) -> list[RtpPacket]:
        """Skip the nearest gap."""
        start = self._next or 0
        self._next = min(self._waiting, key=lambda sequence: (sequence - start) & 0xFFFF)
        return self._drain()

    def _drain(self) -> list[RtpPacket]:
        ready: list[RtpPacket] = []
        while self._next is not None and (found := self._waiting.pop(self._next, None)) is not None:
            ready.append(found[0])
            self._next = (self._next + 1) & 0xFFFF
        return ready
