"""The one door to live and recorded pictures: cameras in, views out, workers behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from video.clock import Clock
from video.frames import FrameSlot
from video.model import CameraSource, StreamKind, StreamState
from video.views import ClipResult, PlaybackHandle, PlaybackState, SnapshotResult, ViewHandle, WorkerState

__all__ = ["PlaybackHandle", "VideoEngine", "ViewHandle"]

DEFAULT_RING_BYTES = 16 * 1024 * 1024


class VideoEngine:
    """All cameras of a station. Methods return at once and may be called from the GUI thread.

    `on_state` and `on_worker` are called from engine threads: marshal, and return soon.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        workers: int = 2,
        ring_seconds: float = 30.0,
        ring_bytes: int = DEFAULT_RING_BYTES,
        on_state: Callable[[StreamState], None] = lambda _state: None,
        on_worker: Callable[[WorkerState], None] = lambda _state: None,
    ) -> None:
        self._clock = clock
        self._workers = workers
        self._ring = (ring_seconds, ring_bytes)
        self._on_state = on_state
        self._on_worker = on_worker
        self._views: dict[str, ViewHandle] = {}
        self._taps: dict[str, FrameSlot] = {}

    def start(self) -> None:
        """Start the workers."""

    def stop(self) -> None:
        """End workers and threads and free every slot; waiting futures fail with MediaError("stopped")."""

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Serve exactly these cameras: their sub streams connect now and stay connected."""

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        """Show a live stream scaled to `width` x `height` device pixels; the same view again resizes or switches it.

        The picture up stays until the new one is there, unless the camera changes: then it goes at once.
        """
        return self._views.setdefault(view, ViewHandle(view, camera))

    def loop(self, view: str, camera: str, start: float, end: float, width: int, height: int) -> ViewHandle:
        """Show the past from memory, `start` to `end` UTC, over and over at real speed."""
        return self._views.setdefault(view, ViewHandle(view, camera))

    def hide(self, view: str) -> None:
        """Stop a view of any sort and free its slot."""
        self._views.pop(view, ViewHandle(view, "")).close()

    def tap(self, camera: str, width: int, height: int, rate: float) -> str:
        """Feed a detector: bgr24, fitted into `width` x `height`, at most `rate` a second; gives the slot's name."""
        slot = self._taps.get(camera) or FrameSlot.create(width, height, "bgr24")
        self._taps[camera] = slot
        return slot.name

    def untap(self, camera: str) -> None:
        """End a tap."""

    def play(
        self,
        view: str,
        paths: Sequence[Path],
        width: int,
        height: int,
        on_state: Callable[[PlaybackState], None] = lambda _state: None,
    ) -> PlaybackHandle:
        """Open clips for playback, paused on their first picture."""
        return PlaybackHandle(view, lambda _action, _value: None)

    def save_clip(self, camera: str, kind: StreamKind, start: float, end: float, path: Path) -> Future[ClipResult]:
        """Write what the camera sent between two UTC times, once `end` has passed; fails with MediaError."""
        return Future()

    def snapshot(self, camera: str, path: Path) -> Future[SnapshotResult]:
        """Write the newest picture in full size as .jpg or .png; fails with MediaError."""
        return Future()

    def hurry(self, camera: str) -> None:
        """Reconnect now: this camera's zone is in alarm."""
