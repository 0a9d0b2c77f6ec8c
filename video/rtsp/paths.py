"""The two ways a track's packets travel: as frames inside the RTSP connection, or as datagrams beside it."""

from __future__ import annotations

import re
from typing import Protocol, Self

from video.model import SourceError
from video.rtsp.connection import RtspConnection
from video.rtsp.datagrams import DatagramPair, open_pair
from video.rtsp.receiver import TrackReceiver
from video.rtsp.rtp import PUNCH


class Path(Protocol):
    """How one track comes to us."""

    @property
    def offer(self) -> str:
        """The Transport field of SETUP."""
        ...

    def settle(self, answer: str) -> None:
        """Take in the Transport field of the answer; packets are taken from now on."""
        ...

    def begin(self) -> None:
        """The camera plays."""
        ...

    def send_report(self) -> None:
        """Tell the camera what came."""
        ...

    async def close(self) -> None:
        """Free what it holds."""
        ...


class InterleavedPath:
    """RFC 2326, 10.12: order and arrival are the connection's business."""

    def __init__(self, connection: RtspConnection, receiver: TrackReceiver, number: int) -> None:
        self._connection = connection
        self._receiver = receiver
        self._channels = (2 * number, 2 * number + 1)

    @property
    def offer(self) -> str:
        """Two channels of our choice; the camera may choose others."""
        return f"RTP/AVP/TCP;unicast;interleaved={self._channels[0]}-{self._channels[1]}"

    def settle(self, answer: str) -> None:
        """Use the channels the camera named."""
        found = re.search(r"interleaved=(\d{1,3})(?:-(\d{1,3}))?", answer, re.IGNORECASE)
        if found is not None:
            first = int(found.group(1))
            self._channels = (first, int(found.group(2) or first + 1))
        self._connection.channels[self._channels[0]] = self._receiver.take_media
        self._connection.channels[self._channels[1]] = self._receiver.take_control

    def begin(self) -> None:
        """Nothing is to be opened."""

    def send_report(self) -> None:
        """Send a receiver report as a frame."""
        self._connection.send_frame(self._channels[1], self._receiver.report())

    async def close(self) -> None:
        """The connection is closed by its owner."""
        self._receiver.close()


class DatagramPath:
    """RTP and RTCP over UDP; only what comes from the address of the connection's other end is taken."""

    def __init__(self, connection: RtspConnection, receiver: TrackReceiver) -> None:
        self._connection = connection
        self._receiver = receiver
        self._peer = connection.peer
        self._pair: DatagramPair | None = None
        self._server_ports: tuple[int, int] | None = None

    @classmethod
    async def open(cls, connection: RtspConnection, receiver: TrackReceiver) -> Self:
        """Bind two ports on the address the connection uses; raises SourceError."""
        path = cls(connection, receiver)
        receiver.use_datagrams()
        path._pair = await open_pair(connection.local, path._take_media, path._take_control)
        return path

    @property
    def offer(self) -> str:
        """Our ports."""
        port = self._pair.port if self._pair is not None else 0
        return f"RTP/AVP;unicast;client_port={port}-{port + 1}"

    def settle(self, answer: str) -> None:
        """Remember the camera's ports. A `source` other than the camera itself is not believed."""
        if "tcp" in answer.partition(";")[0].lower():
            raise SourceError("unsupported", "SETUP answered with another transport")
        found = re.search(r"server_port=(\d{1,5})(?:-(\d{1,5}))?", answer, re.IGNORECASE)
        if found is not None:
            media = int(found.group(1))
            control = int(found.group(2) or media + 1)
            self._server_ports = (media, control) if 0 < media < 65536 and 0 < control < 65536 else None

    def begin(self) -> None:
        """Open the way through a firewall between us."""
        self._punch()

    def send_report(self) -> None:
        """Send a receiver report, and keep the way open."""
        self._punch()

    async def close(self) -> None:
        """Free the ports."""
        self._receiver.close()
        if self._pair is not None:
            self._pair.close()
            await self._pair.closed()

    def _punch(self) -> None:
        if self._pair is not None and self._server_ports is not None:
            self._pair.send(0, PUNCH, (self._peer, self._server_ports[0]))
            self._pair.send(1, self._receiver.report(), (self._peer, self._server_ports[1]))

    def _take_media(self, data: bytes, address: tuple[str, int]) -> None:
        if address[0] != self._peer or self._connection.error is not None:
            return
        try:
            self._receiver.take_media(data)
        except SourceError as error:
            self._connection.fail(error)

    def _take_control(self, data: bytes, address: tuple[str, int]) -> None:
        if address[0] == self._peer:
            self._receiver.take_control(data)
