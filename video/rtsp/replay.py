"""Fetching a stretch of a recorder's past by RTSP: all of it as fast as it comes, each picture with its own time.

ONVIF's replay (Streaming Specification, 6) names the time in every packet. Recorders that know only an address with a
time range do not: then the answer's Range, else the start that was asked for, dates the first picture, and the
stream's own clock the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from video.clock import Clock
from video.model import Packet, SourceError, StreamAddress, StreamInfo
from video.ring import Entry
from video.rtsp.clock_range import clock_range, read_clock_range, replay_time
from video.rtsp.depacketise import AccessUnit, Depacketiser
from video.rtsp.opening import OPEN_TIMEOUT, open_playing
from video.rtsp.playing import Playing, Way
from video.rtsp.receiver import TrackReceiver
from video.rtsp.rtp import RtpPacket, Unwrapper
from video.rtsp.sdp import Description, VideoTrack

#: Nothing came for so long: the recorder has told all that it has, though it did not say so.
SILENT_S = 4.0
MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came: entries in order, the first a key picture; none where there is nothing of that time."""

    entries: tuple[Entry, ...]


class _Take(TrackReceiver):
    """Reads the times that are in the packets themselves, before anything else takes them apart."""

    def __init__(self, track: VideoTrack, clock: Clock, depacketiser: Depacketiser) -> None:
        super().__init__(track.payload_type, track.clock_rate, clock, self._unit, depacketiser.restart)
        self._depacketiser = depacketiser
        self.times: dict[int, float] = {}
        self.units: list[tuple[AccessUnit, bytes]] = []
        self.size = 0
        self.heard = asyncio.Event()

    def take_media(self, data: bytes) -> None:
        """Take in a packet; raises SourceError."""
        told = replay_time(data)
        if told is not None:
            self.times[int.from_bytes(data[4:8], "big")] = told
        self.heard.set()
        super().take_media(data)

    def _unit(self, packet: RtpPacket) -> None:
        for unit in self._depacketiser.push(packet):
            self.units.append((unit, self._depacketiser.parameter_sets))
            self.size += len(unit.data)
            if self.size > MOST_BYTES:
                raise SourceError("protocol", "more than was asked for")


async def fetch_range(
    address: StreamAddress, start: float, end: float, clock: Clock, *, onvif: bool, timeout: float = OPEN_TIMEOUT
) -> Replayed:
    """Fetch what there is from `start` to `end` (UTC seconds); raises SourceError.

    onvif: as Profile G wants it, else the address itself names the range. A recorder that sends no faster than it
    recorded takes as long as the range is.
    """

    async def begin(playing: Playing, description: Description, ways: Sequence[Way]) -> tuple[Playing, _Replay]:
        replay = _Replay(description.video, clock, start, end)
        await playing.set_up(description.video.control, replay.receiver, ("tcp",))
        replay.ended.clear()
        playing.connection.on_error = replay.end
        await replay.play(playing, onvif=onvif)
        return playing, replay

    headers = {"Require": "onvif-replay"} if onvif else {}
    playing, replay = await open_playing(address, "tcp", timeout, begin, headers)
    try:
        async with asyncio.timeout(max(60.0, 2 * (end - start))):
            await replay.wait()
    except TimeoutError:
        raise SourceError("timeout", "the range did not end") from None
    finally:
        await playing.close()
    return Replayed(replay.entries())


class _Replay:
    """One range on its way."""

    def __init__(self, track: VideoTrack, clock: Clock, start: float, end: float) -> None:
        self._track = track
        self._clock = clock
        self._start, self._end = start, end
        self._depacketiser = Depacketiser(track.codec, track.parameter_sets, track.don)
        self.receiver = _Take(track, clock, self._depacketiser)
        self.ended = asyncio.Event()
        self._error: SourceError | None = None

    async def play(self, playing: Playing, *, onvif: bool) -> None:
        """Ask for the range."""
        wanted = {"Range": clock_range(self._start, self._end)}
        more = {"Require": "onvif-replay", "Rate-Control": "no", "Immediate": "yes"} if onvif else {}
        answer = await playing.play(wanted | more if onvif else {"Range": "npt=0.000-"})
        told = read_clock_range(answer.headers.get("Range"))
        # An answer that begins a little before the range tells of the key picture that it begins with.
        if told is not None and abs(told[0] - self._start) < 600.0:
            self._start = told[0]

    def end(self, error: SourceError) -> None:
        """Note why nothing more comes; an orderly end is none."""
        if error.code != "ended":
            self._error = error
        self.ended.set()
        self.receiver.heard.set()

    async def wait(self) -> None:
        """Wait until the recorder says that it is all, or falls silent, or sends what is behind the end."""
        while not self.ended.is_set() and not self._past_the_end():
            self.receiver.heard.clear()
            try:
                async with asyncio.timeout(SILENT_S):
                    await self.receiver.heard.wait()
            except TimeoutError:
                break
        if self._error is not None:
            raise self._error

    def _past_the_end(self) -> bool:
        units = self.receiver.units
        return bool(units) and self._time(units[-1][0], units[0][0]) > self._end + 1.0

    def _time(self, unit: AccessUnit, first: AccessUnit) -> float:
        told = self.receiver.times.get(unit.timestamp)
        if told is not None:
            return told
        return self._start + ((unit.timestamp - first.timestamp) % (1 << 32)) / self._track.clock_rate

    def entries(self) -> tuple[Entry, ...]:
        """What came, from the first key picture on, up to the end."""
        units = self.receiver.units
        begin = next((place for place, (unit, _) in enumerate(units) if unit.key), len(units))
        unwrap, found = Unwrapper(32), list[Entry]()
        now, mono = self._clock.now(), self._clock.monotonic()
        for unit, sets in units[begin:]:
            at = self._time(unit, units[begin][0])
            if at > self._end:
                break
            pts = unwrap(unit.timestamp) / self._track.clock_rate
            # Nobody here saw it when it was taken: its own time is all there is.
            packet = Packet(unit.data, unit.key, pts, at, at, mono - (now - at), True)
            found.append((packet, StreamInfo(self._track.codec, sets, self._track.clock_rate)))
        return tuple(found)
