"""Whatever happens to detection: the wall goes on, the state says what is wrong, and detection comes back.

Real everything: a camera's stream, the decoding process, the inference process, a model.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.services.health import detector_status
from tests.fakes.detect import put
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.tiny_model import tiny_model
from tests.integration.test_detection_process import CLOCK, DEADLINE, Station
from video.detect.engine import POLICY, DetectionEngine
from video.detect.model import DetectorPhase, DetectorState, ModelChoice
from video.engine import VideoEngine
from video.model import CameraSource, StreamAddress, StreamKind
from video.rtsp.server import RtspServer
from video.rtsp.server_thread import RtspServerThread
from video.views import ViewHandle

unix = pytest.mark.skipif(sys.platform == "win32", reason="stopping a process by a signal is a Unix thing")


class Wall:
    """One camera on a tile, and tapped for detection."""

    def __init__(self) -> None:
        self.server = RtspServer()
        self.server.add_stream("gate/sub", encoded_feed())
        self.thread = RtspServerThread(self.server)
        self.thread.start()
        self.engine = VideoEngine(CLOCK, workers=1, ring_seconds=5)
        self.engine.start()
        self.engine.set_cameras([CameraSource("gate", StreamAddress(self.server.url("gate/sub")), None)])
        self.view: ViewHandle = self.engine.show("tile", "gate", StreamKind.SUB, 160, 90)
        end = CLOCK.monotonic() + DEADLINE
        while self.view.latest() is None:
            assert CLOCK.monotonic() < end
            time.sleep(0.02)

    def close(self) -> None:
        self.engine.stop()
        self.thread.stop()


@pytest.fixture(scope="module")
def wall() -> Iterator[Wall]:
    made = Wall()
    yield made
    made.close()


@pytest.fixture
def station(wall: Wall) -> Iterator[Callable[..., Station]]:
    """Detection on the wall's camera."""
    made: list[Station] = []

    def start(choice: ModelChoice, **policy: float) -> Station:
        one = Station(choice)
        one.slot.unlink()
        one.slot.close()
        one.slot = _Nothing()  # type: ignore[assignment]
        heard = (one._keep(one.boxes), one._keep(one.hits), one._keep(one.states))
        one.engine = DetectionEngine(CLOCK, choice, *heard, policy=replace(POLICY, **policy))  # type: ignore[arg-type]
        one.engine.start()
        one.engine.watch("gate", wall.engine.tap("gate", 320, 192, 10.0))
        made.append(one)
        return one

    yield start
    for one in made:
        one.close()
    wall.engine.untap("gate")


class _Nothing:
    """In place of a slot of one's own."""

    def unlink(self) -> None: ...

    def close(self) -> None: ...


def sees(station: Station, work: Callable[[], None] = lambda: None) -> None:
    """One more picture is judged."""
    before = len(station.boxes)
    station.until(lambda: len(station.boxes) > before, work)


def died_after(station: Station, told: int) -> bool:
    return any(state.code == "worker_died" for state in station.states[told:])


def goes_on(wall: Wall, station: Station, pictures: int = 5) -> None:
    """The tile gets new pictures."""
    before = wall.view.sequence
    station.until(lambda: wall.view.sequence >= before + pictures)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_model(tmp_path / "tiny")


