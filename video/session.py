"""Keep one stream of one camera coming: connect, watch, reconnect, and say the truth about it."""

from __future__ import annotations

from collections.abc import Callable

from video.clock import Clock
from video.model import Packet, StreamAddress, StreamInfo, StreamKind, StreamState, Transport

PacketHandler = Callable[[Packet, StreamInfo], None]
StateHandler = Callable[[StreamState], None]


class CameraSession:
    """One stream's life. `run()` on an asyncio loop; `stop()` and `hurry()` may be called from any thread."""

    def __init__(
        self,
        address: StreamAddress,
        camera: str,
        kind: StreamKind,
        clock: Clock,
        *,
        on_packet: PacketHandler,
        on_state: StateHandler,
        transport: Transport = "tcp",
    ) -> None:
        self._address = address

    async def run(self) -> None:
        """Serve until `stop()`; returns then, never raises because of the camera."""

    def stop(self) -> None:
        """End `run()` soon."""

    def hurry(self) -> None:
        """Retry at once and forget the back-off: the camera's zone is in alarm."""
