"""A recorder's past on the RTSP server: pictures of some stretches of time, sent as fast as they are taken."""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from video.rtsp.clock_range import clock_time, read_clock_range, read_clock_time, with_replay_time
from video.rtsp.feed import Feed
from video.rtsp.message import frame_bytes
from video.rtsp.packetise import payloads
from video.rtsp.rtp import build_rtp
from video.rtsp.served_stream import CLOCK_RATE, PAYLOAD_TYPE, Faults, Player

#: Pictures between two breaths: a client that reads slowly is not left behind within a range.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class _Aim:
    start: float
    end: float


class ServedRecording:
    """What `feed` showed during `stretches` (UTC seconds). onvif: packets carry their time, as Profile G has it."""

    def __init__(self, feed: Feed, stretches: Sequence[tuple[float, float]], *, onvif: bool = True) -> None:
        self.feed = feed
        self.faults = Faults()
        self.onvif = onvif
        self._stretches = tuple(sorted(stretches))
        self._aims: dict[Player, _Aim] = {}
        self._tasks: dict[Player, asyncio.Task[None]] = {}
        self.asked: list[tuple[float, float]] = []

    def aim(self, player: Player, field: str, query: str) -> str:
        """Note the range that a client asks for, by PLAY or by its address; gives the answer's Range."""
        found = read_clock_range(field) or _of_query(query) or (self._stretches[0][0], None)
        end = self._stretches[-1][1] if found[1] is None else found[1]
        self._aims[player] = _Aim(found[0], end)
        self.asked.append((found[0], end))
        return f"clock={clock_time(found[0])}-{clock_time(end)}"

    def attach(self, player: Player) -> None:
        """Begin to send."""
        self._tasks[player] = asyncio.get_running_loop().create_task(self._send(player, self._aims[player]))

    def detach(self, player: Player) -> None:
        """Stop sending."""
        task = self._tasks.pop(player, None)
        if task is not None:
            task.cancel()

    async def _send(self, player: Player, aim: _Aim) -> None:
        sequence, ssrc = secrets.randbits(16), secrets.randbits(32)
        assert player.channels is not None
        for count, index in enumerate(self._indices(aim)):
            at, unit = self.feed.time_of(index), self.feed.unit(index)
            parts = payloads(self.feed.codec, unit.data)
            for place, part in enumerate(parts):
                last = place == len(parts) - 1
                packet = build_rtp(PAYLOAD_TYPE, last, sequence, round(at * CLOCK_RATE), ssrc, part)
                sequence += 1
                packet = with_replay_time(packet, at, key=unit.key) if self.onvif else packet
                player.offer(frame_bytes(player.channels[0], packet), unit.key)
            if count % _AT_ONCE == 0:
                await asyncio.sleep(0.001)
        if not self.faults.stalled:
            player.offer(frame_bytes(player.channels[1], struct.pack("!BBHI", 0x81, 203, 1, ssrc)), False)

    def _indices(self, aim: _Aim) -> list[int]:
        """The pictures of the range, each stretch from a key picture on."""
        found: list[int] = []
        for start, end in self._stretches:
            first, last = max(start, aim.start), min(end, aim.end)
            if first < last:
                key = self.feed.key_at_or_before(self.feed.index_at(first))
                found += range(key, self.feed.index_at(last) + 1)
        return found


def _of_query(query: str) -> tuple[float, float | None] | None:
    """The range in an address: starttime=20260131T235958Z&endtime=..., as many recorders have it."""
    named = parse_qs(query)
    start = read_clock_time(named.get("starttime", [""])[0])
    return None if start is None else (start, read_clock_time(named.get("endtime", [""])[0]))
