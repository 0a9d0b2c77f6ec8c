"""One stream of the server: packs each picture once and writes the same bytes to every client."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from video.clock import Clock
from video.rtsp.feed import Feed
from video.rtsp.live_feed import LiveFeed
from video.rtsp.message import frame_bytes
from video.rtsp.packetise import payloads
from video.rtsp.rtp import build_rtp, build_sender_report

PAYLOAD_TYPE = 96
CLOCK_RATE = 90_000
REPORT_EVERY = 1.0
MAX_BEHIND = 2.0


@dataclass(slots=True)
class Faults:
    """What a served stream does wrong; set fields at any time, they hold for packets sent from then on.

    stalled: connections stay open, nothing is sent. drop_marker: no RTP marker bits. early_marker: a marker bit on
    every packet. loss: share of RTP packets not sent, 0..1. shuffled: every second packet is sent before the one ahead
    of it, and every tenth twice (over UDP). flipped: share of RTP packets with one bit wrong. no_reports: no RTCP.
    clock_offset: seconds by which the camera's clock is wrong.
    """

    stalled: bool = False
    drop_marker: bool = False
    early_marker: bool = False
    loss: float = 0.0
    shuffled: bool = False
    flipped: float = 0.0
    no_reports: bool = False
    clock_offset: float = 0.0


class Player(Protocol):
    """A client that plays the stream."""

    @property
    def channels(self) -> tuple[int, int] | None:
        """The interleaved channels of RTP and RTCP; None over UDP."""
        ...

    def offer(self, data: bytes, key: bool) -> None:
        """Take frames that belong to one picture; may leave pictures out until the next key when it cannot keep up."""
        ...

    def send(self, which: int, packets: Sequence[bytes]) -> None:
        """Send RTP (0) or RTCP (1) packets as datagrams."""
        ...


class ServedStream:
    """Runs while somebody plays; its sequence numbers and times are the same for all clients."""

    def __init__(self, feed: Feed | LiveFeed, clock: Clock, *, replay_gop: bool) -> None:
        self.feed = feed
        self.faults = Faults()
        self._clock = clock
        self._replay = replay_gop
        self._players: list[Player] = []
        self._task: asyncio.Task[None] | None = None
        self._index = 0
        self._sequence = secrets.randbits(16)
        self._ssrc = secrets.randbits(32)
        self._skew = 0
        self._lead = 0.0
        self._packets = self._octets = 0
        self._reported_at = 0.0
        self._random = random.Random(1)

    @property
    def players(self) -> int:
        """How many clients play."""
        return len(self._players)

    def attach(self, player: Player) -> None:
        """Start sending to `player`: the running group of pictures at once where replay is on, then live."""
        if self._task is None:
            self._index = self.feed.index_at(self._clock.now())
            self._task = asyncio.get_running_loop().create_task(self._run())
        if not self.faults.stalled:
            self._send_report([player])
            if self._replay:
                self._send_past(player)
        self._players.append(player)

    def detach(self, player: Player) -> None:
        """Stop sending to `player`."""
        if player in self._players:
            self._players.remove(player)
        if not self._players:
            self.stop()

    def stop(self) -> None:
        """End the timer."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def replace(self, feed: Feed | LiveFeed) -> None:
        """Play another feed of the same coding from its running group of pictures on."""
        self.feed = feed
        self._index = feed.index_at(self._clock.now())
        first = feed.key_at_or_before(self._index)
        self._sequence += sum(len(payloads(feed.codec, feed.unit(i).data)) for i in range(first, self._index + 1))
        for player in tuple(self._players):
            self._send_past(player)

    def renumber(self) -> None:
        """Take another SSRC, another sequence number and other timestamps (a fault)."""
        self._ssrc, self._sequence = secrets.randbits(32), secrets.randbits(16)
        self.skip_time(secrets.randbits(32))

    def skip_time(self, ticks: int) -> None:
        """Let the timestamps jump (a fault)."""
        self._skew += ticks
        self._reported_at = 0.0

    def wrap_time_in(self, seconds: float) -> None:
        """Let the timestamps wrap soon."""
        self.skip_time(-(_ticks(self._clock.now() + seconds) + self._skew))

    def send_now(self, pictures: int) -> None:
        """Send the next pictures at once, ahead of their time (a fault)."""
        for _ in range(pictures):
            self._index += 1
            self._send(self._index, self._clock.now())
        self._lead = max(self._lead, self.feed.time_of(self._index) - self._clock.now())

    async def _run(self) -> None:
        while True:
            now = self._clock.now() + self._lead
            due = self.feed.time_of(self._index + 1)
            if now - due > MAX_BEHIND or self._index > self.feed.index_at(now):
                self._index = self.feed.index_at(now)  # the machine slept, or its clock was set
            elif due > now:
                await asyncio.sleep(due - now)
            else:
                self._index += 1
                self._send(self._index, now)

    def _send(self, index: int, now: float) -> None:
        unit = self.feed.unit(index)
        chunks = self._pack(payloads(self.feed.codec, unit.data), self.feed.time_of(index), self._sequence)
        self._sequence += len(chunks)
        if self.faults.stalled:
            return
        kept = [chunk for chunk in chunks if not (self.faults.loss and self._random.random() < self.faults.loss)]
        if self.faults.flipped:
            kept = [self._flip(chunk) if self._random.random() < self.faults.flipped else chunk for chunk in kept]
        self._packets += len(kept)
        self._octets += sum(map(len, kept)) - 12 * len(kept)
        if now - self._reported_at >= REPORT_EVERY:
            self._reported_at = now
            self._send_report(self._players)
        blobs: dict[int, bytes] = {}
        for player in tuple(self._players):
            if player.channels is None:
                player.send(0, _shuffled(kept) if self.faults.shuffled else kept)
                continue
            channel = player.channels[0]
            if channel not in blobs:
                blobs[channel] = b"".join(frame_bytes(channel, chunk) for chunk in kept)
            player.offer(blobs[channel], unit.key)

    def _flip(self, data: bytes) -> bytes:
        """Turn one bit over."""
        bit = self._random.randrange(8 * len(data))
        return bytes(value ^ (1 << bit % 8 if i == bit // 8 else 0) for i, value in enumerate(data))

    def _send_past(self, player: Player) -> None:
        """Over UDP a whole group in one burst would not arrive: there the next key picture is waited for."""
        if player.channels is None:
            return
        first = self.feed.key_at_or_before(self._index)
        past = [payloads(self.feed.codec, self.feed.unit(i).data) for i in range(first, self._index + 1)]
        sequence = self._sequence - sum(map(len, past))
        frames = []
        for index, parts in enumerate(past, first):
            chunks = self._pack(parts, self.feed.time_of(index), sequence)
            sequence += len(chunks)
            frames += [frame_bytes(player.channels[0], chunk) for chunk in chunks]
        player.offer(b"".join(frames), True)

    def _pack(self, parts: list[bytes], time: float, sequence: int) -> list[bytes]:
        timestamp, last = _ticks(time) + self._skew, len(parts) - 1
        early, late = self.faults.early_marker, not self.faults.drop_marker
        return [
            build_rtp(PAYLOAD_TYPE, early or (late and i == last), sequence + i, timestamp, self._ssrc, part)
            for i, part in enumerate(parts)
        ]

    def _send_report(self, players: list[Player]) -> None:
        if self.faults.no_reports:
            return
        now = self._clock.now()
        utc = now + self.faults.clock_offset
        report = build_sender_report(self._ssrc, utc, _ticks(now) + self._skew, self._packets, self._octets)
        for player in tuple(players):
            if player.channels is None:
                player.send(1, [report])
            else:
                player.offer(frame_bytes(player.channels[1], report), False)


def _shuffled(packets: list[bytes]) -> list[bytes]:
    mixed = [packet for i in range(0, len(packets), 2) for packet in reversed(packets[i : i + 2])]
    return [packet for i, packet in enumerate(mixed) for _ in range(2 if i % 10 == 9 else 1)]


def _ticks(utc: float) -> int:
    return round(utc * CLOCK_RATE)
