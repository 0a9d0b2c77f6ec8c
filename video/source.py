"""One way to open any camera: our own RTSP and HTTP clients first, libavformat for what they do not speak.

libavformat is never let near TLS: it would believe any certificate.
"""

from __future__ import annotations

from typing import Protocol, Self

from video.clock import Clock
from video.http_mjpeg import open_mjpeg
from video.model import Health, Packet, SourceError, StreamAddress, StreamInfo, Transport
from video.rtsp.audio import AudioHandler
from video.rtsp.client import open_rtsp
from video.rtsp.opening import OPEN_TIMEOUT


class Source(Protocol):
    """An open stream. Iteration never ends quietly: it raises SourceError, "ended" when the peer closed."""

    @property
    def info(self) -> StreamInfo:
        """What a decoder needs; another value when parameter sets change in mid stream."""
        ...

    @property
    def health(self) -> Health:
        """What was lost or left out so far."""
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
    address: StreamAddress,
    transport: Transport,
    clock: Clock,
    timeout: float = OPEN_TIMEOUT,
    on_audio: AudioHandler | None = None,
) -> Source:
    """Connect and start the stream, each way tried within `timeout` seconds; raises SourceError.

    Sound comes only over RTSP, in the same connection, where `on_audio` wants it and the camera has any.
    """
    scheme = address.url.partition(":")[0].lower()
    if scheme in ("rtsp", "rtsps"):
        try:
            return await open_rtsp(address, clock, timeout, transport, on_audio)
        except SourceError as error:
            if error.code != "unsupported" or scheme == "rtsps":
                raise
    if scheme in ("http", "https"):
        try:
            return await open_mjpeg(address, clock, timeout)
        except SourceError as error:
            if error.code != "unsupported" or scheme == "https":
                raise
    if scheme == "test":
        from video.generated_source import open_generated  # noqa: PLC0415

        return open_generated(address.url, clock)
    from video.libav_source import open_libav  # noqa: PLC0415  FFmpeg is loaded only where it is needed

    return await open_libav(address, transport, clock, timeout)
