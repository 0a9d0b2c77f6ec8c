"""An RTSP camera that answers as it is told to: headers, descriptions and packets of a test's own making."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.fakes.encoded_video import encoded_feed
from video.model import Codec
from video.rtsp.close_listener import close_listener
from video.rtsp.message import Headers, frame_bytes
from video.rtsp.packetise import describe, payloads
from video.rtsp.rtp import build_rtp

#: An answer: status, header lines, body.
Reply = tuple[int, Sequence[str], bytes]


@dataclass
class OddCamera:
    """Change what it says at any time; `answers` by method win over the usual ones. requests: what it was asked."""

    codec: Codec = Codec.H264
    sets_in_description: bool = True
    content_base: str | None = None
    session: str = "Session: 77;timeout=60"
    answers: dict[str, Callable[[str, Headers], Reply]] = field(default_factory=dict)
    one_byte_at_a_time: bool = False
    before_frames: bytes = b""
    pictures: int = 40
    payload_codec: Codec | None = None
    repeat: bool = True
    requests: list[tuple[str, str, Headers]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _playing: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        """Its address."""
        return f"rtsp://127.0.0.1:{self.port}/live"

    @property
    def clients(self) -> int:
        """How many connections are open."""
        return len(self._tasks)

    def methods(self) -> list[str]:
        """What it was asked, in order."""
        return [method for method, _, _ in self.requests]

    async def stop(self) -> None:
        """Cut every connection and free the port."""
        assert self._server is not None
        await close_listener(self._server)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._playing, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        playing: asyncio.Task[None] | None = None
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lstrip(b"\r\n")
                if head[:1] == b"$":  # a receiver report in front of a request
                    head = head[4 + int.from_bytes(head[2:4], "big") :]
                method = await self._answer(head.decode("utf-8", "replace"), writer)
                if method == "PLAY" and playing is None:
                    playing = asyncio.create_task(self._play(writer))
                    self._playing.add(playing)
                    playing.add_done_callback(self._playing.discard)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            pass
        finally:
            self._tasks.discard(task)
            if playing is not None:
                playing.cancel()
            writer.transport.abort()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> str:
        method, url, _ = head.split(" ", 2)
        pairs = (line.partition(":") for line in head.split("\r\n")[1:])
        headers = Headers([(name, value.strip()) for name, _, value in pairs])
        self.requests.append((method, url, headers))
        self.asked.set()
        status, lines, body = (self.answers.get(method) or self._usual(method))(url, headers)
        fields = [f"CSeq: {headers.get('CSeq')}", *lines, *([f"Content-Length: {len(body)}"] if body else [])]
        await self._write(writer, f"RTSP/1.0 {status} X\r\n".encode() + _lines(fields) + body)
        return method if status == 200 else ""

    def _usual(self, method: str) -> Callable[[str, Headers], Reply]:
        def describe_it(url: str, headers: Headers) -> Reply:
            feed = encoded_feed(self.codec)
            body = describe(self.codec, feed.parameter_sets if self.sets_in_description else b"", 96, 90_000)
            base = f"{url}/" if self.content_base is None else self.content_base
            return 200, [f"Content-Base: {base}"] if base else [], body

        if method == "DESCRIBE":
            return describe_it
        if method == "SETUP":
            return lambda url, headers: (200, [self.session, f"Transport: {headers.get('Transport')}"], b"")
        return lambda url, headers: (200, [self.session], b"")

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        codec = self.payload_codec or self.codec
        sequence, feed = 0, encoded_feed(codec)
        number = 0
        while self.repeat or number < self.pictures:
            parts = payloads(codec, feed.unit(number).data)
            for index, part in enumerate(parts):
                packet = build_rtp(96, index == len(parts) - 1, sequence, number * 6000, 5, part)
                sequence += 1
                await self._write(writer, self.before_frames + frame_bytes(0, packet))
            number += 1
            if number > self.pictures:
                await asyncio.sleep(1 / 60)

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        if not self.one_byte_at_a_time:
            writer.write(data)
            await writer.drain()
            return
        for value in data:
            writer.write(bytes((value,)))
            await asyncio.sleep(0)
        await writer.drain()


def _lines(fields: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in [*fields, ""]).encode()
