"""The demo cameras as the station's process sees them: a process of their own that serves real RTSP."""

from __future__ import annotations

import contextlib
import multiprocessing
import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.demo_site.camera_server import ServerOrder, ports_to_urls, serve_cameras
from app.demo_site.loops import LoopOrder, quality_of
from app.demo_site.ptz_scene import CAMERA as TURNING
from app.demo_site.ptz_scene import WIDE
from app.system import PipeEnd
from video.model import Codec, Credentials, StreamKind

HEVC_CAMERAS = frozenset({"cam11", "cam16"})
FIRST_MAINS = ("cam06", "cam13", "cam01", "cam05", "cam02", "cam09")
VARIANT_LOOPS = (("cam06", "intruder"), ("cam13", "fire"))
VIDEO_ENDINGS = frozenset({".mp4", ".mkv", ".avi", ".mov", ".ts", ".m4v", ".webm", ".mpg"})
START_TIMEOUT_S = 30.0

Urls = dict[str, tuple[str, str]]


class DemoCamerasError(Exception):
    """The cameras' process did not come up; the text says why."""


class DemoCameras:
    """Serves `cameras` from drawn scenes, or from the videos of a folder, over RTSP with digest authentication.

    A camera plays as soon as its sub loop is encoded (cached in `folder`); who asks before waits for it, as for a
    camera that starts. Its main stream shows the sub loop until the main loop is encoded in the background.
    """

    def __init__(
        self, cameras: Sequence[str], folder: Path, night: bool = False, videos: Path | None = None, processes: int = 2
    ) -> None:
        self.credentials = Credentials("watchroom", secrets.token_urlsafe(12))
        self.plates = folder / "plates"
        self.failures: dict[str, str] = {}
        self._order = ServerOrder(
            self.credentials, _orders(cameras, folder, night, videos), self.plates, max(1, processes)
        )
        self._changed = threading.Condition()
        self._ports: dict[str, int] = {}
        self.onvif: dict[str, str] = {}
        self._loops: set[tuple[str, StreamKind]] = set()
        self._plates_drawn = False
        self._ended = False
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: PipeEnd | None = None
        self._listener: threading.Thread | None = None

    def start(self) -> Urls:
        """Start the process; return camera -> (sub URL, main URL). Raises DemoCamerasError."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve_cameras, args=(theirs, self._order), name="demo-cameras")
        self._process.start()
        theirs.close()
        self._listener = threading.Thread(target=self._listen, args=(self._pipe,), name="demo-cameras", daemon=True)
        self._listener.start()
        with self._changed:
            self._changed.wait_for(lambda: self._ports or self._ended, START_TIMEOUT_S)
            if not self._ports:
                raise DemoCamerasError("the demo cameras' process ended before it listened")
            return ports_to_urls(self._ports)

    def stop(self) -> None:
        """End the process and wait for it; may be called again."""
        if self._process is None or self._pipe is None or self._listener is None:
            return
        self._send("stop")
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._listener.join()
        self._pipe.close()
        self._process.close()
        self._process = None

    def wait_ready(
        self, cameras: Sequence[str] | None = None, kind: StreamKind = StreamKind.SUB, timeout: float = 60.0
    ) -> bool:
        """Wait until these cameras (None: all) have their loop encoded; False when that takes too long or failed."""
        wanted = {(camera, kind) for camera in cameras or self.cameras}
        with self._changed:
            self._changed.wait_for(lambda: wanted <= self._loops or self._ended or self._failed(wanted), timeout)
            return wanted <= self._loops

    def wait_plates(self, timeout: float = 30.0) -> bool:
        """Wait until the plate cameras' pictures are drawn."""
        with self._changed:
            self._changed.wait_for(lambda: self._plates_drawn or self._ended, timeout)
            return self._plates_drawn

    @property
    def cameras(self) -> tuple[str, ...]:
        """The cameras' ids."""
        return tuple(sorted({order.camera for order in self._order.orders}))

    @property
    def ready(self) -> tuple[int, int]:
        """How many sub loops are encoded, and of how many."""
        with self._changed:
            return sum(kind is StreamKind.SUB for _, kind in self._loops), len(self.cameras)

    def kill(self, camera: str) -> None:
        """Take a camera off the network: connections are cut and new ones refused."""
        self._send("kill", camera)

    def stall(self, camera: str) -> None:
        """Leave the camera connected, but without a picture."""
        self._send("stall", camera)

    def revive(self, camera: str) -> None:
        """End a camera's fault, at its old address."""
        self._send("revive", camera)

    def play(self, camera: str, variant: str = "") -> None:
        """Show a variant of the camera's scene, "" its usual one, from the next start of the loop on."""
        self._send("play", camera, variant)

    @property
    def pid(self) -> int | None:
        """The process's id, for tests that end it."""
        return self._process.pid if self._process is not None else None

    def _failed(self, wanted: set[tuple[str, StreamKind]]) -> bool:
        return any(f"{camera}/{kind}" in self.failures for camera, kind in wanted)

    def _send(self, *message: object) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                self._pipe.send(message)

    def _listen(self, pipe: PipeEnd) -> None:
        try:
            while True:
                self._note(*pipe.recv())
        except (EOFError, OSError):
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _note(self, word: str, *details: Any) -> None:
        with self._changed:
            if word == "ports":
                self._ports, self.onvif = details
            elif word == "plates":
                self._plates_drawn = True
            elif word == "loop":
                self._loops.add((details[0], details[1]))
            elif word == "failed":
                self.failures[f"{details[0]}/{details[1]}"] = details[2]
            self._changed.notify_all()


