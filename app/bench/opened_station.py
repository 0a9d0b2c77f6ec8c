"""The station of the start's bench: opened as the program opens it, in a process that imports nothing else."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from app.bootstrap import RunningStation
    from app.main_window import MainWindow

#: Seconds that a station has for its window and its pictures.
WITHIN_S: Final = 60.0
SIZE: Final = (1920, 1080)


class _FirstPaint(QObject):
    """Notes when a window was painted first: monotonic seconds, and the processor's seconds until then."""

    def __init__(self) -> None:
        super().__init__()
        self.at: float | None = None
        self.spent = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let it pass."""
        if self.at is None and event.type() == QEvent.Type.Paint:
            self.at, self.spent = time.monotonic(), time.process_time()
        return False


def serve(wire: Connection, site: str, data: str, tiles: int, begun: float) -> None:
    """The station's process: as `bootstrap.run_station`, and tells when what was painted."""
    logging.disable(logging.CRITICAL)
    from app.bootstrap import Desktop, RunningStation  # noqa: PLC0415 - what the imports cost is part of the figure
    from app.data_folder import DataFolder  # noqa: PLC0415
    from app.settings import load_site  # noqa: PLC0415

    desktop = Desktop()
    running = RunningStation(desktop, load_site(Path(site)), DataFolder(Path(data)))
    running.start()
    try:
        wire.send(_watch(running, tiles, begun, desktop.application.processEvents))
    finally:
        running.stop()


def _watch(running: RunningStation, tiles: int, begun: float, work: Callable[[], object]) -> dict[str, float] | str:
    first = _FirstPaint()
    pictures: dict[str, float] = {}

    def show(window: MainWindow) -> None:
        window.resize(*SIZE)
        window.installEventFilter(first)
        wall = window.live.wall
        wall.frame_painted.connect(lambda key, _sequence, at: pictures.setdefault(key, at))
        window.show()

    running.open_window("zh_CN", show)
    gc.freeze()
    deadline = time.monotonic() + WITHIN_S / 2
    while (first.at is None or len(pictures) < tiles) and time.monotonic() < deadline:
        work()
        time.sleep(0.001)
    if first.at is None or len(pictures) < tiles:
        return f"{len(pictures)} of {tiles} cameras showed a picture"
    last = max(pictures.values())
    return {
        "window_s": round(first.at - begun, 3),
        "window_cpu_s": round(first.spent, 3),
        "first_picture_s": round(min(pictures.values()) - begun, 3),
        "pictures_s": round(last - begun, 3),
        "pictures_after_window_s": round(max(0.0, last - first.at), 3),
    }
