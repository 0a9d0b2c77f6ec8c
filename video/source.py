"""One way to open any camera: our own RTSP client first, libavformat for what it does not speak."""

from __future__ import annotations

from typing import Protocol, Self

from video.clock import Clock
from video.model import Packet, SourceError, StreamAddress, StreamInfo, Transport

OPEN_TIMEOUT = 10.0


class Source(Protocol):
    """An open stream. Iteration never ends quietly: it raises SourceError, "ended" when the peer closed."""

    @property
    def info(self) -> StreamInfo:
        """What a decoder needs; grows when parameter sets arrive in mid stream."""
        ...

    def __aiter__(self) -> Self:
        """Give itself."""
        ...

    async def __anext__(self) -> Packet:
        """Wait for the next access unit; raises SourceError."""
        ...

    async def close(self) -> None:
        """Say goodbye and free everything; never raises, may be called again."""
        ...


async def open_source(
    address: StreamAddress, transport: Transport, clock: Clock, timeout: float = OPEN_TIMEOUT
) -> Source:
    """Connect and start the stream within `timeout` seconds; raises SourceError."""
    raise SourceError("unsupported", without_scheme(address))


def without_scheme(address: StreamAddress) -> str:
    """Name the scheme of an address."""
    return address.url.partition(":")[0]
