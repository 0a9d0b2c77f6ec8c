"""A camera that turns, on real sockets: the demo's own ONVIF server in a thread of its own."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Mapping
from typing import Any

from app.demo_site.onvif_server import Authentication, OnvifFaults, OnvifServer
from app.demo_site.ptz_head import NamedPlace, PtzHead
from video.clock import Clock, SystemClock
from video.model import Credentials

USER = Credentials("installer", "turn-secret")
PRESETS: Mapping[str, NamedPlace] = {
    "1": NamedPlace("gate", (-0.5, 0.0, 0.2)),
    "2": NamedPlace("corner", (0.6, -0.2, 0.5)),
    "7": NamedPlace("far end", (0.1, 0.1, 1.0)),
}


class PtzCamera:
    """Starts and stops the server; `faults` may be set at any time."""

    def __init__(
        self,
        credentials: Credentials | None = USER,
        authentication: Authentication = "token",
        *,
        clock: Clock | None = None,
        services: bool = True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.head = PtzHead(clock, PRESETS)
        self._server = OnvifServer(self.head, credentials, clock, authentication, services=services)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ptz camera", daemon=True)
        self._thread.start()
        self._tls = tls
        self._do(self._server.start(tls=tls))

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def faults(self) -> OnvifFaults:
        return self._server.faults

    @property
    def calls(self) -> list[str]:
        return list(self._server.calls)

    @property
    def pan(self) -> float:
        return self.head.place[0]

    def kill(self) -> None:
        """Take it off the network."""
        self._do(self._server.stop())

    def revive(self) -> None:
        """Bring it back at its old address."""
        self._do(self._server.start(self._server.port, self._tls))

    def close(self) -> None:
        """End it."""
        self.kill()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(60)
