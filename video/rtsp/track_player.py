"""One track on its way to one client of the server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, Self

from video.rtsp.datagrams import DatagramPair
from video.rtsp.playing import Way


class Wire(Protocol):
    """The client's connection."""

    @property
    def peer(self) -> str:
        """The client's address."""
        ...

    def offer(self, data: bytes, key: bool) -> None:
        """Send frames, or leave them out while the client is too far behind."""
        ...


class TrackPlayer:
    """Where a track goes: to two channels of the client's connection, or to two UDP ports of the client."""

    def __init__(
        self, wire: Wire, channels: tuple[int, int] | None, pair: DatagramPair | None, ports: tuple[int, int]
    ) -> None:
        self._wire = wire
        self._pair = pair
        self.channels = channels
        self.client_ports = ports

    @classmethod
    def agree(cls, wanted: str, ways: Sequence[Way], pair: DatagramPair | None, wire: Wire) -> Self | None:
        """Take the first of the ways a SETUP asks for that we have; None where there is none."""
        for choice in wanted.split(","):
            name = choice.partition(";")[0].strip().upper()
            if name == "RTP/AVP/TCP" and "tcp" in ways:
                return cls(wire, _numbers(choice, "interleaved", 255) or (0, 1), None, (0, 0))
            ports = _numbers(choice, "client_port", 65535)
            if name in ("RTP/AVP", "RTP/AVP/UDP") and pair is not None and ports and "multicast" not in choice:
                return cls(wire, None, pair, ports)
        return None

    @property
    def transport(self) -> str:
        """The Transport field of the answer."""
        if self.channels is not None:
            return f"RTP/AVP/TCP;unicast;interleaved={self.channels[0]}-{self.channels[1]}"
        first, second = self.client_ports
        port = self._pair.port if self._pair is not None else 0
        return f"RTP/AVP;unicast;client_port={first}-{second};server_port={port}-{port + 1}"

    def offer(self, data: bytes, key: bool) -> None:
        """Send frames inside the connection."""
        self._wire.offer(data, key)

    def send(self, which: int, packets: Sequence[bytes]) -> None:
        """Send RTP (0) or RTCP (1) packets as datagrams."""
        if self._pair is not None:
            for packet in packets:
                self._pair.send(which, packet, (self._wire.peer, self.client_ports[which]))


def _numbers(choice: str, name: str, most: int) -> tuple[int, int] | None:
    """Give the pair of numbers of a transport's parameter, None where it has no such."""
    found = re.search(rf"{name}=(\d{{1,5}})(?:-(\d{{1,5}}))?", choice, re.IGNORECASE)
    if found is None:
        return None
    first = int(found.group(1))
    second = int(found.group(2) or first + 1)
    return (first, second) if first <= most and second <= most else None
