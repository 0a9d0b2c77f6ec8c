"""The demo cameras' process: one RTSP server for each camera, each on a port of its own, as real cameras are.

It talks with DemoCameras over a pipe. What comes in: ("stall" | "kill" | "revive", camera), ("play", camera, variant)
and ("stop",). What goes out: ("ports", {camera: port}), ("plates",), ("loop", camera, kind) and
("failed", camera, kind, text). A closed pipe ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.demo_site.ambience import HEARING, ambience
from app.demo_site.encoder_workers import EncoderWorkers
from app.demo_site.loops import LOOP_S, LoopOrder, read_feed, remove_old
from app.demo_site.ptz_camera import PtzCamera
from app.demo_site.ptz_scene import CAMERA, WIDE
from app.system import PipeEnd
from video.model import Credentials, StreamKind
from video.rtsp.feed import Feed
from video.rtsp.server import RtspServer


@dataclass(frozen=True, slots=True)
class ServerOrder:
    """What to serve. orders: a sub and a main for each camera, the most wanted first."""

    credentials: Credentials
    orders: tuple[LoopOrder, ...]
    plates: Path
    processes: int = 2


def serve_cameras(pipe: PipeEnd, order: ServerOrder) -> None:
    """Run until told to stop or the pipe closes."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_CameraServer(pipe, order).run())


class _CameraServer:
    """All cameras of the demo; lives on one asyncio loop."""

    def __init__(self, pipe: PipeEnd, order: ServerOrder) -> None:
        self._pipe = pipe
        self._order = order
        self._servers: dict[str, RtspServer] = {
            each.camera: RtspServer(order.credentials, realm=f"Demo {each.camera}") for each in order.orders
        }
        self._ports: dict[str, int] = {}
        self._feeds: dict[tuple[str, str, StreamKind], Feed] = {}
        self._turning = {CAMERA: PtzCamera(order.credentials, self._servers[CAMERA])} if CAMERA in self._servers else {}
        self._inbox: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()

    async def run(self) -> None:
        for order in self._order.orders:
            if not order.variant:
                self._servers[order.camera].expect(order.kind)
        for camera, server in self._servers.items():
            await server.start()
            self._ports[camera] = server.port
        addresses = {camera: await turning.start() for camera, turning in self._turning.items()}
        self._tell("ports", self._ports, addresses)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
        workers = EncoderWorkers(
            [order for order in self._order.orders if not self._serve(order)],
            lambda order, failure: _post(loop, self._inbox, ("encoded", order, failure)),
            self._order.processes,
        )
        workers.start()
        try:
            await asyncio.to_thread(self._draw_plates)
            while await self._handle(*await self._inbox.get()):
                pass
        finally:
            await asyncio.to_thread(workers.stop)
            for turning in self._turning.values():
                await turning.stop()
            for server in self._servers.values():
                await server.stop()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while True:
                _post(loop, self._inbox, self._pipe.recv())
        except (EOFError, OSError):
            _post(loop, self._inbox, ("stop",))

    async def _handle(self, word: str, *details: Any) -> bool:
        """Do one thing; False to end."""
        if word == "encoded":
            order, failure = details
            if failure or not self._serve(order):
                if not order.variant:
                    self._servers[order.camera].expect_no_more(order.kind)
                self._tell("failed", order.camera, order.kind, failure or "unreadable")
        elif word == "kill":
            await self._servers[details[0]].stop()
            if details[0] in self._turning:
                await self._turning[details[0]].cut_off()
        elif word == "revive":
            await self._revive(details[0])
        elif word == "stall":
            self._set_stalled(details[0], True)
        elif word == "play":
            wait = LOOP_S - time.time() % LOOP_S + 0.004
            asyncio.get_running_loop().call_later(wait, self._play, *details)
        return word != "stop"

    async def _revive(self, camera: str) -> None:
        self._set_stalled(camera, False)
        server = self._servers[camera]
        await server.stop()
        await server.start(port=self._ports[camera])
        if camera in self._turning:
            await self._turning[camera].cut_off()
            await self._turning[camera].start()

    def _set_stalled(self, camera: str, stalled: bool) -> None:
        if camera in self._turning:
            self._turning[camera].stall(stalled)
        for kind in StreamKind:
            with contextlib.suppress(KeyError):
                self._servers[camera].faults(kind).stalled = stalled

    def _serve(self, order: LoopOrder) -> bool:
        """Serve a loop if it is encoded. Until the main is, the sub stands in for it."""
        if order.variant == WIDE:
            return self._turn(order)
        feed = read_feed(order.path)
        if feed is None:
            order.path.unlink(missing_ok=True)
            return False
        self._feeds[order.camera, order.variant, order.kind] = feed
        turning = self._turning.get(order.camera)
        if turning is not None and turning.shown:
            self._tell("loop", order.camera, order.kind)
        elif not order.variant:
            server = self._servers[order.camera]
            server.add_stream(order.kind, feed)
            if order.kind is StreamKind.SUB and server.stream(StreamKind.MAIN) is None:
                server.add_stream(StreamKind.MAIN, feed)
            if order.camera in HEARING:
                server.add_sound(order.kind, ambience())
            self._tell("loop", order.camera, order.kind)
        return True

    def _turn(self, order: LoopOrder) -> bool:
        """Show what the camera sees as it turns, if that is drawn; its loops stand in for it until then."""
        if order.path.exists():
            self._turning[order.camera].show(order.path, order.night)
        return order.path.exists()

    def _play(self, camera: str, variant: str) -> None:
        """Change what a camera shows; where the variant's main is not encoded yet, its sub stands in."""
        sub = self._feeds.get((camera, variant, StreamKind.SUB))
        if sub is not None:
            self._servers[camera].add_stream(StreamKind.SUB, sub)
            self._servers[camera].add_stream(StreamKind.MAIN, self._feeds.get((camera, variant, StreamKind.MAIN), sub))

    def _draw_plates(self) -> None:
        remove_old(self._order.orders[0].folder, {order.path for order in self._order.orders})
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only to draw

        from app.demo_site.plates import write_plates  # noqa: PLC0415

        application = QGuiApplication.instance() or QGuiApplication([])
        write_plates(self._order.plates)
        del application
        self._tell("plates")

    def _tell(self, *message: object) -> None:
        with contextlib.suppress(OSError):
            self._pipe.send(message)


def _post(loop: asyncio.AbstractEventLoop, inbox: asyncio.Queue[tuple[Any, ...]], message: tuple[Any, ...]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended: nobody to tell
        loop.call_soon_threadsafe(inbox.put_nowait, message)


def ports_to_urls(ports: Mapping[str, int]) -> dict[str, tuple[str, str]]:
    """Return camera -> (sub, main)."""
    return {
        camera: (f"rtsp://127.0.0.1:{port}/{StreamKind.SUB}", f"rtsp://127.0.0.1:{port}/{StreamKind.MAIN}")
        for camera, port in ports.items()
    }
