"""The detection engine with its real process: it runs, it is killed, it comes back, it says the truth."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np
import psutil
import pytest

from app.services.cross_check import SightingLog
from tests.fakes.detect import put
from video.clock import SystemClock
from video.cv import cv2
from video.detect.engine import POLICY, DetectionEngine
from video.detect.letterbox import Picture
from video.detect.messages import Begin, ProcessConfig, Watch
from video.detect.model import DetectError, DetectorPhase, DetectorState, ModelChoice, Rule, RuleHit
from video.detect.process import inference_main
from video.frames import FrameSlot, FrameStamp
from video.model import BoxSet

DEADLINE = 60.0
CLOCK = SystemClock()
YARD = Rule("yard", polygon=((0, 0), (1, 0), (1, 1), (0, 1)), classes=("person",))


class Station:
    """An engine, one camera's slot, and everything the engine said."""

    def __init__(self, choice: ModelChoice) -> None:
        self.changed = threading.Condition()
        self.boxes: list[BoxSet] = []
        self.hits: list[RuleHit] = []
        self.states: list[DetectorState] = []
        self.slot = FrameSlot.create(320, 180, "bgr24")
        self.engine = DetectionEngine(
            CLOCK, choice, self._keep(self.boxes), self._keep(self.hits), self._keep(self.states), policy=POLICY
        )

    def _keep(self, into: list) -> Callable[[object], None]:
        def keep(one: object) -> None:
            with self.changed:
                into.append(one)
                self.changed.notify_all()

        return keep

    def until(self, condition: Callable[[], bool], work: Callable[[], None] = lambda: None) -> None:
        """Wait for it; `work` is done again and again meanwhile."""
        end = CLOCK.monotonic() + DEADLINE
        with self.changed:
            while not condition():
                assert CLOCK.monotonic() < end, (self.states[-3:], len(self.boxes), len(self.hits))
                work()
                self.changed.wait(0.05)

    def until_running(self, restarts: int = 0) -> DetectorState:
        self.until(lambda: self._runs(self.engine.state, restarts))
        return self.engine.state

    @staticmethod
    def _runs(state: DetectorState, restarts: int) -> bool:
        told = state.engine != "" and state.code not in ("worker_died", "worker_hung")
        return state.phase is DetectorPhase.RUNNING and state.restarts == restarts and told

    def frame(self, colour: int = 90) -> None:
        put(self.slot, CLOCK.monotonic(), colour)

    def close(self) -> None:
        self.engine.stop()
        self.slot.unlink()
        self.slot.close()


