"""One TCP connection to an RTSP server: requests and their answers, interleaved frames on the side."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from video.model import SourceError
from video.rtsp.address import Endpoint
from video.rtsp.auth import Authenticator
from video.rtsp.message import Frame, MessageParser, Request, Response, frame_bytes, request_bytes, response_bytes
from video.rtsp.tls import connect

_USER_AGENT = "Watchroom"
_MAX_TRIES = 3
_LONGEST_GOODBYE = 0.5
_DOLLAR = 0x24


@dataclass(slots=True)
class _Pending:
    cseq: int
    answer: asyncio.Future[Response]


class RtspConnection(asyncio.Protocol):
    """The client's end. Anything wrong ends in one SourceError, kept in `error` and raised from every call."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._authenticator = Authenticator(endpoint.credentials)
        self._parser = MessageParser()
        self._transport: asyncio.Transport | None = None
        self._pending: _Pending | None = None
        self._turn = asyncio.Lock()
        self._closed = asyncio.get_running_loop().create_future()
        self._cseq = 0
        self.session = ""
        self.error: SourceError | None = None
        #: Who takes the frames of each channel; raises SourceError for what cannot be.
        self.channels: dict[int, Callable[[bytes], None]] = {}
        self.on_error: Callable[[SourceError], None] = lambda error: None

    @classmethod
    async def open(cls, endpoint: Endpoint) -> Self:
        """Connect; raises SourceError: "unreachable", "untrusted" or "protocol"."""
        return (await connect(lambda: cls(endpoint), endpoint.host, endpoint.port, endpoint.trust))[1]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand out what is complete."""
        try:
            rest = self._skim(data)
            if not rest or self.error is not None:
                return
            for message in self._parser.feed(rest):
                self._dispatch(message)
                if self.error is not None:
                    return
        except SourceError as error:
            self.fail(error)

    def _skim(self, data: bytes) -> bytes:
        """Hand out whole frames at the front, which is all there is while pictures come; gives what follows them."""
        data = self._parser.between_messages(data)
        position, end, channels = 0, len(data), self.channels
        while position + 4 <= end and data[position] == _DOLLAR and self.error is None:
            stop = position + 4 + (data[position + 2] << 8 | data[position + 3])
            if stop > end:
                break
            handler = channels.get(data[position + 1])
            if handler is not None:
                handler(data[position + 4 : stop])
            position = stop
        return data[position:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everyone waiting."""
        self.fail(SourceError("ended", "" if exc is None else type(exc).__name__))
        if not self._closed.done():
            self._closed.set_result(None)

    def fail(self, error: SourceError) -> None:
        """End the connection for a reason; the first reason stands."""
        if self.error is not None:
            return
        self.error = error
        if self._transport is not None:
            self._transport.abort()
        if self._pending is not None and not self._pending.answer.done():
            self._pending.answer.set_exception(error)
        self.on_error(error)

    @property
    def peer(self) -> str:
        """The address of the other end."""
        return self._name("peername")

    @property
    def local(self) -> str:
        """Our own address on this connection."""
        return self._name("sockname")

    def _name(self, which: str) -> str:
        name = self._transport.get_extra_info(which) if self._transport is not None else None
        return str(name[0]) if name else ""

    def pause(self) -> None:
        """Let the peer wait: nobody takes what it sends."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def send_frame(self, channel: int, payload: bytes) -> None:
        """Send an interleaved frame (a receiver report)."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(frame_bytes(channel, payload))

    async def request(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """Ask and wait for the answer, authenticating where asked to; raises SourceError.

        Gives any status but 401 and 403, which are SourceError("unauthorized").
        """
        async with self._turn:
            for tries in range(_MAX_TRIES):
                response = await self._exchange(method, url, headers or {})
                if response.status == 403:
                    break
                if response.status != 401:
                    return response
                if not self._authenticator.accept(response.headers.all("WWW-Authenticate"), answered=tries > 0):
                    break
        raise SourceError("unauthorized", f"{method} {response.status}")

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str]) -> Response:
        if self.error is not None:
            raise self.error
        if self._transport is None:
            raise SourceError("ended", "not connected")
        self._cseq += 1
        fields = {"CSeq": str(self._cseq), "User-Agent": _USER_AGENT, **headers}
        if self.session:
            fields["Session"] = self.session
        answer = self._authenticator.answer(method, url)
        if answer is not None:
            fields["Authorization"] = answer
        pending = _Pending(self._cseq, asyncio.get_running_loop().create_future())
        self._pending = pending
        try:
            self._transport.write(request_bytes(method, url, fields))
            return await pending.answer
        finally:
            self._pending = None

    def _dispatch(self, message: Frame | Response | Request) -> None:
        if isinstance(message, Frame):
            handler = self.channels.get(message.channel)
            if handler is not None:
                handler(message.payload)
        elif isinstance(message, Response):
            self._answered(message)
        elif self._transport is not None:  # a server may ask too; we know OPTIONS and nothing else
            known = message.method == "OPTIONS"
            cseq = message.headers.number("CSeq", 0)
            reply = response_bytes(200 if known else 501, "OK" if known else "Not Implemented", [("CSeq", str(cseq))])
            self._transport.write(reply)

    def _answered(self, response: Response) -> None:
        pending = self._pending
        if pending is None or pending.answer.done():
            return  # late, to a request given up
        if response.headers.number("CSeq", pending.cseq) == pending.cseq and response.status >= 200:
            pending.answer.set_result(response)

    async def say_goodbye(self, url: str) -> None:
        """Send TEARDOWN and wait a moment for its answer, so the camera frees the session now. Never raises."""
        with contextlib.suppress(SourceError, TimeoutError):
            async with asyncio.timeout(_LONGEST_GOODBYE):
                await self.request("TEARDOWN", url)

    async def close(self) -> None:
        """Free the socket; returns when it is free."""
        self.fail(SourceError("ended", "closed"))
        if self._transport is not None:
            await self._closed
