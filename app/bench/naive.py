"""How most programs do it, to compare with: OpenCV reads each stream in a thread, a QLabel shows each picture.

In a process of its own, whose pictures' times are read off the number drawn into them.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from app.bench import usage
from app.bench.loops import read_code
from app.bench.meter import percentile
from app.bench.server import Served
from app.bench.stage import WALL_SIZE, Tile
from app.system import PipeEnd

SETTLE_S = 5.0
START_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class _Shown:
    key: str
    number: int
    painted: float


def measure(
    tiles: Sequence[Tile], served: Mapping[str, Served], seconds: float, wait: Callable[[float], None]
) -> dict[str, Any]:
    """Measure for `seconds`; raises RuntimeError when the process fails."""
    context = multiprocessing.get_context("spawn")
    pipe, far = context.Pipe()
    process = context.Process(target=_main, args=(far,), name="bench-naive", daemon=True)
    process.start()
    far.close()
    try:
        pipe.send({tile.key: served[tile.key].url for tile in tiles})
        wait(SETTLE_S)
        pids = [process.pid or 0]
        before, start = usage.cpu_seconds(pids), time.time()
        wait(seconds)
        end, seen = time.time(), usage.look(pids)
        pipe.send(None)
        if not pipe.poll(START_WITHIN):
            raise RuntimeError("the naive wall did not answer")
        shown: list[_Shown] = pipe.recv()
    except EOFError:
        raise RuntimeError("the naive wall ended early") from None
    finally:
        pipe.close()
        process.join(5.0)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
    cores = (seen.cpu_seconds - before) / (end - start)
    return {
        "cpu_cores": round(cores, 4),
        "rss_mb": round(seen.pss_bytes / 2**20, 1),
        **_judge(shown, served, start, end),
    }


def _judge(shown: Sequence[_Shown], served: Mapping[str, Served], start: float, end: float) -> dict[str, Any]:
    painted: dict[tuple[str, int], float] = {}
    for each in shown:
        stream = served[each.key]
        number = _absolute(each, stream)
        if number in stream.sent_between(start, end):
            painted.setdefault((each.key, number), each.painted - stream.sent_at(number))
    sent = sum(len(stream.sent_between(start, end)) for stream in served.values())
    late = sum(delay > 2 / served[key].coding.rate for (key, _), delay in painted.items())
    delays = sorted(painted.values())
    return {
        "painted_percent": round(100 * len(painted) / max(1, sent), 3),
        "late_percent": round(100 * late / max(1, len(painted)), 3),
        "latency_ms": {name: _ms(percentile(delays, share)) for name, share in (("p50", 0.5), ("p99", 0.99))},
    }


def _ms(seconds: float) -> float | None:
    return None if math.isnan(seconds) else round(seconds * 1000, 1)


def _absolute(shown: _Shown, stream: Served) -> int:
    """Give the newest picture with that place in the loop that can have been sent before it was painted."""
    newest = math.floor((shown.painted - stream.phase) * stream.coding.rate)
    return newest - (newest - shown.number) % stream.coding.pictures


class _Reader(QObject):
    """Reads one stream and emits each picture, as tutorials do."""

    picture = Signal(object)

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        from video.cv import cv2  # noqa: PLC0415 - in this process only

        capture = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG)
        while True:
            found, pixels = capture.read()
            if found:
                self.picture.emit(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))


class _Label(QLabel):
    """Shows pictures at its size and notes their numbers when painted."""

    def __init__(self, key: str, url: str, shown: list[_Shown]) -> None:
        super().__init__()
        self._key, self._shown, self._number = key, shown, -1
        self._reader = _Reader(url)
        self._reader.picture.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def _show(self, pixels: Any) -> None:
        height, width, _ = pixels.shape
        self._number = read_code(pixels[..., 1])
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self.setPixmap(QPixmap.fromImage(image).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        if self._number >= 0:
            self._shown.append(_Shown(self._key, self._number, time.time()))


def _main(pipe: PipeEnd) -> None:
    application = QApplication(["naive"])
    shown: list[_Shown] = []
    window = QWidget()
    grid = QGridLayout(window)
    urls: dict[str, str] = pipe.recv()
    side = math.ceil(math.sqrt(len(urls)))
    for index, (key, url) in enumerate(urls.items()):
        label = _Label(key, url, shown)
        label.setMinimumSize(1, 1)
        grid.addWidget(label, index // side, index % side)
    window.resize(*WALL_SIZE)
    window.show()
    timer = QTimer()
    timer.timeout.connect(lambda: pipe.poll() and application.quit())
    timer.start(200)
    application.exec()
    pipe.send(shown)
    os._exit(0)
