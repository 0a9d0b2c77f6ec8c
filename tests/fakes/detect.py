"""Stand-ins for detection: frames without a camera, a model without weights."""

from collections.abc import Callable

import numpy as np

from video.detect.backend import Job
from video.detect.model import EngineName
from video.frames import FrameSlot, FrameStamp
from video.model import Box

WIDTH, HEIGHT = 160, 90


def put(slot: FrameSlot, at: float, colour: int = 90, width: int = WIDTH, height: int = HEIGHT) -> None:
    """Write a plain frame; `at` is its time on every clock."""
    picture = np.full((height, width, 3), colour, np.uint8)
    slot.write(memoryview(picture.tobytes()), width, height, width * 3, FrameStamp(at, at, at, at))


class FakeBackend:
    """Finds what it is told, when it is told to (`answer`), or at once."""

    engine = EngineName.OPENVINO
    device = "CPU"
    classes: tuple[str, ...] = ("person",)

    def __init__(self, boxes: tuple[Box, ...] = (), capacity: int = 2, at_once: bool = True) -> None:
        self.boxes, self.capacity, self.at_once = boxes, capacity, at_once
        self.error = ""
        self.waiting: list[tuple[Job, Callable[[Job], None]]] = []
        self.asked: list[str] = []
        self.closed = False

    def submit(self, job: Job, done: Callable[[Job], None]) -> None:
        self.asked.append(job.camera)
        self.waiting.append((job, done))
        if self.at_once:
            self.answer()

    def answer(self) -> None:
        """Finish the oldest job."""
        job, done = self.waiting.pop(0)
        job.boxes, job.error = self.boxes, self.error
        done(job)

    def close(self) -> None:
        self.closed = True