@pytest.fixture
def station() -> Iterator[Callable[[ModelChoice], Station]]:
    made: list[Station] = []

    def start(choice: ModelChoice) -> Station:
        made.append(Station(choice))
        made[-1].engine.start()
        made[-1].engine.watch("fence", made[-1].slot.name, [YARD])
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_without_a_model_motion_stands_in_and_raises_the_rule(station: Callable[[ModelChoice], Station]) -> None:
    one = station(ModelChoice(rate=50))
    state = one.until_running()
    assert (state.engine, state.degraded, state.code, state.cameras) == ("motion", True, "no_model", 1)
    shade = [90]

    def film() -> None:
        """An empty yard, and then someone dark who walks to and fro, whom a process that comes late finds as well."""
        shade[0] += 1
        left = 60 + abs(shade[0] // 4 % 40 - 20)
        picture = cv2.rectangle(_yard(), (left, 30), (left + 20, 70), (10, 10, 10), -1) if shade[0] > 130 else _yard()
        one.slot.write(memoryview(picture.tobytes()), 160, 90, 480, _stamp())

    one.until(lambda: bool(one.hits), film)
    (hit,) = one.hits
    assert (hit.camera, hit.rule_id, hit.boxes[0].label) == ("fence", "yard", "motion")
    assert hit.snapshot is not None and hit.snapshot.startswith(b"\xff\xd8")
    one.until(lambda: one.engine.state.camera_rates.get("fence", 0) > 0, one.frame)


def test_what_is_said_before_the_beginning_ends_nothing() -> None:
    """Cameras are told while the process is being made: they may come before its orders."""

    class Link:
        said: ClassVar[list[object]] = [Watch("early", "nowhere", (), 0), Begin(ModelChoice()), None]

        def __init__(self) -> None:
            self.left = list(self.said)
            self.beats = 0

        def receive(self) -> object:
            return self.left.pop(0)

        def send(self, _message: object) -> None: ...

        def beat(self, _payload: object = None) -> None:
            self.beats += 1

    link = Link()
    inference_main(cast(Any, link), ProcessConfig(lambda: None))
    assert link.left == [] and link.beats >= 1


def test_a_killed_process_leaves_its_cameras_not_looked_at(station: Callable[[ModelChoice], Station]) -> None:
    """Empty pictures are told as looks; once the process is gone none comes, and nobody "saw nobody"."""
    one, log = station(ModelChoice(rate=50)), SightingLog()
    one.until_running()
    one.until(lambda: len(one.boxes) >= 5, one.frame)
    assert one.engine.process_id is not None
    os.kill(one.engine.process_id, signal.SIGKILL)
    one.until(lambda: one.engine.state.restarts == 1)
    for boxes in one.boxes:
        log.take(replace(boxes, engine="a model"))  # this test's pictures have none
    last = max(boxes.captured_at for boxes in one.boxes)
    looked = log.between(("fence",), last - 1.0, last)
    assert looked.cameras == ("fence",) and looked.sightings == ()
    after = log.between(("fence",), last - 5.0, last + 10.0)
    assert (after.cameras, after.missed) == ((), ("fence",))


def test_a_killed_process_is_back_with_all_it_knew(station: Callable[[ModelChoice], Station]) -> None:
    one = station(ModelChoice(rate=50))
    one.until_running()
    one.until(lambda: bool(one.boxes), one.frame)
    first = one.engine.process_id
    assert first is not None
    os.kill(first, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    one.until(lambda: any(state.code == "worker_died" and state.degraded for state in one.states))
    state = one.until_running(restarts=1)
    assert one.engine.process_id != first
    assert state.code == "no_model"
    seen = len(one.boxes)
    one.until(lambda: len(one.boxes) > seen, one.frame)


def test_a_corrupt_model_falls_back_to_motion(station: Callable[[ModelChoice], Station], tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"\x08\x07garbage" * 50)
    one = station(ModelChoice(tmp_path / "bad.onnx", rate=50))
    state = one.until_running()
    assert (state.engine, state.degraded, state.code) == ("motion", True, "model_corrupt")
    one.until(lambda: bool(one.boxes), one.frame)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="nice levels are a Unix thing")
def test_the_process_steps_back_behind_the_wall(station: Callable[[ModelChoice], Station]) -> None:
    before = psutil.Process().nice()
    one = station(ModelChoice())
    one.until_running()
    assert one.engine.process_id is not None
    assert psutil.Process(one.engine.process_id).nice() > before
    assert psutil.Process().nice() == before


def test_a_plate_is_read_in_the_process_and_garbage_is_said(station: Callable[[ModelChoice], Station]) -> None:
    one = station(ModelChoice(threads=2))
    bad = one.engine.read_plate(b"not a picture")
    with pytest.raises(DetectError, match="picture_unreadable"):
        bad.result(DEADLINE)
    plate = _yard(200, 600)
    cv2.putText(plate, "ABC 4567", (40, 130), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (0, 0, 0), 8)
    reading = one.engine.read_plate(cv2.imencode(".jpg", plate)[1].tobytes()).result(DEADLINE)
    assert reading.text.endswith("4567")
    assert (reading.fits_rule, reading.engine) == (False, "rapidocr")


def test_plates_waiting_at_the_end_are_told(station: Callable[[ModelChoice], Station]) -> None:
    one = station(ModelChoice())
    waiting = one.engine.read_plate(b"never read")
    one.engine.stop()
    with pytest.raises(DetectError, match=r"stopped|picture_unreadable"):
        waiting.result(0)
    with pytest.raises(DetectError, match="stopped"):
        one.engine.read_plate(b"").result(0)
    assert one.engine.state.phase is DetectorPhase.STOPPED


def _yard(height: int = 90, width: int = 160) -> Picture:
    return np.full((height, width, 3), 190, np.uint8)


def _stamp() -> FrameStamp:
    now = CLOCK.monotonic()
    return FrameStamp(now, now, now, now)
