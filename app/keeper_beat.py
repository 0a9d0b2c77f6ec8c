"""The station's side of the keeper: beats while the window's thread takes its turns, ends when it is asked to."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.keeper_wire import BEAT, END, Wire

BEAT_MS: Final = 1000


class KeeperBeat(QObject):
    """Beats each second; `ended` is called once when the keeper asks the station to end. GUI thread."""

    def __init__(self, wire: Wire, ended: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wire = wire
        self._ended = ended
        if sys.platform != "win32":
            os.set_blocking(wire.fileno(), False)  # a keeper that stands still must not stop the window
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin, now that the window stands."""
        self._beat()
        self._timer.start()

    def stop(self) -> None:
        """Beat no more: the station closes, and takes its time."""
        self._timer.stop()
        with contextlib.suppress(OSError):
            self._wire.send_bytes(END)

    def _beat(self) -> None:
        try:
            self._wire.send_bytes(BEAT)
            asked = self._wire.poll() and self._wire.recv_bytes() == END
        except BlockingIOError:
            return  # nobody reads: the keeper stands still, the station does not
        except (OSError, EOFError):
            self._timer.stop()  # the keeper is gone; the station goes on without
            return
        if asked:
            self._timer.stop()
            self._ended()
