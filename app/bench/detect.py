"""`watchroom bench detect`: pictures a second from shared memory to boxes, beside `YOLO.predict` and the bare runtime;
how long a picture takes; and whether the wall notices. What the figures mean: docs/performance.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from app.bench import detect_wall, usage
from app.bench.loops import SUB_CODING, load_loop
from app.bench.meter import percentile
from app.commands.evaluate import chosen
from app.demo_site import model as demo_model
from app.services.detection_rules import shared_model
from video.clock import SystemClock
from video.decoder import open_codec
from video.detect.engine import DetectionEngine
from video.detect.evaluate import frames_of
from video.detect.letterbox import Picture
from video.detect.model import DetectError, DetectorPhase, ModelChoice
from video.detect.yardstick import Pace, Yardstick
from video.frames import FrameSlot, FrameStamp
from video.model import BoxSet, StreamInfo

#: As many cameras as keep every request of the queue busy; more are the same.
CAMERAS: Final = 8
PICTURES: Final = 60
ROUNDS: Final = 5
#: Share of what the path can do at which a picture's time is measured: a station that has room.
_EASY: Final = 0.5
_START_WITHIN: Final = 120.0


def as_it_is() -> None:
    """Leave the inference process its priority: what it is compared with has the same."""


class WholePath:
    """The real engine and process on slots that are filled here: from shared memory to boxes in this process."""

    def __init__(self, choice: ModelChoice, pictures: Sequence[Picture]) -> None:
        self._clock = SystemClock()
        self._lock = threading.Lock()
        height, width = pictures[0].shape[:2]
        self._slots = {str(number): FrameSlot.create(width, height, "bgr24") for number in range(CAMERAS)}
        # Each camera shows the film in order, from another picture on: trackers have the work that they would have.
        apart = len(pictures) // CAMERAS
        rolled = ((*pictures[number * apart :], *pictures[: number * apart]) for number in range(CAMERAS))
        self._films = {camera: itertools.cycle(film) for camera, film in zip(self._slots, rolled, strict=True)}
        self._flow = False
        self.count = self.seen = 0
        self.times: list[float] = []
        self.engine = DetectionEngine(
            self._clock, choice, self._take, lambda _: None, lambda _: None, lower_priority=as_it_is
        )

    def __enter__(self) -> WholePath:
        self.engine.start()
        try:
            self._warm()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _warm(self) -> None:
        """Everything is loaded with the first boxes that are followed."""
        for camera, slot in self._slots.items():
            self.engine.watch(camera, slot.name)
        deadline = time.monotonic() + _START_WITHIN
        while self.seen < 4 * CAMERAS:
            if time.monotonic() > deadline:
                raise DetectError("worker_hung")
            state = self.engine.state
            if state.phase is DetectorPhase.RUNNING and state.engine:
                if state.degraded:
                    raise DetectError(state.code, **state.detail)
                self.run(1.0)
            time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self.engine.stop()
        for slot in self._slots.values():
            slot.unlink()
            slot.close()

    def run(self, seconds: float) -> Pace:
        """As fast as it goes: a camera's next picture is there when it is asked for."""
        with self._lock:
            self._flow, self.count = True, 0
        for camera in self._slots:
            self._write(camera)
        cpu, began = self._cpu(), time.perf_counter()
        time.sleep(seconds)
        with self._lock:
            self._flow, count = False, self.count
        took, used = time.perf_counter() - began, self._cpu() - cpu
        time.sleep(0.3)
        return Pace(count, took, used)

    def paced(self, rate: float, seconds: float) -> list[float]:
        """Seconds from a picture's being there to its boxes' being here, at `rate` pictures a second, ascending."""
        self.times.clear()
        began = time.perf_counter()
        for number, camera in enumerate(itertools.cycle(self._slots)):
            due = began + number / rate
            if due > began + seconds:
                break
            time.sleep(max(0.0, due - time.perf_counter()))
            self._write(camera)
        time.sleep(0.5)
        return sorted(self.times)

    def _cpu(self) -> float:
        pid = self.engine.process_id
        return usage.cpu_seconds([pid]) if pid is not None else 0.0

    def _write(self, camera: str) -> None:
        with self._lock:
            picture = next(self._films[camera])
            height, width = picture.shape[:2]
            now, mono = self._clock.now(), self._clock.monotonic()
            stamp = FrameStamp(now, now, mono, mono)
            self._slots[camera].write(picture.data.cast("B"), width, height, width * 3, stamp)

    def _take(self, found: BoxSet) -> None:
        """In the engine's thread."""
        self.times.append(self._clock.now() - found.captured_at)
        with self._lock:
            self.seen += 1
            self.count += self._flow
            more = self._flow
        if more:
            self._write(found.camera)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; 2 where model or pictures cannot be used."""
    try:
        report = measure(arguments)
    except (DetectError, OSError) as error:
        print(f"watchroom bench detect: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report) if arguments.json else "\n".join(f"{key:20}{value}" for key, value in report.items()))
    return 0


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Give the figures."""
    choice = _choice(arguments)
    pictures = _pictures(arguments.video)
    report = _speed(replace(choice, rate=1000.0, gate=False, threads=os.cpu_count() or 1), pictures, arguments)
    walls: dict[str, Any] = {"wall_with": None, "wall_without": None}
    if arguments.tiles:
        try:
            walls = detect_wall.measure(choice, arguments.tiles, arguments.wall_seconds)
        except RuntimeError as error:  # what was measured before it is worth keeping
            walls["wall_missing"] = str(error)
    return {**report, **walls, "load": usage.load()}


