"""A camera's live picture under something that is drawn over it: asked for, pulled at a pace, and let go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from app import texts
from app.station import Station
from video.frames import Frame
from video.model import StreamKind
from video.qt import surface
from video.views import MediaError, ViewHandle


class CameraPicture(QObject):
    """One view of the engine named `view`, `size` large; `taken` is given each new picture, its pixels its own."""

    def __init__(
        self,
        station: Station,
        view: str,
        size: tuple[int, int],
        frame_ms: int,
        taken: Callable[[QImage, Frame], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._station, self._view, self._size, self._taken = station, view, size, taken
        self._handle: ViewHandle | None = None
        self._sequence = 0
        self._timer = QTimer(self, interval=frame_ms)
        self._timer.timeout.connect(self._pull)

    @property
    def camera(self) -> str:
        """Whose picture it is, "" for none."""
        return self._handle.camera if self._handle is not None else ""

    def show_camera(self, camera: str) -> str:
        """Begin with a camera's small stream in place of the one before; gives why not in words, "" where it does."""
        self.let_go()
        try:
            self._handle = self._station.video.show(self._view, camera, StreamKind.SUB, *self._size)
        except (MediaError, OSError) as error:
            return texts.refusal(getattr(error, "code", type(error).__name__))
        self._sequence = 0
        self._timer.start()
        return ""

    def let_go(self) -> None:
        """No picture any more."""
        self._timer.stop()
        if self._handle is not None:
            self._handle = None
            self._station.video.hide(self._view)

    def _pull(self) -> None:
        frame = self._handle.latest() if self._handle is not None else None
        if frame is not None and frame.sequence != self._sequence:
            self._sequence = frame.sequence
            self._taken(surface.image(frame).copy(), frame)
