"""One POST over HTTP or HTTPS, on a connection of its own: nothing of one request can hold up the next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from video.http_message import AnswerParser
from video.model import SourceError
from video.onvif.model import OnvifError
from video.onvif.safe_xml import MAX_BYTES
from video.rtsp.address import Endpoint
from video.rtsp.message import Headers
from video.rtsp.tls import connect

_AT_ONCE = 64 * 1024
_CODES = {"unreachable", "unauthorized", "untrusted", "timeout", "protocol", "unsupported", "ended"}


@dataclass(frozen=True, slots=True)
class Posted:
    """An answer: status, headers, and the whole body."""

    status: int
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)


class _Post:
    """One exchange; the socket is free when the context ends."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._reader = asyncio.StreamReader(limit=_AT_ONCE)
        self._parser = AnswerParser()
        self._transport: asyncio.Transport | None = None
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        closed = self._closed

        class Protocol(asyncio.StreamReaderProtocol):
            """Tells when the socket is free."""

            def connection_lost(self, exc: Exception | None) -> None:
                super().connection_lost(exc)
                if not closed.done():
                    closed.set_result(None)

        where = self._endpoint
        self._transport, _ = await connect(lambda: Protocol(self._reader), where.host, where.port, where.trust)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._transport is not None:
            self._transport.abort()
            await asyncio.shield(self._closed)
        if self._reader.exception() is None:
            self._reader.feed_eof()

    async def exchange(self, content: bytes, authorization: str | None) -> Posted:
        """Send, and read the answer to its end."""
        assert self._transport is not None
        parts = urlsplit(self._endpoint.url)
        fields = [
            f"POST {target_of(self._endpoint.url)} HTTP/1.1",
            f"Host: {parts.netloc}",
            "User-Agent: Watchroom",
            "Content-Type: application/soap+xml; charset=utf-8",
            f"Content-Length: {len(content)}",
            "Connection: close",
        ]
        if authorization is not None:
            fields.append(f"Authorization: {authorization}")
        self._transport.write(("\r\n".join(fields) + "\r\n\r\n").encode("utf-8", "replace") + content)
        return await self._answer()

    async def _answer(self) -> Posted:
        body, length = b"", -1
        while True:
            data = await self._reader.read(_AT_ONCE)
            if data:
                body += self._parser.feed(data)
            head = self._parser.answer
            if head is not None:
                length = head.headers.number("Content-Length", -1)
            if len(body) > MAX_BYTES or length > MAX_BYTES:
                raise OnvifError("protocol", "answer too large")
            whole = self._parser.ended or 0 <= length <= len(body)
            if head is not None and (whole or not data):
                if length > len(body):
                    raise OnvifError("ended", "half an answer")
                return Posted(head.status, head.headers, body)
            if not data:
                raise OnvifError("ended", "no answer")


def target_of(url: str) -> str:
    """Give what a request line asks for."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


async def post(endpoint: Endpoint, content: bytes, authorization: str | None = None) -> Posted:
    """Send a request and give its answer. Raises OnvifError; how long it may take is the caller's to say."""
    try:
        async with _Post(endpoint) as opened:
            return await opened.exchange(content, authorization)
    except SourceError as error:
        raise OnvifError(error.code if error.code in _CODES else "protocol", error.detail) from None
    except OSError as error:
        raise OnvifError("ended", type(error).__name__) from None
