"""Does the wall notice that detection is on? The same wall, with and without, in turns."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any, Final

from app import system
from app.bench import usage
from app.bench.loops import MAIN_CODING, SUB_CODING, Coding
from app.bench.meter import GapMeter, PaintFigures, judge, percentile
from app.bench.server import BenchServer, ServerOrder
from app.bench.stage import PICTURES_WITHIN, Stage, arrangement, wait, wait_until
from app.bench.wall import SETTLE_S, Cameras, cameras_of_server, ready_application
from app.station_cameras import TAP_SIZE
from video.clock import SystemClock
from video.detect.engine import DetectionEngine
from video.detect.model import DetectorPhase, ModelChoice
from video.model import BoxSet

#: How often each way is measured.
TURNS: Final = 3
WORKERS: Final = 2
_START_WITHIN: Final = 300.0
_DRAIN_S: Final = 1.0


@dataclass(slots=True)
class _Side:
    """What was found with detection, or without."""

    figures: list[PaintFigures] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    boxes: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def report(self) -> dict[str, Any]:
        """Sums over the turns."""
        sent, painted, late = (sum(getattr(one, name) for one in self.figures) for name in ("sent", "painted", "late"))
        latency = sorted(value for one in self.figures for value in one.latency)
        gaps = sorted(self.gaps)
        return {
            "painted_percent": round(100 * painted / max(1, sent), 3),
            "late_percent": round(100 * late / max(1, painted), 3),
            "late": late,
            "latency_ms": {"p50": _ms(percentile(latency, 0.5)), "p99": _ms(percentile(latency, 0.99))},
            "gui_gap_ms": {"p99": _ms(percentile(gaps, 0.99)), "max": _ms(gaps[-1] if gaps else 0.0)},
            "wall_cpu_cores": round(self.cpu_seconds / max(self.seconds, 1e-3), 3),
            "gui_stalls": sum(gap > 0.05 for gap in gaps),
            "detections_per_second": round(self.boxes / max(self.seconds, 1e-3), 1),
        }


class _Detection:
    """The station's own detection on the wall's cameras, with its usual settings, to be turned on and off."""

    def __init__(self, choice: ModelChoice, stage: Stage, cameras: Cameras) -> None:
        self._stage, self._rate = stage, choice.rate
        self._cameras = [tile.camera for tile in cameras.tiles]
        self.boxes = 0
        self.engine = DetectionEngine(
            SystemClock(), choice, self._take, lambda _: None, lambda _: None, lower_priority=system.lower_priority
        )

    def on(self) -> None:
        for camera in self._cameras:
            self.engine.watch(camera, self._stage.engine.tap(camera, *TAP_SIZE, self._rate))

    def off(self) -> None:
        for camera in self._cameras:
            self.engine.unwatch(camera)
            self._stage.engine.untap(camera)

    def _take(self, _found: BoxSet) -> None:
        self.boxes += 1


def measure(
    choice: ModelChoice, tiles: int, seconds: float, sub: Coding = SUB_CODING, main: Coding = MAIN_CODING
) -> dict[str, Any]:
    """Give wall_with and wall_without; `seconds` of each in all. Raises RuntimeError when pictures do not come."""
    ready_application()
    with BenchServer(ServerOrder(tiles + 1, sub, main)) as server, Stage(WORKERS) as stage:
        cameras = cameras_of_server(server, tiles, 1)
        if not wait_until(lambda: stage.running >= WORKERS, PICTURES_WITHIN):
            raise RuntimeError("the video workers did not start")
        stage.engine.set_cameras(cameras.sources)
        stage.set_tiles(cameras.tiles, arrangement(tiles, 1))
        if not wait_until(lambda: stage.painted_once([tile.key for tile in cameras.tiles]), PICTURES_WITHIN):
            raise RuntimeError("not all pictures came")
        detection = _Detection(choice, stage, cameras)
        detection.engine.start()
        try:
            if not wait_until(lambda: detection.engine.state.phase is DetectorPhase.RUNNING, _START_WITHIN):
                raise RuntimeError("the inference process did not start")
            sides = _turns(stage, cameras, detection, seconds / TURNS, server.pid)
        finally:
            detection.engine.stop()
    return {"wall_with": sides[True].report(), "wall_without": sides[False].report()}


def _turns(stage: Stage, cameras: Cameras, detection: _Detection, seconds: float, server: int) -> dict[bool, _Side]:
    sides = {True: _Side(), False: _Side()}
    for _ in range(TURNS):
        for on, side in sides.items():
            if on:
                detection.on()
            wait(SETTLE_S)
            pids = usage.family(os.getpid(), [server, detection.engine.process_id or 0]) if usage.SEES_OTHERS else []
            before = usage.cpu_seconds(pids)
            _measure(stage, cameras, detection, side, seconds)
            side.cpu_seconds += usage.cpu_seconds(pids) - before
            if on:
                detection.off()
    return sides


def _measure(stage: Stage, cameras: Cameras, detection: _Detection, side: _Side, seconds: float) -> None:
    meter = GapMeter(stage.wall)
    meter.start()
    boxes, start = detection.boxes, time.time()
    wait(seconds)
    end = time.time()
    side.gaps += meter.stop()
    meter.deleteLater()
    side.boxes += detection.boxes - boxes
    side.seconds += end - start
    wait(_DRAIN_S)
    side.figures.append(judge(stage.log, cameras.served, start, end))


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
