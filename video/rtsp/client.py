"""Our RTSP client: asyncio, TCP interleaved, one video stream, each picture handed out on its last packet.

Why our own: docs/decisions/0101-rtsp-client.md. RFC 2326 for the talk, RFC 3550 for the media and the camera's time.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections import deque
from typing import Self

from video.clock import Clock
from video.model import Packet, SourceError, StreamAddress, StreamInfo
from video.rtsp.address import parse_address
from video.rtsp.connection import RtspConnection
from video.rtsp.depacketise import AccessUnit, Damage, Depacketiser
from video.rtsp.message import Frame, Response
from video.rtsp.rtp import CameraTime, Unwrapper, build_receiver_report, parse_rtcp, parse_rtp
from video.rtsp.sdp import Description, parse_description

OPEN_TIMEOUT = 10.0
MAX_QUEUED = 64
MAX_QUEUED_BYTES = 16 * 1024 * 1024
_REPORT_EVERY = 5.0
_ANSWER_WITHIN = 10.0
_DEFAULT_SESSION_TIMEOUT = 60
_MAX_NONSENSE = 256


class RtspSource:
    """A playing stream.

    Packets wait in a short queue; when it is full the camera is made to wait, memory does not grow.
    """

    def __init__(self, connection: RtspConnection, description: Description, clock: Clock) -> None:
        track = description.video
        self._connection = connection
        self._clock = clock
        self._url = description.control
        self._track = track
        self._depacketiser = Depacketiser(track.codec, track.parameter_sets, track.don)
        self._info = StreamInfo(track.codec, track.parameter_sets, track.clock_rate)
        self._unwrap = Unwrapper(32)
        self._camera_time = CameraTime(track.clock_rate)
        self._queue: deque[Packet] = deque()
        self._queued_bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False
        self._error: SourceError | None = None
        self._nonsense = 0
        self._ssrc = secrets.randbits(32)
        self._peer = (0, 0)
        self._cycles = Unwrapper(16)
        self._channels = (0, 1)
        self._keepers: list[asyncio.Task[None]] = []

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
            self._connection.resume()
        return packet

    async def close(self) -> None:
        """Stop the stream, say goodbye, free the socket; may be called again."""
        try:
            for task in self._keepers:
                task.cancel()
            await asyncio.gather(*self._keepers, return_exceptions=True)
            if self._connection.error is None:
                self._connection.on_frame = lambda frame: None
                self._connection.resume()
                await self._connection.say_goodbye(self._url)
        finally:
            self._queue.clear()
            await self._connection.close()

    def begin(self, channels: tuple[int, int], session_timeout: float) -> None:
        """Take frames from now on and keep the session alive."""
        self._channels = channels
        self._connection.on_frame = self._take_frame
        self._connection.on_error = self._fail
        self._keepers = [
            asyncio.create_task(self._keep_alive(max(session_timeout / 2 - 1.0, 1.0))),
            asyncio.create_task(self._report()),
        ]

    def _fail(self, error: SourceError) -> None:
        self._error = self._error or error
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _take_frame(self, frame: Frame) -> None:
        if frame.channel == self._channels[0]:
            self._take_media(frame.payload)
        elif frame.channel == self._channels[1]:
            self._take_control(frame.payload)

    def _take_media(self, data: bytes) -> None:
        packet = parse_rtp(data)
        if packet is None or packet.payload_type != self._track.payload_type:
            self._nonsense += 1
            if self._nonsense > _MAX_NONSENSE:
                raise SourceError("protocol", "no RTP of the stream")
            return
        self._nonsense = 0
        self._peer = (packet.ssrc, self._cycles(packet.sequence))
        for unit in self._depacketiser.push(packet):
            self._enqueue(unit)

    def _enqueue(self, unit: AccessUnit) -> None:
        sets = self._depacketiser.parameter_sets
        if sets != self._info.parameter_sets:
            self._info = StreamInfo(self._track.codec, sets, self._track.clock_rate)
        received = self._clock.now()
        captured = self._camera_time.utc(unit.timestamp)
        packet = Packet(
            data=unit.data,
            key=unit.key,
            pts=self._unwrap(unit.timestamp) / self._track.clock_rate,
            captured_at=received if captured is None else captured,
            received_at=received,
            received_mono=self._clock.monotonic(),
            camera_clock=captured is not None,
        )
        self._queue.append(packet)
        self._queued_bytes += len(packet.data)
        self._wake()
        if not self._paused and (len(self._queue) >= MAX_QUEUED or self._queued_bytes >= MAX_QUEUED_BYTES):
            self._paused = True
            self._connection.pause()

    def _take_control(self, data: bytes) -> None:
        reports, bye = parse_rtcp(data)
        for report in reports:
            self._camera_time.take(report)
        if bye:
            self._connection.fail(SourceError("ended", "bye"))

    async def _keep_alive(self, every: float) -> None:
        method = "GET_PARAMETER"
        with contextlib.suppress(SourceError):  # told to the reader by on_error
            while True:
                await asyncio.sleep(every)
                with contextlib.suppress(TimeoutError):  # no answer: the packets tell whether it lives
                    async with asyncio.timeout(_ANSWER_WITHIN):
                        response = await self._connection.request(method, self._url)
                        method = "OPTIONS" if response.status >= 400 else method

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(_REPORT_EVERY)
            peer, highest = self._peer
            report = build_receiver_report(self._ssrc, peer, highest, self.damage.lost_packets)
            self._connection.send_frame(self._channels[1], report)


async def open_rtsp(address: StreamAddress, clock: Clock, timeout: float = OPEN_TIMEOUT) -> RtspSource:
    """Connect, describe, set up and play within `timeout` seconds; raises SourceError."""
    endpoint = parse_address(address)
    try:
        async with asyncio.timeout(timeout):
            connection = await RtspConnection.open(endpoint)
            try:
                return await _start(connection, endpoint.url, clock)
            except BaseException:
                await connection.close()
                raise
    except TimeoutError:
        raise SourceError("timeout", "no answer") from None


async def _start(connection: RtspConnection, url: str, clock: Clock) -> RtspSource:
    described = _checked("DESCRIBE", await connection.request("DESCRIBE", url, {"Accept": "application/sdp"}))
    base = described.headers.get("Content-Base") or described.headers.get("Content-Location") or url
    description = parse_description(described.body, _safe_base(base, url))
    source = RtspSource(connection, description, clock)
    wanted = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}
    set_up = _checked("SETUP", await connection.request("SETUP", description.video.control, wanted))
    connection.session, _, options = set_up.headers.get("Session").partition(";")
    source.begin(_channels(set_up.headers.get("Transport")), _session_timeout(options))
    try:
        _checked("PLAY", await connection.request("PLAY", description.control, {"Range": "npt=0.000-"}))
    except BaseException:
        await source.close()
        raise
    return source


def _checked(method: str, response: Response) -> Response:
    if 200 <= response.status < 300:
        return response
    unsupported = response.status in (461, 505, 551)
    raise SourceError("unsupported" if unsupported else "protocol", f"{method} {response.status}")


def _safe_base(base: str, url: str) -> str:
    base = base.strip()
    return base if base.lower().startswith("rtsp://") and not re.search(r"[\x00-\x20]", base) else url


def _channels(transport: str) -> tuple[int, int]:
    found = re.search(r"interleaved=(\d{1,3})(?:-(\d{1,3}))?", transport)
    if found is None:
        return 0, 1
    first = int(found.group(1))
    return first, int(found.group(2) or first + 1)


def _session_timeout(options: str) -> float:
    found = re.search(r"timeout=(\d{1,5})", options)
    return float(found.group(1)) if found else float(_DEFAULT_SESSION_TIMEOUT)
