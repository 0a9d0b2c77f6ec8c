"""The sound beside a served stream: a loop of audio packets, its position given by the wall clock."""

from __future__ import annotations

import asyncio
import math
import secrets
from dataclasses import dataclass

from video.clock import Clock
from video.model import AudioCodec, AudioInfo
from video.rtsp.message import frame_bytes
from video.rtsp.rtp import build_rtp, build_sender_report
from video.rtsp.served_stream import MAX_BEHIND, REPORT_EVERY, Faults, Player

PAYLOAD_TYPE = 97


@dataclass(frozen=True, slots=True)
class AudioFeed:
    """An endless loop of coded sound. packets: each `samples` samples long; for AAC one access unit each."""

    info: AudioInfo
    packets: tuple[bytes, ...]
    samples: int

    @property
    def step(self) -> float:
        """Seconds from one packet to the next."""
        return self.samples / self.info.clock_rate

    def payload(self, index: int) -> bytes:
        """Give the RTP payload of an absolute number."""
        data = self.packets[index % len(self.packets)]
        if self.info.codec is not AudioCodec.AAC:
            return data
        return b"\x00\x10" + (len(data) << 3).to_bytes(2, "big") + data

    @property
    def payload_type(self) -> int:
        """G.711 at 8 kHz has numbers of its own."""
        static = {AudioCodec.PCMU: 0, AudioCodec.PCMA: 8}
        plain = self.info.clock_rate == 8000 and self.info.channels == 1
        return static.get(self.info.codec, PAYLOAD_TYPE) if plain else PAYLOAD_TYPE


class ServedAudio:
    """Runs while somebody listens; obeys the faults of the pictures beside it."""

    def __init__(self, feed: AudioFeed, clock: Clock, faults: Faults) -> None:
        self.feed = feed
        self._clock = clock
        self._faults = faults
        self._players: list[Player] = []
        self._task: asyncio.Task[None] | None = None
        self._index = 0
        self._sequence = secrets.randbits(16)
        self._ssrc = secrets.randbits(32)
        self._packets = self._octets = 0
        self._reported_at = 0.0

    @property
    def players(self) -> int:
        """How many clients listen."""
        return len(self._players)

    def attach(self, player: Player) -> None:
        """Start sending to `player`."""
        if self._task is None:
            self._index = math.floor(self._clock.now() / self.feed.step)
            self._task = asyncio.get_running_loop().create_task(self._run())
        self._report([player])
        self._players.append(player)

    def detach(self, player: Player) -> None:
        """Stop sending to `player`."""
        if player in self._players:
            self._players.remove(player)
        if not self._players and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while True:
            now = self._clock.now()
            due = (self._index + 1) * self.feed.step
            if abs(now - due) > MAX_BEHIND:
                self._index = math.floor(now / self.feed.step)  # the machine slept, or its clock was set
            elif due > now:
                await asyncio.sleep(due - now)
            else:
                self._index += 1
                self._send(now)

    def _send(self, now: float) -> None:
        if self._faults.stalled:
            return
        payload = self.feed.payload(self._index)
        self._sequence += 1
        self._packets += 1
        self._octets += len(payload)
        ticks = self._index * self.feed.samples
        data = build_rtp(self.feed.payload_type, True, self._sequence, ticks, self._ssrc, payload)
        if now - self._reported_at >= REPORT_EVERY:
            self._reported_at = now
            self._report(self._players)
        for player in tuple(self._players):
            self._give(player, 0, data)

    def _report(self, players: list[Player]) -> None:
        if self._faults.no_reports:
            return
        now = self._clock.now()
        utc, ticks = now + self._faults.clock_offset, round(now * self.feed.info.clock_rate)
        report = build_sender_report(self._ssrc, utc, ticks, self._packets, self._octets)
        for player in tuple(players):
            self._give(player, 1, report)

    def _give(self, player: Player, which: int, data: bytes) -> None:
        if player.channels is None:
            player.send(which, [data])
        else:
            player.offer(frame_bytes(player.channels[which], data), False)
