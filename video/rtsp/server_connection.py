"""One client of the RTSP server: its requests, its session, and a limit to how far it may fall behind."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit

from video.model import SourceError
from video.rtsp.auth import Guard
from video.rtsp.datagrams import DatagramPair
from video.rtsp.message import Frame, MessageParser, Request, Response, response_bytes
from video.rtsp.nal import parameter_sets_of
from video.rtsp.packetise import describe
from video.rtsp.playing import Way
from video.rtsp.served_stream import CLOCK_RATE, PAYLOAD_TYPE, ServedStream

MAX_UNSENT = 4 * 1024 * 1024
SESSION_TIMEOUT = 60
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER"
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    461: "Unsupported Transport",
}


class Host(Protocol):
    """What a connection needs of its server."""

    @property
    def ways(self) -> Sequence[Way]:
        """How tracks may be sent."""
        ...

    @property
    def datagrams(self) -> DatagramPair | None:
        """The sockets of all that goes over UDP."""
        ...

    def stream(self, path: str) -> ServedStream | None:
        """Find a stream by its path without slashes at the ends."""
        ...

    def guard(self) -> Guard | None:
        """Make the guard of a new connection, None where everyone may look."""
        ...

    def opened(self, connection: ServerConnection) -> bool:
        """Note a connection; False when there are too many."""
        ...

    def closed(self, connection: ServerConnection) -> None:
        """Forget a connection."""
        ...


class ServerConnection(asyncio.Protocol):
    """Answers in the order asked; whatever is not RTSP closes the connection."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._guard = host.guard()
        self._parser = MessageParser()
        self._transport: asyncio.Transport | None = None
        self._stream: ServedStream | None = None
        self._session = ""
        self._channels: tuple[int, int] | None = (0, 1)
        self._client_ports = (0, 0)
        self._skipping = False
        self._peer = ""
        self.heard = False
        self.datagrams_heard = 0

    @property
    def channels(self) -> tuple[int, int] | None:
        """The interleaved channels of RTP and RTCP; None over UDP."""
        return self._channels

    @property
    def client_ports(self) -> tuple[int, int]:
        """Where RTP and RTCP go over UDP."""
        return self._client_ports

    @property
    def stream(self) -> ServedStream | None:
        """The stream set up, if any."""
        return self._stream

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the client in."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        name = transport.get_extra_info("peername")
        self._peer = str(name[0]) if name else ""
        if not self._host.opened(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Free what the client used."""
        self._leave()
        self._host.closed(self)

    def data_received(self, data: bytes) -> None:
        """Answer what is asked."""
        self.heard = True
        try:
            for message in self._parser.feed(data):
                self._dispatch(message)
        except SourceError:
            self.close()

    def offer(self, data: bytes, key: bool) -> None:
        """Send frames, unless the client is too far behind: then nothing until a key picture fits again."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MAX_UNSENT:
            self._skipping = True
        elif key:
            self._skipping = False
        if not self._skipping:
            transport.write(data)

    def send(self, which: int, packets: Sequence[bytes]) -> None:
        """Send RTP (0) or RTCP (1) packets as datagrams."""
        pair = self._host.datagrams
        if pair is not None:
            for packet in packets:
                pair.send(which, packet, (self._peer, self._client_ports[which]))

    def heard_from(self, address: tuple[str, int]) -> None:
        """Note a datagram that this client may have sent."""
        if self._channels is None and address[0] == self._peer and address[1] in self._client_ports:
            self.heard = True
            self.datagrams_heard += 1

    def write_raw(self, data: bytes) -> None:
        """Send any bytes (a fault)."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    def reset(self) -> None:
        """Close with a TCP reset instead of an orderly end (a fault)."""
        if self._transport is None:
            return
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()

    def _leave(self) -> None:
        if self._stream is not None:
            self._stream.detach(self)
            self._stream = None

    def _dispatch(self, message: Frame | Request | Response) -> None:
        if not isinstance(message, Request):
            return  # receiver reports; heard is all they are for
        handler = self._handlers().get(message.method)
        if handler is None:
            self._answer(message, 405, {"Allow": _METHODS})
        elif message.method != "OPTIONS" and not self._allowed(message):
            self._refuse(message)
        else:
            handler(message)

    def _handlers(self) -> dict[str, Callable[[Request], None]]:
        return {
            "OPTIONS": lambda request: self._answer(request, 200, {"Public": _METHODS}),
            "DESCRIBE": self._describe,
            "SETUP": self._set_up,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "TEARDOWN": self._tear_down,
            "GET_PARAMETER": self._keep,
            "SET_PARAMETER": self._keep,
        }

    def _allowed(self, request: Request) -> bool:
        return self._guard is None or self._guard.allows(request.headers.get("Authorization"), request.method)

    def _refuse(self, request: Request) -> None:
        challenges = self._guard.challenges() if self._guard is not None else []
        self._answer(request, 401, {}, extra=[("WWW-Authenticate", value) for value in challenges])

    def _answer(
        self,
        request: Request,
        status: int,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        extra: list[tuple[str, str]] | None = None,
    ) -> None:
        fields = [("CSeq", request.headers.get("CSeq", "0")), *(headers or {}).items(), *(extra or [])]
        if self._session and status == 200:
            fields.append(("Session", f"{self._session};timeout={SESSION_TIMEOUT}"))
        self.write_raw(response_bytes(status, _REASONS[status], fields, body))

    def _describe(self, request: Request) -> None:
        stream = self._host.stream(_path(request.url))
        if stream is None:
            self._answer(request, 404)
            return
        feed = stream.feed
        sets = feed.parameter_sets or parameter_sets_of(feed.codec, feed.units[0].data)
        body = describe(feed.codec, sets, PAYLOAD_TYPE, CLOCK_RATE)
        base = request.url.split("?", 1)[0].rstrip("/") + "/"
        self._answer(request, 200, {"Content-Base": base, "Content-Type": "application/sdp"}, body)

    def _set_up(self, request: Request) -> None:
        stream = self._host.stream(_path(request.url))
        agreed = self._agree(request.headers.get("Transport"))
        if stream is None:
            self._answer(request, 404)
        elif not agreed:
            self._answer(request, 461)
        else:
            self._leave()
            self._stream = stream
            self._session = self._session or secrets.token_hex(8)
            self._answer(request, 200, {"Transport": agreed})

    def _agree(self, wanted: str) -> str:
        """Take the first way we have; gives the Transport field of the answer, "" where there is none."""
        for choice in wanted.split(","):
            name = choice.partition(";")[0].strip().upper()
            pair = self._host.datagrams
            if name == "RTP/AVP/TCP" and "tcp" in self._host.ways:
                self._channels = _numbers(choice, "interleaved", 255) or (0, 1)
                return f"RTP/AVP/TCP;unicast;interleaved={self._channels[0]}-{self._channels[1]}"
            ports = _numbers(choice, "client_port", 65535)
            if name in ("RTP/AVP", "RTP/AVP/UDP") and pair is not None and ports and "multicast" not in choice:
                self._channels, self._client_ports = None, ports
                ours = f"server_port={pair.port}-{pair.port + 1}"
                return f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]};{ours}"
        return ""

    def _play(self, request: Request) -> None:
        if self._stream is None:
            self._answer(request, 454)
            return
        self._answer(request, 200, {"Range": "npt=now-"})
        self._stream.detach(self)
        self._stream.attach(self)

    def _pause(self, request: Request) -> None:
        if self._stream is not None:
            self._stream.detach(self)
        self._answer(request, 200 if self._stream is not None else 454)

    def _tear_down(self, request: Request) -> None:
        self._leave()
        self._answer(request, 200)
        self._session = ""

    def _keep(self, request: Request) -> None:
        self._answer(request, 200)


def _path(url: str) -> str:
    try:
        path = unquote(urlsplit(url).path).strip("/")
    except ValueError:
        return ""
    return path.removesuffix("track1").rstrip("/")


def _numbers(choice: str, name: str, most: int) -> tuple[int, int] | None:
    """Give the pair of numbers of a transport's parameter, None where it has no such."""
    found = re.search(rf"{name}=(\d{{1,5}})(?:-(\d{{1,5}}))?", choice, re.IGNORECASE)
    if found is None:
        return None
    first = int(found.group(1))
    second = int(found.group(2) or first + 1)
    return (first, second) if first <= most and second <= most else None
