"""A server that stops while somebody knocks: who was accepted a moment ago is sent away like the others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Protocol

import pytest

from app.demo_site.onvif_server import OnvifServer
from app.demo_site.ptz_head import PtzHead
from tests.fakes.http_camera import HttpCamera
from tests.fakes.odd_camera import OddCamera
from video.clock import SystemClock
from video.rtsp.server import RtspServer

DEADLINE = 30.0


class Server(Protocol):
    """What they have in common."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


def port_of(server: object) -> int:
    listening = getattr(server, "_server", None)
    assert isinstance(listening, asyncio.Server)
    port: int = listening.sockets[0].getsockname()[1]
    return port


SERVERS: dict[str, Callable[[], Server]] = {
    "rtsp": RtspServer,
    "onvif": lambda: OnvifServer(PtzHead(SystemClock(), {}), None, SystemClock()),
    "http": HttpCamera,
    "odd": OddCamera,
}


@pytest.mark.parametrize("turns", range(6))
@pytest.mark.parametrize("name", SERVERS)
def test_a_connection_of_a_moment_ago_is_closed_too(name: str, turns: int) -> None:
    async def main() -> None:
        server = SERVERS[name]()
        await server.start()
        with socket.create_connection(("127.0.0.1", port_of(server)), DEADLINE) as client:
            for _ in range(turns):
                await asyncio.sleep(0)
            await asyncio.wait_for(server.stop(), DEADLINE)
            assert len(asyncio.all_tasks()) == 1
            await asyncio.sleep(0.01)
            with contextlib.suppress(ConnectionError):
                assert await asyncio.to_thread(client.recv, 1) == b""

    asyncio.run(main())