def is_night(now: float, timezone: str) -> bool:
    """Whether the drawn cameras should show night: from half past six in the evening to six."""
    moment = datetime.fromtimestamp(now, ZoneInfo(timezone))
    return not 6 * 60 <= moment.hour * 60 + moment.minute < 18 * 60 + 30


def _variant_orders(cameras: Sequence[str], kind: StreamKind, folder: Path, night: bool) -> list[LoopOrder]:
    return [
        replace(_order(camera, kind, folder, night, {}), variant=variant)
        for camera, variant in VARIANT_LOOPS
        if camera in cameras
    ]


def _orders(cameras: Sequence[str], folder: Path, night: bool, videos: Path | None) -> tuple[LoopOrder, ...]:
    sources = _sources(cameras, videos)
    subs = [_order(camera, StreamKind.SUB, folder, night, sources) for camera in cameras]
    wanted = [camera for camera in FIRST_MAINS if camera in cameras]
    wanted += [camera for camera in cameras if camera not in wanted]
    mains = [_order(camera, StreamKind.MAIN, folder, night, sources) for camera in wanted]
    if sources:
        return (*subs, *mains)
    subs += _variant_orders(cameras, StreamKind.SUB, folder, night)
    if TURNING in cameras:
        subs.append(replace(_order(TURNING, StreamKind.SUB, folder, night, {}), variant=WIDE))
    return (*subs, *_variant_orders(cameras, StreamKind.MAIN, folder, night), *mains)


def _order(camera: str, kind: StreamKind, folder: Path, night: bool, sources: dict[str, Path]) -> LoopOrder:
    codec = Codec.HEVC if camera in HEVC_CAMERAS else Codec.H264
    return LoopOrder(camera, kind, quality_of(kind, codec), night, folder, sources.get(camera))


def _sources(cameras: Sequence[str], videos: Path | None) -> dict[str, Path]:
    """Give each camera a video, in the order of their names, from the start again when they run out."""
    if videos is None:
        return {}
    files = sorted(path for path in videos.iterdir() if path.suffix.lower() in VIDEO_ENDINGS)
    if not files:
        raise DemoCamerasError(f"no videos in {videos}")
    return {camera: files[index % len(files)] for index, camera in enumerate(cameras)}
