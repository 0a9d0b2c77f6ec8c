"""Our RTSP client: asyncio, TCP interleaved, one video stream, cut on the RTP marker bit."""

from __future__ import annotations

from video.clock import Clock
from video.model import SourceError, StreamAddress
from video.source import OPEN_TIMEOUT, Source


async def open_rtsp(address: StreamAddress, clock: Clock, timeout: float = OPEN_TIMEOUT) -> Source:
    """Connect, describe, set up and play; raises SourceError."""
    raise SourceError("unsupported", "rtsp")
