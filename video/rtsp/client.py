"""Our RTSP client: asyncio, TCP or UDP, one video stream, each picture handed out on its last packet.

Why our own: docs/decisions/0101-rtsp-client.md. RFC 2326 for the talk, RFC 3550 for the media and the camera's time.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from typing import Self

from video.clock import Clock
from video.model import Health, Packet, SourceError, StreamAddress, StreamInfo, Transport
from video.rtsp.address import MAX_MOVES, Endpoint, MovedError, moved, parse_address
from video.rtsp.connection import RtspConnection
from video.rtsp.depacketise import AccessUnit, Damage, Depacketiser
from video.rtsp.playing import Playing, Way, checked
from video.rtsp.receiver import TrackReceiver
from video.rtsp.rtp import RtpPacket
from video.rtsp.sdp import Description, VideoTrack, parse_description
from video.rtsp.timeline import Timeline

OPEN_TIMEOUT = 10.0
_MOVED = frozenset({301, 302, 303, 305, 307, 308})
MAX_QUEUED = 64
MAX_QUEUED_BYTES = 16 * 1024 * 1024
_WAYS: dict[Transport, tuple[Way, ...]] = {"tcp": ("tcp",), "udp": ("udp",), "auto": ("tcp", "udp")}


class RtspSource:
    """A playing stream.

    Packets wait in a short queue. When it is full, inside a connection the camera is made to wait; datagrams are left
    out up to the next key picture. Memory does not grow.
    """

    def __init__(self, playing: Playing, track: VideoTrack, clock: Clock) -> None:
        self._playing = playing
        self._clock = clock
        self._track = track
        self._depacketiser = Depacketiser(track.codec, track.parameter_sets, track.don)
        self._info = StreamInfo(track.codec, track.parameter_sets, track.clock_rate)
        self._timeline = Timeline(track.clock_rate)
        self._queue: deque[Packet] = deque()
        self._queued_bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False
        self._error: SourceError | None = None
        self.receiver = TrackReceiver(
            track.payload_type, track.clock_rate, clock, self._take, self._depacketiser.restart
        )
        self.receiver.lost_packets = lambda: self.damage.lost_packets
        playing.connection.on_error = self._fail

    @property
    def info(self) -> StreamInfo:
        """The newest parameter sets included."""
        return self._info

    @property
    def queued(self) -> int:
        """Access units waiting to be taken."""
        return len(self._queue)

    @property
    def damage(self) -> Damage:
        """What was lost or broken so far."""
        return self._depacketiser.damage

    @property
    def health(self) -> Health:
        """The same, and whether the camera's clock can be used."""
        damage = self.damage
        return Health(damage.lost_packets, damage.dropped_units, self.receiver.camera_time.error)

    @property
    def way(self) -> Way | None:
        """How the packets come."""
        return self._playing.way

    def __aiter__(self) -> Self:
        """Give itself."""
        return self

    async def __anext__(self) -> Packet:
        """Wait for the next access unit; what came before an error is handed out first. Raises SourceError."""
        while not self._queue:
            if self._error is not None:
                raise self._error
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        packet = self._queue.popleft()
        self._queued_bytes -= len(packet.data)
        if self._paused and len(self._queue) <= MAX_QUEUED // 4:
            self._paused = False
            self._playing.connection.resume()
        return packet

    async def close(self) -> None:
        """Stop the stream, say goodbye, free the sockets; may be called again."""
        try:
            await self._playing.close()
        finally:
            self._queue.clear()

    def _fail(self, error: SourceError) -> None:
        self._error = self._error or error
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _take(self, packet: RtpPacket) -> None:
        for unit in self._depacketiser.push(packet):
            self._enqueue(unit)

    def _enqueue(self, unit: AccessUnit) -> None:
        full = len(self._queue) >= MAX_QUEUED or self._queued_bytes >= MAX_QUEUED_BYTES
        if full and self._playing.way == "udp":
            self._depacketiser.wait_for_key()
            self.damage.dropped_units += 1
            return
        sets = self._depacketiser.parameter_sets
        if sets != self._info.parameter_sets:
            self._info = StreamInfo(self._track.codec, sets, self._track.clock_rate)
        received, received_mono = self._clock.now(), self._clock.monotonic()
        captured = self.receiver.camera_time.utc(unit.timestamp)
        packet = Packet(
            data=unit.data,
            key=unit.key,
            pts=self._timeline.seconds(unit.timestamp, received_mono),
            captured_at=received if captured is None else captured,
            received_at=received,
            received_mono=received_mono,
            camera_clock=captured is not None,
        )
        self._queue.append(packet)
        self._queued_bytes += len(packet.data)
        self._wake()
        if full and not self._paused:
            self._paused = True
            self._playing.connection.pause()


async def open_rtsp(
    address: StreamAddress, clock: Clock, timeout: float = OPEN_TIMEOUT, transport: Transport = "tcp"
) -> RtspSource:
    """Connect, describe, set up and play within `timeout` seconds; raises SourceError.

    Over TLS the pictures stay inside the connection, whatever `transport` says: beside it they would go in the clear.
    """
    try:
        async with asyncio.timeout(timeout):
            for _ in range(MAX_MOVES + 1):
                try:
                    return await _open(parse_address(address), clock, transport)
                except MovedError as elsewhere:
                    address = moved(address, elsewhere.location)
    except TimeoutError:
        raise SourceError("timeout", "no answer") from None
    raise SourceError("protocol", "moved too often")


async def _open(endpoint: Endpoint, clock: Clock, transport: Transport) -> RtspSource:
    ways = _WAYS[transport] if endpoint.trust is None else _WAYS["tcp"]
    connection = await RtspConnection.open(endpoint)
    playing = Playing(connection, endpoint.url)
    try:
        return await _start(playing, endpoint.url, clock, ways)
    except BaseException:
        await playing.close()
        raise


async def _start(playing: Playing, url: str, clock: Clock, ways: Sequence[Way]) -> RtspSource:
    description = await _describe(playing.connection, url)
    playing.url = description.control
    source = RtspSource(playing, description.video, clock)
    await playing.set_up(description.video.control, source.receiver, ways)
    await playing.play()
    return source


async def _describe(connection: RtspConnection, url: str) -> Description:
    answer = await connection.request("DESCRIBE", url, {"Accept": "application/sdp"})
    if answer.status in _MOVED and answer.headers.get("Location"):
        raise MovedError(answer.headers.get("Location"))
    described = checked("DESCRIBE", answer)
    base = described.headers.get("Content-Base") or described.headers.get("Content-Location") or url
    return parse_description(described.body, _safe_base(base, url))


def _safe_base(base: str, url: str) -> str:
    base = base.strip()
    return base if base.lower().startswith(("rtsp://", "rtsps://")) and not re.search(r"[\x00-\x20]", base) else url
