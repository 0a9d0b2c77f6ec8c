"""One picture taken by hand: from the main stream where the camera has one, asked for first if nobody watches it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.operations import Operation
from app.services.snapshots import SnapshotDesk
from video.model import StreamKind
from video.views import SnapshotResult

if TYPE_CHECKING:
    from app.pages.wall_controller import Pictures
    from video.views import ViewHandle

#: The main stream's first picture may take this long; then the sub stream's has to do.
PATIENCE_MS, POLL_MS = 3000, 40
#: The hidden view that brings the main stream up is as small as may be.
HIDDEN_SIZE = (64, 36)


class Snapshot(QObject):
    """Takes one picture and goes away. `taken` tells the file, `failed` why there is none."""

    taken = Signal(str, object)  # camera, Path
    failed = Signal(object)

    def __init__(self, parent: QObject, pictures: Pictures, desk: SnapshotDesk, camera: str) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._desk = desk
        self._camera = camera
        self._view = f"snapshot:{camera}:{id(self)}"
        self._handle: ViewHandle | None = None
        self._keep: Callable[[SnapshotResult], Path] = lambda result: result.path
        self._left = PATIENCE_MS // POLL_MS
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)

    def take(self, user: str, incident: str | None, *, main: bool) -> None:
        """Begin; `main`: bring the main stream up first."""
        self._keep = lambda result: self._desk.keep(result, user, incident)
        if not main:
            self._shoot()
            return
        self._handle = self._pictures.show(self._view, self._camera, StreamKind.MAIN, *HIDDEN_SIZE)
        self._timer.start()

    def _look(self) -> None:
        self._left -= 1
        if self._left <= 0 or (self._handle is not None and self._handle.sequence):
            self._timer.stop()
            self._shoot()

    def _shoot(self) -> None:
        Operation(self, self._desk.begin(self._camera)).success(self._shot).failure(self._end).run()

    def _shot(self, result: SnapshotResult) -> None:
        self._hide()
        Operation(self, lambda: self._keep(result)).success(self._kept).failure(self._end).run()

    def _kept(self, path: Path) -> None:
        self.taken.emit(self._camera, path)
        self.deleteLater()

    def _end(self, error: BaseException) -> None:
        self._hide()
        self.failed.emit(error)
        self.deleteLater()

    def _hide(self) -> None:
        if self._handle is not None:
            self._handle = None
            self._pictures.hide(self._view)
