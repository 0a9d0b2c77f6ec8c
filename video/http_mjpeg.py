"""Motion JPEG over HTTP as a source: multipart/x-mixed-replace, Basic and Digest, TLS where the address says so."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import Self
from urllib.parse import urlsplit

from video.clock import Clock
from video.http_message import Answer, AnswerParser, MultipartParser, Part, boundary_of
from video.model import Codec, Health, Packet, SourceError, StreamAddress, StreamInfo
from video.rtsp.address import MAX_MOVES, Endpoint, MovedError, moved, parse_address
from video.rtsp.auth import Authenticator
from video.rtsp.rtp import MAX_CLOCK_ERROR
from video.rtsp.tls import connect

_INFO = StreamInfo(Codec.MJPEG, b"")
_AT_ONCE = 64 * 1024
_MAX_TRIES = 3
_MAX_BROKEN = 64
_MOVED = frozenset({301, 302, 303, 307, 308})


class HttpConnection:
    """One GET and its answer's body, read as fast as it is taken: the peer waits for whoever does not read."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._parser = AnswerParser()
        self._reader = asyncio.StreamReader(limit=_AT_ONCE)
        self._transport: asyncio.Transport | None = None
        self._closed = asyncio.get_running_loop().create_future()
        self._early = b""

    async def get(self, authorization: str | None) -> Answer:
        """Connect, ask, and give the answer's head; raises SourceError."""
        closed = self._closed

        class Protocol(asyncio.StreamReaderProtocol):
            """Tells when the socket is free."""

            def connection_lost(self, exc: Exception | None) -> None:
                super().connection_lost(exc)
                if not closed.done():
                    closed.set_result(None)

        where = self._endpoint
        self._transport, _ = await connect(lambda: Protocol(self._reader), where.host, where.port, where.trust)
        fields = [f"GET {target_of(where.url)} HTTP/1.1", f"Host: {urlsplit(where.url).netloc}"]
        fields += ["User-Agent: Watchroom", "Accept: multipart/x-mixed-replace, image/jpeg", "Connection: close"]
        if authorization is not None:
            fields.append(f"Authorization: {authorization}")
        self._transport.write(("\r\n".join(fields) + "\r\n\r\n").encode("utf-8", "replace"))
        while self._parser.answer is None:
            self._early += await self._read()
        return self._parser.answer

    async def body(self) -> bytes:
        """Wait for more of the body; raises SourceError, "ended" at its end."""
        if self._early:
            early, self._early = self._early, b""
            return early
        return await self._read()

    async def _read(self) -> bytes:
        if self._parser.ended:
            raise SourceError("ended")
        try:
            data = await self._reader.read(_AT_ONCE)
        except OSError as error:
            raise SourceError("ended", type(error).__name__) from None
        if not data:
            raise SourceError("ended")
        return self._parser.feed(data)

    async def close(self) -> None:
        """Free the socket; returns when it is free."""
        if self._transport is not None:
            self._transport.abort()
            await self._closed
            if self._reader.exception() is None:
                self._reader.feed_eof()


class MjpegSource:
    """An open stream; every picture is a key picture."""

    def __init__(self, connection: HttpConnection, boundary: str, clock: Clock) -> None:
        self._connection = connection
        self._parser = MultipartParser(boundary)
        self._clock = clock
        self._ready: deque[Packet] = deque()
        self._broken = self._broken_in_a_row = 0
        self._clock_error: float | None = None

    @property
    def info(self) -> StreamInfo:
        """What a decoder needs: nothing but the coding's name."""
        return _INFO

    @property
    def health(self) -> Health:
        """Pictures that were not whole."""
        return Health(0, self._broken, self._clock_error)

    def __aiter__(self) -> Self:
        """Give itself."""
        return self

    async def __anext__(self) -> Packet:
        """Wait for the next picture; raises SourceError."""
        while not self._ready:
            for part in self._parser.feed(await self._connection.body()):
                self._take(part)
        return self._ready.popleft()

    async def close(self) -> None:
        """Free the socket; may be called again."""
        self._ready.clear()
        await self._connection.close()

    def _take(self, part: Part) -> None:
        if not part.data:
            self._broken += 1
            self._broken_in_a_row += 1
            if self._broken_in_a_row > _MAX_BROKEN:
                raise SourceError("protocol", "no JPEG pictures")
            return
        self._broken_in_a_row = 0
        now, mono = self._clock.now(), self._clock.monotonic()
        captured = self._camera_time(part, now)
        made = Packet(part.data, True, mono, now if captured is None else captured, now, mono, captured is not None)
        self._ready.append(made)

    def _camera_time(self, part: Part, now: float) -> float | None:
        """Give the camera's own UTC where it sends one, as several do: X-Timestamp, seconds since 1970."""
        with contextlib.suppress(ValueError):
            told = float(part.headers.get("X-Timestamp"))
            error = told - now
            self._clock_error = None if abs(error) <= MAX_CLOCK_ERROR else error
            return told if self._clock_error is None else None
        return None


def target_of(url: str) -> str:
    """Give what a request line asks for."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


async def open_mjpeg(address: StreamAddress, clock: Clock, timeout: float) -> MjpegSource:
    """Open an HTTP stream; raises SourceError, "unsupported" for anything but multipart Motion JPEG."""
    try:
        async with asyncio.timeout(timeout):
            for _ in range(MAX_MOVES + 1):
                try:
                    return await _open(parse_address(address, ("http", "https")), clock)
                except MovedError as elsewhere:
                    address = moved(address, elsewhere.location)
    except TimeoutError:
        raise SourceError("timeout", "no answer") from None
    raise SourceError("protocol", "moved too often")


async def _open(endpoint: Endpoint, clock: Clock) -> MjpegSource:
    authenticator = Authenticator(endpoint.credentials)
    for tries in range(_MAX_TRIES):
        connection = HttpConnection(endpoint)
        try:
            answer = await connection.get(authenticator.answer("GET", target_of(endpoint.url)))
            boundary = _judge(answer)
        except BaseException:
            await connection.close()
            raise
        if boundary:
            return MjpegSource(connection, boundary, clock)
        await connection.close()
        if not authenticator.accept(answer.headers.all("WWW-Authenticate"), answered=tries > 0):
            break
    raise SourceError("unauthorized", "GET 401")


def _judge(answer: Answer) -> str:
    """Give the boundary of a good answer, "" for a challenge; raises for everything else."""
    if answer.status == 401:
        return ""
    if answer.status == 403:
        raise SourceError("unauthorized", "GET 403")
    if answer.status in _MOVED and answer.headers.get("Location"):
        raise MovedError(answer.headers.get("Location"))
    if not 200 <= answer.status < 300:
        raise SourceError("protocol", f"GET {answer.status}")
    boundary = boundary_of(answer.headers.get("Content-Type"))
    if not boundary:
        raise SourceError("unsupported", "not a Motion JPEG stream")
    return boundary