def _speed(choice: ModelChoice, pictures: Sequence[Picture], arguments: argparse.Namespace) -> dict[str, Any]:
    """In turns, so that what else the machine does meets all of them."""
    with ExitStack() as stack:
        path = stack.enter_context(WholePath(choice, pictures))
        bare: dict[str, Yardstick] = {}
        missing: dict[str, str] = {}
        for name in ("predict", "queue"):
            try:
                bare[name] = stack.enter_context(Yardstick(name, choice, pictures))
            except DetectError as error:
                missing[name] = error.code
        paces: dict[str, list[Pace]] = {"path": [], "predict": [], "queue": []}
        for _ in range(arguments.rounds):
            for name, stick in bare.items():
                paces[name].append(stick.run(arguments.seconds))
            paces["path"].append(path.run(arguments.seconds))
        fps = statistics.median(pace.fps for pace in paces["path"])
        times = path.paced(_EASY * fps, 2 * arguments.seconds)
        state = path.engine.state
    return {
        "fps": round(fps, 1),
        "predict_ratio": _ratio(paces["path"], paces["predict"]),
        "runtime_ratio": _ratio(paces["path"], paces["queue"]),
        "frame_to_box_ms": {"p50": _ms(percentile(times, 0.5)), "p99": _ms(percentile(times, 0.99))},
        "predict_fps": _fps(paces["predict"]),
        "runtime_fps": _fps(paces["queue"]),
        "cpu_ms": {name: round(statistics.median(p.cpu_ms for p in many), 1) for name, many in paces.items() if many},
        "model": state.model,
        "engine": state.engine,
        "device": state.device,
        "threads": choice.threads,
        "picture": f"{pictures[0].shape[1]}x{pictures[0].shape[0]}",
        "rounds": arguments.rounds,
        **({"missing": missing} if missing else {}),
    }


def _ratio(ours: Sequence[Pace], theirs: Sequence[Pace]) -> float | None:
    """The median over the rounds; None where the other is not installed."""
    found = [one.fps / other.fps for one, other in zip(ours, theirs, strict=False)]
    return round(statistics.median(found), 2) if found else None


def _fps(paces: Sequence[Pace]) -> float | None:
    return round(statistics.median(pace.fps for pace in paces), 1) if paces else None


def _choice(arguments: argparse.Namespace) -> ModelChoice:
    base = ModelChoice(device=arguments.device)
    if arguments.model == demo_model.FILE.stem:
        return replace(base, path=demo_model.FILE, sha256=demo_model.SHA256)
    if not arguments.model and (shared := shared_model()) is not None:
        return replace(base, path=shared)
    return chosen(arguments.model, base)


def _pictures(video: Path | None) -> list[Picture]:
    """Pictures of a film, five a second of one with ten, else of a drawn street."""
    return _drawn() if video is None else list(itertools.islice(frames_of(video), 0, 2 * PICTURES, 2))


def _drawn() -> list[Picture]:
    feed = load_loop(SUB_CODING, 0)
    codec = open_codec(StreamInfo(feed.codec, b""))
    frames = [frame for unit in feed.units for frame in codec.decode(av.Packet(unit.data))]
    return [np.ascontiguousarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in frames[:: 120 // PICTURES]]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
