"""A pair of UDP sockets for one track: RTP on an even port, RTCP on the next (RFC 3550, 11)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

from video.model import SourceError

#: Key pictures come in a burst of hundreds of packets. The system may give less.
RECEIVE_BUFFER = 4 * 1024 * 1024
_TRIES = 64

Handler = Callable[[bytes, tuple[str, int]], None]


class _Endpoint(asyncio.DatagramProtocol):
    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        if addr is not None:  # a refusal heard by Windows comes as nothing from nobody
            self._handle(data, (str(addr[0]), int(addr[1])))

    def error_received(self, exc: Exception) -> None:
        """Nobody listens over there, or not yet: what is missing will tell."""

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)


class DatagramPair:
    """Two sockets that hear and speak; made by `open_pair`."""

    def __init__(self, ends: tuple[tuple[asyncio.DatagramTransport, _Endpoint], ...], port: int) -> None:
        self._ends = ends
        self.port = port

    def send(self, which: int, data: bytes, address: tuple[str, int]) -> None:
        """Send from the RTP (0) or the RTCP (1) socket."""
        transport = self._ends[which][0]
        if not transport.is_closing():
            transport.sendto(data, address)

    def close(self) -> None:
        """Close both."""
        for transport, _ in self._ends:
            transport.abort()

    async def closed(self) -> None:
        """Wait until both ports are free."""
        for _, endpoint in self._ends:
            await endpoint.closed


async def open_pair(host: str, on_media: Handler, on_control: Handler) -> DatagramPair:
    """Bind an even port of `host` and the next one; raises SourceError("unreachable") when none is free."""
    for _ in range(_TRIES):
        sockets = _bound(host)
        if sockets is None:
            continue
        loop = asyncio.get_running_loop()
        ends: list[tuple[asyncio.DatagramTransport, _Endpoint]] = []
        try:
            for sock, handler in zip(sockets, (on_media, on_control), strict=True):
                ends.append(await loop.create_datagram_endpoint(_maker(handler), sock=sock))
        except BaseException:  # also where whoever opens is cancelled: no socket stays behind
            for transport, _ in ends:
                transport.abort()
            for sock in sockets[len(ends) :]:
                sock.close()
            raise
        return DatagramPair(tuple(ends), sockets[0].getsockname()[1])
    raise SourceError("unreachable", "no pair of UDP ports is free")


def _maker(handler: Handler) -> Callable[[], _Endpoint]:
    return lambda: _Endpoint(handler)


def _bound(host: str) -> tuple[socket.socket, socket.socket] | None:
    """Bind a pair, None when the ports chosen do not make one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    first, second = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_DGRAM)
    try:
        first.bind((host, 0))
        port = first.getsockname()[1]
        if port % 2:
            second.bind((host, port - 1))
            first, second = second, first
        else:
            second.bind((host, port + 1))
    except (OSError, OverflowError):
        first.close()
        second.close()
        return None
    for sock in (first, second):
        sock.setblocking(False)
    with contextlib.suppress(OSError):
        first.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    return first, second
