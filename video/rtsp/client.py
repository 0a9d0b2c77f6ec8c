"""Our RTSP client: asyncio, TCP or UDP, one video stream and its sound, each picture handed out on its last packet.

Why our own: docs/decisions/0101-rtsp-client.md. RFC 2326 for the talk, RFC 3550 for the media and the camera's time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Self

from video.clock import Clock
from video.model import AudioInfo, Health, Packet, SourceError, StreamAddress, StreamInfo, Transport
from video.rtsp.audio import AudioHandler, AudioReceiver
from video.rtsp.depacketise import AccessUnit, Damage, Depacketiser
from video.rtsp.opening import OPEN_TIMEOUT, open_playing
from video.rtsp.playing import Playing, Way
from video.rtsp.receiver import TrackReceiver
from video.rtsp.rtp import RtpPacket
from video.rtsp.sdp import Description, VideoTrack
from video.rtsp.timeline import Timeline

MAX_QUEUED = 64
MAX_QUEUED_BYTES = 16 * 1024 * 1024


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
    address: StreamAddress,
    clock: Clock,
    timeout: float = OPEN_TIMEOUT,
    transport: Transport = "tcp",
    on_audio: AudioHandler | None = None,
) -> RtspSource:
    """Connect, describe, set up and play within `timeout` seconds; raises SourceError.

    Sound is asked for only where `on_audio` wants it, called on the loop; a camera without any is no error.
    """

    async def begin(playing: Playing, description: Description, ways: Sequence[Way]) -> RtspSource:
        source = RtspSource(playing, description.video, clock)
        await playing.set_up(description.video.control, source.receiver, ways)
        if on_audio is not None and description.audio is not None:
            sound = AudioReceiver(description.audio, clock, on_audio)
            await playing.set_up(description.audio.control, sound.track, ways)
        await playing.play()
        return source

    return await open_playing(address, transport, timeout, begin)


class RtspSound:
    """A session of its own for a camera's sound: the pictures' session goes on undisturbed."""

    def __init__(self, playing: Playing, info: AudioInfo) -> None:
        self._playing = playing
        self._ended: asyncio.Future[SourceError] = asyncio.get_running_loop().create_future()
        self.info = info
        playing.connection.on_error = self._end

    async def wait(self) -> SourceError:
        """Wait for its end, and give the reason."""
        return await asyncio.shield(self._ended)

    async def close(self) -> None:
        """Say goodbye and free the sockets; never raises, may be called again."""
        await self._playing.close()

    def _end(self, error: SourceError) -> None:
        if not self._ended.done():
            self._ended.set_result(error)


async def open_rtsp_sound(
    address: StreamAddress,
    clock: Clock,
    on_audio: AudioHandler,
    timeout: float = OPEN_TIMEOUT,
    transport: Transport = "tcp",
) -> RtspSound:
    """Play a camera's sound alone; raises SourceError, "unsupported" where it has none that we know."""

    async def begin(playing: Playing, description: Description, ways: Sequence[Way]) -> RtspSound:
        if description.audio is None:
            raise SourceError("unsupported", "no sound")
        sound = RtspSound(playing, description.audio.info)
        receiver = AudioReceiver(description.audio, clock, on_audio)
        await playing.set_up(description.audio.control, receiver.track, ways)
        await playing.play()
        return sound

    return await open_playing(address, transport, timeout, begin)
