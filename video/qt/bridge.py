"""From the engine's threads to the GUI thread: stream states together, about five times a second; workers at once."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from video.model import StreamKind, StreamState
from video.views import WorkerState


class VideoBridge(QObject):
    """Hand `stream_state` and `worker_state` to VideoEngine and connect to the signals.

    Of several states of one stream between two signals only the last is told. Lives on the GUI thread.
    """

    #: A list of StreamState, one for each stream that changed, in the order in which they first did.
    stream_state_changed = Signal(list)
    #: A WorkerState.
    worker_changed = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None, interval_ms: int = 200) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._states: dict[tuple[str, StreamKind], StreamState] = {}
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._tell)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def stream_state(self, state: StreamState) -> None:
        """Take a state; from any thread."""
        with self._lock:
            if self._closed:
                return
            first = not self._states
            self._states[state.camera, state.kind] = state
            if first:
                self._woken.emit()

    def worker_state(self, state: WorkerState) -> None:
        """Take a worker's state; from any thread."""
        with self._lock:
            if not self._closed:
                self.worker_changed.emit(state)

    def close(self) -> None:
        """Tell nothing more; call it before the application object goes."""
        with self._lock:
            self._closed = True
            self._states.clear()
        self._timer.stop()

    def _wake(self) -> None:
        if not self._timer.isActive() and not self._closed:
            self._timer.start()

    def _tell(self) -> None:
        with self._lock:
            states, self._states = list(self._states.values()), {}
        if states:
            self.stream_state_changed.emit(states)
