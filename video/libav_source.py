"""libavformat as a source, in a thread of its own: for cameras and protocols our client does not speak, and for files.

It holds one whole picture back and tells nothing of the camera's clock; that is why it is the fallback only. A file
plays over and over at its own speed, as if it were a camera.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Self
from urllib.parse import quote, unquote, urlsplit

import av
import av.error
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.video.stream import VideoStream

from video.clock import Clock
from video.model import (
    Codec,
    ErrorCode,
    Health,
    Packet,
    SourceError,
    StreamAddress,
    StreamInfo,
    Transport,
    without_user_info,
)
from video.rtsp.nal import START_CODE, parameter_sets_of

MAX_QUEUED = 64
_READ_TIMEOUT = 5.0
_LONGEST_GOODBYE = 1.0
_CODECS = {"h264": Codec.H264, "hevc": Codec.HEVC, "mjpeg": Codec.MJPEG}
_FILTERS = {Codec.H264: "h264_mp4toannexb", Codec.HEVC: "hevc_mp4toannexb"}
_ERRORS: tuple[tuple[type[BaseException], ErrorCode], ...] = (
    (av.error.HTTPUnauthorizedError, "unauthorized"),
    (av.error.HTTPForbiddenError, "unauthorized"),
    (av.error.ProtocolNotFoundError, "unsupported"),
    (av.error.DemuxerNotFoundError, "unsupported"),
    (av.error.ExitError, "timeout"),
    (av.error.EOFError, "ended"),
    (TimeoutError, "timeout"),
    (av.error.InvalidDataError, "protocol"),
    (OSError, "unreachable"),
)


class LibavSource:
    """A demuxing thread and a short queue; the thread waits while the queue is full."""

    def __init__(self, address: StreamAddress, transport: Transport, clock: Clock, timeout: float) -> None:
        self._address = address
        self._options = _options(address.url, transport)
        self._clock = clock
        self._timeout = timeout
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[StreamInfo] = self._loop.create_future()
        self._finished = asyncio.Event()
        self._queue: deque[Packet] = deque()
        self._room = threading.Semaphore(MAX_QUEUED)
        self._arrived = asyncio.Event()
        self._stop = threading.Event()
        self._error: SourceError | None = None
        self._info: StreamInfo | None = None
        self._thread = threading.Thread(target=self._main, name="libav-source", daemon=True)

    async def open(self) -> None:
        """Start the thread and wait for the stream; raises SourceError."""
        self._thread.start()
        try:
            self._info = await self._opened
        except BaseException:
            await self.close()
            raise

    @property
    def info(self) -> StreamInfo:
        """What a decoder needs."""
        assert self._info is not None
        return self._info

    @property
    def health(self) -> Health:
        """libavformat does not say what it lost."""
        return Health()

    def __aiter__(self) -> Self:
        """Give itself."""
        return self

    async def __anext__(self) -> Packet:
        """Wait for the next access unit; raises SourceError."""
        while not self._queue:
            if self._error is not None:
                raise self._error
            self._arrived.clear()
            await self._arrived.wait()
        self._room.release()
        return self._queue.popleft()

    async def close(self) -> None:
        """Tell the thread to end and wait a moment; one stuck in the network ends by its own read timeout."""
        self._stop.set()
        self._room.release()
        self._queue.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_GOODBYE):
                await self._finished.wait()
        if self._finished.is_set():
            self._thread.join()

    def _main(self) -> None:
        error = SourceError("ended")
        try:
            self._demux()
        except SourceError as known:
            error = known
        except Exception as failure:  # whatever foreign bytes bring out of PyAV: whoever waits must be told
            error = SourceError(_code_of(failure), type(failure).__name__)  # its text holds the address
        self._on_loop(lambda: self._end(error))

    def _demux(self) -> None:
        with av.open(_opened_as(self._address), options=self._options, timeout=(self._timeout, _READ_TIMEOUT)) as found:
            stream = next(iter(found.streams.video), None)
            codec = _codec_of(stream)
            if stream is None or codec is None:
                raise SourceError("unsupported", "no H.264, H.265 or Motion JPEG video")
            extra = stream.codec_context.extradata or b""
            info = StreamInfo(codec, extra if extra.startswith((START_CODE, START_CODE[1:])) else b"")
            self._on_loop(lambda: self._begin(info))
            rounds = _Rounds(self._clock, self._stop) if _is_file(self._address.url) else None
            while True:
                for packet in _annex_b(found, stream, codec, extra):
                    if not self._hand_over(packet, info, rounds):
                        return
                if rounds is None or not rounds.next():
                    return
                found.seek(0)

    def _hand_over(self, packet: av.Packet[VideoStream], info: StreamInfo, rounds: _Rounds | None) -> bool:
        ticks = packet.dts if packet.pts is None else packet.pts
        pts = float(ticks * packet.time_base) if ticks is not None and packet.time_base is not None else 0.0
        if rounds is not None:
            pts = rounds.wait(pts)
        self._room.acquire()
        if self._stop.is_set():
            return False
        data = bytes(packet)
        if packet.is_keyframe and info.parameter_sets and not parameter_sets_of(info.codec, data):
            data = info.parameter_sets + data
        now = self._clock.now()
        made = Packet(data, bool(packet.is_keyframe), pts, now, now, self._clock.monotonic())
        self._on_loop(lambda: self._take(made))
        return True

    def _begin(self, info: StreamInfo) -> None:
        if not self._opened.done():
            self._opened.set_result(info)

    def _take(self, packet: Packet) -> None:
        if packet.key and self._info is not None:
            sets = parameter_sets_of(self._info.codec, packet.data)
            if sets and sets != self._info.parameter_sets:
                self._info = StreamInfo(self._info.codec, sets, self._info.clock_rate)
        self._queue.append(packet)
        self._arrived.set()

    def _end(self, error: SourceError) -> None:
        self._error = error
        if not self._opened.done():
            if self._stop.is_set():
                self._opened.cancel()
            else:
                self._opened.set_exception(error)
        self._arrived.set()
        self._finished.set()

    def _on_loop(self, work: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it everyone who would care
            self._loop.call_soon_threadsafe(work)


class _Rounds:
    """Lets a file come at the speed of a camera, round after round, its time going on from one to the next."""

    def __init__(self, clock: Clock, stop: threading.Event) -> None:
        self._clock = clock
        self._stop = stop
        self._zero: float | None = None
        self._shift = 0.0
        self._times: list[float] = []

    def wait(self, pts: float) -> float:
        """Wait until a packet is due or the source is closed; give its time over all rounds."""
        self._times.append(pts)
        pts += self._shift
        now = self._clock.monotonic()
        if self._zero is None:
            self._zero = now - pts
        self._stop.wait(max(0.0, min(self._zero + pts - now, 10.0)))
        return pts

    def next(self) -> bool:
        """Begin the next round; False where this one had no length, such as an empty file's."""
        times, self._times = self._times, []
        if not times:
            return False
        length = max(times) - min(times)
        self._shift += length + (length / (len(times) - 1) if len(times) > 1 else 1.0)
        return not self._stop.is_set()


