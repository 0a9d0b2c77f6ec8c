"""An HTTP camera for tests: Motion JPEG in every spelling that cameras use, with authentication and faults."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field

from tests.fakes.encoded_video import encoded_feed
from video.model import Codec, Credentials
from video.rtsp.auth import Guard
from video.rtsp.close_listener import close_listener
from video.rtsp.message import Headers


@dataclass
class HttpCamera:
    """What it serves and how; change fields at any time. requests: the request lines and headers it got."""

    credentials: Credentials | None = None
    digest: bool = True
    boundary: str = "frame"
    delimiter: bytes = b"--frame"
    lengths: bool = True
    chunked: bool = False
    timestamp: float | None = None
    content_type: str = "multipart/x-mixed-replace; boundary=frame"
    redirect: str = ""
    cut_pictures: bool = False
    raw: bytes = b""
    requests: list[str] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.scheme = "https" if tls else "http"

    @property
    def url(self) -> str:
        """Its address."""
        assert self._server is not None
        return f"{self.scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/video.mjpg?channel=1"

    @property
    def clients(self) -> int:
        """How many connections are open."""
        return len(self._tasks)

    async def stop(self) -> None:
        """Cut every connection and free the port."""
        assert self._server is not None
        await close_listener(self._server)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        guard = Guard(self.credentials, "cam", digest=self.digest, algorithms=["MD5"]) if self.credentials else None
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.requests.append(request)
        if guard is not None:
            # A camera keeps its nonce over connections; here the guard is made anew, so its challenge is remembered.
            guard = self._guard = getattr(self, "_guard", None) or guard
            lines = [line.partition(":") for line in request.split("\r\n")[1:]]
            headers = Headers([(name, value.strip()) for name, _, value in lines])
            if not guard.allows(headers.get("Authorization"), "GET"):
                challenges = "".join(f"WWW-Authenticate: {value}\r\n" for value in guard.challenges())
                writer.write(f"HTTP/1.1 401 Unauthorized\r\n{challenges}Content-Length: 0\r\n\r\n".encode())
                await writer.drain()
                return
        if self.redirect:
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: {self.redirect}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        extra = "Transfer-Encoding: chunked\r\n" if self.chunked else ""
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {self.content_type}\r\n{extra}\r\n".encode())
        if self.raw:
            writer.write(self.raw)
            await writer.drain()
            return
        await self._play(writer)

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        feed = encoded_feed(Codec.MJPEG)
        index = 0
        while True:
            data = feed.unit(index).data
            index += 1
            if self.cut_pictures and index % 3 == 0:
                data = data[: len(data) // 2]
            part = self.delimiter + b"\r\nContent-Type: image/jpeg\r\n"
            if self.lengths:
                part += b"Content-Length: %d\r\n" % len(data)
            if self.timestamp is not None:
                part += b"X-Timestamp: %.6f\r\n" % self.timestamp
            part += b"\r\n" + data + b"\r\n"
            if self.chunked:
                pieces = [part[i : i + 700] for i in range(0, len(part), 700)]
                part = b"".join(b"%x;x=y\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(1 / 30)
