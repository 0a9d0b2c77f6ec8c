"""A small RTSP server for the demo and the tests: encoded loops in phase with the wall clock, and faults."""

from __future__ import annotations

from dataclasses import dataclass

from video.model import Credentials
from video.rtsp.feed import Feed


@dataclass(slots=True)
class Faults:
    """What a served stream does wrong; set fields at any time, they hold for packets sent from then on.

    stalled: connection open, nothing sent. drop_marker: no RTP marker bits. loss: share of RTP packets not sent, 0..1.
    """

    stalled: bool = False
    drop_marker: bool = False
    loss: float = 0.0


class RtspServer:
    """RTSP 1.0 over TCP, interleaved. Everything but construction belongs to the asyncio loop that `start`ed it."""

    def __init__(
        self,
        credentials: Credentials | None = None,
        realm: str = "Watchroom",
        digest: bool = True,
        *,
        replay_gop: bool = True,
    ) -> None:
        self.credentials = credentials
        self.replay_gop = replay_gop
        self._port = 0
        self._faults: dict[str, Faults] = {}

    def add_stream(self, path: str, feed: Feed) -> Faults:
        """Serve `feed` at `path` ("gate1/sub"); gives its faults, to be set by tests."""
        return self._faults.setdefault(path, Faults())

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    def url(self, path: str) -> str:
        """Give the address of a stream, without credentials."""
        return f"rtsp://127.0.0.1:{self._port}/{path}"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen."""

    async def stop(self) -> None:
        """Close every connection and free the port."""

    def reset_connections(self) -> None:
        """Cut every connection with a TCP reset."""

    def send_garbage(self, data: bytes) -> None:
        """Write `data` into every connection, between two frames."""


class RtspServerThread:
    """An RtspServer on an asyncio loop of its own thread, for callers without one."""

    def __init__(self, server: RtspServer) -> None:
        self.server = server

    def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start the thread and listen; returns when the port is open, raises OSError."""

    def stop(self) -> None:
        """Stop the server and join the thread."""
