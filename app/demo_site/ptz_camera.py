"""The demo's camera that turns: its head, its ONVIF services, and in place of its loop what it sees as it turns."""

from __future__ import annotations

from pathlib import Path

from app.demo_site.onvif_server import OnvifServer
from app.demo_site.ptz_head import NamedPlace, PtzHead
from app.demo_site.ptz_picture import PtzPicture
from video.clock import SystemClock
from video.model import Credentials
from video.rtsp.server import RtspServer

#: As resources/sites/demo.toml names them.
PRESETS = {
    "1": NamedPlace("East fence 1", (0.2, 0.15, 0.1)),
    "2": NamedPlace("East fence 2", (-0.1, 0.3, 0.45)),
    "3": NamedPlace("East fence, far end", (-0.15, 0.45, 0.75)),
    "4": NamedPlace("Path by the houses", (-0.8, 0.3, 0.1)),
    "5": NamedPlace("Road outside", (0.9, 0.0, 0.1)),
}


class PtzCamera:
    """Belongs to the camera server's loop. `show` comes once the wide scene is drawn."""

    def __init__(self, credentials: Credentials, server: RtspServer) -> None:
        self._clock = SystemClock()
        self._server = server
        self.head = PtzHead(self._clock, PRESETS)
        self._onvif = OnvifServer(self.head, credentials, self._clock)
        self._picture: PtzPicture | None = None
        self._port = 0

    async def start(self) -> str:
        """Listen; gives the address of the device service."""
        await self._onvif.start(self._port)
        self._port = self._onvif.port
        return self._onvif.url

    @property
    def shown(self) -> bool:
        """Whether its own picture has taken the place of the loops."""
        return self._picture is not None and self._picture.shown

    def show(self, drawing: Path, night: bool) -> None:
        """See what it looks at, as soon as the wide drawing is read."""
        if self._picture is None:
            self._picture = PtzPicture(self.head, drawing, night, self._server, self._clock)
            self._picture.start()

    def stall(self, stalled: bool) -> None:
        """Take requests without answering, or answer again."""
        self._onvif.faults.stalled = stalled

    async def cut_off(self) -> None:
        """Leave the network; the head keeps its place."""
        await self._onvif.stop()

    async def stop(self) -> None:
        """End."""
        await self._onvif.stop()
        if self._picture is not None:
            await self._picture.stop()