def _annex_b(
    container: InputContainer, stream: VideoStream, codec: Codec, extra: bytes
) -> Iterator[av.Packet[VideoStream]]:
    convert = BitStreamFilterContext(_FILTERS[codec], stream) if extra[:1] == b"\x01" and codec in _FILTERS else None
    for packet in container.demux(stream):
        if packet.size:
            yield from convert.filter(packet) if convert is not None else (packet,)


def _options(url: str, transport: Transport) -> dict[str, str]:
    if _is_file(url):
        return {"protocol_whitelist": "file"}
    options = {"analyzeduration": "0", "probesize": "32"}
    if url.lower().startswith("rtsp") and transport != "auto":
        options["rtsp_transport"] = transport
    if url.lower().startswith("rtsp"):
        return options | {"protocol_whitelist": "rtsp,rtp,udp,tcp"}
    return {"protocol_whitelist": "http,tcp,crypto,data"} if url.lower().startswith("http") else {}


def _is_file(url: str) -> bool:
    return "://" not in url or url.lower().startswith("file:")


def _opened_as(address: StreamAddress) -> str:
    """What libavformat is told to open: a path, or an address with the user information in it."""
    url = address.url
    if not url.lower().startswith("file:"):
        return _with_user_info(address)
    path = unquote(url[5:])
    if path.startswith("//"):
        path = "/" + path[2:].partition("/")[2]
    return re.sub(r"^/(?=[A-Za-z]:)", "", path)


def _with_user_info(address: StreamAddress) -> str:
    credentials = address.credentials
    if credentials is None or _is_file(address.url) or not urlsplit(address.url).hostname:
        return address.url
    user = f"{quote(credentials.username, safe='')}:{quote(credentials.password, safe='')}"
    scheme, _, rest = without_user_info(address.url).partition("://")
    return f"{scheme}://{user}@{rest}"


def _codec_of(stream: VideoStream | None) -> Codec | None:
    """What a stream is coded in; PyAV gives no context at all for a coding it has no decoder for."""
    context: object = stream.codec_context if stream is not None else None
    return _CODECS.get(getattr(context, "name", ""))


def _code_of(failure: BaseException) -> ErrorCode:
    return next((code for kind, code in _ERRORS if isinstance(failure, kind)), "protocol")


async def open_libav(address: StreamAddress, transport: Transport, clock: Clock, timeout: float) -> LibavSource:
    """Open anything libavformat reads, if its video is H.264, H.265 or Motion JPEG; raises SourceError."""
    try:
        source = LibavSource(address, transport, clock, timeout)
    except ValueError:
        raise SourceError("unsupported", "not an address") from None
    await source.open()
    return source
