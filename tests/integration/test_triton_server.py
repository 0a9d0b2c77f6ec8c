"""NVIDIA's own Triton server answers the inference process: the same boxes as here, and it may go and come back.

Runs where WATCHROOM_TRITON names the Python of an environment with the server: docs/detection.md says how to make one.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from app import cli
from app.services.health import detector_status
from tests.fakes.triton_server import TritonServer
from tests.integration.test_detection_process import CLOCK, Station
from tests.shared_data import shared_data
from video.cv import cv2
from video.detect.evaluate import find_all, frames_of
from video.detect.loading import load_exactly
from video.detect.model import ModelChoice
from video.frames import FrameStamp
from video.model import Box

PYTHON = os.environ.get("WATCHROOM_TRITON", "")
pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="WATCHROOM_TRITON names no Python with nvidia-pytriton and openvino"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def model() -> Path:
    return shared_data("detect/yolo11n_int8_openvino_model")


@pytest.fixture
def server(model: Path, tmp_path: Path) -> Iterator[TritonServer]:
    made = TritonServer(Path(PYTHON), tmp_path, model)
    made.start()
    yield made
    made.kill()


def test_its_boxes_are_those_of_the_same_weights_here(server: TritonServer, model: Path) -> None:
    found: list[dict[int, tuple[Box, ...]]] = []
    for choice in (ModelChoice(model), ModelChoice(url=server.url)):
        backend = load_exactly(replace(choice, confidence=0.4, classes=("person",)))
        film = frames_of(shared_data("footage/pets09_s2l1.avi"))
        found.append(find_all(backend, islice(film, 0, None, 40))[0])
        backend.close()
    here, there = found
    assert sum(map(len, here.values())) > 100
    for number, boxes in here.items():
        assert [box.label for box in there[number]] == [box.label for box in boxes]
        for ours, theirs in zip(boxes, there[number], strict=True):
            assert _numbers(theirs) == pytest.approx(_numbers(ours), abs=1e-3)


def test_evaluate_takes_its_address(server: TritonServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = list(islice(frames_of(shared_data("footage/pets09_s2l1.avi")), 5))
    video = tmp_path / "short.avi"
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 7, pictures[0].shape[1::-1])
    for picture in pictures:
        writer.write(picture)
    writer.release()
    truth = shared_data("footage/gt/pets09_s2l1.txt")
    assert cli.run(["evaluate", "detect", str(video), str(truth), "--model", server.url, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["engine"], told["model"], told["frames"]) == ("triton", "people", 5)
    assert told["precision"] > 0.7


def test_killed_and_back_the_state_says_so_and_detection_returns(server: TritonServer) -> None:
    picture = next(islice(frames_of(shared_data("footage/pets09_s2l1.avi")), 400, None))
    one = Station(ModelChoice(url=server.url, gate=False, rate=10))
    one.slot.unlink()
    one.slot.close()
    one.slot = type(one.slot).create(picture.shape[1], picture.shape[0], "bgr24")

    def film() -> None:
        now = CLOCK.monotonic()
        data = memoryview(np.ascontiguousarray(picture).tobytes())
        one.slot.write(data, picture.shape[1], picture.shape[0], picture.shape[1] * 3, FrameStamp(now, now, now, now))

    def sees_people(since: int) -> bool:
        return any(box.label == "person" for boxes in one.boxes[since:] for box in boxes.boxes)

    try:
        one.engine.start()
        one.engine.watch("fence", one.slot.name, [])
        one.until(lambda: sees_people(0), film)
        assert (one.engine.state.engine, one.engine.state.device) == ("triton", "127.0.0.1")
        server.kill()
        one.until(lambda: one.engine.state.code == "server_missing", film)
        assert (one.engine.state.engine, one.engine.state.degraded) == ("motion", True)
        assert detector_status(one.engine.state).code == "server_missing"
        server.start()
        before = len(one.boxes)
        one.until(lambda: one.engine.state.engine == "triton" and sees_people(before), film)
        assert (one.engine.state.code, one.engine.state.restarts) == ("", 0)
    finally:
        one.close()


def _numbers(box: Box) -> tuple[float, ...]:
    return box.left, box.top, box.right, box.bottom, box.confidence
