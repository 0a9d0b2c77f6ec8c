"""``watchroom bench alarms``: from an alarm's message on the wire to its zone's picture on screen.

Real parts all the way: the message goes through MQTT into the built-in broker, the journal's synced commit, the
engine, the call-up and the worker that holds the ring. The zone's cameras are not on the wall before. Times are of the
same monotonic clock on both ends.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.clock import SystemClock
from app.data_folder import DataFolder

TRIGGER, CHANNEL = "gas", "K502"
WALL_SIZE = 4
SETTLE_SECONDS = 12.0
ROUND_SECONDS = 10.0


def run(arguments: argparse.Namespace) -> int:
    """Measure for about ``--seconds``; prints a table, or one JSON object with ``--json``.

    With ``--burst`` so many alarms come within these seconds: see app/bench/burst.py.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    root = Path(tempfile.mkdtemp(prefix="watchroom-bench-"))
    try:
        if arguments.burst:
            from app.bench.burst import measure_burst  # noqa: PLC0415 - Qt only after the platform is chosen

            figures = measure_burst(root, arguments.burst, float(arguments.seconds))
        else:
            figures = _measure(DataFolder(root), float(arguments.seconds))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    return 0 if figures["lost"] == 0 else 1


def _measure(folder: DataFolder, seconds: float) -> dict[str, Any]:
    from app.demo_session import DemoSession  # noqa: PLC0415 - Qt only after the platform is chosen

    session = DemoSession(folder, SystemClock(), rules=False)
    try:
        session.start()
        return _Bench(session).measure(seconds)
    finally:
        session.stop()


class _Bench:
    def __init__(self, session: Any) -> None:
        from app.demo_scenario import show_full  # noqa: PLC0415

        self._session = session
        self._station = session.running.station
        self._elsewhere(session.running.walls)
        self._window = session.running.open_window("zh_CN", show_full)
        self._painted: dict[str, float] = {}
        self._window.live.wall.frame_painted.connect(self._paint)
        self._gaps: list[float] = []

    def measure(self, seconds: float) -> dict[str, Any]:
        self._until(60, lambda: bool(self._painted) and self._session.site.devices.connected)
        self._wait(SETTLE_SECONDS)
        live, past, committed = [], [], []
        published = lost = 0
        end = time.monotonic() + seconds
        while time.monotonic() < end or published < 3:
            published += 1
            times = self._round()
            if times is None:
                lost += 1
                continue
            live.append(times[0])
            past.append(times[1])
            committed.append(times[2])
        return {
            "published": published,
            "lost": lost,
            "live_ms": _percentiles(live),
            "past_ms": _percentiles(past),
            "ack_commit_ms": _percentiles(committed),
            "wall_before": WALL_SIZE,
            "cameras": len(self._station.site.cameras),
        }

    def _round(self) -> tuple[float, float, float] | None:
        """One alarm from the wire to the picture, and its handling to the end, in milliseconds."""
        self._painted.clear()
        before = time.monotonic()
        self._session.site.trigger(TRIGGER)
        if not self._until(ROUND_SECONDS, self._both_painted):
            return None
        live, past = self._call_up_times()
        self._wait(1.1)
        committed = self._handle()
        return (live - before) * 1000, (past - before) * 1000, committed

    def _handle(self) -> float:
        desk, alarms, user = self._window.desk, self._station.alarms, self._station.user
        current = desk.current
        if current is None:
            return 0.0
        before = time.monotonic()
        alarms.acknowledge(current.occurrence, user, self._station.clock.now() - 2.0).result(5)
        committed = (time.monotonic() - before) * 1000
        self._session.site.devices.gas.clear(CHANNEL)
        self._until(5, lambda: not any(one.active for one in desk.siblings(current.incident)))
        from alarms.model import Verdict  # noqa: PLC0415

        alarms.verdict(current.incident, Verdict.TEST, "bench", user).result(5)
        alarms.close(current.incident, user).result(5)
        self._until(5, lambda: desk.current is None)
        self._wait(1.0)
        return committed

    def _elsewhere(self, walls: Any) -> None:
        """Turn the wall to a page that shows no camera of the zone."""
        from app.services.layouts import Layout  # noqa: PLC0415

        cameras = self._station.wall_cameras()
        zone = next(point for point in self._station.site.points if point.channel == CHANNEL)
        called = set(self._station.places.cameras_for(zone.id, zone.zone or ""))
        walls.main.choose(walls.add_layout(Layout("", arrangement=str(WALL_SIZE))))
        for first in range(0, len(cameras), WALL_SIZE):
            if not called & set(cameras[first : first + WALL_SIZE]):
                return
            walls.main.turn_page(1)
        raise RuntimeError("every page of the wall shows a camera of the zone")

    def _both_painted(self) -> bool:
        live, past = self._call_up_times()
        return live > 0 and past > 0

    def _call_up_times(self) -> tuple[float, float]:
        scene = self._window.live.controller.scene
        if scene is None or scene.shape != "call_up":
            return 0.0, 0.0
        chief, past = scene.tiles[0].key, scene.tiles[1].key
        return self._painted.get(chief, 0.0), self._painted.get(past, 0.0)

    def _paint(self, key: str, _sequence: int, at: float) -> None:
        self._painted.setdefault(key, at)

    def _wait(self, seconds: float) -> None:
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415

        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def _until(self, seconds: float, condition: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self._wait(0.005)
        return True


def _percentiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    return {name: round(_at(ordered, share), 1) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