def test_killed_again_and_again(wall: Wall, station: Callable[..., Station], model: Path) -> None:
    one = station(ModelChoice(model, gate=False))
    for life in range(3):
        state = one.until_running(restarts=life)
        assert (state.engine, state.model, state.degraded) == ("openvino", "tiny", False)
        sees(one)
        told = len(one.states)
        assert one.engine.process_id is not None
        os.kill(one.engine.process_id, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        goes_on(wall, one)
        one.until(partial(died_after, one, told))
    down = next(state for state in one.states if state.phase is DetectorPhase.RESTARTING)
    assert detector_status(down).code == "again"
    state = one.until_running(restarts=3)
    assert detector_status(state).code == "running"


@unix
def test_hung(wall: Wall, station: Callable[..., Station], model: Path) -> None:
    one = station(ModelChoice(model, gate=False), beat_timeout=6.0)
    one.until_running()
    assert one.engine.process_id is not None
    os.kill(one.engine.process_id, signal.SIGSTOP)
    goes_on(wall, one)
    one.until(lambda: any(state.code == "worker_hung" and state.degraded for state in one.states))
    goes_on(wall, one)
    assert one.until_running(restarts=1).model == "tiny"


@unix
def test_starved(wall: Wall, station: Callable[..., Station], model: Path) -> None:
    """A process that gets a moment in two seconds is no hung one: it is slow, that is said, and it is left alone."""
    one = station(ModelChoice(model, rate=10, gate=False), beat_timeout=30.0)
    one.until_running()
    one.until(lambda: one.engine.state.slowest > 1.5)
    pid, held = one.engine.process_id, [0.0, False]
    assert pid is not None

    def starve() -> None:
        now = CLOCK.monotonic()
        if now - held[0] > (2.0 if held[1] else 0.02):
            os.kill(pid, signal.SIGCONT if held[1] else signal.SIGSTOP)
            held[:] = now, not held[1]

    seen: list[DetectorState] = []

    def slow() -> bool:
        seen.append(one.engine.state)
        return 0 < seen[-1].slowest < 1.0

    try:
        one.until(slow, starve)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert detector_status(seen[-1]).code == "slow"
    goes_on(wall, one)
    one.until(lambda: one.engine.state.slowest > 1.5)
    assert one.engine.process_id == pid and one.engine.state.restarts == 0


def test_too_much_memory(wall: Wall, station: Callable[..., Station], model: Path) -> None:
    one = station(ModelChoice(model, gate=False), memory_limit=1 << 20)
    one.until(lambda: one.engine.state.restarts >= 1)
    one.until(lambda: any(state.code == "worker_memory" for state in one.states))
    goes_on(wall, one)
    assert one.engine._usable_model().halvings >= 1


def test_a_corrupt_model_and_the_right_one_in_its_place(
    wall: Wall, station: Callable[..., Station], model: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(model, whole)
    weights = model / "tiny.xml"
    weights.write_bytes(weights.read_bytes()[:300])
    one = station(ModelChoice(model, gate=False))
    state = one.until_running()
    assert (state.engine, state.degraded, state.code) == ("motion", True, "model_corrupt")
    assert detector_status(state).code == "model_corrupt"
    one.until(lambda: bool(one.boxes))
    goes_on(wall, one)
    shutil.copyfile(whole / "tiny.xml", weights)
    one.until(lambda: one.engine.state.model == "tiny")
    assert not one.engine.state.degraded and one.engine.state.restarts == 0
    one.until(lambda: one.boxes[-1].engine == "tiny" and bool(one.boxes[-1].boxes))


def test_a_model_of_other_classes(wall: Wall, station: Callable[..., Station], tmp_path: Path) -> None:
    cats = tiny_model(tmp_path / "cats", ("cat", "teapot"))
    one = station(ModelChoice(cats, classes=("person", "car"), gate=False))
    state = one.until_running()
    assert (state.engine, state.degraded, state.code) == ("motion", True, "model_classes")
    one.until(lambda: bool(one.boxes))
    goes_on(wall, one)


def shown(station: Station, size: tuple[int, int]) -> None:
    put(station.slot, CLOCK.monotonic(), 90, *size)


def test_pictures_of_changing_size(wall: Wall, model: Path) -> None:
    one = Station(ModelChoice(model, rate=50, gate=False))
    one.engine.start()
    one.engine.watch("fence", one.slot.name)
    try:
        one.until_running()
        for size in ((160, 90), (320, 180), (33, 180), (320, 17), (2, 2), (160, 90)):
            sees(one, partial(shown, one, size))
            (box,) = one.boxes[-1].boxes
            assert box.label == "person" and 0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1
        goes_on(wall, one)
        assert one.engine.state.restarts == 0 and one.engine.state.code == ""
    finally:
        one.close()
