"""``watchroom bench alarms --burst N``: many alarms at once, and whether the window stays awake.

A real window (off screen) over a real station with its journal; the alarms come by MQTT from another process. A gap is
the time in which the window's thread could not answer, beyond a timer's own period. On a busy computer that is mostly
waiting for others, so ``gui_own_gap_ms`` leaves out what the whole program did not work in it, and ``gui_cpu_ms`` is
the work of the window's thread alone. A P1 is visible once its row or its card has been painted.
"""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.bench.burst_devices import CLASSES, DEVICES, HELP, ZONES, point_of, send_burst
from app.data_folder import DataFolder

TICK_MS = 5
AFTER_SECONDS = 30.0
SITE, PASSWORD = "bench", "for the bench only"

HEAD = """
schema = 1
[site]
id = "bench"
name = "压力测试"
name_en = "Bench"
[detection]
enabled = false
[broker]
listen = "127.0.0.1:0"
"""
ZONE = """
[[zone]]
id = "z{number}"
name = "{number} 号区"
name_en = "Zone {number}"
"""
DEVICE = """
[[device]]
id = "{device}"
name = "{device}"
zone = "z0"
kind = "sensor"
password = "{password}"
"""
POINT = """
[[point]]
id = "{device}-{channel}"
device = "{device}"
class = "{alarm_class}"
channel = "{channel}"
zone = "{zone}"
name = "{channel} 号点"
name_en = "Point {channel}"
"""


def measure_burst(root: Path, count: int, seconds: float) -> dict[str, Any]:
    """Run one burst; returns what is printed."""
    from app.bootstrap import Desktop, RunningStation  # noqa: PLC0415 - Qt only after the platform is chosen
    from app.settings import load_site  # noqa: PLC0415

    path = root / "site.toml"
    path.write_text(_document(count), encoding="utf-8")
    running = RunningStation(Desktop(), load_site(path), DataFolder(root / "data"))
    running.start()
    try:
        window = running.open_window("zh_CN", _show)
        gc.freeze()  # as the program itself does once its window stands
        return _Watch(running, window).measure(count, seconds)
    finally:
        running.stop()


def _show(window: Any) -> None:
    window.resize(1920, 1080)
    window.show()


def _document(count: int) -> str:
    text = HEAD + "".join(ZONE.format(number=number) for number in range(ZONES))
    text += "".join(DEVICE.format(device=device, password=PASSWORD) for device in (*DEVICES, HELP))
    for number in range(count):
        device, channel = point_of(number)
        zone = f"z{number % ZONES if device != HELP else int(channel[1:]) % ZONES}"
        text += POINT.format(device=device, channel=channel, alarm_class=CLASSES[device], zone=zone)
    return text


class _Watch:
    """Looks at the window's thread and at what it paints."""

    def __init__(self, running: Any, window: Any) -> None:
        from PySide6.QtCore import QEvent, QObject, Qt, QTimer  # noqa: PLC0415

        self._station = running.station
        self._desk = running.desk
        self._window = window
        self._seen: dict[str, float] = {}
        self._gaps: list[tuple[float, float, float]] = []
        self._last = _clocks()
        watch = self

        class Eyes(QObject):
            """Sees each painting of the list and of the card."""

            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                if event.type() is QEvent.Type.Paint:
                    QTimer.singleShot(0, watch._look)
                return False

        self._eyes = Eyes()
        live = window.live
        live.alarm_list.view.viewport().installEventFilter(self._eyes)
        live.card.installEventFilter(self._eyes)
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def measure(self, count: int, seconds: float) -> dict[str, Any]:
        """Let the devices speak, and wait until all that they said is on the desk."""
        self._until(20.0, self._window.isVisible)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        order = (self._station.devices.port, SITE, PASSWORD, count, seconds, theirs)
        process = context.Process(target=send_burst, args=order, daemon=True)
        process.start()
        theirs.close()
        self._last = _clocks()
        self._timer.start()
        try:
            self._until(seconds + 2 * AFTER_SECONDS, ours.poll)
            report = _received(ours)
            self._until(AFTER_SECONDS, lambda: len(self._desk.occurrences()) >= count)
        finally:
            self._timer.stop()
            process.kill()
            process.join()
        return self._figures(report)

    def _figures(self, report: dict[str, Any]) -> dict[str, Any]:
        sent: dict[str, float] = report["sent"]
        raised = {one.point: one.id for one in self._desk.occurrences()}
        urgent = [point for point in sent if point.startswith(HELP)]
        seen = {point: self._seen.get(raised.get(point, "")) for point in urgent}
        visible = [(at - sent[point]) * 1000 for point, at in seen.items() if at is not None]
        return {
            "published": len(sent),
            "lost": len(sent.keys() - raised.keys()),
            "unacknowledged": len(sent) - report["answered"],
            **{
                name: _figures([each[column] for each in self._gaps])
                for column, name in enumerate(("gui_gap_ms", "gui_own_gap_ms", "gui_cpu_ms"))
            },
            "p1": len(urgent),
            "p1_not_visible": len(urgent) - len(visible),
            "p1_visible_ms": _figures(visible),
        }

    def _tick(self) -> None:
        now = _clocks()
        wall, program, thread = ((one - before) * 1000 for one, before in zip(now, self._last, strict=True))
        gap = max(0.0, wall - TICK_MS)
        self._gaps.append((gap, min(gap, program), thread))
        self._last = now

    def _look(self) -> None:
        """Note what has just been painted: the rows in view, and the card."""
        from alarms.qt.alarm_model import AlarmRole  # noqa: PLC0415

        now, view = time.monotonic(), self._window.live.alarm_list.view
        height, model = view.viewport().height(), view.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if view.visualRect(index).top() >= height:
                break
            self._seen.setdefault(str(index.data(AlarmRole.ID)), now)
        current = self._desk.current
        if current is not None and self._window.live.card.isVisible():
            self._seen.setdefault(current.occurrence, now)

    def _until(self, seconds: float, condition: Callable[[], object]) -> bool:
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415

        loop, check = QEventLoop(), QTimer(interval=50)
        end = time.monotonic() + seconds
        check.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
        check.start()
        loop.exec()
        check.stop()
        return bool(condition())


def _clocks() -> tuple[float, float, float]:
    """Time, the program's CPU seconds, this thread's."""
    return time.monotonic(), time.process_time(), time.thread_time()


def _received(wire: Any) -> dict[str, Any]:
    try:
        report: dict[str, Any] = wire.recv()
    except EOFError as error:
        raise RuntimeError("the devices ended early") from error
    finally:
        wire.close()
    return report


def _figures(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    picked = (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    return {name: round(ordered[int(share * (len(ordered) - 1))], 1) for name, share in picked}
