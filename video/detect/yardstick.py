"""What the whole path is compared with: `YOLO.predict` picture by picture, and the runtime's own queue by itself.

Each runs in a process of its own, loaded once, and works only while it is asked to, so that both can be measured in
turns with what they are compared with.
"""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from video import quiet
from video.cv import use_threads
from video.detect.letterbox import Picture, letterbox
from video.detect.model import DetectError, ModelChoice
from video.detect.openvino_backend import OpenVinoBackend
from video.detect.ultralytics_backend import UltralyticsBackend

_START_WITHIN = 180.0
#: Seconds beyond those asked for that an answer may take.
_ANSWER_WITHIN = 60.0
Work = Callable[[float], int]


@dataclass(frozen=True, slots=True)
class Pace:
    """Pictures in `seconds`, and the CPU seconds of the process meanwhile."""

    pictures: int
    seconds: float
    cpu_seconds: float

    @property
    def fps(self) -> float:
        """Pictures a second."""
        return self.pictures / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU for each picture."""
        return 1000 * self.cpu_seconds / max(1, self.pictures)


class Yardstick:
    """One of them. name: "predict" or "queue". Raises DetectError where the model does not load; a context manager."""

    def __init__(self, name: str, choice: ModelChoice, pictures: Sequence[Picture]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_main, args=(far,), name=f"yardstick-{name}", daemon=True)
        self._process.start()
        far.close()
        try:
            self._pipe.send((name, choice, list(pictures)))
            problem = self._answer(_START_WITHIN)
        except BaseException:
            self.close()
            raise
        if problem:
            self.close()
            raise DetectError(problem)

    def run(self, seconds: float) -> Pace:
        """Work for so long."""
        self._pipe.send(seconds)
        found = self._answer(seconds + _ANSWER_WITHIN)
        assert isinstance(found, Pace)
        return found

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(5.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def __enter__(self) -> Yardstick:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, within: float) -> Any:
        try:
            if self._pipe.poll(within):
                return self._pipe.recv()
        except (EOFError, OSError):
            pass
        raise DetectError("worker_died")


def _main(pipe: Any) -> None:
    quiet.settle()
    use_threads(1)
    name, choice, pictures = pipe.recv()
    try:
        work = _predict(choice, pictures) if name == "predict" else _queue(choice, pictures)
        work(0.5)
    except DetectError as error:
        pipe.send(error.code)
        return
    pipe.send("")
    try:
        while True:
            seconds = pipe.recv()
            began, cpu = time.perf_counter(), time.process_time()
            count = work(seconds)
            pipe.send(Pace(count, time.perf_counter() - began, time.process_time() - cpu))
    except (EOFError, OSError):
        return


def _predict(choice: ModelChoice, pictures: Sequence[Picture]) -> Work:
    """ultralytics as its manual says: one picture, its boxes, the next."""
    backend = UltralyticsBackend(choice)
    endless = itertools.cycle(pictures)

    def work(seconds: float) -> int:
        until, count = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            backend.predict([next(endless)])
            count += 1
        return count

    return work


def _queue(choice: ModelChoice, pictures: Sequence[Picture]) -> Work:
    """The runtime's queue, as deep as the runtime wants it, with the whole model as its maker exported it, fed with
    pictures that have the model's size already.
    """
    backend = OpenVinoBackend(choice, whole=True)
    import openvino  # noqa: PLC0415  only this process may load it

    queue = openvino.AsyncInferQueue(backend.compiled)
    height, width = (int(side) for side in backend.compiled.input().shape[1:3])
    fitted = []
    for picture in pictures:
        into = np.empty((1, height, width, 3), np.uint8)
        letterbox(picture, into[0])
        fitted.append(openvino.Tensor(into, shared_memory=True))
    endless = itertools.cycle(fitted)

    def work(seconds: float) -> int:
        until, count = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            queue.start_async(next(endless))
            count += 1
        queue.wait_all()
        return count

    return work
