"""ultralytics is asked for several pictures at once, of one size each, and for half as many where memory is short."""

import queue
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="the AI pack is not installed")

from video.detect import ultralytics_backend
from video.detect.backend import Job
from video.detect.letterbox import Picture
from video.detect.model import ModelChoice
from video.detect.ultralytics_backend import UltralyticsBackend


class OutOfMemoryError(RuntimeError):
    """As torch calls it."""


class Played:
    """Stands in for ultralytics.YOLO; a call with more than `most` pictures is too much."""

    def __init__(self, most: int = 99) -> None:
        self.names = {0: "person"}
        self.most, self.calls = most, list[list[tuple[int, ...]]]()
        self.gate: queue.SimpleQueue[None] = queue.SimpleQueue()

    def predict(self, pictures: Sequence[Picture], **_: Any) -> list[Any]:
        self.gate.get(timeout=60)
        if len(pictures) > self.most:
            raise OutOfMemoryError("CUDA out of memory")
        self.calls.append([picture.shape for picture in pictures])
        return [self._result(picture) for picture in pictures]

    def _result(self, picture: Picture) -> Any:
        box = SimpleNamespace(
            xyxyn=np.array([[0, 0, 1, float(picture[0, 0, 0]) / 255]]), conf=np.array([0.5]), cls=np.array([0])
        )
        return SimpleNamespace(boxes=box, names=self.names)


def answers(model: Played, monkeypatch: pytest.MonkeyPatch, pictures: Sequence[Picture], **choice: Any) -> list[Job]:
    monkeypatch.setattr(ultralytics_backend, "load_yolo", lambda _choice: model)
    backend = UltralyticsBackend(ModelChoice(device="cuda:0", **choice))
    done: queue.SimpleQueue[Job] = queue.SimpleQueue()
    jobs = [Job("gate", picture) for picture in pictures]
    for job in jobs:
        backend.submit(job, done.put)
    for _ in range(20):
        model.gate.put(None)
    for _ in jobs:
        done.get(timeout=60)
    backend.close()
    return jobs


def plain(shade: int, height: int = 4) -> Picture:
    return np.full((height, 8, 3), shade, np.uint8)


def test_what_waits_goes_together_and_each_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Played()
    jobs = answers(model, monkeypatch, [plain(shade) for shade in range(0, 240, 20)])
    assert [round(job.boxes[0].bottom * 255) for job in jobs] == list(range(0, 240, 20))
    assert sum(len(call) for call in model.calls) == 12 and max(len(call) for call in model.calls) > 4


def test_pictures_of_different_sizes_do_not_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Played()
    jobs = answers(model, monkeypatch, [plain(9, height) for height in (4, 4, 6, 6, 4)])
    assert all(job.boxes for job in jobs)
    assert all(len(set(call)) == 1 for call in model.calls)


def test_out_of_memory_is_half_as_many_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Played(most=3)
    jobs = answers(model, monkeypatch, [plain(shade) for shade in range(12)])
    assert not any(job.error for job in jobs) and all(job.boxes for job in jobs)
    assert max(len(call) for call in model.calls) <= 3


def test_after_a_death_the_batch_is_half_and_one_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Played(most=0)
    (job,) = answers(model, monkeypatch, [plain(1)], halvings=3)
    assert job.error == "OutOfMemoryError"
    monkeypatch.setattr(ultralytics_backend, "load_yolo", lambda _choice: model)
    backend = UltralyticsBackend(ModelChoice(device="cuda:0", halvings=3))
    assert (backend.batch, backend.capacity) == (2, 4)
    backend.close()
    slow = UltralyticsBackend(ModelChoice(device="cpu"))
    assert slow.batch == 1
    slow.close()
